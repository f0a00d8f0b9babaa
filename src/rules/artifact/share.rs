//! Calls to share, print, like or follow.
//!
//! The phrases stand in `data/phrases/share.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.share",
    group: Group::Artifact,
    family: "share",
    certainty: Certainty::Likely,
    summary: "Takes out calls to share, print, like or follow.",
    evidence: "The whole line, or a row of them, is made of a page's words for it and of services' names. A lone name of a service stays, unless its neighbours are such lines too, and so does a title in a list of titles, a heading with its answer, a sentence of verse.",
    examples: &[
        Example::Fixes("They left.\n\nShare this:\n\nFacebook\n\nEmail", "They left."),
        Example::Keeps("Share prices fell on Monday."),
        Example::Keeps("Keep it.\n\nShare it.\n\nSpend it.\n\nGive it back."),
        Example::Keeps("Songs:\n\nLow Water\n\nThe Lamp\n\nPrint\n\nFollow Me Home"),
        Example::Keeps("“Follow us on Facebook,” says the sign in the window."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::Share, draft, found),
};
