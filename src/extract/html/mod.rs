//! Pages: one parse, what the page says about its article, and where the article is in it.

mod body;
mod metadata;
mod page;

use super::Settings;
use crate::article::Article;

use page::Page;

/// Finds the article of a page. `url` is where the page was fetched, if that is known.
pub(super) fn extract(source: &str, url: Option<&str>, settings: &Settings) -> Article {
    let page = Page::parse(source, url, settings.depth);
    let meta = metadata::read(&page);
    let mut article = Article { meta, ..Article::default() };
    body::find(&page, &mut article);
    article
}
