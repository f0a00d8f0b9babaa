//! An article as extraction leaves it: metadata with their sources, and a body of blocks.
//!
//! Owns the types and, in `fields`, the table of what is known of an article. `extract` fills them, `rules` clean them.

mod fields;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::reason::Reason;
use crate::text::Span;

pub(crate) use fields::{AsValue, meta_fields};
pub use fields::{Field, FieldAccess, FieldSlot, FieldValue, ListForm, MetaField, TextForm};

/// What stands between two blocks of a body: one empty line.
pub const BLOCK_BREAK: &str = "\n\n";

/// One article: what is known of it and what it says.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// What is known of it.
    pub meta: Meta,
    /// What it says.
    pub body: Body,
    /// Where the body comes from, if not from where an input of its kind has it.
    pub body_source: Option<&'static str>,
    /// What extraction has to say about the input, for `quality.reasons`.
    pub notes: Vec<Reason>,
}

/// The text of an article, block by block.
///
/// A block is one line: its text holds no line break and is not empty; only a preformatted one keeps its lines. The whole
/// text is the blocks in order with one empty line between them, so that a body can be written out and read again as plain
/// text without a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    text: String,
    blocks: Vec<Block>,
}

/// One block of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The kind of block.
    pub kind: BlockKind,
    /// Its place in the body's text, in bytes.
    pub span: Span,
    /// Which parts of it are code that the article shows, in bytes from the block's first, in ascending order.
    pub code: Vec<Span>,
}

impl Block {
    /// Returns a block that shows no code.
    pub fn new(kind: BlockKind, span: Span) -> Self {
        Block { kind, span, code: Vec::new() }
    }
}

/// What a block is. The names in documents are those of `document.schema.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph of prose.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// An item of a list.
    ListItem,
    /// A quotation set apart.
    Quote,
    /// The caption of a picture or a table.
    Caption,
    /// One row of a table, its cells parted by tabs.
    Table,
    /// Lines whose breaks, indents and blanks say something: code, verse, aligned columns.
    Preformatted,
}

/// The characters that break lines.
const BREAKS: [char; 6] = ['\n', '\r', '\u{2028}', '\u{2029}', '\u{C}', '\u{B}'];

impl Body {
    /// Appends a block; line breaks in `text` become spaces, edges are trimmed, an empty block is not added.
    ///
    /// Of a preformatted block only the empty lines around it go, and the blanks at the ends of lines.
    pub fn push(&mut self, kind: BlockKind, text: &str) {
        self.push_showing(kind, text, &[]);
    }

    /// Appends a block as [`Body::push`] does; `code` says which bytes of `text` are code, in ascending order.
    pub fn push_showing(&mut self, kind: BlockKind, text: &str, code: &[Span]) {
        let own = text.trim_matches(|character| matches!(character, ' ' | '\t') || BREAKS.contains(&character));
        if own.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(BLOCK_BREAK);
        }
        let start = self.text.len();
        let mut block = Block::new(kind, start..start);
        if kind == BlockKind::Preformatted {
            push_lines(&mut self.text, text);
            let whole = 0..self.text.len() - start;
            block.code.extend((!code.is_empty()).then_some(whole));
        } else if own.contains(BREAKS) {
            self.text.push_str(&own.replace("\r\n", " ").replace(BREAKS, " "));
        } else {
            self.text.push_str(own);
            let cut = own.as_ptr().addr() - text.as_ptr().addr();
            let inside = code.iter().map(|span| span.start.max(cut) - cut..span.end.saturating_sub(cut).min(own.len()));
            block.code.extend(inside.filter(|span| span.start < span.end));
        }
        block.span.end = self.text.len();
        self.blocks.push(block);
    }

    /// Returns a body that is one text without blocks, line breaks and all: an input that was decoded and no more.
    pub fn undivided(text: String) -> Self {
        Body { text, blocks: Vec::new() }
    }

    /// Puts a body together from a text and its blocks, as [`Body::into_parts`] gave them or rules left them.
    pub fn from_parts(text: String, blocks: Vec<Block>) -> Self {
        Body { text, blocks }
    }

    /// Returns the whole text, blocks parted by one empty line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Tells whether there is no block.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Returns each block's kind and text.
    pub fn iter(&self) -> impl Iterator<Item = (BlockKind, &str)> {
        self.blocks.iter().map(|block| (block.kind, &self.text[block.span.clone()]))
    }

    /// Returns the text and the blocks, for a caller that changes them.
    pub fn into_parts(self) -> (String, Vec<Block>) {
        (self.text, self.blocks)
    }
}

