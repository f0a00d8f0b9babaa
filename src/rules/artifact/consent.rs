//! Notices about cookies, paywalls, apps and browsers.
//!
//! The phrases stand in `data/phrases/consent.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.consent",
    group: Group::Artifact,
    family: "consent",
    certainty: Certainty::Likely,
    summary: "Takes out notices about cookies, paywalls, apps and browsers.",
    evidence: "The line is wholly such a notice, as a page addresses it to its reader. Where it is one of the headings of a text made of headings and their answers, it is what the text is about.",
    examples: &[
        Example::Fixes("They left.\n\nThis website uses cookies.", "They left."),
        Example::Keeps(
            "This website uses cookies, says the baker, and means the ones on the photograph of her shop window, which every visitor has to see before anything else.",
        ),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Consent, draft, found),
};
