//! Two or more blanks in a row, and blanks at a line's edges.

use std::sync::LazyLock;

use regex::Regex;

use crate::article::BlockKind;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal};

pub static RULE: Rule = Rule {
    name: "spacing.repeated_blank",
    group: Group::Spacing,
    family: "spacing",
    certainty: Certainty::Sure,
    summary: "Makes one space of two or more blanks in a row.",
    evidence: "Only the ordinary space and the tab count; no-break and thin spaces are the writer's. One tab between the \
               cells of a table's row stays.",
    examples: &[Example::Fixes("One  word.\tTwo.", "One word. Two."), Example::Keeps("10\u{a0}000 \u{a0}€")],
    scope: Scope::EveryField,
    find,
};

static BLANKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[ \t]+|[ \t]+$|[ \t]{2,}|\t").expect("the pattern is valid"));

/// The same in a table's row, where one tab parts two cells.
static BLANKS_OF_ROW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[ \t]+|[ \t]+$|[ \t]{2,}").expect("the pattern is valid"));

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for line in draft.lines() {
        let in_row = line.kind == BlockKind::Table;
        let blanks = if in_row { &BLANKS_OF_ROW } else { &BLANKS };
        found.extend(blanks.find_iter(line.text).map(|hit| {
            let after = match () {
                // What other rules leave at a line's edge is no space between words.
                () if hit.start() == 0 || hit.end() == line.text.len() => "",
                () if in_row && hit.as_str().contains('\t') => "\t",
                () => " ",
            };
            Proposal::new(line.start + hit.start()..line.start + hit.end(), after, Certainty::Sure)
        }));
    }
}
