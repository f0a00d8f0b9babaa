//! Which encoding of one byte a character spells words: the letters of each reading are asked how likely they follow
//! each other in the languages that are written with them.
//!
//! Only pairs with a byte beyond ASCII differ between the readings. They are counted once; each encoding is then a
//! table that turns bytes into letters. The pairs within ASCII are the same in all, and say which Latin language it is.

use std::sync::LazyLock;

use super::code_pages::CODE_PAGES;
use super::encoding::Legacy;
use super::letters::{FOREIGN, Language};

/// The pairs of bytes in a sample.
pub struct Pairs {
    ascii: Vec<(u8, u8, u32)>,
    beyond: Vec<(u8, u8, u32)>,
    /// How many bytes beyond ASCII there are.
    count: u32,
}

/// Which encoding spells a sample best.
pub struct Ranking {
    pairs: Pairs,
    latin: Vec<(usize, u32)>,
    best: &'static Candidate,
    /// What it costs, in sixteenths of a nat.
    least: u32,
}

impl Ranking {
    /// Looks for the best; `None` in a build without tables of letters.
    pub fn of(sample: &[u8]) -> Option<Ranking> {
        if Language::all().is_empty() {
            return None;
        }
        let pairs = Pairs::of(sample);
        let latin = pairs.latin_languages();
        let candidates: &'static [Candidate] = &CANDIDATES;
        // What looks best has a good chance to be it; with its cost known, most of the others soon cost more.
        let tried = candidates.iter().enumerate().filter(|(_, candidate)| candidate.is_tried(&latin));
        let mut looks: Vec<(u32, usize)> = tried.map(|(place, candidate)| (candidate.looks(&pairs), place)).collect();
        looks.sort_unstable();
        let (mut least, mut best) = (u32::MAX, 0);
        for (looks, place) in looks {
            let cost = candidates[place].cost(looks, &pairs, &latin, least);
            if (cost, place) < (least, best) {
                (least, best) = (cost, place);
            }
        }
        Some(Ranking { pairs, latin, best: &candidates[best], least })
    }

    pub fn best(&self) -> Legacy {
        self.best.encoding
    }

    /// Tells whether the best reading is words of a language: whether its letters follow each other as they do in one of
    /// those that the encoding was used for. A text in Latin letters may hold names of all of them.
    pub fn is_language(&self) -> bool {
        let best = self.best;
        let words: Vec<(u8, u8, u32)> =
            self.pairs.beyond.iter().copied().filter(|&(first, second, _)| best.is_in_word(first, second)).collect();
        let count: u32 = words.iter().map(|(.., count)| count).sum();
        if count < LEAST_PAIRS {
            return true;
        }
        let looks: u32 = words.iter().map(|&(first, second, count)| best.look(first, second) * count).sum();
        let (latin, others): (Vec<&Spelling>, Vec<&Spelling>) =
            best.spellings.iter().partition(|spelling| spelling.is_latin);
        let cheapest = |&(first, second, count): &(u8, u8, u32)| {
            let costs = latin.iter().map(|spelling| spelling.step(first, second));
            costs.min().unwrap_or(FOREIGN) * count
        };
        let most = |each: u32| each * count + MOST_ONCE;
        looks + words.iter().map(cheapest).sum::<u32>() <= most(MOST_LATIN)
            || others.iter().any(|spelling| spelling.cost(&words, looks, u32::MAX) <= most(MOST_OTHER))
    }

    /// Returns by how much an encoding is dearer than the best, in sixteenths of a nat.
    pub fn behind(&self, encoding: Legacy) -> Option<u32> {
        let candidate = CANDIDATES.iter().find(|candidate| candidate.encoding == encoding)?;
        Some(candidate.cost(candidate.looks(&self.pairs), &self.pairs, &self.latin, u32::MAX) - self.least)
    }
}

