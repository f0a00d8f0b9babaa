//! What a whole text may be wrapped in: a literal of bytes (`b'…'`), a string of JSON, a field of CSV.

use compact_str::CompactString;

use super::{Escape, Meaning, Standing};
use crate::text::Span;

/// Quotes round a whole text.
pub struct Wrapping {
    /// What they enclose.
    pub inner: Span,
    /// A letter before the first says that this is a literal.
    is_literal: bool,
    quote: u8,
}

/// Finds the quotes round `text`, if it is wrapped as a whole.
pub fn find(text: &str) -> Option<Wrapping> {
    let bytes = text.as_bytes();
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    let is_literal = matches!(bytes.get(start), Some(b'b' | b'u'));
    let open = start + usize::from(is_literal);
    let quote = *bytes.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let inner = open + 1..end.checked_sub(1)?;
    let closed = inner.start < inner.end && bytes[inner.end] == quote;
    (closed && !text[inner.clone()].starts_with(' ')).then_some(Wrapping { inner, is_literal, quote })
}

/// Returns the quotes that are to go, and the doubled ones of CSV that they prove; `escaped`: the text holds escapes that
/// are undone.
pub fn escapes(text: &str, wrapping: &Option<Wrapping>, escaped: bool) -> Vec<Escape> {
    let mut escapes = Vec::new();
    let doubled = match wrapping {
        Some(wrapping) if wrapping.quote == b'"' && !wrapping.is_literal => doubled(text, wrapping.inner.clone()),
        _ => None,
    };
    let inner = wrapping.as_ref().map(|wrapping| wrapping.inner.clone());
    if let Some(wrapping) = wrapping
        && (doubled.is_some() || ((escaped || wrapping.is_literal) && !holds_bare(text, wrapping)))
    {
        let Span { start, end } = wrapping.inner;
        let open = start - 1 - usize::from(wrapping.is_literal);
        escapes.push(gone(open..start));
        escapes.push(gone(end..end + 1));
    }
    let doubled = doubled.or_else(|| inside_prose(text).filter(|_| inner.is_none()));
    escapes.extend(doubled.into_iter().flatten().map(|at| gone(at..at + 1)));
    escapes
}

fn gone(span: Span) -> Escape {
    Escape { span, meaning: Meaning::Text(CompactString::default()), standing: Standing::Proof }
}

/// Tells whether the quote also stands bare within the text, so that the outer ones are two quotations' own.
fn holds_bare(text: &str, wrapping: &Wrapping) -> bool {
    let bytes = text.as_bytes();
    let inner = &bytes[wrapping.inner.clone()];
    memchr::memchr_iter(wrapping.quote, inner).any(|at| at == 0 || inner[at - 1] != b'\\')
}

/// Returns where one of each pair stands, if all quotes within `span` are doubled.
fn doubled(text: &str, span: Span) -> Option<Vec<usize>> {
    let bytes = &text.as_bytes()[..span.end];
    let mut pairs = Vec::new();
    let mut at = span.start;
    while let Some(quote) = memchr::memchr(b'"', &bytes[at..]).map(|offset| at + offset) {
        if bytes.get(quote + 1) != Some(&b'"') {
            return None;
        }
        pairs.push(quote);
        at = quote + 2;
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// The same for a text without outer quotes: two pairs at least, each round words.
fn inside_prose(text: &str) -> Option<Vec<usize>> {
    memchr::memmem::find(text.as_bytes(), b"\"\"")?;
    let pairs = doubled(text, 0..text.len())?;
    let is_blank = |it: Option<char>| it.is_none_or(|it| it.is_whitespace() || matches!(it, '(' | '['));
    let fits = pairs.iter().enumerate().all(|(index, &at)| {
        let before = text[..at].chars().next_back();
        let after = text[at + 2..].chars().next();
        let (outside, inside) = if index % 2 == 0 { (before, after) } else { (after, before) };
        let stops = outside.is_some_and(|it| matches!(it, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '-' | '–' | '—'));
        inside.is_some_and(|it| !it.is_whitespace() && it != '"') && (is_blank(outside) || stops)
    });
    (fits && pairs.len() >= 4 && pairs.len() % 2 == 0).then_some(pairs)
}
