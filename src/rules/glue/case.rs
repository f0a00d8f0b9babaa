//! Two words without a space between them, where the second begins with a capital.

use super::known::Known;
use super::site::{Site, is_acronym, is_capitalized, is_plain, letters};
use super::{Kind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static CASE: Rule = Rule {
    name: "glue.case",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Parts two words that stand glued, the second of them capitalized.",
    evidence: "The first is a word in small letters and the second one that sentences begin with, or the document uses \
               both elsewhere. What stands twice in the document, what the lexicon knows (`youtube`), and names with a \
               capital inside (`WikiLeaks`, `McDonald`, `iPhone`) stay whole.",
    examples: &[
        Example::Fixes(
            "That was the conclusionThe road to it was long.",
            "That was the conclusion The road to it was long.",
        ),
        Example::Keeps("McDonald’s and WikiLeaks on YouTube, on an iPhone, by getElementById."),
    ],
    scope: Scope::Text,
    find: |draft, found| propose(draft, Kind::Case, found),
};

/// `CANNERWhen`, but not `PCWorld`.
fn shouted(left: &str, right: &str, known: &Known<'_>) -> Option<f32> {
    let word = is_acronym(left) && letters(left) >= 3 && known.zipf(left) >= 3.0;
    Some(if word && is_capitalized(right) && known.zipf(right) >= 6.0 { 0.96 } else { 0.4 })
}

/// On Zipf's scale: what sentences begin with.
const OPENER: f32 = 5.0;
/// On Zipf's scale: `the`, `and`, `this`.
const FUNCTION: f32 = 6.0;

pub fn judge(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let (left, right) = (site.left_word(), site.right_word());
    if !known.has_lexicon() || !site.left().ends_with(left) || !site.right().starts_with(right) {
        return None;
    }
    let whole = &site.line[site.at - left.len()..site.at + right.len()];
    if known.count(whole) > 1 || known.has(whole) || left.contains('-') {
        return None;
    }
    if site.before().is_uppercase() {
        return shouted(left, right, known);
    }
    // `"paymentId"` is a key, not a quotation.
    let quoted = site.line[..site.token.start].ends_with('"') && site.rest().starts_with('"');
    if known.is_technical() || quoted {
        return Some(0.4);
    }
    // `Asien-Reise` is as well known as its first part.
    let head = right.split('-').next().unwrap_or(right);
    let (first, second) = (known.zipf(left), known.zipf(head));
    let elsewhere = known.count_any(left) > 0 && known.count_any(right) > 0;
    let small = left.starts_with(char::is_lowercase) && is_plain(left);
    let opener = second >= OPENER && (is_capitalized(right) || letters(right) == 1 && right == site.right());
    match () {
        () if !is_plain(left) || letters(left) < 2 => None,
        () if small && letters(left) >= 4 && first >= 3.0 && opener && letters(right) >= 2 => Some(0.98),
        () if small && letters(left) >= 3 && first >= 4.5 && is_capitalized(right) && second >= 4.0 => Some(0.95),
        () if small && letters(left) >= 3 && first >= 5.5 && is_capitalized(right) && second >= 3.0 => Some(0.95),
        () if small
            && elsewhere
            && letters(left) >= 3
            && first >= 3.0
            && (is_capitalized(right) || is_acronym(right)) =>
        {
            Some(0.96)
        }
        () if elsewhere && letters(left) >= 4 && second >= FUNCTION && opener && letters(right) >= 3 => Some(0.96),
        () => Some(0.4),
    }
}
