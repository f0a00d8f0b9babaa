//! Offers of newsletters and subscriptions.
//!
//! The phrases stand in `data/phrases/newsletter.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.newsletter",
    group: Group::Artifact,
    family: "newsletter",
    certainty: Certainty::Likely,
    summary: "Takes out offers of newsletters and subscriptions.",
    evidence: "The line begins as such offers do and is wholly one. News about subscriptions has a subject of its own and stays.",
    examples: &[
        Example::Fixes("They left.\n\nSign up for our newsletter", "They left."),
        Example::Keeps("Fishermen may sign up for the auction until Friday noon."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Newsletter, draft, found),
};
