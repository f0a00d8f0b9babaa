//! What an article is, judged by its first bytes; name and media type only decide where the content leaves it open.

use super::head::{Head, without_mark};
use super::item::Content;
use super::wide::Wide;
use super::{InputError, signature};

/// Returns what an article that starts with `head` is.
///
/// A sender's word that it is plain text is believed.
///
/// # Errors
/// With the name of what it is instead: binary data, or a format of text that is not read.
pub fn content(head: &Head<'_>) -> Result<Content, InputError> {
    if let Some(name) = signature::binary(head.bytes) {
        return Err(InputError::Binary(name));
    }
    if Wide::is_noise(head.bytes) || !head.is_wide() && is_binary(head.bytes) {
        return Err(InputError::Binary("binary data"));
    }
    match signature::text(head) {
        Some(name) => Err(InputError::Unsupported(name)),
        None => Ok(nearest(head)),
    }
}

/// Returns what a text that starts with `head` is most like, also where its format is one that is not read.
pub fn nearest(head: &Head<'_>) -> Content {
    if head.media_type == "text/plain" {
        return Content::Text;
    }
    let start = head.start(4096);
    match start.first() {
        _ if holds_json(head) => Content::Record,
        Some(b'<') if looks_like_markup(&start) => Content::Page,
        _ if matches!(head.extension, "html" | "htm" | "xhtml" | "shtml") || head.media_type.contains("html") => {
            Content::Page
        }
        _ if has_markup(head.bytes) => Content::Page,
        _ if matches!(head.extension, "jsonl" | "ndjson") => Content::Record,
        _ => Content::Text,
    }
}

/// Tells whether an input is JSON: an object, an array of anything, or a string alone that is no quotation.
pub fn holds_json(head: &Head<'_>) -> bool {
    let start = head.start(4096);
    match start.first() {
        Some(b'{') => looks_like_object(&start),
        Some(b'[') => looks_like_array(&start) || is_array(head),
        Some(b'"') => is_string(head),
        Some(b'0'..=b'9' | b'-' | b't' | b'f' | b'n') if says_json(head) => is_scalar(head),
        Some(&RECORD_SEPARATOR) => start[1..].trim_ascii_start().first() == Some(&b'{'),
        _ => false,
    }
}

/// What stands before each text of a JSON text sequence (RFC 7464).
pub const RECORD_SEPARATOR: u8 = 0x1E;

/// Tells whether the bytes are no text: more than one control character in fifty that no encoding uses for text, and no
/// words around them.
fn is_binary(head: &[u8]) -> bool {
    // Counted in bytes, as far as one can count, the processor takes many at a time.
    let count = |chunk: &[u8]| usize::from(chunk.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>());
    let controls: usize = head.chunks(usize::from(u8::MAX)).map(count).sum();
    controls * 50 > head.len() && !(controls * 6 <= head.len() && is_prose(head))
}

fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 14..=26 | 28..=29 | 31 | 127)
}

/// Tells whether bytes with controls among them are words: five in six are letters and blanks, with a blank for each twelve
/// letters at least. Names in the tables of programs and archives have no blanks, or numbers of four bytes beside them.
fn is_prose(head: &[u8]) -> bool {
    let (mut letters, mut blanks, mut all) = (0, 0, 0);
    for character in String::from_utf8_lossy(head).chars() {
        all += usize::from(!u8::try_from(character).is_ok_and(is_control));
        letters += usize::from(character.is_alphabetic());
        blanks += usize::from(character.is_whitespace());
    }
    (letters + blanks) * 6 >= all * 5 && blanks * 12 >= letters && memchr::memmem::find(head, b"\0\0\0").is_none()
}

fn looks_like_object(start: &[u8]) -> bool {
    matches!(start[1..].trim_ascii_start().first(), Some(b'"' | b'}'))
}

/// An array of records opens with an object; `[Music]` or `[1] See below` does not.
fn looks_like_array(start: &[u8]) -> bool {
    match start[1..].trim_ascii_start() {
        [b'{', rest @ ..] => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        [b']', rest @ ..] => rest.trim_ascii().is_empty(),
        _ => false,
    }
}

/// Tells whether the input is a JSON array of other things than records, as far as it is seen.
fn is_array(head: &Head<'_>) -> bool {
    let bytes = without_mark(head.bytes).trim_ascii();
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        // `[1] See below.` begins with an array, too.
        Some(Ok(_)) => matches!(bytes[values.byte_offset()..].trim_ascii_start().first(), None | Some(b'[' | b'{')),
        // Brackets alone are no array yet.
        Some(Err(error)) => (!head.whole || says_json(head)) && error.is_eof() && bytes.contains(&b','),
        None => false,
    }
}

fn says_json(head: &Head<'_>) -> bool {
    head.extension == "json" || head.media_type.ends_with("json")
}

/// Tells whether the input is one JSON string. A text in quotation marks is one too, so it needs an escape, or a name
/// that says JSON.
fn is_string(head: &Head<'_>) -> bool {
    let bytes = without_mark(head.bytes).trim_ascii();
    (says_json(head) || bytes.contains(&b'\\'))
        && match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
            Ok(_) => true,
            Err(error) => !head.whole && error.is_eof(),
        }
}

/// Tells whether an input that is called JSON is a number, a boolean or null alone.
fn is_scalar(head: &Head<'_>) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(without_mark(head.bytes).trim_ascii()).is_ok()
}

