//! What is measured of a line below the article's last paragraph, as numbers that a score can weigh.
//!
//! The figures describe shape and position and hold for every language. Only one needs words: whether a line addresses
//! its reader.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::phrase::Family;
use crate::article::BlockKind;
use crate::rules::figures::figures;
use crate::rules::{Draft, Line};
use crate::text::phrases::entries;
use crate::text::{closes_sentence, is_cjk, is_closing_mark, is_opening_mark, words};

figures! {
    /// The figures of one line.
    Figures:
    bias,
    four_or_five_words,
    six_to_fourteen_words,
    fifteen_words_or_more,
    ends_with_stop,
    ends_with_question,
    ends_with_call,
    ends_with_ellipsis,
    no_end,
    capitals,
    capitals_of_headline,
    all_capitals,
    begins_small,
    digits,
    number_with_unit_sign,
    date_or_hour,
    quoted,
    opens_with_dash_or_bullet,
    label,
    bracketed,
    bar_or_arrow,
    speaks_to_reader,
    shared_words,
    own_words_of_headline,
    stands_elsewhere,
    numbered,
    below_colon,
    below_pointer,
    below_phrase,
    headlines_in_run,
    scraps_in_run,
    shared_in_run,
    run_of_headlines,
    run_without_end,
    run_ended,
    run_even,
    phrases_in_run,
    phrase_before,
    phrase_after,
}

/// A line below the last paragraph.
pub struct Candidate<'a> {
    pub line: Line<'a>,
    pub kind: LineKind,
}

/// What kind of line it is, before anything is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// One of the page's phrases, which other rules take out.
    Phrase(Family),
    /// Some words that end with no full stop: a headline, a teaser, a call, or an entry of the article's own list.
    Headline,
    /// A word or three without an end mark, as stand between teasers: "Politics".
    Scrap,
    /// The article's own: a sentence, an address, a table, a caption. Such a line is never taken out.
    Own,
}

impl LineKind {
    fn of(line: Line<'_>) -> Self {
        let text = line.text.trim();
        let shape = Shape::of(text);
        let others = matches!(line.kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::ListItem);
        let ends_own = shape.end.is_some_and(|end| FULL_STOPS.contains(&end) || CONTINUES.contains(&end));
        if !others
            || text.contains(['@', '©'])
            || text.contains("://")
            || text.contains("www.")
            || ends_own && !is_cut(text)
        {
            return LineKind::Own;
        }
        match shape.words {
            HEADLINE_WORDS.. => LineKind::Headline,
            _ if shape.is_ended() => LineKind::Own,
            _ => LineKind::Scrap,
        }
    }
}

const FULL_STOPS: &[char] = &['.', '。', '।', '۔'];
/// Signs after which the same text goes on in the next line.
const CONTINUES: &[char] = &[':', ',', ';'];

/// Words from which on a line can be a headline.
const HEADLINE_WORDS: usize = 4;

/// Words from which on a line that ends as a sentence does is a paragraph of the article.
const PROSE_WORDS: usize = 12;

/// So many lines without a paragraph are a list or a table; each is also looked for in the whole text.
const MOST_LINES: usize = 250;

/// Returns the lines below the last paragraph of prose; none if the text has no such paragraph near its end.
pub fn candidates<'a>(draft: &Draft<'a>) -> Vec<Candidate<'a>> {
    let phrases = draft.phrase_lines();
    let phrase = |line: &Line<'_>| {
        let at = phrases.partition_point(|phrase| phrase.span.start < line.start);
        phrases.get(at).filter(|phrase| phrase.span == line.span())
    };
    let mut found = Vec::new();
    for line in draft.lines().rev() {
        let phrase = phrase(&line);
        let kind = phrase.map_or_else(|| LineKind::of(line), |phrase| LineKind::Phrase(phrase.family));
        if phrase.is_none() && is_prose(line) {
            found.reverse();
            return found;
        }
        if found.len() == MOST_LINES {
            break;
        }
        found.push(Candidate { line, kind });
    }
    Vec::new()
}

/// Tells whether a line is a paragraph of sentences.
fn is_prose(line: Line<'_>) -> bool {
    let text = line.text.trim();
    ends_sentence(text) && counted_words(text) >= PROSE_WORDS
}

/// Tells whether a line breaks off, as teasers do.
fn is_cut(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("...")
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(is_closing_mark).ends_with(closes_sentence)
}

