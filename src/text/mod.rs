//! Text and what is done to it: proposals, the ledger of applied edits, words, character classes.
//!
//! Knows nothing of articles, files or rules: everything here is a function of strings.

mod chars;
mod feature_names;
mod language;
mod ledger;
pub mod lenient_json;
mod next_line;
pub mod phrases;
mod proposal;
mod script;
mod words;

pub use chars::{closes_sentence, ends_sentence, is_cjk, is_closing_mark, is_invisible, is_opening_mark, is_word};
pub use feature_names::names_hash;
pub use language::{evident_language, language_of_words};
pub use ledger::{Change, Ledger};
pub use next_line::{NEXT_LINE, with_line_feeds};
pub use proposal::{Certainty, Proposal, Span, removal};
pub use script::{Script, script};
pub use words::{NumberHash, Vocabulary, mixed, words};
