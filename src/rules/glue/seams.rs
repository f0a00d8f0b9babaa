//! Finds all seams of a draft in one walk over its tokens.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::known::Known;
use super::site::Site;
use super::{Kind, bracket, case, comma, digit, letters, quote, sentence};
use crate::rules::{Draft, Line};
use crate::text::{Span, is_word};

/// A place where two words may have lost their space.
#[derive(Clone, Debug)]
pub struct Seam {
    /// The token around it, without the marks at its edges, in bytes of the draft's text.
    pub token: Span,
    /// Where the space would stand, in bytes of the draft's text.
    pub at: usize,
    pub kind: Kind,
    /// What the text speaks, as far as its words tell.
    pub language: Option<&'static str>,
    /// The likelihood that a space is missing, 0 to 1.
    pub score: f32,
}

/// Returns the seams of `draft`, in ascending order.
pub fn find(draft: &Draft<'_>) -> Vec<Seam> {
    let known = Known::new(draft, CODE.is_match(draft.text));
    let mut found = Vec::new();
    for line in draft.lines() {
        for token in tokens(line.text).filter(|token| token.len() <= LONGEST) {
            look_at(&line, token, &known, &mut found);
        }
    }
    found
}

/// A longer run without a blank, in bytes, is no prose; each of its seams would look at all of it.
const LONGEST: usize = 600;

fn look_at(line: &Line<'_>, token: Span, known: &Known<'_>, found: &mut Vec<Seam>) {
    let text = &line.text[token.clone()];
    let shape = Shape::of(text);
    if shape == Shape::Word {
        if let Some((at, score)) = letters::judge(line.text, token.clone(), known) {
            found.push(seam(line, token, at, (Kind::Letters, score), known));
        }
        return;
    }
    if shape == Shape::Whole || is_protected(line.text, &token) || is_near_code(line.text, &token) {
        return;
    }
    let mut site = Site { line: line.text, token: token.clone(), at: token.start };
    for (offset, character) in text.char_indices().skip(1) {
        site.at = token.start + offset;
        let Some(judged) = judge(&site, character, known) else { continue };
        found.push(seam(line, token.clone(), site.at, judged, known));
    }
}

fn seam(line: &Line<'_>, token: Span, at: usize, (kind, score): (Kind, f32), known: &Known<'_>) -> Seam {
    let token = line.start + token.start..line.start + token.end;
    Seam { token, at: line.start + at, kind, language: known.language(), score }
}

/// Asks the rule that a place belongs to, by the two characters that meet there.
fn judge(site: &Site<'_>, after: char, known: &Known<'_>) -> Option<(Kind, f32)> {
    let before = site.before();
    if is_quote(before) || is_quote(after) {
        return Some((Kind::Quote, quote::judge(site, known)?));
    }
    match (before, after) {
        ('.' | '!' | '?' | ':', _) if is_word(after) || after == '#' => {
            Some((Kind::Sentence, sentence::judge(site, known)?))
        }
        (',' | ';', _) if after.is_alphanumeric() => Some((Kind::Comma, comma::judge(site, known)?)),
        (_, '(' | '[') | (')' | ']', _) => Some((Kind::Bracket, bracket::judge(site, known)?)),
        _ if before.is_alphabetic() && after.is_ascii_digit() || before.is_ascii_digit() && after.is_alphabetic() => {
            Some((Kind::Digit, digit::judge(site, known)?))
        }
        _ if before.is_alphabetic() && after.is_uppercase() => Some((Kind::Case, case::judge(site, known)?)),
        _ => None,
    }
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»' | '‘')
}

/// Returns the runs of `line` without blanks, each without the marks at its edges.
fn tokens(line: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + line[at..].find(|character: char| !character.is_whitespace())?;
            let end = line[start..].find(char::is_whitespace).map_or(line.len(), |length| start + length);
            at = end;
            let token = &line[start..end];
            let bare = token.trim_start_matches(|character| !is_word(character));
            let first = start + token.len() - bare.len();
            let last = first + bare.trim_end_matches(|character| !is_word(character)).len();
            if first < last {
                return Some(first..last);
            }
        }
    })
}

/// What a token is made of, as far as it tells where seams can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Letters and apostrophes, no capital but the first: one word, or two run together.
    Word,
    /// Digits alone, or one letter: nothing to part.
    Whole,
    Other,
}

impl Shape {
    fn of(token: &str) -> Self {
        let mut characters = token.chars();
        let first = characters.next();
        if first.is_some_and(char::is_alphabetic)
            && characters.clone().all(|character| {
                if character.is_ascii() {
                    character.is_ascii_lowercase() || character == '\''
                } else {
                    character.is_lowercase() || character == '’'
                }
            })
        {
            return Shape::Word;
        }
        if token.bytes().all(|byte| byte.is_ascii_digit()) { Shape::Whole } else { Shape::Other }
    }
}

/// Tells whether a token is an address, a handle, a path, code or markup, in which marks need no space.
fn is_protected(line: &str, token: &Span) -> bool {
    let text = &line[token.clone()];
    let before = line[..token.start].chars().next_back();
    matches!(before, Some('@' | '#' | '$' | '/' | '\\' | '_' | '<' | '{' | '&' | '='))
        || text.contains(['@', '/', '\\', '_', '=', '<', '>', '{', '}', '|', '&', '`', '~', '^', '*', '+'])
        || text.contains("::")
        || text.contains("www.")
        || text.contains(",,")
        || has_domain(text)
}

/// How far around a place signs of code are looked for, in bytes: a statement or two.
const CODE_REACH: usize = 60;

/// Tells whether near `place` in `line` are marks that stand together in code and data alone.
pub fn is_near_code(line: &str, place: &Span) -> bool {
    let start = line.floor_char_boundary(place.start.saturating_sub(CODE_REACH));
    let end = line.ceil_char_boundary((place.end + CODE_REACH).min(line.len()));
    CODE.is_match(&line[start..end])
}

static CODE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let marks = [
        "();", "() ", "().", "() {", "=>", ":=", "});", "</", "::", "\":", "{\"", "==", "!=", "&&", "){", "] = ", "++",
    ];
    AhoCorasick::new(marks).expect("the marks are few and short")
});

/// Tells whether a token holds the name of a site (`lemonde.fr`, `news.example.co.uk`) or of a file (`notes.txt`): two
/// words in small letters with a stop between them.
fn has_domain(token: &str) -> bool {
    let mut parts = token.split('.');
    let mut before = parts.next().unwrap_or("");
    for part in parts {
        let open = before.ends_with(|character: char| character.is_alphanumeric());
        if open && part.starts_with(|character: char| character.is_lowercase()) {
            return true;
        }
        before = part;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_lose_the_marks_at_their_edges() {
        let line = " “He (Mr Kerry) left”,  … 3,000people. ";
        let found: Vec<_> = tokens(line).map(|span| &line[span]).collect();
        assert_eq!(found, ["He", "Mr", "Kerry", "left", "3,000people"]);
    }

    #[test]
    fn addresses_and_names_of_files_are_protected() {
        for token in ["a.b@c.de", "https://a.de", "www.a.de", "notes.txt", "lemonde.fr.The", "a/b", "x_y", "std::io"] {
            assert!(is_protected(token, &(0..token.len())), "{token}");
        }
        for token in ["talks.The", "U.S.-led", "peace.“We", "3,000people"] {
            assert!(!is_protected(token, &(0..token.len())), "{token}");
        }
        assert!(is_protected("#ClimateNow", &(1..11)));
    }
}
