//! Where an apostrophe stands: between two halves of a word, and before figures or letters that are left out.

use std::collections::HashSet;
use std::sync::LazyLock;

use whatlang::Lang;

use crate::lexicon::Lexicon;
use crate::text::is_word;
use crate::text::phrases::section;

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