impl Pairs {
    fn of(sample: &[u8]) -> Pairs {
        let mut counts = vec![0_u16; PLACES * PLACES];
        let mut seen = Vec::new();
        let mut last = b' ';
        let (mut count, mut tag) = (0, false);
        for &byte in sample.iter().chain(b" ") {
            // The names of elements and attributes are in no language.
            tag = byte == b'<' || tag && byte != b'>';
            let byte = if byte >= 0x80 || byte.is_ascii_alphabetic() && !tag { byte } else { b' ' };
            let within = byte < 0x80 && last < 0x80;
            let (first, second) =
                if within { (last.to_ascii_lowercase(), byte.to_ascii_lowercase()) } else { (last, byte) };
            let seen_before = &mut counts[place(first) * PLACES + place(second)];
            if *seen_before == 0 {
                seen.push((first, second));
            }
            *seen_before = seen_before.saturating_add(1);
            count += u32::from(byte >= 0x80);
            last = byte;
        }
        let counted =
            |&(first, second): &(u8, u8)| (first, second, u32::from(counts[place(first) * PLACES + place(second)]));
        let (mut ascii, mut beyond): (Vec<_>, Vec<_>) =
            seen.iter().map(counted).partition(|(first, second, _)| first.is_ascii() && second.is_ascii());
        ascii.retain(|(first, second, _)| (*first, *second) != (b' ', b' '));
        // The commonest first, so that a wrong reading or language soon costs more than the best.
        ascii.sort_unstable_by_key(|(.., count)| std::cmp::Reverse(*count));
        beyond.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        Pairs { ascii, beyond, count }
    }

    /// Returns the Latin languages that the plain letters look like, with what each is behind the best.
    fn latin_languages(&self) -> Vec<(usize, u32)> {
        let class = |byte: u8| if byte == b' ' { 0 } else { byte - b'a' + 1 };
        let languages = Language::all().iter().zip(STEPS.iter()).enumerate();
        let mut costs: Vec<(usize, u32)> = Vec::with_capacity(LANGUAGES_TRIED + 1);
        for (place, (_, steps)) in languages.filter(|(_, (language, _))| language.is_latin()) {
            // What costs more than the last that is kept need not be counted to its end.
            let most = costs.get(LANGUAGES_TRIED - 1).map_or(u32::MAX, |(_, cost)| *cost);
            let mut cost = 0;
            for &(first, second, count) in &self.ascii {
                cost += steps.cost(class(first), class(second)) * count;
                if cost >= most {
                    break;
                }
            }
            if cost < most {
                let rank = costs.partition_point(|(_, other)| *other <= cost);
                costs.insert(rank, (place, cost));
                costs.truncate(LANGUAGES_TRIED);
            }
        }
        let best = costs[0].1;
        costs.into_iter().map(|(place, cost)| (place, ((cost - best) / 2).min(LANGUAGE_MOST))).collect()
    }
}

/// What a pair of letters may cost on average in words of a language, in sixteenths of a nat, and what a text may cost
/// above that. Measured on 4,000 texts in 60 encodings, of 70 bytes and more: in those that were read right a pair cost 64
/// at most, in those that were read wrong from 102 on in Latin letters and mostly from 70 on in others.
const MOST_LATIN: u32 = 78;
const MOST_OTHER: u32 = 66;
const MOST_ONCE: u32 = 120;
/// Fewer pairs are a name, or a word in capitals.
const LEAST_PAIRS: u32 = 4;

/// How many bytes pairs are made of, counted from the blank on: letters, and all beyond ASCII.
const PLACES: usize = 0x100 - 0x20;

/// Returns a byte's place among them.
fn place(byte: u8) -> usize {
    usize::from(byte.saturating_sub(0x20))
}

/// The other Latin languages are too far from what the plain letters look like.
const LANGUAGES_TRIED: usize = 10;
/// A page speaks more than one language, so that its plain letters do not exclude any: 12 nats at most.
const LANGUAGE_MOST: u32 = 12 * 16;

/// What a byte is in an encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteKind {
    Blank,
    Mark,
    Odd,
    Lower,
    Upper,
    Caseless,
}

const KINDS: usize = 6;

/// What one kind costs behind another in any language: a capital after a small letter most, and then an odd sign inside a
/// word. The order of rows and columns is that of `ByteKind`.
const NEIGHBOURS: [[u32; KINDS]; KINDS] = [
    [0, 0, 0, 0, 24, 0],
    [0, 0, 0, 0, 24, 0],
    [0, 0, 0, 40, 64, 40],
    [0, 0, 40, 0, 96, 0],
    [0, 0, 40, 0, 24, 0],
    [0, 0, 40, 0, 0, 0],
];

/// An encoding of one byte a character, ready to be compared.
struct Candidate {
    encoding: Legacy,
    prior: u32,
    kinds: Vec<ByteKind>,
    /// What a sign costs by itself.
    signs: Vec<u32>,
    /// The classes of all bytes in the languages that it can spell.
    spellings: Vec<Spelling>,
}

