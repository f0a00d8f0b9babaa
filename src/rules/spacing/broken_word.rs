//! Words with the hyphen of a line's end inside: `govern- ment`.

use crate::rules::glue::Known;
use crate::rules::{Draft, Example, Group, Line, Rule, Scope};
use crate::text::{Certainty, Proposal, is_word};

pub static RULE: Rule = Rule {
    name: "spacing.broken_word",
    group: Group::Spacing,
    family: "spacing",
    certainty: Certainty::Likely,
    summary: "Joins a word that was broken at the end of a line and then put into one line, hyphen and all.",
    evidence: "Both halves together are a common word of the text's language, about as common as the second half alone, \
               or stand whole elsewhere in the text. What is left hanging on purpose stays (`pre- and post-war`, `Luft- und \
               Raumfahrt`), and so does a hyphen that stands for a dash.",
    examples: &[
        Example::Fixes(
            "It was the govern- ment of the town that said so, and the inter- national press was there.",
            "It was the government of the town that said so, and the international press was there.",
        ),
        Example::Keeps("It was the pre- and post-war time of the town, and that was the end of it."),
        Example::Keeps("The long- awaited bridge was shut- nobody was to know of it, and that was that."),
    ],
    scope: Scope::Text,
    find,
};

/// The least frequency of the whole word, on Zipf's scale.
const COMMON: f32 = 3.0;
/// By how much the second half may be commoner than the whole: what is left of `long- term` is no half of a word.
const COMMONER: f32 = 1.0;
/// The frequency of function words such as `the`, on Zipf's scale: a second half as frequent is a word of its own.
const FUNCTION: f32 = 6.0;
/// The fewest letters of each half.
const LEAST: usize = 2;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut known = None;
    for line in draft.lines() {
        for at in memchr::memmem::find_iter(line.text.as_bytes(), "- ") {
            let Some((left, right)) = halves(&line, at) else { continue };
            let known = known.get_or_insert_with(|| Known::new(draft.text, draft.vocabulary(), false));
            if is_one_word(left, right, known) {
                found.push(Proposal::new(line.start + at..line.start + at + "- ".len(), "", Certainty::Likely));
            }
        }
    }
}

/// Returns the letters on both sides of the hyphen at `at`, if they can be halves of one word.
fn halves<'a>(line: &Line<'a>, at: usize) -> Option<(&'a str, &'a str)> {
    let (before, after) = (&line.text[..at], &line.text[at + "- ".len()..]);
    let left = &before[before.trim_end_matches(char::is_alphabetic).len()..];
    let right = &after[..after.len() - after.trim_start_matches(char::is_alphabetic).len()];
    let rest = &after[right.len()..];
    let alone = !before[..before.len() - left.len()]
        .ends_with(|before| is_word(before) || before == '-' || before == '’')
        && !rest.starts_with(|next| is_word(next) || next == '-');
    let long = |half: &str| half.chars().nth(LEAST - 1).is_some();
    let plain = right.chars().all(char::is_lowercase) && left.chars().skip(1).all(char::is_lowercase);
    (alone && plain && long(left) && long(right)).then_some((left, right))
}

fn is_one_word(left: &str, right: &str, known: &Known<'_>) -> bool {
    let whole = format!("{left}{right}");
    if !known.has_lexicon() || known.zipf(right) >= FUNCTION {
        return false;
    }
    let zipf = known.zipf(&whole);
    let either = known.zipf(left) > 0.0 && known.zipf(right) > 0.0;
    zipf >= COMMON && zipf + COMMONER >= known.zipf(right) || known.count_any(&whole) > 0 && !either
}
