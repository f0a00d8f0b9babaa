//! Which phrases of a page stand among their like, and so are the article's own: the title of a song in a list of titles, a
//! sub-heading of an answer, a short sentence among short sentences.
//!
//! The words say nothing here; only the lines around do.

use std::collections::HashMap;

use super::sections::is_section;
use crate::rules::Line;
use crate::text::{closes_sentence, ends_sentence};

/// A line as its neighbours see it.
pub struct Neighbour<'a> {
    pub line: Line<'a>,
    /// It is wholly a phrase of the page.
    pub is_phrase: bool,
    /// It is, or it would be one among others.
    pub may_be_phrase: bool,
}

/// Tells of each line whether it is a phrase that stands among its like.
pub fn among_like(lines: &[Neighbour<'_>]) -> Vec<bool> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter().filter(|line| line.is_phrase) {
        *times.entry(line.text()).or_default() += 1;
    }
    let mut like = vec![false; lines.len()];
    mark_headings(lines, &mut like);
    mark_list(lines, &mut like);
    for (at, line) in lines.iter().enumerate() {
        // What a page writes again and again is none of the article's headings, titles or answers; what ends with a colon
        // or an address is a label of the page.
        let is_label = |text: &str| text.ends_with([':', '：']) || text.contains("://") || text.contains("www.");
        if !line.is_phrase || times[line.text()] > 1 || is_label(line.text()) {
            like[at] = false;
        } else if !like[at] {
            like[at] = has_neighbours_form(lines, at) || is_short_sentence_among_others(lines, at);
        }
    }
    like
}

impl Neighbour<'_> {
    fn text(&self) -> &str {
        self.line.text.trim()
    }

    fn words(&self) -> usize {
        self.line.text.split_whitespace().count()
    }

    fn is_own(&self) -> bool {
        !self.is_phrase
    }

    /// Tells whether the line is short enough for a title, an entry of a list or a line of verse.
    fn is_short(&self) -> bool {
        self.words() <= LONGEST_ENTRY && self.text().len() <= LONGEST_ENTRY_BYTES
    }

    fn can_be_heading(&self) -> bool {
        self.is_phrase || self.is_short() && !self.text().ends_with(['.', ',', ';', '。'])
    }

    fn can_be_answer(&self) -> bool {
        self.is_own() && ends_sentence(self.text()) && self.words() >= SHORTEST_ANSWER
    }
}

/// Words of the longest entry of a list.
const LONGEST_ENTRY: usize = 9;
const LONGEST_ENTRY_BYTES: usize = 90;
/// Words from which on a sentence may be what stands under a heading.
const SHORTEST_ANSWER: usize = 3;
/// Headings that prove a series.
const SERIES: usize = 3;
/// Lines above a series: the headline, the lead, the writer, the date.
const OPENING: usize = 4;

