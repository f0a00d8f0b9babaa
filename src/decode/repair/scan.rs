//! The one look that every text gets: is there anything in it that could be damage? Most texts are let go here, so it
//! is fast before anything else, and says yes too often rather than too seldom.

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
}

/// Looks at every character of `text` once.
pub fn scan(text: &str) -> Signs {
    let tables: &Tables = &TABLES;
    let bytes = text.as_bytes();
    let mut signs = Signs::default();
    let mut found = 0_u16;
    // The roles of the last character, and the encodings in which it goes on with a sequence of three or more.
    let (mut last, mut second) = (Roles::default(), 0_u16);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            at = skip_ascii(bytes, at);
            (last, second) = (Roles::default(), 0);
            continue;
        }
        let (code, length) = match byte {
            0xC2..=0xDF => (usize::from(byte & 0x1F) << 6 | usize::from(bytes[at + 1] & 0x3F), 2),
            0xE2 => (0x2000 | usize::from(bytes[at + 1] & 0x3F) << 6 | usize::from(bytes[at + 2] & 0x3F), 3),
            0xE0..=0xEF => {
                signs.replacements |= bytes[at..].starts_with("\u{FFFD}".as_bytes());
                (LIGATURE * usize::from(bytes[at..at + 2] == [0xEF, 0xAC]), 3)
            }
            _ => (0, 4),
        };
        let roles = tables.roles.get(code).copied().unwrap_or_default();
        signs.controls |= code.wrapping_sub(0x80) < 0x20;
        found |= last.begins_two & roles.continues | second & roles.continues;
        second = last.begins_more & roles.continues;
        found |= second & tables.quote_lead(code);
        last = roles;
        at += length;
    }
    signs.sequences = found != 0;
    signs
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

/// Returns the place of the next byte beyond ASCII.
fn skip_ascii(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(block) = bytes.get(at..at + 16) {
        if !block.is_ascii() {
            break;
        }
        at += 16;
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
}

/// Stands for the ligatures of Macintosh, which begin sequences of two; a number below that has no character.
const LIGATURE: usize = 0x378;
const EURO: usize = 0x20AC;

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut roles = vec![Roles::default(); 0x2600];
    for code in 0x80..0x2600 {
        let Some(reading) = char::from_u32(code).and_then(reading) else { continue };
        let entry = &mut roles[code as usize];
        for codepage in Codepage::MISREAD {
            let bit = 1 << codepage as u16;
            match reading.bytes[codepage as usize] {
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
    Tables { roles }
});

impl Tables {
    /// The beginning of a closing quote (`â€`) is suspicious without its last byte, which is often lost.
    fn quote_lead(&self, code: usize) -> u16 {
        if code == EURO { 1 << Codepage::Windows1252 as u16 } else { 0 }
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
    fn each_damage_shows() {
        assert!(scan("cafÃ©").sequences && scan("itâ€™s").sequences && scan("endâ€ of").sequences);
        assert!(scan("РјРёСЂ").sequences && scan("├⌐").sequences && scan("ﬁÄ").sequences);
        assert!(scan("it\u{92}s").controls && scan("it\u{FFFD}s").replacements);
    }
}
