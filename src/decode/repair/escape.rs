//! Escapes that stand as text, because a text was written out once too often: `\n`, `\u2019`, `=E2=80=99`, `%E2%80%99`,
//! `b'…'`, `""no""`.
//!
//! Each syntax has its file, which reads the escapes and says of each how it stands. A text is read back as a whole or
//! not at all: every escape of a syntax, if they agree that they are dirt and nothing in the text is code.

mod backslash;
mod bare;
mod percent;
mod quoted_printable;
mod wrapping;

pub use quoted_printable::without_soft_breaks;

use compact_str::CompactString;
use memchr::memmem;

use crate::text::{Certainty, Proposal, Span, closes_sentence, is_cjk, is_closing_mark, is_opening_mark, is_word};

/// What stands between two paragraphs, as an edit writes it.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Finds the escapes of `text` that are to be undone, in ascending order. An edit may hold a paragraph break.
pub fn find(text: &str) -> Vec<Proposal> {
    survey(text).0
}

/// Tells whether escapes are left in `text` that look like dirt, and were not undone.
pub fn is_left(text: &str) -> bool {
    let (edits, left) = survey(text);
    left || !edits.is_empty()
}

/// Returns the edits, and whether there are escapes beside them that look like dirt.
fn survey(text: &str) -> (Vec<Proposal>, bool) {
    let mut escapes = Vec::new();
    let mut left = false;
    let bytes = text.as_bytes();
    let wrapping = wrapping::find(text);
    if memchr::memchr(b'\\', bytes).is_some() {
        take(backslash::read(text, &wrapping), text, &mut escapes, &mut left);
    }
    if memchr::memchr(b'=', bytes).is_some() {
        take(quoted_printable::read(text), text, &mut escapes, &mut left);
    }
    if memchr::memchr(b'%', bytes).is_some() {
        take(percent::read(text), text, &mut escapes, &mut left);
    }
    if bare::may_be_present(text) {
        take(bare::read(text), text, &mut escapes, &mut left);
    }
    let literal = !escapes.is_empty();
    escapes.extend(wrapping::escapes(text, &wrapping, literal));
    if escapes.is_empty() {
        return (Vec::new(), left);
    }
    escapes.sort_by_key(|escape| escape.span.start);
    escapes.dedup_by(|next, last| next.span.start < last.span.end);
    (edits(text, &escapes), left)
}

/// One escape of a text.
struct Escape {
    span: Span,
    meaning: Meaning,
    standing: Standing,
}

#[derive(Clone, PartialEq)]
enum Meaning {
    Text(CompactString),
    LineBreak,
    Tab,
}

/// How an escape stands in its text: what it says of where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Where the character belongs and an escape does not: one is enough.
    Proof,
    /// Where the character belongs; two are enough.
    Fitting,
    /// Says nothing.
    Neutral,
    /// Alone, as a text on escapes shows them.
    Shown,
    /// No escape of this syntax: the sign that opens one means something else here.
    Foreign,
}

/// Appends the escapes if they are to be undone; else notes whether they look like dirt.
fn take(mut read: Vec<Escape>, text: &str, escapes: &mut Vec<Escape>, left: &mut bool) {
    promote_words(&mut read);
    let count = |standing| read.iter().filter(|escape| escape.standing == standing).count();
    let (proofs, fitting) = (count(Standing::Proof), count(Standing::Fitting));
    if proofs + fitting == 0 {
        return;
    }
    let is_code =
        || read.iter().any(|escape| matches!(escape.standing, Standing::Shown | Standing::Foreign)) || holds_code(text);
    // A text that names what escapes are used in has to hold more of them.
    let enough = (proofs >= 1 || fitting >= 2) && (proofs + fitting >= MANY || !names_code(text));
    if enough && !is_code() {
        escapes.extend(read);
    } else {
        *left = true;
    }
}

/// Takes whole words in escapes for fitting where they are several: a text in another script has nothing else, and a text on
/// escapes shows one or two.
fn promote_words(read: &mut [Escape]) {
    let letters = |escape: &Escape| match &escape.meaning {
        Meaning::Text(meant) => meant.chars().filter(|letter| !letter.is_ascii() && letter.is_alphabetic()).count(),
        _ => 0,
    };
    let is_word = |escape: &Escape| letters(escape) >= 2;
    let words = read.iter().filter(|escape| is_word(escape)).count();
    let standing = match () {
        () if read.iter().map(letters).sum::<usize>() >= SENTENCE => Standing::Proof,
        () if words >= SEVERAL_WORDS => Standing::Fitting,
        () => return,
    };
    let alone =
        |escape: &&mut Escape| matches!(escape.standing, Standing::Shown | Standing::Neutral) && is_word(escape);
    read.iter_mut().filter(alone).for_each(|escape| escape.standing = standing);
}

/// So many words in escapes are not shown as examples any more, nor are so many letters: Chinese has no blanks.
const SEVERAL_WORDS: usize = 3;
const SENTENCE: usize = 12;

