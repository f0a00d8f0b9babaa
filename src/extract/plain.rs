//! Plain text: where its paragraphs are, and whether it opens with a title and a byline.

use std::sync::LazyLock;

use regex::Regex;

use super::names::byline_words;
use super::preformatted::Kept;
use super::{date, preformatted};
use crate::article::{Article, BlockKind, Body, Sourced};
use crate::decode::repair::escape::without_soft_breaks;
use crate::text::{NEXT_LINE, ends_sentence, with_line_feeds};

/// Finds the paragraphs of `text`, and a title and a byline where they are plain to see.
///
/// Title and byline stay in the text too, so that nothing is lost where the guess is wrong.
pub(super) fn extract(text: &str) -> Article {
    let mut article = Article::default();
    let mut pieces = pieces(text);
    // What opens a text is prose; below what is preformatted nothing is looked for.
    let opening = pieces.iter().take_while(|piece| piece.kind != BlockKind::Preformatted);
    let lines: Vec<String> = opening.map(|piece| piece.text.clone()).collect();
    let title = leading_title(&lines) && pieces[0].kind == BlockKind::Paragraph;
    if title {
        pieces[0].kind = BlockKind::Heading(1);
    }
    pieces.iter().for_each(|piece| piece.push(&mut article.body));
    if title {
        article.meta.title = Some(Sourced::new(lines[0].trim().to_owned(), "text"));
    }
    if let Some(byline) = lines.iter().skip(usize::from(title)).take(2).find_map(|line| byline(line)) {
        article.meta.authors = Some(Sourced::new(byline, "text"));
    }
    let reader = date::DateReader::default();
    if let Some(when) = lines.iter().skip(usize::from(title)).take(3).find_map(|line| date::whole_line(line, &reader)) {
        article.meta.published = Some(Sourced::new(when, "text"));
    }
    article
}

/// Tells whether a line is a table's row, as this program writes them: single tabs part its cells.
fn is_row(line: &str) -> bool {
    line.contains('\t')
        && line.split('\t').all(|cell| !cell.is_empty() && cell.trim_matches(' ') == cell && !cell.contains("  "))
}

/// Appends the paragraphs of `text` to a body; for a record's text field, whose title stands elsewhere.
pub(super) fn push_paragraphs(text: &str, body: &mut Body) {
    pieces(text).iter().for_each(|piece| piece.push(body));
}

/// Appends what a page shows with its line breaks, such as `pre`, as one block that is code to the rules. Where most of it is
/// prose, such as a text that was wrapped by hand, it is read as a plain text is.
pub(super) fn push_preformatted(text: &str, body: &mut Body) {
    let pieces = pieces(text);
    let length = |piece: &Piece| piece.text.len();
    let is_prose = |piece: &&Piece| piece.kind == BlockKind::Paragraph && ends_sentence(&piece.text);
    let prose: usize = pieces.iter().filter(is_prose).map(length).sum();
    if prose * 2 > pieces.iter().map(length).sum() {
        pieces.iter().for_each(|piece| piece.push(body));
    } else {
        body.push_showing(BlockKind::Preformatted, text, std::slice::from_ref(&(0..text.len())));
    }
}

/// Tells whether lines that a page sets one below the other are set so on purpose, as verse or code.
pub(super) fn are_set(lines: &[&str]) -> bool {
    preformatted::runs(lines).first().is_some_and(|(run, _)| *run == (0..lines.len()))
}

/// A block of a plain text.
struct Piece {
    kind: BlockKind,
    text: String,
    /// The text says that it shows code.
    is_code: bool,
}

impl Piece {
    fn push(&self, body: &mut Body) {
        let whole = 0..self.text.len();
        body.push_showing(self.kind, &self.text, if self.is_code { std::slice::from_ref(&whole) } else { &[] });
    }
}

/// Lines of a text that stand together.
struct Group<'t> {
    /// With their indents, without blanks at their ends.
    lines: Vec<&'t str>,
    /// How many empty lines stand before them.
    empty_before: usize,
    /// What they are, where their breaks and indents are kept.
    keeps: Option<Kept>,
}

