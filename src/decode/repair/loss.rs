//! Misread UTF-8 that lost something after it was misread: which byte it must have been.
//!
//! Five bytes have no character in windows-1252 (0x81, 0x8D, 0x8F, 0x90, 0x9D): what shows them drops them or puts
//! U+FFFD or `?` in their place. And 0xA0 is a no-break space, which editors make a plain one.

use super::codepage::Codepage;

/// What happened to the last byte of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    None,
    /// It became a plain space.
    Space,
    /// It is gone, or a sign stands for it.
    Byte,
}

/// The byte of a no-break space in the encodings that have one.
pub const NO_BREAK_SPACE: u8 = 0xA0;

/// What a document has shown to have been lost; without a witness only the closing quote is believed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Losses {
    /// Its damage is proved: any lost byte may be looked for.
    pub proved: bool,
    /// Lost bytes became `?`, so a question mark is not always one.
    pub question_marks: bool,
    /// Bytes were dropped, so that a space after half a sequence may be just a space.
    pub bytes: bool,
    /// Two spaces in a row became one.
    pub collapsed: bool,
    /// The document is about encodings, and may show damage as an example.
    pub about_encodings: bool,
}

impl Losses {
    /// Returns the losses of a document whose damage is proved, and whether it lost bytes.
    pub fn proved(self, bytes: bool) -> Losses {
        Losses { proved: true, bytes, ..self }
    }

    /// Looks for what a text shows of its losses.
    pub fn of(text: &str) -> Losses {
        let after = |sign: &'static str| {
            memchr::memmem::find_iter(text.as_bytes(), sign).map(move |at| &text[at + sign.len()..])
        };
        let quotes = || after("â€").map(|rest| rest.chars().next());
        let letters = || after("Ã ");
        Losses {
            proved: false,
            bytes: false,
            question_marks: quotes().any(|next| next == Some('?')) && !quotes().any(|next| next.is_none_or(drops)),
            collapsed: !letters().any(|rest| rest.starts_with(' ')),
            about_encodings: is_about_encodings(text),
        }
    }
}

/// Tells whether a text names encodings, or what becomes of texts that were read in a wrong one.
pub(super) fn is_about_encodings(text: &str) -> bool {
    const NAMES: [&str; 9] =
        ["mojibake", "utf-8", "utf8", "unicode", "latin-1", "latin1", "iso-8859", "iso 8859", "windows-125"];
    let text = text.to_ascii_lowercase();
    NAMES.iter().any(|name| memchr::memmem::find(text.as_bytes(), name.as_bytes()).is_some())
}

/// Tells whether a character after `â€` shows that the third byte was dropped.
fn drops(next: char) -> bool {
    next.is_ascii() && next != '?'
}

/// Returns the character of a sequence whose last byte was lost and whose others are `known`, and how long the sign is
/// that stands for the lost one, in bytes. `rest` follows what is known, `before` stands in front of it.
pub fn lost_byte(
    codepage: Codepage,
    known: &[u8],
    before: Option<char>,
    rest: &str,
    losses: &Losses,
) -> Option<(char, usize)> {
    if codepage != Codepage::Windows1252 {
        return None;
    }
    let next = rest.chars().next();
    let sign = match next {
        Some('\u{FFFD}') => '\u{FFFD}'.len_utf8(),
        Some('?') if losses.question_marks => 1,
        // An entity may hold what looks lost.
        Some('&') => return None,
        _ => 0,
    };
    match known {
        [0xE2, 0x80] => Some(('”', sign)),
        [lead @ 0xC3..=0xC5] if losses.proved && next != Some(' ') => {
            Some((lost_letter(*lead, before, &rest[sign..])?, sign))
        }
        _ => None,
    }
}

/// Returns the letter that lost its second byte: the one of five that stands in such a place.
fn lost_letter(lead: u8, before: Option<char>, after: &str) -> Option<char> {
    let next = after.chars().next().filter(|next| next.is_alphabetic());
    let starts = !before.is_some_and(char::is_alphabetic);
    let capitals = before.is_some_and(char::is_uppercase) || (starts && next.is_some_and(char::is_uppercase));
    match lead {
        // Á Í Ï Ð Ý. In capitals Í follows or precedes a vowel (DÍA, PAÍS); at a word's start it stands before these.
        0xC3 if capitals => {
            let vowel = |character: char| matches!(character, 'A' | 'E' | 'O' | 'U');
            Some(if before.is_some_and(vowel) || next.is_some_and(vowel) { 'Í' } else { 'Á' })
        }
        0xC3 if starts => {
            let hiatus = ["nd", "nt", "nf", "ns", "t", "d", "c", "ñ"].iter().any(|start| after.starts_with(start));
            Some(if hiatus { 'Í' } else { 'Á' })
        }
        // ā č ď Đ ĝ
        0xC4 if next.is_some_and(char::is_lowercase) || !starts => Some('č'),
        // Ł ō ŏ Ő ŝ
        0xC5 if starts && next.is_some_and(char::is_lowercase) => Some('Ł'),
        0xC5 if !starts && !capitals => Some('ō'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_letter_shows_by_its_neighbours() {
        assert_eq!(lost_letter(0xC3, Some(' '), "rbol"), Some('Á'));
        assert_eq!(lost_letter(0xC3, Some(' '), "ndice"), Some('Í'));
        assert_eq!(lost_letter(0xC3, Some('D'), "A"), Some('Í'));
        assert_eq!(lost_letter(0xC5, Some(' '), "ódź"), Some('Ł'));
        assert_eq!(lost_letter(0xC5, Some('T'), ""), None);
    }

    #[test]
    fn a_document_shows_what_it_lost() {
        assert!(Losses::of("â€œYesâ€?, she said. â€œReally?â€?").question_marks);
        assert!(!Losses::of("â€œYesâ€, she said. â€œReallyâ€?").question_marks);
        assert!(!Losses::of("voilÃ  que").collapsed);
    }
}
