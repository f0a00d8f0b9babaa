//! A number and a word without a space between them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::known::Known;
use super::score::{Half, MOST_MARGIN, Pair, is_year};
use super::site::{Site, is_plain, letters};
use super::{SeamKind, propose};
use crate::lexicon::Entry;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;
use crate::text::phrases::entries;

pub static RULE: Rule = Rule {
    name: "glue.digit",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space between a number and a word.",
    evidence: "A score weighs how frequent the word is, whether the document uses it elsewhere, the number's length, whether \
               it is a year or grouped (`3,000`), and what stands around. Units (`10km`), ordinals (`3rd`), names \
               (`Covid19`, `Office365`), times and all short or unknown words stay whole.",
    examples: &[
        Example::Fixes(
            "The police said that more than 3,000people came to the square.",
            "The police said that more than 3,000 people came to the square.",
        ),
        Example::Fixes(
            "By then the price was $20,091Average incomes of the region were lower.",
            "By then the price was $20,091 Average incomes of the region were lower.",
        ),
        Example::Keeps("For the Office365 and the 8000Kicks of the year, and for the note of the Lee1 that is in it."),
        Example::Keeps("She bought a pair of 8000kicks for the winter, and the 8000Kicks were dry."),
        Example::Keeps("They bought a 24hour pass and an Office2021 of the 37signals for the end of it."),
        Example::Keeps("The 3rd of 10km runs began at 14h30 in the G20 and Covid19 years."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| propose(draft, SeamKind::Digit, found),
};

/// What stands at numbers on purpose: hours, ordinals, endings and units that are words as well.
static NUMBER_ENDINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/number_endings.txt")).collect());

/// Returns the number and the word that meet here, if they are of a form that may be glued.
pub fn pair<'a>(site: &Site<'a>, known: &Known<'_>) -> Option<Pair<'a>> {
    if !known.has_lexicon() || site.line[..site.token.start].ends_with('.') {
        return None;
    }
    let pair = if site.after().is_ascii_digit() { before_number(site, known) } else { after_number(site, known) };
    pair.filter(|_| !stands_twice(site, known))
}

/// Tells whether the document has the token elsewhere, as it is or with a capital: `8000Kicks` and `8000kicks` are one name.
fn stands_twice(site: &Site<'_>, known: &Known<'_>) -> bool {
    let whole = &site.line[site.token.clone()];
    let other = format!("{}{}", site.left(), capitalized(site.right()));
    known.count(whole) > 1 || other != whole && known.count(&other) > 0
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// `3,000people`, `2016gewann`, `2016The`
fn after_number<'a>(site: &Site<'a>, known: &Known<'_>) -> Option<Pair<'a>> {
    let (number, right) = (site.left(), site.right());
    let whole = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    if !whole || !is_plain(right) || right.contains('-') || letters(right) < 2 {
        return None;
    }
    // `£38million` is how some papers write it; `40jährig` and `1990er` are German words.
    if NUMBER_ENDINGS.contains(right.to_lowercase().as_str())
        || right.starts_with("million")
        || right.starts_with("billion")
    {
        return None;
    }
    // `0rganizmie` is a letter that somebody took for a number.
    if number == "0" {
        return None;
    }
    // A single digit at a capital may be a note's mark: `1College of Health`, `Chong Lee1`.
    if number.len() == 1 && right.starts_with(char::is_uppercase) {
        return None;
    }
    let half = Half::of(right, known);
    if known.language() == Some("de") && half.entry.zipf < 5.25 && half.entry.ends > 1 {
        return None;
    }
    // Of two letters only the commonest words of a language are more than a unit, and behind a name not even they:
    // `Elph 190is`.
    if letters(right) == 2 && (half.entry.zipf < 6.0 || site.word_before().starts_with(char::is_uppercase)) {
        return None;
    }
    // `8000Kicks`, `990Finder`; nobody calls himself by a year or by `20,091`.
    let telling = is_year(number) || number.contains([',', '.']);
    let name = right.starts_with(char::is_uppercase) && !telling && !half.begins_sentences();
    Some(pair_of(site, number_half(number, known), half, name))
}

/// `since1992`, `than70`, `March2016`
fn before_number<'a>(site: &Site<'a>, known: &Known<'_>) -> Option<Pair<'a>> {
    let (left, number) = (site.left(), site.right());
    let whole = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b':' | b'-'));
    if !whole || !is_plain(left) || left.contains('-') || letters(left) < 2 {
        return None;
    }
    if number.len() == 1 && left.starts_with(char::is_uppercase) {
        return None;
    }
    // `Office365`, but `March2016`, `Published10:30` and `In1340`
    let half = Half::of(left, known);
    let name =
        left.starts_with(char::is_uppercase) && !is_year(number) && !number.contains(':') && !half.begins_sentences();
    Some(pair_of(site, half, number_half(number, known), name))
}

fn number_half<'a>(number: &'a str, known: &Known<'_>) -> Half<'a> {
    Half { word: number, entry: Entry::default(), elsewhere: known.count(number) > 0 }
}

fn pair_of<'a>(site: &Site<'a>, left: Half<'a>, right: Half<'a>, doubtful: bool) -> Pair<'a> {
    Pair {
        left,
        right,
        margin: MOST_MARGIN,
        before: site.word_before(),
        after: site.word_after(),
        chained: false,
        doubtful,
    }
}
