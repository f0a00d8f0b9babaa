//! U+FFFD where a quote or a dash stood: a decoder met a windows-1252 byte in a text that it took for UTF-8.
//!
//! The letter that was lost is gone; what stood between words can be told from where it stands. A document that lost
//! letters too keeps its marks, for a mark at a word's edge may then have been a letter.

use whatlang::Lang;

use crate::text::{Certainty, Proposal, is_closing_mark, is_opening_mark, is_word};

const LOST: char = '\u{FFFD}';

/// Finds the marks whose place says what they were.
pub fn find(text: &str) -> Vec<Proposal> {
    if !text.contains(LOST) {
        return Vec::new();
    }
    let language = whatlang::detect_lang(text).unwrap_or(Lang::Eng);
    let style = Style::of(language, text);
    let lines: Vec<_> = lines(text)
        .map(|(start, line)| (start, line, marks(line, start + line.len() == text.len(), language)))
        .collect();
    let lost_letter = lines.iter().flat_map(|(_, _, marks)| marks).any(|(_, place)| *place == Place::Letter);
    let mut found = Vec::new();
    for (start, line, marks) in lines {
        let settled = if lost_letter { apostrophes(&marks, language) } else { settle(line, &marks, &style) };
        found.extend(
            settled
                .into_iter()
                .map(|(at, meant)| Proposal::new(start + at..start + at + LOST.len_utf8(), meant, Certainty::Likely)),
        );
    }
    found
}

/// Returns the lines that lost something, with their places.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split('\n').filter_map(move |line| {
        let at = start;
        start += line.len() + 1;
        line.contains(LOST).then_some((at, line))
    })
}

/// Returns what is certain even where letters were lost: English has few of those, and writes `’s` everywhere.
fn apostrophes(marks: &[(usize, Place)], language: Lang) -> Vec<(usize, char)> {
    let certain = marks.iter().filter(|(_, place)| language == Lang::Eng && *place == Place::Apostrophe);
    certain.map(|&(at, _)| (at, '’')).collect()
}

/// How a document writes quotes and dashes.
struct Style {
    language: Lang,
    opening: char,
    closing: char,
    /// What closes a quote that „ has opened.
    closing_low: char,
    dash: char,
}

impl Style {
    fn of(language: Lang, text: &str) -> Style {
        let (opening, closing) = match language {
            Lang::Swe | Lang::Fin | Lang::Dan | Lang::Nob => ('”', '”'),
            _ => ('“', '”'),
        };
        let closing_low = match language {
            Lang::Pol | Lang::Hun | Lang::Ron | Lang::Nld | Lang::Hrv | Lang::Srp => '”',
            _ => '“',
        };
        let dash = match (text.contains('—'), text.contains('–'), language) {
            (false, true, _) => '–',
            (true, _, _) | (false, false, Lang::Eng | Lang::Spa | Lang::Rus) => '—',
            (false, false, _) => '–',
        };
        Style { language, opening, closing, closing_low, dash }
    }
}

/// What a lost mark's place says of it.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Apostrophe,
    Dash,
    /// Before a word, after a blank.
    Before,
    /// After a word.
    After,
    /// In a word, where no mark stands.
    Letter,
    /// Nothing can be said.
    Open,
}

/// Returns the place of each lost mark in a line; `cut`: nothing follows the line.
fn marks(line: &str, cut: bool, language: Lang) -> Vec<(usize, Place)> {
    let place = |at: usize| {
        // Two marks may stand together: the end of a quote in a quote.
        let left = line[..at].trim_end_matches(LOST);
        let right = line[at..].trim_start_matches(LOST);
        let alone = left.len() == at && right.len() + LOST.len_utf8() == line.len() - at;
        let before = left.chars().next_back().unwrap_or(' ');
        let after = right.chars().next().unwrap_or(' ');
        let starts = before.is_whitespace() || is_opening_mark(before) || is_dash(before) || before == '/';
        let ends = after.is_whitespace() || is_closing_mark(after) || after.is_ascii_punctuation() || is_dash(after);
        match (is_word(before), is_word(after)) {
            (true, true) if is_elision(left, right, language) && alone => Place::Apostrophe,
            (true, false) if is_opening_mark(after) && is_elision(left, right, language) => Place::Apostrophe,
            (true, true) if parts_dateline(left, right) => Place::Dash,
            (true, true) => Place::Letter,
            _ if before.is_whitespace() && after.is_whitespace() => match (alone, left.trim(), right.trim()) {
                (false, ..) | (_, "", _) | (.., "") => Place::Open,
                _ => Place::Dash,
            },
            (false, true) if starts => Place::Before,
            // The last character of a text may have been cut in two.
            (true, false) if cut && right.is_empty() => Place::Open,
            (_, false) if ends && !before.is_whitespace() => Place::After,
            _ => Place::Open,
        }
    };
    line.match_indices(LOST).map(|(at, _)| (at, place(at))).collect()
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—')
}

/// Tells whether the halves are a place in capitals and a sentence: `WASHINGTON—Saying`.
fn parts_dateline(left: &str, right: &str) -> bool {
    let place = left.rsplit(|character: char| !character.is_alphabetic()).next().unwrap_or("");
    let mut sentence = right.chars();
    place.chars().count() > 2
        && place.chars().all(char::is_uppercase)
        && sentence.next().is_some_and(char::is_uppercase)
        && sentence.next().is_some_and(char::is_lowercase)
}

/// What stands after an English apostrophe, up to the word's end.
const ENGLISH_ENDINGS: &[&str] =
    &["s", "t", "d", "m", "re", "ve", "ll", "S", "T", "D", "M", "RE", "VE", "LL", "clock", "all"];