/// Returns the blocks of `text`.
///
/// A line is a paragraph, unless the text is hard-wrapped: then the lines of a group between empty lines are one. Lines that
/// are preformatted stay together.
fn pieces(text: &str) -> Vec<Piece> {
    let text = without_soft_breaks(text);
    // Elsewhere U+0085 is the ellipsis of windows-1252.
    let text = &*with_line_feeds(&text, NEXT_LINE);
    let groups = groups(text);
    let width = wrap_width(&groups);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut kept_before = None;
    for group in &groups {
        let lines = || group.lines.iter().map(|line| line.trim_start_matches([' ', '\t'])).collect::<Vec<_>>();
        match (group.keeps, pieces.last_mut()) {
            // What an empty line parts is one block still, if both of its halves are of one kind.
            (Some(Kept::Verse | Kept::Code), Some(last)) if kept_before == group.keeps && group.empty_before > 0 => {
                last.text.extend(std::iter::repeat_n('\n', group.empty_before + 1));
                last.text.push_str(&group.lines.join("\n"));
            }
            (Some(kept), _) => pieces.push(Piece {
                kind: BlockKind::Preformatted,
                text: group.lines.join("\n"),
                is_code: matches!(kept, Kept::Code | Kept::Fenced),
            }),
            (None, _) => {
                let paragraphs = width.map_or_else(|| lines_of(&lines()), |width| unwrap(&lines(), width));
                pieces.extend(paragraphs.into_iter().map(|text| {
                    let kind = if is_row(&text) { BlockKind::Table } else { BlockKind::Paragraph };
                    Piece { kind, text, is_code: false }
                }));
            }
        }
        kept_before = group.keeps;
    }
    pieces
}

/// Returns the groups of lines between empty lines, those that keep their breaks apart from others.
fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut empty_before = 0;
    let lines: Vec<&str> = text.split(['\n', '\u{2028}', '\u{2029}', '\u{C}', '\u{B}']).collect();
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index].trim_end_matches([' ', '\t']);
        index += 1;
        // A blank line may hold no-break spaces.
        if line.chars().all(char::is_whitespace) {
            close_group(&mut groups, &mut open, &mut empty_before);
            empty_before += 1;
            continue;
        }
        let fence = fence(line).and_then(|fence| {
            lines[index..].iter().take(LONGEST_FENCED).position(|line| line.trim_matches([' ', '\t']) == fence)
        });
        match fence {
            Some(length) => {
                close_group(&mut groups, &mut open, &mut empty_before);
                let fenced = &lines[index - 1..=index + length];
                let lines = fenced.iter().map(|line| line.trim_end_matches([' ', '\t'])).collect();
                groups.push(Group { lines, empty_before, keeps: Some(Kept::Fenced) });
                empty_before = 0;
                index += length + 1;
            }
            None => open.push(line),
        }
    }
    close_group(&mut groups, &mut open, &mut empty_before);
    if groups.iter().any(|group| group.keeps == Some(Kept::Verse)) {
        let others = groups.iter_mut().filter(|group| group.keeps.is_none());
        others.for_each(|group| group.keeps = preformatted::is_verse(&group.lines, true).then_some(Kept::Verse));
    }
    let is_code = |group: &Group<'_>| group.keeps == Some(Kept::Code);
    if groups.iter().any(is_code) {
        let prose = || groups.iter().filter(|group| !is_code(group)).flat_map(|group| group.lines.iter().copied());
        let of_code = preformatted::speaks_of_code(prose());
        let of_markup = of_code && preformatted::speaks_of_markup(prose());
        let is_remnant = |group: &Group<'_>| !of_code || (!of_markup && preformatted::has_tags(&group.lines));
        let mut introduced = false;
        for group in &mut groups {
            // What is set in under a colon is shown, whatever the text speaks of.
            let is_shown = introduced && preformatted::is_indented(&group.lines);
            introduced = group.lines.last().is_some_and(|line| line.ends_with([':', '：']));
            if is_code(group) && is_remnant(group) && !is_shown {
                group.keeps = None;
            }
        }
        join_code(&mut groups);
    }
    groups
}

