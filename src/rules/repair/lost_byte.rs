//! UTF-8 that was read as a legacy encoding and lost the last byte of a character: `â€`.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.lost_byte",
    group: Group::Repair,
    family: "lost_byte",
    certainty: Certainty::Likely,
    summary: "Reads misread UTF-8 back whose last byte was lost, where only one character can have been meant.",
    evidence: "windows-1252 has no character for five bytes, and the closing quote ends in one of them: `â€` \
               before anything that cannot complete it was ”. Á, Í, Ł and č are put back where the document \
               shows more misread UTF-8 and the neighbours leave one choice. `itâs` and `canâ??t` are English words that \
               lost most of their apostrophe.",
    examples: &[
        Example::Fixes("The sign says “closed.â€", "The sign says “closed.”"),
        Example::Fixes("“We open on Monday,â€\u{FFFD} said the baker.", "“We open on Monday,” said the baker."),
        Example::Fixes("Itâs late, and they canâ??t stay.", "It’s late, and they can’t stay."),
        Example::Keeps("Il voulait qu’elle donnât tout."),
        Example::Keeps("“We open on Monday,” said the baker."),
        Example::Keeps("The letter Ã? It is Portuguese."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::LostByte, draft, found),
};
