//! Labels of a page's navigation: "Back to top", a section's name above the headline.
//!
//! The phrases stand in `data/phrases/navigation.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.navigation",
    group: Group::Artifact,
    family: "navigation",
    certainty: Certainty::Likely,
    summary: "Takes out a page's own ways about: back to top, home, next page.",
    evidence: "The whole line is the label; labels that prose uses too count only among others. A section's \
               name goes from above the headline into `section`, if the page says none.",
    examples: &[
        Example::Fixes("They left.\n\nBack to top", "They left."),
        Example::Fixes(
            "World News\n\nStorm shuts the northern harbour\n\nThey left.",
            "Storm shuts the northern harbour\n\nThey left.",
        ),
        Example::Keeps("Home prices fell."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Navigation, draft, found),
};
