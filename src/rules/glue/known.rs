//! What is known of words: by the document that uses them and by the lexicon of its language.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use super::site::{first_word, last_word};
use crate::lexicon::{Entry, Lexicon};
use crate::text::{Vocabulary, language_of_words};

/// The words of one document and of its language.
pub struct Known<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary,
    own: Option<Lexicon>,
    /// English words stand in texts of every language; absent where English is the text's own.
    english: Option<Lexicon>,
    language: Option<&'static str>,
    /// Whether the document holds code, in which words are joined on purpose.
    technical: bool,
    low_quotes: bool,
    high_quotes: bool,
    /// Two words with a stop and no space between them, counted when the first is asked for.
    joined: OnceCell<HashMap<&'a str, u32>>,
}

/// The languages that an article may be said to be in, where its own words are too few.
const LIKELY: [&str; 14] = ["da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "ru", "sv", "tr"];

impl<'a> Known<'a> {
    /// Takes a text and its words, and tells its language by them.
    pub fn new(text: &'a str, vocabulary: &'a Vocabulary, technical: bool) -> Self {
        Self::in_language(language_of_words(vocabulary), text, vocabulary, technical)
    }

    /// Takes a text whose words may be too few to tell its language; `likely` is what the article is in.
    pub fn likely_in(likely: Option<&str>, text: &'a str, vocabulary: &'a Vocabulary) -> Self {
        let likely = LIKELY.iter().copied().find(|language| Some(*language) == likely);
        Self::in_language(language_of_words(vocabulary).or(likely), text, vocabulary, false)
    }

    fn in_language(language: Option<&'static str>, text: &'a str, vocabulary: &'a Vocabulary, technical: bool) -> Self {
        let (low_quotes, high_quotes) = (text.contains('„'), text.contains('“'));
        Known {
            text,
            vocabulary,
            own: language.and_then(Lexicon::of),
            english: if language == Some("en") { None } else { Lexicon::of("en") },
            language,
            technical,
            low_quotes,
            high_quotes,
            joined: OnceCell::new(),
        }
    }

    /// Returns the language that the document's words tell.
    pub fn language(&self) -> Option<&'static str> {
        self.language
    }

    /// Tells whether the document's quotes open low, `„so“`.
    pub fn has_low_quotes(&self) -> bool {
        self.low_quotes
    }

    /// Tells whether the document's quotes open high, `“so”`.
    pub fn has_high_quotes(&self) -> bool {
        self.high_quotes && !self.low_quotes
    }

    /// Tells whether the document holds code.
    pub fn is_technical(&self) -> bool {
        self.technical
    }

    /// Tells whether there is a lexicon of the document's language.
    pub fn has_lexicon(&self) -> bool {
        self.own.is_some()
    }

    /// Returns how often `word` stands in the document, exactly so written.
    pub fn count(&self, word: &str) -> u32 {
        self.vocabulary.count(word)
    }

    /// Returns how often `word` stands in the document, as written or in lower case.
    pub fn count_any(&self, word: &str) -> u32 {
        let lower = word.to_lowercase();
        let more = if lower == word { 0 } else { self.count(&lower) };
        self.count(word) + more
    }

    /// Returns how often two words stand in the document with a stop and no space between them, as in `joined`, the second
    /// with a capital.
    pub fn count_joined(&self, joined: &str) -> u32 {
        let counts = self.joined.get_or_init(|| {
            let mut counts = HashMap::new();
            for stop in memchr::memchr_iter(b'.', self.text.as_bytes()) {
                let (left, right) = (&self.text[..stop], &self.text[stop + 1..]);
                if right.starts_with(char::is_uppercase) {
                    let whole = stop - last_word(left).len()..stop + 1 + first_word(right).len();
                    *counts.entry(&self.text[whole]).or_insert(0) += 1;
                }
            }
            counts
        });
        counts.get(joined).copied().unwrap_or(0)
    }

    /// Tells whether the document has the two words in a row, with a space between them, as written or in lower case.
    pub fn has_together(&self, left: &str, right: &str) -> bool {
        let together = format!("{left} {right}");
        self.text.contains(&together) || self.text.contains(&together.to_lowercase())
    }

    /// Returns what the language's lexicon (that of English, where there is none) says of `word`, in whatever case and with whatever apostrophe.
    pub fn entry(&self, word: &str) -> Option<Entry> {
        self.entry_of_folded(&folded(word))
    }

    /// Does the same for a word as [`folded`] returns it.
    pub fn entry_of_folded(&self, word: &str) -> Option<Entry> {
        self.own.or(self.english)?.look_up(word)
    }

    /// Returns the beginnings of a word, as [`folded`] returns it, that are words themselves: how many bytes each has and
    /// what the same lexicon says of it.
    pub fn beginnings<'w>(&self, word: &'w str) -> impl Iterator<Item = (usize, Entry)> + use<'w> {
        self.own.or(self.english).into_iter().flat_map(|lexicon| lexicon.beginnings(word))
    }

    /// Returns the word's frequency in the language on Zipf's scale; 0 if it is not known.
    pub fn zipf(&self, word: &str) -> f32 {
        self.entry(word).map_or(0.0, |entry| entry.zipf)
    }

    /// Tells whether `word` is a word of the language or of English.
    pub fn has(&self, word: &str) -> bool {
        let word = folded(word);
        [self.own, self.english].into_iter().flatten().any(|lexicon| lexicon.look_up(&word).is_some())
    }
}

/// Returns `word` as the lexicon writes it.
pub fn folded(word: &str) -> Cow<'_, str> {
    match () {
        () if !word.is_ascii() => Cow::Owned(word.to_lowercase().replace('’', "'")),
        () if word.bytes().any(|byte| byte.is_ascii_uppercase()) => Cow::Owned(word.to_ascii_lowercase()),
        () => Cow::Borrowed(word),
    }
}
