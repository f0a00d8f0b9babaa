//! A legacy encoding read as another one: windows-1251 as ISO-8859-1 (`Ïðèâåò`), windows-1250 as windows-1252
//! (`sk³ad`), Shift_JIS as windows-1252.
//!
//! Nothing in such a text is impossible by itself, so the rule is strict: as it stands the text must be in no language
//! that we know, and read back it must be in one.

use encoding_rs::Encoding;

use super::alphabet::{Letters, is_plain};
use super::codepage::{Codepage, reading};
use super::strangeness::{ClassId, strangeness};
use crate::text::{Certainty, Proposal};

/// How a document was read, and how it should have been.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixup {
    read_as: Codepage,
    is: Meant,
}

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meant {
    OneByte(Codepage),
    /// An East Asian encoding.
    ManyBytes(&'static Encoding),
}

/// Fewer characters beyond ASCII tell nothing of a language.
const LEAST: u32 = 20;
/// More characters than these are not looked at: a language shows itself in them.
const SAMPLE: usize = 8000;

impl Mixup {
    /// Looks for a mix-up of encodings in a whole text.
    pub fn of(text: &str) -> Option<Mixup> {
        if is_plain(text)
            || Letters::of(text.chars().filter(|character| !character.is_ascii()).take(SAMPLE)).is_language()
        {
            return None;
        }
        let sample: String = text.lines().filter(|line| !line.is_ascii()).flat_map(str::chars).take(SAMPLE).collect();
        let read = Sample::new(sample);
        if read.letters.total() < LEAST {
            return None;
        }
        READ_AS.into_iter().find_map(|read_as| {
            let one = read.one_byte(read_as).map(Meant::OneByte);
            let is = one.or_else(|| many_bytes(text, read_as).map(Meant::ManyBytes))?;
            Some(Mixup { read_as, is })
        })
    }

    /// Returns the mix-up if a text from the document that shows it is in a language only when read back.
    pub fn confirmed(self, text: &str) -> Option<Mixup> {
        let words = || text.split([' ', '\n', '\t']).filter(|word| !word.is_ascii());
        let meant: Option<String> = words().map(|word| self.meant(word)).collect();
        let fit = |text: &str| Letters::of(text.chars().filter(|character| !character.is_ascii())).fit();
        // What is valid in an East Asian encoding from end to end is not so by accident.
        let meant = meant?;
        let confirmed = matches!(self.is, Meant::ManyBytes(_)) || fit(&meant) > fit(text);
        (confirmed && words().next().is_some()).then_some(self)
    }

    /// Finds the words of `text` that the mix-up changed.
    pub fn find(self, text: &str) -> Vec<Proposal> {
        let mut found = Vec::new();
        let mut start = 0;
        for word in text.split_inclusive([' ', '\n', '\t']) {
            let bare = word.trim_end_matches([' ', '\n', '\t']);
            if let Some(meant) = self.meant(bare).filter(|meant| meant != bare) {
                found.push(Proposal::new(start..start + bare.len(), meant, Certainty::Likely));
            }
            start += word.len();
        }
        found
    }

    fn meant(self, word: &str) -> Option<String> {
        if word.is_ascii() {
            return None;
        }
        let bytes: Option<Vec<u8>> = word.chars().map(|character| byte(self.read_as, character)).collect();
        match self.is {
            Meant::OneByte(is) => Some(bytes?.into_iter().map(|byte| character(is, byte)).collect()),
            Meant::ManyBytes(is) => is.decode_without_bom_handling_and_without_replacement(&bytes?).map(Into::into),
        }
    }
}

/// The encodings that a text of another one is taken for: the default of programs that do not ask, and those of old
/// systems. Read as windows-1250 or -1254 the damage looks alike and is rarer.
const READ_AS: [Codepage; 4] = [Codepage::Windows1252, Codepage::Macintosh, Codepage::Koi8R, Codepage::Windows1251];
/// One character in so many may be missing in the encoding: what an editor typed later.
const MISSING: usize = 50;

/// What the text may be. Where two read it equally well, the first is taken.
const ONE_BYTE: [Codepage; 10] = [
    Codepage::Windows1252,
    Codepage::Windows1251,
    Codepage::Windows1250,
    Codepage::Iso8859_2,
    Codepage::Koi8R,
    Codepage::Windows1257,
    Codepage::Macintosh,
    Codepage::Cp437,
    Codepage::Cp850,
    Codepage::Cp866,
];

/// A part of a text, and how it reads.
struct Sample {
    text: String,
    letters: Letters,
}

impl Sample {
    fn new(text: String) -> Sample {
        let letters = Letters::of(text.chars().filter(|character| !character.is_ascii()));
        Sample { text, letters }
    }

    /// Returns how strange it looks, for each character beyond ASCII.
    fn strangeness(&self) -> f64 {
        let cost = strangeness(ClassId::EDGE, self.text.chars().map(ClassId::of), ClassId::EDGE);
        f64::from(cost) / f64::from(self.letters.total().max(1))
    }

    /// Returns the encoding of one byte a character in which the text is in a language.
    fn one_byte(&self, read_as: Codepage) -> Option<Codepage> {
        let mut counts = [0_u32; 256];
        let mut missing = Vec::new();
        for character in self.text.chars().filter(|character| !character.is_ascii()) {
            match byte(read_as, character) {
                Some(byte) => counts[usize::from(byte)] += 1,
                None => missing.push(character),
            }
        }
        if missing.len() * MISSING > self.letters.total() as usize {
            return None;
        }
        let letters = |is: Codepage| {
            let counts = is.upper_half().iter().copied().zip(counts[0x80..].iter().copied());
            Letters::counted(counts.chain(missing.iter().map(|&character| (character, 1))))
        };
        let (is, meant, left) = ONE_BYTE
            .into_iter()
            .filter(|&is| is != read_as)
            .map(|is| (is, letters(is)))
            .filter(|(_, letters)| letters.is_in_language())
            .map(|(is, letters)| {
                let meant = Sample { text: self.read_back(read_as, is), letters };
                let left = meant.strangeness();
                (is, meant, left)
            })
            .filter(|(.., left)| *left <= STRANGENESS)
            .min_by(|(.., one), (.., other)| one.total_cmp(other))?;
        let before = self.strangeness();
        let stranger = before >= STRANGENESS_BEFORE && before > 3.0 * left;
        let turned = self.letters.capitals() > 0.7 && meant.letters.capitals() < 0.3;
        let better = turned && meant.letters.cyrillic_fit() > self.letters.cyrillic_fit() + CYRILLIC_GAIN;
        (stranger || better).then_some(is)
    }

    fn read_back(&self, read_as: Codepage, is: Codepage) -> String {
        let meant = |wrong: char| byte(read_as, wrong).map_or(wrong, |byte| character(is, byte));
        self.text.chars().map(meant).collect()
    }
}

/// A text in a language is at most so strange for each character beyond ASCII (Polish has accented letters beside each
/// other), one that was read wrongly at least so much (a letter that became a sign costs 2 or more).
const STRANGENESS: f64 = 0.25;
const STRANGENESS_BEFORE: f64 = 0.5;
/// KOI8-R and windows-1251 have their small letters where the other has capitals; read as each other, a text costs 0.6
/// nats a letter more.
const CYRILLIC_GAIN: f64 = 0.4;

/// Returns the East Asian encoding in which the text is valid and has the characters that every such text has.
fn many_bytes(text: &str, read_as: Codepage) -> Option<&'static Encoding> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_ascii()).collect();
    let candidates = [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::EUC_KR];
    candidates.into_iter().find(|encoding| {
        let decode = |line: &&str| {
            let bytes: Vec<u8> = line.chars().map(|character| byte(read_as, character)).collect::<Option<_>>()?;
            encoding.decode_without_bom_handling_and_without_replacement(&bytes).map(String::from)
        };
        // The last line may have been cut inside a character.
        let mut bad = 1 + lines.len() / 10;
        let mut all = String::new();
        for line in &lines {
            match decode(line) {
                Some(meant) => all.push_str(&meant),
                None if bad == 0 => return false,
                None => bad -= 1,
            }
        }
        is_east_asian(&all)
    })
}