/// Takes the groups beside code that go on with it, or lead to it, for code too.
fn join_code(groups: &mut [Group<'_>]) {
    let is_code = |group: &Group<'_>| group.keeps == Some(Kept::Code);
    for index in 1..groups.len() {
        if is_code(&groups[index - 1]) && groups[index].keeps.is_none() && preformatted::goes_on(&groups[index].lines) {
            groups[index].keeps = Some(Kept::Code);
        }
    }
    for index in (1..groups.len()).rev() {
        if is_code(&groups[index])
            && groups[index - 1].keeps.is_none()
            && preformatted::goes_on(&groups[index - 1].lines)
        {
            groups[index - 1].keeps = Some(Kept::Code);
        }
    }
}

/// The longest code between two fences, in lines; beyond that a fence is taken to be left over.
const LONGEST_FENCED: usize = 400;

/// Returns the fence that closes what `line` opens, if it is one of Markdown's (CommonMark 0.31, 4.5).
fn fence(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches(' ');
    ["```", "~~~"].into_iter().find(|fence| line.strip_prefix(fence).is_some_and(|info| !info.contains(['`', '~'])))
}

/// Ends a group; the lines in it that are preformatted become groups of their own.
fn close_group<'t>(groups: &mut Vec<Group<'t>>, open: &mut Vec<&'t str>, empty_before: &mut usize) {
    if open.is_empty() {
        return;
    }
    let lines = std::mem::take(open);
    let mut empty_before = std::mem::take(empty_before);
    let mut at = 0;
    let runs = preformatted::runs(&lines);
    let mut add = |lines: &[&'t str], keeps| {
        if !lines.is_empty() {
            groups.push(Group { lines: lines.to_vec(), empty_before, keeps });
            empty_before = 0;
        }
    };
    for (run, kept) in runs {
        add(&lines[at..run.start], None);
        add(&lines[run.clone()], Some(kept));
        at = run.end;
    }
    add(&lines[at..], None);
}

/// Returns the lines of a group, each a paragraph.
///
/// A line that ends within a word is joined with the next one, because no paragraph ends so. Whether the hyphen belongs to
/// the word is decided by the rules.
fn lines_of(group: &[&str]) -> Vec<String> {
    let is_prose = group.iter().any(|line| line.chars().count() >= LEAST_PROSE);
    let mut lines: Vec<String> = Vec::new();
    for line in group {
        match lines.last_mut() {
            Some(last) if is_broken(last, line, is_prose) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push((*line).to_owned()),
        }
    }
    lines
}

/// Lines that all have fewer code points are a list or verse, in which a hyphen before a capital is a dash.
const LEAST_PROSE: usize = 30;

/// Tells whether a line ends with a hyphen inside a word that `next` goes on with.
fn is_broken(line: &str, next: &str, is_prose: bool) -> bool {
    let Some(rest) = line.strip_suffix(['-', '\u{2010}', '\u{AD}']) else { return false };
    let soft = line.ends_with('\u{AD}');
    let Some((before, after)) = rest.chars().next_back().zip(next.chars().next()) else { return false };
    let word = rest.rsplit(|character: char| !character.is_alphanumeric()).next().unwrap_or("");
    match () {
        () if soft || after.is_lowercase() => before.is_alphanumeric() && after.is_alphabetic(),
        // `2019-` and `2020`
        () if after.is_ascii_digit() => word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()),
        // `CDU-` and `Chef`, `Jean-` and `Paul`; an interrupted sentence (`But I thought-`) has its hyphen at a small letter.
        () if after.is_uppercase() => word.starts_with(char::is_uppercase) && is_prose,
        () => false,
    }
}

