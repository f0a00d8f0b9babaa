//! One line of a text: what rules look at, block by block.

use crate::article::BlockKind;
use crate::text::Span;

/// One block of a text.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub kind: BlockKind,
    /// Its first byte in the text.
    pub start: usize,
    pub text: &'a str,
}

impl Line<'_> {
    /// Returns the line's place in the text.
    pub fn span(&self) -> Span {
        self.start..self.start + self.text.len()
    }
}
