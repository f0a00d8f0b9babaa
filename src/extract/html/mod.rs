//! Pages: one parse, what the page says about its article, and where the article is in it.

mod body;
mod depth;
mod metadata;
mod page;
mod unscripted;

pub use self::body::Judged;

use super::Settings;
use crate::article::{Article, Meta};

use page::Page;

/// Finds the article of a page. `url` is where the page was fetched, if that is known.
pub(super) fn extract(source: &str, url: Option<&str>, settings: &Settings) -> Article {
    let page = Page::parse(source, url, settings.depth);
    let meta = metadata::read(&page);
    let article = read(&page, meta);
    if !lacks_article(&article) {
        return article;
    }
    let second =
        unscripted::opened(source).map(|opened| read(&Page::parse(&opened, url, settings.depth), article.meta.clone()));
    second.filter(is_article).unwrap_or(article)
}

/// Finds the article of a page whose metadata are known.
fn read(page: &Page<'_>, meta: Meta) -> Article {
    let mut article = Article { meta, ..Article::default() };
    body::find(page, &mut article);
    if page.capped {
        article.notes.push("page.depth_capped");
    }
    article
}

fn lacks_article(article: &Article) -> bool {
    article.body.is_empty() || article.notes.contains(&"page.shell")
}

/// Tells whether nothing speaks against what was found.
fn is_article(article: &Article) -> bool {
    article.body.text().chars().count() >= SHORTEST_UNSCRIPTED
        && article.notes.iter().all(|note| *note == "page.depth_capped")
}

/// What a page says to readers without scripts is an article from this many code points on: requests to switch them on
/// are shorter, and so is what a firm says of itself there.
const SHORTEST_UNSCRIPTED: usize = 500;

/// Reads what a page says about its article.
pub(super) fn metadata(source: &str, settings: &Settings) -> Meta {
    metadata::read(&Page::parse(source, None, settings.depth))
}

/// Returns all lines of a page with the judgement on each.
pub(super) fn trace(source: &str, settings: &Settings) -> Vec<Judged> {
    let page = Page::parse(source, None, settings.depth);
    let meta = metadata::read(&page);
    let opened = lacks_article(&read(&page, meta.clone())).then(|| unscripted::opened(source)).flatten();
    if let Some(opened) = opened {
        let second = Page::parse(&opened, None, settings.depth);
        if is_article(&read(&second, meta.clone())) {
            return body::trace(&second, &meta);
        }
    }
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
