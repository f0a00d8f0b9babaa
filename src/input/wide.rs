//! Units of two or four bytes: UTF-16 and UTF-32, told by where their zeros stand.

use encoding_rs::Encoding;

/// A Unicode encoding of wide units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// UTF-16, little or big endian.
    Utf16(&'static Encoding),
    /// UTF-32.
    Utf32 {
        /// Whether the first byte of a unit is its highest.
        big_endian: bool,
    },
}

impl Wide {
    /// Recognizes UTF-32 by its mark, and text without a mark by where its zeros stand: text in any alphabet has blanks
    /// and line breaks, whose upper bytes are zero, and hardly ever a character whose lower byte is. Looks at the first
    /// 64 KiB.
    pub fn of(bytes: &[u8]) -> Option<Wide> {
        if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
            return Some(Wide::Utf32 { big_endian: false });
        }
        if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
            return Some(Wide::Utf32 { big_endian: true });
        }
        memchr::memchr(0, bytes)?;
        let head = &bytes[..bytes.len().min(SAMPLE)];
        let mut zeros = [0_usize; 4];
        for (&byte, place) in head.iter().zip((0..4).cycle()) {
            zeros[place] += usize::from(byte == 0);
        }
        let units = head.len() / 4;
        if units >= 2 && zeros[0] >= units && zeros[1] * 10 >= units * 9 {
            return Some(Wide::Utf32 { big_endian: true });
        }
        if units >= 2 && zeros[3] >= units && zeros[2] * 10 >= units * 9 {
            return Some(Wide::Utf32 { big_endian: false });
        }
        let (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3]);
        let (more, less) = (even.max(odd), even.min(odd));
        let units = head.len() / 2;
        let little_endian = odd > even;
        // A few zeros in what is text by itself are not the upper bytes of anything.
        let stray = more * 4 < units && std::str::from_utf8(head).is_ok_and(|text| !text.bytes().any(is_control));
        let told = units >= 2 && more > 0 && less * 20 <= more && !stray && {
            let script = Script::of(head, little_endian)?;
            // Japanese and Chinese write long without a blank or a line break.
            more * LEAST_ZEROS >= units || script == Script::KanaAndHan
        };
        told.then_some(Wide::Utf16(if little_endian { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE }))
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

/// Tells whether a byte is a control character other than zero that no text has.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0x01..=0x08 | 0x0E..=0x1F)
}

/// How many bytes tell.
const SAMPLE: usize = 64 * 1024;
/// One unit in so many is a blank, a digit or a line break in all other scripts.
const LEAST_ZEROS: usize = 50;

/// What units of two bytes are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    KanaAndHan,
    Other,
}

impl Script {
    /// Returns the script of text in units of two bytes; nothing if they hold control characters, or letters of many
    /// scripts: then they are no text, or not in this order.
    fn of(bytes: &[u8], little_endian: bool) -> Option<Script> {
        let mut scripts = [0_usize; 256];
        let (mut beyond, mut marks) = (0, 0);
        let (pairs, _) = bytes.as_chunks::<2>();
        for &pair in pairs {
            let unit = if little_endian { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            let high = unit.to_be_bytes()[0];
            match unit {
                0..=0x08 | 0x0E..=0x1F => return None,
                // Latin-1 and general punctuation stand in texts of any script.
                0..=0xFF | 0x2000..=0x20FF => {}
                _ => {
                    beyond += 1;
                    marks += usize::from(matches!(high, 0x30 | 0xFF));
                    let script = match high {
                        0x30..=0x9F | 0xFF => KANA_AND_HAN,
                        0xAC..=0xD7 => HANGUL,
                        // Latin with marks.
                        0x01..=0x02 | 0x1E => 0x01,
                        _ => high,
                    };
                    scripts[usize::from(script)] += 1;
                }
            }
        }
        let most = scripts.iter().max().copied().unwrap_or(0);
        match () {
            // Pairs of bytes of Shift_JIS would be Chinese characters too, but without the marks and kana among them.
            () if scripts[usize::from(KANA_AND_HAN)] * 20 >= beyond * 19 && marks * 20 > beyond => {
                Some(Script::KanaAndHan)
            }
            () if most * 5 >= beyond * 4 => Some(Script::Other),
            () => None,
        }
    }
}

/// The first byte that stands for all kana, Chinese characters and full-width forms, and the one for all of Hangul.
const KANA_AND_HAN: u8 = 0x4E;
const HANGUL: u8 = 0xAC;

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn one_line_break_tells_of_a_page_of_japanese() {
        let text =
            format!("{}\n", "渡し船は朝早く港を出たが、船長は橋が閉まったことをだれにも話さなかった。".repeat(40));
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(Wide::of(&wide(&text)).map(Wide::name), Some("UTF-16LE"));
        assert_eq!(Wide::of(&big).map(Wide::name), Some("UTF-16BE"));
    }

    #[test]
    fn other_bytes_are_not_wide() {
        assert_eq!(Wide::of(b"The ferry left."), None);
        assert_eq!(Wide::of(b"The ferry left.\0"), None);
        let (shift_jis, ..) =
            encoding_rs::SHIFT_JIS.encode("渡し船は朝早く港を出たが、船長は橋が閉まったことをだれにも話さなかった。");
        assert_eq!(Wide::of(&[&*shift_jis, b"\0\n", &*shift_jis].concat()), None);
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(0x9E37_79B9) >> 24) as u8).collect();
        assert_eq!(Wide::of(&noise), None);
    }
}
