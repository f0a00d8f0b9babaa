//! Who wrote the article, as the page credits it.
//!
//! People go before bodies: what JSON-LD and the tags say stands unless it is only the site itself, then the byline
//! that readers see is asked. An agency or the newsroom is the author only where the page credits no one else.

use scraper::ElementRef;

use super::clues::Spot;
use super::title::is_site;
use super::{About, plain_text, spaced_text};
use crate::article::Sourced;
use crate::extract::names;

/// What one place of the page says about the authors.
struct Statement {
    names: Vec<String>,
    /// The names as they were written, before they were taken apart.
    raw: Vec<String>,
    source: String,
}

impl Statement {
    fn of<'a>(said: impl IntoIterator<Item = &'a str>, source: String) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut raw: Vec<String> = Vec::new();
        for said in said.into_iter().map(plain_text) {
            for name in names::split(&said) {
                if !names.iter().any(|own| own.to_lowercase() == name.to_lowercase()) {
                    names.push(name);
                }
            }
            if !raw.contains(&said) {
                raw.push(said);
            }
        }
        Statement { names, raw, source }
    }
}

/// Chooses the authors.
pub(super) fn choose(about: &About<'_>) -> Option<Sourced<Vec<String>>> {
    let mut only_site = None;
    // Most pages state their authors: what readers see is looked at only where they do not.
    for statement in stated(about).chain(std::iter::once_with(|| seen(about)).flatten()) {
        let (site, people): (Vec<String>, Vec<String>) =
            statement.names.into_iter().partition(|name| is_site(name, &about.sites));
        // `Aller Post, Main Street, Aller` is the paper's address, and `Aller Post and agencies` nobody's name.
        let credited = !people.is_empty() && (site.is_empty() || people.iter().any(|name| names::is_personal(name)));
        if credited {
            return Some(Sourced::new(people, statement.source));
        }
        if !site.is_empty() && only_site.is_none() {
            only_site = Some(Sourced::new(statement.raw, statement.source));
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

/// So many tags of one name are read: each author is compared with all before.
const MOST_STATED: usize = 96;

/// What the page states for machines.
fn stated<'a>(about: &'a About<'_>) -> impl Iterator<Item = Statement> + 'a {
    let clues = &about.clues;
    let linked = std::iter::once_with(|| {
        let names = ["author", "creator"]
            .into_iter()
            .map(|property| about.linked.names(property))
            .find(|names| !names.is_empty());
        Statement::of(names.unwrap_or_default().iter().map(String::as_str), "json_ld.author".to_owned())
    });
    let tags = TAGS.iter().map(|name| {
        let said = clues.tags_named(name).filter(|content| !is_account(content));
        Statement::of(said.take(MOST_STATED), format!("meta.{name}"))
    });
    // Twitter's cards give pairs of a label and a value: `Written by`, `Mara Lindqvist`.
    let cards = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")].into_iter().filter_map(
        |(label, value)| {
            let by = WRITTEN_BY.contains(&clues.tag_named(label)?.to_lowercase().as_str());
            let names = clues.tag_named(value).filter(|_| by)?;
            Some(Statement::of([names], format!("meta.{value}")))
        },
    );
    linked.chain(tags).chain(cards)
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

/// A byline that readers see is not longer, in bytes.
const LONGEST_BYLINE: usize = 200;
/// A signature without any mark stands within so many nodes of the headline; with a colon it may close the article.
const SIGNED_WITHIN: usize = 120;
/// A name that no capital shows to be one is not longer, in code points.
const LONGEST_HANDLE: usize = 30;

/// What readers see: elements that say by their `itemprop`, `rel`, class or address that an author stands there, the
/// nearest to the headline first, then lines near it that begin as a byline does.
fn seen(about: &About<'_>) -> Vec<Statement> {
    let found = seen_outside(about, |element| about.ground.is_aside(element));
    if found.is_empty() { seen_outside(about, |element| about.ground.is_foreign(element)) } else { found }
}

fn seen_outside(about: &About<'_>, aside: impl Fn(ElementRef<'_>) -> bool) -> Vec<Statement> {
    let clues = &about.clues;
    let items =
        clues.items.iter().filter(|(property, _)| *property == "author").map(|(_, spot)| (*spot, "itemprop.author"));
    let rel = |spot: &Spot<'_>| if spot.element.attr("rel") == Some("author") { "a.author" } else { "byline" };
    let bylines = clues.bylines.iter().map(|spot| (*spot, rel(spot)));
    let mut marked: Vec<_> =
        items.chain(bylines).filter(|(spot, _)| !foreign(spot.element) && !aside(spot.element)).collect();
    marked.sort_by_key(|(spot, _)| about.ground.distance(spot.place));
    let marked = marked.into_iter().map(|(spot, source)| (spaced_text(spot.element), source));
    let near =
        |text: &str, spot: &Spot<'_>| about.ground.distance(spot.place) <= SIGNED_WITHIN || text.contains([':', '：']);
    let signed =
        clues.signatures.iter().filter(|(text, spot)| near(text, spot) && !aside(spot.element)).map(|(text, spot)| {
            let whole = spaced_text(spot.element);
            (if whole.len() <= LONGEST_BYLINE { whole } else { (*text).to_owned() }, "text")
        });
    let mut strong: Vec<Statement> = Vec::new();
    let mut weak: Vec<Statement> = Vec::new();
    for (text, source) in marked.chain(signed).filter(|(text, _)| !text.is_empty() && text.len() <= LONGEST_BYLINE) {
        let mut statement = Statement::of([text.as_str()], source.to_owned());
        // Without capitals a long line is a sentence, not a byline.
        let caseless = !text.contains(|letter: char| letter.is_uppercase());
        if caseless && text.chars().count() > LONGEST_HANDLE {
            continue;
        }
        if statement.names.iter().any(|name| names::is_personal(name)) {
            statement.names.retain(|name| names::is_personal(name));
            strong.push(statement);
        } else if source != "text"
            && source != "byline"
            && text.chars().count() <= LONGEST_HANDLE
            && !statement.names.is_empty()
        {
            weak.push(statement);
        }
    }
    strong.extend(weak);
    strong
}

/// Tells whether a byline belongs to a comment, a quotation or a picture.
fn foreign(element: ElementRef<'_>) -> bool {
    let class = element.attr("class").unwrap_or("").to_ascii_lowercase();
    let caption =
        element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| ancestor.value().name() == "figcaption");
    class.contains("comment") || class.contains("quote") || caption
}
