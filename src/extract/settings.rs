//! What the extractors are told besides the text.

/// What the extractors are told besides the text.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The deepest nesting of elements that a page keeps; what lies deeper moves up to that depth.
    pub depth: usize,
}
