//! Where a page's article is.

use scraper::Selector;

use super::page::{Page, text_of};
use crate::article::{Article, BlockKind};

/// Finds the article's blocks and writes them into `article`, whose metadata are known.
pub(super) fn find(page: &Page<'_>, article: &mut Article) {
    let selector = Selector::parse("p").expect("the selector is valid");
    for paragraph in page.dom.select(&selector) {
        article.body.push(BlockKind::Paragraph, &text_of(paragraph));
    }
}