/// Appends the lines of a preformatted text, without the empty ones around it and without the blanks at their ends.
fn push_lines(body: &mut String, text: &str) {
    let text = text.replace("\r\n", "\n").replace(BREAKS, "\n");
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(0);
    for (index, line) in lines[first..=last].iter().enumerate() {
        if index > 0 {
            body.push('\n');
        }
        body.push_str(line);
    }
}

/// What is known of an article besides its text. Every field names where it came from.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// The record's own identifier.
    pub id: Option<String>,
    /// The name of the collection, where the input says it.
    pub source: Option<String>,
    /// When the input was taken in, as RFC 3339, where the input says it.
    pub added: Option<String>,
    /// The headline.
    pub title: Option<Sourced<String>>,
    /// The standfirst or a summary.
    pub description: Option<Sourced<String>>,
    /// People, in the order of the page.
    pub authors: Option<Sourced<Vec<String>>>,
    /// When it was first published.
    pub published: Option<Sourced<When>>,
    /// When it was last changed.
    pub modified: Option<Sourced<When>>,
    /// BCP 47.
    pub language: Option<Sourced<String>>,
    /// Where it was fetched.
    pub url: Option<Sourced<String>>,
    /// The address that the page gives as its own.
    pub canonical_url: Option<Sourced<String>>,
    /// The name of the site.
    pub site_name: Option<Sourced<String>>,
    /// The part of the site that it stands in.
    pub section: Option<Sourced<String>>,
    /// Keywords, in the order of the page.
    pub tags: Option<Sourced<Vec<String>>>,
    /// The address of its picture.
    pub image: Option<Sourced<String>>,
    /// The address or the name of its licence.
    pub license: Option<Sourced<String>>,
    /// schema.org `isAccessibleForFree`.
    pub free_access: Option<Sourced<bool>>,
    /// Fields of a record that nobody here understands, kept as they were.
    pub extra: Map<String, Value>,
}

/// A value and where it came from: `json_ld.datePublished`, `meta.og:title`, `url`, `text`, `input.title`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub source: String,
}

impl<T> Sourced<T> {
    /// Makes a value with its source.
    pub fn new(value: T, source: impl Into<String>) -> Self {
        Sourced { value, source: source.into() }
    }
}

/// A moment as precisely as the source gave it; midnight and UTC are never invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// ISO 8601, cut where the source's knowledge ends: `2017`, `2017-03-02`, `2017-03-02T09:15:00+01:00`.
    #[schemars(regex(pattern = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$"))]
    pub value: String,
    /// The smallest unit that is known.
    pub precision: Precision,
    /// How the offset from UTC is known, where there is a time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub zone: Option<Zone>,
    /// What the source said, to the letter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub raw: Option<String>,
}

/// The smallest unit that the source gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The year alone.
    Year,
    /// Year and month.
    Month,
    /// A day without a time.
    Day,
    /// Hours and minutes.
    Minute,
    /// Seconds, or fractions of them.
    Second,
}

/// How the offset from UTC is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// The source named it.
    Given,
    /// It follows from something else that the source said.
    Assumed,
    /// Nothing is known; the value then has no offset.
    Unknown,
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of one span are meant")]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_its_blocks_with_an_empty_line_between() {
        let mut body = Body::default();
        body.push(BlockKind::Heading(1), " Title\n");
        body.push(BlockKind::Paragraph, " \n ");
        body.push(BlockKind::Paragraph, "One\nline.");
        assert_eq!(body.text(), "Title\n\nOne line.");
        assert_eq!(
            body.iter().collect::<Vec<_>>(),
            [(BlockKind::Heading(1), "Title"), (BlockKind::Paragraph, "One line.")]
        );
    }

    #[test]
    fn a_preformatted_block_keeps_its_lines() {
        let mut body = Body::default();
        body.push(BlockKind::Preformatted, "\n  \n  if open:\r\n      sail()  \n\n  wait()\n\n");
        assert_eq!(body.text(), "  if open:\n      sail()\n\n  wait()");
        assert!(body.blocks()[0].code.is_empty());
    }

    #[test]
    fn the_places_of_code_are_those_in_the_block() {
        let mut body = Body::default();
        body.push(BlockKind::Paragraph, "One.");
        body.push_showing(BlockKind::Paragraph, " Type ls here. ", &[6..8]);
        body.push_showing(BlockKind::Preformatted, "\nls\n", &[0..4]);
        assert_eq!(
            body.blocks().iter().map(|block| block.code.as_slice()).collect::<Vec<_>>(),
            [&[][..], &[5..7], &[0..2]]
        );
    }
}
