//! What a page says about its article, each field with the place that said it.

use scraper::Selector;

use super::page::{Page, text_of};
use crate::article::{Meta, Sourced};

/// Reads the metadata of a page.
pub(super) fn read(page: &Page<'_>) -> Meta {
    let mut meta = Meta::default();
    let selector = Selector::parse("title").expect("the selector is valid");
    if let Some(title) = page.dom.select(&selector).next() {
        meta.title = Some(Sourced::new(text_of(title), "title"));
    }
    meta
}
