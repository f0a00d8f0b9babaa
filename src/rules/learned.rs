//! Rules that were learned from a source's own documents: lines, and starts and ends of articles, that repeat there.
//!
//! How they are found is `crate::learn`'s business; here stands what one is, and what it takes out of a draft.

use std::collections::{BTreeMap, HashMap};

use super::{Draft, Line};
use crate::text::{Certainty, Proposal, removal};

/// Where a learned text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// It is a whole line.
    Line,
    /// The article's first line begins with it.
    Prefix,
    /// The article's last line ends with it.
    Tail,
}

/// One text that repeats in one source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// One of the names that [`super::source_names`] gives.
    pub source: String,
    pub place: Place,
    /// As [`masked`] makes it.
    pub text: String,
    /// The day, `2027-05-24`, from which it no longer holds.
    pub expires: String,
}

/// All texts that are learned for one place, in all sources.
pub struct LearnedRule {
    place: Place,
    /// In ascending order, each once.
    entries: Vec<Entry>,
    texts: HashMap<String, Texts>,
    /// A digest of the entries.
    definition: String,
}

/// The texts of one source, with the length of the longest in words.
#[derive(Default)]
struct Texts {
    /// Each with its number of words.
    known: HashMap<String, usize>,
    longest: usize,
}

impl Place {
    /// All places.
    pub const ALL: [Place; 3] = [Place::Line, Place::Prefix, Place::Tail];

    /// Returns the word that rule names and rule files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Place::Line => "line",
            Place::Prefix => "prefix",
            Place::Tail => "tail",
        }
    }
}

impl LearnedRule {
    /// Makes the rule of those of `entries` that stand at `place`; `None` if there is none.
    pub fn new(place: Place, entries: &[Entry]) -> Option<Self> {
        let mut entries: Vec<Entry> = entries.iter().filter(|entry| entry.place == place).cloned().collect();
        entries.sort();
        entries.dedup();
        let mut texts: HashMap<String, Texts> = HashMap::new();
        let mut hasher = blake3::Hasher::new();
        for Entry { source, text, .. } in &entries {
            for part in [source, text] {
                hasher.update(part.as_bytes()).update(b"\n");
            }
            let texts = texts.entry(source.to_lowercase()).or_default();
            let words = text.split(' ').count();
            texts.longest = texts.longest.max(words);
            texts.known.insert(text.clone(), words);
        }
        let definition = format!("{} texts, b3:{}", entries.len(), &hasher.finalize().to_hex()[..16]);
        (!entries.is_empty()).then_some(LearnedRule { place, entries, texts, definition })
    }

    /// Returns its name with the group: `learned.line`.
    pub fn name(&self) -> &'static str {
        match self.place {
            Place::Line => "learned.line",
            Place::Prefix => "learned.prefix",
            Place::Tail => "learned.tail",
        }
    }

    pub fn summary(&self) -> &'static str {
        match self.place {
            Place::Line => "Takes out lines that the source repeats from document to document.",
            Place::Prefix => "Takes off what the source puts before the first words of its articles.",
            Place::Tail => "Takes off what the source puts behind the last words of its articles.",
        }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns how many texts it has, and their digest.
    pub fn definition(&self) -> &str {
        &self.definition
    }

    pub(super) fn find(&self, draft: &Draft<'_>, proposals: &mut Vec<Proposal>) {
        let texts: Vec<&Texts> = draft.context.sources.iter().filter_map(|name| self.texts.get(name)).collect();
        if texts.is_empty() {
            return;
        }
        match self.place {
            Place::Line => {
                for line in draft.lines() {
                    let text = masked(line.text);
                    if texts.iter().any(|texts| texts.known.contains_key(&text)) {
                        proposals.push(Proposal::new(line.span(), "", Certainty::Likely));
                    }
                }
            }
            Place::Prefix => proposals.extend(draft.lines().next().and_then(|line| prefix(draft, line, &texts))),
            Place::Tail => proposals.extend(draft.lines().next_back().and_then(|line| tail(draft, line, &texts))),
        }
    }
}

/// Returns the removal of the longest known start of a line that goes on after it.
fn prefix(draft: &Draft<'_>, line: Line<'_>, texts: &[&Texts]) -> Option<Proposal> {
    let ends = word_spans(line.text).into_iter().map(|(_, end)| end);
    let longest = texts.iter().map(|texts| texts.longest).max()?;
    let ends: Vec<usize> = ends.take(longest).collect();
    let known = |end: &&usize| texts.iter().any(|texts| texts.known.contains_key(&masked(&line.text[..**end])));
    let end = ends.iter().filter(|end| **end < line.text.trim_end().len()).rev().find(known)?;
    Some(removal(draft.text, line.start..line.start + end, Certainty::Likely))
}

