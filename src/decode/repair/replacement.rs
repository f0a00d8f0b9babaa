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
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        if line.contains(LOST) {
            let Some(marks) = marks(line, language) else { return Vec::new() };
            found.extend(
                settle(line, &marks, &style).into_iter().map(|(at, meant)| {
                    Proposal::new(start + at..start + at + LOST.len_utf8(), meant, Certainty::Likely)
                }),
            );
        }
        start += line.len() + 1;
    }
    found
}

/// How a document writes quotes and dashes.
struct Style {
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
        Style { opening, closing, closing_low, dash }
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
    /// Nothing can be said.
    Open,
}

/// Returns the place of each lost mark in a line, or nothing where a letter was lost.
fn marks(line: &str, language: Lang) -> Option<Vec<(usize, Place)>> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices(LOST) {
        let (left, right) = (&line[..at], &line[at + LOST.len_utf8()..]);
        let before = left.chars().next_back().unwrap_or(' ');
        let after = right.chars().next().unwrap_or(' ');
        let starts = before.is_whitespace() || is_opening_mark(before) || matches!(before, '-' | '–' | '—' | '/');
        let ends = after.is_whitespace()
            || is_closing_mark(after)
            || after.is_ascii_punctuation()
            || matches!(after, '–' | '—' | '…');
        let place = match (is_word(before), is_word(after)) {
            (true, true) if is_elision(left, right, language) => Place::Apostrophe,
            (true, true) => return None,
            _ if before.is_whitespace()
                && after.is_whitespace()
                && !left.trim().is_empty()
                && !right.trim().is_empty() =>
            {
                Place::Dash
            }
            (false, true) if starts => Place::Before,
            (_, false) if ends && !before.is_whitespace() && before != LOST => Place::After,
            _ => Place::Open,
        };
        found.push((at, place));
    }
    Some(found)
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
    let mut open: Vec<Quote> = intact_quotes(line);
    for &(at, place) in marks {
        match place {
            Place::Apostrophe => settled.push((at, '’')),
            Place::Dash => settled.push((at, style.dash)),
            Place::Before if omits(&line[at..]) => settled.push((at, '’')),
            Place::Before => open.push(Quote { at, low: false, lost: true }),
            Place::After => match open.iter().rposition(|quote| quote.at < at) {
                Some(index) => {
                    let quote = open.remove(index);
                    let inner = open.iter().any(|outer| outer.at < quote.at);
                    let (opening, closing) = if inner { ('‘', '’') } else { (style.opening, style.closing) };
                    if quote.lost {
                        settled.push((quote.at, opening));
                    }
                    settled.push((at, if quote.low { style.closing_low } else { closing }));
                }
                None if line[..at].ends_with(['s', 'S', 'z', 'x']) => settled.push((at, '’')),
                None => {}
            },
            Place::Open => {}
        }
    }
    // A quote of several paragraphs opens in each and closes in the last.
    settled.extend(open.iter().filter(|quote| quote.lost && quote.at == 0).map(|quote| (quote.at, style.opening)));
    settled.sort_unstable();
    settled
}

/// A quote that waits for its end.
struct Quote {
    at: usize,
    low: bool,
    lost: bool,
}

/// Returns the quotes of a line that came through and were not closed by one that came through.
fn intact_quotes(line: &str) -> Vec<Quote> {
    let mut open = Vec::new();
    for (at, character) in line.char_indices() {
        match character {
            '„' | '“' if character == '„' || open.is_empty() => {
                open.push(Quote { at, low: character == '„', lost: false })
            }
            '“' | '”' => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// Tells whether a lost mark stands for figures or letters left out: ’90s, ’em.
fn omits(text: &str) -> bool {
    let rest = &text[LOST.len_utf8()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 2
        && !rest[2..].starts_with(|character: char| character.is_ascii_digit() || character == '%')
        && rest[2..].starts_with(['s', ' '])
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
