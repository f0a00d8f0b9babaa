//! Formats that are known by a signature and not read: each is refused by its name, never taken for prose.

use super::head::Head;
use super::wide::Wide;

/// Returns the name of a binary format that people drop into an inbox by mistake.
pub fn binary(head: &[u8]) -> Option<&'static str> {
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
        (b"ARROW1\0\0", "an Arrow file"),
    ];
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some("a WebP image");
    }
    // POSIX.1-1988, the field `magic` of a header.
    if head.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name)
}

/// Returns the name of a format of text that no container reads.
pub fn text(head: &Head<'_>) -> Option<String> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"{\\rtf", "an RTF document"),
        (b"[Script Info]", "a file of SubStation Alpha subtitles"),
        (b"<?php", "a PHP program"),
        (b"#!/", "a script"),
        (b"%!PS", "a PostScript document"),
        (b"\\documentclass", "a LaTeX document"),
        (b"diff --git ", "a patch"),
        (b"BEGIN:VCARD", "a file of vCards"),
        (b"BEGIN:VCALENDAR", "an iCalendar file"),
    ];
    let start = head.start(16 * 1024);
    let named = || SIGNATURES.iter().find(|(signature, _)| start.starts_with(signature)).map(|(_, name)| *name);
    let recognized = named().or_else(|| warc(&start)).or_else(|| subtitles(&start)).or_else(|| message(&start));
    recognized.map(str::to_owned).or_else(|| xml(head, &start)).or_else(|| {
        // What follows counts lines and cells, byte by byte.
        if Wide::of(head.bytes).is_some() || head.bytes.contains(&0) {
            return None;
        }
        base64(head).or_else(|| yaml(head)).or_else(|| table(head)).map(str::to_owned)
    })
}

fn warc(start: &[u8]) -> Option<&'static str> {
    // Prose may begin with the name of the format: the version stands alone on its line.
    let line = start.strip_prefix(b"WARC/")?.split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    let is_version = !line.is_empty() && line.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    is_version.then_some("a WARC file")
}

fn subtitles(start: &[u8]) -> Option<&'static str> {
    let after_name = start.strip_prefix(b"WEBVTT").map(|rest| rest.first().copied().unwrap_or(b'\n'));
    let has_times = || memchr::memmem::find(start, b"-->").is_some();
    if after_name.is_some_and(|next| next.is_ascii_whitespace()) && has_times() {
        return Some("a file of WebVTT subtitles");
    }
    let mut lines = start.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let number = lines.next()?;
    let times = lines.next()?;
    let is_number = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    let is_time = times.first().is_some_and(u8::is_ascii_digit) && memchr::memmem::find(times, b" --> ").is_some();
    (is_number && is_time).then_some("a file of SubRip subtitles")
}

/// A message of RFC 5322 opens with header fields, of which transport and composing programs leave some that nobody
/// writes into an article.
fn message(start: &[u8]) -> Option<&'static str> {
    const OF_PROGRAMS: &[&[u8]] = &[b"mime-version", b"message-id", b"received", b"return-path"];
    let mut lines = start.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).peekable();
    let is_mailbox = lines.next_if(|line| line.starts_with(b"From ")).is_some();
    let (mut fields, mut of_programs, mut is_archive) = (0, 0, false);
    for line in lines {
        if line.is_empty() {
            break;
        }
        let lower = line.to_ascii_lowercase();
        is_archive |= memchr::memmem::find(&lower, b"multipart/related").is_some();
        if matches!(line[0], b' ' | b'\t') {
            continue;
        }
        let colon = memchr::memchr(b':', line)?;
        let name = &lower[..colon];
        if name.is_empty() || !name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return None;
        }
        fields += 1;
        of_programs += usize::from(OF_PROGRAMS.contains(&name));
    }
    let is_message = fields > 1 && (of_programs > 0 || is_mailbox);
    match (is_message, is_archive, is_mailbox) {
        (false, ..) => None,
        (true, true, _) => Some("an MHTML page"),
        (true, false, true) => Some("a mailbox"),
        (true, false, false) => Some("an e-mail message"),
    }
}

