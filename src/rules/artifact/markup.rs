//! HTML tags, comments and CDATA marks that stand in the text.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::line_around;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, Span, removal};

pub static RULE: Rule = Rule {
    name: "artifact.markup",
    group: Group::Artifact,
    family: "markup",
    certainty: Certainty::Sure,
    summary: "Takes out HTML tags, comments and CDATA marks; scripts, styles and lines of one short link go with what they hold, other text stays.",
    evidence: "A tag counts if its name is one of HTML's and it has an attribute, its other half, or the line for \
               itself. Addresses in angle brackets, formulas and a lone tag that a sentence speaks of stay, and so do \
               the examples of an article about markup, which its sentences introduce or quote.",
    examples: &[
        Example::Fixes(
            "The <a href=\"https://example.org/a\">old</a> pier.<!-- ad --> It stays.",
            "The old pier. It stays.",
        ),
        Example::Fixes("They left.\n\n<script async src=\"https://example.org/counter.js\"></script>", "They left."),
        Example::Fixes("<p>They left.</p>\n\n<br />\n\nIt rained.", "They left.\n\nIt rained."),
        Example::Keeps("Write to <desk@example.org> if a < b and b > c."),
        Example::Keeps("To make a word bold, write <b>word</b>; for italics, write <i>word</i>."),
        Example::Keeps("The tag <b> makes letters bold, the teacher said."),
    ],
    scope: Scope::EveryField,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut done = 0;
    let mut line = 0..0;
    let mut halves = Halves::default();
    for &at in &draft.marks().angles {
        let opens = |next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!') || next.is_whitespace();
        if at < done || !draft.text[at + 1..].starts_with(opens) {
            continue;
        }
        if at >= line.end {
            line = line_around(draft, at);
        }
        if let Some(span) = read(draft.text, at, line.clone(), &mut halves) {
            done = span.end;
            found.push(removal(draft.text, span, Certainty::Sure));
        }
    }
    draft.spare_shown(found);
}

/// Halves of elements that were looked for in the text, and whether they are there: a text may have a hundred thousand
/// tags, and is searched once for each name.
type Halves = HashMap<String, bool>;

/// Returns the stretch of markup that begins at `at`, if it is any.
fn read(text: &str, at: usize, line: Span, halves: &mut Halves) -> Option<Span> {
    let rest = &text[at..line.end];
    if let Some(whole) = WHOLE.find(rest) {
        return Some(at..at + whole.end());
    }
    let opens_line = text[line.start..at].trim().is_empty();
    if opens_line && LINK_LINE.captures(rest).is_some_and(|link| link[1].split_whitespace().count() <= LONGEST_LINK) {
        return Some(at..line.end);
    }
    let tag = TAG.captures(rest)?;
    let end = at + tag.get(0)?.end();
    let name = tag.get(2)?.as_str().to_ascii_lowercase();
    if ELEMENTS.binary_search(&name.as_str()).is_err() {
        return None;
    }
    let has_attribute = tag.get(3).is_some_and(|attributes| attributes.as_str().contains('='));
    let closing = !tag.get(1)?.as_str().is_empty();
    let other = if closing { format!("<{name}") } else { format!("</{name}") };
    let has_partner = *halves.entry(other).or_insert_with_key(|other| contains_folded(text, other));
    let alone = opens_line && text[end..line.end].trim().is_empty();
    let void = matches!(name.as_str(), "br" | "hr" | "img" | "wbr") && rest[..end - at].contains('/');
    (has_attribute || has_partner || alone || void).then_some(at..end)
}

fn contains_folded(text: &str, needle: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), needle.as_bytes()).is_some()
        || memchr::memmem::find(text.as_bytes(), needle.to_ascii_uppercase().as_bytes()).is_some()
}

/// What goes with what it holds: comments (also with the signs that a typographer made of them), CDATA marks, scripts, styles.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:<!--\[if[^\n]*?<!\[endif\]-->|<!--[^\n]*?-->|<\s*!\s?[–—][^\n]*?[–—]\s*>|<!\[CDATA\[|<!\[endif\](?:-->)?",
        r"|<script\b[^>\n]*>[^\n]*?</script\s*>|<style\b[^>\n]*>[^\n]*?</style\s*>",
        r"|<noscript\b[^>\n]*>\s*<[^\n]*?</noscript\s*>|<iframe\b[^>\n]*>[^\n]*?</iframe\s*>|<!doctype\s[^>\n]*>)"
    ))
    .expect("the pattern is valid")
});

/// Words of a link that stands alone on its line and leads away from the article.
const LONGEST_LINK: usize = 6;

/// A line that is one link, its words (1) without a sentence's end.
static LINK_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)^<a\s[^<>\n]*href=[^<>\n]*>([^<>\n]*[^<>\n.!?…"”])</a>\s*$"#).expect("the pattern is valid")
});

/// 1: the slash of a closing tag, 2: the name, 3: the attributes.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[^<>\n]*)?)/?>"#).expect("the pattern is valid"));

/// Names of HTML elements that stand in articles, sorted.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "cite",
    "code",
    "col",
    "dd",
    "del",
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
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];
