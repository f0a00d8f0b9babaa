//! Shortcodes of publishing systems, and BBCode: `[caption id="a"]`, `[b]`.
//!
//! The names that prove a shortcode stand in `shortcode_names.txt`.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::line_around;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::phrases::entries;
use crate::text::{Certainty, Proposal, Span, closes_sentence, is_word, removal};

pub static RULE: Rule = Rule {
    name: "artifact.shortcode",
    group: Group::Artifact,
    family: "shortcode",
    certainty: Certainty::Sure,
    summary: "Takes out shortcodes and BBCode that a publishing system left in the text, and keeps the text between a pair.",
    evidence: "An attribute with `=` or a closing tag proves a shortcode, however its quotes, entities or brackets are \
               damaged. A known name, or one with an underscore, counts where it stands alone on its line or between \
               sentences. A word in brackets inside a sentence or a quotation is the writer's own, even where it is \
               also the name of a shortcode. What a pair encloses stays, unless it is an address or nothing.",
    examples: &[
        Example::Fixes("They left.\n\n[adrotate banner=”29″]", "They left."),
        Example::Fixes("They left.\n\n\\[adrotate group=&#8221;4&#8243;\\]", "They left."),
        Example::Fixes("They left.\n\n[adrotate banner=\"7\"\n\nIt rained.", "They left.\n\nIt rained."),
        Example::Fixes("[vc_row][vc_column width=\"1/2\"]They left.[/vc_column][/vc_row]", "They left."),
        Example::Fixes("[embed]https://example.org/film[/embed]\n\nThey left.", "They left."),
        Example::Fixes(
            "The [b]old[/b] pier, says [url=https://example.org]the mayor[/url].",
            "The old pier, says the mayor.",
        ),
        Example::Keeps("He [the minister] left, “[sic]” and all."),
        Example::Keeps("They call it a [gallery] in the manual; see note [4] and list[index] = 1."),
        Example::Keeps("“The [quote] is right,” she said.\n\n- [x] call the mayor"),
    ],
    scope: Scope::EveryField,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    // A line's edges are looked for once, for a line of a megabyte may hold a hundred thousand brackets.
    let mut line = 0..0;
    let mut tags: Vec<Tag<'_>> = Vec::new();
    for &at in &draft.marks().brackets {
        if at >= line.end {
            line = line_around(draft, at);
        }
        tags.extend(Tag::read(draft.text, at, &line));
    }
    let closed: HashSet<&str> = tags.iter().filter(|tag| tag.closing).map(|tag| tag.name).collect();
    let opened: HashSet<&str> = tags.iter().filter(|tag| !tag.closing).map(|tag| tag.name).collect();
    let mut done = 0;
    for (index, tag) in tags.iter().enumerate() {
        if tag.span.start < done {
            continue;
        }
        let partner = if tag.closing { opened.contains(tag.name) } else { closed.contains(tag.name) };
        let Some(certainty) = tag.certainty(draft, partner) else { continue };
        let mut span = tag.span.clone();
        if !tag.closing && partner && tag.fate() == Fate::Content {
            let end = tags[index..].iter().find(|other| other.closing && other.name == tag.name);
            let end = end.map(|other| other.span.end).filter(|&end| end <= tag.line.end);
            let address = |end: usize| is_address(&draft.text[span.end..end]);
            if let Some(end) = end.filter(|&end| address(end)) {
                span.end = end;
            }
        }
        done = span.end;
        found.push(removal(draft.text, span, certainty));
    }
}

/// What a bracket holds, read as a tag.
struct Tag<'a> {
    /// Brackets and the backslashes before them included.
    span: Span,
    /// The line that it stands in.
    line: Span,
    name: &'a str,
    closing: bool,
    /// What follows the name.
    rest: &'a str,
    ended: bool,
}

/// What happens to the text between an opening and a closing tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unwrapped,
    /// An address or settings go with the pair.
    Content,
    /// As `Unwrapped`, and the bare name proves nothing: prose uses it.
    Prose,
}