/// Names an XML document that is no page, by its root element.
fn xml(head: &Head<'_>, start: &[u8]) -> Option<String> {
    const ROOTS: &[(&str, &str)] = &[
        ("rss", "an RSS feed"),
        ("feed", "an Atom feed"),
        ("rdf", "an RDF document (or an RSS 1.0 feed)"),
        ("urlset", "a sitemap"),
        ("sitemapindex", "a sitemap index"),
        ("opml", "an OPML list of feeds"),
        ("tei", "a TEI document"),
        ("teicorpus", "a TEI corpus"),
        ("nitf", "an NITF document"),
        ("newsml", "a NewsML document"),
        ("newsitem", "a NewsML-G2 item"),
        ("newsmessage", "a NewsML-G2 message"),
        ("mediawiki", "a MediaWiki export"),
        ("svg", "an SVG image"),
        ("tt", "a file of TTML subtitles"),
        ("plist", "a property list"),
        ("kml", "a KML map"),
        ("gpx", "a GPX track"),
    ];
    let (root, is_declared) = root(start)?;
    let whole = String::from_utf8_lossy(root).into_owned();
    let name = whole.rsplit(':').next().unwrap_or(&whole).to_ascii_lowercase();
    // `tt` is also an element of old pages, and a text may be about any of them.
    let is_root = is_declared || (name != "tt" && holds_elements(start));
    if let Some((_, known)) = ROOTS.iter().find(|(root, _)| *root == name && is_root) {
        return Some((*known).to_owned());
    }
    if HTML_ELEMENTS.contains(&name.as_str()) {
        return None;
    }
    let closed = head.whole && head.bytes.trim_ascii_end().ends_with(format!("</{whole}>").as_bytes());
    (is_declared || closed).then(|| format!("an XML document whose root element is <{whole}>"))
}

/// Tells whether nothing but another tag follows the first one that is no declaration or comment.
fn holds_elements(start: &[u8]) -> bool {
    let is_name = |pair: &[u8]| pair[0] == b'<' && pair[1].is_ascii_alphabetic();
    let Some(tag) = start.windows(2).position(is_name) else { return false };
    let Some(end) = memchr::memchr(b'>', &start[tag..]) else { return true };
    start[tag + end + 1..].trim_ascii_start().first().is_none_or(|&next| next == b'<')
}

/// Returns the name of the root element, and whether an XML declaration stands before it.
fn root(start: &[u8]) -> Option<(&[u8], bool)> {
    let is_declared = start.starts_with(b"<?xml");
    let mut rest = start;
    loop {
        rest = rest.trim_ascii_start();
        let end = match rest {
            [b'<', b'?', ..] => memchr::memmem::find(rest, b"?>")? + 2,
            [b'<', b'!', b'-', b'-', ..] => memchr::memmem::find(rest, b"-->")? + 3,
            // A document type may hold declarations of its own in brackets.
            [b'<', b'!', ..] => {
                let end = memchr::memchr(b'>', rest)?;
                match memchr::memchr(b'[', &rest[..end]) {
                    Some(_) => memchr::memmem::find(rest, b"]>").or_else(|| memchr::memmem::find(rest, b"] >"))? + 2,
                    None => end + 1,
                }
            }
            [b'<', name @ ..] => {
                let is_name = |&byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
                let length = name.iter().take_while(|byte| is_name(byte)).count();
                let starts = name.first().is_some_and(u8::is_ascii_alphabetic);
                return starts.then_some((&name[..length], is_declared));
            }
            _ => return None,
        };
        rest = &rest[end..];
    }
}

/// The elements of the HTML Standard, also the obsolete ones, and those of AMP pages and frameworks that open fragments.
const HTML_ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "content",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "shadow",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// A text of nothing but base64: longer than any word, with capitals, small letters and figures.
fn base64(head: &Head<'_>) -> Option<&'static str> {
    let bytes = head.bytes.trim_ascii();
    let bytes = match memchr::memmem::find(&bytes[..bytes.len().min(200)], b";base64,") {
        Some(at) if bytes.starts_with(b"data:") => &bytes[at + b";base64,".len()..],
        _ => bytes,
    };
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    let only = bytes.iter().all(|byte| is_digit(byte) || matches!(byte, b'\n' | b'\r'));
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
    let has = |kind: fn(&u8) -> bool| bytes.iter().any(kind);
    (only && first.len() >= 60 && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit))
        .then_some("a block of base64")
}

