//! A quotation mark without a space on its outer side.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::known::Known;
use super::site::{Site, is_capitalized, is_quote as is_mark, letters, needs_no_space};
use super::{SeamKind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;
use crate::text::phrases::entries;

pub static RULE: Rule = Rule {
    name: "glue.quote",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space outside a quotation mark.",
    evidence: "Whether a mark opens or closes is told by its form, by the language, or, for straight marks, by the marks \
               around it that stand at a blank: if those do not agree, nothing is done. Endings on a quoted word \
               (`“Go”s`) stay whole.",
    examples: &[
        Example::Fixes("It was about peace.“We agreed,” she said.", "It was about peace. “We agreed,” she said."),
        Example::Fixes("He said: \"We left the camp.\"Nobody came.", "He said: \"We left the camp.\" Nobody came."),
        Example::Keeps("Two “Go”s in a row, said the \"boss\"."),
        Example::Keeps("他读了“德国”“法国”两本书，然后去了“北京”。"),
        Example::Keeps("She read „Der Spiegel“ and «Le Monde»."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| propose(draft, SeamKind::Quote, found),
};

/// Whether a quotation mark opens or closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Opens,
    Closes,
}

pub fn judge(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let (before, after) = (site.before(), site.after());
    let inner = site.left().trim_end_matches(is_mark).chars().next_back();
    // `“身份证”“体检单”`
    if inner.is_some_and(needs_no_space) {
        return None;
    }
    if is_mark(before) {
        let at = site.at - before.len_utf8();
        let closes = turn(site.line, at, before, known)? == Turn::Closes;
        return if closes { after_closed(site, after, known) } else { None };
    }
    if !matches!(turn(site.line, site.at, after, known)?, Turn::Opens) {
        return None;
    }
    before_opened(site, before, after, known)
}

/// `camp”A`, `camp."Nobody`, `moon.”“What`
fn after_closed(site: &Site<'_>, after: char, known: &Known<'_>) -> Option<f32> {
    if is_mark(after) {
        let opens = turn(site.line, site.at, after, known)? == Turn::Opens;
        return opens.then_some(0.96);
    }
    if after == '(' {
        return None;
    }
    let right = site.right_word();
    let ended = site.line[..site.at - site.before().len_utf8()].ends_with(['.', ',', '!', '?', '…']);
    if !site.right().starts_with(right) {
        return None;
    }
    match () {
        () if is_capitalized(right) || after.is_uppercase() && ended => Some(0.97),
        () if after.is_ascii_digit() => ended.then_some(0.96),
        () if ended && letters(right) >= 1 => Some(0.96),
        // An ending on the quoted word is short or unknown.
        () if matches!(known.language(), Some("tr" | "fi")) => None,
        () => (letters(right) >= 2 && known.zipf(right) >= 4.0 && !QUOTE_ENDINGS.contains(right)).then_some(0.96),
    }
}

/// `peace.“We`, `word“We`
fn before_opened(site: &Site<'_>, before: char, after: char, known: &Known<'_>) -> Option<f32> {
    let next = site.line[site.at + after.len_utf8()..].chars().next()?;
    if !(next.is_alphanumeric() || matches!(next, '¿' | '¡' | '…' | '.' | '‘' | '[' | '$')) {
        return None;
    }
    if after == '‘' {
        return (matches!(before, '.' | '!' | '?') && next.is_uppercase()).then_some(0.96);
    }
    match before {
        '.' | '!' | '?' | ',' | ':' | ';' => Some(0.97),
        ')' => Some(0.96),
        _ if before.is_alphabetic() => {
            let left = site.left_word();
            (letters(left) >= 2 && (known.has(left) || known.count(left) > 1)).then_some(0.96)
        }
        _ => None,
    }
}

/// Endings that are put on a quoted word and are words themselves.
static QUOTE_ENDINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/quote_endings.txt")).collect());

/// Returns whether the mark at byte `at` of `line` opens or closes, if that is certain.
fn turn(line: &str, at: usize, mark: char, known: &Known<'_>) -> Option<Turn> {
    match mark {
        '„' | '‘' => Some(Turn::Opens),
        '«' | '»' => {
            let opening = line.chars().find(|character| matches!(character, '«' | '»'))?;
            Some(if mark == opening { Turn::Opens } else { Turn::Closes })
        }
        '“' if line.contains('„') => Some(Turn::Closes),
        // In a document with low quotes it closes; this line alone may hold only the quote's end.
        '“' if known.has_low_quotes() => None,
        '“' => turn_by_neighbours(line, at, &['“', '”']).or(Some(Turn::Opens)).filter(|turn| *turn == Turn::Opens),
        '”' if known.has_high_quotes() => Some(Turn::Closes),
        '”' if line.contains('“') || line.contains('„') => {
            turn_by_neighbours(line, at, &['“', '”', '„']).filter(|turn| *turn == Turn::Closes)
        }
        '”' => turn_by_neighbours(line, at, &['”']),
        _ => turn_by_neighbours(line, at, &['"']),
    }
}

/// Returns whether a mark opens or closes, by the marks on both sides of it. One between a blank and a letter is
/// certain; from there to the mark in question opening and closing marks must alternate.
fn turn_by_neighbours(line: &str, at: usize, marks: &[char]) -> Option<Turn> {
    let places: Vec<(usize, char)> = line.char_indices().filter(|(_, character)| marks.contains(character)).collect();
    let own = places.iter().position(|&(place, _)| place == at)?;
    let behind = places[..own].iter().rev().enumerate().find_map(|(step, &(place, mark))| {
        plain_turn(line, place, mark).map(|turn| if step % 2 == 0 { turned(turn) } else { turn })
    });
    let ahead = places[own + 1..].iter().enumerate().find_map(|(step, &(place, mark))| {
        plain_turn(line, place, mark).map(|turn| if step % 2 == 0 { turned(turn) } else { turn })
    });
    match (behind, ahead) {
        (Some(left), Some(right)) => (left == right).then_some(left),
        (one, other) => one.or(other),
    }
}

fn turned(turn: Turn) -> Turn {
    if turn == Turn::Opens { Turn::Closes } else { Turn::Opens }
}

/// Returns whether a mark opens or closes that has a blank, the line's edge or a bracket on one side only.
fn plain_turn(line: &str, at: usize, mark: char) -> Option<Turn> {
    match mark {
        '„' | '“' => return Some(Turn::Opens),
        _ => {}
    }
    let open = |character: Option<char>| character.is_none_or(|character| character.is_whitespace());
    let before = line[..at].chars().next_back();
    let after = line[at + mark.len_utf8()..].chars().next();
    match (
        open(before) || before == Some('('),
        open(after) || matches!(after, Some(',' | '.' | ')' | ';' | ':' | '?' | '!')),
    ) {
        (true, false) => Some(Turn::Opens),
        (false, true) => Some(Turn::Closes),
        _ => None,
    }
}