/// What stands before an apostrophe in French, Italian and Catalan, from the word's start, in lower case.
const ROMANCE_BEGINNINGS: &[&str] = &[
    "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "aujourd", "presqu", "quelqu",
    "un", "all", "dall", "dell", "nell", "sull", "coll", "quell", "quest", "sant", "cos", "com", "dov", "anch", "bell",
    "mezz", "tutt", "senz",
];

/// Tells whether an apostrophe is wanted between two halves of a word.
fn is_elision(left: &str, right: &str, language: Lang) -> bool {
    let ending = &right[..right.find(|character| !is_word(character)).unwrap_or(right.len())];
    let beginning = &left[left
        .rfind(|character| !is_word(character))
        .map_or(0, |at| at + left[at..].chars().next().map_or(0, char::len_utf8))..];
    let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    let name = matches!(beginning, "O" | "D" | "L") && capital(ending) && ending.len() > 1;
    match language {
        Lang::Fra | Lang::Ita | Lang::Cat => name || ROMANCE_BEGINNINGS.contains(&beginning.to_lowercase().as_str()),
        _ => name || ENGLISH_ENDINGS.contains(&ending),
    }
}

/// Gives the marks of a line their characters: quotes in pairs, and what is left over if only one thing can have stood
/// there.
fn settle(line: &str, marks: &[(usize, Place)], style: &Style) -> Vec<(usize, char)> {
    let mut settled = Vec::new();
    let mut open = intact_quotes(line);
    let mut pairs: Vec<(Quote, usize)> = Vec::new();
    for &(at, place) in marks {
        match place {
            Place::Apostrophe => settled.push((at, '’')),
            Place::Dash => settled.push((at, style.dash)),
            Place::Before if omits(&line[at..], style.language) => settled.push((at, '’')),
            Place::Before => open.push(Quote { at, low: false, lost: true }),
            Place::After => match open.iter().rposition(|quote| quote.at < at) {
                Some(index) => pairs.push((open.remove(index), at)),
                None => settled.extend(alone_after(&line[..at], style).map(|meant| (at, meant))),
            },
            Place::Letter | Place::Open => {}
        }
    }
    for (quote, end) in &pairs {
        let inner = pairs.iter().any(|(outer, outer_end)| outer.at < quote.at && end < outer_end);
        let (opening, closing) = if inner { ('‘', '’') } else { (style.opening, style.closing) };
        settled.extend(quote.lost.then_some((quote.at, opening)));
        settled.push((*end, if quote.low { style.closing_low } else { closing }));
    }
    let unclosed = |quote: &&Quote| quote.lost && opens_sentence(line, quote.at);
    settled.extend(open.iter().filter(unclosed).map(|quote| (quote.at, style.opening)));
    settled.sort_unstable();
    settled
}

/// Tells whether a mark at `at` stands between the end of a clause and a capital: a quote of several paragraphs opens so
/// in each and closes in the last.
fn opens_sentence(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end().chars().next_back();
    let after = line[at + LOST.len_utf8()..].chars().next();
    before.is_none_or(|before| matches!(before, '.' | ',' | ':' | '!' | '?')) && after.is_some_and(char::is_uppercase)
}

/// Returns what a mark after a word is that closes nothing in its line: the end of a quote of several paragraphs, or
/// the apostrophe of `workers’`.
fn alone_after(left: &str, style: &Style) -> Option<char> {
    match left.chars().next_back()? {
        '.' | ',' | '!' | '?' => Some(style.closing),
        's' | 'S' | 'z' | 'x' if style.language == Lang::Eng => Some('’'),
        _ => None,
    }
}

/// A quote that waits for its end.
struct Quote {
    at: usize,
    low: bool,
    lost: bool,
}

/// Returns the quotes of a line that came through and were not closed by one that came through.
fn intact_quotes(line: &str) -> Vec<Quote> {
    let mut open: Vec<Quote> = Vec::new();
    for (at, character) in line.char_indices() {
        match character {
            '„' => open.push(Quote { at, low: true, lost: false }),
            '“' if open.is_empty() => open.push(Quote { at, low: false, lost: false }),
            '“' | '”' => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// English words that lost their beginning.
const SHORTENED: &[&str] = &["em", "til", "cause", "tis", "twas", "Tis", "Twas", "Til"];

/// Tells whether a lost mark stands for figures or letters left out: ’90s, ’em.
fn omits(text: &str, language: Lang) -> bool {
    let rest = &text[LOST.len_utf8()..];
    let word = &rest[..rest.find(|character| !is_word(character)).unwrap_or(rest.len())];
    let years = word.strip_suffix(['s', 'S']).unwrap_or("");
    (language == Lang::Eng && SHORTENED.contains(&word))
        || (years.len() == 2 && years.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut fixed = text.to_owned();
        for proposal in find(text).into_iter().rev() {
            fixed.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(fixed, expected);
    }

    #[test]
    fn fix_marks_between_words() {
        check("The mayor said �we can�t wait� and left.", "The mayor said “we can’t wait” and left.");
        check(
            "She called it �a �small� step� in the workers� fight � no more.",
            "She called it “a ‘small’ step” in the workers’ fight — no more.",
        );
        check(
            "Nach der Sitzung sagte er: „Das war nicht gut�, und ging nach Hause.",
            "Nach der Sitzung sagte er: „Das war nicht gut“, und ging nach Hause.",
        );
    }

    #[test]
    fn dont_guess_letters() {
        for text in ["Der Flug nach M�nchen war �ber eine Stunde versp�tet.", "a���b", "�"] {
            check(text, text);
        }
    }
}
