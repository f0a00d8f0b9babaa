//! Unicode without a label: UTF-8 that breaks off, UTF-16 and UTF-32 without a byte order mark.

use encoding_rs::Encoding;

/// Returns the text of UTF-8 whose last character is cut off, with U+FFFD in its place, if `bytes` are that and nothing
/// else is wrong with them.
pub fn cut_utf8(bytes: &[u8]) -> Option<String> {
    let error = std::str::from_utf8(bytes).err()?;
    let valid = &bytes[..error.valid_up_to()];
    let text = std::str::from_utf8(valid).ok()?;
    // ASCII with one stray byte at its end says nothing of UTF-8.
    (error.error_len().is_none() && !valid.is_ascii()).then(|| format!("{text}{}", char::REPLACEMENT_CHARACTER))
}

/// A Unicode encoding of wide units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    Utf16(&'static Encoding),
    Utf32 { big_endian: bool },
}

impl Wide {
    /// Recognizes UTF-32 by its mark, and the others by where their zeros stand: text in any alphabet has blanks and
    /// line breaks, whose upper bytes are zero, and hardly ever a character whose lower byte is.
    pub fn of(bytes: &[u8]) -> Option<Wide> {
        if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
            return Some(Wide::Utf32 { big_endian: false });
        }
        if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
            return Some(Wide::Utf32 { big_endian: true });
        }
        memchr::memchr(0, bytes)?;
        let head = &bytes[..bytes.len().min(SAMPLE) / 4 * 4];
        let zeros = |place: usize| head.iter().skip(place).step_by(4).filter(|&&byte| byte == 0).count();
        let counts = [zeros(0), zeros(1), zeros(2), zeros(3)];
        let units = head.len() / 4;
        if units >= 2 && counts[0] == units && counts[1] * 10 >= units * 9 {
            return Some(Wide::Utf32 { big_endian: true });
        }
        if units >= 2 && counts[3] == units && counts[2] * 10 >= units * 9 {
            return Some(Wide::Utf32 { big_endian: false });
        }
        let pairs = bytes[..bytes.len().min(SAMPLE)].chunks_exact(2);
        let length = pairs.len();
        let (mut even, mut odd) = (0, 0);
        for pair in pairs {
            even += usize::from(pair[0] == 0);
            odd += usize::from(pair[1] == 0);
        }
        let encoding = if odd > even { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let (more, less) = (even.max(odd), even.min(odd));
        let zeros_tell = length >= 2 && more * LEAST_ZEROS >= length && less * 20 <= more;
        (zeros_tell && is_of_one_script(&bytes[..bytes.len().min(SAMPLE)], odd > even)).then_some(Wide::Utf16(encoding))
    }

    /// Decodes `bytes`, with a mark or without.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Wide::Utf16(encoding) => {
                let (text, malformed) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), malformed)
            }
            Wide::Utf32 { big_endian } => {
                let mut malformed = !bytes.len().is_multiple_of(4);
                let text = bytes
                    .chunks_exact(4)
                    .map(|unit| {
                        let unit = [unit[0], unit[1], unit[2], unit[3]];
                        let number = if big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
                        char::from_u32(number).unwrap_or_else(|| {
                            malformed = true;
                            char::REPLACEMENT_CHARACTER
                        })
                    })
                    .skip_while(|character| *character == '\u{FEFF}')
                    .collect();
                (text, malformed)
            }
        }
    }

    /// Returns the IANA name.
    pub fn name(self) -> &'static str {
        match self {
            Wide::Utf16(encoding) => encoding.name(),
            Wide::Utf32 { big_endian: true } => "UTF-32BE",
            Wide::Utf32 { big_endian: false } => "UTF-32LE",
        }
    }
}

/// Tells whether units of two bytes are text: no control characters, and letters of one script beside ASCII.
fn is_of_one_script(bytes: &[u8], little_endian: bool) -> bool {
    let mut scripts = [0_usize; 256];
    let mut beyond = 0;
    for pair in bytes.chunks_exact(2) {
        let (high, low) = if little_endian { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
        match (high, low) {
            (0, 0..=8 | 0x0E..=0x1F) => return false,
            // Latin-1 and general punctuation stand in texts of any script.
            (0 | 0x20, _) => {}
            _ => {
                beyond += 1;
                // Kana, Chinese characters and full-width forms are one script, and so are Hangul's many blocks.
                let script = match high {
                    0x30..=0x9F | 0xFF => 0x4E,
                    0xAC..=0xD7 => 0xAC,
                    // Latin with marks.
                    0x01..=0x02 | 0x1E => 0x01,
                    _ => high,
                };
                scripts[usize::from(script)] += 1;
            }
        }
    }
    let most = scripts.iter().max().copied().unwrap_or(0);
    most * 5 >= beyond * 4
}

/// How many bytes tell.
const SAMPLE: usize = 64 * 1024;

/// One unit in so many is a blank, a digit or a line break even in Chinese, whose sentences have full-width marks.
const LEAST_ZEROS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, bytes: &[u8], name: &str) {
        let wide = Wide::of(bytes).unwrap_or_else(|| panic!("{name} is wide"));
        assert_eq!((wide.name(), wide.decode(bytes).0.as_str()), (name, text));
    }

    #[test]
    fn wide_text_shows_by_its_zeros() {
        for text in ["The ferry left.", "Паром ушёл.\nКапитан молчал.", "渡し船は出た。\n船長は黙っていた。"]
        {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            check(text, &little, "UTF-16LE");
            check(text, &big, "UTF-16BE");
            let little: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
            check(text, &little, "UTF-32LE");
        }
        assert_eq!(Wide::of(b"The ferry left."), None);
    }

    #[test]
    fn a_cut_tail_is_marked() {
        assert_eq!(cut_utf8("Die Fähre fuhr früh".as_bytes()), None);
        assert_eq!(cut_utf8(&"Die Fähre fuhr frü".as_bytes()[..19]), Some("Die Fähre fuhr fr\u{FFFD}".into()));
        assert_eq!(cut_utf8(b"The ferry\xC3"), None);
    }
}
