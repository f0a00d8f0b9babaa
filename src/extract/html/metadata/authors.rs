//! Who wrote the article, as the page credits it.
//!
//! Persons go before organizations: what JSON-LD and the meta tags declare is taken unless it is only the site itself; then
//! the visible byline is read. An account of the site's software gives way to a person's name too. An agency or the newsroom
//! is the author only where the page credits no one else.

use std::sync::LazyLock;

use scraper::ElementRef;

use super::evidence::PageEvidence;
use super::page_scan::{Spot, is_byline_word, leads_to_author};
use super::site::is_site;
use super::text::spaced_text;
use crate::article::Sourced;
use crate::extract::markup::plain_text;
use crate::extract::names;

/// What one place of the page says about the authors.
struct AuthorStatement {
    names: Vec<String>,
    /// The names as they were written, before they were taken apart.
    raw: Vec<String>,
    source: String,
}

impl AuthorStatement {
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
        AuthorStatement { names, raw, source }
    }
}

/// Chooses the authors.
pub(super) fn choose(evidence: &PageEvidence<'_>) -> Option<Sourced<Vec<String>>> {
    let mut only_site = None;
    let mut account = None;
    // Most pages state their authors: what readers see is looked at only where they do not.
    for statement in declared_authors(evidence).chain(std::iter::once_with(|| visible_bylines(evidence)).flatten()) {
        // `Bread & Butter` may be the site's whole name.
        let whole = statement.raw.iter().all(|raw| is_site(raw, &evidence.sites));
        let (site, people): (Vec<String>, Vec<String>) =
            statement.names.into_iter().partition(|name| whole || is_site(name, &evidence.sites));
        // `Aller Post, Main Street, Aller` is the paper's address, and `Aller Post and agencies` nobody's name.
        let credited = !people.is_empty() && (site.is_empty() || people.iter().any(|name| names::is_personal(name)));
        let accounts = people.iter().all(|name| names::is_account(name));
        if credited && !accounts && (account.is_none() || people.iter().any(|name| names::is_personal(name))) {
            return Some(Sourced::new(people, statement.source));
        }
        if credited && account.is_none() {
            account = Some(Sourced::new(people, statement.source));
        } else if !site.is_empty() && only_site.is_none() {
            let body = if people.is_empty() && (!whole || site.len() == 1) { site } else { statement.raw };
            only_site = Some(Sourced::new(body, statement.source));
        }
    }
    // The name of an account is better than no name.
    account.or(only_site)
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
    CITED,
    "vr:author",
    "creator",
    "dcsext.author",
];

/// So many tags of one name are read: each author is compared with all before.
const MOST_STATED: usize = 96;

/// Libraries write the family name first in this tag, one tag a person: `Lindqvist, Mara`.
const CITED: &str = "citation_author";

fn given_name_first(cited: &str) -> String {
    match cited.split_once(',') {
        Some((family, given)) if !given.contains(',') => format!("{} {}", given.trim(), family.trim()),
        _ => cited.to_owned(),
    }
}

/// Returns what the page states for machines.
fn declared_authors<'a>(evidence: &'a PageEvidence<'_>) -> impl Iterator<Item = AuthorStatement> + 'a {
    let scan = &evidence.scan;
    let json_ld = std::iter::once_with(|| {
        let names = ["author", "creator"]
            .into_iter()
            .map(|property| evidence.json_ld.names(property))
            .find(|names| !names.is_empty());
        AuthorStatement::of(names.unwrap_or_default().iter().map(String::as_str), "json_ld.author".to_owned())
    });
    let tags = TAGS.iter().map(|name| {
        let contents = scan.tags_named(name).filter(|content| !is_account(content)).take(MOST_STATED);
        match *name {
            CITED => {
                let names: Vec<String> = contents.map(given_name_first).collect();
                AuthorStatement::of(names.iter().map(String::as_str), format!("meta.{name}"))
            }
            _ => AuthorStatement::of(contents, format!("meta.{name}")),
        }
    });
    // Twitter's cards give pairs of a label and a value: `Written by`, `Mara Lindqvist`.
    let cards = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")].into_iter().filter_map(
        |(label, value)| {
            let by = WRITTEN_BY.contains(&scan.tag_named(label)?.to_lowercase().as_str());
            let names = scan.tag_named(value).filter(|_| by)?;
            Some(AuthorStatement::of([names], format!("meta.{value}")))
        },
    );
    json_ld.chain(tags).chain(cards)
}

static WRITTEN_BY: LazyLock<Vec<&str>> = LazyLock::new(|| names::byline_words("card_labels").collect());

/// Tells whether a tag gives an account, an address or a number instead of a name.
fn is_account(content: &str) -> bool {
    content.contains("://")
        || content.starts_with(['@', '/'])
        || content.starts_with("www.")
        || content.chars().all(|character| character.is_ascii_digit() || character == '-')
}

