//! The settings of the extractors.

/// The settings of the extractors.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The deepest nesting of elements that a page keeps; what lies deeper moves up to that depth.
    pub depth: usize,
}

impl Default for Settings {
    fn default() -> Self {
        // html5ever's work grows with the square of the depth; real pages stay far below.
        Settings { depth: 512 }
    }
}
