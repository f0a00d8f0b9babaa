//! What video players, galleries and embedded pieces say of themselves.
//!
//! The phrases stand in `data/phrases/player.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.player",
    group: Group::Artifact,
    family: "player",
    certainty: Certainty::Likely,
    summary: "Takes out the words of players, galleries and embedded pieces that are not there.",
    evidence: "The whole line is what a player or a gallery says of itself, or a pointer to a film that the text does not hold.",
    examples: &[
        Example::Fixes("They left.\n\nScroll down for video\n\nIt rained.", "They left.\n\nIt rained."),
        Example::Keeps("He scrolled down for video of the storm, the court heard."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Player, draft, found),
};
