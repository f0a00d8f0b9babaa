//! When the article was published and when it was last changed, told apart and weighed.

use std::sync::LazyLock;

use scraper::ElementRef;

use super::evidence::PageEvidence;
use super::page_scan::Spot;
use super::text::spaced_text;
use crate::article::{Precision, Sourced, When};
use crate::extract::date::{self, DateReader};

/// A moment that may be the article's.
struct DateCandidate {
    weight: usize,
    moment: Sourced<When>,
}

/// The address names the day on which the page was made.
const ADDRESS: usize = 900;
/// Tags named only `date` are often the day of the last change, or of the request.
const VAGUE: usize = 745;
/// A moment that readers see, with a mark or a label that calls it the day of publication.
const LABELLED: usize = 800;
/// A `time` element in the article's own part of the page.
const TIME: usize = 750;
/// An element whose class says that it holds a date.
const CLASSED: usize = 740;
/// A short line with a date and nothing else.
const BARE: usize = 650;
/// A line or paragraph that begins with a date.
const LEADING: usize = 600;
/// A short line with a date among other words.
const MENTIONED: usize = 300;
/// A status line (`Stand: 2. März`): the article's only date on many German pages, though one of a change.
const STATUS: usize = 690;
/// A marked moment so near to the headline that it can be of nothing but the article.
const PLAIN: usize = 860;
/// Distance from the headline, in nodes, weighs against what readers see, up to this.
const FARTHEST: usize = 400;

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
    "prism.publicationdate",
    "ptime",
    "pdate",
    "date_published",
    "cre:published",
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

/// Tags that may mean the publication.
const VAGUE_TAGS: &[&str] = &[
    "date",
    "dc.date",
    "dcterms.date",
    "datecreated",
    "dcterms.created",
    "dc.date.created",
    "timestamp",
    "article.created",
    "created",
    "dcterms.available",
];

/// Chooses the two moments.
pub(super) fn choose(
    evidence: &PageEvidence<'_>,
    language: Option<&str>,
) -> (Option<Sourced<When>>, Option<Sourced<When>>) {
    let reader = DateReader::new(language, is_american(evidence.address));
    let read = |raw: &str| read(raw, &reader);
    let modified = property(evidence, &["dateModified"], MODIFIED_TAGS, &read);
    let stated = property(evidence, &["datePublished"], PUBLISHED_TAGS, &read);
    let address = evidence.address.and_then(date::in_address).map(|when| Sourced::new(when, "url"));
    if let Some(stated) = stated {
        let stated = corrected(evidence, &reader, stated, modified.as_ref());
        return (Some(at_home(stated, address)), modified);
    }
    let vague = property(evidence, &["dateCreated"], VAGUE_TAGS, &read).or_else(|| unknown_tag(evidence, &read));
    let (mut candidates, mut changed) =
        visible_dates(evidence, &reader, |spot| evidence.headline.is_beside_article(spot.element));
    if candidates.iter().all(|candidate| candidate.weight < BARE) {
        let (more, later) =
            visible_dates(evidence, &reader, |spot| evidence.headline.is_surely_beside_article(spot.element));
        candidates.extend(more);
        changed = changed.or(later);
    }
    candidates.extend(address.map(|moment| DateCandidate { weight: ADDRESS, moment }));
    candidates.extend(vague.map(|moment| DateCandidate { weight: VAGUE, moment }));
    (weigh(candidates), modified.or(changed))
}

/// Asks what readers see about a stated day of publication that is in doubt: because another tag states another day,
/// or because it is the moment of the last change too, as templates write that know no other.
///
/// Where readers see the stated day, or no day, it stands; so it does in a live report, whose entries have days of
/// their own.
fn corrected(
    evidence: &PageEvidence<'_>,
    reader: &DateReader,
    stated: Sourced<When>,
    modified: Option<&Sourced<When>>,
) -> Sourced<When> {
    let day = |moment: &Sourced<When>| moment.value.value.get(..10).unwrap_or_default().to_owned();
    let own = day(&stated);
    let tags = PUBLISHED_TAGS.iter().filter_map(|name| Some((name, evidence.scan.tag_named(name)?)));
    let mut others = tags
        .filter_map(|(name, content)| Some(Sourced::new(read(content, reader)?, format!("meta.{name}"))))
        .filter(|other| day(other) != own)
        .peekable();
    let touched = modified.is_some_and(|modified| modified.value.value == stated.value.value);
    if (!touched && others.peek().is_none()) || evidence.json_ld.is_live() {
        return stated;
    }
    let (shown, _) = visible_dates(evidence, reader, |spot| evidence.headline.is_beside_article(spot.element));
    let shown: Vec<DateCandidate> = shown.into_iter().filter(|candidate| candidate.weight >= BARE).collect();
    let Some(best) = shown.iter().rev().max_by_key(|candidate| candidate.weight) else { return stated };
    if shown.iter().any(|candidate| day(&candidate.moment) == own) {
        return stated;
    }
    if let Some(other) = others.find(|other| day(other) == day(&best.moment)) {
        return other;
    }
    if touched && best.weight >= PLAIN && day(&best.moment) < own { best.moment.clone() } else { stated }
}