struct Spelling {
    /// The place of the language among all.
    language: usize,
    is_latin: bool,
    classes: [u8; 256],
}

/// What a byte costs after another in one language, in rows of 128 classes.
struct Steps(Vec<u8>);

/// Classes of no language: a letter that it does not have, and an ASCII letter beside another script.
const STRANGER: u8 = 127;
const LATIN: u8 = 126;
/// A vowel or tone above or below a Thai letter, which the table of Thai takes for the edge of a word.
const THAI_MARK: u8 = 125;
/// One such mark after another: a vowel and its tone.
const THAI_MARKS: u32 = 40;
/// A letter of another script beside a sign or a blank: dearer than the edge of a word in a Latin language, so that
/// English with nothing but quotes beyond ASCII is not taken for a language without a letter in it.
const APART: u32 = 80;
/// An ASCII letter and one of another script in one word: dearer than a Latin letter that the language does not have, so
/// that one `é` in English is not taken for Cyrillic.
const TWO_SCRIPTS: u32 = 15 * 16;

/// Returns the encodings of one byte a character that single words may be in, with what each has to make up for, in
/// sixteenths of a nat.
pub fn encodings() -> impl Iterator<Item = (Legacy, u32)> {
    let of_words = CANDIDATES.iter().filter(|it| matches!(it.encoding, Legacy::Whatwg(_) | Legacy::Table(..)));
    of_words.map(|candidate| (candidate.encoding, candidate.prior))
}

impl Candidate {
    /// Prepares an encoding that was used for some languages, or for all whose letters it has.
    fn new(encoding: Legacy, prior: u32, languages: Option<&[&str]>) -> Candidate {
        let characters: Vec<char> =
            (0..=255).map(|byte| if byte < 0x80 { char::from(byte) } else { one(encoding, byte) }).collect();
        let own = &characters[0x80..];
        let is_spelled = |language: &Language| {
            if let Some(languages) = languages {
                return languages.contains(&language.name());
            }
            let letters = own.iter().filter(|&&letter| language.class(small(letter)).is_some_and(|class| class > 0));
            !OTHER_SPELLINGS.contains(&language.name()) && letters.count() >= if language.is_latin() { 1 } else { 20 }
        };
        let languages = Language::all().iter().enumerate().filter(|(_, language)| is_spelled(language));
        let spellings: Vec<Spelling> = languages
            .map(|(place, language)| {
                let is_thai = language.name() == "th";
                let class = |character: char| match language.class(small(character)) {
                    _ if is_thai && is_thai_mark(character) => THAI_MARK,
                    _ if is_sign(character) && !is_tone(character) => 0,
                    Some(class) => class,
                    None if character.is_ascii() => LATIN,
                    None => STRANGER,
                };
                let classes = std::array::from_fn(|byte| class(characters[byte]));
                Spelling { language: place, is_latin: language.is_latin(), classes }
            })
            .collect();
        let kinds = characters.iter().map(|&character| kind(character)).collect();
        let signs = (0..)
            .zip(&characters)
            .map(|(byte, &character): (u32, _)| if byte < 0x80 { 0 } else { sign(character) })
            .collect();
        Candidate { encoding, prior: prior * 16, kinds, signs, spellings }
    }

    /// Tells whether it has a language that the plain letters do not exclude.
    fn is_tried(&self, latin: &[(usize, u32)]) -> bool {
        let is_possible = |spelling: &Spelling| {
            !spelling.is_latin || latin.iter().any(|(language, _)| *language == spelling.language)
        };
        self.spellings.iter().any(is_possible)
    }

    /// Returns what the pairs cost in any language, by their signs and their case, and what the encoding has to make
    /// up for.
    fn looks(&self, pairs: &Pairs) -> u32 {
        let look = |&(first, second, count): &(u8, u8, u32)| self.look(first, second) * count;
        self.prior + pairs.beyond.iter().map(look).sum::<u32>()
    }

    /// Returns what the pairs cost in the language that they fit best, given what they cost in any; a number above
    /// `most` where it is more than that.
    fn cost(&self, looks: u32, pairs: &Pairs, latin: &[(usize, u32)], most: u32) -> u32 {
        let mut least = None;
        for spelling in &self.spellings {
            let behind = match latin.iter().find(|(language, _)| *language == spelling.language) {
                Some((_, behind)) => *behind,
                None if spelling.is_latin => continue,
                None => 0,
            };
            let bound = least.unwrap_or(u32::MAX).min(most);
            let cost = spelling.cost(&pairs.beyond, looks + behind, bound);
            least = Some(least.map_or(cost, |least: u32| least.min(cost)));
        }
        least.unwrap_or_else(|| looks + pairs.count * 2 * FOREIGN)
    }

