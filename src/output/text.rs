//! The texts alone, one below the other.

use std::io::BufRead;

use super::{Form, Signature};
use crate::document::Document;

/// The texts of documents, each ending with a line break.
pub struct TextLines;

impl Form for TextLines {
    fn encode(&self, document: &Document, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(document.text.as_bytes());
        bytes.push(b'\n');
    }

    fn signatures<'a>(&self, _: Box<dyn BufRead + 'a>) -> Box<dyn Iterator<Item = Option<Signature>> + 'a> {
        // A text does not say what it was made of.
        Box::new(std::iter::once(None))
    }
}