/// A document that opens with `<!`, `<?xml` or a tag name known to open pages or fragments.
fn looks_like_markup(start: &[u8]) -> bool {
    const OPENERS: &[&[u8]] = &[
        b"!doctype",
        b"!--",
        b"?xml",
        b"html",
        b"head",
        b"body",
        b"title",
        b"meta",
        b"div",
        b"p",
        b"article",
        b"section",
        b"main",
        b"h1",
        b"h2",
        b"span",
        b"table",
        b"script",
        b"style",
        b"link",
        b"header",
        b"nav",
        b"ul",
        b"ol",
        b"blockquote",
        b"figure",
        b"img",
        b"a",
        b"b",
        b"strong",
        b"em",
        b"i",
        b"center",
        b"font",
        b"br",
    ];
    let name = start[1..].to_ascii_lowercase();
    OPENERS.iter().any(|opener| {
        name.strip_prefix(*opener).is_some_and(|rest| {
            opener.starts_with(b"!--")
                || rest.first().is_none_or(|&byte| byte.is_ascii_whitespace() || byte == b'>' || byte == b'/')
        })
    })
}

/// Markup further down, below a comment or a line of text: enough structural tags to be a page, not prose that
/// mentions one.
fn has_markup(head: &[u8]) -> bool {
    const STRUCTURE: &[&[u8]] = &[b"<html", b"<head", b"<body", b"</p>", b"</div>", b"<!doctype"];
    let lower = head.to_ascii_lowercase();
    STRUCTURE.iter().map(|tag| memchr::memmem::find_iter(&lower, tag).take(3).count()).sum::<usize>() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::item::extension;

    fn check(bytes: &[u8], name: &str, expected: Result<Content, &str>) {
        let extension = extension(name).unwrap_or_default();
        let found = content(&Head::new(bytes, true, &extension, ""));
        match (&found, expected) {
            (Ok(content), Ok(expected)) => assert_eq!(*content, expected, "{:?}", String::from_utf8_lossy(bytes)),
            (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{error}"),
            _ => panic!("{found:?} instead of {expected:?}: {:?}", String::from_utf8_lossy(bytes)),
        }
    }

    #[test]
    fn content_decides() {
        check(b"{\"text\": \"a\"}", "a.txt", Ok(Content::Record));
        check(b"{\n \"text\": \"a\"\n}\n", "a.json", Ok(Content::Record));
        check(b"[{\"text\": \"a\"}]", "a", Ok(Content::Record));
        check(b"<!DOCTYPE html><title>x", "a.txt", Ok(Content::Page));
        check("\u{FEFF}<p>One</p>".as_bytes(), "a.txt", Ok(Content::Page));
    }

    #[test]
    fn json_that_is_no_record_is_no_text_either() {
        check(b"[1, 2, 3]", "a.txt", Ok(Content::Record));
        check(br#"["One.", "Two."]"#, "a", Ok(Content::Record));
        check(br#""The bridge is closed.\nIt stays.""#, "a", Ok(Content::Record));
        check(br#""The bridge is closed.""#, "a.json", Ok(Content::Record));
        check(br#"[1,2,3][{"text":"a"}]"#, "a", Ok(Content::Record));
        check(b"[1,2,3", "a.json", Ok(Content::Record));
        check(b"42\n", "a.json", Ok(Content::Record));
        check(b"42\n", "a.txt", Ok(Content::Text));
        check(br#""The bridge is closed," he said."#, "a.txt", Ok(Content::Text));
        check(br#""The bridge is closed.""#, "a.txt", Ok(Content::Text));
    }

    #[test]
    fn prose_that_opens_like_markup_is_text() {
        check(b"[Music] Good evening.", "a.txt", Ok(Content::Text));
        check(b"[1] See below.", "a.txt", Ok(Content::Text));
        check(b"{sic} he wrote", "a.txt", Ok(Content::Text));
        check(b"<3 is a heart", "a.txt", Ok(Content::Text));
    }

    #[test]
    fn the_extension_decides_where_content_is_silent() {
        check(b"Only words", "a.html", Ok(Content::Page));
        check(b"Only words", "a.html.gz", Ok(Content::Page));
        check(b"Only words", "a.txt", Ok(Content::Text));
    }

    #[test]
    fn binary_files_are_named() {
        check(b"\xFF\xD8\xFF\xE0rest", "a.html", Err("a JPEG image"));
        check(b"\x01\x02\x03\x04\x05abc", "a.txt", Err("binary data"));
    }

    #[test]
    fn a_short_text_with_a_few_controls_is_text() {
        check(b"It\x19s the crack, \x1Cshe\x1D said.\0 The bridge stays\x13closed.", "a.txt", Ok(Content::Text));
        check("Паром\0 ушёл\u{1} рано\u{13} утром.".as_bytes(), "a.txt", Ok(Content::Text));
        check(b"\0\x01name\0\x02size\0\x03mode\0\x01date\0", "a.txt", Err("binary data"));
    }

    #[test]
    fn utf_16_is_not_binary() {
        let wide: Vec<u8> = "Grüße aus Köln".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, "a.txt", Ok(Content::Text));
        let cyrillic: Vec<u8> =
            "Москва, 3 мая. Россия и США заявили".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&cyrillic, "a.txt", Ok(Content::Text));
    }
}
