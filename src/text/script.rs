//! The scripts of letters, as far as one must not come into a text of another.

/// A script, or a group of scripts that are written together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    /// Chinese characters, kana, Hangul.
    EastAsian,
    /// Another one, by the number of its first code point's block of 128.
    Other(u16),
}

impl Script {
    /// Returns a letter that each language has that is written in the script, where there are tables of such languages.
    pub fn common_letter(self) -> Option<char> {
        match self {
            Script::Latin => Some('a'),
            Script::Greek => Some('α'),
            Script::Cyrillic => Some('а'),
            Script::Hebrew => Some('א'),
            Script::Arabic => Some('ا'),
            Script::EastAsian | Script::Other(_) => None,
        }
    }
}

/// Returns the script of a letter or a vowel sign; `None` for what is neither.
///
/// The ranges are those of Unicode's blocks.
pub fn script(character: char) -> Option<Script> {
    let script = match u32::from(character) {
        0x00..=0x40 | 0x5B..=0x60 | 0x7B..=0xA9 | 0xAB..=0xB9 | 0xBB..=0xBF | 0xD7 | 0xF7 => return None,
        0x41..=0x24F | 0x1E00..=0x1EFF => Script::Latin,
        0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
        0x400..=0x52F => Script::Cyrillic,
        0x590..=0x5FF => Script::Hebrew,
        0x600..=0x6FF | 0x750..=0x77F => Script::Arabic,
        0x3041..=0x30FF
        | 0x3400..=0x9FFF
        | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9F
        | 0x2_0000..=0x3_FFFF => Script::EastAsian,
        // Vowels and tones among them, which are marks.
        number @ (0x530..=0x1DFF | 0x1_0000..=0x1_EFFF) if number < 0x1_0000 || character.is_alphabetic() => {
            Script::Other((number >> 7) as u16)
        }
        _ => return None,
    };
    Some(script)
}
