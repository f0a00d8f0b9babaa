//! Which code, markup and places of templates the article itself speaks of: they are its content and stay.
//!
//! What an extractor knows to be code is in the blocks; this is for texts without such knowledge. A page's remnants stand
//! anywhere; an example is introduced by a sentence, stands in its middle or is marked by quotes, and seldom comes alone.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::Regex;

use super::Marks;
use crate::article::{Block, BlockKind};
use crate::text::phrases::section;
use crate::text::{Span, ends_sentence, is_word, words};

/// Tells whether what stands at `span`, a stretch of code or markup, is an example that the text shows. `blocks` are those of
/// the text up to the one that it stands in, and `speaks_of_code` what [`speaks_of_code`] says of the text.
pub fn is_shown(text: &str, span: &Span, blocks: &[Block], speaks_of_code: impl FnOnce() -> bool) -> bool {
    let Some((block, above)) = blocks.split_last() else { return false };
    let code = text[span.clone()].trim();
    let start = span.start + (text[span.clone()].len() - text[span.clone()].trim_start().len());
    let span = start..start + code.len();
    if is_marked(text, &span) {
        return true;
    }
    if MACHINERY.is_match(code) {
        return false;
    }
    if block.kind == BlockKind::Preformatted {
        return true;
    }
    let before = text[block.span.start..span.start].trim();
    let after = text[span.end.min(block.span.end)..block.span.end].trim();
    let is_tag = code.starts_with(['<', '[']);
    if before.is_empty() && !is_tag && is_rest_of_sentence(after) {
        return true;
    }
    let is_alone = before.is_empty() && after.is_empty() || is_wrapping(before, code, after);
    let is_statement = !is_tag && !code.starts_with('{');
    match introduction(text, above).filter(|_| is_alone) {
        Some(introduction)
            if is_statement && introduction.split_whitespace().nth(SHORTEST_INTRODUCTION - 1).is_some() =>
        {
            true
        }
        Some(_) => speaks_of_code(),
        None => (!is_alone || is_statement) && speaks_of_code(),
    }
}

/// Tells whether `span` lies in what a text shows as code, so that its commas and blanks are not those of sentences.
pub fn is_in_code(text: &str, span: &Span, block: &Block, speaks_of_code: impl FnOnce() -> bool) -> bool {
    let line = text[block.span.clone()].trim_end();
    is_in_backticks(&text[..span.start], &text[span.end..])
        || line.ends_with([';', '{', '}']) && line.contains(['=', '(', '{']) && speaks_of_code()
}

/// Lines of code that may stand between a line and what introduces it.
const MOST_LINES: usize = 20;
/// Words of an introduction that needs no other word of what it shows.
const SHORTEST_INTRODUCTION: usize = 5;

/// Returns the line with a colon at its end that stands above, or above other lines of code.
fn introduction<'t>(text: &'t str, above: &[Block]) -> Option<&'t str> {
    let mut lines = above.iter().rev().take(MOST_LINES).map(|block| text[block.span.clone()].trim_end());
    lines.find(|line| !line.ends_with([';', '{', '}', '>', ']'])).filter(|line| line.ends_with([':', '：']))
}

/// Tells whether signs of code or quotation marks stand right around `span`.
fn is_marked(text: &str, span: &Span) -> bool {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let pairs = |open: char, close: char| match open {
        '“' | '‟' => close == '”',
        '„' => matches!(close, '“' | '”'),
        '«' => close == '»',
        '»' => close == '«',
        '‘' | '‚' => matches!(close, '’' | '‘'),
        '‹' => close == '›',
        '「' => close == '」',
        _ => false,
    };
    let quoted = before.chars().next_back().zip(after.chars().next()).is_some_and(|(open, close)| pairs(open, close));
    quoted || is_in_backticks(before, after)
}

/// How far from code its backticks may stand, in bytes.
const CODE_REACH: usize = 300;

/// Tells whether an odd number of backticks stands before a place in its line, and behind it one that closes.
fn is_in_backticks(before: &str, after: &str) -> bool {
    let near = &before.as_bytes()[before.len().saturating_sub(CODE_REACH)..];
    let near = memchr::memrchr(b'\n', near).map_or(near, |newline| &near[newline + 1..]);
    if memchr::memchr_iter(b'`', near).count().is_multiple_of(2) {
        return false;
    }
    let near = &after.as_bytes()[..after.len().min(CODE_REACH)];
    // The second of two words in old quotation marks (`this' and `that') opens, and does not close.
    memchr::memchr2(b'`', b'\n', near)
        .is_some_and(|end| near[end] == b'`' && !after[end + 1..].chars().next().is_some_and(is_word))
}

