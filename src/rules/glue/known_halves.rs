use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, words};

pub static KNOWN_HALVES: Rule = Rule {
    name: "glue.known_halves",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Parts a name and a word that stand glued, where the document has both of them elsewhere.",
    evidence: "The whole stands once; the name on its left and the word on its right both stand elsewhere in the same \
               document, each on its own.",
    examples: &[
        Example::Fixes(
            "Russia said no. He doesn’t know. Russiadoesn’t want this.",
            "Russia said no. He doesn’t know. Russia doesn’t want this.",
        ),
        Example::Keeps("Russiadoesn’t want this."),
        Example::Keeps("The land of England. Eng said so."),
    ],
    scope: Scope::Text,
    find,
};

/// Shorter halves stand in too many honest words (`Eng` + `land`).
const LEAST_LETTERS: usize = 4;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let vocabulary = draft.vocabulary();
    for (start, word) in words(draft.text) {
        if !word.starts_with(char::is_uppercase) || vocabulary.count(word) != 1 || word.contains('-') {
            continue;
        }
        let seams = word.char_indices().map(|(at, _)| at).filter(|&at| {
            let (left, right) = word.split_at(at);
            left.chars().count() >= LEAST_LETTERS
                && right.chars().count() >= LEAST_LETTERS
                && right.starts_with(char::is_lowercase)
                && vocabulary.count(left) > 0
                && vocabulary.count(right) > 0
        });
        let mut seams = seams.collect::<Vec<_>>().into_iter();
        if let (Some(at), None) = (seams.next(), seams.next()) {
            found.push(Proposal::new(start + at..start + at, " ", Certainty::Likely));
        }
    }
}
