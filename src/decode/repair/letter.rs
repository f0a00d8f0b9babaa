//! U+FFFD where a letter stood: which one the word's language asks for.
//!
//! A word is mended only if one letter of its language makes it a known word and every other makes it none, or one a
//! hundred times rarer; or if the document writes it out elsewhere. Without a lexicon nothing is guessed.

use std::cell::LazyCell;
use std::collections::HashMap;

use whatlang::Lang;

use super::scan::skip_ascii;
use crate::lexicon::Lexicon;
use crate::text::is_word;

/// What a decoder writes for bytes that it cannot read.
pub const LOST: char = char::REPLACEMENT_CHARACTER;

/// The languages of the lexicon that Latin letters were lost from: its code, and its letters beyond ASCII.
fn letters(language: Lang) -> Option<(&'static str, &'static str)> {
    Some(match language {
        Lang::Deu => ("de", "äöüßé"),
        Lang::Eng => ("en", "éèêëïöüñçáíóâ"),
        Lang::Fra => ("fr", "éèêëàâçîïôûùüœ"),
        Lang::Spa => ("es", "áéíóúñü"),
        Lang::Ita => ("it", "àèéìòùó"),
        Lang::Nld => ("nl", "ëéïöèüêóç"),
        Lang::Por => ("pt", "ãáâàçéêíóôõúü"),
        Lang::Fin => ("fi", "äöåé"),
        _ => return None,
    })
}

/// Words with more lost letters are no longer recognized by what is left.
const MOST_LOST: usize = 3;
/// So many letters must be left.
const LEAST_LEFT: usize = 2;
/// A word rarer than this (on Zipf's scale) is not believed, and one this much rarer than another does not count
/// against it.
const LEAST_ZIPF: f32 = 3.0;
const RARER: f32 = 2.0;
/// So frequent are only the words that hold sentences together.
const COMMON: f32 = 5.5;

/// Finds the letters that can be told, by their places in ascending order. What was lost at the places of `apostrophes`
/// is known; words that lost nothing else are not asked.
pub fn find(text: &str, language: Lang, apostrophes: &[usize]) -> Vec<(usize, char)> {
    let Some((lexicon, letters)) = letters(language).and_then(|(code, letters)| Some((Lexicon::of(code)?, letters)))
    else {
        return Vec::new();
    };
    let intact = LazyCell::new(|| intact_words(text));
    let mut found = Vec::new();
    for (start, word) in lost_words(text) {
        let places: Vec<_> = word.match_indices(LOST).map(|(at, _)| at).collect();
        let left = word.chars().filter(|character| character.is_alphabetic()).count();
        // The last character of a text may have been cut in two, and its word with it.
        let cut = word.ends_with(LOST) && start + word.len() == text.len();
        let known = places.iter().all(|at| apostrophes.binary_search(&(start + at)).is_ok());
        if places.len() > MOST_LOST || left < LEAST_LEFT || cut || known {
            continue;
        }
        let Some((meant, zipf)) = meant(word, letters, lexicon, &intact) else { continue };
        // A mark at the edge of a known word may as well be a quote or an apostrophe.
        let bare = word.trim_matches(LOST);
        let known = lexicon.look_up(&bare.to_lowercase()).filter(|_| bare.len() < word.len());
        if known.is_some_and(|known| zipf - known.zipf < RARER) {
            continue;
        }
        // Within a sentence only what is too common for a name or a German noun is known to begin small.
        let capital = word.starts_with(LOST) && begins_sentence(&text[..start]);
        if word.starts_with(LOST) && !capital && zipf < COMMON {
            continue;
        }
        let capitals = left > 1 && word.chars().all(|character| !character.is_lowercase());
        let changed = word.chars().zip(meant.chars()).filter(|(lost, _)| *lost == LOST).map(|(_, letter)| letter);
        for (&at, letter) in places.iter().zip(changed) {
            let upper = capitals || (at == 0 && capital);
            let cased = if upper { letter.to_uppercase().next().unwrap_or(letter) } else { letter };
            found.push((start + at, cased));
        }
    }
    found
}

