//! When the article was published and when it was last changed, told apart and weighed.

use scraper::ElementRef;

use super::clues::aside;
use super::{About, spaced_text};
use crate::article::{Precision, Sourced, When};
use crate::extract::date::{self, Reader};

/// A moment that may be the article's.
struct Candidate {
    weight: u32,
    moment: Sourced<When>,
}

/// The page's own statements for machines, in the order of trust.
const STATED: u32 = 100;
/// The address names the day on which the page was made.
const ADDRESS: u32 = 80;
/// A moment that readers see, with a mark or a label that calls it the day of publication.
const LABELLED: u32 = 70;
/// A `time` element in the article's own part of the page.
const TIME: u32 = 60;
/// An element whose class speaks of a date.
const CLASSED: u32 = 50;
/// A short line with a date and nothing else.
const BARE: u32 = 40;

/// Tags that say when an article was published, in the order in which they are believed.
const PUBLISHED_TAGS: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "publish_date",
    "published_time",
    "publish-date",
    "pubdate",
    "published-date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.issued",
    "dcterms.created",
    "dc.date.created",
    "datecreated",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "article:post_date",
    "displaydate",
    "originalpublicationdate",
    "bt:pubdate",
    "article.published",
    "article_date_original",
    "rnews:datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "prism.publicationdate",
    "ptime",
    "pdate",
    "timestamp",
    "date_published",
    "cre:published",
    "article.created",
    "vr:published_time",
];
const MODIFIED_TAGS: &[&str] = &[
    "article:modified_time",
    "article:modified",
    "datemodified",
    "og:updated_time",
    "og:article:modified_time",
    "last-modified",
    "lastmod",
    "modified_time",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated",
    "article.updated",
    "revised",
    "lastmodified",
    "updated",
    "rnews:datemodified",
];

/// Chooses the two moments.
pub(super) fn choose(about: &About<'_>, language: Option<&str>) -> (Option<Sourced<When>>, Option<Sourced<When>>) {
    let american = about.address.and_then(|address| url::Url::parse(address).ok()).is_none_or(|url| {
        url.host_str().is_some_and(|host| host.ends_with(".com") || host.ends_with(".us") || host.ends_with(".gov"))
    });
    let reader = Reader::new(language, american);
    let read = |raw: &str| read(raw, &reader);
    let modified = property(about, &["dateModified"], MODIFIED_TAGS, &read);
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |weight: u32, moment: Option<Sourced<When>>| {
        candidates.extend(moment.map(|moment| Candidate { weight, moment }))
    };
    add(STATED, property(about, &["datePublished", "dateCreated", "uploadDate"], PUBLISHED_TAGS, &read));
    add(ADDRESS, about.address.and_then(date::in_address).map(|when| Sourced::new(when, "url")));
    let strong = !candidates.is_empty();
    let mut changed = None;
    if !strong {
        let (published, updated) = seen(about, &reader);
        candidates.extend(published);
        changed = updated;
    }
    (weigh(candidates), modified.or(changed))
}

/// Takes the candidate of the greatest weight, the earliest where weights are equal; where the address names the same
/// day, it is the more precise one.
fn weigh(mut candidates: Vec<Candidate>) -> Option<Sourced<When>> {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.weight));
    candidates.into_iter().next().map(|candidate| candidate.moment)
}

/// Reads one of the properties from JSON-LD, then from tags, then from microdata.
fn property(
    about: &About<'_>,
    properties: &[&str],
    tags: &[&str],
    read: &impl Fn(&str) -> Option<When>,
) -> Option<Sourced<When>> {
    let linked = properties.iter().find_map(|property| {
        let when = about
            .linked
            .values(property)
            .find_map(|value| super::structured::words(value).and_then(|raw| read(&raw)))?;
        Some(Sourced::new(when, format!("json_ld.{property}")))
    });
    let tag = || {
        tags.iter()
            .find_map(|name| Some(Sourced::new(about.clues.tags_named(name).find_map(read)?, format!("meta.{name}"))))
    };
    let item = || {
        properties.iter().find_map(|property| {
            let mut elements = about
                .clues
                .items
                .iter()
                .filter(|(name, element)| name.trim_start_matches("schema:") == *property && !aside(*element));
            let when = elements.find_map(|(_, element)| written(*element).and_then(|raw| read(&raw)))?;
            Some(Sourced::new(when, format!("itemprop.{property}")))
        })
    };
    linked.or_else(tag).or_else(item)
}

/// What an element says for machines, else for readers.
fn written(element: ElementRef<'_>) -> Option<String> {
    let said = ["datetime", "content", "title"].into_iter().find_map(|name| element.attr(name)).map(str::to_owned);
    said.or_else(|| Some(spaced_text(element))).filter(|text| !text.is_empty())
}

/// Reads a moment in machine form, else in words.
fn read(raw: &str, reader: &Reader) -> Option<When> {
    date::machine(raw)
        .or_else(|| reader.first(raw).map(|found| found.when))
        .filter(|when| when.precision >= Precision::Day)
}

/// Words that call a moment the one of a change.
const CHANGED: &[&str] = &[
    "updat",
    "modif",
    "aktualis",
    "geändert",
    "stand:",
    "mis à jour",
    "actualiz",
    "aggiorn",
    "bijgewerkt",
    "oppdatert",
    "opdateret",
    "uppdatera",
    "revised",
    "edited",
    "обновл",
    "оновл",
    "zaktualiz",
];
/// Words that call a moment the one of publication.
const FIRST: &[&str] = &[
    "publi",
    "posted",
    "veröffentlicht",
    "erstellt",
    "erschienen",
    "created",
    "issued",
    "geplaatst",
    "lagt ut",
    "pubblicat",
    "опубликован",
    "опубліков",
    "entry-date",
    "post-date",
    "pubdate",
    "postdate",
];

/// Looks for the moments that readers see.
fn seen(about: &About<'_>, reader: &Reader) -> (Vec<Candidate>, Option<Sourced<When>>) {
    let clues = &about.clues;
    let places = clues
        .times
        .iter()
        .map(|element| (*element, TIME, "time"))
        .chain(clues.dates.iter().map(|element| (*element, CLASSED, "class.date")))
        .chain(clues.figures.iter().map(|element| (*element, BARE, "text")));
    let mut published = Vec::new();
    let mut changed = None;
    for (element, weight, source) in places {
        let shown = spaced_text(element);
        if shown.len() > LONGEST_LINE || aside(element) {
            continue;
        }
        let Some(when) = element.attr("datetime").and_then(|raw| read(raw, reader)).or_else(|| read(&shown, reader))
        else {
            continue;
        };
        let class = element.attr("class").unwrap_or("");
        let label = format!("{shown} {class} {}", element.attr("itemprop").unwrap_or("")).to_lowercase();
        let moment = Sourced::new(when, source);
        let first = FIRST.iter().any(|word| label.contains(word));
        if !first && CHANGED.iter().any(|word| label.contains(word)) {
            changed = changed.or(Some(moment));
            continue;
        }
        published.push(Candidate { weight: if first { LABELLED } else { weight }, moment });
    }
    (published, changed)
}

/// A dateline is not longer, in bytes.
const LONGEST_LINE: usize = 160;
