//! Pointers to other articles and to the rest of this one: "Read more: …".
//!
//! The phrases stand in `data/phrases/related.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.related",
    group: Group::Artifact,
    family: "related",
    certainty: Certainty::Likely,
    summary: "Takes out pointers to other articles and to more of this one.",
    evidence: "A page's word for it and a colon, then a headline: a capital first and no full stop. Sentences stay.",
    examples: &[
        Example::Fixes(
            "They left.\n\nREAD MORE: Storm Shuts the Northern Harbour\n\nIt rained.",
            "They left.\n\nIt rained.",
        ),
        Example::Keeps("Related: that is how he described the two storms."),
        Example::Keeps("Read more books, the head teacher told them."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Related, draft, found),
};
