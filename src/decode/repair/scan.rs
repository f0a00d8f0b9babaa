//! The first test of every text: can anything in it be damage? Most texts need no other test, so this one is fast, and
//! says yes too often rather than too seldom.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use super::codepage::{Codepage, reading};

/// What a text holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signs {
    /// Neighbours that may be misread UTF-8.
    pub sequences: bool,
    /// C1 control characters.
    pub controls: bool,
    /// U+FFFD.
    pub replacements: bool,
    /// An East Asian character behind a plain letter.
    pub wide: bool,
}

/// Looks at all of `text` once.
///
/// Blocks of ASCII are passed over, and of the others most bytes are let go at a glance. A character asks for a closer
/// look only if in some encoding its byte goes on with a sequence, and what stands before it is beyond ASCII too: in
/// most languages that is one in thousands.
pub fn scan(text: &str) -> Signs {
    let mut signs = Signs::default();
    conspicuous_places(text, |place| {
        look(text, place, &mut signs);
        ControlFlow::Continue(())
    });
    signs
}

/// Tells whether two neighbours in `text` may be misread UTF-8, and looks no further than to them.
pub fn has_sequence(text: &str) -> bool {
    let mut signs = Signs::default();
    conspicuous_places(text, |place| {
        look(text, place, &mut signs);
        if signs.sequences { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    signs.sequences
}

/// Calls `look` for each place of `text` that is flagged at a glance, in ascending order, until it breaks off.
fn conspicuous_places(text: &str, mut look: impl FnMut(usize) -> ControlFlow<()>) {
    let bytes = text.as_bytes();
    // What stands before and behind the text counts as ASCII, and so does what stands beside a short last block.
    let mut window = [0; BLOCK + 2];
    let mut start = 0;
    while start < bytes.len() {
        if bytes[start..bytes.len().min(start + BLOCK)].is_ascii() {
            start += BLOCK;
            continue;
        }
        let flags = match start.checked_sub(1).and_then(|before| bytes[before..].first_chunk()) {
            Some(whole) => conspicuous(whole),
            None => {
                let part = &bytes[start.saturating_sub(1)..bytes.len().min(start + BLOCK + 1)];
                window.fill(0);
                window[usize::from(start == 0)..][..part.len()].copy_from_slice(part);
                conspicuous(&window)
            }
        };
        let (words, _) = flags.as_chunks::<8>();
        for (word, place) in words.iter().zip((start..).step_by(8)) {
            let mut left = u64::from_le_bytes(*word);
            while left != 0 {
                let byte = left.trailing_zeros() as usize / 8;
                if look(place + byte).is_break() {
                    return;
                }
                left &= !(0xFF << (8 * byte));
            }
        }
        start += BLOCK;
    }
}

/// So many bytes are judged together.
const BLOCK: usize = 64;

/// Flags the bytes of a block that may be a sign of damage: the first bytes of characters, and the last ones of
/// controls. The block stands between the byte before it and the one behind. Flags too many. Compares bytes with their
/// neighbours, without a branch, so that the compiler does many at a time.
fn conspicuous(window: &[u8; BLOCK + 2]) -> [u8; BLOCK] {
    // All bits, as the processor compares bytes.
    let all = |holds: bool| u8::from(holds).wrapping_neg();
    let mut flags = [0; BLOCK];
    let bytes = window[..BLOCK].iter().zip(&window[1..=BLOCK]).zip(&window[2..]);
    for (flag, ((&before, &byte), &after)) in flags.iter_mut().zip(bytes) {
        // No encoding that text is misread as has a character of the other first bytes.
        let known = all(byte.wrapping_sub(0xC2) <= 0xD2 - 0xC2) | all(byte == 0xE2);
        // The Russian letters from А to я go on with a sequence in none of them.
        let russian = (all(byte == 0xD0) & all(after >= 0x90)) | (all(byte == 0xD1) & all(after < 0x90));
        let control = all(before == 0xC2) & all(byte < 0xA0);
        let wide = all((before | 0x20).wrapping_sub(b'a') < 26) & all(byte.wrapping_sub(0xE3) <= 0xED - 0xE3);
        *flag = (all(before >= 0x80) & known & !russian) | control | wide | all(byte == 0xEF);
    }
    flags
}

/// Looks at the character whose first byte, or last one if it is a control, stands at a place.
fn look(text: &str, place: usize, signs: &mut Signs) {
    let tables: &Tables = &TABLES;
    let bytes = text.as_bytes();
    let mark = match bytes[place] {
        0x80..=0x9F => {
            signs.controls = true;
            return;
        }
        0xE3..=0xED => {
            signs.wide = true;
            return;
        }
        0xEF => {
            signs.wide |=
                place > 0 && bytes[place - 1].is_ascii_alphabetic() && matches!(bytes[place + 1], 0xBD | 0xBE);
            signs.replacements |= bytes[place..].starts_with("\u{FFFD}".as_bytes());
            return;
        }
        // One sequence is enough.
        _ if signs.sequences => return,
        0xE2 => tables.marks_of_three[(tail(bytes, place + 1) << 6) | tail(bytes, place + 2)],
        lead => tables.marks_of_two[(usize::from(lead & 0x1F) << 6) | tail(bytes, place + 1)],
    };
    signs.sequences = mark && tables.goes_on(&text[..place], &text[place..]);
}

/// Returns the six bits that a byte after the first adds to a character.
fn tail(bytes: &[u8], at: usize) -> usize {
    usize::from(bytes.get(at).copied().unwrap_or(0) & 0x3F)
}

/// Returns the characters of `text` beyond ASCII.
pub fn beyond_ascii(text: &str) -> impl Iterator<Item = char> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at = skip_ascii(text.as_bytes(), at);
        let character = text[at..].chars().next()?;
        at += character.len_utf8();
        Some(character)
    })
}

