//! What a finder says: "put this in place of that", and how sure it is. Nothing here changes a text.

use std::ops::Range;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::chars::is_word;

/// A place in a text, in bytes, on character boundaries.
pub type Span = Range<usize>;

/// How far an edit can be trusted: a promise of the rule that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Favoured by evidence, not proved: offered in `quality.suggestions`, never applied.
    Unsure,
    /// Right in at least 99.5 % of the cases measured; applied unless the configuration asks for `sure` only.
    Likely,
    /// Beyond dispute: no reader of the text would want it otherwise.
    Sure,
}

impl Certainty {
    /// Returns the lower-case word that documents and the configuration use.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Unsure => "unsure",
            Certainty::Likely => "likely",
            Certainty::Sure => "sure",
        }
    }
}

/// One change that a rule proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What is to be replaced, in bytes of the text that the rule was given.
    pub span: Span,
    /// What stands there afterwards; empty for a removal. Most often a character or two, which need no memory of their
    /// own.
    pub after: CompactString,
    pub certainty: Certainty,
    /// The finder's own estimate that the edit is right, 0 to 1, where it has one.
    pub confidence: Option<f32>,
}

impl Proposal {
    /// Returns a proposal without an estimate of its own.
    pub fn new(span: Span, after: impl Into<CompactString>, certainty: Certainty) -> Self {
        Proposal { span, after: after.into(), certainty, confidence: None }
    }
}

/// Returns the proposal that takes `span` out of `text` without leaving a double space or gluing two words.
///
/// Blanks beside the span go with it where both sides have one or the line ends there; where a word stands on
/// both sides and nothing parts them, one space takes the span's place.
///
/// # Panics
/// If `span` does not lie on character boundaries of `text`.
pub fn removal(text: &str, span: Span, certainty: Certainty) -> Proposal {
    let left = &text[..span.start];
    let right = &text[span.end..];
    let left_blank = left.len() - left.trim_end_matches([' ', '\t']).len();
    let right_blank = right.len() - right.trim_start_matches([' ', '\t']).len();
    let left_open = left_blank == left.len() || left[..left.len() - left_blank].ends_with('\n');
    let right_open = right_blank == right.len() || right[right_blank..].starts_with('\n');

    let (mut start, mut end) = (span.start, span.end);
    if left_open {
        end += right_blank;
        if right_open {
            start -= left_blank;
        }
    } else if right_open {
        start -= left_blank;
        end += right_blank;
    } else if left_blank > 0 && right_blank > 0 {
        end += right_blank;
    } else if left_blank == 0
        && right_blank == 0
        && left.chars().next_back().is_some_and(is_word)
        && right.chars().next().is_some_and(is_word)
    {
        return Proposal::new(span, " ", certainty);
    }
    Proposal::new(start..end, "", certainty)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, target: &str, expected: &str) {
        let start = text.find(target).unwrap();
        let proposal = removal(text, start..start + target.len(), Certainty::Sure);
        let mut result = text.to_owned();
        result.replace_range(proposal.span, &proposal.after);
        assert_eq!(result, expected);
    }

    #[test]
    fn blanks_beside_a_removal_go_with_it() {
        check("a [x] b", "[x]", "a b");
        check("a [x]", "[x]", "a");
        check("[x] b", "[x]", "b");
        check("a[x] b", "[x]", "a b");
        check("one\n\n [x] \n\ntwo", "[x]", "one\n\n\n\ntwo");
    }

    #[test]
    fn words_are_not_glued_by_a_removal() {
        check("left[x]right", "[x]", "left right");
        check("left[x], right", "[x]", "left, right");
    }
}