    /// Tells whether a pair is part of a word: it has a letter beyond ASCII, or an odd sign beside a letter.
    fn is_in_word(&self, first: u8, second: u8) -> bool {
        use ByteKind::{Caseless, Lower, Odd, Upper};
        let kind = |byte: u8| self.kinds[usize::from(byte)];
        let is_letter = |byte: u8| matches!(kind(byte), Lower | Upper | Caseless);
        let beyond = |byte: u8| byte >= 0x80 && is_letter(byte);
        beyond(first)
            || beyond(second)
            || is_letter(first) && kind(second) == Odd
            || kind(first) == Odd && is_letter(second)
    }

    /// Returns what a pair costs in any language: its sign, and its case.
    fn look(&self, first: u8, second: u8) -> u32 {
        let (before, after) = (self.kinds[usize::from(first)], self.kinds[usize::from(second)]);
        let beside = NEIGHBOURS[before as usize][after as usize];
        let sign = self.signs[usize::from(second)];
        beside + if sign == DRAWN && first == second { DRAWN_ON } else { sign }
    }
}

impl Spelling {
    /// Returns `start` and what the pairs cost; the sum so far once that is more than `most`.
    fn cost(&self, pairs: &[(u8, u8, u32)], start: u32, most: u32) -> u32 {
        let mut cost = start;
        for &(first, second, count) in pairs {
            if cost > most {
                break;
            }
            cost += self.step(first, second) * count;
        }
        cost
    }

    fn step(&self, first: u8, second: u8) -> u32 {
        STEPS[self.language].cost(self.classes[usize::from(first)], self.classes[usize::from(second)])
    }
}

/// One for each language.
static STEPS: LazyLock<Vec<Steps>> = LazyLock::new(|| Language::all().iter().map(Steps::new).collect());

impl Steps {
    const ROW: usize = 128;

    fn new(language: &Language) -> Steps {
        let cost = |first: u8, second: u8| match (first, second) {
            (LATIN, 0) | (0, LATIN) => APART,
            (STRANGER, _) | (_, STRANGER) => FOREIGN,
            (LATIN, _) | (_, LATIN) => TWO_SCRIPTS,
            (0, 0) => 0,
            (THAI_MARK, THAI_MARK) => THAI_MARKS,
            // It needs a letter to stand on.
            (0, THAI_MARK) => FOREIGN,
            (THAI_MARK, second) if second < language.classes() => language.cost(Some(0), Some(second)),
            (first, THAI_MARK) if first < language.classes() => language.cost(Some(first), Some(0)),
            (first, second) if first.max(second) < language.classes() => language.cost(Some(first), Some(second)),
            _ => FOREIGN,
        };
        let row = |first: u8| (0..Self::ROW as u8).map(move |second| u8::try_from(cost(first, second)));
        Steps((0..Self::ROW as u8).flat_map(row).map(|cost| cost.expect("costs are one byte")).collect())
    }

    fn cost(&self, first: u8, second: u8) -> u32 {
        u32::from(self.0[usize::from(first) * Self::ROW + usize::from(second)])
    }
}

/// Tells whether a character stands above or below a Thai letter.
fn is_thai_mark(character: char) -> bool {
    matches!(character, '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}')
}

/// Languages that are tables of how another language is written in one encoding.
const OTHER_SPELLINGS: &[&str] = &["vc", "vn"];