/// Returns the place of the next byte beyond ASCII, or that of the end.
pub fn skip_ascii(bytes: &[u8], start: usize) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut at = start;
    while let Some(block) = bytes[at..].first_chunk::<8>() {
        let high = u64::from_le_bytes(*block) & HIGH;
        if high != 0 {
            return at + high.trailing_zeros() as usize / 8;
        }
        at += block.len();
    }
    bytes[at..].iter().position(|byte| !byte.is_ascii()).map_or(bytes.len(), |offset| at + offset)
}

/// The encodings, one bit each, in which a character's byte…
#[derive(Clone, Copy, Default)]
struct Roles {
    /// …begins a sequence of two,
    begins_two: u16,
    /// …of three or four,
    begins_more: u16,
    /// …or goes on with one.
    continues: u16,
}

struct Tables {
    roles: Vec<Roles>,
    /// Which go on with a sequence in some encoding: of the characters of two bytes, and of those of three that begin
    /// with 0xE2.
    marks_of_two: [bool; 0x800],
    marks_of_three: [bool; 0x1000],
}

/// Stand for the ligatures of Macintosh, which begin sequences of two, and for Apple's logo, which begins emoji; numbers
/// below that have no character.
const LIGATURE: usize = 0x378;
const LOGO: usize = 0x379;

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut roles = vec![Roles::default(); 0x2600];
    for code in 0x80..0x2600 {
        let Some(reading) = char::from_u32(code).and_then(reading) else { continue };
        let entry = &mut roles[code as usize];
        for codepage in Codepage::MISREAD {
            let bit = 1 << codepage as u16;
            match reading.bytes[codepage as usize] {
                // Of code page 866 only what draws boxes: the rest of its characters are Russian letters, and are let go at a
                // glance. Every misread word has some of these.
                0x80..=0xAF if codepage == Codepage::Cp866 => {}
                byte @ 0xC4..=0xFF if codepage == Codepage::Cp866 && !matches!(byte, 0xD0 | 0xD1) => {}
                0x80..=0xBF => entry.continues |= bit,
                // « “ ” ‘ ’ of Macintosh stand before é in every French text, and begin letters that no article has.
                0xC7 | 0xD2..=0xD5 if codepage == Codepage::Macintosh => {}
                // Cyrillic letters begin sequences in KOI8-R and ё goes on with them, so that only those which begin
                // Latin and Cyrillic letters count.
                byte @ 0xC2..=0xDF if codepage == Codepage::Koi8R && !matches!(byte, 0xC2 | 0xC3 | 0xD0 | 0xD1) => {}
                0xC2..=0xDF => entry.begins_two |= bit,
                0xE0..=0xF4 => entry.begins_more |= bit,
                _ => {}
            }
        }
    }
    roles[LIGATURE].begins_two = 1 << Codepage::Macintosh as u16;
    roles[LOGO].begins_more = 1 << Codepage::Macintosh as u16;
    let mark = |code: usize| roles.get(code).is_some_and(|roles| roles.continues != 0);
    let (marks_of_two, marks_of_three) = (std::array::from_fn(mark), std::array::from_fn(|code| mark(0x2000 + code)));
    Tables { roles, marks_of_two, marks_of_three }
});

