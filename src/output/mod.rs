//! The exit: the forms in which documents leave. A form turns documents into bytes and changes none of them.

mod json;
mod text;

use std::io::BufRead;

pub use json::{JsonLines, Refusal};
pub use text::TextLines;

use crate::document::Document;

/// A way to write documents down, one after another.
pub trait Form: Sync {
    /// Appends a document to `bytes`. Documents are encoded side by side and written in order.
    fn encode(&self, document: &Document, bytes: &mut Vec<u8>);

    /// Reads who made each of the documents in `written`, and of what; an item is none where it cannot be told.
    fn signatures<'a>(&self, written: Box<dyn BufRead + 'a>) -> Box<dyn Iterator<Item = Option<Signature>> + 'a>;
}

/// What a document is made of and by whom: whether the same would come of it again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signature {
    /// Name and version of the program.
    pub tool: String,
    /// The digest of the configuration.
    pub config: String,
    /// BLAKE3 of the article's own bytes, as 64 hex digits.
    pub blake3: String,
    /// The digest of what was said of the article, if anything was.
    pub evidence: Option<String>,
}
