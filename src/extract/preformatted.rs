//! Which lines of a plain text are set as they are on purpose: columns that line up, verse, code. Their breaks, indents and
//! blanks say something; those of other lines are left over from wrapping and from templates.
//!
//! Only the lines themselves are asked, so that a text written out is read again as it was.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::text::ends_sentence;

/// What lines are that keep their breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Verse,
    /// Columns that line up, rows of numbered items, lists with their prices, lists within lists, drawings.
    Columns,
    /// A program, commands or markup, if the text speaks of such; else it is a remnant of the page.
    Code,
    /// Code between two fences of Markdown.
    Fenced,
}

/// Returns the runs of lines that keep their breaks, in ascending order. `lines` stand together without an empty line between
/// them, each with its indent and without blanks at its end.
pub(super) fn runs(lines: &[&str]) -> Vec<(Range<usize>, Kept)> {
    let whole = 0..lines.len();
    if is_verse(lines, false) {
        vec![(whole, Kept::Verse)]
    } else if is_drawing(lines) || is_nested_list(lines) {
        vec![(whole, Kept::Columns)]
    } else if is_code(lines) {
        vec![(whole, Kept::Code)]
    } else {
        columns(lines).into_iter().map(|run| (run, Kept::Columns)).collect()
    }
}

/// Tells whether prose speaks of programs: two words of their makers at least, for one alone stands in any news.
pub(super) fn speaks_of_code<'t>(prose: impl Iterator<Item = &'t str>) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        RegexBuilder::new(
            r#"(?x)(?: ^ | [\s("“„«'’] )(?: (?: html | css | java | rust | php | ruby | perl | sql | bash | json | xml | yaml | git | npm | unix | shell | api
            | tags? | loops? | codes? | kod | files? | fonction | plik )\b
            | javascript | typescript | python | golang | wordpress | github | linux | terminal | consol | konsol | browser | server | databas
            | datenbank | markup | snippet | script | skript | function | funktion | variable | variab[el] | array | string | module | librar
            | coding | program | compil | command | editor | syntax | software | developer | plugin | quer(?:y|ies) | quelltext | datei
            | befehl | código | función | funzione | funkcj | comando | archivo | consulta | commande | fichier | requête | codice )
            | код | скрипт | функци | файл | программ | コード | 関数 | 代码 | 程式 | 脚本 | 函数 | 코드 | 함수"#,
        )
        .case_insensitive(true)
        .build()
        .expect("the pattern is valid")
    });
    // Names in addresses, such as those of files, do not count.
    let mut first: Option<String> = None;
    for hit in prose.flat_map(|text| WORDS.find_iter(text)) {
        let word = hit.as_str().trim_start_matches(|mark: char| !mark.is_alphabetic()).to_lowercase();
        match &first {
            // A plural is the same word.
            Some(first) if !first.starts_with(word.as_str()) && !word.starts_with(first.as_str()) => return true,
            Some(_) => {}
            None => first = Some(word),
        }
    }
    false
}

/// Tells whether prose speaks of markup by its names.
pub(super) fn speaks_of_markup<'t>(mut prose: impl Iterator<Item = &'t str>) -> bool {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)(?:^|[\s("“„«'’])(?:x?html|css|xml|svg|javascript|markup)\b"#).expect("the pattern is valid")
    });
    prose.any(|text| NAMES.is_match(text))
}

/// Tells whether lines are markup: one of them begins with a tag.
pub(super) fn has_tags(lines: &[&str]) -> bool {
    lines.iter().any(|line| line.trim_start_matches([' ', '\t']).starts_with('<'))
}

/// Tells whether lines may be part of the code beside them: they look like it, or are indented and end no sentence.
pub(super) fn goes_on(lines: &[&str]) -> bool {
    let is_set = |line: &&str| indent(line) >= 2 && line.chars().count() <= LONGEST_CODE;
    let is_indented = lines.iter().all(is_set) && !lines.last().is_some_and(|line| ends_sentence(line));
    is_indented || lines.iter().all(|line| is_line_of_code(line.trim_start_matches([' ', '\t'])))
}

