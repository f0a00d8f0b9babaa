//! Escape sequences of terminals (ECMA-48): colours and titles that a program wrote for a screen, not for a reader.

use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::Regex;

use crate::text::{Certainty, Proposal, Span};

/// A sequence after its ESC: `[1;31m`, `]0;title` and its end, `(B`, or one character such as `c`. The length of a string
/// is bounded: one whose end was lost must not take the article with it.
static SEQUENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?-u:\[[0-?]{0,40}[ -/]{0,4}[@-~]|[\]P^_X][^\x07\x1B\n]{0,2000}(?:\x07|\x1B\\)|[ -/]{1,3}[0-~]|[=>78c])",
    )
    .expect("the pattern is valid")
});

/// A change of colour whose ESC was lost or written out: `[1m`, `^[[0m`, `␛[0m`.
static COLOUR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\^\[|␛|\x{FFFD})?\[(?-u:([0-9]{0,3}(?:;[0-9]{1,3}){0,6}))m").expect("the pattern is valid")
});

/// Finds the sequences of `text`, and every ESC that begins none.
pub fn find(text: &str) -> Vec<Proposal> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(ESC, &bytes[at..]).map(|offset| at + offset) {
        at = start + 1 + SEQUENCE.find(&bytes[start + 1..]).map_or(0, |sequence| sequence.end());
        found.push(Proposal::new(start..at, "", Certainty::Sure));
    }
    let colours = without_escape(text);
    if !colours.is_empty() {
        let own = |span: &Span| {
            let next = found.partition_point(|other| other.span.end <= span.start);
            found.get(next).is_some_and(|other| other.span.start < span.end)
        };
        let more: Vec<_> = colours.into_iter().filter(|span| !own(span)).collect();
        found.extend(more.into_iter().map(|span| Proposal::new(span, "", Certainty::Sure)));
        found.sort_by_key(|proposal| proposal.span.start);
    }
    found
}

const ESC: u8 = 0x1B;

/// Returns the changes of colour without ESC, if they agree: at least one sets something and one sets it back.
fn without_escape(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    if memmem::find(bytes, b"0m").is_none() && memmem::find(bytes, b"[m").is_none() {
        return Vec::new();
    }
    let (mut set, mut back) = (false, false);
    let mut spans = Vec::new();
    for hit in COLOUR.captures_iter(bytes) {
        // `[100m]` is a distance.
        if bytes.get(hit.get(0).map_or(0, |whole| whole.end())) == Some(&b']') {
            continue;
        }
        match &hit[1] {
            b"" | b"0" | b"00" => back |= set,
            _ => set = true,
        }
        spans.push(hit.get(0).expect("the whole match is there").range());
    }
    if back { spans } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut fixed = text.to_owned();
        for proposal in find(text).into_iter().rev() {
            fixed.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(fixed, expected);
    }

    #[test]
    fn fix_each_kind_of_sequence() {
        check("\x1B[1mNo\x1B[0m \x1B[38;5;196mred\x1B[m", "No red");
        check("\x1B]0;a title\x07No \x1B]8;;http://example.org\x1B\\link\x1B]8;;\x1B\\", "No link");
        check("\x1B[2J\x1B[?25lNo\x1B(B end\x1B", "No end");
        check("\x1B]never closed\nNo", "]never closed\nNo");
    }

    #[test]
    fn fix_colours_that_lost_their_escape() {
        check("[1mNo comment[0m from him", "No comment from him");
        check("^[[31mRed^[[0m and ␛[1mbold␛[m", "Red and bold");
    }

    #[test]
    fn dont_flag_brackets() {
        for text in ["The wall [1m high] fell.", "He ran [100m] and [0m].", "See [10m and no more."] {
            check(text, text);
        }
    }
}
