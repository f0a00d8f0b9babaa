//! The settings of the extractors.

/// The settings of the extractors.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The deepest nesting of elements that a page keeps; what lies deeper moves up to that depth.
    pub depth: usize,
}