/// So many escapes where the characters belong are dirt even in a text that names a language of programs. Texts on escapes
/// show two or three, and show them alone.
const MANY: usize = 4;

fn names_code(text: &str) -> bool {
    const NAMES: &[&str] = &[
        "JSON",
        "Unicode",
        "UTF-8",
        "ASCII",
        "Python",
        "JavaScript",
        "LaTeX",
        "PHP",
        "regex",
        "RegEx",
        "backslash",
        "Backslash",
        "quoted-printable",
        "percent-encod",
        "URL-encod",
        "URL encod",
    ];
    holds_any(text, NAMES)
}

fn holds_code(text: &str) -> bool {
    const SIGNS: &[&str] =
        &["();", "){", ") {", "```", "#include", "function(", "printf(", "print(", "echo \"", "= \"", "=\"", "<?php"];
    holds_any(text, SIGNS)
}

fn holds_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// Turns escapes, in ascending order, into edits: neighbours become one, and so do breaks and the blanks beside them.
fn edits(text: &str, escapes: &[Escape]) -> Vec<Proposal> {
    let mut edits: Vec<Proposal> = Vec::new();
    let mut at = 0;
    while let Some(first) = escapes.get(at) {
        let mut span = first.span.clone();
        let floor = edits.last().map_or(0, |last| last.span.end);
        if first.meaning == Meaning::LineBreak {
            let blanks = trimmed_end(&text[floor..span.start]);
            span.start = floor + blanks;
        }
        let mut after = CompactString::default();
        let mut breaks = 0;
        while let Some(next) = escapes.get(at) {
            let between = text.get(span.end..next.span.start);
            let joins = between.is_some_and(|between| {
                between.is_empty() || (is_blank(between) && (breaks > 0 || next.meaning == Meaning::LineBreak))
            });
            if next.span.start > first.span.start && !joins {
                break;
            }
            match &next.meaning {
                Meaning::LineBreak => {
                    breaks += 1;
                    after.truncate(after.trim_end_matches([' ', '\t']).len());
                }
                Meaning::Text(meant) => {
                    if breaks > 0 && meant != " " {
                        push_break(text, span.start, &mut after, breaks, meant.chars().next());
                        breaks = 0;
                    }
                    if breaks == 0 {
                        after.push_str(meant);
                    }
                }
                Meaning::Tab if breaks == 0 && !is_edge(text, span.start) => after.push('\t'),
                Meaning::Tab => {}
            }
            span.end = next.span.end;
            at += 1;
        }
        if breaks > 0 {
            let rest = &text[span.end..];
            span.end += rest.len() - rest.trim_start_matches([' ', '\t']).len();
            push_break(text, span.start, &mut after, breaks, text[span.end..].chars().next());
        }
        if text[span.end..].is_empty() || text[span.end..].starts_with('\n') {
            after.truncate(trimmed_end(&after));
        }
        edits.push(Proposal::new(span, after, Certainty::Sure));
    }
    edits
}

/// Appends what a run of line breaks becomes: a paragraph's end, a blank inside a sentence, nothing at the edge of a line.
fn push_break(text: &str, start: usize, after: &mut CompactString, breaks: usize, next: Option<char>) {
    let Some(next) = next.filter(|&next| next != '\n') else { return };
    let before =
        after.chars().next_back().or_else(|| text[..start].chars().next_back()).filter(|&before| before != '\n');
    let Some(before) = before else { return };
    let goes_on = breaks == 1 && next.is_lowercase() && !closes_sentence(before) && before != ':';
    after.push_str(if goes_on { " " } else { PARAGRAPH_BREAK });
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

fn is_edge(text: &str, at: usize) -> bool {
    text[..at].is_empty() || text[..at].ends_with('\n') || text[at..].is_empty() || text[at..].starts_with('\n')
}

fn trimmed_end(text: &str) -> usize {
    text.trim_end_matches([' ', '\t']).len()
}

/// Returns what bytes mean: UTF-8 if they are, else windows-1252, byte by byte; and whether they are UTF-8 beyond ASCII.
fn read_bytes(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), !text.is_ascii()),
        Err(_) => {
            let mut text = String::new();
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(
                    chunk
                        .invalid()
                        .iter()
                        .map(|&byte| super::control::windows_1252(char::from(byte)).unwrap_or(char::from(byte))),
                );
            }
            (text, false)
        }
    }
}

