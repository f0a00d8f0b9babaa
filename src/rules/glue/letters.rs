//! Two words run together without any sign of the seam.

use super::known::{Known, folded};
use super::score::{FUNCTION, Half, MOST_MARGIN, Pair};
use super::site::Site;
use super::{SeamKind, propose};
use crate::lexicon::Entry;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::{Certainty, Span};

pub static RULE: Rule = Rule {
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
        Example::Keeps("The art of #videomarketing and what comes therewith was not to be had, paintlike as it was."),
        Example::Keeps("The skywatching of the Trumpworld was to undercut the antipolitics of the Pipedrive."),
    ],
    scope: Scope::Text,
    find: |draft, found| propose(draft, SeamKind::Letters, found),
};

/// Shorter words are too few to tell anything.
const LEAST_BYTES: usize = 5;
/// What is longer is a name, a formula, or the work of somebody who holds down a key; the search is quadratic.
const MOST_BYTES: usize = 64;

/// Returns the place where the word at `token` most likely falls into two, in bytes of `line`, and its halves.
pub fn pair<'a>(line: &'a str, token: Span, known: &Known<'_>) -> Option<(usize, Pair<'a>)> {
    let word = &line[token.clone()];
    if !known.has_lexicon()
        || !(LEAST_BYTES..=MOST_BYTES).contains(&word.len())
        || known.count(word) > 1
        || known.has(word)
        // `--init` is an option, `-ability` an ending.
        || line[..token.start].ends_with('-')
    {
        return None;
    }
    let split = best_split(word, known)?;
    let site = Site { line, at: token.start + split.at, token };
    let (left, right) = word.split_at(split.at);
    let pair = Pair {
        left: Half { word: left, entry: split.left, elsewhere: known.count_any(left) > 0 },
        right: Half { word: right, entry: split.right, elsewhere: known.count(right) > 0 },
        margin: split.margin,
        before: site.word_before(),
        after: site.word_after(),
        chained: false,
        doubtful: compounds(&split) || is_derived(left, right, known) || is_short_of_words(&split, known),
    };
    Some((site.at, pair))
}

/// Tells whether a half is one that new words are made with every day: `over`training, breath`work`. No text and
/// no list has them all, so the weights cannot know.
fn compounds(split: &Split) -> bool {
    split.left.begins >= 7 && split.left.zipf <= 6.5 || split.right.ends >= 6 && split.right.zipf <= 6.25
}

/// Tells whether neither half is a word like `the`, in a language whose list is too short to have its compounds
/// (`centroderecha`).
fn is_short_of_words(split: &Split, known: &Known<'_>) -> bool {
    known.language() != Some("en") && split.left.zipf.max(split.right.zipf) < FUNCTION
}

/// Tells whether the halves are a word and what such a word is derived with, though it is a word as well.
fn is_derived(left: &str, right: &str, known: &Known<'_>) -> bool {
    match known.language() {
        // `aperiodic`
        _ if left.chars().nth(1).is_none() => true,
        // `Borna`
        _ if left.starts_with(char::is_uppercase) && right.chars().nth(1).is_none() => true,
        // `therewith`, `paintlike`
        Some("en") => matches!(left, "here" | "there" | "where") && PREPOSITIONS.contains(&right) || right == "like",
        // `enthaltenden`, `lächelnder`
        Some("de") if left.ends_with('n') && matches!(right, "der" | "den" | "dem" | "des") => true,
        // `Egyptenaar`
        Some("nl") if right == "naar" => left.starts_with(char::is_uppercase),
        _ => false,
    }
}

/// What adverbs end with that English makes of `here`, `there` and `where`.
const PREPOSITIONS: &[&str] =
    &["after", "at", "by", "for", "from", "in", "into", "of", "on", "to", "under", "unto", "upon", "with"];

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