/// Returns the removal of the longest known end of a line that has something before it.
fn tail(draft: &Draft<'_>, line: Line<'_>, texts: &[&Texts]) -> Option<Proposal> {
    let longest = texts.iter().map(|texts| texts.longest).max()?;
    let spans = word_spans(line.text);
    let starts = spans.iter().map(|(start, _)| *start).skip(spans.len().saturating_sub(longest).max(1));
    let known = |start: &usize| texts.iter().any(|texts| texts.known.contains_key(&masked(&line.text[*start..])));
    let start = starts.into_iter().find(known)?;
    Some(removal(draft.text, line.start + start..line.start + line.text.len(), Certainty::Likely))
}

/// Returns where each word, in the sense of what stands between blanks, begins and ends.
pub fn word_spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(begin)) => {
                spans.push((begin, at));
                start = None;
            }
            _ => {}
        }
    }
    spans.extend(start.map(|begin| (begin, text.len())));
    spans
}

/// Returns `text` with each number as `#` and each run of blanks as one space: what repeats in "12 comments" and
/// "7 comments".
pub fn masked(text: &str) -> String {
    let mut mask = String::with_capacity(text.len());
    let mut characters = text.trim().chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_ascii_digit() {
            mask.push('#');
            // 1,204 and 12:30 are one number each.
            let mut ahead = characters.clone();
            while let Some(next) = ahead.next() {
                if next.is_ascii_digit() {
                    characters = ahead.clone();
                } else if !matches!(next, '.' | ',' | ':') || !ahead.peek().is_some_and(char::is_ascii_digit) {
                    break;
                }
            }
        } else if character.is_whitespace() {
            mask.push(' ');
            while characters.next_if(|next| next.is_whitespace()).is_some() {}
        } else {
            mask.push(character);
        }
    }
    mask
}

/// Sorts `entries` by place into rules.
pub fn learned_rules(entries: &[Entry]) -> Vec<LearnedRule> {
    let mut unique: BTreeMap<(&str, Place, &str), &Entry> = BTreeMap::new();
    for entry in entries {
        // Two files may know the same text: it holds as long as one of them says so.
        let kept = unique.entry((&entry.source, entry.place, &entry.text)).or_insert(entry);
        if kept.expires < entry.expires {
            *kept = entry;
        }
    }
    let entries: Vec<Entry> = unique.into_values().cloned().collect();
    Place::ALL.into_iter().filter_map(|place| LearnedRule::new(place, &entries)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockKind, Body};
    use crate::rules::{AnyRule, Context, Field, RuleSet};
    use crate::text::Ledger;

    fn check(place: Place, text: &str, before: &str, after: &str) {
        let entry = Entry { source: "Ferry.example".into(), place, text: text.into(), expires: "2030-01-01".into() };
        let rules: Vec<AnyRule> = learned_rules(&[entry]).into_iter().map(AnyRule::learned).collect();
        let clean = |source: &str| {
            let mut body = Body::default();
            before.split("\n\n").for_each(|block| body.push(BlockKind::Paragraph, block));
            let (text, blocks) = body.into_parts();
            let context = Context { sources: vec![source.into()], ..Context::default() };
            let rules = RuleSet::new(rules.clone(), Certainty::Likely);
            rules.edit(Ledger::new(text), blocks, Field::Text, &context).ledger.text().to_owned()
        };
        assert_eq!(clean("ferry.example"), after);
        assert_eq!(clean("other.example"), before);
    }

    #[test]
    fn a_learned_text_goes_where_it_was_learned() {
        check(Place::Line, "# comments", "He left.\n\n1,204 comments", "He left.");
        check(Place::Line, "# comments", "He left 12 comments.", "He left 12 comments.");
        check(
            Place::Prefix,
            "Share this: Tweet |",
            "Share this:  Tweet | He left.\n\nShe came.",
            "He left.\n\nShe came.",
        );
        check(Place::Prefix, "Share this:", "Share this:\n\nHe left.", "Share this:\n\nHe left.");
        check(Place::Tail, "All rights reserved.", "He left. All rights reserved.", "He left.");
        check(Place::Tail, "All rights reserved.", "All rights reserved.", "All rights reserved.");
    }

    #[test]
    fn numbers_and_blanks_are_masked() {
        assert_eq!(masked(" 12 \t comments,  page 3a "), "# comments, page #a");
    }
}