impl Tables {
    /// Tells whether the first character of `rest` goes on with a sequence that what stands `before` it begins.
    fn goes_on(&self, before: &str, rest: &str) -> bool {
        let beyond = before.chars().rev().take_while(|character| !character.is_ascii());
        let mut before = beyond.map(|character| self.roles(character));
        let Some(character) = rest.chars().next() else { return false };
        let (own, Some(last)) = (self.roles(character), before.next()) else { return false };
        let second = before.next().unwrap_or_default();
        let two = last.begins_two & own.continues;
        let more = second.begins_more & last.continues & own.continues;
        // The beginning of a closing quote (`â€`) is suspicious without its last byte, which is often lost.
        let quote = if character == '€' { 1 << Codepage::Windows1252 as u16 } else { 0 };
        (two | more | last.begins_more & own.continues & quote) != 0
    }

    fn roles(&self, character: char) -> Roles {
        let code = match character {
            '\u{FB00}'..='\u{FB3F}' => LIGATURE,
            '\u{F8FF}' => LOGO,
            other => other as usize,
        };
        self.roles.get(code).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_text_shows_no_signs() {
        for text in
            ["Plain.", "Le café’s “été”.", "Вечером прошёл дождь.", "東京で雨が降った。", "मौसम", "👍🏽", "5 € – 7 £"]
        {
            assert_eq!(scan(text), Signs::default(), "{text}");
        }
    }

    #[test]
    fn a_glance_lets_go_only_what_is_no_sign() {
        let signs = |text: &str| {
            let mut signs = Signs::default();
            for (at, character) in text.char_indices().filter(|(_, character)| !character.is_ascii()) {
                signs.controls |= ('\u{80}'..'\u{A0}').contains(&character);
                signs.replacements |= character == '\u{FFFD}';
                signs.wide |= text[..at].ends_with(|it: char| it.is_ascii_alphabetic())
                    && matches!(character, '\u{3000}'..='\u{D7FF}' | '\u{FF40}'..='\u{FFBF}');
                signs.sequences |= TABLES.goes_on(&text[..at], &text[at..]);
            }
            signs
        };
        // At the edge of a block, in the midst of one, and in a text that is shorter than one.
        let places = [0, 3, BLOCK - 5, BLOCK - 2, BLOCK - 1, BLOCK, 2 * BLOCK - 3];
        let rests = ["", "and more of it, to the end of the block and some way beyond it, in plain letters"];
        let characters = ('\u{80}'..'\u{2600}').chain('\u{FB00}'..'\u{FB40}').chain('\u{FFF0}'..'\u{FFFF}');
        for (turn, character) in characters.enumerate() {
            for (offset, before) in ["", "Ã", "ï¿", "â€", "Ñ", "├", "Р", "–"].into_iter().enumerate() {
                let place = places[(turn + offset) % places.len()];
                let rest = rests[(turn + offset / 2) % rests.len()];
                let text = format!("{}{before}{character}{rest}", "x".repeat(place));
                assert_eq!(scan(&text), signs(&text), "{text}");
            }
        }
    }

    #[test]
    fn each_damage_shows() {
        assert!(scan("cafÃ©").sequences && scan("itâ€™s").sequences && scan("endâ€ of").sequences);
        assert!(scan("РјРёСЂ").sequences && scan("├⌐").sequences && scan("ﬁÄ").sequences);
        assert!(scan("caf茅").wide && scan("cafﾃｩ").wide && !scan("the 茅 of").wide);
        assert!(scan("it\u{92}s").controls && scan("it\u{FFFD}s").replacements);
    }
}