/// Says how a character stands whose escape is `span`: where it belongs, or alone.
fn standing(text: &str, span: &Span, meant: char) -> Standing {
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let is_blank = |character: Option<char>| character.is_none_or(char::is_whitespace);
    let quotes =
        |character: Option<char>| character.is_some_and(|it| matches!(it, '"' | '\'' | '`' | '(' | '[' | '{' | '/'));
    let ends =
        |character: Option<char>| character.is_none_or(|it| it.is_whitespace() || matches!(it, ',' | '.' | ';' | ':'));
    let quoted = quotes(before) && after.is_some_and(|it| matches!(it, '"' | '\'' | '`' | ')' | ']' | '}' | '/'));
    if is_word(meant) {
        let joined = before.is_some_and(is_word) || after.is_some_and(is_word);
        return if joined { Standing::Proof } else { Standing::Neutral };
    }
    let is_quote = is_opening_mark(meant) || is_closing_mark(meant);
    let escape = |character: Option<char>| character.is_some_and(|it| matches!(it, '\\' | '=' | '%'));
    match () {
        () if quoted && meant != '…' => Standing::Shown,
        // French parts its quotes from what they enclose.
        () if matches!(meant, '«' | '»') && (is_blank(before) || is_blank(after)) => Standing::Neutral,
        () if is_quote && is_blank(before) && ends(after) => Standing::Shown,
        () if meant.is_control() || meant.is_ascii() => Standing::Neutral,
        () if escape(before) || escape(after) => Standing::Neutral,
        () if is_blank(before) && is_blank(after) => Standing::Neutral,
        () => Standing::Proof,
    }
}

/// Says how a run of `breaks` line breaks stands whose escapes are `span`.
fn standing_of_break(text: &str, span: &Span, breaks: usize) -> Standing {
    let left = &text[text.floor_char_boundary(span.start.saturating_sub(NEAR))..span.start];
    let left = left.rsplit('\n').next().unwrap_or(left);
    let right = &text[span.end..text.ceil_char_boundary((span.end + NEAR).min(text.len()))];
    let right = right.split('\n').next().unwrap_or(right);
    let glued = !left.ends_with([' ', '\t']) && !right.starts_with([' ', '\t']);
    let before = left.trim_end().chars().next_back();
    let after = right.trim_start().chars().next();
    if glued
        && let (Some(mark), Some(after)) = (before, after)
        && matches!(mark, '"' | '\'' | '`' | '(' | '[' | '/')
        && matches!(after, '"' | '\'' | '`' | ')' | ']' | '/')
    {
        let opens = left.trim_end_matches(mark).chars().next_back().is_none_or(|it| it.is_whitespace() || it == '(');
        if opens {
            return Standing::Shown;
        }
    }
    let ended = left
        .trim_end()
        .trim_end_matches(is_closing_mark)
        .ends_with(|it: char| closes_sentence(it) || it == ':' || it == '\\');
    let begins = |it: char| {
        it.is_uppercase()
            || it.is_ascii_digit()
            || is_opening_mark(it)
            || matches!(it, '\\' | '-' | '–' | '—' | '•')
            || is_cjk(it)
    };
    match (before, after) {
        (None, Some(_)) if right.starts_with(' ') && after.is_some_and(char::is_lowercase) => Standing::Shown,
        (None, _) | (_, None) => Standing::Neutral,
        (Some(_), Some(after)) if ended && begins(after) && (glued || breaks > 1) => Standing::Proof,
        (Some(_), Some(after)) if ended && !after.is_lowercase() => Standing::Fitting,
        (Some(_), Some(_)) if glued && breaks > 1 => Standing::Fitting,
        (Some(_), Some(after)) if glued && !matches!(after, ',' | '.' | ';' | ')') => Standing::Neutral,
        (Some(_), Some(after)) if begins(after) && right.starts_with([' ', '\t']) => Standing::Neutral,
        _ => Standing::Shown,
    }
}

/// So far from an escape, in bytes, its text is looked at: a line of a megabyte may hold a hundred thousand.
const NEAR: usize = 80;

/// Returns the word, from blank to blank, in which byte `at` stands.
fn word_around(text: &str, at: usize) -> Span {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |blank| blank + text[blank..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |blank| at + blank);
    start..end
}

/// The words of a text that are addresses, asked in ascending order.
#[derive(Default)]
struct Addresses {
    word: Span,
    skipped: bool,
}

impl Addresses {
    /// Tells whether byte `at` stands in a word of which `skips` says so. Each word is looked at once.
    fn hold(&mut self, text: &str, at: usize, skips: impl Fn(&str) -> bool) -> bool {
        if at >= self.word.end {
            self.word = word_around(text, at);
            self.skipped = skips(&text[self.word.clone()]);
        }
        self.skipped
    }
}

/// Tells whether a word is an address, a path or the name of a file, in which escapes are meant.
fn is_address(word: &str) -> bool {
    let ending = || {
        let name = word.trim_end_matches(|it: char| !it.is_alphanumeric());
        name.rsplit_once('.').is_some_and(|(stem, ending)| {
            !stem.is_empty()
                && (2..=4).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
    };
    let query = || {
        word.split_once('?')
            .is_some_and(|(_, query)| query.contains('=') && query.starts_with(|it: char| it.is_ascii_alphanumeric()))
    };
    word.contains("://") || word.contains("www.") || word.contains('@') || word.starts_with('/') || query() || ending()
}

#[cfg(test)]
mod tests;
