use std::sync::LazyLock;

use regex::Regex;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, removal};

pub static SHORTCODE: Rule = Rule {
    name: "artifact.shortcode",
    group: Group::Artifact,
    family: "shortcode",
    certainty: Certainty::Sure,
    summary: "Takes out shortcodes that a publishing system left in the text.",
    evidence: "An attribute with `=` proves a shortcode. A bare word in brackets is nearly always the writer's own.",
    examples: &[
        Example::Fixes("They left.\n\n[adrotate banner=”29″]", "They left."),
        Example::Keeps("He [the minister] left, “[sic]” and all."),
    ],
    scope: Scope::EveryField,
    find,
};

static WITH_ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\[[a-z][a-z0-9_-]*(?:\s+[a-z0-9_-]+\s*=\s*[^\[\]\s]*)+\s*/?\]"#).expect("the pattern is valid")
});

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    found.extend(WITH_ATTRIBUTE.find_iter(draft.text).map(|hit| removal(draft.text, hit.range(), Certainty::Sure)));
}
