//! Decoded text becomes an article: from a page, a plain text, or the fields of a record.

mod date;
mod html;
pub mod language;
mod markup;
mod names;
mod plain;
mod record;

pub use html::Judged;

use crate::article::{Article, Meta};
use crate::decode::Decoded;
use crate::input::{Format, Transport};
use crate::reason::Reason;

/// What the extractors are told besides the text.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The deepest nesting of elements that a page keeps; what lies deeper moves up to that depth.
    pub depth: usize,
}

/// Why there is no article in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `json.malformed`, `json.not_an_object`, …
    pub code: Reason,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// Returns what a page says about its article, each field with the place that said it.
pub fn metadata(page: &str, settings: &Settings) -> Meta {
    html::metadata(page, settings)
}

/// Returns all lines of a page with the judgement on each: what was kept, what was not, and what speaks for it.
pub fn trace(page: &str, settings: &Settings) -> Vec<Judged> {
    html::trace(page, settings)
}

/// Returns the segments of a page, its lines of text, with the numbers that they are judged by. For training the model
/// that judges.
pub fn segments(page: &str, settings: &Settings) -> Vec<(String, Vec<f32>, Vec<u32>)> {
    html::segments(page, settings)
}

/// Finds the article in `decoded`.
///
/// # Errors
/// If a record cannot be read at all. A page or a text always gives an article, if need be an empty one with notes.
pub fn extract(
    decoded: &Decoded,
    format: Format,
    transport: &Transport,
    settings: &Settings,
) -> Result<Article, Refusal> {
    let mut article = match format {
        Format::Html => html::extract(&decoded.text, transport.url.as_deref(), settings),
        Format::Text => plain::extract(&decoded.text),
        Format::Json | Format::Jsonl => record::extract(&decoded.text, settings)?,
    };
    if let (None, Some(url)) = (&article.meta.url, &transport.url) {
        article.meta.url = Some(crate::article::Sourced::new(url.clone(), "sidecar"));
    }
    Ok(article)
}
