//! Words with the hyphen of a line's end inside: `govern- ment`, `well- known`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rules::glue::Known;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::phrases::sections;
use crate::text::{Certainty, Proposal, Span, is_word};

pub static RULE: Rule = Rule {
    name: "spacing.broken_word",
    group: Group::Spacing,
    family: "spacing",
    certainty: Certainty::Likely,
    summary: "Joins a word that was broken at the end of a line and then put into one line, hyphen and all.",
    evidence: "A soft hyphen joins its word. A hyphen goes where both halves together are a word of the text's language \
               or stand whole elsewhere in the text; it stays where the text has the word with it elsewhere, in chains \
               (`mother-in- law`, `five- year-old`), beside capitals (`CDU- Chef`), in ranges of years, and beside words that compounds \
               with a hyphen are made of (`well- known`). Other pairs of words are joined only in a text that has words \
               which are surely broken. What is left hanging on purpose stays (`pre- and post-war`, `Luft- und \
               Raumfahrt`), and so does a hyphen that stands for a dash.",
    examples: &[
        Example::Fixes(
            "It was the govern- ment of the town that said so, and the inter- national press was there.",
            "It was the government of the town that said so, and the international press was there.",
        ),
        Example::Fixes(
            "A well- known man of the town was in the coun\u{AD} cil, and that was his mother-in- law.",
            "A well-known man of the town was in the council, and that was his mother-in-law.",
        ),
        Example::Fixes(
            "Der CDU- Chef sprach von der Brü- cke und dem Kinder- und Jugendbuch der Jahre 2019- 2020.",
            "Der CDU-Chef sprach von der Brücke und dem Kinder- und Jugendbuch der Jahre 2019-2020.",
        ),
        Example::Keeps("It was the pre- and post-war time of the town, and that was the end of it."),
        Example::Keeps("The show -it was on the BBC- organized a dinner, and the town was there."),
        Example::Keeps("The quarrel was over- nobody was to know of it, and BERLIN- The mayor was there."),
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
/// On Zipf's scale, the frequency of the commonest nouns and adjectives; most words that clauses begin with are commoner.
const CONTENT: f32 = 5.5;
/// On Zipf's scale: a whole as common holds function words as well (`with- out`, `any- one`).
const VERY_COMMON: f32 = 5.0;

/// So many words whose halves the text does not have elsewhere show, without a lexicon, that words are broken in it.
const UNSEEN: usize = 2;

/// Words that follow a hyphen which hangs on purpose, by language.
static SUSPENDED: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| sections(include_str!("../../../data/phrases/suspended_hyphens.txt")).into_iter().collect());
/// First words of compounds that keep their hyphen, by language.
static BEGINNINGS: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| sections(include_str!("../../../data/phrases/compound_beginnings.txt")).into_iter().collect());
/// Last words of such compounds, by language.
static ENDS: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| sections(include_str!("../../../data/phrases/compound_ends.txt")).into_iter().collect());

/// Languages that write compounds as one word: what a line's end parts there belongs together without a hyphen.
const COMPOUNDING: &[&str] = &["da", "de", "fi", "nb", "nl", "sv"];

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let mut breaks = Vec::new();
    for line in draft.lines() {
        breaks.extend(
            memchr::memchr_iter(b' ', line.text.as_bytes())
                .filter_map(|blank| Some((line.start, Break::before(line.text, blank)?))),
        );
    }
    if breaks.is_empty() {
        return;
    }
    let known = Known::likely_in(draft.language(), draft.text, draft.vocabulary());
    let joints: Vec<_> = breaks.iter().map(|(_, broken)| broken.joint(&known)).collect();
    let count = |wanted| joints.iter().filter(|&&joint| joint == Some(wanted)).count();
    let unseen = || breaks.iter().filter(|(_, broken)| broken.has_unseen_halves(&known)).count();
    let has_broken_words =
        count(Joint::Solid) > 0 || count(Joint::Hyphen) > 1 || (!known.has_lexicon() && unseen() >= UNSEEN);
    for ((start, broken), joint) in breaks.into_iter().zip(joints) {
        let joint = joint.or_else(|| if has_broken_words { broken.joint_beside_others(&known) } else { None });
        let (span, after) = match joint {
            Some(Joint::Solid) => (broken.hyphen.start..broken.blank + 1, ""),
            Some(Joint::Hyphen) => (broken.blank..broken.blank + 1, ""),
            Some(Joint::Hanging) => (broken.hyphen.clone(), "-"),
            None => continue,
        };
        found.push(Proposal::new(start + span.start..start + span.end, after, Certainty::Likely));
    }
}

