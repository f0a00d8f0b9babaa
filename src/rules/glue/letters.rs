//! Two words run together without any sign of the seam.

use super::known::{Known, folded};
use super::{Kind, propose, weights};
use crate::lexicon::Entry;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::{Certainty, Span};

pub static LETTERS: Rule = Rule {
    name: "glue.letters",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Parts two words that stand glued without any sign of the seam.",
    evidence: "The whole is no word that the language, English or the document knows, both parts are. A score weighs how \
               frequent they are, how readily they stand in compounds, and whether the document has them elsewhere. \
               Names, compounds, derived and foreign words stay whole.",
    examples: &[
        Example::Fixes(
            "The deal was off: Russia said no. He doesn’t know the end of it. Russiadoesn’t want this.",
            "The deal was off: Russia said no. He doesn’t know the end of it. Russia doesn’t want this.",
        ),
        Example::Keeps("The land of England was to be seen from the sea. Eng said so."),
        Example::Keeps("The skywatching of the Trumpworld was to undercut the antipolitics of the Pipedrive."),
    ],
    scope: Scope::Text,
    find: |draft, found| propose(draft, Kind::Letters, found),
};

/// How many figures the score weighs; `scripts/train_glue.py` names them.
pub const FEATURES: usize = 14;

/// Shorter words are too few to tell anything.
const LEAST_BYTES: usize = 4;
/// What is longer is a name, a formula, or the work of somebody who holds down a key; the search is quadratic.
const MOST_BYTES: usize = 64;
/// On Zipf's scale: `the`, `and`, `this`.
const FUNCTION: f32 = 6.0;
/// Enough for a suggestion, too little for an edit.
const DOUBTFUL: f32 = 0.9;
/// How far the best split can be ahead of the next best; also what it counts for where there is no other.
const MOST_MARGIN: f32 = 3.0;

/// Returns the place where the word at `token` most likely falls into two, in bytes of `line`, and how likely it does.
pub fn judge(line: &str, token: Span, known: &Known<'_>) -> Option<(usize, f32)> {
    let word = &line[token.clone()];
    if !known.has_lexicon()
        || !(LEAST_BYTES..=MOST_BYTES).contains(&word.len())
        || known.count(word) > 1
        || known.has(word)
    {
        return None;
    }
    let split = best_split(word, known)?;
    let likelihood = likelihood(word, &split, known);
    let doubtful = compounds(&split) || word.starts_with(char::is_uppercase) && word.len() == split.at + 1;
    Some((token.start + split.at, if doubtful { likelihood.min(DOUBTFUL) } else { likelihood }))
}

/// Tells whether a half is one that new words are made with every day: `over`training, breath`work`. No manual and
/// no list has them all, so the weights cannot know.
fn compounds(split: &Split) -> bool {
    split.left.begins >= 7 && split.left.zipf <= 6.5 || split.right.ends >= 6 && split.right.zipf <= 6.25
}

/// A place in a word at which two words may meet.
struct Split {
    /// In bytes of the word.
    at: usize,
    left: Entry,
    right: Entry,
    /// By how much its halves are commoner than those of the next best split.
    margin: f32,
}

fn best_split(word: &str, known: &Known<'_>) -> Option<Split> {
    let folded = folded(word);
    let mut best: Option<(f32, Split)> = None;
    let mut second = f32::NEG_INFINITY;
    let length = word.chars().count();
    for (cut, left) in known.beginnings(&folded) {
        let Some(right) = known.entry_of_folded(&folded[cut..]) else { continue };
        // Folding keeps the number of characters, if not of bytes.
        let index = folded[..cut].chars().count();
        let Some((at, _)) = word.char_indices().nth(index) else { continue };
        let rank = rank(left.zipf, index) + rank(right.zipf, length - index);
        if best.as_ref().is_none_or(|(first, _)| rank >= *first) {
            second = best.map_or(second, |(first, _)| first);
            best = Some((rank, Split { at, left, right, margin: MOST_MARGIN }));
        } else {
            second = second.max(rank);
        }
    }
    best.map(|(first, split)| Split { margin: (first - second).min(MOST_MARGIN), ..split })
}

/// Weighs one half of a split. Chance alone makes a word of most pairs of letters, so a short word has to be far
/// commoner to count as much as a long one.
fn rank(zipf: f32, letters: usize) -> f32 {
    zipf - match letters {
        1 => 5.0,
        2 => 3.0,
        3 => 1.5,
        _ => 0.0,
    }
}

fn likelihood(word: &str, split: &Split, known: &Known<'_>) -> f32 {
    let (left, right) = word.split_at(split.at);
    let flag = |holds: bool| f32::from(u8::from(holds));
    let length = |half: &str| f32::from(u8::try_from(half.chars().count().min(6)).unwrap_or(6));
    let (left_there, right_there) = (known.count_any(left) > 0, known.count(right) > 0);
    let figures: [f32; FEATURES] = [
        1.0,
        split.left.zipf,
        split.right.zipf,
        split.left.zipf.min(split.right.zipf),
        length(left),
        length(right),
        f32::from(split.left.begins),
        f32::from(split.right.ends),
        flag(left_there),
        flag(right_there),
        flag(left_there && right_there),
        flag(word.starts_with(char::is_uppercase)),
        flag(split.left.zipf.max(split.right.zipf) >= FUNCTION),
        split.margin,
    ];
    let weights = if known.language() == Some("en") { &weights::ENGLISH } else { &weights::OTHERS };
    let sum: f32 = figures.iter().zip(weights).map(|(figure, weight)| figure * weight).sum();
    1.0 / (1.0 + (-sum).exp())
}
