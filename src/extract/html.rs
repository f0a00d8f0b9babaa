//! Pages: where the article is, and what the page says about it.

use scraper::{ElementRef, Html, Selector};

use super::Settings;
use crate::article::{Article, BlockKind, Sourced};

/// Finds the article of a page. `url` is where the page was fetched, if that is known.
pub(super) fn extract(source: &str, _url: Option<&str>, _settings: &Settings) -> Article {
    let page = Html::parse_document(source);
    let mut article = Article::default();
    let select = |selector: &str| Selector::parse(selector).expect("the selector is valid");
    if let Some(title) = page.select(&select("title")).next() {
        article.meta.title = Some(Sourced::new(text_of(title), "title"));
    }
    for paragraph in page.select(&select("p")) {
        article.body.push(BlockKind::Paragraph, &text_of(paragraph));
    }
    article
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
