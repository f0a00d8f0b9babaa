//! Escape sequences that a program wrote for a terminal.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.terminal_sequence",
    group: Group::Repair,
    family: "terminal_sequence",
    certainty: Certainty::Sure,
    summary: "Takes out the escape sequences by which programs colour a terminal.",
    evidence: "ECMA-48 says where a sequence that begins with ESC ends. Where the ESC was lost, a change of colour \
               (`[1m`) counts if a later one sets it back (`[0m`).",
    examples: &[
        Example::Fixes(
            "\u{1B}[1mNo comment\u{1B}[0m, says the mayor, who has not been seen on the pier since the storm of last week.",
            "No comment, says the mayor, who has not been seen on the pier since the storm of last week.",
        ),
        Example::Fixes("[1mNo comment[0m, says the mayor.", "No comment, says the mayor."),
        Example::Keeps("The wall is low [1m, says the mayor] and old."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::in_blocks(Damage::TerminalSequence, draft, found),
};
