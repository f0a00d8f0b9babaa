//! Phrases of pages, read from data files: how they are written down and how a line is compared with them.
//!
//! A file holds one phrase a line, in lower case and without punctuation, for the comparison leaves both aside; only the
//! colon and the sign `©` count where a phrase has them. `#` begins a comment. A sign at the beginning says how strong a phrase is (see
//! [`Strength`]). Words in braces stand for what varies:
//!
//! - `{number}`: digits, with separators or `k`
//! - `{url}`: an address
//! - `{name}`: one to five words
//! - `{words}`: one to fifteen words
//! - `{services}`: any number of names of services to share with, however they are glued together
//! - `{title}`: a headline: the rest of the line, begun with a capital or a digit, without a full stop
//! - `{clause}`: the same as `{rest}`, but of one sentence
//! - `{rest}`: whatever is left of the line, up to forty words

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};

use crate::text::phrases::entries;
use crate::text::{closes_sentence, is_closing_mark};

/// The family of a phrase; each is one file and one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Advertisement,
    Share,
    Newsletter,
    Related,
    Player,
    Comments,
    PostMeta,
    Copyright,
    Consent,
    Navigation,
}

/// How much a phrase proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// `?`: a line that is this phrase goes where its neighbours are phrases too.
    Weak,
    /// No sign: a line that is this phrase goes.
    Line,
    /// `~`: it goes from the beginning or end of a longer line too.
    Edge,
    /// `$`: a short line goes whole if a call or a question comes first and this phrase ends it ("Miss the ferry?
    /// Click here!").
    Call,
}

/// A word or sign of a line, as the comparison sees it.
pub struct Token<'a> {
    /// Lower case; `:` for a colon, `©` for that sign.
    pub word: Cow<'a, str>,
    /// Its first byte in the line.
    pub start: usize,
}

/// A stretch of a line that is a phrase.
#[derive(Clone, Copy)]
pub struct Match {
    pub family: Family,
    pub strength: Strength,
    /// The token after its last.
    pub end: usize,
}

/// Splits `line` into words and colons. Addresses are one word each.
pub fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (start, piece) in pieces(line) {
        push_tokens(piece, start, &mut tokens);
    }
    tokens
}

/// Signs that are tokens of their own: a phrase may contain them.
const MARKS: [&str; 2] = [":", "©"];

/// Tells whether a token is no word, and counts only where a phrase asks for it.
pub fn is_mark(token: &Token<'_>) -> bool {
    MARKS.contains(&&*token.word)
}

/// Appends the tokens of a `piece` without blanks, which begins at byte `start` of its line.
fn push_tokens<'a>(piece: &'a str, start: usize, tokens: &mut Vec<Token<'a>>) {
    if is_url(piece) {
        tokens.push(Token { word: folded(piece), start });
        return;
    }
    let mut word_start = None;
    for (at, character) in piece.char_indices().chain([(piece.len(), ' ')]) {
        let inside = is_letter_or_digit(character)
            || (word_start.is_some()
                && matches!(character, '\'' | '’' | '-' | ',' | '.')
                && piece[at + character.len_utf8()..].starts_with(is_letter_or_digit));
        match (word_start, inside) {
            (None, true) => word_start = Some(at),
            (Some(from), false) => {
                tokens.push(Token { word: folded(&piece[from..at]), start: start + from });
                word_start = None;
            }
            _ => {}
        }
        if let Some(mark) = MARKS.iter().find(|mark| mark.starts_with(character)) {
            tokens.push(Token { word: (*mark).into(), start: start + at });
        }
    }
}

/// Tells whether a phrase may begin with the first two words of `line`. Most lines are prose and need no more than this
/// look.
pub fn may_open(line: &str) -> bool {
    let mut tokens = Vec::new();
    for (start, piece) in pieces(line) {
        push_tokens(piece, start, &mut tokens);
        if tokens.first().is_some_and(|token| token.word == "©") {
            return true;
        }
        tokens.retain(|token| !is_mark(token));
        if tokens.len() > 1 {
            break;
        }
    }
    let Some(first) = tokens.first() else { return false };
    match PHRASES.openings.get(&*first.word) {
        Some(Second::Any) => true,
        Some(Second::OneOf(words)) if tokens.get(1).is_some_and(|second| words.contains(&*second.word)) => true,
        _ => is_number(&first.word) || is_services(&first.word),
    }
}

