//! Rules for what is not the article: left behind by publishing systems, pages and scrapers.
//!
//! All of them share two views of a text, made once for a draft: where characters stand that can open an artifact
//! ([`Marks`]) and which lines are known phrases ([`lines`]). A rule looks at nothing else, so that text without
//! such characters and phrases costs one pass, however many rules there are.

super::list::artifact!();

mod among_like;
mod field_values;
pub(super) mod lines;
mod marks;
mod phrase;
mod sections;
pub(super) mod shown;

pub(super) use field_values::field_values;
pub(super) use lines::PhraseLine;
pub(super) use marks::Marks;

use super::Draft;
use crate::text::{Certainty, Proposal, Span, removal};
use phrase::Family;

/// Returns the line of `draft` in which byte `at` stands, as a span.
fn line_around(draft: &Draft<'_>, at: usize) -> Span {
    let bytes = draft.text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline);
    start..end
}

/// Proposes to take out the lines, and edges of lines, that are phrases of one family.
fn phrase_lines(family: Family, draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let lines = draft.phrase_lines().iter().filter(|line| line.family == family);
    found.extend(lines.map(|line| removal(draft.text, line.span.clone(), Certainty::Likely)));
}
