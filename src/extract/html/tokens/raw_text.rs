//! Where text without markup ends: the content of scripts, styles and titles (HTML Standard, 13.2.5.2 to 13.2.5.4).

use memchr::{memchr, memchr2, memmem};

/// Returns where the next end tag of the element `name` stands; the page's end if there is none.
pub(super) fn end_tag(page: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = memmem::find(&page[at..], b"</") {
        at += found;
        if is_named(page, at + 2, name) {
            return at;
        }
        at += 2;
    }
    page.len()
}

/// Returns where the end tag of a script stands; the page's end if there is none. A script that stands in a comment
/// within the script does not end it.
pub(super) fn script_end(page: &[u8], from: usize) -> usize {
    let (mut escaped, mut doubly) = (false, false);
    let mut at = from;
    loop {
        let rest = &page[at..];
        // Dashes count in comments alone.
        let found = if escaped { memchr2(b'<', b'-', rest) } else { memchr(b'<', rest) };
        let Some(found) = found else { return page.len() };
        at += found;
        let rest = &rest[found..];
        if rest.starts_with(b"-->") {
            (escaped, doubly) = (false, false);
        } else if rest.starts_with(b"<!--") && !escaped {
            // Its dashes may be those of the end: `<!-->`.
            escaped = true;
            at += 1;
        } else if rest.starts_with(b"</") && is_named(page, at + 2, "script") {
            if !doubly {
                return at;
            }
            doubly = false;
        } else if rest.starts_with(b"<") && escaped && is_named(page, at + 1, "script") {
            doubly = true;
        }
        at += 1;
    }
}

/// Tells whether a tag's name stands at a place, in any case, and ends there.
fn is_named(page: &[u8], at: usize, name: &str) -> bool {
    let end = at + name.len();
    page.get(at..end).is_some_and(|there| there.eq_ignore_ascii_case(name.as_bytes()))
        && page.get(end).is_some_and(|&after| is_blank(after) || matches!(after, b'/' | b'>'))
}

/// Tells whether a byte is what the standard calls white space within tags.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0C')
}
