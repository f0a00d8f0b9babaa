//! How much evidence there is that a repeated text belongs to the page and not to its articles. It is added up; none of
//! it decides alone.

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::rules::learned::Place;
use crate::text::closes_sentence;
use crate::text::phrases::entries;

/// What is known of a text that repeats in one source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sightings {
    /// Documents that hold it and are not copies of each other, as far as they were told apart.
    pub documents: usize,
    /// Those of all its documents, copies and all, in which it stood at an edge: 0 to 1.
    pub at_edge: f32,
    /// In how many of the source's documents it stands: 0 to 1.
    pub share: f32,
    /// In how many of its documents a built-in rule was suspicious of it: 0 to 1.
    pub suspected: f32,
}

/// What repeats in three documents that are no copies is furniture, unless it looks like prose or like a heading.
const ENOUGH: usize = 3;
/// Two are enough where the words say so too.
const ENOUGH_WITH_WORDS: usize = 2;
/// Sentences and short lines are repeated by writers as well: "The company did not reply.", "Background".
const ENOUGH_FOR_PROSE: usize = 5;
/// A sentence that stands in half of a source's articles is no part of any; three could be one story in three versions.
const HALF: f32 = 0.5;
const ENOUGH_FOR_HALF: usize = 4;
/// A text that stands at the edge this often has its place there.
const MOSTLY: f32 = 0.8;
/// Nothing that a writer writes stands in every fourth article.
const COMMON_SHARE: f32 = 0.25;

/// Tells whether a text, as `masked` makes it, is furniture.
pub(super) fn is_furniture(place: Place, text: &str, seen: Sightings) -> bool {
    if is_credit(text) || letters(text) < 2 {
        return false;
    }
    let words = speaks_of_the_page(text) || seen.suspected > 0.5;
    let fixed = seen.at_edge >= MOSTLY;
    let common = seen.share >= COMMON_SHARE;
    let opens_quote = text.starts_with(crate::text::is_opening_mark) && !text.starts_with(['(', '[']);
    if opens_quote && !words {
        return false;
    }
    let least = match (place, is_sentence(text), is_short(text)) {
        // The start and the end of a line of prose: the cut may run through a sentence.
        (Place::Prefix | Place::Tail, ..) if words => ENOUGH,
        (Place::Prefix | Place::Tail, ..) => return ends_apart(text) && common && seen.documents >= ENOUGH_FOR_PROSE,
        (Place::Line, true, _) if words && (fixed || common) => ENOUGH,
        (Place::Line, true, _) if seen.share >= HALF => ENOUGH_FOR_HALF,
        (Place::Line, true, _) => return (words || fixed && common) && seen.documents >= ENOUGH_FOR_PROSE,
        (Place::Line, false, true) if words => ENOUGH,
        (Place::Line, false, true) => return common && fixed && seen.documents >= ENOUGH_FOR_PROSE,
        (Place::Line, false, false) if words => ENOUGH_WITH_WORDS,
        (Place::Line, false, false) => ENOUGH,
    };
    seen.documents >= least
}

/// Tells whether the text holds words that pages write around their articles.
pub(super) fn speaks_of_the_page(text: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let words = entries(include_str!("../../data/phrases/furniture.txt"));
        AhoCorasick::builder().match_kind(MatchKind::Standard).build(words).expect("the list is short")
    });
    let text = text.to_lowercase();
    let bounded = |start: usize| !text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
    // Only the start must be a word's: endings are many ("abonnez-vous", "subscribers").
    WORDS.find_overlapping_iter(&text).any(|found| bounded(found.start()))
}

/// A line of at least five words that closes like a sentence, or asks.
fn is_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(crate::text::is_closing_mark);
    text.ends_with(|character| closes_sentence(character) || character == ':') && text.split(' ').count() >= 5
        || text.ends_with('?')
}

/// Too short to be told from a heading or an answer: fewer than three words and fewer than twenty letters.
fn is_short(text: &str) -> bool {
    text.split(' ').count() < 3 && text.chars().count() < 20 || text.ends_with(':')
}

/// Tells whether the text ends where something ends: with a stop or a mark that parts.
fn ends_apart(text: &str) -> bool {
    text.ends_with(|character: char| {
        closes_sentence(character) || matches!(character, '|' | '»' | '>' | '•' | ':' | '©')
    })
}

fn letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphabetic()).take(2).count()
}

/// Who wrote, took or sent it, and from where: that belongs to the article, also where a source repeats it.
fn is_credit(text: &str) -> bool {
    let dateline = text.ends_with(['-', '–', '—']) || (text.ends_with(')') && text.split(' ').count() <= 6);
    let first = text.split([' ', ':']).next().unwrap_or("").to_lowercase();
    let credited = CREDITS.contains(&first.as_str()) && text.split(' ').count() <= 8;
    dateline || (credited && !speaks_of_the_page(text))
}

/// First words of bylines and credits, in lower case.
static CREDITS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../data/phrases/credits.txt")).collect());

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(documents: usize, at_edge: f32, share: f32) -> Sightings {
        Sightings { documents, at_edge, share, suspected: 0.0 }
    }

    #[test]
    fn fix_repeated_lines_and_add_words_to_repetition() {
        assert!(is_furniture(Place::Line, "Most viewed in the Valley today", seen(3, 0.0, 0.1)));
        assert!(is_furniture(Place::Line, "Share this with your neighbours", seen(2, 0.0, 0.1)));
        assert!(is_furniture(Place::Line, "Sign up for the morning letter of the valley.", seen(3, 1.0, 0.1)));
        assert!(is_furniture(Place::Line, "Our office in the valley is open on weekdays.", seen(6, 1.0, 0.5)));
        assert!(is_furniture(Place::Line, "Our office in the valley is open on weekdays.", seen(4, 0.0, 0.5)));
        assert!(is_furniture(Place::Line, "Sign up for the morning letter of the valley.", seen(3, 0.0, 0.3)));
        assert!(is_furniture(Place::Prefix, "Share Tweet Email", seen(3, 1.0, 0.1)));
    }

    #[test]
    fn dont_flag_what_writers_repeat() {
        assert!(!is_furniture(Place::Line, "Most viewed in the Valley today", seen(2, 1.0, 1.0)));
        assert!(!is_furniture(Place::Line, "The company did not reply to our questions.", seen(40, 0.2, 0.2)));
        assert!(!is_furniture(Place::Line, "The company did not reply to our questions.", seen(3, 1.0, 1.0)));
        assert!(!is_furniture(Place::Line, "Background", seen(40, 0.1, 0.5)));
        assert!(!is_furniture(Place::Line, "What happens next?", seen(9, 0.1, 0.2)));
        assert!(!is_furniture(Place::Line, "By Mara Lindqvist", seen(40, 1.0, 0.5)));
        assert!(!is_furniture(Place::Prefix, "BERLIN (Reuters) -", seen(40, 1.0, 0.5)));
        assert!(!is_furniture(Place::Prefix, "The mayor of the city of Aller", seen(9, 1.0, 0.1)));
        assert!(!is_furniture(Place::Line, "# – #", seen(9, 1.0, 1.0)));
    }
}
