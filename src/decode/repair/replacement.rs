//! U+FFFD where a quote, a dash or a letter stood: a decoder met a windows-1252 byte in a text that it took for UTF-8.
//!
//! The place of a lost character shows what it was. The quotes of a paragraph are read in all consistent ways, and a
//! mark is put back where the best readings agree. The file `letter` finds out which letter stood inside a word. A
//! document that lost letters and is not English keeps its U+FFFD at the edges of words, for each may have been a letter.

use std::ops::Range;

use compact_str::ToCompactString;
use whatlang::Lang;

use super::apostrophe::{first_word, is_common, is_elision, last_word, omits};
use super::letter::{self, LOST};
use super::quotes::{Proof, Style, Token, agreed, opens_sentence};
use crate::text::{Certainty, Proposal, Vocabulary, evident_language, is_closing_mark, is_opening_mark, is_word};

/// Finds the marks whose place says what they were.
pub fn find(text: &str) -> Vec<Proposal> {
    let proposal = |(at, meant): (usize, char)| {
        Proposal::new(at..at + LOST.len_utf8(), meant.to_compact_string(), Certainty::Likely)
    };
    restored(text, Proof::Own).into_iter().map(proposal).collect()
}

/// Returns what stood at the places of U+FFFD that say it, in ascending order; `proof`: what is known of the document.
pub fn restored(text: &str, proof: Proof) -> Vec<(usize, char)> {
    if !text.contains(LOST) {
        return Vec::new();
    }
    let (language, reliable) = language(text);
    let style = Style::of(language, text);
    let mut lines: Vec<LostLine<'_>> = lines(text)
        .map(|(start, line)| (start, line, marks(line, start + line.len() == text.len(), language)))
        .collect();
    let letters = if reliable { letter::find(text, language, &apostrophe_places(&lines)) } else { Vec::new() };
    let is_letter = |at: usize| letters.binary_search_by_key(&at, |(place, _)| *place).is_ok();
    let small_words = proof == Proof::Own && has_small_words(language);
    for (start, _, marks) in &mut lines {
        for (at, place) in marks {
            let known = *place != MarkPlace::Apostrophe && is_letter(*start + *at);
            if known || (small_words && *place == MarkPlace::Dash) {
                *place = MarkPlace::Letter;
            }
        }
    }
    let all = || lines.iter().flat_map(|(_, _, marks)| marks);
    let count = all().filter(|(_, place)| *place == MarkPlace::Letter).count();
    // English has few letters to lose: a café or two say nothing of the marks around them.
    let lost_letters = proof == Proof::Own && count > 0 && (language != Lang::Eng || count * 4 > all().count());
    let settled_with = |proof: Proof| -> Vec<(usize, char)> {
        let of_line = |(start, line, marks): &LostLine<'_>| {
            let goes_on = goes_on(&text[start + line.len()..]);
            let start = *start;
            settle(line, marks, goes_on, &style, proof).into_iter().map(move |(at, meant)| (start + at, meant))
        };
        lines.iter().flat_map(of_line).collect()
    };
    let mut found = Vec::new();
    if lost_letters {
        for (start, _, marks) in &lines {
            found.extend(apostrophes(marks, language).into_iter().map(|(at, meant)| (start + at, meant)));
        }
    } else {
        found = settled_with(proof);
        if proof == Proof::Own && found.len() >= PROOF {
            found = settled_with(Proof::Document);
        }
    }
    for (start, _, marks) in &lines {
        let places = marks.iter().filter(|(_, place)| *place == MarkPlace::Letter).map(|(at, _)| start + at);
        found.extend(
            places.filter_map(|at| Some(letters[letters.binary_search_by_key(&at, |(place, _)| *place).ok()?])),
        );
    }
    found.sort_unstable();
    found
}