/// Keys and values, line after line. A text with YAML before it, as Markdown has it, is a text.
fn yaml(head: &Head<'_>) -> Option<&'static str> {
    let start = head.start(16);
    let says_yaml = matches!(head.extension, "yaml" | "yml");
    if !(says_yaml || start.starts_with(b"%YAML") || start.starts_with(b"---")) {
        return None;
    }
    let lines: Vec<&[u8]> = head.lines().filter(|line| !line.trim_ascii().is_empty()).collect();
    let is_mark = |line: &[u8]| matches!(line.trim_ascii_end(), b"---" | b"...") || line.starts_with(b"%YAML");
    if !says_yaml && !lines.first().is_some_and(|line| is_mark(line)) {
        return None;
    }
    let is_yaml = |line: &&&[u8]| is_mark(line) || line.starts_with(b"#") || is_entry(line);
    let of_yaml = lines.iter().filter(is_yaml).count();
    let marks = lines.iter().filter(|line| is_mark(line)).count();
    (of_yaml == lines.len() && of_yaml >= marks + 2).then_some("a YAML document")
}

/// Tells whether a line of YAML is `key: value`, an item of a list, or indented below one.
fn is_entry(line: &[u8]) -> bool {
    if line.starts_with(b" ") || line.starts_with(b"- ") || line == b"-" {
        return true;
    }
    let Some(colon) = memchr::memchr(b':', line) else { return false };
    let key = &line[..colon];
    let is_key = |&byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'"' | b'\'');
    !key.is_empty() && key.iter().all(is_key) && line.get(colon + 1).is_none_or(|&next| next == b' ')
}

/// A table of values parted by commas, tabs or semicolons, whose first row names the columns as programs name them.
fn table(head: &Head<'_>) -> Option<&'static str> {
    let says_table = matches!(head.extension, "csv" | "tsv") || head.media_type.ends_with("separated-values");
    [(b',', "a CSV table"), (b'\t', "a TSV table"), (b';', "a CSV table (parted by semicolons)")]
        .into_iter()
        .find(|(separator, _)| is_table(head, *separator, says_table))
        .map(|(_, name)| name)
}

fn is_table(head: &Head<'_>, separator: u8, says_table: bool) -> bool {
    // Most texts are known to be none by their first line.
    let first_line = head.lines().next().unwrap_or_default();
    if memchr::memchr(separator, first_line).is_none() || (!says_table && memchr::memchr(b' ', first_line).is_some()) {
        return false;
    }
    let rows = rows(head, separator);
    let [first, others @ ..] = rows.as_slice() else { return false };
    if first.len() < 2 || others.is_empty() {
        return false;
    }
    let even = others.iter().all(|row| row.len() == first.len());
    if says_table {
        return even;
    }
    let is_name = |cell: &Vec<u8>| {
        cell.first().is_some_and(u8::is_ascii_alphabetic)
            && cell.len() <= 40
            && cell.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':'))
    };
    let known = first.iter().filter(|cell| FIELDS.contains(&cell.as_slice())).count();
    // People begin the names of columns with capitals.
    let is_of_program = first.len() > 2 && first.iter().flatten().all(|byte| !byte.is_ascii_uppercase());
    even && (known >= 2 || is_of_program) && first.iter().all(is_name)
}

/// Names that programs give to the columns of tables of articles.
const FIELDS: &[&[u8]] = &[
    b"id",
    b"url",
    b"link",
    b"title",
    b"headline",
    b"text",
    b"body",
    b"content",
    b"date",
    b"published",
    b"author",
    b"authors",
    b"source",
    b"language",
    b"lang",
    b"summary",
    b"description",
    b"html",
    b"domain",
    b"publish_date",
    b"published_at",
    b"timestamp",
    b"category",
    b"section",
    b"tags",
    b"image",
    b"media_name",
];

