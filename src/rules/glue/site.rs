//! One place between two characters of a token, and what stands around it.

use crate::text::{Span, is_cjk, is_word};

/// A place where two words may meet.
pub struct Site<'a> {
    /// The block around it: quotes and brackets are weighed in their line.
    pub line: &'a str,
    /// The token around it, without the marks at its edges, in bytes of the line.
    pub token: Span,
    /// The place itself, in bytes of the line.
    pub at: usize,
}

impl<'a> Site<'a> {
    pub fn before(&self) -> char {
        self.line[..self.at].chars().next_back().unwrap_or(' ')
    }

    pub fn after(&self) -> char {
        self.line[self.at..].chars().next().unwrap_or(' ')
    }

    /// Returns the token up to here.
    pub fn left(&self) -> &'a str {
        &self.line[self.token.start..self.at]
    }

    /// Returns the token from here on.
    pub fn right(&self) -> &'a str {
        &self.line[self.at..self.token.end]
    }

    /// Returns the word that the token up to here ends with, behind all marks.
    pub fn left_word(&self) -> &'a str {
        let left = self.left();
        last_word(left.trim_end_matches(|character| !is_word(character)))
    }

    /// Returns the word that the token goes on with, behind all marks.
    pub fn right_word(&self) -> &'a str {
        let right = self.right();
        first_word(right.trim_start_matches(|character| !is_word(character)))
    }

    /// Tells whether only one word of the line stands before this place.
    pub fn follows_first_word(&self) -> bool {
        let words = self.left().trim_end_matches(|character| !is_word(character));
        first_word(words) == words && !self.line[..self.token.start].contains(is_word)
    }

    /// Returns what follows the token in its line.
    pub fn rest(&self) -> &'a str {
        &self.line[self.token.end..]
    }

    /// Returns the word before the token; nothing where a mark or the line's edge is nearer.
    pub fn word_before(&self) -> &'a str {
        last_word(self.line[..self.token.start].trim_end())
    }

    /// Returns the word after the token; nothing where a mark or the line's edge is nearer.
    pub fn word_after(&self) -> &'a str {
        let rest = self.rest();
        if rest.starts_with(char::is_whitespace) { first_word(rest.trim_start()) } else { "" }
    }
}

/// Returns the run of word characters, hyphens and apostrophes that `text` ends with.
pub fn last_word(text: &str) -> &str {
    let start = text.char_indices().rev().take_while(|&(_, character)| belongs(character)).last();
    text[start.map_or(text.len(), |(at, _)| at)..].trim_start_matches(joins)
}

/// Returns the run of word characters, hyphens and apostrophes that `text` begins with.
pub fn first_word(text: &str) -> &str {
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    text[..end].trim_end_matches(joins)
}

fn belongs(character: char) -> bool {
    is_word(character) || joins(character)
}

fn joins(character: char) -> bool {
    matches!(character, '-' | '\'' | '’' | '\u{2010}' | '\u{2011}' | '\u{AD}')
}

/// Tells whether `word` is a capital and at least one small letter after it, and nothing but letters and what joins
/// them.
pub fn is_capitalized(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase)
        && characters.next().is_some_and(|second| second.is_lowercase() || joins(second))
        && !word.contains(|character: char| character.is_numeric())
}

/// Tells whether `word` is made of small letters alone, or of a capital before them.
pub fn is_plain(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_alphabetic)
        && characters.all(|character| character.is_lowercase() || joins(character))
}

/// Tells whether all letters of `word` are capitals, and there are at least two of them.
pub fn is_acronym(word: &str) -> bool {
    word.chars().filter(|character| character.is_uppercase()).count() >= 2
        && !word.contains(|character: char| character.is_lowercase())
}

pub fn letters(word: &str) -> usize {
    word.chars().filter(|character| character.is_alphabetic()).count()
}

/// Tells whether words, quotes and brackets correctly stand beside `character` without a space: in scripts that put no
/// spaces between words, and in Korean, which appends particles directly.
pub fn needs_no_space(character: char) -> bool {
    // Thai and Lao, Myanmar, Khmer
    is_cjk(character) || matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

pub fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»' | '‘')
}