/// Marks the headings of a text that is made of headings with one paragraph under each, as questions with their answers are,
/// and words with what they mean.
fn mark_headings(lines: &[Neighbour<'_>], like: &mut [bool]) {
    let mut at = 1;
    while at + 1 < lines.len() {
        let pairs = lines[at..].chunks_exact(2).take_while(|pair| pair[0].can_be_heading() && pair[1].can_be_answer());
        let pairs = pairs.count();
        let headings = || (at..).step_by(2).take(pairs);
        let own = headings().filter(|&heading| !lines[heading].may_be_phrase).count();
        let is_most = (pairs * 2 + OPENING) * 4 >= lines.len() * 3;
        if pairs >= SERIES && own > 0 && is_most {
            headings().for_each(|heading| like[heading] = true);
        }
        at += (pairs * 2).max(1);
    }
}

/// Own entries that prove a list.
const ENTRIES: usize = 2;
/// So many phrases in a row that nothing of the article follows are the page's, below any list.
const FURNITURE: usize = 3;

/// Marks entries of lists of short lines: lists that a line with a colon opens, and longer ones whose entries look alike.
fn mark_list(lines: &[Neighbour<'_>], like: &mut [bool]) {
    let mut start = 1;
    while start < lines.len() {
        let opened = lines[start - 1].is_own() && lines[start - 1].text().ends_with([':', '：']);
        let length = lines[start..].iter().take_while(|line| line.is_short() && !line.can_be_answer()).count();
        let run = &lines[start..start + length];
        let own = run.iter().filter(|line| line.is_own() && !line.text().ends_with([':', '：'])).count();
        let furniture = run.iter().rev().take_while(|line| !line.is_own()).count();
        let is_list = own >= ENTRIES && own * 3 >= length && furniture < FURNITURE;
        if is_list && (opened || are_titles(run)) {
            like[start..start + length].fill(true);
            start += length;
        } else if opened || length == 0 {
            start += 1;
        } else {
            // A label within the run may open the list.
            let label = run.iter().position(|line| line.is_own() && line.text().ends_with([':', '：']));
            start += label.unwrap_or(length) + 1;
        }
    }
}

/// Lines of a list that no label opens.
const LONG_LIST: usize = 5;
/// Words of its entries on average; the headlines of other articles have more.
const TITLE_WORDS: usize = 4;

/// Tells whether the lines of a run are names and titles, and neither a menu nor other articles' headlines.
fn are_titles(run: &[Neighbour<'_>]) -> bool {
    let own = || run.iter().filter(|line| line.is_own());
    let words: usize = own().map(Neighbour::words).sum();
    let [first, inner @ .., last] = run else { return false };
    // A single phrase below a list is the page's.
    let ends = last.is_own() || inner.iter().filter(|line| !line.is_own()).count() > 1;
    run.len() >= LONG_LIST
        && own().count() * 2 >= run.len()
        && words <= own().count() * TITLE_WORDS
        && first.is_own()
        && ends
        && !run.iter().any(|line| is_section(line.text()) || line.text().contains(['@', '#', '|', '©', '»', '›', '→']))
}

/// How far away a line of the same form may stand.
const REACH: usize = 3;

/// Tells whether lines of the article around open with a mark of the same kind, or are parted by the same sign.
fn has_neighbours_form(lines: &[Neighbour<'_>], at: usize) -> bool {
    let near = lines[at.saturating_sub(REACH)..lines.len().min(at + REACH + 1)].iter().filter(|line| line.is_own());
    let text = lines[at].text();
    let same = |form: &dyn Fn(&str) -> bool| near.clone().filter(|line| form(line.text())).count();
    let opening = opening_of(text);
    opening.is_some_and(|opening| same(&|other| opening_of(other).is_some_and(|other| other.is_like(&opening))) > 0)
        || PARTING.iter().any(|sign| text.matches(sign).count() == 1 && same(&|other| other.contains(sign)) > 1)
}

/// What parts the two halves of a line.
const PARTING: [&str; 4] = [" / ", " = ", " – ", " — "];

/// What a line of a list begins with.
#[derive(PartialEq, Eq)]
enum Opening<'t> {
    /// `4.`, `4)`
    Number,
    /// `18.00`, `6:30`
    Hour,
    /// `TOP 4:`
    NumberedWord(&'t str),
    /// `✓`, `-`, `📅`
    Sign,
    /// `#pier`, `@harbour`
    Handle,
}

impl Opening<'_> {
    /// In posts, lines that begin with a picture and lines of names stand together.
    fn is_like(&self, other: &Self) -> bool {
        let is_post = |opening: &Self| matches!(opening, Opening::Sign | Opening::Handle);
        self == other || is_post(self) && is_post(other)
    }
}

fn opening_of(text: &str) -> Option<Opening<'_>> {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if first.starts_with(['#', '@']) && first.len() > 1 {
        return Some(Opening::Handle);
    }
    if rest.is_empty() {
        return None;
    }
    if first.strip_suffix(['.', ')', ':']).is_some_and(is_digits) {
        return Some(Opening::Number);
    }
    if first
        .split_once(['.', ':'])
        .is_some_and(|(hour, minute)| is_digits(hour) && is_digits(minute) && minute.len() == 2)
    {
        return Some(Opening::Hour);
    }
    if rest.split_once([':', '.']).is_some_and(|(number, _)| is_digits(number)) {
        return Some(Opening::NumberedWord(first));
    }
    let is_sign = first.chars().all(|sign| !sign.is_alphanumeric()) || matches!(first, "[x]" | "[X]" | "[ ]");
    (is_sign && !first.starts_with(['©', '<', '>', '|', '»', '›', '→', '"', '“', '„', '«'])).then_some(Opening::Sign)
}

/// Words of the longest phrase that may be a sentence of verse or an answer.
const SHORT_SENTENCE: usize = 3;

/// Tells whether a phrase of a few words with a full stop stands between such lines: "Keep it." and "Spend it."
fn is_short_sentence_among_others(lines: &[Neighbour<'_>], at: usize) -> bool {
    let ends = |text: &str| text.ends_with(|end: char| closes_sentence(end) || matches!(end, ',' | ';'));
    let is_other = |line: &Neighbour<'_>| line.is_own() && line.words() <= SHORT_SENTENCE + 1 && ends(line.text());
    if lines[at].words() > SHORT_SENTENCE || !lines[at].text().ends_with(['.', '。']) {
        return false;
    }
    let before = lines[..at].iter().rev().take(REACH).take_while(|line| is_other(line)).count();
    let after = lines[at + 1..].iter().take(REACH).take_while(|line| is_other(line)).count();
    before + after >= REACH && before > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::BlockKind;

    const LEAD: &str = "The harbour has been shut since the storm broke its northern pier in the night.";

    /// Checks which lines stay although they are phrases; those begin with `+` here.
    fn check(lines: &str, expected: &[&str]) {
        let lines: Vec<Neighbour<'_>> = lines
            .split(" | ")
            .map(|text| {
                let is_phrase = text.starts_with('+');
                let text = text.trim_start_matches('+');
                Neighbour {
                    line: Line { kind: BlockKind::Paragraph, start: 0, text },
                    is_phrase,
                    may_be_phrase: is_phrase,
                }
            })
            .collect();
        let like = among_like(&lines);
        let like: Vec<&str> = lines.iter().zip(like).filter(|(_, like)| *like).map(|(line, _)| line.text()).collect();
        assert_eq!(like, expected);
    }

    #[test]
    fn titles_in_a_list_stay() {
        check(&format!("{LEAD} | Songs: | Low Water | +Print | The Lamp | +Back to Top"), &["Print", "Back to Top"]);
        check(&format!("{LEAD} | Low Water | +Print | The Lamp | +Share | The Long Night"), &["Print", "Share"]);
        check(&format!("{LEAD} | 1. Low Water | 2. +Print | 3. The Lamp"), &[""; 0]);
        check(&format!("{LEAD} | 1. Low Water | +2. Print | 3. The Lamp"), &["2. Print"]);
        check("📍 Bell Street | 👉 Doors 7.30 | +#ad | @harbour", &["#ad"]);
        check("Zuhause / Home | +Teilen / Share | Licht / Light", &["Teilen / Share"]);
    }

    #[test]
    fn headings_of_answers_stay() {
        let answer = "A small file that a page leaves.";
        check(
            &format!("Cookies | {LEAD} | What is it? | {answer} | +Accept all | {answer} | +Share | {answer}"),
            &["Accept all", "Share"],
        );
        check(
            &format!("Cookies | {LEAD} | +Share | {LEAD} | {LEAD} | +Print | {LEAD} | {LEAD} | {LEAD} | {LEAD}"),
            &[],
        );
    }

    #[test]
    fn short_sentences_stay() {
        check("What do you do with it? | Keep it. | +Share it. | Spend it. | Give it back.", &["Share it."]);
        check("They left. | +Share this article. | It rained.", &[]);
        check(&format!("{LEAD} | +Share it. | {LEAD}"), &[]);
    }

    #[test]
    fn rows_of_the_page_go() {
        check(&format!("{LEAD} | +Share: | Gold Prices Reach Another Record in Asia | +Read more | Sports"), &[]);
        check(&format!("{LEAD} | Two leeks: | Salt | Oil | +Print | +Share | +Follow us"), &[]);
        check(&format!("{LEAD} | More: | www.example.org | a@example.org | +Related:"), &[]);
        check(&format!("{LEAD} | +Advertisement | {LEAD} | +Advertisement | {LEAD} | +Advertisement | {LEAD}"), &[]);
        check(&format!("{LEAD} | Ada Reid | Tom Lee | Marta Sol | A. Fisher | +Share"), &[]);
    }
}