impl<'a> Tag<'a> {
    /// Reads the tag whose bracket opens at `at`, if it has the shape of one.
    fn read(text: &'a str, at: usize, line: &Span) -> Option<Self> {
        // `[[x]]` is how WordPress shows a shortcode, and how a wiki links.
        if text[..at].ends_with('[') || text[at + 1..].starts_with('[') {
            return None;
        }
        let inner = &text[at + 1..line.end];
        let (inside, ended, after) = match inner.find([']', '[']) {
            Some(end) if inner[end..].starts_with(']') => (&inner[..end], true, at + 2 + end),
            Some(end) => (&inner[..end], false, at + 1 + end),
            None => (inner, false, line.end),
        };
        let trimmed = inside.trim().trim_end_matches('\\');
        let closing = trimmed.starts_with('/');
        let body = trimmed.trim_start_matches('/');
        let name_end = body
            .find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '_' | '-'))
            .unwrap_or(body.len());
        let (name, rest) = body.split_at(name_end);
        if !name.starts_with(|character: char| character.is_ascii_alphabetic())
            || rest.starts_with(|character: char| !character.is_whitespace() && !matches!(character, '=' | '/'))
        {
            return None;
        }
        let end = if ended { after } else { at + 1 + unclosed_length(inside)? };
        let start = at - usize::from(text[..at].ends_with('\\'));
        Some(Tag { span: start..end, line: line.clone(), name, closing, rest, ended })
    }

    /// Says how sure it is that this is a tag, or nothing where the writer may have put it there.
    fn certainty(&self, draft: &Draft<'_>, partner: bool) -> Option<Certainty> {
        let known = known(self.name);
        let marked = known.is_some() || self.name.contains('_');
        let joined = draft.text[..self.span.start].chars().next_back().is_some_and(is_word);
        if !self.ended {
            return (marked && known != Some(Fate::Prose)).then_some(Certainty::Likely);
        }
        if self.closing {
            return (marked || partner).then_some(Certainty::Sure);
        }
        let has_attribute = if marked { LOOSE_ATTRIBUTE.is_match(self.rest) } else { ATTRIBUTE.is_match(self.rest) };
        if has_attribute || (self.rest.starts_with('=') && known.is_some()) {
            return Some(Certainty::Sure);
        }
        if partner && !joined {
            return Some(Certainty::Sure);
        }
        let argument = self.rest.trim();
        let takes_argument = argument.is_empty() || argument == "/" || !argument.contains(char::is_whitespace);
        let strong = marked && known != Some(Fate::Prose) && takes_argument && !joined;
        let address = argument.contains("://");
        (strong && (address || self.stands_alone(draft) || (self.name.contains('_') && self.between_sentences(draft))))
            .then_some(Certainty::Likely)
    }

    fn fate(&self) -> Fate {
        known(self.name).unwrap_or(Fate::Unwrapped)
    }

    fn stands_alone(&self, draft: &Draft<'_>) -> bool {
        let line = &self.line;
        let blank = |part: &str| part.trim().is_empty();
        blank(&draft.text[line.start..self.span.start]) && blank(&draft.text[self.span.end..line.end])
    }

    /// Tells whether a sentence ends before the tag, so that it is no part of one.
    fn between_sentences(&self, draft: &Draft<'_>) -> bool {
        let line = &self.line;
        let before = draft.text[line.start..self.span.start].trim_end();
        before.trim_end_matches(['”', '"', '’', '»', ')']).chars().next_back().is_none_or(closes_sentence)
    }
}

/// Returns how much of a bracket that never closes is tag: its name and its attributes.
fn unclosed_length(inside: &str) -> Option<usize> {
    UNCLOSED.find(inside).map(|hit| hit.end())
}

fn is_address(content: &str) -> bool {
    let content = content.trim();
    content.is_empty() || (content.contains("://") && !content.contains(char::is_whitespace))
}

fn known(name: &str) -> Option<Fate> {
    NAMES.known(&name.to_ascii_lowercase())
}

struct Names {
    whole: Vec<(&'static str, Fate)>,
    prefixes: Vec<&'static str>,
}

impl Names {
    fn known(&self, name: &str) -> Option<Fate> {
        let place = self.whole.binary_search_by(|(known, _)| (*known).cmp(name));
        place
            .ok()
            .map(|place| self.whole[place].1)
            .or_else(|| self.prefixes.iter().any(|prefix| name.starts_with(prefix)).then_some(Fate::Unwrapped))
    }
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { whole: Vec::new(), prefixes: Vec::new() };
    for line in entries(include_str!("shortcode_names.txt")) {
        match (line.strip_suffix('*'), line.strip_prefix('='), line.strip_prefix('-')) {
            (Some(prefix), _, _) => names.prefixes.push(prefix),
            (_, Some(name), _) => names.whole.push((name, Fate::Prose)),
            (_, _, Some(name)) => names.whole.push((name, Fate::Content)),
            _ => names.whole.push((line, Fate::Unwrapped)),
        }
    }
    names.whole.sort_unstable_by_key(|(name, _)| *name);
    names
});

/// `width=3` after a blank: proof, whatever the name.
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s+[A-Za-z_][\w:-]*=\S").expect("the pattern is valid"));

/// The same with blanks around the sign, or later in the tag: enough after a known name.
static LOOSE_ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\s[A-Za-z_][\w:-]*\s*=\s*\S").expect("the pattern is valid"));

/// A name and attributes up to where prose begins or the line ends; a value's quotes may be of any kind or missing.
static UNCLOSED: LazyLock<Regex> = LazyLock::new(|| {
    let quoted = r#"(?:["”“″„'’‘]|&#?\w+;)[^"”“″„'’‘&\n]*(?:["”“″„'’‘]|&#?\w+;|$)"#;
    Regex::new(&format!(r"^\s*[A-Za-z][\w-]*(?:\s+[A-Za-z_][\w:-]*\s*=\s*(?:{quoted}|[^\s\[\]]+))+\s*/?"))
        .expect("the pattern is valid")
});
