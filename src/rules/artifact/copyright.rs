//! Notices of copyright, and of the system that built the page.
//!
//! The phrases stand in `data/phrases/copyright.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.copyright",
    group: Group::Artifact,
    family: "copyright",
    certainty: Certainty::Likely,
    summary: "Takes out notices of copyright and of the system that built the page.",
    evidence: "The line begins with the notice. A sentence about copyright stays.",
    examples: &[
        Example::Fixes("They left.\n\nCopyright 2019 Harbour Press. All rights reserved.", "They left."),
        Example::Keeps("Her heirs say that copyright in the songs ends next year."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Copyright, draft, found),
};
