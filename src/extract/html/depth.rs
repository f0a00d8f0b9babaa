//! What a tree's builder pays the square of, capped before it builds: the nesting of elements, and the attributes of one
//! element, each of which is compared with all before it.

use std::borrow::Cow;

use crate::text::Span;

/// Returns `source` with no element nested deeper than `depth`: tags beyond it give way to line breaks, what stands
/// between them stays. A page that is shallow enough comes back as it is. Attributes of a tag beyond [`MOST_ATTRIBUTES`]
/// are left out.
pub fn capped(source: &str, depth: usize) -> (Cow<'_, str>, bool) {
    let mut tags = Tags::new(source);
    if deepest(&mut tags, depth) <= depth {
        return (thinned(source, &tags.crowded), false);
    }
    let flat = flattened(source, depth);
    let mut tags = Tags::new(&flat);
    tags.by_ref().for_each(drop);
    (Cow::Owned(thinned(&flat, &tags.crowded).into_owned()), true)
}

fn flattened(source: &str, depth: usize) -> String {
    let mut flat = String::with_capacity(source.len());
    let mut open = 0_usize;
    let mut copied = 0;
    for tag in Tags::new(source) {
        let beyond = match tag.kind {
            Kind::Start => {
                open += 1;
                open > depth
            }
            Kind::End => {
                let beyond = open > depth;
                open = open.saturating_sub(1);
                beyond
            }
        };
        if beyond {
            flat.push_str(&source[copied..tag.start]);
            flat.push_str("<br>");
            copied = tag.end;
        }
    }
    flat.push_str(&source[copied..]);
    flat
}

/// A tag of fewer bytes is not looked at for its attributes.
const CROWDED: usize = 4096;
/// Written by hand or by a machine, no element of a real page has so many.
const MOST_ATTRIBUTES: usize = 256;

/// Returns `source` without the stretches `crowded`.
fn thinned<'a>(source: &'a str, crowded: &[Span]) -> Cow<'a, str> {
    if crowded.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut thin = String::with_capacity(source.len());
    let mut copied = 0;
    for span in crowded {
        thin.push_str(&source[copied..span.start]);
        copied = span.end;
    }
    thin.push_str(&source[copied..]);
    Cow::Owned(thin)
}

/// Returns where in a tag, from the end of its name, the first attribute begins that is one too many.
fn one_too_many(tag: &[u8]) -> Option<usize> {
    let skip = |from: usize, over: fn(u8) -> bool| {
        tag[from..].iter().position(|&byte| !over(byte)).map_or(tag.len(), |offset| from + offset)
    };
    let mut at = 0;
    for _ in 0..MOST_ATTRIBUTES {
        at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        at = skip(at, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'='));
        at = skip(at, |byte| byte.is_ascii_whitespace());
        if tag.get(at) != Some(&b'=') {
            continue;
        }
        at = skip(at + 1, |byte| byte.is_ascii_whitespace());
        at = match tag.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                memchr::memchr(quote, &tag[at + 1..]).map_or(tag.len(), |offset| at + 1 + offset + 1)
            }
            _ => skip(at, |byte| !byte.is_ascii_whitespace()),
        };
    }
    at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
    (at < tag.len()).then_some(at)
}

/// Returns how deep elements are nested, as far as tags alone tell; stops counting beyond `enough`.
fn deepest(tags: &mut Tags<'_>, enough: usize) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for tag in tags {
        match tag.kind {
            Kind::Start => open += 1,
            Kind::End => open = open.saturating_sub(1),
        }
        deepest = deepest.max(open);
        if deepest > enough {
            break;
        }
    }
    deepest
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    End,
}

/// A tag that opens or closes a level.
struct FoundTag {
    kind: Kind,
    start: usize,
    end: usize,
}

/// The tags of a source that change the depth, without those of void elements and of elements that end by themselves.
struct Tags<'a> {
    source: &'a str,
    at: usize,
    /// In the tags so far, the attributes beyond the most that are allowed.
    crowded: Vec<Span>,
}

/// The names below are not longer.
const LONGEST_NAME: usize = 8;

/// What stands between an element's tags.
enum Content {
    /// Nothing (HTML Standard, "Void elements"), or what may end without an end tag: an open paragraph is closed by the
    /// next one, so they cannot pile up.
    Flat,
    /// Text without markup, up to what the end tag begins with.
    Raw(&'static str),
    Nested,
}

/// Returns what an element holds, by its name in lower case.
fn content(name: &[u8]) -> Content {
    match name {
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link" | b"meta" | b"source"
        | b"track" | b"wbr" | b"p" | b"li" | b"dt" | b"dd" | b"option" | b"optgroup" | b"tr" | b"td" | b"th"
        | b"thead" | b"tbody" | b"tfoot" | b"html" | b"head" | b"body" | b"param" | b"frame" => Content::Flat,
        b"script" => Content::Raw("</script"),
        b"style" => Content::Raw("</style"),
        b"textarea" => Content::Raw("</textarea"),
        b"title" => Content::Raw("</title"),
        b"xmp" => Content::Raw("</xmp"),
        b"noframes" => Content::Raw("</noframes"),
        b"iframe" => Content::Raw("</iframe"),
        _ => Content::Nested,
    }
}

impl<'a> Tags<'a> {
    fn new(source: &'a str) -> Self {
        Tags { source, at: 0, crowded: Vec::new() }
    }

