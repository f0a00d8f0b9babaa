//! Lines that hold nothing but HTML entities for blanks: `&nbsp;`.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal};

pub static RULE: Rule = Rule {
    name: "artifact.entity_line",
    group: Group::Artifact,
    family: "entity",
    certainty: Certainty::Sure,
    summary: "Takes out lines that hold nothing but entities for blanks.",
    evidence: "`&nbsp;` kept an empty paragraph open on the page; escaped again on each way through a system it becomes \
               `&amp;amp;nbsp;`. Entities that stand for something seen are the business of the group `repair`.",
    examples: &[
        Example::Fixes("They left.\n\n&amp;amp;nbsp;\n\nIt rained.", "They left.\n\nIt rained."),
        Example::Keeps("AT&T and R&B rose."),
    ],
    scope: Scope::Text,
    find,
};

static BLANK_ENTITIES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:&(?:amp;)*(?:nbsp|ensp|emsp|thinsp|zwnj|shy|#0*160|#0*173|#0*8203|#x0*a0|#x0*200b);?\s*)+$")
        .expect("the pattern is valid")
});

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    found.extend(
        draft
            .lines()
            .filter(|line| line.text.starts_with('&') && BLANK_ENTITIES.is_match(line.text))
            .map(|line| Proposal::new(line.span(), "", Certainty::Sure)),
    );
}
