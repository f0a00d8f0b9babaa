//! Labels of advertisements: "Advertisement - Continue Reading Below".
//!
//! The phrases stand in `data/phrases/advertisement.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.advertisement",
    group: Group::Artifact,
    family: "advertisement",
    certainty: Certainty::Likely,
    summary: "Takes out labels of advertisements that are not there any more.",
    evidence: "The whole line is the label, in the words that pages use for it. A sentence about advertising stays.",
    examples: &[
        Example::Fixes(
            "They left.\n\nAdvertisement - Continue Reading Below\n\nIt rained.",
            "They left.\n\nIt rained.",
        ),
        Example::Keeps("The advertisement, which ran on Sunday, drew letters."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Advertisement, draft, found),
};
