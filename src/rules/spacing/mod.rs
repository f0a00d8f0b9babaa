//! Rules for blanks too many. They come last, for other rules leave some behind.

mod repeated_blank;

pub use repeated_blank::REPEATED_BLANK;