/// Returns how many words a line has; two characters of a script without spaces count for one.
fn counted_words(text: &str) -> usize {
    let dense = text.chars().filter(|&character| is_cjk(character)).count();
    text.split_whitespace().count() + dense / 2
}

/// What a line shows by itself.
struct Shape {
    words: usize,
    end: Option<char>,
    /// The share of words that begin with a capital, of those with four letters and more after the first.
    capitals: f32,
}

impl Shape {
    fn of(text: &str) -> Self {
        let text = text.trim();
        let long = text.split_whitespace().skip(1).map(|word| word.trim_start_matches(is_opening_mark));
        let long: Vec<&str> =
            long.filter(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() >= 4).collect();
        let capitals = long.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
        Shape {
            words: counted_words(text),
            end: text.trim_end_matches(is_closing_mark).chars().next_back(),
            capitals: capitals as f32 / long.len().max(1) as f32,
        }
    }

    fn is_ended(&self) -> bool {
        self.end.is_some_and(|end| closes_sentence(end) || CONTINUES.contains(&end))
    }

    fn is_headline(&self) -> bool {
        (4..=18).contains(&self.words) && !self.is_ended()
    }
}

/// The rarer words of a line.
struct Rarity {
    words: usize,
    /// The share of them that the article has too.
    shared: f32,
}

impl Rarity {
    fn of(text: &str, known: &HashSet<String>) -> Self {
        let (mut words, mut shared) = (0, 0);
        for word in rare_words(text) {
            words += 1;
            shared += usize::from(known.contains(&word));
        }
        Rarity { words, shared: shared as f32 / words.max(1) as f32 }
    }
}

