//! Paragraphs and headlines that a page wrote twice.
//!
//! Leaves alone what a writer says again: refrains, formulas, the same question to another person.

use std::collections::HashMap;
use std::ops::Range;

use crate::article::BlockKind;
use crate::rules::{Draft, Example, Group, Line, Rule, Scope};
use crate::text::{Certainty, Proposal, closes_sentence, is_closing_mark, is_opening_mark};

pub static RULE: Rule = Rule {
    name: "artifact.repeated",
    group: Group::Artifact,
    family: "repeated",
    certainty: Certainty::Likely,
    summary: "Takes out the second of two copies of a paragraph or of a row of paragraphs, and a headline that is written twice.",
    evidence: "Pages write a text twice where a teaser, a view for small screens or a scraper copied it: a paragraph and its \
               copy right after it, or a row of three paragraphs and more once again. The copy is the same to the letter. A \
               paragraph here ends as a sentence does and has at least 15 words. What a writer says again stays: a sentence that stands in the text three times, \
               one whose copy stands among other lines (the refrain of a song, the formula of a resolution, an answer in a \
               conversation), a line of verse sung twice, and speech within quotation marks or behind a dash. \
               The headline goes where the lines right after it repeat it and prose follows.",
    examples: &[
        Example::Fixes(
            "They left.\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March. Nobody was hurt.\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March. Nobody was hurt.",
            "They left.\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March. Nobody was hurt.",
        ),
        Example::Fixes(
            "Storm Shuts the Northern Harbour\n\nStorm Shuts the Northern Harbour\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March.",
            "Storm Shuts the Northern Harbour\n\nThe harbour has been shut since the storm broke the northern pier in the night of the first Monday in March.",
        ),
        Example::Keeps("The sea is wide.\n\nI cannot get over.\n\nThe sea is wide.\n\nI cannot get over."),
        Example::Keeps("Did you see the ship?\n\nNo, Sir.\n\nDid you see the pier?\n\nNo, Sir."),
        Example::Keeps(
            "The first went out in the morning.\n\nAnd the light that we lit in the tower for him will be burning till he comes home.\n\nThe second went out at noon.\n\nAnd the light that we lit in the tower for him will be burning till he comes home.",
        ),
        Example::Keeps(
            "Storm shuts the harbour\n\nThey left.\n\nIt rained.\n\nNobody came.\n\nStorm shuts the harbour",
        ),
        Example::Keeps(
            "The sea is wide and I am small\n\nThe sea is wide and I am small\n\nThe pier is gone, the gulls are not\n\nAnd nobody will mend the wall",
        ),
    ],
    scope: Scope::Text,
    find,
};

/// Words from which on a paragraph that stands twice may be a copy.
const FEWEST_WORDS: usize = 15;
/// Fewer bytes cannot hold that many words.
const FEWEST_BYTES: usize = 80;
/// Paragraphs in a row that prove a copy wherever it stands. A refrain is rarely as long.
const COPIED_ROW: usize = 3;
/// Words from which on a line may be a headline that stands twice.
const HEADLINE_WORDS: usize = 4;
/// How many of the lines after the headline may repeat it, and after how many prose must follow: between them stand the
/// writer's name and the date.
const HEADLINE_REACH: usize = 3;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    // Where each paragraph stands first, and how often.
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut twice: Vec<(usize, usize)> = Vec::new();
    for (index, line) in draft.lines().enumerate().filter(|(_, line)| is_prose(*line)) {
        let (first, times) = seen.entry(line.text.trim()).or_insert((index, 0));
        *times += 1;
        if *times == 2 {
            twice.push((*first, index));
        }
    }
    let headline = draft.lines().next().filter(|first| is_headline(first.text)).map(|first| first.text.trim());
    let repeats_headline = |(_, line): &(usize, Line<'_>)| Some(line.text.trim()) == headline;
    let mut gone: Vec<usize> = draft
        .lines()
        .enumerate()
        .skip(1)
        .take(HEADLINE_REACH)
        .filter(repeats_headline)
        .map(|(index, _)| index)
        .collect();
    if gone.is_empty() && twice.is_empty() {
        return;
    }
    let lines: Vec<Line<'_>> = draft.lines().collect();
    if let Some(&copy) = gone.last() {
        let below = lines[copy + 1..].iter().take(HEADLINE_REACH);
        // The first line of a poem is often its title too, and verse follows.
        if !below.into_iter().any(|line| is_prose(*line)) {
            gone.clear();
        }
    }
    twice.retain(|&(first, _)| seen[lines[first].text.trim()].1 == 2);
    gone.extend(copies(&lines, &twice));
    gone.sort_unstable();
    gone.dedup();
    found.extend(gone.into_iter().map(|index| Proposal::new(lines[index].span(), "", Certainty::Likely)));
}

