//! Plain text: where its paragraphs are, and whether it opens with a title and a byline.

use std::sync::LazyLock;

use regex::Regex;

use super::date;
use super::names::byline_words;
use crate::article::{Article, BlockKind, Body, Sourced};

/// Finds the paragraphs of `text`, and a title and a byline where they are plain to see.
///
/// Title and byline stay in the text too, so that nothing is lost where the guess is wrong.
pub(super) fn extract(text: &str) -> Article {
    let mut article = Article::default();
    let lines = paragraphs(text);
    let title = leading_title(&lines) && !is_row(&lines[0]);
    for (index, line) in lines.iter().enumerate() {
        let kind = match () {
            () if title && index == 0 => BlockKind::Heading(1),
            () if is_row(line) => BlockKind::Table,
            () => BlockKind::Paragraph,
        };
        article.body.push(kind, line);
    }
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
    for line in paragraphs(text) {
        body.push(if is_row(&line) { BlockKind::Table } else { BlockKind::Paragraph }, &line);
    }
}

/// Returns the paragraphs of `text`.
///
/// A line is a paragraph, unless the text is hard-wrapped: then the lines of a group between empty lines are one.
fn paragraphs(text: &str) -> Vec<String> {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    // U+0085 is no line break here: in articles it is the ellipsis of windows-1252.
    for line in text.split(['\n', '\u{2028}', '\u{2029}', '\u{C}', '\u{B}']) {
        // A blank line may hold no-break spaces.
        let trimmed = line.trim_matches([' ', '\t']);
        if trimmed.chars().all(char::is_whitespace) {
            groups.push(Vec::new());
        } else if let Some(group) = groups.last_mut() {
            group.push(trimmed);
        }
    }
    groups.retain(|group| !group.is_empty());
    let Some(width) = wrap_width(&groups) else { return groups.iter().flat_map(|group| lines_of(group)).collect() };
    groups.iter().flat_map(|group| unwrap(group, width)).collect()
}

/// Returns the lines of a group, each a paragraph.
///
/// A line that ends within a word is joined with the next one, because no paragraph ends so. Whether the hyphen belongs to
/// the word is decided by the rules.
fn lines_of(group: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in group {
        match lines.last_mut() {
            Some(last) if is_broken(last) && line.starts_with(char::is_lowercase) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push((*line).to_owned()),
        }
    }
    lines
}

/// Tells whether a line ends with a hyphen inside a word.
fn is_broken(line: &str) -> bool {
    line.strip_suffix(['-', '\u{2010}', '\u{AD}']).is_some_and(|rest| rest.ends_with(char::is_lowercase))
}

/// Lines of a hard-wrapped text end within this many code points of its width, or a word would have fitted.
const RAGGED: usize = 16;
/// Below this width lines are a list or verse, above it they are paragraphs.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// Returns the width in code points that a text is hard-wrapped at, if it is.
///
/// It is if most lines inside groups end near the same right edge, none goes beyond it, and most of them end in the middle
/// of a sentence. A real paragraph on one line ends with a stop.
fn wrap_width(groups: &[Vec<&str>]) -> Option<usize> {
    let width = groups.iter().flatten().map(|line| line.chars().count()).max()?;
    let inner: Vec<&str> =
        groups.iter().flat_map(|group| group.split_last().map_or(&[][..], |(_, inner)| inner)).copied().collect();
    if !WRAP_WIDTHS.contains(&width) || inner.len() < 2 {
        return None;
    }
    let full = inner.iter().filter(|line| line.chars().count() + RAGGED >= width).count();
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

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(crate::text::is_closing_mark).ends_with(crate::text::closes_sentence)
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
    }

    #[test]
    fn verse_is_not_joined() {
        check(
            "The tide went out,\nthe boats lay dry,\nno one went down\nto ask it why.",
            &["The tide went out,", "the boats lay dry,", "no one went down", "to ask it why."],
        );
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