/// Tells whether each line is indented.
pub(super) fn is_indented(lines: &[&str]) -> bool {
    lines.iter().all(|line| indent(line) >= 2)
}

/// Returns a line's indent in columns; a tab goes to the next multiple of four, as most editors show it.
fn indent(line: &str) -> usize {
    line.chars().take_while(|blank| matches!(blank, ' ' | '\t')).fold(0, |column, blank| match blank {
        '\t' => (column / 4 + 1) * 4,
        _ => column + 1,
    })
}

/// The longest line of verse, in code points: a line of hexameter has up to 60.
const LONGEST_VERSE: usize = 60;

/// Tells whether lines are verse: short ones, of which many end within a sentence, and not because a page was full. A line that
/// ends within a word is one of verse only beside other verse.
pub(super) fn is_verse(lines: &[&str], beside_verse: bool) -> bool {
    let [_, _, .., last] = lines else { return false };
    let texts: Vec<&str> = lines.iter().map(|line| line.trim_start_matches([' ', '\t'])).collect();
    let length = |text: &str| text.chars().count();
    let words: usize = texts.iter().map(|text| text.split(' ').count()).sum();
    let is_line_of_verse = |text: &&str| {
        length(text) <= LONGEST_VERSE
            && !text.contains(['\t', '|', '=', '<', '{', '[', '@', '/'])
            && !text.contains("  ")
    };
    let opens_item = |text: &&str| is_items_mark(text.split(' ').next().unwrap_or_default());
    if words < lines.len() * 2 || !texts.iter().all(is_line_of_verse) || texts.iter().any(opens_item) {
        return false;
    }
    let is_broken = |text: &&str| {
        text.strip_suffix(['-', '\u{2010}', '\u{AD}']).is_some_and(|rest| rest.ends_with(char::is_alphabetic))
    };
    if !beside_verse && texts.iter().any(is_broken) {
        return false;
    }
    let inner = || texts.windows(2).map(|pair| (pair[0], pair[1]));
    let goes_on = |(line, next): &(&str, &str)| {
        !line.ends_with(['.', '!', '?', ':', '…', '”', '"', '»'])
            && next.trim_start_matches(|mark: char| !mark.is_alphabetic()).starts_with(char::is_lowercase)
    };
    let ends_in_mark = |(line, _): &(&str, &str)| line.ends_with([',', ';', '—', '–', '،', '，', '、']);
    let (ends, goes) = (inner().filter(ends_in_mark).count(), inner().filter(goes_on).count());
    let inner_lines = lines.len() - 1;
    let is_open = goes * 3 >= inner_lines && ends * 4 >= inner_lines && (ends + goes) * 2 >= inner_lines;
    let is_marked = lines.len() >= 4 && ends * 2 >= inner_lines && !last.trim_end().ends_with([',', ';']);
    let is_even = lines.iter().all(|line| indent(line) == indent(lines[0]));
    (is_open || is_marked) && !(is_even && is_wrapped(&texts))
}

/// Tells whether lines end where the next word would have gone over the edge: a program broke them.
fn is_wrapped(texts: &[&str]) -> bool {
    let length = |text: &str| text.chars().count();
    let width = texts.iter().map(|text| length(text)).max().unwrap_or_default();
    width >= NARROWEST_PAGE
        && texts
            .windows(2)
            .all(|pair| length(pair[0]) + 1 + length(pair[1].split(' ').next().unwrap_or_default()) > width)
}

/// Tells whether a word is the mark or the number of a list's item.
fn is_items_mark(word: &str) -> bool {
    matches!(word, "-" | "*" | "•" | "–" | "+" | "·")
        || (word.ends_with(['.', ')']) && word.starts_with(|digit: char| digit.is_ascii_digit()))
}

/// Programs wrap a text to this many code points or more; the lines of a stanza that are shorter may end alike by chance.
const NARROWEST_PAGE: usize = 40;

