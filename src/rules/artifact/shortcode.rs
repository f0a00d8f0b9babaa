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
        Example::Fixes(
            "[dropcap]T[/dropcap]he pier shuts on Mon[highlight]tag[/highlight].",
            "The pier shuts on Montag.",
        ),
        Example::Fixes("They left.\n\n[[{\"type\":\"media\",\"fid\":\"8\"}]]\n\n[node:title]", "They left."),
        Example::Fixes("They left. [ATTACH]8[/ATTACH]", "They left."),
        Example::Fixes("They left.\n\n[caption id=\"attachment_12\" align=", "They left."),
        Example::Keeps("[video]\n\n[applause]"),
        Example::Keeps("[Video]\n\n[Applause]\n\n[…]\n\nSee [[note: this]] and [date: May]."),
        Example::Keeps("He [the minister] left, “[sic]” and all."),
        Example::Keeps("They call it a [gallery] in the manual; see note [4] and list[index] = 1."),
        Example::Keeps("“The [quote] is right,” she said.\n\n- [x] call the mayor"),
    ],
    scope: Scope::EveryField,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    // A line's edges are looked for once, for a line of a megabyte may hold a hundred thousand brackets.
    let first = found.len();
    let mut line = 0..0;
    let mut tags: Vec<Tag<'_>> = Vec::new();
    for &at in &draft.marks().brackets {
        if at >= line.end {
            line = line_around(draft, at);
        }
        if let Some(token) = TOKEN.find(&draft.text.as_bytes()[at..line.end]) {
            found.push(removal(draft.text, at..at + token.end(), Certainty::Sure));
            continue;
        }
        tags.extend(Tag::read(draft.text, at, &line));
    }
    let tokens: Vec<Span> = found[first..].iter().map(|token| token.span.clone()).collect();
    let is_apart = |span: &Span| {
        let next = tokens.partition_point(|token| token.end <= span.start);
        tokens.get(next).is_none_or(|token| span.end <= token.start)
    };
    tags.retain(|tag| is_apart(&tag.span));
    // A transcript's `[applause]` on a line of its own says that its `[video]` is a label too.
    let is_label = |tag: &Tag<'_>| {
        tag.ended && !tag.closing && tag.rest.is_empty() && known(tag.name).is_none() && !tag.name.contains(['_', '-'])
    };
    let labels = tags.iter().any(|tag| is_label(tag) && tag.stands_alone(draft));
    let closed: HashSet<&str> = tags.iter().filter(|tag| tag.closing).map(|tag| tag.name).collect();
    let opened: HashSet<&str> = tags.iter().filter(|tag| !tag.closing).map(|tag| tag.name).collect();
    let mut done = 0;
    for (index, tag) in tags.iter().enumerate() {
        if tag.span.start < done {
            continue;
        }
        let partner = if tag.closing { opened.contains(tag.name) } else { closed.contains(tag.name) };
        let Some(certainty) = tag.certainty(draft, partner, labels) else { continue };
        let mut span = tag.span.clone();
        if !tag.closing && partner && tag.fate() == Fate::Content {
            let end = tags[index..].iter().find(|other| other.closing && other.name == tag.name);
            let end = end.filter(|other| other.span.end <= tag.line.end);
            if let Some(end) = end.filter(|other| is_address(&draft.text[span.end..other.span.start])) {
                span.end = end.span.end;
            }
        }
        done = span.end;
        let glued = partner && is_in_word(draft.text, &tags, index, &span);
        found.push(if glued { Proposal::new(span, "", certainty) } else { removal(draft.text, span, certainty) });
    }
    draft.spare_shown(found);
}

