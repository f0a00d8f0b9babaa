//! C0 control characters: NUL and its kin, and those in the place of a quote or dash.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.c0_control",
    group: Group::Repair,
    family: "c0_control",
    certainty: Certainty::Sure,
    summary: "Takes out C0 control characters, or puts the quote or dash that they are the half of.",
    evidence: "But for tabs and line breaks, no text holds characters below U+0020, or U+007F. 0x13, 0x14, 0x18 to 0x1E are \
               the low bytes of U+2013 (–) to U+201E („) in UTF-16, and 0x11 to 0x17 are 0x91 (‘) to 0x97 (—) of windows-1252 \
               without their high bit: where such a mark can stand, it is put there. Others go and leave no space, \
               but for the separators 0x1C to 0x1F between two words.",
    examples: &[
        Example::Fixes(
            "It\u{19}s the crack, she says: the bridge over the river is shut until spring, and so is the road.",
            "It’s the crack, she says: the bridge over the river is shut until spring, and so is the road.",
        ),
        Example::Fixes(
            "The council\0 has left for the day, and nobody in the town knows when the buses run again.",
            "The council has left for the day, and nobody in the town knows when the buses run again.",
        ),
        Example::Fixes(
            "The word of the manual is N\u{8}NO, and all those who have read it to its end know that as well.",
            "The word of the manual is NO, and all those who have read it to its end know that as well.",
        ),
        Example::Keeps("“It’s shut” — for\tnow."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::in_blocks(Damage::C0Control, draft, found),
};