/// Lines of a hard-wrapped text end within this many code points of its width, or a word would have fitted.
const RAGGED: usize = 16;
/// Below this width lines are a list or verse, above it they are paragraphs.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// Returns the width in code points that a text is hard-wrapped at, if it is.
///
/// It is if most lines inside groups end near the same right edge, none goes beyond it, and most of them end in the middle
/// of a sentence. A real paragraph on one line ends with a stop.
fn wrap_width(groups: &[Group<'_>]) -> Option<usize> {
    let groups = || groups.iter().filter(|group| group.keeps.is_none()).map(|group| group.lines.as_slice());
    let trimmed = |line: &&str| line.trim_start_matches([' ', '\t']).chars().count();
    let width = groups().flatten().map(trimmed).max()?;
    let inner: Vec<&str> =
        groups().flat_map(|lines| lines.split_last().map_or(&[][..], |(_, inner)| inner)).copied().collect();
    if !WRAP_WIDTHS.contains(&width) || inner.len() < 2 {
        return None;
    }
    let full = inner.iter().filter(|line| trimmed(line) + RAGGED >= width).count();
    let open = inner.iter().filter(|line| !ends_sentence(line)).count();
    (full * 4 >= inner.len() * 3 && open * 2 > inner.len()).then_some(width)
}

/// Joins the lines of a group; a line that ends early closes its paragraph.
fn unwrap(group: &[&str], width: usize) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for (index, line) in group.iter().enumerate() {
        match paragraphs.last_mut() {
            Some(paragraph) if open => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ => paragraphs.push((*line).to_owned()),
        }
        // The next line's first word would have fitted here: the break was meant.
        let next_word =
            group.get(index + 1).and_then(|next| next.split_whitespace().next()).map_or(0, |word| word.chars().count());
        let fits = line.chars().count() + 1 + next_word + 2 < width.saturating_sub(RAGGED / 2);
        open = !(fits && ends_sentence(line));
    }
    paragraphs
}

/// The longest title that a line can be taken for, in code points.
const LONGEST_TITLE: usize = 120;

/// Tells whether the first line is plainly a title: short, without a sentence's stop, followed by prose.
fn leading_title(lines: &[String]) -> bool {
    let [first, rest @ ..] = lines else { return false };
    let length = first.chars().count();
    let words = first.split_whitespace().count();
    let prose = rest.iter().take(4).any(|line| line.chars().count() > LONGEST_TITLE && ends_sentence(line));
    (2..=20).contains(&words)
        && length <= LONGEST_TITLE
        && !first.ends_with([',', ';', ':', '-', '–', '—', '.', '…'])
        && !first.contains(['[', '<', '{', '@', '|'])
        && first
            .chars()
            .find(|character| character.is_alphanumeric())
            .is_some_and(|character| !character.is_lowercase())
        && byline(first).is_none()
        && date::whole_line(first, &date::DateReader::default()).is_none()
        && prose
}

static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    // A word that begins bylines, then one to three names of two to four capitalized words.
    let openings = alternatives(byline_words("text_openings"));
    let joiners = alternatives(byline_words("text_joiners"));
    let name = r"(?:\p{Lu}[\p{L}.’'-]*\s+){1,3}\p{Lu}[\p{L}’'-]+";
    let pattern = format!(r"^(?i:{openings})[:\s]\s*({name}(?:(?:,\s*|\s+(?:{joiners}|&)\s+){name}){{0,2}})\s*$");
    Regex::new(&pattern).expect("the pattern is valid")
});
static BETWEEN_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    let joiners = alternatives(byline_words("text_joiners"));
    Regex::new(&format!(r",\s*|\s+(?:{joiners}|&)\s+")).expect("the pattern is valid")
});

/// Returns a pattern for any of some words.
fn alternatives(words: impl Iterator<Item = &'static str>) -> String {
    words.map(regex::escape).collect::<Vec<_>>().join("|")
}

