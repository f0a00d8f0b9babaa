//! Lists of tags and categories, and the line with author and date that a blog writes by itself.
//!
//! The phrases stand in `data/phrases/post_meta.txt`.

use super::phrase::Family;
use super::phrase_lines;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "artifact.post_meta",
    group: Group::Artifact,
    family: "post_meta",
    certainty: Certainty::Likely,
    summary: "Takes out lists of tags and categories, and the line under a headline that a blog writes by itself.",
    evidence: "The line begins with the blog's own label for it and is no sentence. Tags are put into the document's `tags`.",
    examples: &[
        Example::Fixes("Posted on by harbourwatch\n\nThey left.", "They left."),
        Example::Keeps("The plans were filed under a false name."),
    ],
    scope: Scope::Text,
    find: |draft, found| phrase_lines(Family::PostMeta, draft, found),
};
