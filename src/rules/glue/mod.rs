//! Rules for words that lost the space between them.

mod known_halves;
mod sentence;

pub use known_halves::KNOWN_HALVES;
pub use sentence::SENTENCE;
