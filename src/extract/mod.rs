//! Decoded text becomes an article: from a page, a plain text, or the fields of a record.

mod date;
mod html;
pub mod language;
mod markup;
mod misread;
mod names;
mod plain;
mod preformatted;
mod prose;
mod record;
mod refusal;
mod settings;

pub use html::JudgedLine;
pub use refusal::Refusal;
pub use settings::Settings;

use crate::article::{Article, Meta, Sourced};
use crate::decode::Decoded;
use crate::input::{Content, Said, Statement, Witness};
use crate::reason::Reason;

/// Returns what a page says about its article, each field with the place that said it.
pub fn metadata(page: &str, settings: &Settings) -> Meta {
    html::metadata(page, settings)
}

/// Returns all lines of a page with the judgement on each: what was kept, what was not, and what speaks for it.
pub fn trace(page: &str, settings: &Settings) -> Vec<JudgedLine> {
    html::trace(page, settings)
}

/// Returns the segments of a page, its lines of text, with the numbers that they are judged by. For training the model
/// that judges.
pub fn segments(page: &str, settings: &Settings) -> Vec<(String, Vec<f32>, Vec<u32>)> {
    html::segments(page, settings)
}

/// Returns the names of all features of the model that judges a page's segments, in its order: first those that [`segments`]
/// returns, then those that the model's second round adds. A model file carries their [`names_hash`](crate::text::names_hash).
pub fn feature_names() -> Vec<&'static str> {
    html::feature_names()
}

/// Finds the article in `decoded`.
///
/// # Errors
/// If a record cannot be read at all. A page or a text always gives an article, if need be an empty one with notes.
pub fn extract(decoded: &Decoded, content: Content, said: &Said, settings: &Settings) -> Result<Article, Refusal> {
    let mut article = match content {
        Content::Page => html::extract(&decoded.text, said.url.as_ref().map(|url| url.value.as_str()), settings),
        Content::Text => plain::extract(&decoded.text),
        Content::Record => record::extract(&decoded.text, settings)?,
    };
    add(&mut article.meta, said, content);
    if prose::is_missing(article.body.text()) {
        article.notes.push(Reason::TextNoProse);
    }
    Ok(article)
}

/// Adds what is said from outside. A record's own word goes before that of a file beside it, and the command line's
/// before all.
fn add(meta: &mut Meta, said: &Said, content: Content) {
    let is_heard = |statement: &Statement, is_there: bool| !is_there || statement.witness == Witness::Option;
    let fill = |field: &mut Option<Sourced<String>>, statement: &Option<Statement>| {
        if let Some(statement) = statement
            && is_heard(statement, field.is_some())
        {
            *field = Some(Sourced::new(statement.value.clone(), statement.witness.as_str()));
        }
    };
    fill(&mut meta.url, &said.url);
    let language = said.language.as_ref().and_then(|language| {
        Some(Statement { value: language::canonical(&language.value)?, witness: language.witness })
    });
    if content != Content::Record {
        // A page's own word is often that of its template.
        meta.language = meta.language.take().filter(|_| language.is_none());
    }
    fill(&mut meta.language, &language);
    let value = |statement: &Option<Statement>| statement.as_ref().map(|statement| statement.value.clone());
    meta.id = meta.id.take().or_else(|| value(&said.id));
    meta.source = meta.source.take().or_else(|| value(&said.source));
    let fetched = value(&said.fetched).and_then(|fetched| fetched.parse::<jiff::Timestamp>().ok());
    meta.added = meta.added.take().or_else(|| fetched.map(|fetched| fetched.to_string()));
    for (key, value) in &said.extra {
        meta.extra.entry(key.clone()).or_insert_with(|| value.clone());
    }
}
