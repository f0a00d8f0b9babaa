//! How likely two words stand glued where no mark parts them: named figures of both halves, of what stands around and of
//! the document, each with its weight.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::figures::Figures;
use super::known::Known;
use super::site::{is_acronym, is_capitalized};
use super::weights;
use crate::lexicon::Entry;
use crate::text::phrases::entries;

/// Two words that may stand glued.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub left: Half<'a>,
    pub right: Half<'a>,
    /// By how much these halves are commoner than those of the next best split; [`MOST_MARGIN`] where the seam itself
    /// says where to split.
    pub margin: f32,
    /// The words before and after, as far as only blanks lie between; empty beside a mark and at the line's edge.
    pub before: &'a str,
    pub after: &'a str,
    /// Whether the token has more such seams.
    pub chained: bool,
    /// Whether the halves are such that no weights can be sure of them.
    pub doubtful: bool,
}

/// One of the two: a word or a number.
#[derive(Clone, Copy)]
pub struct Half<'a> {
    pub word: &'a str,
    /// What the lexicon says of it; a frequency of 0 where it says nothing.
    pub entry: Entry,
    /// Whether the document has it elsewhere.
    pub elsewhere: bool,
}

/// The highest likelihood of a doubtful pair: enough for a suggestion, too little for an edit.
pub const DOUBTFUL: f32 = 0.85;
/// Logarithm of the odds by which coined English words (`workstream`, `heavyhitters`) are commoner in articles than in the
/// texts that the weights are learned from: in a million words of articles that were read, all that were parted
/// wrongly below 0.97 were such.
const COINED_ODDS: f32 = 1.2;
/// The largest margin of the best split over the next best; also the margin where there is no other split.
pub const MOST_MARGIN: f32 = 3.0;
/// On Zipf's scale: as common as `week` or `later`; names of shops and programs are rarer.
pub const COMMON: f32 = 4.5;
/// On Zipf's scale: `the`, `and`, `this`.
pub const FUNCTION: f32 = 6.0;
/// On Zipf's scale: commoner than `work`, `time`, and all words that others are made with.
const MERE_FUNCTION: f32 = 6.3;
/// On Zipf's scale: what sentences begin with.
const OPENER: f32 = 5.0;
/// As common as what sentences begin with, and the last part of many a name: `SignUp`, `TutorMe`, `PhaseOne`.
static NAME_ENDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/name_ends.txt")).collect());
/// The largest length that is counted, in letters: a longer word proves no more.
const MOST_LETTERS: usize = 6;

impl<'a> Half<'a> {
    /// Looks a word up.
    pub fn of(word: &'a str, known: &Known<'_>) -> Half<'a> {
        // `Asien-Reise` is as well known as its first part.
        let head = word.split('-').next().unwrap_or(word);
        let entry = known.entry(word).or_else(|| known.entry(head)).unwrap_or_default();
        Half { word, entry, elsewhere: known.count_any(word) > 0 }
    }

    /// Tells whether it is as common as what sentences begin with, and the last part of many a name: `ClickUp`.
    pub fn ends_names(&self) -> bool {
        NAME_ENDS.contains(self.word.to_lowercase().as_str())
    }

    /// Tells whether sentences begin with it and no names end with it: `The`, but not `Up`.
    pub fn begins_sentences(&self) -> bool {
        self.entry.zipf >= FUNCTION && !self.ends_names()
    }
}

