//! What a document's seams tell of one another: a text that lost one space lost more, and one that lost none is clean.

use super::score::{DOUBTFUL, Pair};
use super::seam::Seam;
use super::{DEFAULT_THRESHOLDS, SeamKind};

/// A seam and what its likelihood leaves out.
pub struct Weighed {
    pub seam: Seam,
    /// Whether the halves are such that no weights can be sure of them.
    doubtful: bool,
    /// Whether one half is one that many compounds begin or end with: `over`, `time`.
    compounds: bool,
    /// Whether the halves leave no doubt even where no other space is lost.
    plain: bool,
}

/// What a seam in small letters has to reach in a text that lost no other space. Of those below, nearly all that were read
/// in clean articles were compounds and inflected words.
const ALONE: f32 = 0.97;
/// The same in languages that write compounds as one word.
const ALONE_COMPOUND: f32 = 0.99;
/// So many other seams tell that two capitalized words, a name and a number, or a list that may be code are glued as well.
const SEVERAL: usize = 2;
/// What a sentence's end that could be a name with a stop inside, and a comma that could be code, count for beside others.
const SUPPORTED: f32 = 0.96;
/// Logarithm of the odds that another lost space adds: at capitals and numbers once, in small letters with the
/// logarithm of their count. Chosen on 456 articles with known seams, of which both halves gain.
const ODDS_OF_CASE: f32 = 1.2;
const ODDS_OF_DIGIT: f32 = 1.0;
const ODDS_OF_LETTERS: f32 = 0.35;
/// The same in English, which has fewer compounds, for halves that few of them have.
const ODDS_OF_ENGLISH_LETTERS: f32 = 0.7;
/// So many compounds, as log2 of their count.
const MANY: u8 = 6;

impl Weighed {
    /// Takes a seam whose score the marks there give.
    pub fn by_marks(seam: Seam) -> Self {
        Weighed { seam, doubtful: false, compounds: true, plain: true }
    }

    /// Takes a seam whose score is that of two words.
    pub fn by_words(seam: Seam, pair: &Pair<'_>) -> Self {
        let plain = match seam.kind {
            SeamKind::Digit => pair.is_plain_number(),
            SeamKind::Case => !pair.left.word.starts_with(char::is_uppercase),
            SeamKind::Letters if pair.is_no_compound() => true,
            SeamKind::Letters if matches!(seam.language, Some("de" | "fi" | "nl")) => seam.score >= ALONE_COMPOUND,
            _ => seam.score >= ALONE,
        };
        let compounds = pair.left.entry.begins >= MANY || pair.right.entry.ends >= MANY;
        Weighed { seam, doubtful: pair.doubtful, compounds, plain }
    }

    /// Tells whether the seam tells something of others. Names with a number or a capital inside come in company as well.
    fn is_sure(&self) -> bool {
        self.plain && DEFAULT_THRESHOLDS.iter().any(|&(kind, least)| kind == self.seam.kind && self.seam.score >= least)
    }

    /// Returns the likelihood beside `others`, the count of other tokens that have lost a space.
    fn score_beside(&self, others: usize) -> f32 {
        let (score, lost) = (self.seam.score, f32::from(u16::try_from(others).unwrap_or(u16::MAX)));
        match self.seam.kind {
            SeamKind::Sentence if others > 0 && score == super::sentence::LIKELY => SUPPORTED,
            SeamKind::Comma if others >= SEVERAL && score == super::comma::IN_CODE => SUPPORTED,
            SeamKind::Digit | SeamKind::Case | SeamKind::Letters if others == 0 && !self.plain => score.min(DOUBTFUL),
            SeamKind::Digit | SeamKind::Case if others == 0 || self.doubtful && others < SEVERAL => score,
            SeamKind::Digit => raised(score, ODDS_OF_DIGIT),
            SeamKind::Case => raised(score, ODDS_OF_CASE),
            // `breathwork`, `uptime`: dirty texts have as many compounds as clean ones.
            SeamKind::Letters if self.doubtful => score,
            SeamKind::Letters => {
                let english = self.seam.language == Some("en") && !self.compounds;
                let odds = if english { ODDS_OF_ENGLISH_LETTERS } else { ODDS_OF_LETTERS };
                raised(score, odds * (1.0 + lost).ln())
            }
            _ => score,
        }
    }
}

/// Returns a likelihood after evidence that adds `odds` to the logarithm of its own.
fn raised(likelihood: f32, odds: f32) -> f32 {
    let own = (likelihood / (1.0 - likelihood)).ln();
    if likelihood >= 1.0 { likelihood } else { 1.0 / (1.0 + (-own - odds).exp()) }
}

/// Returns the seams of one document, each with the likelihood that it has beside the others.
pub fn settled(weighed: Vec<Weighed>) -> Vec<Seam> {
    let mut sure: Vec<_> = weighed.iter().filter(|one| one.is_sure()).map(|one| one.seam.token.start).collect();
    sure.dedup();
    let beside = |one: &Weighed| sure.len() - usize::from(sure.binary_search(&one.seam.token.start).is_ok());
    let scores: Vec<_> = weighed.iter().map(|one| one.score_beside(beside(one))).collect();
    weighed.into_iter().zip(scores).map(|(one, score)| Seam { score, ..one.seam }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn likelihoods_rise_by_their_odds() {
        assert!((super::raised(0.5, 0.0) - 0.5).abs() < 1e-6 && (super::raised(0.5, 1.0) - 0.731).abs() < 1e-3);
        assert!(super::raised(1.0, 1.0) <= 1.0);
    }
}
