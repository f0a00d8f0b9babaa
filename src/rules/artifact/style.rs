//! Style sheets that were read as text.

use std::sync::LazyLock;

use regex::Regex;

use super::line_around;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, removal};

pub static RULE: Rule = Rule {
    name: "artifact.style",
    group: Group::Artifact,
    family: "style",
    certainty: Certainty::Sure,
    summary: "Takes out style sheets that were read as text.",
    evidence: "A selector and, in braces, at least one property with its value: no prose has that shape. What a text about style sheets shows stays.",
    examples: &[
        Example::Fixes(".box { margin: 0 auto; } .box p, #x { top: 0 }\n\nThey left.", "They left."),
        Example::Fixes("@media only screen { .a {width: 9px;} }\n\nThey left.", "They left."),
        Example::Keeps("h1 { margin: 0; color: navy; } sets the colour of headlines."),
        Example::Keeps("He wrote { top: secret } on the folder."),
    ],
    scope: Scope::Text,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut done = 0;
    for &at in &draft.marks().braces {
        if at < done {
            continue;
        }
        let line = line_around(draft, at);
        done = line.end;
        let text = &draft.text[line.clone()];
        let length = sheet_length(text);
        if length > 0 && PROOF.is_match(&text[..length]) {
            found.push(removal(draft.text, line.start..line.start + length, Certainty::Sure));
        }
    }
    draft.spare_shown(found);
}

/// Returns the bytes at the beginning of `line` that are rules of a style sheet.
fn sheet_length(line: &str) -> usize {
    let (mut end, mut open) = (0, 0_usize);
    loop {
        let rest = &line[end..];
        let blank = rest.len() - rest.trim_start().len();
        if open > 0 && rest[blank..].starts_with('}') {
            open -= 1;
            end += blank + 1;
        } else if let Some(rule) = STYLE_RULE.find(rest) {
            end += rule.end();
        } else if let Some(condition) = CONDITION.find(rest) {
            open += 1;
            end += condition.end();
        } else {
            return if open == 0 { end } else { 0 };
        }
    }
}

/// A selector with its declarations, or an import.
static STYLE_RULE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\s*(?:@import[^;\n]+;|[.#@*:a-zA-Z\[][A-Za-z0-9_ \t.#:,>+~*()\[\]='-]*",
        r"\{(?:\s*-?[a-z]+(?:-[a-z]+)*\s*:\s*[^;{}\n]+;?)+[\s;]*\})"
    ))
    .expect("the pattern is valid")
});

/// What opens a group of rules.
static CONDITION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*@(?:media|supports)[^{}\n]*\{").expect("the pattern is valid"));

/// What a sheet must show somewhere: a class, an identifier, an at-rule, or two declarations in a row.
static PROOF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[\s,}])[.#@][a-z_-][^{}]*\{|;[^{}]*:[^{}]*[;}]|!important").expect("the pattern is valid")
});
