//! A space before a comma, or before the full stop that ends a sentence.

use crate::article::BlockKind;
use crate::rules::glue::is_near_code;
use crate::rules::{Draft, Example, Group, Line, Rule, Scope};
use crate::text::{Certainty, Proposal, is_word};

pub static RULE: Rule = Rule {
    name: "spacing.space_before_mark",
    group: Group::Spacing,
    family: "spacing",
    certainty: Certainty::Likely,
    summary: "Takes out the space before a comma, and before a full stop that ends a sentence.",
    evidence: "No language puts a space there: links and names that were cut out of a page leave one behind. Colons, \
               semicolons, question and exclamation marks stay, for French parts them from the word. So do stops and \
               commas in a row, those before a word or figure (` .NET`, ` ,5`), stops before a small letter, which \
               stand in lists, stops behind names of files, formulas, table rows, and text beside marks of code.",
    examples: &[
        Example::Fixes("The mayor , who left early , said no .", "The mayor, who left early, said no."),
        Example::Fixes("She said “slowly” . Then it rained.", "She said “slowly”. Then it rained."),
        Example::Keeps("He waited . . . and left."),
        Example::Keeps("They write .NET and .5 and bread . butter . jam."),
        Example::Keeps("Pourquoi ? Parce que : voilà ; enfin !"),
        Example::Keeps("sum := add(left , right)"),
        Example::Keeps("Write: COPY bread.lock ."),
        Example::Keeps("The set {x : x>0 , x∈ℚ} is dense , and f(x) , x and y² , H2O ."),
    ],
    scope: Scope::Text,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for line in draft.lines().filter(|line| line.kind != BlockKind::Table) {
        let marks = memchr::memchr2_iter(b',', b'.', line.text.as_bytes());
        found.extend(marks.filter(|&at| line.text[..at].ends_with(' ')).filter_map(|at| closed_up(&line, at)));
    }
}

fn last_token(text: &str) -> &str {
    &text[text.trim_end_matches(|character: char| !character.is_whitespace()).len()..]
}

/// Returns the proposal that takes out the spaces before the mark at `at`, if they stand where none belong.
fn closed_up(line: &Line<'_>, at: usize) -> Option<Proposal> {
    let before = line.text[..at].trim_end_matches(' ');
    let last = before.chars().next_back()?;
    let belongs = is_word(last) || matches!(last, ')' | ']' | '”' | '’' | '»' | '"' | '%');
    let after = &line.text[at + 1..];
    let next = after.trim_start_matches(' ').chars().next();
    // A mark is followed by a space or by the end of a quote.
    let parted = after.is_empty() || after.starts_with([' ', '”', '’', '»', '"']);
    let goes_on = match line.text.as_bytes()[at] {
        b',' => next.is_some_and(|next| next != ','),
        // Behind the name of a file it is the folder that the file goes to.
        _ if last_token(before).contains(['.', '_', '/', '$']) => false,
        _ => next.is_none_or(|next| next.is_uppercase() || matches!(next, '“' | '„' | '«' | '”' | '"' | '»')),
    };
    let holds = belongs
        && parted
        && goes_on
        && !is_formula(line.text, last_token(before))
        && !is_near_code(line.text, &(before.len()..at));
    holds.then(|| Proposal::new(line.start + before.len()..line.start + at, "", Certainty::Likely))
}

/// Returns the letters and digits that `text` ends with.
fn last_word(text: &str) -> &str {
    &text[text.trim_end_matches(is_word).len()..]
}

/// Tells whether `token` in `line` is a formula, behind which a space is usual: a letter alone (`x ,`), letters with
/// figures or brackets (`H2O ,`, `f(x) ,`), signs of mathematics; and whether the line holds such signs, or a function of one letter, at all.
fn is_formula(line: &str, token: &str) -> bool {
    let letter = token.chars().any(char::is_alphabetic);
    let alone = letter && token.chars().nth(1).is_none() && !matches!(token, "I" | "a" | "o" | "y" | "à" | "é");
    let mut calls = line.match_indices('(').map(|(at, _)| &line[..at]);
    let has_call =
        calls.any(|before| before.ends_with(char::is_alphabetic) && last_word(before).chars().nth(1).is_none());
    let figures = letter && token.contains(|character: char| character.is_numeric());
    let call = token.find('(').is_some_and(|at| token[..at].ends_with(char::is_alphanumeric));
    // Arrows, operators, double-struck and other letters that stand for numbers and sets.
    let sign = |character| matches!(character, '\u{2190}'..='\u{21FF}' | '\u{2200}'..='\u{22FF}' | '\u{2102}' | '\u{2115}' | '\u{211A}' | '\u{211D}' | '\u{2124}');
    alone || figures || call || token.contains(['=', '^', '_', '+', '<', '>']) || has_call || line.contains(sign)
}