/// Reads a meta tag that is in no list, but whose name contains words for publication and for a date.
fn unknown_tag(evidence: &PageEvidence<'_>, read: &impl Fn(&str) -> Option<When>) -> Option<Sourced<When>> {
    let speaks = |name: &str| {
        name.contains("publi") && ["date", "time"].iter().any(|word| name.contains(word)) || name.ends_with("published")
    };
    let mut tags = evidence.scan.tags.iter().filter(|(name, _)| speaks(name));
    tags.find_map(|(name, content)| Some(Sourced::new(read(content)?, format!("meta.{name}"))))
}

/// Tells whether a site may be American: there the month comes first.
///
/// A domain that belongs to no country is taken for American, unless the page's language says otherwise.
fn is_american(address: Option<&str>) -> bool {
    let host =
        address.and_then(|address| url::Url::parse(address).ok()).and_then(|url| url.host_str().map(str::to_owned));
    host.is_none_or(|host| [".com", ".us", ".gov", ".edu", ".net", ".org"].iter().any(|ending| host.ends_with(ending)))
}

/// Chooses between a moment in UTC and the day in the address, which is that of the paper's own time zone.
///
/// Where the two are one day apart and the hour shows that the zone explains it, the address is right about the day.
fn at_home(stated: Sourced<When>, address: Option<Sourced<When>>) -> Sourced<When> {
    let Some(address) = address.filter(|address| address.value.raw.as_ref().is_some_and(|raw| raw.contains('/')))
    else {
        return stated;
    };
    let day = |when: &When| when.value.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let at_utc = stated.value.value.ends_with('Z') || stated.value.value.ends_with("+00:00");
    let hour = stated.value.value.get(11..13).and_then(|hour| hour.parse::<u8>().ok());
    let (Some(said), Some(home), Some(hour), true) = (day(&stated.value), day(&address.value), hour, at_utc) else {
        return stated;
    };
    let before = said.yesterday().ok() == Some(home) && hour < 12;
    let after = said.tomorrow().ok() == Some(home) && hour >= 10;
    if before || after { address } else { stated }
}

/// Returns the candidate of the greatest weight; of equal ones the first on the page.
///
/// If another candidate names the same day and is more precise, that one is returned.
fn weigh(candidates: Vec<DateCandidate>) -> Option<Sourced<When>> {
    let best = candidates.iter().rev().max_by_key(|candidate| candidate.weight)?;
    let same = candidates.iter().filter(|candidate| {
        candidate.weight >= BARE && candidate.moment.value.value.get(..10) == best.moment.value.value.get(..10)
    });
    let precise =
        same.rev().max_by_key(|candidate| (candidate.moment.value.precision, candidate.weight)).unwrap_or(best);
    let chosen = if precise.moment.value.precision > best.moment.value.precision { precise } else { best };
    Some(chosen.moment.clone())
}

/// Reads one of the properties from JSON-LD, then from tags, then from microdata.
fn property(
    evidence: &PageEvidence<'_>,
    properties: &[&str],
    tags: &[&str],
    read: &impl Fn(&str) -> Option<When>,
) -> Option<Sourced<When>> {
    let json_ld = properties.iter().find_map(|property| {
        let when = evidence
            .json_ld
            .values(property)
            .find_map(|value| super::json_ld::words(value).and_then(|raw| read(&raw)))?;
        Some(Sourced::new(when, format!("json_ld.{property}")))
    });
    let tag = || {
        tags.iter()
            .find_map(|name| Some(Sourced::new(evidence.scan.tags_named(name).find_map(read)?, format!("meta.{name}"))))
    };
    let item = || {
        properties.iter().find_map(|property| {
            let named = |name: &str| name.split_whitespace().any(|name| name.rsplit(':').next() == Some(property));
            let mut elements = evidence
                .scan
                .items
                .iter()
                .filter(|(name, spot)| named(name) && !evidence.headline.is_beside_article(spot.element));
            let when = elements.find_map(|(_, spot)| written(spot.element).and_then(|raw| read(&raw)))?;
            Some(Sourced::new(when, format!("itemprop.{property}")))
        })
    };
    json_ld.or_else(tag).or_else(item)
}

