//! Paragraphs and headlines that stand in the article twice.

use std::collections::HashSet;

use crate::article::BlockKind;
use crate::rules::{Draft, Example, Group, Line, Rule, Scope};
use crate::text::{Certainty, Proposal, closes_sentence, is_closing_mark, is_opening_mark};

pub static RULE: Rule = Rule {
    name: "artifact.repeated",
    group: Group::Artifact,
    family: "repeated",
    certainty: Certainty::Likely,
    summary: "Takes out a paragraph that stands in the article a second time, and a headline that is written twice.",
    evidence: "Pages hold a paragraph twice where a teaser, a view for small screens or a scraper copied it. The second \
               is the same to the letter, ends as a sentence does, and has at least 15 words; the first stays. Shorter \
               lines may be a refrain, a table, a list or an answer in a conversation and stay, and so does speech \
               within quotation marks or behind a dash. The first two lines do not count: what they say may be a teaser or a caption, and the paragraph below \
               in its place. The headline goes only where the lines right after it repeat it.",
    examples: &[
        Example::Fixes(
            "They left.\n\nIt rained.\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March.\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March.",
            "They left.\n\nIt rained.\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March.",
        ),
        Example::Fixes(
            "Storm Shuts the Northern Harbour\n\nStorm Shuts the Northern Harbour\n\nThey left.",
            "Storm Shuts the Northern Harbour\n\nThey left.",
        ),
        Example::Keeps("The sea is wide.\n\nI cannot get over.\n\nThe sea is wide.\n\nI cannot get over."),
        Example::Keeps("Did you see the ship?\n\nNo, Sir.\n\nDid you see the pier?\n\nNo, Sir."),
        Example::Keeps(
            "Storm shuts the harbour\n\nThey left.\n\nIt rained.\n\nNobody came.\n\nStorm shuts the harbour",
        ),
    ],
    scope: Scope::Text,
    find,
};

/// Words from which on a paragraph that stands twice is a copy.
const FEWEST_WORDS: usize = 15;
/// Fewer bytes cannot hold that many words.
const FEWEST_BYTES: usize = 80;
/// The first lines: a teaser or a caption there may be a copy of a paragraph that stands in its right place below.
const OPENING: usize = 2;
/// Words from which on a line may be a headline that stands twice.
const HEADLINE_WORDS: usize = 4;
/// How many of the lines after the headline may repeat it.
const HEADLINE_REACH: usize = 3;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut seen: HashSet<&str> = HashSet::new();
    let headline = draft.lines().next().filter(|first| is_headline(first.text)).map(|first| first.text.trim());
    for (index, line) in draft.lines().enumerate() {
        let text = line.text.trim();
        let repeats_headline = (1..=HEADLINE_REACH).contains(&index) && Some(text) == headline;
        let repeats_paragraph = index >= OPENING && is_prose(line) && !seen.insert(text);
        if repeats_headline || repeats_paragraph {
            found.push(Proposal::new(line.span(), "", Certainty::Likely));
        }
    }
}

fn is_headline(line: &str) -> bool {
    line.split_whitespace().count() >= HEADLINE_WORDS && !ends_sentence(line)
}

/// Tells whether a line is a paragraph of the writer's own words.
fn is_prose(line: Line<'_>) -> bool {
    let text = line.text.trim();
    line.kind == BlockKind::Paragraph
        && text.len() >= FEWEST_BYTES
        && !text.starts_with(|first| is_opening_mark(first) || matches!(first, '-' | '–' | '—' | '―'))
        && ends_sentence(text)
        && text.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closing_mark).ends_with(closes_sentence)
}