/// Tells whether the text has what all of its kind have: Japanese a third of its characters in Hiragana, Korean nine
/// tenths in Hangul. Misread, Shift_JIS is full of half-width Katakana.
fn is_east_asian(text: &str) -> bool {
    let beyond = text.chars().filter(|character| !character.is_ascii()).count();
    let share = |wanted: fn(&char) -> bool| text.chars().filter(wanted).count() * 100 / beyond.max(1);
    let hiragana = share(|character| matches!(character, '\u{3041}'..='\u{3093}'));
    let hangul = share(|character| matches!(character, '\u{AC00}'..='\u{D7A3}'));
    let half_width = share(|character| matches!(character, '\u{FF61}'..='\u{FF9F}'));
    beyond >= LEAST as usize / 2
        && half_width < 5
        && (hiragana >= 20 || hangul >= 70 && share(|character| USUAL_HANGUL.contains(*character)) >= USUAL)
}

/// Syllables that every Korean text is full of: endings, particles and copulas. They are four in ten of all in running
/// text and three in a hundred where other bytes happen to be Hangul, so that a share in between parts the two.
const USUAL_HANGUL: &str = "이다는을의에가고한지하도를로은기사인서대자어리있나시그해일정";
const USUAL: usize = 15;

/// Returns the character that a byte is.
fn character(codepage: Codepage, byte: u8) -> char {
    byte.checked_sub(0x80).map_or(char::from(byte), |place| codepage.upper_half()[usize::from(place)])
}

