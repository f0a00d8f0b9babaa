//! Who wrote the article, as the page credits it.
//!
//! People go before bodies: what JSON-LD and the tags say stands unless it is only the site itself, then the byline
//! that readers see is asked. An agency or the newsroom is the author only where the page credits no one else.

use super::clues::{aside, within};
use super::title::is_site;
use super::{About, plain_text, spaced_text};
use crate::article::Sourced;
use crate::extract::names;

/// Chooses the authors.
pub(super) fn choose(about: &About<'_>) -> Option<Sourced<Vec<String>>> {
    let mut only_site = None;
    for (said, source) in stated(about).into_iter().chain(seen(about)) {
        let people: Vec<String> = said.iter().filter(|name| !is_site(name, &about.sites)).cloned().collect();
        if !people.is_empty() {
            return Some(Sourced::new(people, source));
        }
        if !said.is_empty() && only_site.is_none() {
            only_site = Some(Sourced::new(said, source));
        }
    }
    only_site
}

/// Tags that name authors, in the order in which they are believed.
const TAGS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "byl",
    "byline",
    "article:byline",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "citation_author",
    "vr:author",
    "creator",
    "dcsext.author",
];

/// What the page states for machines.
fn stated(about: &About<'_>) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    let linked: Vec<String> = ["author", "creator"]
        .into_iter()
        .map(|property| about.linked.names(property))
        .find(|names| !names.is_empty())
        .unwrap_or_default();
    found.push((list(linked.iter().map(String::as_str)), "json_ld.author".to_owned()));
    for name in TAGS {
        found.push((list(about.clues.tags_named(name).filter(|content| !is_account(content))), format!("meta.{name}")));
    }
    // Twitter's cards give pairs of a label and a value: `Written by`, `Mara Lindqvist`.
    for (label, value) in [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")] {
        let by = about.clues.tag_named(label).is_some_and(|label| WRITTEN_BY.contains(&label.to_lowercase().as_str()));
        if by && let Some(names) = about.clues.tag_named(value) {
            found.push((list([names]), format!("meta.{value}")));
        }
    }
    found
}

const WRITTEN_BY: &[&str] = &[
    "written by",
    "by",
    "author",
    "verfasst von",
    "geschrieben von",
    "écrit par",
    "escrito por",
    "scritto da",
    "geschreven door",
    "skrevet av",
    "skrevet af",
    "skriven av",
    "autor",
    "napisane przez",
    "написано автором",
    "автор",
];

/// Tells whether a tag gives an account, an address or a number instead of a name.
fn is_account(content: &str) -> bool {
    content.contains("://")
        || content.starts_with(['@', '/'])
        || content.starts_with("www.")
        || content.chars().all(|character| character.is_ascii_digit() || character == '-')
}

fn list<'a>(said: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in said.into_iter().flat_map(|said| names::split(&plain_text(said))) {
        if !found.iter().any(|own| own.to_lowercase() == name.to_lowercase()) {
            found.push(name);
        }
    }
    found
}

/// A byline that readers see is not longer, in bytes.
const LONGEST_BYLINE: usize = 200;

/// What readers see: elements that say by their `itemprop`, `rel` or class that an author stands there.
fn seen(about: &About<'_>) -> Vec<(Vec<String>, String)> {
    let items = about
        .clues
        .items
        .iter()
        .filter(|(property, _)| *property == "author")
        .map(|(_, element)| (*element, "itemprop.author"));
    let bylines = about
        .clues
        .bylines
        .iter()
        .map(|element| (*element, if element.attr("rel") == Some("author") { "a.author" } else { "byline" }));
    let mut found: Vec<(Vec<String>, String)> = Vec::new();
    for (element, source) in items.chain(bylines).filter(|(element, _)| !foreign(*element)) {
        let text = spaced_text(element);
        if text.is_empty() || text.len() > LONGEST_BYLINE {
            continue;
        }
        let people: Vec<String> = names::split(&text).into_iter().filter(|name| names::is_personal(name)).collect();
        if !people.is_empty() {
            found.push((people, source.to_owned()));
        }
    }
    found
}

/// Tells whether a byline belongs to another article, a comment or a quotation.
fn foreign(element: scraper::ElementRef<'_>) -> bool {
    let class = element.attr("class").unwrap_or("").to_ascii_lowercase();
    aside(element)
        || class.contains("date")
        || class.contains("comment")
        || within(element, |ancestor| ancestor.name() == "figcaption")
}