/// Tells whether lines are code: most of them have the marks of a programming language, a shell or markup.
fn is_code(lines: &[&str]) -> bool {
    if lines.len() < 2 || lines.iter().any(|line| line.chars().count() > LONGEST_CODE) {
        return false;
    }
    // The names of the services whose programs pages carry.
    const REMNANTS: [&str; 9] =
        ["googletag", "adsbygoogle", "dataLayer", "gtag(", "fbq(", "_gaq", "taboola", "OUTBRAIN", "GoogleAnalytics"];
    if lines.iter().any(|line| REMNANTS.iter().any(|name| line.contains(name))) {
        return false;
    }
    let first = lines.iter().map(|line| indent(line)).min().unwrap_or_default();
    let is_indented = lines.iter().any(|line| indent(line) >= first + 2);
    let code = lines.iter().filter(|line| is_line_of_code(line.trim_start_matches([' ', '\t']))).count();
    // Indents that go in and out again are a structure by themselves; but markup that was left over has them too.
    if (is_indented || first >= 2) && !has_tags(lines) { code * 2 >= lines.len() } else { code * 5 >= lines.len() * 4 }
}

/// The longest line of code that is shown, in code points; remnants of a page's own scripts have longer ones.
const LONGEST_CODE: usize = 240;

/// Tells whether a line, without its indent, has a form that prose never has.
fn is_line_of_code(text: &str) -> bool {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?x)
            ^(?: [$] \s | >>> \s | [.]{3} \s | \#include | \#! | // | /[*] | [*]/ | -- | @\w )   # prompts and comments
            | [{};\\(\[\]] $ | [}\]] ,? $ | \): $ | ^ [\w.$-]+ : ( \s [\w."'/-]+ )? $                                # an end that goes on
            | ^ [\w.$]+ \( .* [,)] $                                                            # a call
            | \s (?: = | == | != | [+]= | := | => | -> | && | [|]{2} ) (?: \s | $ ) | \w::\w | \w\(\) | \w=["'{]
            "#,
        )
        .expect("the pattern is valid")
    });
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?: def | class | import | from | function | var | let | const | return | if | for | while | else | elif | try | except
            | fn | pub | use | struct | impl | SELECT | INSERT | UPDATE | CREATE | FROM | WHERE | GROUP\ BY | ORDER\ BY | package | echo )\b",
        )
        .expect("the pattern is valid")
    });
    if text.starts_with('<') {
        return text.ends_with('>') || !text.contains('>');
    }
    MARKS.is_match(text) || (WORDS.is_match(text) && !ends_sentence(text))
}

/// Tells whether lines are a list with lists in it: each has an item's mark, and the indents of some are deeper.
fn is_nested_list(lines: &[&str]) -> bool {
    let mut depths = lines.iter().map(|line| indent(line));
    let is_item = |line: &&str| {
        let text = line.trim_start_matches([' ', '\t']);
        // A menu that a program wrote out has its links with it.
        is_items_mark(text.split(' ').next().unwrap_or_default()) && !text.contains(['[', '<', '/'])
    };
    depths.next() == Some(0) && depths.any(|depth| depth > 1) && lines.iter().all(is_item)
}

/// Tells whether lines draw something: they are short, most characters are neither letters nor digits, and blanks set them.
fn is_drawing(lines: &[&str]) -> bool {
    let marks = |line: &str| line.chars().filter(|mark| !mark.is_alphanumeric() && *mark != ' ').count();
    let letters = |line: &str| line.chars().filter(|mark| mark.is_alphanumeric()).count();
    let sum = |of: &dyn Fn(&str) -> usize| lines.iter().map(|line| of(line)).sum::<usize>();
    let is_set = lines.iter().filter(|line| line.contains("  ")).count() * 2 >= lines.len();
    lines.len() >= 3 && is_set && lines.iter().all(|line| line.len() <= LONGEST_CODE) && sum(&marks) > 2 * sum(&letters)
}

