//! Rules for words that lost the space between them.
//!
//! All of them look at the same list of seams, which is made once a draft: every place inside a token (a run without
//! blanks) where two words may meet, with the rule it belongs to and the likelihood that they do.

super::list::glue!();

mod evidence;
mod figures;
mod known;
mod score;
mod seam;
mod seams;
mod site;
mod thresholds;
mod weights;

pub use figures::Figures;
pub(super) use known::Known;
pub use seam::Seam;
pub use seams::find_figures;
pub(super) use seams::{find, is_near_code};
pub use thresholds::{DEFAULT_THRESHOLDS, Thresholds};

use super::Draft;
use crate::text::{Certainty, Proposal};

/// What stands at a seam; each kind has its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeamKind {
    /// `talks.The`, `onset.#3`
    Sentence,
    /// `peace,but`
    Comma,
    /// `peace.“We`, `camp”A`
    Quote,
    /// `index(DAX)`, `(1984)said`
    Bracket,
    /// `3,000people`, `since1992`
    Digit,
    /// `ConclusionThe`
    Case,
    /// `saidthe`
    Letters,
}

impl SeamKind {
    pub const ALL: [SeamKind; 7] = [
        SeamKind::Sentence,
        SeamKind::Comma,
        SeamKind::Quote,
        SeamKind::Bracket,
        SeamKind::Digit,
        SeamKind::Case,
        SeamKind::Letters,
    ];

    /// Returns the rule's own name, which is also the key of its threshold.
    pub fn as_str(self) -> &'static str {
        match self {
            SeamKind::Sentence => "sentence",
            SeamKind::Comma => "comma",
            SeamKind::Quote => "quote",
            SeamKind::Bracket => "bracket",
            SeamKind::Digit => "digit",
            SeamKind::Case => "case",
            SeamKind::Letters => "letters",
        }
    }
}

/// Below this a seam is not worth a reader's time, even as a suggestion.
const LEAST_SUGGESTION: f32 = 0.5;

/// Proposes each token with seams of one kind, parted at those that reach the threshold.
fn propose(draft: &Draft<'_>, kind: SeamKind, found: &mut Vec<Proposal>) {
    let mut seams = draft.seams().iter().filter(|seam| seam.kind == kind && seam.score >= LEAST_SUGGESTION).peekable();
    while let Some(first) = seams.next() {
        let mut own = vec![first];
        while let Some(next) = seams.next_if(|next| next.token == first.token) {
            own.push(next);
        }
        let threshold = draft.context.glue.of(kind, first.language);
        if own.iter().any(|seam| seam.score >= threshold) {
            own.retain(|seam| seam.score >= threshold);
            found.push(parted(draft.text, &own, Certainty::Likely));
        } else {
            found.push(parted(draft.text, &own, Certainty::Unsure));
        }
    }
}

/// Returns the token of `seams` with a space at each; it is as sure as the weakest of them.
fn parted(text: &str, seams: &[&Seam], certainty: Certainty) -> Proposal {
    let token = seams[0].token.clone();
    let mut after = String::with_capacity(token.len() + seams.len());
    let mut from = token.start;
    for seam in seams {
        after.push_str(&text[from..seam.at]);
        after.push(' ');
        from = seam.at;
    }
    after.push_str(&text[from..token.end]);
    let confidence = seams.iter().map(|seam| seam.score).min_by(f32::total_cmp);
    Proposal { span: token, after: after.into(), certainty, confidence }
}