/// Tells whether `after` goes on with a sentence whose subject is what stands before it: "sets the colour of all text."
fn is_rest_of_sentence(after: &str) -> bool {
    after.starts_with(char::is_lowercase)
        && ends_sentence(after)
        && after.split_whitespace().nth(SHORTEST_REST - 1).is_some()
}

/// Words of such a rest.
const SHORTEST_REST: usize = 3;

/// Tells whether a tag is the first or the last thing on a line that another one closes or opens: it holds a paragraph.
fn is_wrapping(before: &str, code: &str, after: &str) -> bool {
    let (open, close) = if code.starts_with('<') { ('<', '>') } else { ('[', ']') };
    code.starts_with(open)
        && (before.is_empty() && after.ends_with(close) || after.is_empty() && before.starts_with(open))
}

/// What counts visitors, sells advertisements or fetches other pages' boxes, which no article shows.
static MACHINERY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)googletag|adsbygoogle|google_ad|googleads|doubleclick|_gaq|\bgtag\(|\bfbq\(|\bga\(|dataLayer|disqus|taboola|outbrain",
        r"|amzn_assoc|addthis|_sf_async|google-analytics|facebook\.net|adrotate|schema\.org"
    ))
    .expect("the pattern is valid")
});

/// Marks that are looked at; a text of so many has shown what it is by then.
const MOST_MARKS: usize = 400;
/// Of so many openings one must be an example, or the text is full of remnants and looks like an example now and then.
const OPENINGS_PER_EXAMPLE: usize = 6;
/// Examples that need no word of what they are about.
const PROOF: usize = 2;

/// Tells whether a text shows examples of code or markup: its sentences introduce them, quote them, or give the same word in
/// different tags.
pub fn speaks_of_code(text: &str, marks: &Marks) -> bool {
    let mut places: Vec<usize> = marks.angles.iter().chain(&marks.brackets).chain(&marks.braces).copied().collect();
    places.sort_unstable();
    let (mut openings, mut examples) = (0, 0);
    let mut contents: HashMap<&str, &str> = HashMap::new();
    let mut done = 0;
    for at in places.into_iter().take(MOST_MARKS) {
        if at < done {
            continue;
        }
        let Some(piece) = Piece::read(text, at) else { continue };
        done = piece.span.end;
        if piece.is_closing {
            continue;
        }
        openings += 1;
        let same = piece.content.is_some_and(|content| *contents.entry(content).or_insert(piece.name) != piece.name);
        examples += usize::from(same || is_marked(text, &piece.span) || is_introduced(text, &piece));
    }
    examples * OPENINGS_PER_EXAMPLE >= openings && (examples >= PROOF || examples > 0 && names_topic(text))
}

/// A tag, a shortcode, a place of a template or the declarations of a style sheet.
struct Piece<'t> {
    span: Span,
    name: &'t str,
    is_closing: bool,
    /// What stands between it and its other half, if that is a word or two.
    content: Option<&'t str>,
}

impl<'t> Piece<'t> {
    fn read(text: &'t str, at: usize) -> Option<Self> {
        let rest = &text[at..text.floor_char_boundary(at + CODE_REACH)];
        let rest = rest.split('\n').next().unwrap_or_default();
        let (close, inner) = match rest.as_bytes() {
            [b'<', ..] => (">", &rest[1..]),
            [b'[', ..] => ("]", &rest[1..]),
            [b'{', b'{', ..] => ("}}", &rest[2..]),
            [b'{', b'%', ..] => ("%}", &rest[2..]),
            _ => ("}", &rest[1..]),
        };
        let length = inner.find(close)?;
        let end = at + (rest.len() - inner.len()) + length + close.len();
        let inside = &inner[..length];
        let body = inside.trim_start_matches('/');
        let name_end = body.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(body.len());
        let name = &body[..name_end];
        let after = &text[end..at + rest.len()];
        let content = after.find([&rest[..1], "/"].concat().as_str()).map(|length| &after[..length]);
        let halved = content.is_some_and(|content| after[content.len() + 2..].starts_with(name));
        let counts = match close {
            ">" => !name.is_empty(),
            "]" => !name.is_empty() && (inside.len() > body.len() || inside.contains('=') || halved),
            "}" => inside.contains(':'),
            _ => true,
        };
        let is_word = |content: &&str| halved && content.len() <= LONGEST_CONTENT && !content.contains(['<', '[']);
        counts.then(|| Piece {
            span: at..end,
            name,
            is_closing: inside.len() > body.len() && matches!(close, ">" | "]"),
            content: content.filter(is_word),
        })
    }
}

