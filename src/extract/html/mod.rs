//! Pages: one parse, what the page says about its article, and where the article is in it.

mod body;
mod depth_cap;
mod json_ld_body;
mod metadata;
mod noscript;
mod page;
mod tokens;

pub use self::body::{JudgedLine, feature_names};

use super::settings::Settings;
use crate::article::{Article, Meta};
use crate::reason::Reason;

use page::Page;

/// Finds the article of a page. `url` is where the page was fetched, if that is known.
pub(super) fn extract(source: &str, url: Option<&str>, settings: &Settings) -> Article {
    let page = Page::parse(source, url, settings.depth);
    let meta = metadata::read(&page);
    let article = body::read(&page, meta);
    if !lacks_article(&article) {
        return json_ld_body::complete(&page, article, settings);
    }
    let second = noscript::opened(source)
        .map(|opened| body::read(&Page::parse(&opened, url, settings.depth), article.meta.clone()));
    second.filter(is_article).unwrap_or_else(|| json_ld_body::complete(&page, article, settings))
}

/// Tells whether nothing of an article was found.
fn lacks_article(article: &Article) -> bool {
    article.body.is_empty() || article.notes.contains(&Reason::PageShell)
}

/// Tells whether a text long enough for an article was found, and no note speaks against it.
fn is_article(article: &Article) -> bool {
    article.body.text().chars().count() >= SHORTEST_UNSCRIPTED
        && article.notes.iter().all(|note| *note == Reason::PageDepthCapped)
}

/// What a page says to readers without scripts is an article from this many code points on: requests to switch them on
/// are shorter, and so is what a firm says of itself there.
const SHORTEST_UNSCRIPTED: usize = 500;

/// Reads what a page says about its article.
pub(super) fn metadata(source: &str, settings: &Settings) -> Meta {
    metadata::read(&Page::parse(source, None, settings.depth))
}

/// Returns all lines of a page with the judgement on each.
pub(super) fn trace(source: &str, settings: &Settings) -> Vec<JudgedLine> {
    let page = Page::parse(source, None, settings.depth);
    let meta = metadata::read(&page);
    let opened = lacks_article(&body::read(&page, meta.clone())).then(|| noscript::opened(source)).flatten();
    if let Some(opened) = opened {
        let second = Page::parse(&opened, None, settings.depth);
        if is_article(&body::read(&second, meta.clone())) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_made_to_hold_up_a_reader_are_read_to_their_end() {
        let line = "The bridge over the Aller stays closed until spring, the county said.";
        let attributes: String = (0..100_000).map(|number| format!(" a{number}=b")).collect();
        let fonts: String = (0..5_000).map(|number| format!("<font size={number}><p>")).collect();
        let pages = [
            format!("{}{line}{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
            format!("{}{line}", "<div>".repeat(100_000)),
            format!("{}{line}", "<div></span></b>".repeat(50_000)),
            format!("{}{line}", "<p><b><i><u><span>".repeat(10_000)),
            format!("{fonts}{line}"),
            format!("{line}{}", "</div>".repeat(100_000)),
            format!("<p{attributes}>{line}"),
            format!("<!-- {} --><p>{line}", "a - > ".repeat(500_000)),
            format!("{}--><p>{line}", "<!-- a ".repeat(100_000)),
            format!("<p class='{0}' style='{0}'>{line}", "content ".repeat(131_072)),
            format!("{0}{line}{0}", "<br>".repeat(50_000)),
            format!("{}<p>{line}", "<".repeat(1_000_000)),
            format!("{}<p>{line}", "&".repeat(1_000_000)),
            format!("<script>{}</script><p>{line}", "<!-- <script> </script>".repeat(50_000)),
        ];
        for page in pages {
            let article = extract(&page, None, &Settings::default());
            assert!(article.body.iter().any(|(_, text)| text.ends_with(line)), "{:.60}", page);
        }
    }
}