/// The first rows of a table by RFC 4180, with quotation marks taken off; a row that is cut off is left out.
fn rows(head: &Head<'_>, separator: u8) -> Vec<Vec<Vec<u8>>> {
    /// So many rows tell enough.
    const ROWS: usize = 50;
    let bytes = super::head::without_mark(head.bytes);
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), Vec::new());
    let mut quoted = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' if quoted && bytes.get(at) == Some(&b'"') => {
                cell.push(b'"');
                at += 1;
            }
            b'"' if quoted || cell.is_empty() => quoted = !quoted,
            _ if quoted => cell.push(byte),
            b'\r' if bytes.get(at) == Some(&b'\n') => {}
            b'\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
                if rows.len() == ROWS {
                    return rows;
                }
            }
            _ if byte == separator => row.push(std::mem::take(&mut cell)),
            _ => cell.push(byte),
        }
    }
    if head.whole && !quoted && !(row.is_empty() && cell.is_empty()) {
        row.push(cell);
        rows.push(row);
    }
    rows.retain(|row| row.len() > 1 || !row[0].is_empty());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::item::extension;

    fn named(content: &str, name: &str) -> Option<String> {
        text(&Head::new(content.as_bytes(), true, &extension(name).unwrap_or_default(), ""))
    }

    #[test]
    fn each_format_is_known_by_its_name() {
        let rows = "url,title,text\nhttps://a.example/1,\"Ferry, late\",\"The ferry\nleft.\"\n";
        let blob = "VGhlIGZlcnJ5IGxlZnQgYXQgbm9vbiBhbmQgbm9ib2R5IHdhcyBvbiB0aGUgcXVheSB0byB3YXZlLg0K\nQW5k";
        for (content, name, expected) in [
            ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a", "WARC"),
            ("<?xml version=\"1.0\"?>\n<!-- x -->\n<rss version=\"2.0\"><channel/></rss>", "a.html", "RSS"),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>", "a", "Atom"),
            ("<?xml version=\"1.0\"?><urlset><url/></urlset>", "a.xml", "sitemap"),
            ("<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'b'>]><dispatch>x</dispatch>", "a", "<dispatch>"),
            ("<REUTERS ID=\"1\"><BODY>x</BODY></REUTERS>", "a", "<REUTERS>"),
            (
                "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"\r\n\r\n",
                "a",
                "MHTML",
            ),
            ("Return-Path: <a@b.example>\nSubject: Ferry\n\nIt left.", "a.txt", "e-mail"),
            (
                "From a@b.example Tue Mar  5 09:00:00 2024\nMessage-ID: <1@b.example>\nSubject: Ferry\n\nIt left.",
                "a",
                "mailbox",
            ),
            ("{\\rtf1\\ansi The ferry left.}", "a.txt", "RTF"),
            ("---\ntitle: Ferry\nlines:\n  - One.\n- Two\n", "a", "YAML"),
            ("title: Ferry\ntext: It left.\n", "a.yml", "YAML"),
            ("date,open,high,low\n2024-03-05,1.2,1.4,1.1\n2024-03-06,1.3,1.5,1.2\n", "a.txt", "CSV"),
            ("diff --git a/x b/x\n--- a/x\n+++ b/x\n", "a", "patch"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nGood evening.\n", "a", "WebVTT"),
            ("1\n00:00:01,000 --> 00:00:04,000\nGood evening.\n", "a.txt", "SubRip"),
            (rows, "a.txt", "CSV"),
            (&rows.replace(',', "\t"), "a", "TSV"),
            ("Ferry,12,9\nCrane,3,4\n", "a.csv", "CSV"),
            (blob, "a.txt", "base64"),
        ] {
            let found = named(content, name);
            assert!(found.as_ref().is_some_and(|found| found.contains(expected)), "{found:?}: {content:?}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        for (content, name) in [
            ("<?xml version=\"1.0\"?><html><body><p>x</p></body></html>", "a.xhtml"),
            ("<!DOCTYPE html><html></html>", "a"),
            ("From: the mayor\nTo: the council\nSubject: the bridge\n\nIt stays closed.", "a.txt"),
            (
                "From: Mara <mara@a.example>\nTo: tom@b.example\nSubject: Ferry\nDate: Tue, 5 Mar 2024\n\nIt left.",
                "a.txt",
            ),
            ("---\ntitle: Ferry\n---\n\nThe ferry left at noon.", "a.md"),
            ("---\nThe ferry left at noon.", "a.txt"),
            ("Monday, rain\nTuesday, sun\n", "a.txt"),
            ("Title\tYear\nFerry\t1961\n", "a.txt"),
            ("1\nThe ferry left --> nobody waved.", "a.txt"),
            ("WEBVTTs are subtitles.", "a.txt"),
            ("WEBVTT is a format of subtitles.", "a.txt"),
            ("<rss> is the root of a feed.", "a.txt"),
            ("bread, milk, eggs\nflour, salt, butter\n", "a.txt"),
            ("Team,Played,Points\nReds,3,9\nBlues,3,4\n", "a.txt"),
            ("WARC/1.0 is a format of web archives.", "a.txt"),
            ("Donaudampfschifffahrtsgesellschaft", "a.txt"),
            ("<name> left at noon, said <someone>.", "a.txt"),
        ] {
            assert_eq!(named(content, name), None, "{content:?}");
        }
    }

    #[test]
    fn archives_of_tar_are_known_by_the_field_in_their_first_header() {
        let mut head = [0; 512];
        head[257..262].copy_from_slice(b"ustar");
        assert_eq!(binary(&head), Some("a tar archive"));
    }
}