/// Returns what is measured of each of `candidates`, the last lines of `draft`.
pub fn measure(draft: &Draft<'_>, candidates: &[Candidate<'_>]) -> Vec<Figures> {
    let Some(first) = candidates.first() else { return Vec::new() };
    let article = &draft.text[..first.line.start];
    let known: HashSet<String> = rare_words(article).collect();
    let shapes: Vec<Shape> = candidates.iter().map(|candidate| Shape::of(candidate.line.text)).collect();
    let own: Vec<&Shape> = shapes
        .iter()
        .zip(candidates)
        .filter(|(_, candidate)| !matches!(candidate.kind, LineKind::Phrase(_)))
        .map(|(shape, _)| shape)
        .collect();
    let run = own.len().max(1) as f32;
    let share = |test: &dyn Fn(&Shape) -> bool| own.iter().filter(|shape| test(shape)).count() as f32 / run;
    let mean = own.iter().map(|shape| shape.words as f32).sum::<f32>() / run;
    let spread = own.iter().map(|shape| (shape.words as f32 - mean).abs()).sum::<f32>() / run / mean.max(1.0);
    let colon = candidates.iter().position(|candidate| candidate.line.text.trim_end().ends_with(':'));
    let phrase = candidates.iter().position(|candidate| matches!(candidate.kind, LineKind::Phrase(_)));
    let pointer = candidates.iter().position(|candidate| candidate.kind == LineKind::Phrase(Family::Related));
    let of_rare: Vec<Rarity> = candidates.iter().map(|candidate| Rarity::of(candidate.line.text, &known)).collect();
    let headlines_in_run = (1.0 + own.iter().filter(|shape| shape.is_headline()).count() as f32).ln();
    let scraps_in_run = share(&|shape| shape.words <= 3 && !shape.is_ended());
    let shared_in_run = of_rare.iter().map(|rarity| rarity.shared).sum::<f32>() / candidates.len() as f32;
    let run_of_headlines = share(&Shape::is_headline);
    let run_without_end = share(&|shape| !shape.is_ended());
    let run_ended = share(&|shape| shape.is_ended()) * (1.0 + run).ln();
    let run_even = if own.len() > 2 { (1.0 - spread).max(0.0) } else { 0.0 };
    let phrases_in_run = candidates.iter().filter(|candidate| matches!(candidate.kind, LineKind::Phrase(_))).count()
        as f32
        / candidates.len() as f32;
    candidates
        .iter()
        .zip(&shapes)
        .enumerate()
        .map(|(at, (candidate, shape))| {
            let text = candidate.line.text.trim();
            let flag = |yes: bool| f32::from(u8::from(yes));
            let Rarity { words: rare, shared } = of_rare[at];
            let neighbour = |at: Option<usize>| {
                at.and_then(|at| candidates.get(at)).is_some_and(|other| matches!(other.kind, LineKind::Phrase(_)))
            };
            let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
            let all_capitals = letters > 2 && !text.contains(char::is_lowercase) && text.contains(char::is_uppercase);
            let ends = |signs: &[char]| flag(shape.end.is_some_and(|end| signs.contains(&end)));
            let words = |range: std::ops::RangeInclusive<usize>| flag(range.contains(&shape.words));
            Figures {
                bias: 1.0,
                four_or_five_words: words(4..=5),
                six_to_fourteen_words: words(6..=14),
                fifteen_words_or_more: words(15..=usize::MAX),
                ends_with_stop: ends(FULL_STOPS),
                ends_with_question: ends(&['?', '？', '؟']),
                ends_with_call: ends(&['!', '！']),
                ends_with_ellipsis: flag(is_cut(text)),
                no_end: flag(!shape.is_ended()),
                capitals: shape.capitals,
                capitals_of_headline: if shape.is_headline() { shape.capitals } else { 0.0 },
                all_capitals: flag(all_capitals),
                begins_small: flag(text.starts_with(char::is_lowercase)),
                digits: flag(text.contains(|sign: char| sign.is_ascii_digit())),
                number_with_unit_sign: flag(text.contains(['%', '€', '$', '£', '½', '¼', '°'])),
                date_or_hour: flag(has_date_or_hour(text)),
                quoted: flag(text.starts_with(is_opening_mark) && !text.starts_with(['(', '['])),
                opens_with_dash_or_bullet: flag(text.starts_with(['-', '–', '—', '•', '*', '·', '▪', '●', '►'])),
                label: flag(
                    text.split_once(':')
                        .is_some_and(|(label, rest)| label.split_whitespace().count() <= 3 && rest.starts_with(' ')),
                ),
                bracketed: flag(text.starts_with(['[', '(']) && text.ends_with([']', ')'])),
                bar_or_arrow: flag(text.contains(['|', '›', '»', '→', '▶', '>']) && !text.contains('«')),
                speaks_to_reader: flag(speaks_to_reader(text)),
                shared_words: shared,
                own_words_of_headline: if shape.is_headline() { (rare as f32 * (1.0 - shared)).min(6.0) } else { 0.0 },
                stands_elsewhere: flag(
                    article.contains(text) || draft.text[candidate.line.span().end..].contains(text),
                ),
                numbered: flag(is_numbered(text)),
                below_colon: flag(colon.is_some_and(|colon| colon < at)),
                below_pointer: flag(pointer.is_some_and(|pointer| pointer < at)),
                below_phrase: flag(phrase.is_some_and(|phrase| phrase < at)),
                headlines_in_run,
                scraps_in_run,
                shared_in_run,
                run_of_headlines,
                run_without_end,
                run_ended,
                run_even,
                phrases_in_run,
                phrase_before: flag(neighbour(at.checked_sub(1))),
                phrase_after: flag(neighbour(Some(at + 1))),
            }
        })
        .collect()
}

/// Returns the words of five letters and more, in lower case.
fn rare_words(text: &str) -> impl Iterator<Item = String> {
    words(text).map(|(_, word)| word).filter(|word| word.chars().nth(4).is_some()).map(str::to_lowercase)
}

/// Tells whether a line begins with a number of its own, as the entries of lists do.
fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', ')', ' ', ':', '\u{A0}'])
}

/// Tells whether a year of our time, or two numbers parted as in an hour or a date, stand in `text`.
fn has_date_or_hour(text: &str) -> bool {
    text.split(|sign: char| !sign.is_ascii_digit() && !matches!(sign, ':' | '/' | '.' | '-')).any(|number| {
        let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        let mut parts = number.split([':', '/', '.', '-']);
        let pair = number.contains([':', '/', '.'])
            && parts.clone().count() >= 2
            && parts.all(|part| (1..=4).contains(&part.len()));
        year || pair
    })
}

/// Small words that speak to the reader, in lower case.
static READER_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../../data/phrases/reader_words.txt")).collect());

fn speaks_to_reader(text: &str) -> bool {
    words(text).any(|(_, word)| READER_WORDS.contains(word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::weights;
    use super::*;
    use crate::text::names_hash;

    #[test]
    fn the_weights_are_those_of_these_figures() {
        assert_eq!(
            weights::NAMES_HASH,
            names_hash(Figures::NAMES),
            "scripts/train_lines.py has to train the score anew"
        );
        assert_eq!(weights::WEIGHTS.len(), Figures::NAMES.len());
    }
}
