use std::collections::HashSet;

use crate::article::BlockKind;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal};

pub static REPEATED_PARAGRAPH: Rule = Rule {
    name: "artifact.repeated_paragraph",
    group: Group::Artifact,
    family: "repeated",
    certainty: Certainty::Likely,
    summary: "Takes out a long paragraph that repeats an earlier one to the letter.",
    evidence: "Pages hold the same paragraph twice: as teaser and as text, in the page and in its copy for telephones. \
               Only paragraphs of at least 80 characters count: refrains and answers in an interview are shorter.",
    examples: &[
        Example::Fixes(
            "The harbour master said that the old pier would be closed to all ships until the end of October.\n\nIt \
             rained.\n\nThe harbour master said that the old pier would be closed to all ships until the end of October.",
            "The harbour master said that the old pier would be closed to all ships until the end of October.\n\nIt rained.",
        ),
        Example::Keeps("Row, row, row your boat.\n\nGently.\n\nRow, row, row your boat."),
    ],
    scope: Scope::Text,
    find,
};

/// Bytes; shorter paragraphs are repeated on purpose too often.
const LEAST: usize = 80;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut seen = HashSet::new();
    for line in draft.lines() {
        if line.text.len() >= LEAST && line.kind == BlockKind::Paragraph && !seen.insert(line.text) {
            found.push(Proposal::new(line.span(), "", Certainty::Likely));
        }
    }
}
