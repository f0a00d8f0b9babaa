//! Characters without width: soft hyphens, zero-width spaces, joiners, direction marks.

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, Span, removal};

pub static RULE: Rule = Rule {
    name: "artifact.invisible",
    group: Group::Artifact,
    family: "invisible",
    certainty: Certainty::Sure,
    summary: "Takes out soft hyphens, zero-width spaces and other characters that nobody sees.",
    evidence: "They part words in the eyes of a search or a model and of nobody else. Joiners stay where a script or an \
               emoji needs them (they go only between two Latin letters or blanks), direction marks stay in a text \
               that holds a right-to-left script, and zero-width spaces stay beside scripts that part words with them \
               (Thai, Lao, Khmer, Burmese).",
    examples: &[
        Example::Fixes("The har\u{AD}bour\u{200B} is shut.", "The harbour is shut."),
        Example::Keeps("می\u{200C}خواهم"),
        Example::Keeps("क्\u{200D}ष and 👨\u{200D}👩"),
    ],
    scope: Scope::EveryField,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut right_to_left = None;
    let mut run: Option<Span> = None;
    for &at in &draft.marks().invisible {
        let character = draft.text[at..].chars().next().expect("a mark stands before the end of the text");
        let end = at + character.len_utf8();
        if !is_needless(draft.text, at, character, &mut right_to_left) {
            continue;
        }
        run = match run {
            Some(run) if draft.text[run.end..at].bytes().all(|byte| byte == b' ' || byte == b'\t') => {
                Some(run.start..end)
            }
            other => {
                found.extend(other.map(|run| without(draft.text, run)));
                Some(at..end)
            }
        };
    }
    found.extend(run.map(|run| without(draft.text, run)));
}

/// Returns the proposal that takes out `run`, invisible characters and the blanks between them: within a word nothing
/// takes its place, and blanks beside it do not double.
fn without(text: &str, run: Span) -> Proposal {
    let blank = |character: char| matches!(character, ' ' | '\t' | '\n');
    let open =
        text[..run.start].chars().next_back().is_none_or(blank) || text[run.end..].chars().next().is_none_or(blank);
    let after = if text[run.clone()].contains([' ', '\t']) { " " } else { "" };
    if open { removal(text, run, Certainty::Sure) } else { Proposal::new(run, after, Certainty::Sure) }
}

fn is_needless(text: &str, at: usize, character: char, right_to_left: &mut Option<bool>) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + character.len_utf8()..].chars().next();
    match character {
        '\u{200C}' | '\u{200D}' => is_latin_or_edge(before) && is_latin_or_edge(after),
        '\u{200B}' => !parts_words_unseen(before) && !parts_words_unseen(after),
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            !*right_to_left.get_or_insert_with(|| text.chars().any(is_right_to_left))
        }
        // `coun\u{AD} cil`: where a line ended in a word, `spacing.broken_word` puts the word together.
        '\u{AD}' => !(before.is_some_and(char::is_alphabetic) && is_broken_word(&text[at + character.len_utf8()..])),
        _ => true,
    }
}

/// Tells whether what follows a soft hyphen is the rest of its word in the next line: a blank and a letter.
fn is_broken_word(after: &str) -> bool {
    after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

fn is_latin_or_edge(character: Option<char>) -> bool {
    character.is_none_or(|character| {
        character.is_ascii() || character.is_whitespace() || matches!(character, '\u{C0}'..='\u{24F}')
    })
}

fn parts_words_unseen(character: Option<char>) -> bool {
    matches!(character, Some('\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{200B}'))
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{1E800}'..='\u{1EEFF}')
}