/// The longest word that examples show in tags, in bytes.
const LONGEST_CONTENT: usize = 30;
/// A selector stands between the word that introduces declarations and their brace.
const SELECTOR_WORDS: usize = 2;

/// Tells whether a word stands right before a piece that tells the reader to write it, or what it is.
fn is_introduced(text: &str, piece: &Piece<'_>) -> bool {
    static WORDS: LazyLock<Vec<&str>> =
        LazyLock::new(|| section(include_str!("../../../data/phrases/code_words.txt"), "introducing").collect());
    let start = text.floor_char_boundary(piece.span.start.saturating_sub(LONGEST_INTRODUCTION));
    let before = text[start..piece.span.start].rsplit('\n').next().unwrap_or_default();
    let before: Vec<String> = words(before).map(|(_, word)| word.to_lowercase()).collect();
    let is_style = text[piece.span.clone()].starts_with('{') && text[piece.span.clone()].contains(':');
    let skipped = if is_style { SELECTOR_WORDS } else { 0 };
    (0..=skipped.min(before.len())).any(|skipped| match &before[..before.len() - skipped] {
        [.., first, second] => {
            WORDS.contains(&second.as_str()) || WORDS.contains(&[first, " ", second].concat().as_str())
        }
        [only] => WORDS.contains(&only.as_str()),
        [] => false,
    })
}

/// In bytes.
const LONGEST_INTRODUCTION: usize = 60;

/// Tells whether the text names what code and markup are about.
fn names_topic(text: &str) -> bool {
    static TOPICS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(section(include_str!("../../../data/phrases/code_words.txt"), "topics"))
            .expect("the words are few and short")
    });
    TOPICS.find_iter(text).any(|hit| {
        !text[..hit.start()].chars().next_back().is_some_and(is_word)
            && !text[hit.end()..].chars().next().is_some_and(is_word)
            && !text[..hit.start()].ends_with(['<', '[', '/', '.'])
    })
}

#[cfg(test)]
mod tests {
    use crate::article::{BlockKind, Body};
    use crate::rules::{Context, Draft, Field};

    /// Checks whether the first stretch of `code` in a text of lines, parted by ` | `, is shown.
    fn check(text: &str, code: &str, expected: bool) {
        let mut body = Body::default();
        text.split(" | ").for_each(|line| body.push(BlockKind::Paragraph, line));
        let (text, blocks) = body.into_parts();
        let at = text.find(code).unwrap();
        let context = Context::default();
        let draft = Draft::new(&text, &blocks, Field::Text, &context);
        assert_eq!(draft.is_shown(&(at..at + code.len())), expected, "{text}");
    }

    #[test]
    fn examples_are_shown() {
        check("To make a word bold, write <b>word</b>, and for italics write <i>word</i>.", "<b>", true);
        check("Fett ist <b>Wort</b>, kursiv <i>Wort</i>, so der Kurs über HTML.", "</i>", true);
        check("The `<script>` element holds programs.", "<script>", true);
        check("Das Element „<script>“ enthält Programme.", "<script>", true);
        check("In the editor you write [gallery ids=\"1,2\"] for pictures.", "[gallery ids=\"1,2\"]", true);
        check("Type {{ name }} into the template.", "{{ name }}", true);
        check("Write h1 { top: 0; } in the style sheet.", "h1 { top: 0; }", true);
        check("var x = 1; console.log(x); prints the number one.", "var x = 1; console.log(x);", true);
        check("These are the lines of the board: | var x = 1; | console.log(x);", "console.log(x);", true);
    }

    #[test]
    fn remnants_are_not() {
        check("The <b>old</b> pier is <i>shut</i>, says <a href=\"/m\">the mayor</a>.", "<b>", false);
        check("In HTML, write <b>word</b>. | <script src=\"a.js\"></script>", "<script src=\"a.js\"></script>", false);
        check("In WordPress, write [gallery ids=\"1\"]. | [adrotate banner=\"29\"]", "[adrotate banner=\"29\"]", false);
        check("var x = 1; console.log(x); | They left.", "var x = 1; console.log(x);", false);
        check("These are the lines of the board: | googletag.cmd.push(a);", "googletag.cmd.push(a);", false);
        check("Use <b>care</b>. <i>Two</i> <i>boats</i> <i>a</i> <i>b</i> <i>c</i> <i>d</i> <i>e</i>", "<b>", false);
    }
}