/// Returns the names of a line that is nothing but a byline.
fn byline(line: &str) -> Option<Vec<String>> {
    let names = BYLINE.captures(line.trim())?.get(1)?.as_str();
    Some(BETWEEN_NAMES.split(names).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let article = extract(text);
        assert_eq!(article.body.iter().map(|(_, line)| line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_line_is_a_paragraph() {
        check("One.\nTwo.\n\n\nThree.\n", &["One.", "Two.", "Three."]);
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        check(
            "The council met on Tuesday to talk about the bridge that was\nclosed in March after an engineer had found cracks in two of\nits six piers.\n\nNobody spoke for the builders, who had left the town the year\nbefore and could not be reached.\n",
            &[
                "The council met on Tuesday to talk about the bridge that was closed in March after an engineer had found cracks in two of its six piers.",
                "Nobody spoke for the builders, who had left the town the year before and could not be reached.",
            ],
        );
    }

    #[test]
    fn a_line_that_ends_within_a_word_goes_on() {
        check("The inter-\nnational harbour\nis shut.", &["The inter- national harbour", "is shut."]);
        check("They came by rail -\nand left by sea.", &["They came by rail -", "and left by sea."]);
        check("Line A-\nBoats", &["Line A-", "Boats"]);
        check("The coun\u{AD}\nCil.\nIn 2019-\n2020.", &["The coun\u{AD} Cil.", "In 2019- 2020."]);
        check(
            "In Berlin sagte das am Abend auch der CDU-\nChef der Stadt.\n— But I thought you were in the garden all day-\nNo.",
            &[
                "In Berlin sagte das am Abend auch der CDU- Chef der Stadt.",
                "— But I thought you were in the garden all day-",
                "No.",
            ],
        );
    }

    #[test]
    fn verse_is_not_joined() {
        check(
            "The tide went out,\nthe boats lay dry,\nno one went down\nto ask it why.",
            &["The tide went out,\nthe boats lay dry,\nno one went down\nto ask it why."],
        );
        check(
            "The lamp\n\nThe lamp upon the harbour wall\n  has burned since three,\nand no one in the town at all\n  will let it be.\n\n\nO lamp,\n   go out\nwith me.\n\nBy a reader.",
            &[
                "The lamp",
                "The lamp upon the harbour wall\n  has burned since three,\nand no one in the town at all\n  will let it be.\n\n\nO lamp,\n   go out\nwith me.",
                "By a reader.",
            ],
        );
    }

    #[test]
    fn code_keeps_its_lines() {
        check(
            "Type this script into a file:\n\n    if open:\n        sail()\n\n    wait()\n\nThen wait.",
            &["Type this script into a file:", "    if open:\n        sail()\n\n    wait()", "Then wait."],
        );
        check(
            "Type this:\n```sh\nls\n\ncd x\n```\nThen wait.",
            &["Type this:", "```sh\nls\n\ncd x\n```", "Then wait."],
        );
        check(
            "Two lines that she liked:\n\n    if open:\n        sail()\n\nShe is a clerk.",
            &["Two lines that she liked:", "    if open:\n        sail()", "She is a clerk."],
        );
        check("She is a clerk.\n\n    if open:\n        sail()", &["She is a clerk.", "if open:", "sail()"]);
        check("``` opens\nand never closes.", &["``` opens", "and never closes."]);
    }

    #[test]
    fn a_leading_title_and_byline_are_recognised_and_stay() {
        let prose = "The bridge over the Aller stays closed until the spring, the council said on Tuesday, because the cracks in its piers are deeper than the first report had found them to be.";
        let article =
            extract(&format!("Bridge stays closed until spring\nBy Mara Lindqvist and Tom O’Shea\n\n{prose}"));
        assert_eq!(article.meta.title.unwrap().value, "Bridge stays closed until spring");
        assert_eq!(article.meta.authors.unwrap().value, ["Mara Lindqvist", "Tom O’Shea"]);
        assert_eq!(article.body.iter().count(), 3);
        let published =
            |line: &str| extract(&format!("Bridge stays closed until spring\n{line}\n\n{prose}")).meta.published;
        assert_eq!(published("Thursday, 2 March 2017").unwrap().value.value, "2017-03-02");
        assert_eq!(published("On 2 March 2017 the bridge over the Aller was closed."), None);
        assert_eq!(extract(&format!("{prose}\n{prose}")).meta.title, None);
        assert_eq!(extract("Short line\nAnother short line").meta.title, None);
    }
}