/// Tells whether a tag of a pair stands within a word, so that no blank may take its place: `[dropcap]T[/dropcap]he`.
fn is_in_word(text: &str, tags: &[Tag<'_>], index: usize, span: &Span) -> bool {
    let tag = &tags[index];
    let is_partner =
        |other: &&Tag<'_>| other.name == tag.name && other.closing != tag.closing && other.line == tag.line;
    let partner = if tag.closing {
        tags[..index].iter().rev().take(NEIGHBOURS).find(is_partner)
    } else {
        tags[index + 1..].iter().take(NEIGHBOURS).find(is_partner)
    };
    let Some(partner) = partner else { return false };
    let (open, close) = if tag.closing { (partner, tag) } else { (tag, partner) };
    let is_style = is_style(tag.name);
    let part_of_word = || {
        let content = text.get(open.span.end..close.span.start);
        let goes_on = text[span.end..].starts_with(char::is_lowercase);
        goes_on && content.is_some_and(|content| !content.contains(char::is_whitespace))
    };
    is_style || part_of_word()
}

/// So many tags from a tag its partner is looked for: no word holds more.
const NEIGHBOURS: usize = 8;

/// Tells whether a name is that of a look for letters, whatever theme it comes from.
fn is_style(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let styles = [
        "b", "i", "u", "s", "em", "strong", "color", "colour", "size", "font", "sub", "sup", "strike", "mark", "small",
        "abbr",
    ];
    styles.contains(&name.as_str())
        || ["dropcap", "drop_cap", "dropcaps", "drop-cap", "highlight"].iter().any(|end| name.ends_with(end))
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
        let is_cut = !ended && line.end == text.len() && after == line.end;
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
        let end = match () {
            () if ended => after,
            () if is_cut && CUT.is_match(inside) => line.end,
            () => at + 1 + unclosed_length(inside)?,
        };
        let start = at - usize::from(text[..at].ends_with('\\'));
        Some(Tag { span: start..end, line: line.clone(), name, closing, rest, ended })
    }

    /// Says how sure it is that this is a tag, or nothing where the writer may have put it there.
    fn certainty(&self, draft: &Draft<'_>, partner: bool, labels: bool) -> Option<Certainty> {
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
        // `Mon[highlight]tag[/highlight]`, but not `a[i]`, however often the text has an `[/i]`.
        if partner && (!joined || self.closes_in_line(draft)) {
            return Some(Certainty::Sure);
        }
        let argument = self.rest.trim();
        let takes_argument = argument.is_empty() || argument == "/" || !argument.contains(char::is_whitespace);
        let strong = marked && known != Some(Fate::Prose) && takes_argument && !joined;
        let address = argument.contains("://");
        // A label for readers begins with a capital (`[Video]`) or stands among others (`[applause]`).
        let is_code = !labels && !self.name.contains(|letter: char| letter.is_ascii_uppercase());
        (strong
            && (address
                || (is_code && self.stands_alone(draft))
                || (self.name.contains('_') && self.between_sentences(draft))))
        .then_some(Certainty::Likely)
    }

    fn fate(&self) -> Fate {
        known(self.name).unwrap_or(Fate::Unwrapped)
    }

    fn closes_in_line(&self, draft: &Draft<'_>) -> bool {
        let rest = &draft.text
            [self.span.end..draft.text.ceil_char_boundary((self.span.end + LONGEST_PART).min(self.line.end))];
        rest.find("[/").is_some_and(|close| rest[close + 2..].starts_with(self.name))
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

/// The longest part of a word or name that a pair sets off, in bytes.
const LONGEST_PART: usize = 80;

/// Returns how much of a bracket that never closes is tag: its name and its attributes.
fn unclosed_length(inside: &str) -> Option<usize> {
    UNCLOSED.find(inside).map(|hit| hit.end())
}

fn is_address(content: &str) -> bool {
    let content = content.trim();
    let is_file = || content.rsplit_once('.').is_some_and(|(_, ending)| (3..=4).contains(&ending.len()));
    let is_number = || content.bytes().all(|byte| byte.is_ascii_digit());
    !content.contains(char::is_whitespace) && (content.contains("://") || is_number() || is_file())
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

/// A name and attributes, the last one cut off by the end of the text.
static CUT: LazyLock<Regex> = LazyLock::new(|| {
    let quoted = r#"["”“″][^"”“″\n]*["”“″]"#;
    Regex::new(&format!(r#"^[A-Za-z][\w-]*(?:(?:\s+[A-Za-z_][\w:-]*=(?:{quoted}|[^\s\[\]"“”]+))*\s+[A-Za-z_][\w:-]*(?:=(?:["”“″][^"”“″\n]*)?)?\s*)?$"#))
        .expect("the pattern is valid")
});

/// Tokens that are no shortcodes: Drupal's (`[[{"type":"media"}]]`, `[[nid:12]]`, `[node:title]`, `[view:news=block]`,
/// `[img_assist|nid=12]`) and MediaWiki's pictures and categories.
static TOKEN: LazyLock<regex::bytes::Regex> = LazyLock::new(|| {
    regex::bytes::Regex::new(concat!(
        r#"^(?:\[\[\{\s*&?(?-u:[^\n]){1,2000}?\}\]\]"#,
        r"|\[\[(?i:nid|fid|asset|media|node|file|image|inline|embed|video|gallery|term|block|category|datei|bild|kategorie|fichier|catégorie|archivo|categoría|immagine)[:|](?-u:[^\[\]\n]){1,300}\]\]",
        r"|\[(?:node|site|user|current-user|current-date|current-page|term|comment|file|random|webform|order|menu|book|profile)(?::[a-z0-9_-]{1,40}){1,5}\]",
        r"|\[(?:view|block|inline|img_assist|swf|video)[:|=](?-u:[^\[\]\s]){1,200}\])"
    ))
    .expect("the pattern is valid")
});

/// A name and attributes up to where prose begins or the line ends; a value's quotes may be of any kind or missing.
static UNCLOSED: LazyLock<Regex> = LazyLock::new(|| {
    let quoted = r#"(?:["”“″„'’‘]|&#?\w+;)[^"”“″„'’‘&\n]*(?:["”“″„'’‘]|&#?\w+;|$)"#;
    Regex::new(&format!(r"^\s*[A-Za-z][\w-]*(?:\s+[A-Za-z_][\w:-]*\s*=\s*(?:{quoted}|[^\s\[\]]+))+\s*/?"))
        .expect("the pattern is valid")
});