/// Tells whether a phrase that counts at the end of a longer line may stand in `part`.
pub fn may_close(part: &str) -> bool {
    PHRASES.closing_words.is_match(part)
}

fn is_letter_or_digit(character: char) -> bool {
    if character.is_ascii() { character.is_ascii_alphanumeric() } else { character.is_alphanumeric() }
}

/// Returns a word in lower case, its apostrophes typed `'`.
fn folded(word: &str) -> Cow<'_, str> {
    match () {
        // The small letter of the Turkish İ has no second dot.
        () if !word.is_ascii() => word.replace('İ', "i").to_lowercase().replace('’', "'").into(),
        () if word.bytes().any(|byte| byte.is_ascii_uppercase()) => word.to_ascii_lowercase().into(),
        () => word.into(),
    }
}

/// Tells whether a phrase may begin with `word`.
fn may_begin(word: &str) -> bool {
    let Some(&first) = word.as_bytes().first() else { return false };
    PHRASES.begins[usize::from(first)] >> word.len().min(LONGEST_LENGTH) & 1 == 1
        || is_number(word)
        || is_services(word)
}

/// The longest length of a first word that has a bit of its own; longer words share its bit. In bytes.
const LONGEST_LENGTH: usize = 31;

/// Returns the longest phrase that begins with token `at`.
pub fn longest(line: &str, tokens: &[Token<'_>], at: usize) -> Option<Match> {
    let all = &*PHRASES;
    let first = tokens.get(at).filter(|first| may_begin(&first.word))?;
    let named = all.by_word.get(&*first.word).into_iter().flatten();
    let numbered = if is_number(&first.word) { all.by_number.as_slice() } else { &[] };
    let served = if is_services(&first.word) { all.by_services.as_slice() } else { &[] };
    named
        .chain(numbered)
        .chain(served)
        .filter_map(|&index| {
            let phrase = &all.phrases[index];
            let end = match_parts(line, tokens, at, &phrase.parts)?;
            Some(Match { family: phrase.family, strength: phrase.strength, end })
        })
        .max_by_key(|hit| (hit.end, hit.strength))
}

enum Part {
    Word(&'static str),
    Number,
    Url,
    Name,
    Words,
    Services,
    Title,
    Clause,
    Rest,
}

struct Phrase {
    family: Family,
    strength: Strength,
    parts: Vec<Part>,
}

/// What stands second in the phrases that begin with the same word.
enum Second {
    /// One of them is that word alone, or leaves its second open.
    Any,
    OneOf(HashSet<&'static str>),
}

struct PhraseIndex {
    phrases: Vec<Phrase>,
    /// The lengths of the phrases' first words, a bit each, by the byte that they begin with: most words of a text
    /// begin no phrase, and this tells so at once.
    begins: [u32; 256],
    by_word: HashMap<&'static str, Vec<usize>>,
    /// What may follow the first word.
    openings: HashMap<&'static str, Second>,
    by_number: Vec<usize>,
    by_services: Vec<usize>,
    /// One word of each phrase that counts at the end of a longer line.
    closing_words: AhoCorasick,
}

static PHRASES: LazyLock<PhraseIndex> = LazyLock::new(|| {
    let mut all = PhraseIndex {
        phrases: Vec::new(),
        begins: [0; 256],
        by_word: HashMap::new(),
        openings: HashMap::new(),
        by_number: Vec::new(),
        by_services: Vec::new(),
        closing_words: AhoCorasick::new([""; 0]).expect("no words are few enough"),
    };
    let mut closing_words = HashSet::new();
    for (family, file) in FILES {
        for line in entries(file) {
            let (strength, text) = match line.as_bytes()[0] {
                b'~' => (Strength::Edge, &line[1..]),
                b'?' => (Strength::Weak, &line[1..]),
                b'$' => (Strength::Call, &line[1..]),
                _ => (Strength::Line, line),
            };
            let parts: Vec<Part> = text.split_whitespace().map(part).collect();
            if matches!(strength, Strength::Edge | Strength::Call) {
                closing_words.insert(longest_ascii_word(&parts).expect("a test looks at each"));
            }
            let index = all.phrases.len();
            match parts.first() {
                Some(Part::Word(word)) => {
                    all.begins[usize::from(word.as_bytes()[0])] |= 1 << word.len().min(LONGEST_LENGTH);
                    all.by_word.entry(word).or_default().push(index);
                    let second =
                        parts.iter().skip(1).find(|part| !matches!(part, Part::Word(mark) if MARKS.contains(mark)));
                    open(all.openings.entry(word).or_insert_with(|| Second::OneOf(HashSet::new())), second);
                }
                Some(Part::Number) => all.by_number.push(index),
                Some(Part::Services) => all.by_services.push(index),
                _ => {}
            }
            all.phrases.push(Phrase { family: *family, strength, parts });
        }
    }
    all.closing_words = AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(closing_words)
        .expect("the words are few and short");
    all
});

/// Adds `second` to what may follow a phrase's first word.
fn open(seconds: &mut Second, second: Option<&Part>) {
    match (seconds, second) {
        (Second::OneOf(words), Some(Part::Word(word))) => {
            words.insert(word);
        }
        (seconds, _) => *seconds = Second::Any,
    }
}

/// Returns the longest word that reads the same in any case of ASCII letters.
fn longest_ascii_word(parts: &[Part]) -> Option<&'static str> {
    let words = parts.iter().filter_map(|part| if let Part::Word(word) = part { Some(*word) } else { None });
    words.filter(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric())).max_by_key(|word| word.len())
}

const FILES: &[(Family, &str)] = &[
    (Family::Advertisement, include_str!("../../../data/phrases/advertisement.txt")),
    (Family::Share, include_str!("../../../data/phrases/share.txt")),
    (Family::Newsletter, include_str!("../../../data/phrases/newsletter.txt")),
    (Family::Related, include_str!("../../../data/phrases/related.txt")),
    (Family::Player, include_str!("../../../data/phrases/player.txt")),
    (Family::Comments, include_str!("../../../data/phrases/comments.txt")),
    (Family::PostMeta, include_str!("../../../data/phrases/post_meta.txt")),
    (Family::Copyright, include_str!("../../../data/phrases/copyright.txt")),
    (Family::Consent, include_str!("../../../data/phrases/consent.txt")),
    (Family::Navigation, include_str!("../../../data/phrases/navigation.txt")),
];

fn part(word: &'static str) -> Part {
    match word {
        "{number}" => Part::Number,
        "{url}" => Part::Url,
        "{name}" => Part::Name,
        "{words}" => Part::Words,
        "{services}" => Part::Services,
        "{title}" => Part::Title,
        "{clause}" => Part::Clause,
        "{rest}" => Part::Rest,
        _ => Part::Word(word),
    }
}

/// Returns the token after the last that `parts` cover from token `at` on.
fn match_parts(line: &str, tokens: &[Token<'_>], at: usize, parts: &[Part]) -> Option<usize> {
    let Some((part, left)) = parts.split_first() else { return Some(at) };
    // Signs in the line that the phrase does not contain are skipped.
    if tokens.get(at).is_some_and(|token| is_mark(token) && !matches!(part, Part::Word(word) if token.word == *word)) {
        return match_parts(line, tokens, at + 1, parts);
    }
    let token = tokens.get(at)?;
    match part {
        Part::Word(word) => (token.word == *word).then(|| match_parts(line, tokens, at + 1, left))?,
        Part::Number => is_number(&token.word).then(|| match_parts(line, tokens, at + 1, left))?,
        Part::Url => is_url(&token.word).then(|| match_parts(line, tokens, at + 1, left))?,
        Part::Name => match_words(line, tokens, at, left, LONGEST_NAME),
        Part::Words => match_words(line, tokens, at, left, MOST_WORDS),
        Part::Services => {
            let services = tokens[at..].iter().take_while(|token| is_services(&token.word)).count();
            (services > 0).then(|| match_parts(line, tokens, at + services, left))?
        }
        Part::Title => is_title(line, token.start, tokens.len() - at).then_some(tokens.len()),
        Part::Clause => (tokens.len() - at <= LONGEST_REST && is_clause(&line[token.start..])).then_some(tokens.len()),
        Part::Rest => (tokens.len() - at <= LONGEST_REST).then_some(tokens.len()),
    }
}

/// Returns the token after the last that up to `most` words and then `left` cover.
fn match_words(line: &str, tokens: &[Token<'_>], at: usize, left: &[Part], most: usize) -> Option<usize> {
    let longest = most.min(tokens.len() - at);
    (1..=longest).rev().find_map(|words| match_parts(line, tokens, at + words, left))
}

const LONGEST_NAME: usize = 5;
const MOST_WORDS: usize = 15;
const LONGEST_REST: usize = 40;
/// Headlines are rarely longer.
const LONGEST_TITLE: usize = 22;

fn is_title(line: &str, start: usize, words: usize) -> bool {
    let title = line[start..].trim_end();
    words <= LONGEST_TITLE
        && !title.ends_with('.')
        && title.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric())
}

/// Tells whether no sentence ends before the end of `rest`.
fn is_clause(rest: &str) -> bool {
    let rest =
        rest.trim_end_matches(|sign: char| sign.is_whitespace() || is_closing_mark(sign) || closes_sentence(sign));
    !rest.split_whitespace().any(|word| word.trim_end_matches(is_closing_mark).ends_with(closes_sentence))
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | ',' | '-' | 'k' | 'm'))
}