impl Pair<'_> {
    /// Returns the figures that the likelihood is made of.
    pub fn figures(&self, known: &Known<'_>) -> Figures {
        let Pair { left, right, .. } = self;
        let flag = |holds: bool| f32::from(u8::from(holds));
        let length =
            |half: &Half<'_>| f32::from(u8::try_from(half.word.chars().count().min(MOST_LETTERS)).unwrap_or(0));
        let function = |word: &str| !word.is_empty() && known.zipf(word) >= FUNCTION;
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let both = left.elsewhere && right.elsewhere;
        let number = [left, right].into_iter().find(|half| is_number(half.word)).map_or("", |half| half.word);
        Figures {
            bias: 1.0,
            left_zipf: left.entry.zipf,
            right_zipf: right.entry.zipf,
            least_zipf: left.entry.zipf.min(right.entry.zipf),
            left_length: length(left),
            right_length: length(right),
            left_begins: f32::from(left.entry.begins),
            right_ends: f32::from(right.entry.ends),
            left_unknown: flag(left.entry.zipf == 0.0),
            right_unknown: flag(right.entry.zipf == 0.0),
            left_function: flag(left.entry.zipf >= FUNCTION),
            right_function: flag(right.entry.zipf >= FUNCTION),
            left_elsewhere: flag(left.elsewhere),
            right_elsewhere: flag(right.elsewhere),
            both_elsewhere: flag(both),
            together_elsewhere: flag(both && known.has_together(left.word, right.word)),
            left_capital: flag(capital(left.word)),
            // `FirstLight`
            names: flag(capital(left.word) && capital(right.word) && right.entry.zipf < FUNCTION),
            left_shouted: flag(is_acronym(left.word)),
            right_shouted: flag(is_acronym(right.word)),
            right_opens: flag(capital(right.word) && right.entry.zipf >= OPENER),
            right_small_elsewhere: flag(is_capitalized(right.word) && known.count(&right.word.to_lowercase()) > 0),
            apostrophe: flag(left.word.contains(['\'', '’']) || right.word.contains(['\'', '’'])),
            margin: self.margin,
            chained: flag(self.chained),
            before_function: flag(function(self.before)),
            before_capital: flag(capital(self.before)),
            before_nothing: flag(self.before.is_empty()),
            after_function: flag(function(self.after)),
            after_capital: flag(capital(self.after)),
            after_nothing: flag(self.after.is_empty()),
            digits: f32::from(u8::try_from(number.len().min(MOST_LETTERS)).unwrap_or(0)),
            year: flag(is_year(number)),
            grouped: flag(number.contains([',', '.', ':'])),
        }
    }

    /// Returns the weights that hold for these two, and their name.
    pub fn weights(&self, known: &Known<'_>) -> (&'static str, &'static [f32]) {
        match () {
            () if is_number(self.left.word) => ("NUMBER_WORD", weights::NUMBER_WORD),
            () if is_number(self.right.word) => ("WORD_NUMBER", weights::WORD_NUMBER),
            () if self.right.word.starts_with(char::is_uppercase) => ("CASE", weights::CASE),
            () if known.language() == Some("en") => ("LETTERS_ENGLISH", weights::LETTERS_ENGLISH),
            () if matches!(known.language(), Some("de" | "fi" | "nl")) => {
                ("LETTERS_COMPOUNDING", weights::LETTERS_COMPOUNDING)
            }
            () => ("LETTERS_OTHERS", weights::LETTERS_OTHERS),
        }
    }

    /// Tells whether two English words may have been written as one on purpose: neither is a word like `the`.
    fn may_be_coined(&self, known: &Known<'_>) -> bool {
        let is_function = |half: &Half<'_>| half.entry.zipf >= MERE_FUNCTION;
        known.language() == Some("en")
            && self.right.word.starts_with(char::is_lowercase)
            && !is_number(self.left.word)
            && !is_function(&self.left)
            && !is_function(&self.right)
    }

    /// Tells whether a number and a word cannot be a name together: `3,000people`, `since1992`, but not `37signals`,
    /// `24hour` or `Office2021`.
    pub fn is_plain_number(&self) -> bool {
        let (number, word) = if is_number(self.left.word) { (self.left, self.right) } else { (self.right, self.left) };
        let function = word.entry.zipf >= FUNCTION && !word.ends_names();
        number.word.contains([',', '.', ':'])
            || function && (word.word.starts_with(char::is_lowercase) || is_year(number.word))
    }

    /// Tells whether no compound is made so: the second word is a contraction (`Russiadoesn’t`), or a function word behind a
    /// name that the document has elsewhere (`Petrovwas`).
    pub fn is_no_compound(&self) -> bool {
        let (left, right) = (self.left, self.right);
        let contraction = right.word.contains(['’', '\'']) && right.word.starts_with(char::is_lowercase);
        let function = right.entry.zipf >= FUNCTION && right.word.chars().nth(2).is_some();
        contraction || function && left.elsewhere && left.word.starts_with(char::is_uppercase)
    }

    /// Returns the likelihood that a space is missing between the two, 0 to 1.
    pub fn likelihood(&self, known: &Known<'_>) -> f32 {
        let weighed = self.figures(known).weighed(self.weights(known).1);
        let coined = self.may_be_coined(known);
        let likelihood = 1.0 / (1.0 + (if coined { COINED_ODDS - weighed } else { -weighed }).exp());
        if self.doubtful { likelihood.min(DOUBTFUL) } else { likelihood }
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// Tells whether a number is a year of the last centuries.
pub fn is_year(number: &str) -> bool {
    number.len() == 4
        && ["18", "19", "20"].iter().any(|century| number.starts_with(century))
        && !number.contains(['.', ',', ':'])
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::super::{SeamKind, find_figures};
    use super::*;

    /// Returns how likely the one seam of a kind in `text` is.
    fn likelihood(text: &str, kind: SeamKind) -> f32 {
        let found = find_figures(text);
        found.iter().find(|(seam, _)| seam.kind == kind).map(|(seam, _)| seam.score).expect("the text has such a seam")
    }

    #[test]
    fn what_the_document_has_elsewhere_makes_its_seam_likelier() {
        let text = "It was to the north of the town that Russiadoesn’t look, and that was that.";
        let more = format!("{text} Russia does, or doesn’t.");
        assert!(likelihood(&more, SeamKind::Letters) > likelihood(text, SeamKind::Letters));
    }

    #[test]
    fn english_words_that_may_be_coined_need_more() {
        let text = |word: &str| {
            format!(
                "He went to the {word} of the town. The hitters of the team are heavy and they were, as that was one."
            )
        };
        let coined = likelihood(&text("heavyhitters"), SeamKind::Letters);
        let glued = likelihood(&text("hittersthat"), SeamKind::Letters);
        assert!(coined < 0.7 && glued > 0.9, "{coined} {glued}");
    }

    #[test]
    fn no_weights_are_sure_of_names_of_two_parts() {
        let text = "The guide was to the point and that of EnergySage was too. Energy is to Sage what Energy Sage is to the Sage.";
        assert!(likelihood(text, SeamKind::Case) <= DOUBTFUL);
    }

    #[test]
    fn years_are_those_of_the_last_centuries() {
        assert!(is_year("1890") && is_year("2016") && !is_year("1,90") && !is_year("2200") && !is_year("19"));
    }
}
