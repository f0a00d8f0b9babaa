//! Words of a text and the set of them that one document uses.

use std::collections::HashMap;

use super::chars::is_word;

/// Returns each word of `text` with its byte offset.
///
/// A word is a run of letters, marks and digits; an apostrophe or hyphen between two letters belongs to it
/// (`doesn’t`, `vice-chancellor`), at the edge it does not.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = rest.find(|&(_, character)| is_word(character))?;
        let mut end = text.len();
        while let Some(&(at, character)) = rest.peek() {
            let joins = matches!(character, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '\u{AD}')
                && text[at + character.len_utf8()..].chars().next().is_some_and(is_word);
            if !joins && !is_word(character) {
                end = at;
                break;
            }
            rest.next();
        }
        Some((start, &text[start..end]))
    })
}

/// Returns `word` with every apostrophe in the one form that `Vocabulary` counts under.
pub fn fold_apostrophes(word: &str) -> String {
    word.replace('’', "'")
}

/// How often each word stands in one document, as written (case kept, apostrophes in one form).
#[derive(Debug, Default)]
pub struct Vocabulary {
    counts: HashMap<String, u32>,
}

impl Vocabulary {
    /// Counts the words of `text`.
    pub fn of(text: &str) -> Self {
        let mut counts = HashMap::new();
        for (_, word) in words(text) {
            *counts.entry(fold_apostrophes(word)).or_insert(0) += 1;
        }
        Vocabulary { counts }
    }

    /// Returns how often `word` stands in the document, exactly so written.
    pub fn count(&self, word: &str) -> u32 {
        if word.contains('’') {
            return self.counts.get(&fold_apostrophes(word)).copied().unwrap_or(0);
        }
        self.counts.get(word).copied().unwrap_or(0)
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
