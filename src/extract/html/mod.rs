//! Pages: one parse, what the page says about its article, and where the article is in it.

mod body;
mod depth;
mod metadata;
mod page;

pub use self::body::Judged;

use super::Settings;
use crate::article::{Article, Meta};

use page::Page;

/// Finds the article of a page. `url` is where the page was fetched, if that is known.
pub(super) fn extract(source: &str, url: Option<&str>, settings: &Settings) -> Article {
    let page = Page::parse(source, url, settings.depth);
    let meta = metadata::read(&page);
    let mut article = Article { meta, ..Article::default() };
    body::find(&page, &mut article);
    if page.capped {
        article.notes.push("page.depth_capped");
    }
    article
}

/// Reads what a page says about its article.
pub(super) fn metadata(source: &str, settings: &Settings) -> Meta {
    metadata::read(&Page::parse(source, None, settings.depth))
}

/// Returns all lines of a page with the judgement on each.
pub(super) fn trace(source: &str, settings: &Settings) -> Vec<Judged> {
    let page = Page::parse(source, None, settings.depth);
    let meta = metadata::read(&page);
    body::trace(&page, &meta)
}

/// Returns the segments of a page with the numbers that they are judged by and the groups that they are in, for training.
pub(super) fn segments(source: &str, settings: &Settings) -> Vec<(String, Vec<f32>, Vec<u32>)> {
    let page = Page::parse(source, None, settings.depth);
    let meta = metadata::read(&page);
    body::segments(&page, &meta)
        .into_iter()
        .map(|(text, features, company)| (text, features.to_vec(), company.to_vec()))
        .collect()
}
