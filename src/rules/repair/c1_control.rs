//! C1 control characters in the place of a quote or dash of windows-1252.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.c1_control",
    group: Group::Repair,
    family: "c1_control",
    certainty: Certainty::Sure,
    summary: "Puts the quote or dash where a C1 control character stands in its place.",
    evidence: "U+0080 to U+009F mean nothing in prose. windows-1252 has its quotes and dashes at these numbers, and a \
               page read as ISO-8859-1 turns them into these controls. The five numbers that windows-1252 leaves free stay.",
    examples: &[
        Example::Fixes("It\u{92}s a \u{93}re-set\u{94}.", "It’s a “re-set”."),
        Example::Keeps("It’s a “re-set”."),
        Example::Keeps("A free number stays: \u{81}."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::C1Control, draft, found),
};
