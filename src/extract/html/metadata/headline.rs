//! The headline of the page's article, and which elements stand beside the article.

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use scraper::ElementRef;

use super::page_scan::{PageScan, Spot};
use super::site::{is_site, leads_home};
use super::text::{folded, spaced_text};
use super::title_text::{MARKS, related};

/// The headline of a page and the elements that hold it.
pub(super) struct Headline<'a> {
    pub(super) heading: Option<Spot<'a>>,
    /// From the headline's parent to the root: whatever their names, they are not beside the article.
    holders: Vec<ElementRef<'a>>,
}

impl<'a> Headline<'a> {
    /// Finds the headline: the first heading that says what the window or the shared title says, be it of a lower
    /// level if it says just that; else the first one of the first level.
    pub(super) fn find(scan: &PageScan<'a>, titles: &[String], sites: &[String]) -> Self {
        let headings: Vec<(Spot<'a>, String)> = scan
            .headings
            .iter()
            .map(|spot| (*spot, spaced_text(spot.element)))
            .filter(|(spot, text)| !text.is_empty() && !is_site(text, sites) && !leads_home(spot.element))
            .collect();
        let folded_titles: Vec<String> = titles.iter().map(|title| folded(title)).collect();
        let first = |spot: &Spot<'_>| spot.element.value().name() == "h1";
        let own = |(spot, text): &&(Spot<'a>, String)| {
            first(spot) && text.split_whitespace().count() > 1 && titles.iter().any(|title| related(title, text))
        };
        // Of several headings the one that stands at the head of a title goes before a blog's name at its end.
        let heads: HashSet<String> = titles.iter().flat_map(|title| heads(title)).map(folded).collect();
        let leading =
            |(spot, text): &&(Spot<'a>, String)| first(spot) && text.contains(' ') && heads.contains(&folded(text));
        let lower = |(_, text): &&(Spot<'a>, String)| {
            text.len() >= SHORTEST_LOWER && {
                let heading = folded(text);
                folded_titles.iter().any(|title| title.contains(&heading))
            }
        };
        let outside = Headline { heading: None, holders: Vec::new() };
        let fallback = |(spot, _): &&(Spot<'a>, String)| first(spot) && !outside.is_beside_article(spot.element);
        let found = headings
            .iter()
            .find(leading)
            .or_else(|| headings.iter().find(own))
            .or_else(|| headings.iter().find(lower))
            .or_else(|| headings.iter().find(fallback));
        let heading = found.map(|(spot, _)| *spot);
        let holders =
            heading.map(|spot| spot.element.ancestors().filter_map(ElementRef::wrap).collect()).unwrap_or_default();
        Headline { heading, holders }
    }

    /// Tells whether an element belongs to the page's frame or to other articles: its foot, its menus, its asides,
    /// teasers, comments.
    pub(super) fn is_beside_article(&self, element: ElementRef<'_>) -> bool {
        let own = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
        own.take_while(|ancestor| !self.holders.contains(ancestor)).any(|ancestor| {
            let value = ancestor.value();
            let named = |attribute: &str| value.attr(attribute).is_some_and(|name| OTHERS.is_match(name));
            match value.name() {
                "footer" | "nav" | "aside" | "form" | "template" | "noscript" | "blockquote" | "script" | "style" => {
                    true
                }
                "body" | "html" | "main" => false,
                _ => named("class") || named("id"),
            }
        })
    }

    /// Tells whether an element belongs to other articles or to readers, by the strongest signs alone: for pages whose
    /// builders call the article's own parts a sidebar or a teaser.
    pub(super) fn is_surely_beside_article(&self, element: ElementRef<'_>) -> bool {
        let own = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
        own.take_while(|ancestor| !self.holders.contains(ancestor)).any(|ancestor| {
            let value = ancestor.value();
            let comment = |attribute: &str| {
                value.attr(attribute).is_some_and(|name| name.contains("comment") || name.contains("related"))
            };
            matches!(value.name(), "footer" | "nav" | "script" | "style" | "blockquote")
                || comment("class")
                || comment("id")
        })
    }

    /// Returns how far a place is from the headline, in nodes of the page; what stands before it counts three times.
    pub(super) fn distance(&self, place: usize) -> usize {
        match &self.heading {
            Some(headline) if place >= headline.place => place - headline.place,
            Some(headline) => (headline.place - place) * 3,
            None => place,
        }
    }
}

/// Returns a title and what stands before each of its marks.
fn heads(title: &str) -> impl Iterator<Item = &str> {
    let cuts = MARKS.iter().flat_map(|mark| title.match_indices(mark));
    cuts.map(|(at, _)| &title[..at]).chain([title])
}

/// A heading of a lower level is the headline only if it is this long, in bytes, and part of the page's title: a
/// section's name may be part of it too.
const SHORTEST_LOWER: usize = 16;

/// What classes and ids call the parts of a page that are not about its article.
static OTHERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "comment",
            "related",
            "sidebar",
            "footer",
            "teaser",
            "recommend",
            "promo",
            "most-read",
            "mostread",
            "popular",
            "trending",
            "newsletter",
            "read-more",
            "more-",
            "read-also",
            "navigation",
            "breaking",
            "ticker",
            "latest",
            "copyright",
            "kommentar",
            "disqus",
            "carousel",
            "cookie",
            "recent",
            "similar",
            "upcoming",
        ])
        .expect("the words are few")
});
