//! UTF-8 that was read as a legacy encoding and whose no-break spaces became plain ones.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.lost_space",
    group: Group::Repair,
    family: "lost_space",
    certainty: Certainty::Likely,
    summary: "Reads misread UTF-8 back where a no-break space, half of a letter, became a plain one.",
    evidence: "Only in a document that shows more misread UTF-8, between sequences that prove it: there no \
               letter that begins a sequence stands before a space by itself. Where two spaces were made one, \
               the space that is left is kept.",
    examples: &[
        Example::Fixes("Р РµРєР°.", "Река."),
        Example::Keeps("Un mot finit par Ã et un autre par à."),
        Example::Keeps("Il va déjà à Sète."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::LostSpace, draft, found),
};