/// Returns the words of a text that hold a character which `next` finds, from a place on; lost letters are taken for
/// letters.
fn words(text: &str, next: impl Fn(usize) -> Option<usize>) -> impl Iterator<Item = (usize, &str)> {
    let part = |character: char| is_word(character) || character == LOST;
    let mut from = 0;
    std::iter::from_fn(move || {
        let mut at = next(from)?;
        while let Some(other) = text[at..].chars().next().filter(|&character| !part(character)) {
            from = at + other.len_utf8();
            at = next(from)?;
        }
        let start = from + text[from..at].trim_end_matches(part).len();
        from = text.len() - text[at..].trim_start_matches(part).len();
        Some((start, &text[start..from]))
    })
}

/// Returns the words that lost a letter.
fn lost_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    words(text, |from| text[from..].find(LOST).map(|offset| from + offset))
}

/// Returns the words with letters beyond ASCII that came through, in lower case, by what they would be without those.
fn intact_words(text: &str) -> HashMap<String, Vec<String>> {
    let mut intact: HashMap<String, Vec<String>> = HashMap::new();
    let beyond = |from: usize| Some(skip_ascii(text.as_bytes(), from)).filter(|&at| at < text.len());
    for (_, word) in words(text, beyond).filter(|(_, word)| !word.contains(LOST)) {
        let word = word.to_lowercase();
        let lost = word.chars().map(|character| if character.is_ascii() { character } else { LOST }).collect();
        let written = intact.entry(lost).or_default();
        if !written.contains(&word) {
            written.push(word);
        }
    }
    intact
}

/// Returns what a word was, in lower case, and its frequency, if it can have been one thing only.
fn meant(word: &str, letters: &str, lexicon: Lexicon, intact: &HashMap<String, Vec<String>>) -> Option<(String, f32)> {
    let word = word.to_lowercase();
    if let Some([written]) = intact.get(&word).map(Vec::as_slice) {
        let zipf = lexicon.look_up(written).map_or(LEAST_ZIPF, |entry| entry.zipf);
        return Some((written.clone(), zipf));
    }
    let mut known = lexicon.fillings(&word, LOST, letters);
    known.sort_by(|(_, one), (_, other)| other.zipf.total_cmp(&one.zipf));
    match known.as_slice() {
        [(meant, best), rest @ ..]
            if best.zipf >= LEAST_ZIPF && rest.first().is_none_or(|(_, other)| best.zipf - other.zipf >= RARER) =>
        {
            Some((meant.clone(), best.zipf))
        }
        _ => None,
    }
}

/// Tells whether a sentence begins after `before`.
fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '„', '“', '"', '«', '¿', '¡', '(']);
    before.is_empty() || before.ends_with(['\n', '.', '!', '?', ':'])
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::*;

    fn check(language: Lang, text: &str, expected: &str) {
        let mut mended = text.to_owned();
        for (at, letter) in find(text, language, &[]).into_iter().rev() {
            mended.replace_range(at..at + LOST.len_utf8(), letter.encode_utf8(&mut [0; 4]));
        }
        assert_eq!(mended, expected);
    }

    #[test]
    fn fix_letters_that_only_one_word_allows() {
        check(Lang::Deu, "Am sp�ten Abend f�hrt kein Zug nach K�ln.", "Am späten Abend f�hrt kein Zug nach Köln.");
        check(Lang::Fra, "Le march� ouvre d�s midi.", "Le marché ouvre d�s midi.");
        check(Lang::Eng, "We saw the fa�ade of the mill.", "We saw the façade of the mill.");
    }

    #[test]
    fn fix_names_that_the_document_writes_out() {
        check(Lang::Deu, "Frau Schwörnle kam. Frau Schw�rnle ging.", "Frau Schwörnle kam. Frau Schwörnle ging.");
    }

    #[test]
    fn dont_guess_between_words() {
        check(Lang::Spa, "Dijo que �l no estaba.", "Dijo que �l no estaba.");
        check(Lang::Eng, "They said �yes� to it.", "They said �yes� to it.");
        check(Lang::Fra, "Nous allons au march�", "Nous allons au march�");
    }
}
