//! What a seam is.

use super::SeamKind;
use crate::text::Span;

/// A place where two words may have lost their space.
#[derive(Clone, Debug)]
pub struct Seam {
    /// The token around it, without the marks at its edges, in bytes of the draft's text.
    pub token: Span,
    /// Where the space would stand, in bytes of the draft's text.
    pub at: usize,
    pub kind: SeamKind,
    /// The language of the text, as far as its words show it.
    pub language: Option<&'static str>,
    /// The likelihood that a space is missing, 0 to 1.
    pub score: f32,
}