/// So many marks that prove themselves show that a document lost the marks of windows-1252, so that its other U+FFFD are
/// likely such marks too. Half an emoji, which no encoding of one byte has, becomes U+FFFD as well, often between blanks
/// or at a sentence's end: one mark may be that of a quoted emoji, two are the ends of a quote or two apostrophes.
const PROOF: usize = 2;

/// A text of up to so many bytes is too short to tell its language.
const SHORT: usize = 150;

/// The bytes of a text that are enough to tell its language.
const ENOUGH: usize = 1536;

/// Returns the language of a text, English where it is too short to tell; and whether it is beyond doubt.
fn language(text: &str) -> (Lang, bool) {
    let beginning = &text[..text.floor_char_boundary(ENOUGH)];
    if let Some(plain) = evidently(beginning) {
        return (plain, true);
    }
    match whatlang::detect(beginning) {
        Some(detected) if detected.is_reliable() => (detected.lang(), true),
        Some(detected) if text.len() > SHORT => (detected.lang(), false),
        _ => (Lang::Eng, false),
    }
}

/// Returns the language of a text that is plainly in one of those whose marks are known.
fn evidently(text: &str) -> Option<Lang> {
    Some(match evident_language(&Vocabulary::of(text))? {
        "de" => Lang::Deu,
        "en" => Lang::Eng,
        "es" => Lang::Spa,
        "fi" => Lang::Fin,
        "fr" => Lang::Fra,
        "it" => Lang::Ita,
        "nl" => Lang::Nld,
        "pl" => Lang::Pol,
        "pt" => Lang::Por,
        "sv" => Lang::Swe,
        _ => return None,
    })
}

/// Tells whether a word of a language is one letter beyond ASCII (è, é, à, å): where no such letter came through, it is
/// likelier than a dash.
fn has_small_words(language: Lang) -> bool {
    matches!(language, Lang::Ita | Lang::Por | Lang::Fra | Lang::Cat | Lang::Spa | Lang::Nob | Lang::Dan | Lang::Swe)
}

/// Tells whether the next paragraph begins with a quote, so that one of several paragraphs may go on.
fn goes_on(rest: &str) -> bool {
    let next = rest.trim_start();
    let mut characters = next.chars();
    matches!(characters.next(), Some(LOST | '“')) && characters.next().is_some_and(is_word)
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
fn apostrophes(marks: &[(usize, MarkPlace)], language: Lang) -> Vec<(usize, char)> {
    let certain = marks.iter().filter(|(_, place)| language == Lang::Eng && *place == MarkPlace::Apostrophe);
    certain.map(|&(at, _)| (at, '’')).collect()
}

/// A line that lost something: its place in the text, the line, and its marks with their places in it.
type LostLine<'t> = (usize, &'t str, Vec<(usize, MarkPlace)>);

