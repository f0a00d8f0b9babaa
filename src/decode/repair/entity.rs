//! Entities that an article shows as text, because its page was escaped twice or its source was never unescaped:
//! `&amp;eacute;`, `&#8217;`, `&#146;`.
//!
//! Leaves alone what may be meant: markup, and texts that speak of it.

use compact_str::ToCompactString;
use memchr::memmem;

use super::Damage;
use super::entity_name::{LONGEST, character};
use super::stopless;
use crate::text::{Certainty, Proposal};

/// Finds entities in `text` and what they stand for, however often they were escaped; neighbours of one kind together.
pub fn find(text: &str) -> Vec<(Damage, Proposal)> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() || speaks_of_markup(text) {
        return Vec::new();
    }
    let mut found: Vec<(Damage, Proposal)> = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'&', &text.as_bytes()[at..]).map(|offset| at + offset) {
        let neighbour = found.last_mut().filter(|(_, last)| last.span.end == start);
        // In a row of misread bytes written as entities, a free number stands for its byte.
        let in_row = match &neighbour {
            Some((_, last)) => !last.after.ends_with(|before: char| before.is_ascii()),
            None => text[..start].ends_with(|before: char| !before.is_ascii()),
        };
        at = start + 1;
        let read = entity(&text[start..], in_row).map(|(damage, meant, end)| (damage, meant, start + end));
        let Some((damage, meant, end)) = read.or_else(|| stopless::read(text, start)) else { continue };
        at = end;
        match neighbour.filter(|(kind, _)| *kind == damage) {
            Some((_, last)) => {
                last.span.end = at;
                last.after.push(meant);
            }
            None => found.push((damage, Proposal::new(start..at, meant.to_compact_string(), Certainty::Sure))),
        }
    }
    found
}

/// Tells whether the text holds tags, or names the languages whose entities these are.
fn speaks_of_markup(text: &str) -> bool {
    let tag = |at: usize| matches!(text.as_bytes().get(at + 1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!'));
    ["HTML", "XML", "html"].iter().any(|name| memmem::find(text.as_bytes(), name.as_bytes()).is_some())
        || memchr::memchr_iter(b'<', text.as_bytes()).any(tag)
}

/// Reads an entity at the start of `text`: what was meant, and where the entity ends. `in_row`: it follows a character
/// beyond ASCII.
fn entity(text: &str, in_row: bool) -> Option<(Damage, char, usize)> {
    let mut body = &text[1..];
    while let Some(rest) = body.strip_prefix("amp;") {
        body = rest;
    }
    let escapes = text.len() - 1 - body.len();
    // Looked for no further than an entity goes: a text may hold a hundred thousand `&` and no `;`.
    let end = body.bytes().take(LONGEST + 1).position(|byte| byte == b';');
    let named = end.and_then(|length| {
        let (damage, meant) = character(&body[..length], in_row)?;
        Some((damage, meant, 1 + escapes + length + 1))
    });
    named.or_else(|| (escapes > 0).then_some((Damage::EscapedEntity, '&', 1 + escapes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut fixed = text.to_owned();
        for (_, proposal) in find(text).into_iter().rev() {
            fixed.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(fixed, expected);
    }

    #[test]
    fn fix_however_often_escaped() {
        check("caf&eacute; caf&amp;eacute; caf&amp;amp;eacute;", "café café café");
        check("It&#146;s, it&#8217;s, it&#x2019;s", "It’s, it’s, it’s");
        check("Bell &amp;amp; Sons, &quot;R&amp;D&quot;", "Bell & Sons, \"R&D\"");
    }

    #[test]
    fn fix_what_lost_its_stop() {
        check(
            "&pound5m or &euro 5; it&#8217s, it&#8217 s, it&rsquo s, it&rsquos",
            "£5m or € 5; it’s, it’s, it’s, it’s",
        );
        check("&amp#8217; &ampamp; AT&ampT, caf&eacute, l&eacutegume", "’ & AT&T, café, légume");
        check("&quotHello&quot, &ldquo Yes&rdquo he said.&nbspThen", "\"Hello\", “Yes” he said.\u{A0}Then");
        check("& rsquo; & #8217; & amp; R & D", "’ ’ & R & D");
        check("ESPA&NTILDE;A &AMP; &Ccaron;ech&comma; &copy 2020", "ESPAÑA & Čech, © 2020");
        check("20&deg, Lego&reg; and Lego&reg", "20°, Lego® and Lego®");
    }

    #[test]
    fn dont_flag_what_is_no_entity_or_is_meant() {
        for text in [
            "R&D; and AT&T",
            "Q&A, R&B, &c., M&S; Marks & Spencer &Co",
            "a?b=1&copy=2&reg=3",
            "www.a.b/c&para",
            "salt&notes, bed&times",
            "R&quotas",
            "text & image; the",
            "&copyright",
            "arts&sections",
            "&amplifier",
            "x&pi, &not",
            "&unknown; &#129; &#0;",
            "a &lt; b",
            "<p>caf&eacute;</p>",
            "In HTML, write &eacute;",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_megabyte_of_ampersands_is_read_once() {
        check_unchanged(&"&#".repeat(1 << 19));
        check_unchanged(&"&unknown ".repeat(1 << 17));
    }

    fn check_unchanged(text: &str) {
        assert!(find(text).is_empty());
    }
}
