//! A comma or semicolon without a space after it.

use super::known::Known;
use super::site::{Site, is_acronym, is_plain, letters};
use super::{SeamKind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "glue.comma",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space after a comma or semicolon between two words.",
    evidence: "Words of two or more letters stand on both sides. Numbers, calls in code (`f(x,y)`), lists of single \
               letters and doubled commas stay whole.",
    examples: &[
        Example::Fixes("They met in May,but nobody spoke.", "They met in May, but nobody spoke."),
        Example::Fixes("Ada,Grace and Joan went home.", "Ada, Grace and Joan went home."),
        Example::Keeps("It cost 3,000 euros, or 2,5 times as much."),
        Example::Keeps("Call max(left,right) or plot (x,y)."),
        Example::Keeps("Where x != y, write SELECT name,age FROM people and be done with it."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| propose(draft, SeamKind::Comma, found),
};

/// The likelihood between two words of a text that holds code: enough beside other seams.
pub(super) const IN_CODE: f32 = 0.8;

pub fn judge(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let body = site.left().trim_end_matches([',', ';']);
    let (left, right) = (site.left_word(), site.right_word());
    if !site.right().starts_with(right) || in_call(site) || site.left().len() - body.len() != 1 {
        return None;
    }
    let right_word = is_word_or_name(right) && (letters(right) >= 2 || known.zipf(right) >= 6.0);
    if body.ends_with([')', ']', '"', '”', '»']) {
        return (right_word && letters(right) >= 2).then_some(0.97);
    }
    if !body.ends_with(left) || left.is_empty() {
        return None;
    }
    if right.starts_with(|character: char| character.is_ascii_digit()) {
        let whole = right.bytes().all(|byte| byte.is_ascii_digit());
        return (whole && is_plain(left) && letters(left) >= 4).then_some(0.96);
    }
    if left.ends_with(|character: char| character.is_ascii_digit()) {
        let year = left.len() == 4 && left.bytes().all(|byte| byte.is_ascii_digit());
        return (right_word && letters(right) >= 2 && (year || known.zipf(right) >= 5.5)).then_some(0.97);
    }
    if site.before() == ';' && !left.ends_with(char::is_lowercase) {
        return None;
    }
    // `SELECT name,age`
    let sure = if known.is_technical() { IN_CODE } else { 0.98 };
    (right_word && is_word_or_name(left) && letters(left) >= 2).then_some(sure)
}

fn is_word_or_name(word: &str) -> bool {
    is_plain(word) || is_acronym(word) || word.split('-').all(|part| is_plain(part) || is_acronym(part))
}

/// Tells whether a word opened a bracket in this token: `max(left,right)`.
fn in_call(site: &Site<'_>) -> bool {
    site.left().rfind(['(', '[']).is_some_and(|at| at > 0 && !site.left()[at..].contains([')', ']']))
}