fn is_url(word: &str) -> bool {
    word.contains(':') && word.contains("://") || word.starts_with("www.")
}

/// Tells whether `word` is one name of a service or several glued together.
fn is_services(word: &str) -> bool {
    let mut left = word;
    while let Some(first) = left.as_bytes().first() {
        let begins = |service: &&&str| service.as_bytes()[0] == *first && left.starts_with(**service);
        let Some(service) = SERVICES.iter().find(begins) else { return false };
        left = &left[service.len()..];
    }
    !word.is_empty()
}

/// Where pages offer to share; the longer before the shorter that begin alike.
static SERVICES: LazyLock<Vec<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/services.txt")).collect());

/// Splits at blanks, with the byte where each piece begins.
fn pieces(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split(char::is_whitespace)
        .filter(|piece| !piece.is_empty())
        .map(move |piece| (piece.as_ptr() as usize - line.as_ptr() as usize, piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<Family>) {
        let tokens = tokens(line);
        let hit = longest(line, &tokens, 0).filter(|hit| hit.end == tokens.len());
        assert_eq!(hit.map(|hit| hit.family), expected, "{line}");
    }

    #[test]
    fn a_line_is_compared_without_case_and_punctuation() {
        check("ADVERTISEMENT — Continue reading below!", Some(Family::Advertisement));
        check("Related: Ten Bridges to See", Some(Family::Related));
        check("Related: this is how they fell.", None);
        check("Related crimes fell.", None);
        check("İLGİLİ HABERLER", Some(Family::Related));
        check("© 2004-2019 Allerkurier GmbH. All rights reserved.", Some(Family::Copyright));
        check("2004-2019 was the time of the ferry.", None);
        check("Read or share this story: https://example.org/x", Some(Family::Share));
    }

    #[test]
    fn every_file_is_read_whole() {
        for (_, file) in FILES {
            for line in entries(file) {
                let text = line.trim_start_matches(['~', '?', '$']);
                assert_eq!(text.to_lowercase(), text, "phrases are written in lower case");
                if line.starts_with(['~', '$']) {
                    let parts: Vec<Part> = text.split_whitespace().map(part).collect();
                    assert!(longest_ascii_word(&parts).is_some(), "{line}: one word must be of ASCII letters");
                }
                assert!(
                    !text.starts_with("{name}")
                        && !text.starts_with("{words}")
                        && !text.starts_with("{clause}")
                        && !text.starts_with("{title}")
                        && !text.starts_with("{rest}"),
                    "{line}"
                );
                for word in text.split_whitespace() {
                    if let Part::Word(word) = part(word) {
                        let read: Vec<_> = tokens(word).into_iter().map(|token| token.word).collect();
                        assert_eq!(read, [word], "{line}: no line has such a word");
                    }
                }
            }
        }
    }
}