/// Returns what an element says for machines, else what it shows to readers.
fn written(element: ElementRef<'_>) -> Option<String> {
    let said = ["datetime", "content", "title"].into_iter().find_map(|name| element.attr(name)).map(str::to_owned);
    said.or_else(|| Some(spaced_text(element))).filter(|text| !text.is_empty())
}

/// Reads a moment in machine form, else in words.
fn read(raw: &str, reader: &DateReader) -> Option<When> {
    date::machine(raw)
        .or_else(|| reader.first(raw).map(|found| found.when))
        .filter(|when| when.precision >= Precision::Day)
}

/// Words that stand beside a date and say what it is the date of.
struct DateLabels {
    published: Vec<&'static str>,
    modified: Vec<&'static str>,
    /// Those that call a moment the one of a change and are also written at the publication.
    status: Vec<&'static str>,
}

static LABELS: LazyLock<DateLabels> = LazyLock::new(|| DateLabels {
    published: date::words("published").collect(),
    modified: date::words("modified").collect(),
    status: date::words("status").collect(),
});
/// Classes and ids that call a moment the one of publication.
const PUBLISHED_MARKS: [&str; 4] = ["entry-date", "post-date", "pubdate", "postdate"];

/// Looks for the moments that readers see, in what is not excluded.
fn visible_dates(
    evidence: &PageEvidence<'_>,
    reader: &DateReader,
    is_excluded: impl Fn(&Spot<'_>) -> bool,
) -> (Vec<DateCandidate>, Option<Sourced<When>>) {
    let scan = &evidence.scan;
    let marked = scan
        .times
        .iter()
        .map(|spot| (*spot, TIME, "time"))
        .chain(scan.dates.iter().map(|spot| (*spot, CLASSED, "class.date")));
    let marked = marked.map(|(spot, weight, source)| (spaced_text(spot.element), spot, weight, source));
    let lines = scan.date_texts.iter().map(|(text, spot)| ((*text).trim().to_owned(), *spot, BARE, "text"));
    let mut published = Vec::new();
    let mut changed: Option<Sourced<When>> = None;
    for (shown, spot, weight, source) in marked.chain(lines) {
        let element = spot.element;
        if shown.len() > LONGEST_LINE || is_excluded(&spot) {
            continue;
        }
        let machine = element.attr("datetime").or(element.attr("title")).and_then(|raw| read(raw, reader));
        let Some(when) = machine.clone().or_else(|| read(&shown, reader)) else { continue };
        let label = label(&shown, spot);
        let moment = Sourced::new(when, source);
        let alone = machine.is_some() || date::whole_line(&shown, reader).is_some();
        let near = FARTHEST - evidence.headline.distance(spot.place).min(FARTHEST);
        let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
        let leads = || reader.first(&shown).is_some_and(|found| found.span.start <= 1);
        let is_published = has(&LABELS.published) || has(&PUBLISHED_MARKS);
        let weight = if is_published && (alone || shown.len() <= LONGEST_LABELLED) {
            LABELLED
        } else if has(&LABELS.modified) {
            changed = changed.or(Some(moment.clone()));
            if has(&LABELS.status) { STATUS } else { continue }
        } else if alone {
            weight
        } else if leads() {
            LEADING
        } else {
            MENTIONED
        };
        published.push(DateCandidate { weight: weight + near / 2, moment });
    }
    (published, changed)
}

/// Returns what stands around a date: its line, its classes and ids, and the short text before it.
fn label(shown: &str, spot: Spot<'_>) -> String {
    let element = spot.element;
    let marks =
        ["class", "itemprop", "id"].into_iter().filter_map(|name| element.attr(name)).collect::<Vec<_>>().join(" ");
    let before = element.prev_siblings().find_map(|node| match ElementRef::wrap(node) {
        Some(element) => Some(spaced_text(element)),
        None => node.value().as_text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
    });
    // `Publication` in a class or id is a document to download, not the day of publication.
    let marks = marks.replace("Publication", "");
    let before = before.filter(|before| before.len() <= LONGEST_LABEL).unwrap_or_default();
    format!("{before} {shown} {marks}").to_lowercase()
}

/// The longest dateline, in bytes.
const LONGEST_LINE: usize = 160;
const LONGEST_LABEL: usize = 40;
/// Label, names and date in one line, in bytes; what is longer is a sentence about something published.
const LONGEST_LABELLED: usize = 90;