/// Returns the runs of two or more lines whose columns line up, and the lines that are rows of numbered items.
fn columns(lines: &[&str]) -> Vec<Range<usize>> {
    let is_bordered = |line: &&str| {
        const BORDERS: [char; 8] = ['|', '+', '│', '║', '┌', '├', '└', '╔'];
        let line = line.trim_start_matches([' ', '\t']);
        line.starts_with(BORDERS) && line.ends_with(['|', '+', '│', '║', '┐', '┤', '┘', '╗'])
    };
    if lines.len() >= 2 && lines.iter().all(is_bordered) {
        return std::iter::once(0..lines.len()).collect();
    }
    // Few lines have two blanks within them; without any there are no columns.
    if !lines.iter().any(|line| line.trim_start_matches([' ', '\t']).contains("  ")) {
        return Vec::new();
    }
    // Markup that was left over has blanks where its tags were nested.
    let is_markup = |line: &str| line.contains(['<', '>', '{']) || line.contains("](") || line.contains("://");
    let edges: Vec<Edges> =
        lines.iter().map(|line| if is_markup(line) { Edges::default() } else { Edges::of(line) }).collect();
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, line) in edges.iter().enumerate() {
        let end = match edges.get(index + 1) {
            Some(next) if line.line_up(next) || (line.is_priced(lines[index]) && next.is_priced(lines[index + 1])) => {
                index + 2
            }
            _ if is_row_of_items(lines[index]) => index + 1,
            _ => continue,
        };
        match runs.last_mut() {
            Some(run) if run.end > index => run.end = run.end.max(end),
            _ => runs.push(index..end),
        }
    }
    runs
}

