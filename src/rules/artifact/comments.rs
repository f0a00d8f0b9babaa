//! Counts of comments, and calls to write one.
//!
//! The phrases stand in `data/phrases/comments.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.comments",
    group: Group::Artifact,
    family: "comments",
    certainty: Certainty::Likely,
    summary: "Takes out counts of comments and calls for them.",
    evidence: "The whole line is the count or the call. That somebody had no comment is news and stays.",
    examples: &[
        Example::Fixes("They left.\n\n190 View comments", "They left."),
        Example::Keeps("The harbour master gave no comment."),
        Example::Keeps("She did not want to leave a comment with the clerk."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Comments, draft, found),
};
