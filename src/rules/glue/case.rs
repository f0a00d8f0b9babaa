//! Two words without a space between them, where the second begins with a capital.

use super::known::Known;
use super::score::{COMMON, Half, MOST_MARGIN, Pair};
use super::site::{Site, is_acronym, is_capitalized, is_plain, letters};
use super::{SeamKind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "glue.case",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Parts two words that stand glued, the second of them capitalized.",
    evidence: "A score weighs how frequent both words are, whether the document uses them elsewhere, whether the second is one \
               that sentences begin with, and what stands around. What stands twice in the document, what the lexicon \
               knows (`youtube`), and names of two parts (`WikiLeaks`, `McDonald`, `iPhone`, `ClickUp`) stay whole.",
    examples: &[
        Example::Fixes(
            "That was the conclusionThe road to it was long.",
            "That was the conclusion The road to it was long.",
        ),
        Example::Fixes(
            "That was the conclusionThe road to it was long. Petrov was late. He spoke of the bridge, and then they heard PetrovHe said that it was not safe.",
            "That was the conclusion The road to it was long. Petrov was late. He spoke of the bridge, and then they heard Petrov He said that it was not safe.",
        ),
        Example::Keeps("They read of SafetyWing and of ClickUp, of the wing and the safety of it, on watchOS."),
        Example::Keeps("The talk of the day was real. We at talkREAL always test all apps over several weeks."),
        Example::Keeps("McDonald’s and WikiLeaks on YouTube, on an iPhone, by getElementById."),
    ],
    scope: Scope::Text,
    find: |draft, found| propose(draft, SeamKind::Case, found),
};

/// The fewest letters of a capitalized first word. Shorter ones begin names of two parts: `McDonald`, `LaSalle`.
const LEAST_CAPITALIZED: usize = 4;
/// The fewest letters of a first word in small letters. Shorter ones begin names: `inReach`, `eBay`.
const LEAST_SMALL: usize = 3;
/// The fewest letters of a first or second word in capitals. Shorter ones are parts of names: `PCWorld`, `watchOS`.
const LEAST_SHOUTED: usize = 3;

/// Returns the two words that meet here, if they are of a form that may be glued.
pub fn pair<'a>(site: &Site<'a>, known: &Known<'_>) -> Option<Pair<'a>> {
    let (run, rest) = (site.left_word(), site.right_word());
    if !known.has_lexicon() || known.is_technical() || !site.left().ends_with(run) || !site.right().starts_with(rest) {
        return None;
    }
    let whole = &site.line[site.at - run.len()..site.at + rest.len()];
    if known.count(whole) > 1 || known.has(whole) || run.contains('-') {
        return None;
    }
    // `"paymentId"` is a key, not a quotation.
    if site.line[..site.token.start].ends_with('"') && site.rest().starts_with('"') {
        return None;
    }
    let (left, right) = (last_part(run), first_part(rest));
    // `cafÃ©`, shown by a text on misread characters.
    let misread = matches!(right, "Ã" | "Â" | "Ä" | "Å" | "Ð" | "Ñ")
        && site.rest().starts_with(|mark: char| !mark.is_ascii() && !mark.is_whitespace());
    let alone = letters(right) == 1 && right == site.right() && !misread;
    let shouted = is_acronym(left);
    let fits = match () {
        () if shouted => letters(left) >= LEAST_SHOUTED && is_capitalized(right),
        () if !is_plain(left) => false,
        () if left.starts_with(char::is_uppercase) => letters(left) >= LEAST_CAPITALIZED,
        () => letters(left) >= 2,
    };
    if !fits || !(is_capitalized(right) || is_acronym(right) || alone) {
        return None;
    }
    let mut first = Half::of(left, known);
    first.elsewhere |= known.count(run) > 0;
    let second = Half::of(right, known);
    let doubtful = if left.starts_with(char::is_uppercase) {
        // `EnergySage`, `ClickUp`, and `Lado B LadoA`: a letter that ends the clause begins none.
        !second.begins_sentences() || alone && site.word_after().is_empty()
    } else {
        // `inReach`, `watchOS`; and what the language does not know may be another's (`ngoMongameli`).
        // `talkREAL`: as common a word is no acronym.
        let shouted_word = letters(right) > LEAST_SHOUTED && second.entry.zipf >= COMMON;
        letters(left) < LEAST_SMALL
            || is_acronym(right) && (letters(right) < LEAST_SHOUTED || shouted_word)
            || first.entry.zipf == 0.0
    };
    Some(Pair {
        left: first,
        right: second,
        margin: MOST_MARGIN,
        before: site.word_before(),
        after: if right == rest { site.word_after() } else { "" },
        chained: left.len() < run.len() || right.len() < rest.len(),
        doubtful,
    })
}

/// Returns what follows the last small letter with a capital after it: `Pears` of `ApplesPears`.
fn last_part(run: &str) -> &str {
    let mut small = false;
    let mut from = 0;
    for (at, character) in run.char_indices() {
        if small && character.is_uppercase() {
            from = at;
        }
        small = character.is_lowercase();
    }
    &run[from..]
}

/// Returns what goes before the first small letter with a capital after it: `Pears` of `PearsPlums`.
fn first_part(run: &str) -> &str {
    let mut small = false;
    for (at, character) in run.char_indices() {
        if small && character.is_uppercase() {
            return &run[..at];
        }
        small = character.is_lowercase();
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_run_are_those_beside_the_seam() {
        assert_eq!((last_part("ApplesPears"), last_part("Pears"), last_part("NATO")), ("Pears", "Pears", "NATO"));
        assert_eq!((first_part("PearsPlums"), first_part("Plums"), first_part("NATO")), ("Pears", "Plums", "NATO"));
    }
}