/// Returns the byte that a character was read from.
fn byte(codepage: Codepage, character: char) -> Option<u8> {
    if character.is_ascii() {
        return u8::try_from(u32::from(character)).ok();
    }
    reading(character).map(|reading| reading.bytes[codepage as usize]).filter(|&byte| byte != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Вечером в городе прошёл сильный дождь, и жители соседних улиц помогали друг другу выносить вещи.";
    const POLISH: &str = "Wczoraj wieczorem mieszkańcy wsi zgłosili, że rzeka wystąpiła z brzegów. Część łąk została zalana, a \
                          dwie drogi są zamknięte. Późną nocą strażacy pomogli jeszcze ośmiu rodzinom i gęsiom.";
    const FRENCH: &str = "Le maire a déclaré que l'été avait été très sec et que la rivière était à son plus bas niveau. Les \
                          élèves de l'école ont créé un étang près du château où même les hérons ont été vus.";

    /// Misreads `text` and wants it back.
    fn check(text: &str, is: Codepage, read_as: Codepage) {
        let half = is.upper_half();
        let misread = read_as.upper_half();
        let one = |character: char| match half.iter().position(|&other| other == character) {
            Some(place) => misread[place],
            None => character,
        };
        let damaged: String = text.chars().map(one).collect();
        let mixup = Mixup::of(&damaged).unwrap_or_else(|| panic!("{is:?} read as {read_as:?}: {damaged}"));
        let mut fixed = damaged;
        for proposal in mixup.find(&fixed.clone()).into_iter().rev() {
            fixed.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(fixed, text, "{is:?} read as {read_as:?}");
        assert_eq!(Mixup::of(&fixed), None);
    }

    #[test]
    fn fix_one_legacy_read_as_another() {
        check(RUSSIAN, Codepage::Windows1251, Codepage::Windows1252);
        check(RUSSIAN, Codepage::Koi8R, Codepage::Windows1251);
        check(RUSSIAN, Codepage::Windows1251, Codepage::Koi8R);
        check(POLISH, Codepage::Windows1250, Codepage::Windows1252);
        check(POLISH, Codepage::Iso8859_2, Codepage::Windows1252);
        check(FRENCH, Codepage::Macintosh, Codepage::Windows1252);
        check(FRENCH, Codepage::Windows1252, Codepage::Macintosh);
    }

    #[test]
    fn dont_bring_in_hangul() {
        // UTF-8 read as the Cyrillic encoding of Macintosh is valid EUC-KR now and then.
        assert_eq!(Mixup::of("–Ф–Њ–±—А–Є–є –і–µ–љ—М, –Ф–Њ–±—А–Є–є –і–µ–љ—М"), None);
    }

    #[test]
    fn dont_flag_languages() {
        for text in [RUSSIAN, POLISH, FRENCH] {
            assert_eq!(Mixup::of(text), None);
        }
    }
}
