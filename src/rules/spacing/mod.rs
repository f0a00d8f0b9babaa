//! Rules for blanks too many. They come last, for other rules leave some behind.

mod broken_word;
mod repeated_blank;
mod space_before_mark;

pub use broken_word::BROKEN_WORD;
pub use repeated_blank::REPEATED_BLANK;
pub use space_before_mark::SPACE_BEFORE_MARK;