/// Returns the places of the lost apostrophes, in ascending order.
fn apostrophe_places(lines: &[LostLine<'_>]) -> Vec<usize> {
    let all = lines.iter().flat_map(|(start, _, marks)| marks.iter().map(move |(at, place)| (start + at, *place)));
    all.filter(|(_, place)| *place == MarkPlace::Apostrophe).map(|(at, _)| at).collect()
}

/// What the place of a lost character says about what it was.
#[derive(Clone, Copy, PartialEq)]
enum MarkPlace {
    Apostrophe,
    /// Between blanks.
    Dash,
    /// Between two words of a sentence, without blanks.
    ClosedDash,
    /// Before a word, after a blank.
    Before,
    /// After a word.
    After,
    /// In a word, where no mark stands.
    Letter,
    /// Anywhere else: it may have been anything.
    Open,
}

/// Returns the place of each lost mark in a line; `cut`: nothing follows the line.
fn marks(line: &str, cut: bool, language: Lang) -> Vec<(usize, MarkPlace)> {
    // Two marks may stand together: the end of a quote in a quote. A row is looked at once, however long.
    let place = |row: &Range<usize>| {
        let (left, right) = (&line[..row.start], &line[row.end..]);
        let alone = row.len() == LOST.len_utf8();
        let before = left.chars().next_back().unwrap_or(' ');
        let after = right.chars().next().unwrap_or(' ');
        let starts = before.is_whitespace() || is_opening_mark(before) || is_dash(before) || before == '/';
        let ends = after.is_whitespace() || is_closing_mark(after) || after.is_ascii_punctuation() || is_dash(after);
        match (is_word(before), is_word(after)) {
            (true, true) if is_elision(left, right, language) && alone => MarkPlace::Apostrophe,
            (true, false) if is_opening_mark(after) && is_elision(left, right, language) => MarkPlace::Apostrophe,
            (true, true) if alone && parts_sentence(left, right, language) => MarkPlace::ClosedDash,
            (false, true) if before == ')' && alone && language == Lang::Eng => MarkPlace::ClosedDash,
            // The number of a footnote, and what it quotes.
            (true, true) if alone && left.bytes().all(|byte| byte.is_ascii_digit()) && !after.is_ascii_digit() => {
                MarkPlace::Before
            }
            (true, true) => MarkPlace::Letter,
            _ if before.is_whitespace() && after.is_whitespace() => match (alone, left.trim(), right.trim()) {
                (false, ..) | (_, "", _) | (.., "") => MarkPlace::Open,
                // No dash follows a comma (`, à la carte`), and before a number it was § or £.
                (_, left, right)
                    if left.ends_with([',', '?', '!', ';'])
                        || right.starts_with(|next: char| next.is_ascii_digit()) =>
                {
                    MarkPlace::Open
                }
                _ => MarkPlace::Dash,
            },
            (false, true) if starts => MarkPlace::Before,
            // The last character of a text may have been cut in two.
            (true, false) if cut && right.is_empty() => MarkPlace::Open,
            (_, false) if ends && !before.is_whitespace() => MarkPlace::After,
            _ => MarkPlace::Open,
        }
    };
    let mut row = 0..0;
    let mut said = MarkPlace::Open;
    let mut marks = Vec::new();
    for (at, _) in line.match_indices(LOST) {
        if at >= row.end {
            row = at..line.len() - line[at..].trim_start_matches(LOST).len();
            said = place(&row);
        }
        marks.push((at, said));
    }
    marks
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—')
}

/// Tells whether the halves are two words with a dash between them: a place in capitals and a sentence
/// (`WASHINGTON—Saying`), or two words that are each common alone (`people—like`).
fn parts_sentence(left: &str, right: &str, language: Lang) -> bool {
    let before = last_word(left);
    let after = first_word(right);
    let mut sentence = after.chars();
    let capitalized =
        sentence.next().is_some_and(char::is_uppercase) && sentence.next().is_some_and(char::is_lowercase);
    let place = before.chars().count() > 2 || left.trim_end_matches(before).trim_end().ends_with(',');
    let dateline = place && before.len() > 1 && before.chars().all(char::is_uppercase) && capitalized;
    dateline || (language == Lang::Eng && is_common(before) && is_common(after))
}

/// Gives the marks of a line their characters, where all readings that hold together agree on them.
fn settle(line: &str, marks: &[(usize, MarkPlace)], goes_on: bool, style: &Style, proof: Proof) -> Vec<(usize, char)> {
    let mut settled = Vec::new();
    let mut tokens: Vec<_> = line
        .char_indices()
        .filter(|(_, character)| matches!(character, '“' | '”' | '„'))
        .map(|(at, character)| (at, Token::Intact(character)))
        .collect();
    for &(at, place) in marks {
        match place {
            MarkPlace::Apostrophe => settled.push((at, '’')),
            MarkPlace::Dash | MarkPlace::ClosedDash if proof == Proof::Own => {}
            MarkPlace::Dash => settled.push((at, style.dash)),
            MarkPlace::ClosedDash => settled.push((at, '—')),
            MarkPlace::Before if proof == Proof::Document && omits(&line[at + LOST.len_utf8()..], style.language) => {
                settled.push((at, '’'))
            }
            MarkPlace::Before => tokens.push((at, Token::Before { sentence: opens_sentence(line, at) })),
            MarkPlace::After => {
                tokens.push((at, Token::after(&line[..at], &line[at + LOST.len_utf8()..], style.language)))
            }
            MarkPlace::Letter | MarkPlace::Open => {}
        }
    }
    tokens.sort_unstable_by_key(|(at, _)| *at);
    // English headlines quote in single marks as often as in double ones.
    if style.language != Lang::Eng || !is_headline(line) {
        settled.extend(agreed(&tokens, goes_on, style, proof));
    }
    settled.sort_unstable();
    settled
}

/// Tells whether a line is a headline: short, without a stop at its end or before a quote's end.
fn is_headline(line: &str) -> bool {
    let stops = |character| matches!(character, '.' | ',' | '!' | '?' | ':');
    let line = line.trim_end();
    line.chars().count() < 110
        && !line.trim_end_matches([LOST, '”', '"']).ends_with(stops)
        && !line.match_indices(LOST).any(|(at, _)| line[..at].ends_with(stops))
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
    fn fix_apostrophes_among_quotes() {
        check(
            "�The bakers� guild was not asked,� she said of the workers� fight.",
            "“The bakers’ guild was not asked,” she said of the workers’ fight.",
        );
        check(
            "They spoke of �good years� and of �old mills� again.",
            "They spoke of “good years” and of “old mills” again.",
        );
    }

    #[test]
    fn fix_quotes_of_several_paragraphs() {
        check(
            "�We built the mill. It was a long summer.\n�Then the river rose, and we began anew.�",
            "“We built the mill. It was a long summer.\n“Then the river rose, and we began anew.”",
        );
    }

    #[cfg(feature = "lexicon")]
    #[test]
    fn fix_dashes_between_words() {
        check(
            "She didn�t ask the people�like her brother�and they can�t wait.",
            "She didn’t ask the people—like her brother—and they can’t wait.",
        );
    }

    #[test]
    fn dont_guess_between_readings() {
        // The end of a quote, or the apostrophe of a quote that goes on in the next paragraph?
        check(
            "�He met the bakers� guild and went home.\n�Then it rained.�",
            "“He met the bakers� guild and went home.\n“Then it rained.”",
        );
        // Headlines quote in single marks, too.
        check("Mayor Calls New Mill �Finished�", "Mayor Calls New Mill �Finished�");
        // À la carte, and § 12.
        check("They ate well, � la carte, and read law � 12.", "They ate well, � la carte, and read law � 12.");
    }

    #[test]
    fn dont_take_half_an_emoji_for_a_mark() {
        for text in [
            "We love this town � and its river, the bread, the old mill and the people � all of it.",
            "I love cats� and dogs, and we went out to see them in the park yesterday!�\nThen we came home.",
            "�Bread and butter from the village\n�Cheese from the valley\n�Wine from the hills",
            "She said it�s fine � see you at the market on Monday.",
        ] {
            let left = text.replace("it�s", "it’s");
            check(text, &left);
        }
    }

    #[test]
    fn dont_take_a_small_word_for_a_dash() {
        let text = "Il mulino vicino al fiume � stato costruito da un vecchio fornaio con i suoi due figli.";
        check(text, text);
    }

    #[test]
    fn dont_take_a_letter_before_a_consonant_for_an_apostrophe() {
        // A name that no lexicon knows.
        let text = "Les habitants du village ont une grande d�fbxance envers le maire et les �lus de la ville.";
        check(text, text);
    }

    #[test]
    fn dont_guess_letters() {
        for text in ["Der Weg f�hrt von Ost nach West durch den Wald und endet dort am See.", "a���b", "�"] {
            check(text, text);
        }
    }
}
