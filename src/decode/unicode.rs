//! Unicode without a label: UTF-8 that breaks off, UTF-16 and UTF-32 without a byte order mark.

use crate::input::Wide;

/// Returns the text of UTF-8 whose last character is cut off, with U+FFFD in its place, if `bytes` are that and nothing
/// else is wrong with them.
pub fn cut_utf8(bytes: &[u8]) -> Option<String> {
    let error = std::str::from_utf8(bytes).err()?;
    let valid = &bytes[..error.valid_up_to()];
    let text = std::str::from_utf8(valid).ok()?;
    // ASCII with one stray byte at its end says nothing of UTF-8.
    (error.error_len().is_none() && !valid.is_ascii()).then(|| format!("{text}{}", char::REPLACEMENT_CHARACTER))
}

/// Decodes text of wide units, with a mark or without; says whether some of it was none.
pub fn decode_wide(wide: Wide, bytes: &[u8]) -> (String, bool) {
    let big_endian = match wide {
        Wide::Utf16(encoding) => {
            let (text, malformed) = encoding.decode_without_bom_handling(bytes);
            return (text.into_owned(), malformed);
        }
        Wide::Utf32 { big_endian } => big_endian,
    };
    let mut malformed = !bytes.len().is_multiple_of(4);
    let (units, _) = bytes.as_chunks::<4>();
    let text = units
        .iter()
        .map(|&unit| {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, bytes: &[u8], name: &str) {
        let wide = Wide::of(bytes).unwrap_or_else(|| panic!("{name} is wide"));
        assert_eq!((wide.name(), decode_wide(wide, bytes).0.as_str()), (name, text));
    }

    #[test]
    fn wide_text_is_read_in_its_order() {
        for text in ["The ferry left.", "Паром ушёл.\nКапитан молчал.", "渡し船は出た。\n船長は黙っていた。"]
        {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            check(text, &little, "UTF-16LE");
            check(text, &big, "UTF-16BE");
            let little: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
            check(text, &little, "UTF-32LE");
        }
    }

    #[test]
    fn a_cut_tail_is_marked() {
        assert_eq!(cut_utf8("Die Fähre fuhr früh".as_bytes()), None);
        assert_eq!(cut_utf8(&"Die Fähre fuhr frü".as_bytes()[..19]), Some("Die Fähre fuhr fr\u{FFFD}".into()));
        assert_eq!(cut_utf8(b"The ferry\xC3"), None);
    }
}