/// Tells whether a character is one of Vietnamese's tone marks, which windows-1258 and TCVN 5712 have by themselves.
fn is_tone(character: char) -> bool {
    matches!(character, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// Returns the character of a byte beyond ASCII; a C1 control where there is none.
pub fn one(encoding: Legacy, byte: u8) -> char {
    // Its language is spelled in the letters of windows-1252.
    let encoding = if encoding == Legacy::Vni { Legacy::Whatwg(encoding_rs::WINDOWS_1252) } else { encoding };
    let (text, malformed) = encoding.decode(&[byte]);
    text.chars().next().filter(|_| !malformed).unwrap_or('\u{81}')
}

/// Returns a letter as the tables of letters have it: small, and with the cedilla where it may have a comma.
pub fn small(character: char) -> char {
    match character {
        // Written so in every encoding but ISO-8859-16, and counted so.
        'ș' | 'Ș' => 'ş',
        'ț' | 'Ț' => 'ţ',
        _ => character.to_lowercase().next().unwrap_or(character),
    }
}

pub fn is_sign(character: char) -> bool {
    !character.is_alphabetic() || matches!(character, 'ª' | 'º')
}

fn kind(character: char) -> ByteKind {
    match character {
        _ if !is_sign(character) && character.is_lowercase() => ByteKind::Lower,
        _ if !is_sign(character) && character.is_uppercase() => ByteKind::Upper,
        _ if !is_sign(character) => ByteKind::Caseless,
        _ if character.is_ascii() => ByteKind::Blank,
        _ if sign(character) < 80 => ByteKind::Mark,
        _ => ByteKind::Odd,
    }
}

/// A drawn line, and each further piece of it: tables of MS-DOS are drawn with hundreds of the same.
const DRAWN: u32 = 200;
const DRAWN_ON: u32 = 8;

/// What signs cost by how common they are in prose, in sixteenths of a nat; a letter costs nothing here.
pub fn sign(character: char) -> u32 {
    match character {
        _ if !is_sign(character) => 0,
        '’' | '“' | '”' | '„' | '‘' | '«' | '»' | '–' | '—' | '…' | '\u{A0}' => 48,
        '\u{AD}' | '•' | '·' | '¿' | '¡' | '€' | '£' | '°' | '§' => 79,
        _ if is_thai_mark(character) => 16,
        '\u{300}'..='\u{36F}' | '\u{5B0}'..='\u{5C2}' | '\u{64B}'..='\u{652}' => 16,
        '©' | '®' | '™' | '½' | '¼' | '²' | '³' | '‚' | '‹' | '›' | '№' | 'ª' | 'º' | '×' | '±' | '฿' => {
            104
        }
        '\u{80}'..='\u{9F}' => 240,
        '\u{2500}'..='\u{25FF}' => DRAWN,
        _ => 152,
    }
}

/// What may be, with what each has to make up for, in nats: the encodings of the web first, those of old systems last.
static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let whatwg = [
        (encoding_rs::WINDOWS_1252, 0),
        (encoding_rs::WINDOWS_1251, 0),
        (encoding_rs::WINDOWS_1250, 1),
        (encoding_rs::WINDOWS_1253, 1),
        (encoding_rs::WINDOWS_1254, 2),
        (encoding_rs::WINDOWS_1255, 1),
        (encoding_rs::WINDOWS_1256, 1),
        (encoding_rs::WINDOWS_1257, 2),
        (encoding_rs::WINDOWS_1258, 4),
        (encoding_rs::WINDOWS_874, 2),
        (encoding_rs::ISO_8859_2, 2),
        (encoding_rs::ISO_8859_3, 6),
        (encoding_rs::ISO_8859_4, 5),
        (encoding_rs::ISO_8859_5, 3),
        (encoding_rs::ISO_8859_6, 3),
        (encoding_rs::ISO_8859_7, 2),
        (encoding_rs::ISO_8859_8, 3),
        (encoding_rs::ISO_8859_10, 6),
        (encoding_rs::ISO_8859_13, 4),
        (encoding_rs::ISO_8859_14, 8),
        (encoding_rs::ISO_8859_15, 3),
        (encoding_rs::ISO_8859_16, 6),
        (encoding_rs::KOI8_R, 1),
        (encoding_rs::KOI8_U, 2),
        (encoding_rs::IBM866, 3),
        (encoding_rs::MACINTOSH, 4),
        (encoding_rs::X_MAC_CYRILLIC, 4),
    ];
    let whatwg = whatwg.into_iter().map(|(encoding, prior)| {
        let languages: Option<&[&str]> = (encoding == encoding_rs::WINDOWS_1258).then_some(&["vc"]);
        Candidate::new(Legacy::Whatwg(encoding), prior, languages)
    });
    let tables = [(Legacy::CP850, 5), (Legacy::CP437, 6)];
    let tables = tables.into_iter().map(|(encoding, prior)| Candidate::new(encoding, prior, None));
    let pages = CODE_PAGES.iter().map(|page| Candidate::new(Legacy::Page(page), page.prior, Some(page.languages)));
    let vni = Candidate::new(Legacy::Vni, 4, Some(&["vn"]));
    whatwg.chain(tables).chain(pages).chain([vni]).collect()
});
