//! Pages that came as characters and were read in the wrong charset: as Latin-1, which HTTP once assumed where a header
//! names none, or as windows-1252.

use encoding_rs::{UTF_8, WINDOWS_1252};

use crate::decode::decode;
use crate::input::{Content, Said};

/// Returns `page` as the charset reads it that `said` names, if its bytes look like that charset, too. UTF-8 that was
/// misread is left to the rules of `repair`, which account for it.
pub(super) fn read_again(page: &str, said: &Said) -> Option<String> {
    let (charset, _) = said.encoding().filter(|_| !page.is_ascii())?;
    if charset == UTF_8 || charset == WINDOWS_1252 {
        return None;
    }
    let bytes: Option<Vec<u8>> = page.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect();
    let bytes = bytes.or_else(|| {
        let (bytes, _, unmappable) = WINDOWS_1252.encode(page);
        (!unmappable).then(|| bytes.into_owned())
    })?;
    // The charset is heard where the bytes, asked alone, say the same: a label that lies spoils no page.
    let decoded = decode(&bytes, Content::Page, &Said::default());
    (decoded.encoding == charset.name()).then_some(decoded.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Witness;

    fn again(page: &str, label: &str) -> Option<String> {
        read_again(page, &Said::with_charset(label, Witness::Record))
    }

    #[test]
    fn a_page_is_read_again_in_the_charset_that_its_bytes_show() {
        let page = "<p>Паром ушёл вечером, и никто не махал ему вслед с причала.</p>";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(page);
        let latin: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let (windows, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        assert_eq!(again(&latin, "windows-1251").as_deref(), Some(page));
        assert_eq!(again(&windows, "windows-1251").as_deref(), Some(page));
        assert_eq!(again(&latin, "big5"), None);
    }

    #[test]
    fn a_page_that_was_read_rightly_stays() {
        assert_eq!(again("<p>Паром ушёл вечером.</p>", "windows-1251"), None);
        assert_eq!(again("<p>Der Kran fährt wieder über den Fluß.</p>", "koi8-r"), None);
        assert_eq!(again("<p>The ferry left.</p>", "windows-1251"), None);
        assert_eq!(again("<p>Der Kran fÃ¤hrt.</p>", "utf-8"), None);
    }
}
