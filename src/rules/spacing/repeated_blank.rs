use std::sync::LazyLock;

use regex::Regex;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal};

pub static REPEATED_BLANK: Rule = Rule {
    name: "spacing.repeated_blank",
    group: Group::Spacing,
    family: "spacing",
    certainty: Certainty::Sure,
    summary: "Makes one space of two or more blanks in a row.",
    evidence: "Only the ordinary space and the tab count; no-break and thin spaces are the writer's. The tabs between the \
               cells of a table stay.",
    examples: &[Example::Fixes("One  word.\tTwo.", "One word. Two."), Example::Keeps("10\u{a0}000 \u{a0}€")],
    scope: Scope::EveryField,
    find,
};

static BLANKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[ \t]+|[ \t]+$|[ \t]{2,}|\t").expect("the pattern is valid"));

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for line in draft.lines().filter(|line| line.kind != crate::article::BlockKind::Table) {
        found.extend(BLANKS.find_iter(line.text).map(|hit| {
            // What other rules leave at a line's edge is no space between words.
            let edge = hit.start() == 0 || hit.end() == line.text.len();
            let after = if edge { "" } else { " " };
            Proposal::new(line.start + hit.start()..line.start + hit.end(), after, Certainty::Sure)
        }));
    }
}