/// The longest byline that readers see, in bytes.
const LONGEST_BYLINE: usize = 200;
/// A byline without markup stands within so many nodes of the headline; one with a colon may also stand at the article's end.
const SIGNED_WITHIN: usize = 120;
/// The longest name without a capital letter, in code points.
const LONGEST_HANDLE: usize = 30;

/// Returns the bylines that readers see.
///
/// First the elements whose `itemprop`, `rel`, class or address says that an author stands there, the nearest to the
/// headline first; then the lines near the headline that begin as a byline does.
fn visible_bylines(evidence: &PageEvidence<'_>) -> Vec<AuthorStatement> {
    let found = visible_bylines_outside(evidence, |element| evidence.headline.is_beside_article(element));
    if found.is_empty() {
        visible_bylines_outside(evidence, |element| evidence.headline.is_surely_beside_article(element))
    } else {
        found
    }
}

fn visible_bylines_outside(
    evidence: &PageEvidence<'_>,
    is_excluded: impl Fn(ElementRef<'_>) -> bool,
) -> Vec<AuthorStatement> {
    let scan = &evidence.scan;
    let items =
        scan.items.iter().filter(|(property, _)| *property == "author").map(|(_, spot)| (*spot, "itemprop.author"));
    let rel = |spot: &Spot<'_>| if names_author(spot.element) { "a.author" } else { "byline" };
    let bylines = scan.bylines.iter().map(|spot| (*spot, rel(spot)));
    let mut marked: Vec<_> = items
        .chain(bylines)
        .filter(|(spot, _)| !is_of_other_content(spot.element) && !is_excluded(spot.element))
        .collect();
    marked.sort_by_key(|(spot, _)| evidence.headline.distance(spot.place));
    let marked = marked.into_iter().map(|(spot, source)| (spaced_text(spot.element), source));
    let near = |text: &str, spot: &Spot<'_>| {
        evidence.headline.distance(spot.place) <= SIGNED_WITHIN || text.contains([':', '：'])
    };
    let signed = scan.byline_texts.iter().filter(|(text, spot)| near(text, spot) && !is_excluded(spot.element)).map(
        |(text, spot)| {
            if let Some(name) = linked_name(spot.element, text) {
                return (name, "a.author");
            }
            let whole = spaced_text(spot.element);
            (if whole.len() <= LONGEST_BYLINE { whole } else { (*text).to_owned() }, "text")
        },
    );
    let mut strong: Vec<AuthorStatement> = Vec::new();
    let mut weak: Vec<AuthorStatement> = Vec::new();
    for (text, source) in marked.chain(signed).filter(|(text, _)| !text.is_empty() && text.len() <= LONGEST_BYLINE) {
        let mut statement = AuthorStatement::of([text.as_str()], source.to_owned());
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
            && (source != "a.author" || statement.names.iter().all(|name| is_one_name(name)))
        {
            weak.push(statement);
        }
    }
    // One element may hold the name and another one the name with a role, a place or a link: the bare name is taken.
    let bare: Vec<String> = strong
        .iter()
        .filter(|statement| statement.names == statement.raw)
        .flat_map(|statement| statement.names.clone())
        .collect();
    for name in strong.iter_mut().flat_map(|statement| &mut statement.names) {
        let begins = |bare: &&String| name.strip_prefix(bare.as_str()).is_some_and(|rest| rest.starts_with(' '));
        if let Some(bare) = bare.iter().filter(begins).min_by_key(|bare| bare.len()) {
            name.clone_from(bare);
        }
    }
    strong.extend(weak);
    strong
}

/// Tells whether an element says that it holds an author's name and nothing else: a link to the author's page, or the
/// full name of a visiting card. Such a name may be a single word.
fn names_author(element: ElementRef<'_>) -> bool {
    element.attr("rel") == Some("author")
        || element.attr("href").is_some_and(leads_to_author)
        || element.attr("class").is_some_and(|class| class.split_whitespace().any(|class| class == "fn"))
}

/// Tells whether a link's text is a name by its look: a single word, or words with capitals, not `see all his posts`.
fn is_one_name(name: &str) -> bool {
    let words = || name.split_whitespace();
    words().count() == 1 || words().all(|word| !word.starts_with(char::is_lowercase))
}

/// Returns the text of the link after a byline's word that stands by itself: `By <a>Mara Lindqvist</a>`.
fn linked_name(element: ElementRef<'_>, sign: &str) -> Option<String> {
    if !is_byline_word(sign) {
        return None;
    }
    let own = |node: &ego_tree::NodeRef<'_, scraper::Node>| {
        node.value().as_text().is_some_and(|text| text.trim_start() == sign)
    };
    let next = element.children().find(own)?.next_siblings().find_map(ElementRef::wrap)?;
    (next.value().name() == "a").then(|| spaced_text(next))
}

/// Tells whether a byline belongs to a comment, a quotation or a picture.
fn is_of_other_content(element: ElementRef<'_>) -> bool {
    let class = element.attr("class").unwrap_or("").to_ascii_lowercase();
    let caption =
        element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| ancestor.value().name() == "figcaption");
    class.contains("comment") || class.contains("quote") || caption
}
