//! Finds all seams of a draft in one walk over its tokens.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::evidence::{Weighed, settled};
use super::figures::Figures;
use super::known::Known;
use super::score::Pair;
use super::seam::Seam;
use super::site::{Site, is_quote, needs_no_space};
use super::{SeamKind, bracket, case, comma, digit, letters, quote, sentence};
use crate::article::BlockKind;
use crate::rules::Line;
use crate::text::{Span, Vocabulary, is_word};

/// What a place is judged by.
enum Judged<'a> {
    /// The marks there say how likely it is.
    Scored(f32),
    /// Two words whose figures are to be weighed.
    Pair(Pair<'a>),
}

/// Returns the seams of a text with these lines and words, in ascending order, each as likely as the others make it.
pub fn find<'a>(text: &str, lines: impl Iterator<Item = Line<'a>>, vocabulary: &Vocabulary) -> Vec<Seam> {
    let mut found = Vec::new();
    walk(text, lines, vocabulary, |seam, judged, _| {
        found.push(match judged {
            Judged::Scored(_) => Weighed::by_marks(seam),
            Judged::Pair(pair) => Weighed::by_words(seam, pair),
        });
    });
    settled(found)
}

/// Returns the seams of a plain text whose lines are its blocks, in ascending order, each with the name of the weights
/// that hold for it and the figures they weigh, where its score is made so: `scripts/train_glue.py` learns from them.
pub fn find_figures(text: &str) -> Vec<(Seam, Option<(&'static str, Figures)>)> {
    let lines = text.split('\n').map(|line| Line {
        kind: BlockKind::Paragraph,
        start: line.as_ptr() as usize - text.as_ptr() as usize,
        text: line,
    });
    let mut found = Vec::new();
    walk(text, lines, &Vocabulary::of(text), |seam, judged, known| {
        let figures = match judged {
            Judged::Scored(_) => None,
            Judged::Pair(pair) => Some((pair.weights(known).0, pair.figures(known))),
        };
        found.push((seam, figures));
    });
    found
}

/// Gives each place that may be a seam to `take`, in ascending order.
fn walk<'a>(
    text: &str,
    lines: impl Iterator<Item = Line<'a>>,
    vocabulary: &Vocabulary,
    mut take: impl FnMut(Seam, &Judged<'_>, &Known<'_>),
) {
    let known = Known::new(text, vocabulary, CODE.is_match(text));
    for line in lines {
        for token in tokens(line.text).filter(|token| token.len() <= LONGEST) {
            look_at(&line, token, &known, &mut take);
        }
    }
}

/// The longest token that is examined, in bytes. A longer one is no prose, and takes time quadratic in its length.
const LONGEST: usize = 600;

fn look_at(line: &Line<'_>, token: Span, known: &Known<'_>, take: &mut impl FnMut(Seam, &Judged<'_>, &Known<'_>)) {
    let mut found = |at: usize, kind: SeamKind, judged: &Judged<'_>| {
        let score = match judged {
            Judged::Scored(score) => *score,
            Judged::Pair(pair) => pair.likelihood(known),
        };
        let token = line.start + token.start..line.start + token.end;
        take(Seam { token, at: line.start + at, kind, language: known.language(), score }, judged, known);
    };
    let text = &line.text[token.clone()];
    let shape = Shape::of(text);
    if shape == Shape::Word && !is_led_by_sign(line.text, &token) {
        if let Some((at, pair)) = letters::pair(line.text, token.clone(), known) {
            found(at, SeamKind::Letters, &Judged::Pair(pair));
        }
        return;
    }
    if shape != Shape::Other || is_protected(line.text, &token) || is_near_code(line.text, &token) {
        return;
    }
    let mut site = Site { line: line.text, token: token.clone(), at: token.start };
    for (offset, character) in text.char_indices().skip(1) {
        site.at = token.start + offset;
        if let Some((kind, judged)) = judge(&site, character, known) {
            found(site.at, kind, &judged);
        }
    }
}

/// Calls the rule for a place. The two characters that meet there decide which rule that is.
fn judge<'a>(site: &Site<'a>, after: char, known: &Known<'_>) -> Option<(SeamKind, Judged<'a>)> {
    let before = site.before();
    if needs_no_space(before) || needs_no_space(after) {
        return None;
    }
    let scored = |kind, score: Option<f32>| Some((kind, Judged::Scored(score?)));
    let weighed = |kind, pair: Option<Pair<'a>>| Some((kind, Judged::Pair(pair?)));
    if is_quote(before) || is_quote(after) {
        return scored(SeamKind::Quote, quote::judge(site, known));
    }
    match (before, after) {
        ('.' | '!' | '?' | ':', _) if is_word(after) || after == '#' => {
            scored(SeamKind::Sentence, sentence::judge(site, known))
        }
        (',' | ';', _) if after.is_alphanumeric() => scored(SeamKind::Comma, comma::judge(site, known)),
        (_, '(' | '[') | (')' | ']', _) => scored(SeamKind::Bracket, bracket::judge(site, known)),
        _ if before.is_alphabetic() && after.is_ascii_digit() || before.is_ascii_digit() && after.is_alphabetic() => {
            weighed(SeamKind::Digit, digit::pair(site, known))
        }
        _ if before.is_alphabetic() && after.is_uppercase() => weighed(SeamKind::Case, case::pair(site, known)),
        _ => None,
    }
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
    is_led_by_sign(line, token)
        || text.contains(['@', '/', '\\', '_', '=', '<', '>', '{', '}', '|', '&', '`', '~', '^', '*', '+'])
        || text.contains("::")
        || text.contains("www.")
        || text.contains(",,")
        || has_domain(text)
}

/// Tells whether before a token stands a sign that makes it a handle, a tag, a variable or a part of something longer.
fn is_led_by_sign(line: &str, token: &Span) -> bool {
    match line[..token.start].chars().next_back() {
        Some('@' | '#' | '/' | '\\' | '_' | '<' | '{' | '&' | '=') => true,
        // `$20,091Average` is no variable.
        Some('$') => !line[token.start..].starts_with(|first: char| first.is_ascii_digit()),
        _ => false,
    }
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
        "();", "() ", "().", "() {", " {\n", "=>", ":=", "});", "</", "::", "\":", "{\"", "==", "!=", "&&", "){",
        "] = ", "++",
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

    /// Returns how likely the seam before `right` is.
    #[cfg(feature = "lexicon")]
    fn likelihood(text: &str, right: &str) -> f32 {
        let line = Line { kind: BlockKind::Paragraph, start: 0, text };
        let seams = find(text, [line].into_iter(), &Vocabulary::of(text));
        seams.iter().find(|seam| text[seam.at..].starts_with(right)).expect("the text has the seam").score
    }

    #[cfg(feature = "lexicon")]
    #[test]
    fn another_lost_space_makes_a_seam_likelier() {
        let clean = "It was the end of the talks. The shop is open for 24hour and the mayor of the town was there.";
        let dirty = "It was the end of the talks.The shop is open for 24hour and the mayor of the town was there.";
        assert!(likelihood(clean, "hour") <= super::super::score::DOUBTFUL);
        assert!(likelihood(dirty, "hour") > likelihood(clean, "hour"));
    }

    #[cfg(feature = "lexicon")]
    #[test]
    fn a_seam_is_no_evidence_for_itself() {
        let text = "The shop is open for 24hour and the mayor of the town was there, as it was said to be of the town.";
        assert!(likelihood(text, "hour") <= super::super::score::DOUBTFUL);
    }
}
