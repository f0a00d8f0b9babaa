//! Numeric entities from `&#128;` to `&#159;` in the place of a quote or dash of windows-1252.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.c1_entity",
    group: Group::Repair,
    family: "c1_entity",
    certainty: Certainty::Sure,
    summary: "Puts the quote or dash where a numeric entity from `&#128;` to `&#159;` stands in its place.",
    evidence: "These numbers are controls in Unicode and quotes and dashes in windows-1252; browsers read them \
               so too. The five numbers that windows-1252 leaves free stay.",
    examples: &[
        Example::Fixes("It&#146;s late &#150; too late.", "It’s late – too late."),
        Example::Keeps("A free number stays: &#129;."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::C1Entity, draft, found),
};
