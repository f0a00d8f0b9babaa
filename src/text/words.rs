//! Words of a text and the set of them that one document uses.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::chars::is_word;

/// Returns each word of `text` with its byte offset.
///
/// A word is a run of letters, marks and digits; an apostrophe or hyphen between two letters belongs to it
/// (`doesn’t`, `vice-chancellor`), at the edge it does not.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = loop {
            let character = char_at(text, at)?;
            if is_word(character) {
                break at;
            }
            at += character.len_utf8();
        };
        while let Some(character) = char_at(text, at) {
            let next = at + character.len_utf8();
            let inside = is_word(character) || (joins(character) && char_at(text, next).is_some_and(is_word));
            if !inside {
                break;
            }
            at = next;
        }
        Some((start, &text[start..at]))
    })
}

/// Returns the character that starts at byte `at`; most are ASCII and need no decoding.
fn char_at(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text[at..].chars().next() }
}

/// Tells whether `character` holds two halves of one word together.
fn joins(character: char) -> bool {
    matches!(character, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '\u{AD}')
}

/// How often each word stands in one document, as written (case kept, apostrophes in one form).
///
/// Words are told apart by 64-bit hashes: in a document of a million different words the chance that any two are
/// taken for one is below one in thirty million.
#[derive(Debug, Default)]
pub struct Vocabulary {
    counts: HashMap<u64, u32, NumberHash>,
}

/// A word as a vocabulary knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordKey(u64);

impl WordKey {
    pub fn of(word: &str) -> Self {
        WordKey(hash(word))
    }
}

impl Vocabulary {
    /// Counts the words of `text`.
    pub fn of(text: &str) -> Self {
        // A word in sixteen bytes, all of them different, is as many as texts have.
        let mut counts = HashMap::with_capacity_and_hasher(text.len() / 16, BuildHasherDefault::default());
        for (_, word) in words(text) {
            *counts.entry(hash(word)).or_insert(0) += 1;
        }
        Vocabulary { counts }
    }

    /// Returns how many words there are, each as often as it stands.
    pub fn total(&self) -> u32 {
        self.counts.values().sum()
    }

    /// Returns how often `word` stands in the document, exactly so written.
    pub fn count(&self, word: &str) -> u32 {
        self.count_of(WordKey::of(word))
    }

    /// Does the same for a word whose key is known.
    pub fn count_of(&self, WordKey(hash): WordKey) -> u32 {
        self.counts.get(&hash).copied().unwrap_or(0)
    }
}

/// FNV-1a over the code points of a word, every apostrophe in one form, mixed so that all bits depend on all others
/// (G. Fowler, L. C. Noll, K.-P. Vo; the finalizer is SplitMix64's).
fn hash(word: &str) -> u64 {
    let hash = word.chars().fold(0xCBF2_9CE4_8422_2325, |hash: u64, character| {
        let character = if character == '’' { '\'' } else { character };
        (hash ^ u64::from(u32::from(character))).wrapping_mul(0x0000_0100_0000_01B3)
    });
    mixed(hash)
}

/// The finalizer of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): every input bit moves every output bit.
pub fn mixed(mut hash: u64) -> u64 {
    hash = hash.wrapping_add(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ hash >> 31
}

/// Makes hash tables whose keys are numbers of our own making: places in a list and the like. Such a key needs mixing
/// and no secret.
pub type NumberHash = BuildHasherDefault<Mixed>;

#[derive(Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("the keys are u64");
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = mixed(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_and_hyphens_inside_belong_to_the_word() {
        let found: Vec<_> = words("‘Russia’ doesn’t re-set 3,000 vice-").map(|(_, word)| word).collect();
        assert_eq!(found, ["Russia", "doesn’t", "re-set", "3", "000", "vice"]);
    }

    #[test]
    fn vocabulary_does_not_care_which_apostrophe() {
        let vocabulary = Vocabulary::of("doesn’t doesn't");
        assert_eq!(vocabulary.count("doesn’t"), 2);
    }
}
