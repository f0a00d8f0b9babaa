//! Where an apostrophe stands: between two halves of a word, and before figures or letters that are left out.

use std::collections::HashSet;
use std::sync::LazyLock;

use whatlang::Lang;

use crate::lexicon::Lexicon;
use crate::text::phrases::section;
use crate::text::{Certainty, Proposal, is_word};

/// What stands beside an apostrophe.
struct Apostrophes {
    /// After it in English, up to the word's end.
    english_endings: HashSet<&'static str>,
    /// Before it in French, Italian and Catalan, from the word's start, in lower case.
    romance_beginnings: HashSet<&'static str>,
    /// After it in English: words that lost their beginning.
    english_shortened: HashSet<&'static str>,
}

static APOSTROPHES: LazyLock<Apostrophes> = LazyLock::new(|| {
    let below = |heading: &str| section(include_str!("../../../data/phrases/apostrophes.txt"), heading).collect();
    Apostrophes {
        english_endings: below("english_endings"),
        romance_beginnings: below("romance_beginnings"),
        english_shortened: below("english_shortened"),
    }
});

/// Tells whether an apostrophe is wanted between two halves of a word.
pub fn is_elision(left: &str, right: &str, language: Lang) -> bool {
    let ending = first_word(right);
    let beginning = last_word(left);
    let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    let name = matches!(beginning, "O" | "D" | "L") && capital(ending) && ending.len() > 1;
    match language {
        // The vowel that was dropped stood before another: `d’été`, `dell’hotel`, but not `d?fiance`.
        Lang::Fra | Lang::Ita | Lang::Cat => {
            name || (!right.starts_with(is_consonant)
                && APOSTROPHES.romance_beginnings.contains(beginning.to_lowercase().as_str()))
        }
        Lang::Eng => name || APOSTROPHES.english_endings.contains(ending),
        // Letters stand before `re` and `ll` in the others.
        _ => name || matches!(ending, "s" | "S"),
    }
}

/// Tells whether no elision stands before a letter.
fn is_consonant(letter: char) -> bool {
    letter.is_ascii_alphabetic() && !matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h')
}

/// Tells whether the mark before `rest` stands for figures or letters left out: ’90s, ’em.
pub fn omits(rest: &str, language: Lang) -> bool {
    let word = first_word(rest);
    let years = word.strip_suffix(['s', 'S']).unwrap_or("");
    (language == Lang::Eng && APOSTROPHES.english_shortened.contains(word))
        || (years.len() == 2 && years.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns the word that `text` begins with.
pub fn first_word(text: &str) -> &str {
    &text[..text.find(|character| !is_word(character)).unwrap_or(text.len())]
}

/// Returns the word that `text` ends with.
pub fn last_word(text: &str) -> &str {
    let start = text.char_indices().rev().take_while(|(_, character)| is_word(*character)).last();
    &text[start.map_or(text.len(), |(at, _)| at)..]
}

/// So frequent must a word be to be no half of another one (on Zipf's scale): the shorter, the more frequent.
const COMMON: f32 = 3.5;
const COMMON_SHORT: f32 = 5.5;

/// Tells whether an English word is common, and so hardly what is left of a longer one.
pub fn is_common(word: &str) -> bool {
    let known = Lexicon::of("en").and_then(|lexicon| lexicon.look_up(&word.to_lowercase()));
    let least = if word.chars().count() < 4 { COMMON_SHORT } else { COMMON };
    known.is_some_and(|entry| entry.zipf >= least)
}

/// What is left of an apostrophe that was read as windows-1252 and lost some of its three characters, longest first.
const REMAINS: [&str; 5] = ["â??", "â\u{FFFD}\u{FFFD}", "â\u{FFFD}", "€™", "â"];

/// So frequent (on Zipf's scale) must an English word be that is told by what is left of its apostrophe.
const EVIDENT: f32 = 4.0;

/// Finds apostrophes of which only `â`, `â??` or `€™` is left, in English words that are nothing without them: `itâs`,
/// `canâ??t`, `they€™re`.
pub fn find_remains(text: &str) -> Vec<Proposal> {
    let Some(lexicon) = Lexicon::of("en") else { return Vec::new() };
    let mut found = Vec::new();
    let places =
        memchr::memmem::find_iter(text.as_bytes(), "â").chain(memchr::memmem::find_iter(text.as_bytes(), "€™"));
    for at in places {
        let Some(remains) = REMAINS.iter().find(|remains| text[at..].starts_with(**remains)) else { continue };
        let end = at + remains.len();
        let (before, after) = (last_word(&text[..at]), first_word(&text[end..]));
        let ending = APOSTROPHES.english_endings.contains(after) && after.is_ascii();
        // A word of one letter before an ending is only `I`; others are what is left of longer ones.
        if !ending || !before.is_ascii() || before.is_empty() || (before.len() == 1 && before != "I") {
            continue;
        }
        let word = format!("{before}'{after}").to_lowercase();
        if lexicon.look_up(&word).is_some_and(|entry| entry.zipf >= EVIDENT) {
            found.push(Proposal::new(at..end, "’", Certainty::Likely));
        }
    }
    found
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::*;

    #[test]
    fn fix_what_is_left_of_an_apostrophe() {
        let text = "Itâs late, and they canâ??t stay, so we€™re alone. Iâm fine.";
        let mut mended = text.to_owned();
        let mut found = find_remains(text);
        found.sort_by_key(|proposal| proposal.span.start);
        for proposal in found.into_iter().rev() {
            mended.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(mended, "It’s late, and they can’t stay, so we’re alone. I’m fine.");
    }

    #[test]
    fn dont_flag_words_with_a_circumflex() {
        for text in
            ["Il voulait qu’elle donnât un mât.", "Cât de urât e gâtul?", "Kâm, hâlâ", "bâs, tâs, mâs", "Người nhân"]
        {
            assert_eq!(find_remains(text), [], "{text}");
        }
    }
}