    /// Moves past the next place where `needle` stands, in any case; to the end if it does not.
    fn skip_past(&mut self, needle: &str) {
        let bytes = self.source.as_bytes();
        let mut from = self.at;
        while let Some(found) = memchr::memchr(needle.as_bytes()[0], &bytes[from..]) {
            let start = from + found;
            if bytes[start..].get(..needle.len()).is_some_and(|part| part.eq_ignore_ascii_case(needle.as_bytes())) {
                self.at = start + needle.len();
                return;
            }
            from = start + 1;
        }
        self.at = bytes.len();
    }

    /// Returns the end of the tag that starts at `start`: after its `>`, past quoted values.
    fn tag_end(&self, start: usize) -> usize {
        let bytes = self.source.as_bytes();
        let mut at = start;
        while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
            let mark = at + found;
            if bytes[mark] == b'>' {
                return mark + 1;
            }
            // A quote opens a value only after its `=`.
            let before = bytes[at..mark].iter().rev().find(|byte| !byte.is_ascii_whitespace());
            at = mark + 1;
            if before == Some(&b'=') {
                match memchr::memchr(bytes[mark], &bytes[at..]) {
                    Some(close) => at += close + 1,
                    None => break,
                }
            }
        }
        bytes.len()
    }
}

impl Iterator for Tags<'_> {
    type Item = FoundTag;

    fn next(&mut self) -> Option<FoundTag> {
        let bytes = self.source.as_bytes();
        loop {
            let start = self.at + memchr::memchr(b'<', bytes.get(self.at..)?)?;
            let rest = &bytes[start + 1..];
            if rest.starts_with(b"!--") {
                self.at = start + 4;
                self.skip_past("-->");
                continue;
            }
            let (kind, name_at) = match rest.first()? {
                b'/' => (Kind::End, start + 2),
                byte if byte.is_ascii_alphabetic() => (Kind::Start, start + 1),
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
            let length =
                bytes[name_at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
            let name = &self.source[name_at..name_at + length];
            let end = self.tag_end(name_at + length);
            self.at = end;
            if end - start >= CROWDED {
                let attributes = &bytes[name_at + length..end];
                let attributes = attributes.strip_suffix(b">").unwrap_or(attributes);
                let from = one_too_many(attributes).map(|offset| name_at + length + offset);
                self.crowded.extend(from.map(|from| from..name_at + length + attributes.len()));
            }
            let mut lowered = [0; LONGEST_NAME];
            let known = match lowered.get_mut(..length) {
                Some(lowered) => {
                    lowered.copy_from_slice(name.as_bytes());
                    lowered.make_ascii_lowercase();
                    &*lowered
                }
                None => name.as_bytes(),
            };
            match content(known) {
                Content::Raw(end_tag) if kind == Kind::Start => {
                    self.skip_past(end_tag);
                    self.at = self.tag_end(self.at);
                }
                Content::Flat => {}
                _ if name.is_empty() => {}
                _ => return Some(FoundTag { kind, start, end }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shallow_page_stays_as_it_is() {
        let page = "<div><p>One<p>Two<br><img src='a>b'><script>if (a<b) {'<div>'}</script><!-- <div> --></div>";
        assert!(matches!(capped(page, 2), (Cow::Borrowed(same), false) if same == page));
        assert_eq!(deepest(&mut Tags::new(page), 9), 1);
    }

    #[test]
    fn what_lies_too_deep_moves_up_and_keeps_its_text() {
        let page = format!("{}deep{}after", "<div>".repeat(5), "</div>".repeat(5));
        let (flat, capped) = capped(&page, 3);
        assert!(capped);
        assert_eq!(flat, "<div><div><div><br><br>deep<br><br></div></div></div>after");
    }

    #[test]
    fn attributes_beyond_the_most_are_left_out() {
        let attributes: Vec<String> = (0..2_000).map(|number| format!("a{number}='b > {number}'")).collect();
        let page = |attributes: &[String]| format!("<p><div {}>text</div>", attributes.join(" "));
        let crowded = page(&attributes);
        let (thin, capped) = capped(&crowded, 9);
        assert_eq!(thin, page(&attributes[..MOST_ATTRIBUTES]).replace(">text", " >text"));
        assert!(!capped);
        // One long value is no crowd, nor is what a script holds.
        let page = format!("<div title='{0}'></div><script>a<b {0}</script>", "c d ".repeat(4_000));
        assert!(matches!(super::capped(&page, 9), (Cow::Borrowed(_), false)));
        // Attributes without values, glued together, never closed.
        for page in [format!("<a{}", " b".repeat(9_000)), format!("<a {}>", "b='c'".repeat(9_000))] {
            assert!(super::capped(&page, 9).0.len() < 2_000);
        }
    }

    #[test]
    fn broken_markup_ends() {
        for page in ["<", "<div", "<div a=\"", "<!--", "<script>", "</", "<div><script></scrip", "<é"] {
            let _ = capped(page, 0);
        }
    }
}
