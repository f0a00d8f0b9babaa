//! Nesting, counted before a tree is built: building one costs the square of its depth.

use std::borrow::Cow;

/// Returns `source` with no element nested deeper than `depth`: tags beyond it give way to line breaks, what stands
/// between them stays. A page that is shallow enough comes back as it is.
pub fn capped(source: &str, depth: usize) -> (Cow<'_, str>, bool) {
    if deepest(source, depth) <= depth {
        return (Cow::Borrowed(source), false);
    }
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
    (Cow::Owned(flat), true)
}

/// Returns how deep elements are nested, as far as tags alone tell; stops counting beyond `enough`.
fn deepest(source: &str, enough: usize) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for tag in Tags::new(source) {
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
}

/// Elements without content (HTML Standard, "Void elements"), and those whose end tag may be left out: an open
/// paragraph is closed by the next one, so they cannot pile up.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p", "li",
    "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "html", "head", "body", "param",
    "frame",
];

/// Elements whose content is not markup up to their end tag.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "noframes", "iframe"];

impl<'a> Tags<'a> {
    fn new(source: &'a str) -> Self {
        Tags { source, at: 0 }
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
        let mut quote = None;
        let mut before = b' ';
        for (offset, &byte) in bytes[start..].iter().enumerate() {
            match (quote, byte) {
                (None, b'>') => return start + offset + 1,
                // A quote opens a value only after its `=`.
                (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                before = byte;
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
            let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
            if kind == Kind::Start && is(RAW) {
                self.skip_past(&format!("</{name}"));
                self.at = self.tag_end(self.at);
                continue;
            }
            if !name.is_empty() && !is(FLAT) {
                return Some(FoundTag { kind, start, end });
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
        assert_eq!(deepest(page, 9), 1);
    }

    #[test]
    fn what_lies_too_deep_moves_up_and_keeps_its_text() {
        let page = format!("{}deep{}after", "<div>".repeat(5), "</div>".repeat(5));
        let (flat, capped) = capped(&page, 3);
        assert!(capped);
        assert_eq!(flat, "<div><div><div><br><br>deep<br><br></div></div></div>after");
    }

    #[test]
    fn broken_markup_ends() {
        for page in ["<", "<div", "<div a=\"", "<!--", "<script>", "</", "<div><script></scrip", "<é"] {
            let _ = capped(page, 0);
        }
    }
}