/// Tells whether a line is a row of items with their numbers, as in examples of grammar: `a. He goes.   b. *He go.`
fn is_row_of_items(line: &str) -> bool {
    let has_number = |piece: &str| {
        let first = piece.split(' ').next().unwrap_or_default();
        let number = first.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
        number.len() < first.len()
            && (1..=3).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mut pieces = line.split("  ").map(str::trim).filter(|piece| !piece.is_empty());
    let enough = pieces.clone().count() >= 3;
    enough && pieces.all(has_number)
}

/// The longest price or number behind an entry, in code points.
const LONGEST_PRICE: usize = 12;

/// The columns at which the words of a line stand, in code points.
#[derive(Default)]
struct Edges {
    /// The gaps of two blanks or more: where the word before ends, where the one behind begins, and where that ends.
    gaps: Vec<[usize; 3]>,
    /// Where words begin.
    starts: Vec<usize>,
}

impl Edges {
    fn of(line: &str) -> Self {
        let mut edges = Edges::default();
        let mut column = 0;
        let mut before: Option<(usize, bool)> = None;
        for word in line.split(' ') {
            let end = column + word.chars().count();
            if !word.is_empty() {
                if let Some((last, typed)) = before {
                    // Typists set two blanks after a sentence, and programs some after an item's mark.
                    if column > last + 2 || (column == last + 2 && !typed) {
                        edges.gaps.push([last, column, end]);
                    }
                }
                edges.starts.push(column);
                let is_first = edges.starts.len() == 1;
                before = (!(is_first && is_items_mark(word))).then_some((end, word.ends_with(['.', '!', '?', ':'])));
            }
            column = end + 1;
        }
        edges
    }

    /// Tells whether a line is an entry with its price or number behind the only gap.
    fn is_priced(&self, line: &str) -> bool {
        let [gap] = self.gaps.as_slice() else { return false };
        let behind = line.chars().skip(gap[1]);
        behind.clone().count() <= LONGEST_PRICE
            && behind.clone().any(|digit| digit.is_ascii_digit())
            && line.chars().take(gap[0]).any(char::is_alphabetic)
    }

    /// Tells whether two lines have columns in common: at most of the gaps of the one that has more of them, the other has a gap
    /// with an edge at the same place, or a word that begins there. One gap is enough if both lines have gaps.
    fn line_up(&self, other: &Edges) -> bool {
        let (more, fewer) = if self.gaps.len() >= other.gaps.len() { (self, other) } else { (other, self) };
        let is_common = |gap: &&[usize; 3]| {
            fewer.starts.contains(&gap[1])
                || fewer.gaps.iter().any(|other| gap.iter().zip(other).any(|(one, two)| one == two))
        };
        let common = more.gaps.iter().filter(is_common).count();
        // A line that has no gap may go on in the column of the one beside it.
        let goes_on = more.gaps.iter().any(|gap| gap[1] >= 2 && fewer.starts.first() == Some(&gap[1]));
        let least = if fewer.gaps.is_empty() && !goes_on { 2 } else { 1 };
        common >= least && common * 2 >= more.gaps.len()
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of one span are meant")]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Range<usize>]) {
        let lines: Vec<&str> = text.lines().collect();
        let found: Vec<_> = runs(&lines).into_iter().map(|(run, _)| run).collect();
        assert_eq!(found, expected, "{text}");
    }

    fn whole(text: &str) {
        check(text, &[0..text.lines().count()]);
    }

    #[test]
    fn verse_is_known_by_sentences_that_go_on() {
        whole("The tide went out,\nthe boats lay dry,\nno one went down\nto ask it why.");
        whole("Red is the lamp,\nGreen is the buoy,\nGrey is the morning,\nCold is the quay.");
        whole(
            "The rope upon the harbour wall\n    is frozen to its ring,\nand nobody will come at all\n    to hear the seagulls sing.",
        );
        whole(
            "Im Hafen liegt ein alter Kahn,\nden keiner mehr bewegt,\nund wer ihn sieht, der sieht ihn an,\nbis sich der Wind gelegt.",
        );
    }

    #[test]
    fn headlines_lists_and_wrapped_prose_are_no_verse() {
        check("Bridge stays closed\nCouncil asks for a ferry\nMayor says nothing\nThree new buses", &[]);
        check("- a boat\n- a bus\n- and a ferry,\n- as it was", &[]);
        check("Home\nNews\nSport\nContact", &[]);
        check(
            "The council met on Tuesday to talk\nabout the bridge that was closed\nafter an engineer had found cracks\nin two of its six piers.",
            &[],
        );
        check("The council has closed the well-\nknown bridge until spring,\nand the ferry goes on.", &[]);
    }

    #[test]
    fn code_is_known_by_its_marks_and_indents() {
        whole(
            "def high(rows):\n    best = None\n    for row in rows:\n        if best is None:\n            best = row",
        );
        whole("window.onload = function () {\n  show(\"04:12\");\n};");
        whole("<ul id=\"gates\">\n  <li>One</li>\n</ul>");
        whole("best = max(rows)\nprint(best[0])");
        whole("$ cargo build\n$ cargo test");
        check("The mayor said so (on Monday)\nNobody else did (as ever)\nThe ferry goes on", &[]);
        check("From the quay\nReturn to the harbour", &[]);
    }

    #[test]
    fn one_word_of_programmers_stands_in_any_news() {
        assert!(speaks_of_markup(["Put this HTML at the end."].into_iter()));
        assert!(!speaks_of_code(["https://example.org/browser/server.html"].into_iter()));
        assert!(speaks_of_code(["The script asks the server for its number."].into_iter()));
        assert!(!speaks_of_code(["The script of the film, and all other scripts, were lost."].into_iter()));
    }

    #[test]
    fn columns_are_known_by_lining_up() {
        check("A gloss\nmi     wa   la\nchild  PST  3SG go\nThe child went.", &[1..3]);
        whole("+------+------+\n| Port | Rise |\n+------+------+");
        whole("Soup of leeks  4,50\nHerring, three ways  9,80\nTea  2,-");
        whole("ADA    Is it you?\nTOM    It is.\nADA    Come in,\n       and shut the door.");
        whole("- a coat\n  - warm\n- boots");
        check("     |\\\n     |_\\\n  ___|____\n  \\      /", &[0..4]);
        whole("High  04:12   3.1\nLow   10:40   0.4\nHigh  16:35   3.0");
        whole("Port          Rise\nNorthwick      3.1\nEllmark       12.4");
        check("He goes.\n(1)  a. *He go.   b. He goes.", &[1..2]);
        check("He   goes   home.", &[]);
        check("-   a boat\n-   a bus\n-   a ferry", &[]);
        check("It rained.  Nobody came.\nThey left.  It was late.", &[]);
        check("Two   blanks here\nand none there", &[]);
    }
}
