//! A number and a word without a space between them.

use super::known::Known;
use super::site::{Site, is_capitalized, is_plain, letters};
use super::{Kind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static DIGIT: Rule = Rule {
    name: "glue.digit",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space between a number and a word.",
    evidence: "The word is a common one of the language, or stands beside numbers only as a word. Units (`10km`), \
               ordinals (`3rd`), names (`Covid19`, `F16`), times and all short or unknown words stay whole.",
    examples: &[
        Example::Fixes(
            "The police said that more than 3,000people came to the square.",
            "The police said that more than 3,000 people came to the square.",
        ),
        Example::Keeps("The 3rd of 10km runs began at 14h30 in the G20 and Covid19 years."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| propose(draft, Kind::Digit, found),
};

pub fn judge(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    if !known.has_lexicon() || site.token.start > 0 && site.line[..site.token.start].ends_with('.') {
        return None;
    }
    if site.after().is_ascii_digit() { before_number(site, known) } else { after_number(site, known) }
}

/// `3,000people`, `2016gewann`
fn after_number(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let right = site.right();
    let number = site.left();
    let whole = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    if !whole || !is_plain(right) || right.contains('-') || !right.starts_with(char::is_lowercase) {
        return None;
    }
    // `£38million` is how some papers write it; `40jährig` and `1990er` are German words.
    if right.starts_with("million") || right.starts_with("billion") {
        return None;
    }
    let entry = known.entry(right).unwrap_or_default();
    let compounds = known.language() == Some("de") && entry.zipf < 5.25 && entry.ends > 1;
    let ending = matches!(right, "er" | "ern" | "en");
    if compounds || ending {
        return None;
    }
    let frequent = known.zipf(right);
    let year = is_year(number);
    match () {
        () if letters(right) >= 4 && frequent >= 4.5 => Some(0.97),
        () if letters(right) >= 3 && frequent >= 5.5 && (year || number.len() >= 2) => Some(0.96),
        () if letters(right) >= 5 && frequent >= 3.5 && (year || number.len() >= 2) => Some(0.95),
        () if letters(right) >= 2 && frequent >= 6.5 && year => Some(0.96),
        () => Some(0.3),
    }
}

/// `since1992`, `than70`
fn before_number(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let left = site.left();
    let number = site.right();
    let whole = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b':' | b'-'));
    let clock = number.len() >= 4 && number.contains(':');
    if clock && is_capitalized(left) && known.zipf(left) >= 4.0 && letters(left) >= 4 {
        return Some(0.96);
    }
    if !whole || !is_plain(left) || left.contains('-') || !left.starts_with(char::is_lowercase) {
        return None;
    }
    let frequent = known.zipf(left);
    let share = site.rest().starts_with('%');
    match () {
        () if letters(left) >= 4 && (frequent >= 5.5 || share && frequent >= 3.5) => Some(0.97),
        () if letters(left) >= 2 && frequent >= 6.0 && is_year(number) => Some(0.97),
        () if letters(left) >= 3 && frequent >= 6.0 => Some(0.95),
        () if letters(left) >= 4 && frequent >= 5.0 && number.len() >= 2 => Some(0.95),
        () => Some(0.3),
    }
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20") || number.starts_with("18"))
}
