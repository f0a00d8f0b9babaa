//! How likely letters follow each other, language by language: tables of pairs, read in place.
//!
//! `scripts/train_letters.py` makes them, `data/letters/NOTICE.md` says from what. Built without the feature `lexicon`
//! there are none.

use std::sync::LazyLock;

/// The pairs of letters of one language.
pub struct Language {
    /// Its ISO 639 code; `vc` and `vn` are Vietnamese as windows-1258 and VNI write it.
    name: &'static str,
    /// The language's letters, ascending; the class of a letter is its place plus one, 0 is the edge of a word.
    letters: Vec<char>,
    /// Row by row the cost of the second class after the first, in sixteenths of a nat.
    costs: &'static [u8],
}

/// The cost of a letter that the language does not have, in sixteenths of a nat: about one in 60,000.
pub const FOREIGN: u32 = 11 * 16;

#[cfg(feature = "lexicon")]
static DATA: &[u8] = include_bytes!("../../data/letters/letters.bin");
#[cfg(not(feature = "lexicon"))]
static DATA: &[u8] = &[];

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let mut languages = Vec::new();
    let mut rest = DATA;
    while !rest.is_empty() {
        let (language, after) = Language::read(rest);
        languages.push(language);
        rest = after;
    }
    languages
});

impl Language {
    /// Returns all languages, the Latin ones first.
    pub fn all() -> &'static [Language] {
        &LANGUAGES
    }

    /// Returns its ISO 639 code; `vc` and `vn` for Vietnamese as windows-1258 and VNI write it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Tells whether it is written in Latin letters.
    pub fn is_latin(&self) -> bool {
        self.letters.first() == Some(&'a')
    }

    /// Returns the class of a small letter: 0 for what is no letter, `None` for one that the language does not have.
    pub fn class(&self, letter: char) -> Option<u8> {
        match self.letters.binary_search(&letter) {
            Ok(place) => Some(place as u8 + 1),
            Err(_) if letter.is_alphabetic() => None,
            Err(_) => Some(0),
        }
    }

    /// Returns how many classes there are, that of the edge among them.
    pub fn classes(&self) -> u8 {
        self.letters.len() as u8 + 1
    }

    /// Returns the cost of one class after another, in sixteenths of a nat.
    pub fn cost(&self, first: Option<u8>, second: Option<u8>) -> u32 {
        match (first, second) {
            (Some(first), Some(second)) => {
                u32::from(self.costs[usize::from(first) * (self.letters.len() + 1) + usize::from(second)])
            }
            _ => FOREIGN,
        }
    }

    fn read(bytes: &'static [u8]) -> (Language, &'static [u8]) {
        let (name, rest) = bytes.split_at(2);
        let classes = usize::from(rest[0]);
        let (letters, rest) = rest[1..].split_at(2 * (classes - 1));
        let (costs, rest) = rest.split_at(classes * classes);
        let letter = |pair: &[u8]| char::from_u32(u32::from(u16::from_le_bytes([pair[0], pair[1]])));
        let letters = letters.chunks_exact(2).map(|pair| letter(pair).expect("the script writes letters")).collect();
        let name = std::str::from_utf8(name).expect("names are ASCII");
        (Language { name, letters, costs }, rest)
    }
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::*;

    #[test]
    fn a_word_fits_its_own_language() {
        for (name, word, misread) in [
            ("de", "Fähre", "FŠhre"),
            ("pl", "odpłynął", "odp³yn¹³"),
            ("ru", "капитан", "ЙЮОХРЮМ"),
            ("tr", "değişiklik", "deðiþiklik"),
            ("el", "θάλασσα", "θÜλασσα"),
        ] {
            let language = Language::all().iter().find(|language| language.name == name).unwrap();
            assert!(score(language, word) > score(language, misread) + 0.5, "{name} {word}");
        }
    }

    /// Returns the mean logarithm of the probability of a word's letters and its end, in nats.
    fn score(language: &Language, word: &str) -> f64 {
        let mut last = Some(0);
        let (mut total, mut steps) = (0, 0_u32);
        for letter in word.chars().flat_map(char::to_lowercase) {
            let class = language.class(letter);
            total += language.cost(last, class);
            steps += 1;
            last = class;
        }
        total += language.cost(last, Some(0));
        -f64::from(total) / f64::from(16 * (steps + 1))
    }
}
