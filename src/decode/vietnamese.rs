//! Vietnamese of VNI's fonts for Windows, in which a vowel and its marks are two bytes.
//!
//! The table is that of VNI Software's documentation, as Vietnamese keyboards (UniKey, xvnkb) carry it: a mark's byte is
//! that of a Latin letter in windows-1252, small after a small vowel and capital after a capital.

use unicode_normalization::char::compose;

/// Letters of one byte, by the small letter of windows-1252 that stands at it.
const WHOLE: &[(char, char)] =
    &[('ô', 'ơ'), ('ö', 'ư'), ('ñ', 'đ'), ('í', 'í'), ('ì', 'ì'), ('æ', 'ỉ'), ('ó', 'ĩ'), ('ò', 'ị'), ('î', 'ỵ')];

/// Bytes that mark the vowel before them, by the small letter that stands at them.
const MARKS: &[(char, &str)] = &[
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{323}\u{302}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{323}\u{306}"),
];

/// Decodes text of VNI's fonts. A byte that is no part of a Vietnamese letter is read as windows-1252.
pub fn decode_vni(bytes: &[u8]) -> String {
    let (latin, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    for character in latin.chars() {
        if character.is_ascii() {
            text.push(character);
            continue;
        }
        if let Some(vowel) = text.chars().next_back().and_then(|vowel| marked(vowel, character)) {
            text.pop();
            text.push(vowel);
        } else {
            text.push(whole(character).unwrap_or(character));
        }
    }
    text
}

fn marked(vowel: char, mark: char) -> Option<char> {
    let (_, marks) = MARKS.iter().find(|(letter, _)| *letter == small(mark))?;
    marks.chars().try_fold(vowel, compose)
}

fn whole(character: char) -> Option<char> {
    let (_, letter) = WHOLE.iter().find(|(letter, _)| *letter == small(character))?;
    if character.is_uppercase() { letter.to_uppercase().next() } else { Some(*letter) }
}

fn small(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(vni: &str, text: &str) {
        let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(vni);
        assert!(!unmappable, "{vni}");
        assert_eq!(decode_vni(&bytes), text);
    }

    #[test]
    fn a_vowel_and_its_marks_are_one_letter() {
        check("Tieáng Vieät: moät ngöôøi ñi ñöôøng", "Tiếng Việt: một người đi đường");
        check(
            "COÂNG TY ÑIEÄN LÖÏC, kyû luaät, nghó ngôi, buoåi chieàu",
            "CÔNG TY ĐIỆN LỰC, kỷ luật, nghĩ ngơi, buổi chiều",
        );
        check("chæ thò, hyù, lyù, phöùc taïp, ñaët, naêm, aùo ñoû", "chỉ thị, hý, lý, phức tạp, đặt, năm, áo đỏ");
    }
}
