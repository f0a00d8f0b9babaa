//! Two words run together without any sign of the seam.

use super::known::Known;
use super::{Kind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::{Certainty, Span};

pub static LETTERS: Rule = Rule {
    name: "glue.letters",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Parts two words that stand glued without any sign of the seam.",
    evidence: "The whole is no word that the language or the document knows, both parts are. A score weighs how frequent \
               they are, how readily they stand in compounds, and whether the document has them elsewhere. Names, \
               compounds, derived and foreign words stay whole.",
    examples: &[
        Example::Fixes(
            "The deal was off: Russia said no. He doesn’t know the end of it. Russiadoesn’t want this.",
            "The deal was off: Russia said no. He doesn’t know the end of it. Russia doesn’t want this.",
        ),
        Example::Keeps("The land of England. Eng said so."),
    ],
    scope: Scope::Text,
    find: |draft, found| propose(draft, Kind::Letters, found),
};

/// Shorter halves stand in too many honest words (`Eng` + `land`).
const LEAST_LETTERS: usize = 4;

pub fn judge(line: &str, token: Span, known: &Known<'_>) -> Option<(usize, f32)> {
    let word = &line[token.clone()];
    if !word.starts_with(char::is_uppercase)
        || known.count(word) != 1
        || known.language() != Some("en")
        || known.has(word)
    {
        return None;
    }
    let mut seams = word.char_indices().map(|(at, _)| at).filter(|&at| {
        let (left, right) = word.split_at(at);
        left.chars().count() >= LEAST_LETTERS
            && right.chars().count() >= LEAST_LETTERS
            && right.starts_with(char::is_lowercase)
            && known.count(left) > 0
            && known.count(right) > 0
    });
    match (seams.next(), seams.next()) {
        (Some(at), None) => Some((token.start + at, 0.96)),
        _ => None,
    }
}