/// Returns those lines that are copies, given the paragraphs that stand twice.
fn copies(lines: &[Line<'_>], twice: &[(usize, usize)]) -> Vec<usize> {
    let mut rows: Vec<Row> = Vec::new();
    for &(first, copy) in twice {
        if !rows.last().is_some_and(|row| row.copy.contains(&copy)) {
            rows.push(Row::around(lines, first, copy));
        }
    }
    // A form of verse has its lines twice again and again; a page copies a short paragraph by accident.
    let sung = rows.iter().filter(|row| row.is_adjacent() && !row.has_paragraph(lines)).count() > 1;
    let is_copy = |row: &&Row| {
        row.paragraphs(lines, twice) >= COPIED_ROW
            || row.is_adjacent() && (row.has_paragraph(lines) || !sung && row.stands_in_prose(lines))
    };
    rows.iter().filter(is_copy).flat_map(|row| row.copy.clone()).collect()
}

/// Lines in a row that stand in the text twice.
struct Row {
    first: usize,
    copy: Range<usize>,
}

impl Row {
    /// Returns the longest row around the paragraph at `first` and its copy.
    fn around(lines: &[Line<'_>], first: usize, copy: usize) -> Self {
        let same = |first: usize, copy: usize| lines[first].text.trim() == lines[copy].text.trim();
        let reach = copy - first;
        let before = (1..=first).take_while(|by| *by < reach && same(first - by, copy - by)).count();
        let after = (1..lines.len() - copy).take_while(|by| before + by < reach && same(first + by, copy + by)).count();
        Row { first: first - before, copy: copy - before..copy + after + 1 }
    }

    fn is_adjacent(&self) -> bool {
        self.first + self.copy.len() == self.copy.start
    }

    /// Returns how many paragraphs the row has; none if one of them stands in the text more often than `twice`.
    fn paragraphs(&self, lines: &[Line<'_>], twice: &[(usize, usize)]) -> usize {
        let all = lines[self.copy.clone()].iter().filter(|line| is_prose(**line)).count();
        let before = |end: usize| twice.partition_point(|&(_, copy)| copy < end);
        let copied = before(self.copy.end) - before(self.copy.start);
        if copied == all { all } else { 0 }
    }

    /// Tells whether one of the paragraphs has more than one sentence, as no line of verse has.
    fn has_paragraph(&self, lines: &[Line<'_>]) -> bool {
        lines[self.copy.clone()].iter().any(|line| is_prose(*line) && has_sentences(line.text))
    }

    /// Tells whether the line before or behind is a paragraph.
    fn stands_in_prose(&self, lines: &[Line<'_>]) -> bool {
        let before = self.first.checked_sub(1).map(|before| lines[before]);
        before.into_iter().chain(lines.get(self.copy.end).copied()).any(is_prose)
    }
}

fn is_headline(line: &str) -> bool {
    line.split_whitespace().count() >= HEADLINE_WORDS && !ends_sentence(line)
}

/// Tells whether a line is a paragraph of the writer's own words.
fn is_prose(line: Line<'_>) -> bool {
    let text = line.text.trim();
    line.kind == BlockKind::Paragraph
        && text.len() >= FEWEST_BYTES
        && !text.starts_with(|first| is_opening_mark(first) || matches!(first, '-' | '–' | '—' | '―'))
        && ends_sentence(text)
        && text.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
}

fn has_sentences(line: &str) -> bool {
    line.trim().rsplit(char::is_whitespace).skip(1).any(ends_sentence)
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closing_mark).ends_with(closes_sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Body;
    use crate::rules::{Context, Field};

    /// Letters stand for paragraphs of their own, small ones for single sentences, digits for short lines. Checks at which
    /// places lines go.
    fn check(text: &str, expected: &[usize]) {
        let mut body = Body::default();
        for letter in text.chars() {
            let sentence = format!(
                "In the {letter} harbour the storm broke the northern pier in the night of the first Monday in March."
            );
            let line = match letter {
                '0'..='9' => format!("Pier {letter} is shut."),
                'a'..='z' => sentence,
                _ => format!("{sentence} Nobody was hurt."),
            };
            body.push(BlockKind::Paragraph, &line);
        }
        let (joined, blocks) = body.into_parts();
        let context = Context::default();
        let mut found = Vec::new();
        find(&Draft::new(&joined, &blocks, Field::Text, &context), &mut found);
        let place = |proposal: &Proposal| blocks.iter().position(|block| block.span == proposal.span).unwrap();
        assert_eq!(found.iter().map(place).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn copies_go() {
        check("AAB", &[1]);
        check("BAAC", &[2]);
        check("ABCABC", &[3, 4, 5]);
        check("0A1B2C0A1B2C", &[6, 7, 8, 9, 10, 11]);
        check("DABC4ABCE", &[5, 6, 7]);
        check("AABBCC", &[1, 3, 5]);
        check("1A1A2", &[2, 3]);
        check("baac", &[2]);
    }

    #[test]
    fn what_is_said_again_stays() {
        check("A1A2", &[]);
        check("1A2A3A", &[]);
        check("AAA", &[]);
        check("DABC4ABCEB", &[]);
        check("1ab2ab3", &[]);
        check("BADA", &[]);
        // Verse that sings its first line twice.
        check("aabccd", &[]);
        check("1aa2", &[]);
    }
}