/// How two halves are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// Without the hyphen: `government`
    Solid,
    /// With the hyphen: `well-known`
    Hyphen,
    /// Not at all; the soft hyphen was one that shows: `Kinder- und`
    Hanging,
}

/// A hyphen with a blank behind it, between two words or numbers.
struct Break<'a> {
    /// The words on both sides, without what other hyphens join to them.
    left: &'a str,
    right: &'a str,
    /// The same with it: `mother-in` and `law`.
    left_chain: &'a str,
    right_chain: &'a str,
    /// In bytes of the line.
    hyphen: Span,
    blank: usize,
    soft: bool,
}

impl<'a> Break<'a> {
    /// Returns the break whose blank stands at `blank` in `line`, if there is one.
    fn before(line: &'a str, blank: usize) -> Option<Break<'a>> {
        let before = &line[..blank];
        let stem = before.strip_suffix(['-', '\u{2010}', '\u{AD}'])?;
        let soft = before.ends_with('\u{AD}');
        if !soft && closes_aside(stem) {
            return None;
        }
        let (left_chain, right_chain) = (last_run(stem), first_run(&line[blank + 1..]));
        let (left, right) = (last_part(left_chain), first_part(right_chain));
        let outside = &stem[..stem.len() - left_chain.len()];
        let open = outside.ends_with(['-', '–', '@', '#', '/', '_', '.'])
            || line[blank + 1 + right_chain.len()..].starts_with(['@', '/', '_']);
        (!left.is_empty() && !right.is_empty() && !open).then_some(Break {
            left,
            right,
            left_chain,
            right_chain,
            hyphen: stem.len()..blank,
            blank,
            soft,
        })
    }

    /// Returns how the halves are put together, as far as they tell it themselves.
    fn joint(&self, known: &Known<'_>) -> Option<Joint> {
        let Break { left, right, .. } = *self;
        if left.ends_with(is_digit) || right.starts_with(is_digit) {
            return self.joint_of_numbers();
        }
        let whole = format!("{left}{right}");
        let (zipf, left_zipf, right_zipf) = (known.zipf(&whole), known.zipf(left), known.zipf(right));
        let small = right.chars().all(char::is_lowercase);
        let has_lexicon = known.has_lexicon();
        if self.is_suspended(known) {
            // `doct- or`
            let broken = has_lexicon && small && zipf >= COMMON && left_zipf == 0.0;
            return if broken { Some(Joint::Solid) } else { self.soft.then_some(Joint::Hanging) };
        }
        if self.soft {
            return Some(Joint::Solid);
        }
        let hyphened = known.count_any(&format!("{}-{}", self.left_chain, self.right_chain));
        let solid = if small { known.count_any(&whole) } else { 0 };
        if hyphened + solid > 0 {
            return Some(if hyphened >= solid { Joint::Hyphen } else { Joint::Solid });
        }
        if self.is_in_chain(known) {
            return Some(Joint::Hyphen);
        }
        if !small {
            return self.joint_before_capital(known);
        }
        if is_shouted(left) {
            let known_word = has_lexicon && right_zipf > 0.0 && right_zipf < CONTENT;
            let word = (known_word || !has_lexicon && is_compounding(known)) && letters(right) >= 3;
            return word.then_some(Joint::Hyphen);
        }
        let both_known = left_zipf > 0.0 && right_zipf > 0.0;
        if letters(left) == 1 || letters(right) == 1 {
            // `e- mail`, `x- ray`; but `a- round` is one word.
            let compound = self.makes_compounds(known) && letters(right) > 1 && right_zipf >= COMMON;
            return (has_lexicon && compound).then_some(Joint::Hyphen);
        }
        let is_one_word = zipf >= COMMON && zipf + COMMONER >= right_zipf && right_zipf < FUNCTION
            || zipf >= VERY_COMMON && right_zipf >= FUNCTION
            || zipf >= COMMON && is_compounding(known) && letters(right) >= 3
            || zipf > 0.0 && !both_known;
        match () {
            () if has_lexicon && is_one_word => Some(Joint::Solid),
            () if self.makes_compounds(known) => Some(Joint::Hyphen),
            // `Verkehrs- minister`: a first half in the form that compounds have alone.
            () if has_lexicon && is_compounding(known) && left_zipf == 0.0 && right_zipf >= COMMON => {
                (right_zipf < CONTENT && letters(left) > 3).then_some(Joint::Solid)
            }
            () => None,
        }
    }

    /// Returns how the halves are put together in a text whose words were broken at line ends for certain.
    fn joint_beside_others(&self, known: &Known<'_>) -> Option<Joint> {
        let Break { left, right, .. } = *self;
        if left.ends_with(is_digit) || right.starts_with(is_digit) {
            let word = right.starts_with(char::is_alphabetic) && !self.is_suspended(known) && letters(right) > 2;
            return word.then_some(Joint::Hyphen);
        }
        if self.is_suspended(known) {
            return None;
        }
        let (left_zipf, right_zipf) = (known.zipf(left), known.zipf(right));
        let is_end = listed(&ENDS, known, right);
        if right_zipf >= CONTENT && !is_end || letters(left) < 2 || letters(right) < 2 {
            return None;
        }
        match () {
            () if known.zipf(&format!("{left}{right}")) >= COMMON => Some(Joint::Solid),
            () if right.starts_with(char::is_uppercase) => {
                (left.starts_with(char::is_uppercase) && !is_shouted(right)).then_some(Joint::Hyphen)
            }
            () if is_end => Some(Joint::Hyphen),
            () if is_compounding(known) && vowels_meet(left, right) => Some(Joint::Hyphen),
            () if is_compounding(known) || !known.has_lexicon() => Some(Joint::Solid),
            () if left_zipf > 0.0 && right_zipf > 0.0 => Some(Joint::Hyphen),
            () => Some(Joint::Solid),
        }
    }

    /// `2019- 2020`, `1998- 99`: two years, the second later.
    fn joint_of_numbers(&self) -> Option<Joint> {
        let (left, right) = (self.left, self.right);
        let years = left.len() == 4 && matches!(right.len(), 2 | 4) && left == self.left_chain;
        let (first, second) = (left.parse::<u32>().ok()?, right.parse::<u32>().ok()?);
        let later = second > if right.len() == 2 { first % 100 } else { first };
        (!self.soft && years && later && right == self.right_chain).then_some(Joint::Hyphen)
    }

    /// Tells whether both halves are small letters that the text has nowhere as words.
    fn has_unseen_halves(&self, known: &Known<'_>) -> bool {
        let is_part = |half: &str| letters(half) >= 2 && half.chars().all(char::is_lowercase);
        let Break { left, right, .. } = *self;
        is_part(left) && is_part(right) && !self.is_suspended(known) && known.count(left) + known.count(right) <= 2
    }

    /// Tells whether the hyphen hangs on purpose: `pre- and post-war`.
    fn is_suspended(&self, known: &Known<'_>) -> bool {
        match known.language() {
            Some(language) if SUSPENDED.contains_key(language) => listed(&SUSPENDED, known, self.right_chain),
            _ => SUSPENDED.values().any(|words| words.contains(&self.right_chain)),
        }
    }

    /// Tells whether the halves belong to more than two words with hyphens between them: `face-to- face`,
    /// `mother- in-law`.
    fn is_in_chain(&self, known: &Known<'_>) -> bool {
        let function = |word: &str| known.zipf(word) >= FUNCTION;
        let before = self.left_chain.len() > self.left.len();
        let several = self.left_chain.matches('-').count() > 1;
        let year_old = self.right_chain.matches('-').count() > 1;
        year_old
            || before && (several || function(self.left))
            || self.right_chain.len() > self.right.len() && function(self.right) && !function(self.left)
    }

    /// `CDU- Chef`, `E- Mail`, `Jean- Paul`, but not `BERLIN- The mayor`
    fn joint_before_capital(&self, known: &Known<'_>) -> Option<Joint> {
        let zipf = known.zipf(self.right);
        let noun = is_plain(self.right) && zipf < CONTENT;
        let german = known.language() == Some("de") && is_shouted(self.left) && zipf > 0.0;
        // `E- Mail`, `U- Bahn`
        let letter = known.language() == Some("de") && letters(self.left) == 1 && zipf > 0.0;
        let named = noun && letters(self.right) > 2 && (german || letter || DOUBLE_NAMES.contains(&self.left));
        // `Anglo- American`
        let compound = is_plain(self.right) && zipf < FUNCTION && self.makes_compounds(known);
        (named || compound).then_some(Joint::Hyphen)
    }

    /// Tells whether one half is what compounds with a hyphen are made of.
    fn makes_compounds(&self, known: &Known<'_>) -> bool {
        let right_zipf = known.zipf(self.right);
        if right_zipf == 0.0 && known.has_lexicon() {
            return false;
        }
        // Clauses begin with the commonest of these words as well.
        match (listed(&BEGINNINGS, known, self.left), listed(&ENDS, known, self.right)) {
            (true, true) => true,
            (true, false) => right_zipf < FUNCTION,
            (false, true) => right_zipf < CONTENT && letters(self.left) > 1,
            (false, false) => false,
        }
    }
}

/// Tells whether a hyphen behind `stem` is the second of two that stand for dashes: `the mayor -who knew- said`.
fn closes_aside(stem: &str) -> bool {
    let opening =
        stem.rfind(" -").filter(|at| stem[at + 2..].starts_with(|next: char| next != ' ' && !next.is_ascii_digit()));
    opening.is_some_and(|opening| !stem[opening + 2..].contains("- "))
}

/// First names that a second one follows behind a hyphen.
const DOUBLE_NAMES: &[&str] = &[
    "Ann", "Anna", "Anne", "Hans", "Heinz", "Jean", "Karl", "Klaus", "Lars", "Louis", "Marie", "Mary", "Paul", "Pierre",
];

fn is_compounding(known: &Known<'_>) -> bool {
    known.language().is_some_and(|language| COMPOUNDING.contains(&language))
}

/// Tells whether two vowels meet that would be read as one sound or a long vowel: `auto- industrie`, `linja- auto`.
fn vowels_meet(left: &str, right: &str) -> bool {
    let (Some(last), Some(first)) = (left.chars().next_back(), right.chars().next()) else { return false };
    let vowel = |letter| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö');
    let one_sound = matches!(
        (last, first),
        ('a', 'e' | 'i' | 'u') | ('e', 'i' | 'u') | ('i', 'e') | ('o', 'e' | 'i' | 'u') | ('u', 'i')
    );
    vowel(last) && (last == first || one_sound)
}

/// Tells whether a list has `word`, in any case, in the text's language.
fn listed(list: &HashMap<&str, Vec<&str>>, known: &Known<'_>, word: &str) -> bool {
    let words = known.language().and_then(|language| list.get(language));
    words.is_some_and(|words| words.contains(&word.to_lowercase().as_str()))
}

/// Returns the letters, digits and hyphens between them that `text` ends with.
fn last_run(text: &str) -> &str {
    text[text.trim_end_matches(belongs).len()..].trim_start_matches('-')
}

/// Returns the letters, digits and hyphens between them that `text` begins with.
fn first_run(text: &str) -> &str {
    text[..text.len() - text.trim_start_matches(belongs).len()].trim_end_matches('-')
}

fn belongs(character: char) -> bool {
    is_word(character) || character == '-'
}

fn last_part(run: &str) -> &str {
    run.rsplit('-').next().unwrap_or(run)
}

fn first_part(run: &str) -> &str {
    run.split('-').next().unwrap_or(run)
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Tells whether `word` is a capital and small letters.
fn is_plain(word: &str) -> bool {
    word.chars().skip(1).all(char::is_lowercase)
}

/// Tells whether `word` is two capitals or more.
fn is_shouted(word: &str) -> bool {
    letters(word) >= 2 && word.chars().all(char::is_uppercase)
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::*;
    use crate::text::Vocabulary;

    /// Puts a text's halves together, each marked by its hyphen.
    fn joined(text: &str) -> String {
        let vocabulary = Vocabulary::of(text);
        let known = Known::new(text, &vocabulary, false);
        let mut out = text.to_owned();
        for (blank, _) in text.match_indices(' ').collect::<Vec<_>>().into_iter().rev() {
            match Break::before(text, blank).and_then(|broken| Some((broken.joint(&known)?, broken))) {
                Some((Joint::Solid, broken)) => out.replace_range(broken.hyphen.start..blank + 1, ""),
                Some((Joint::Hyphen, _)) => out.replace_range(blank..blank + 1, ""),
                Some((Joint::Hanging, broken)) => out.replace_range(broken.hyphen, "-"),
                None => {}
            }
        }
        out
    }

    #[test]
    fn each_language_has_its_hyphens() {
        for (text, expected) in [
            (
                "Il est peut- être là, et le grand- père de la ville est dans les rues.",
                "peut-être là, et le grand-père",
            ),
            (
                "Он кто- то из города, и это было во- первых не так, как он и что.",
                "кто-то из города, и это было во-первых",
            ),
            ("O homem da cidade disse na segunda- feira que não é de um só, e o pre- feito.", "segunda-feira que"),
            (
                "Het was de bur- gemeester van de stad, en in- en uitvoer van een land.",
                "burgemeester van de stad, en in- en",
            ),
            (
                "Das ist die Kinder\u{AD} und die Ju\u{AD} gend der Stadt, und der Hans- Peter.",
                "Kinder- und die Jugend der Stadt, und der Hans-Peter",
            ),
            (
                "Det er den gamle by, og det var til- og fraflytning i en by på havet, så at de er.",
                "til- og fraflytning",
            ),
            (
                "The X- ray of the man was lost, and that was the snow- bound end of it.",
                "X-ray of the man was lost, and that was the snow-bound",
            ),
            (
                "It was over- he was the doct- or of the town, with- out a word of it.",
                "over- he was the doctor of the town, without a",
            ),
        ] {
            assert!(joined(text).contains(expected), "{}", joined(text));
        }
    }
}
