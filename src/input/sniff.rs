//! What an input is, judged by its first bytes; the name's extension only decides where the content leaves it open.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Hint, Wide};

/// The kinds of input that copydesk reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Text,
    Html,
    /// One JSON object, or an array of them.
    Json,
    /// One JSON object a line.
    Jsonl,
}

/// How many of an input's first bytes `sniff` looks at.
pub const SNIFF_BYTES: usize = 64 * 1024;

/// Returns the format of an input that starts with `head`, or `Err` with the name of what it is instead.
///
/// A sender's word that it is plain text is believed. `whole` says that `head` is all there is. Looks at no more than [`SNIFF_BYTES`].
pub fn sniff(head: &[u8], whole: bool, hint: &Hint) -> Result<Format, &'static str> {
    let head = &head[..head.len().min(SNIFF_BYTES)];
    if let Some(name) = binary_magic(head) {
        return Err(name);
    }
    let wide = is_wide(head);
    if !wide && is_binary(head) {
        return Err("binary data");
    }
    let extension = hint.extension.as_deref().unwrap_or("");
    let media_type = hint.media_type.as_deref().unwrap_or("");
    if media_type.starts_with("text/plain") {
        return Ok(Format::Text);
    }
    // The first characters as ASCII, whatever the width of a code unit: enough to see `{`, `[` or `<`.
    let start: Vec<u8> = skip_bom(head).iter().copied().filter(|&byte| byte != 0).take(4096).collect();
    let start = start.trim_ascii_start();
    match start.first() {
        Some(b'{') if looks_like_object(start) => {
            let many = matches!(extension, "jsonl" | "ndjson") || second_line_is_object(head, whole);
            Ok(if many { Format::Jsonl } else { Format::Json })
        }
        Some(b'[') if looks_like_array(start) => Ok(Format::Json),
        Some(b'<') if looks_like_markup(start) => Ok(Format::Html),
        _ if matches!(extension, "html" | "htm" | "xhtml" | "shtml") || media_type.contains("html") => Ok(Format::Html),
        _ if has_markup(head) => Ok(Format::Html),
        _ if matches!(extension, "jsonl" | "ndjson") => Ok(Format::Jsonl),
        _ => Ok(Format::Text),
    }
}

/// Signatures of files that people drop into an inbox by mistake.
fn binary_magic(head: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"BZh", "a bzip2 file"),
        (b"\xFD7zXZ\0", "an xz file"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office document"),
        (b"PAR1", "a Parquet file"),
    ];
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some("a WebP image");
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name)
}

/// Tells whether the bytes are those of UTF-16 or UTF-32, with a mark or without.
fn is_wide(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || Wide::of(head).is_some()
}

/// Tells whether the bytes are no text: more than one control character in fifty that no encoding uses for text.
fn is_binary(head: &[u8]) -> bool {
    let is_control = |&byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    // Counted in bytes, as far as one can count, the processor takes many at a time.
    let count = |chunk: &[u8]| usize::from(chunk.iter().map(|byte| u8::from(is_control(byte))).sum::<u8>());
    let controls: usize = head.chunks(usize::from(u8::MAX)).map(count).sum();
    controls * 50 > head.len()
}

fn skip_bom(head: &[u8]) -> &[u8] {
    [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().find_map(|bom| head.strip_prefix(*bom)).unwrap_or(head)
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

/// Tells whether a second object starts on its own line right after a first one that ended on its line.
fn second_line_is_object(head: &[u8], whole: bool) -> bool {
    let mut lines = skip_bom(head).split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        // One line fills everything that was looked at: an object of that size on one line is JSONL's habit, but a
        // single record reads the same either way.
        return !whole && !head.contains(&b'\n');
    };
    first.ends_with(b"}") && second.starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &[u8], name: &str, expected: Result<Format, &'static str>) {
        assert_eq!(sniff(content, true, &Hint::from_name(name)), expected, "{:?}", String::from_utf8_lossy(content));
    }

    #[test]
    fn content_decides() {
        check(b"{\"text\": \"a\"}", "a.txt", Ok(Format::Json));
        check(b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n", "a.txt", Ok(Format::Jsonl));
        check(b"{\n \"text\": \"a\"\n}\n", "a.json", Ok(Format::Json));
        check(b"[{\"text\": \"a\"}]", "a", Ok(Format::Json));
        check(b"<!DOCTYPE html><title>x", "a.txt", Ok(Format::Html));
        check("\u{FEFF}<p>One</p>".as_bytes(), "a.txt", Ok(Format::Html));
    }

    #[test]
    fn prose_that_opens_like_markup_is_text() {
        check(b"[Music] Good evening.", "a.txt", Ok(Format::Text));
        check(b"{sic} he wrote", "a.txt", Ok(Format::Text));
        check(b"<3 is a heart", "a.txt", Ok(Format::Text));
    }

    #[test]
    fn the_extension_decides_where_content_is_silent() {
        check(b"Only words", "a.html", Ok(Format::Html));
        check(b"Only words", "a.html.gz", Ok(Format::Html));
        check(b"Only words", "a.txt", Ok(Format::Text));
    }

    #[test]
    fn binary_files_are_named() {
        check(b"\xFF\xD8\xFF\xE0rest", "a.html", Err("a JPEG image"));
        check(b"\x01\x02\x03\x04\x05abc", "a.txt", Err("binary data"));
    }

    #[test]
    fn utf_16_is_not_binary() {
        let wide: Vec<u8> = "Grüße aus Köln".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, "a.txt", Ok(Format::Text));
        let cyrillic: Vec<u8> =
            "Москва, 3 мая. Россия и США заявили".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&cyrillic, "a.txt", Ok(Format::Text));
    }
}
