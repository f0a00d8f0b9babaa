//! The article's title: the headline that the page shows above its article, without the site's name and without what
//! was written for search and share.

use std::cmp::Ordering;
use std::collections::HashSet;

use scraper::ElementRef;
use url::Url;

use super::evidence::PageEvidence;
use super::site::{is_site, leads_home};
use super::text::{folded, shown_texts, spaced_text};
use super::title_text::{MARKS, related};
use crate::article::Sourced;
use crate::extract::markup::{one_line, plain_text};

/// Chooses the title among what JSON-LD, the tags, the first heading and the window say.
pub(super) fn choose(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    let (title, source) = TitleCandidates::read(evidence).weigh()?;
    Some(Sourced::new(title, source))
}

/// A title and the place that says it.
type TitleStatement = (String, String);

/// What a page may be called, each without the site's name.
struct TitleCandidates {
    /// JSON-LD's headline.
    own: Option<TitleStatement>,
    /// The title for those who share the page.
    shared: Option<TitleStatement>,
    /// The heading above the article.
    heading: Option<TitleStatement>,
    /// The window's title.
    window: Option<TitleStatement>,
    /// Whether the window shows the headline alone, no site's name after it.
    bare_window: bool,
    /// Whether JSON-LD calls the page a newspaper's.
    is_news: bool,
}

/// The tags that hold a title, those that are written by hand first.
const SHARED: [&str; 5] = ["og:title", "twitter:title", "dc.title", "parsely-title", "headline"];

impl TitleCandidates {
    fn read(evidence: &PageEvidence<'_>) -> Self {
        let scan = &evidence.scan;
        let headings = headings(evidence);
        let json_ld = evidence.json_ld.text("headline");
        let stated: Vec<String> = json_ld.iter().cloned().chain(scan.tag_named("headline").map(plain_text)).collect();
        let witnesses: Vec<String> = headings.iter().chain(&stated).map(|text| folded(text)).collect();
        let sections = sections(evidence);
        let clean = |raw: &str| {
            let title = without_rest(&plain_text(raw), &stated).to_owned();
            let title = without_site(&title, &evidence.sites, &witnesses);
            Some(without_bar(without_section(&title, &sections)).to_owned()).filter(|title| !title.is_empty())
        };
        let clean_headline =
            |raw: &str| clean(raw).filter(|title| may_be_headline(title) && !is_site(title, &evidence.sites));
        let said = |title: String, source: &str| (title, source.to_owned());
        let own = json_ld
            .and_then(|headline| Some(said(clean_headline(&headline)?, "json_ld.headline")))
            .filter(|(headline, _)| !cut_off(headline));
        let shared =
            SHARED.into_iter().find_map(|name| Some((clean_headline(scan.tag_named(name)?)?, format!("meta.{name}"))));
        let heading = headings.iter().find_map(|heading| Some(said(clean(heading)?, "h1")));
        let window = scan.title.as_deref().and_then(|title| Some(said(clean(title)?, "title")));
        let bare_window =
            window.iter().any(|(window, _)| scan.title.as_ref().is_some_and(|title| folded(title) == folded(window)));
        let is_news = evidence.json_ld.is_news();
        TitleCandidates { own, shared, heading, window, bare_window, is_news }
    }

    /// Returns the one that was written for readers of the article.
    fn weigh(self) -> Option<TitleStatement> {
        let search = self.window.as_ref().map(|(title, _)| title.clone());
        let is_search = |title: &str| search.as_ref().is_some_and(|search| folded(search) == folded(title));
        let own = if self.echoes() { None } else { self.own };
        match (own, self.shared, self.heading) {
            // The window was not written for search engines if it lacks the site's name: it, JSON-LD and the heading
            // agree on the headline, and the shared title alone advertises.
            (Some(own), Some(_), Some(heading)) if self.bare_window && own.0 == heading.0 && is_search(&own.0) => {
                Some(own)
            }
            (Some(own), Some(shared), _) if follows_kicker(&own.0, &shared.0) => Some(shared),
            // The same words but for marks: the window's title has the casting vote on quotes and colons; without it
            // they are truer in the tag, which no template builds.
            (Some(own), Some(shared), _) if folded(&own.0) == folded(&shared.0) => {
                Some(if search.as_ref() == Some(&own.0) { own } else { shared })
            }
            (Some(own), Some(shared), Some(heading)) if self.is_news => {
                let choice = search.and_then(|search| written_for_readers(&search, &own.0, &shared.0, &heading.0));
                Some(match choice {
                    Some(HeadlineChoice::Shared) => shared,
                    Some(HeadlineChoice::Heading) => heading,
                    Some(HeadlineChoice::Own) => own,
                    None if shared.0 == heading.0 && !related(&own.0, &heading.0) => heading,
                    None => own,
                })
            }
            // Two that agree outvote the third.
            (Some(_), Some(shared), Some(heading)) if folded(&shared.0) == folded(&heading.0) => Some(heading),
            (Some(own), _, _) => Some(own),
            (None, Some(shared), Some(heading)) => match without_kickers(&heading.0, &shared.0) {
                Some(headline) => Some((headline.to_owned(), heading.1)),
                None if follows_kicker(&heading.0, &shared.0) => Some(shared),
                // A label (`Press releases`) stands above the page, not above the article.
                None if !related(&heading.0, &shared.0) && word_count(&heading.0) < SHORTEST_HEADLINE => Some(shared),
                None => Some(heading),
            },
            (None, None, Some(heading)) => Some(heading),
            (None, Some(shared), None) => Some(shared),
            (None, None, None) => self.window,
        }
    }

    /// Tells whether JSON-LD only repeats what was written for search and share, beside a heading of other words.
    ///
    /// Blogs' plugins fill it so; newspapers write it by hand.
    fn echoes(&self) -> bool {
        let (Some((own, _)), Some((heading, _))) = (&self.own, &self.heading) else { return false };
        let mut others = self.shared.iter().chain(&self.window);
        !self.is_news && folded(own) != folded(heading) && others.any(|(other, _)| folded(other) == folded(own))
    }
}

fn word_count(title: &str) -> usize {
    title.split_whitespace().count()
}

/// Tells whether a text has letters and is short enough for a headline.
fn may_be_headline(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && text.chars().count() <= LONGEST_HEADLINE
}

/// Search engines ask for headlines of at most 110 code points in JSON-LD; twice that is a paragraph.
const LONGEST_HEADLINE: usize = 220;

/// Takes what follows a headline that the page states off a title that begins with it, be the mark between them with
/// blanks or without (`Bridge stays closed-News`).
fn without_rest<'a>(title: &'a str, stated: &[String]) -> &'a str {
    let begins = |headline: &&String| {
        word_count(headline) >= SHORTEST_HEADLINE
            && title.strip_prefix(headline.as_str()).is_some_and(|rest| {
                rest.len() < headline.len() && rest.trim_start().starts_with(['-', '–', '—', '|', '_', '·', '│'])
            })
    };
    stated.iter().find(begins).map_or(title, |headline| &title[..headline.len()])
}

/// The places between which a newspaper's page must choose.
#[derive(Debug, PartialEq)]
enum HeadlineChoice {
    Own,
    Shared,
    Heading,
}

/// Chooses between what JSON-LD and the shared title of a newspaper's page say, where they differ.
///
/// Newspapers write a headline twice: once for search engines, once for readers. The window's title is the one that
/// search engines show, so the other of the two was written for readers; on most measured pages of newspapers the
/// paper's own feeds carry that one. Blogs and shops do it the other way round: with them the shared title advertises.
/// A heading that repeats neither is the readers' own where JSON-LD is nearer to the window.
fn written_for_readers(search: &str, own: &str, shared: &str, heading: &str) -> Option<HeadlineChoice> {
    // A shared title that breaks off in JSON-LD's words was cut by a template.
    if own.starts_with(shared) {
        return None;
    }
    let (near_own, near_shared) = (likeness(search, own), likeness(search, shared));
    let heading = folded(heading);
    let repeated = heading == folded(own) || heading == folded(shared);
    match near_own.total_cmp(&near_shared) {
        Ordering::Greater if repeated => Some(HeadlineChoice::Shared),
        Ordering::Greater => Some(HeadlineChoice::Heading),
        Ordering::Less if repeated => Some(HeadlineChoice::Own),
        _ => None,
    }
}

/// Returns the share of words that two titles have in common, from 0 to 1; of titles without blanks, only whether one
/// is the other or a part of it.
fn likeness(one: &str, other: &str) -> f64 {
    let words = |title: &str| title.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let (one_words, other_words) = (words(one), words(other));
    if one_words.len() < SHORTEST_COMPARED || other_words.len() < SHORTEST_COMPARED {
        let (one, other) = (folded(one), folded(other));
        return match one == other {
            true => 1.0,
            false if one.contains(&other) || other.contains(&one) => 0.5,
            false => 0.0,
        };
    }
    let shared = one_words.iter().filter(|word| other_words.contains(word)).count();
    2.0 * shared as f64 / (one_words.len() + other_words.len()) as f64
}

/// Titles of fewer words are compared as a whole: Chinese and Japanese titles are one or two words between blanks.
const SHORTEST_COMPARED: usize = 3;

/// Returns the page's headings outside its frame, the article's own first.
fn headings(evidence: &PageEvidence<'_>) -> Vec<String> {
    let headline = &evidence.headline;
    let own = headline.heading.iter().chain(
        evidence
            .scan
            .headings
            .iter()
            .filter(|spot| spot.element.value().name() == "h1" && !headline.is_beside_article(spot.element)),
    );
    let parts = title_parts(evidence.scan.titles());
    own.filter(|spot| !leads_home(spot.element))
        .map(|spot| headline_of(spot.element, &parts))
        .filter(|text| may_be_headline(text) && !is_site(text, &evidence.sites))
        .collect()
}

/// Returns a heading's headline: the heading without the date, the kicker or the subtitle that it holds beside it, each
/// in an element of its own, where another title of the page shows which of its parts is the headline.
fn headline_of(heading: ElementRef<'_>, parts: &HashSet<String>) -> String {
    let whole = spaced_text(heading);
    let pieces: Vec<String> = shown_texts(heading).map(one_line).filter(|piece| !piece.is_empty()).collect();
    if !(2..=MOST_PIECES).contains(&pieces.len()) {
        return whole;
    }
    let confirmed = parts.contains(&folded(&whole));
    let runs = (0..pieces.len()).flat_map(|start| {
        let ends = if confirmed { pieces.len()..=pieces.len() } else { start + 1..=pieces.len() };
        ends.map(move |end| (start, end))
    });
    // What goes on with a mark, or leads up to one, belongs to what stands on the other side of it.
    let whole_run = |&(start, end): &(usize, usize)| {
        let lead = confirmed && start > 0 && pieces[start - 1].ends_with(':');
        !lead && !pieces[start].starts_with(EDGES) && !pieces[end - 1].ends_with(':')
    };
    let runs = runs.filter(|&(start, end)| start < end && end - start < pieces.len()).filter(whole_run);
    let runs = runs.map(|(start, end)| joined(&pieces[start..end])).filter(|run| parts.contains(&folded(run)));
    runs.max_by_key(String::len).unwrap_or(whole)
}

/// Joins pieces with blanks, but for those that begin with a closing mark.
fn joined(pieces: &[String]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if !text.is_empty() && !piece.starts_with(['.', ',', '!', '?', ';', ':', '”', '»', ')']) {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// Marks that join what follows them to what stands before them.
const EDGES: [char; 8] = [':', '-', '–', '—', '|', ',', ';', '/'];
/// A heading of more pieces is taken as it stands.
const MOST_PIECES: usize = 12;
/// Part of a title with fewer words may be a kicker or a section as well as a headline.
const SHORTEST_PART: usize = 3;

/// Returns, folded, the parts between which the titles of a page have marks or colons, and the titles themselves.
fn title_parts<'a>(titles: impl Iterator<Item = &'a str>) -> HashSet<String> {
    let mut parts = HashSet::new();
    for title in titles {
        let marks = |marks: &'static [&str]| {
            marks.iter().flat_map(move |mark| title.match_indices(mark).map(move |(at, _)| (at, at + mark.len())))
        };
        let cuts: Vec<(usize, usize)> = marks(&MARKS).take(MOST_PIECES).collect();
        // What stands before a colon is a kicker, so a part may begin after one but does not end at one.
        let colons: Vec<usize> = marks(&[": "]).take(MOST_PIECES).map(|(_, end)| end).collect();
        let starts = [0].into_iter().chain(cuts.iter().map(|&(_, end)| end)).chain(colons);
        let ends: Vec<usize> = cuts.iter().map(|&(start, _)| start).chain([title.len()]).collect();
        for start in starts {
            let long = ends.iter().filter(|&&end| end > start).map(|&end| &title[start..end]);
            parts.extend(long.filter(|part| part.split_whitespace().count() >= SHORTEST_PART).map(folded));
        }
    }
    parts
}

/// A heading of fewer words that no other title confirms is a label.
const SHORTEST_HEADLINE: usize = 4;

/// What is longer, in bytes, is no title.
const LONGEST_TITLE: usize = 4096;

/// Takes the site's name off either end of a title, and what stands between it and the headline.
///
/// What follows a mark goes if it names the site, or if what stands before it is a headline of the page.
fn without_site(title: &str, sites: &[String], witnesses: &[String]) -> String {
    let mut title = title.trim();
    // Each mark is tried with all that stands before and after it.
    if title.len() > LONGEST_TITLE {
        return title.to_owned();
    }
    loop {
        let cuts = MARKS.iter().flat_map(|mark| title.match_indices(mark).map(move |(at, _)| (at, at + mark.len())));
        let mut cuts: Vec<(usize, usize)> = cuts.collect();
        cuts.sort_unstable();
        let witnessed = |part: &str| witnesses.contains(&folded(part)) && part.split_whitespace().count() > 1;
        let by_witness = cuts
            .iter()
            .find_map(|&(start, end)| [&title[..start], &title[end..]].into_iter().find(|part| witnessed(part)));
        // In a title that is a heading of the page, what only resembles the site's name belongs to the headline.
        let whole = witnessed(title);
        let names_site = |part: &str| if whole { sites.contains(&folded(part)) } else { is_site(part, sites) };
        let last = cuts.last().filter(|&&(_, end)| names_site(&title[end..])).map(|&(start, _)| &title[..start]);
        let first = cuts.first().filter(|&&(start, _)| names_site(&title[..start])).map(|&(_, end)| &title[end..]);
        match by_witness.filter(|_| !whole).or(last).or(first) {
            Some(shorter) if !shorter.trim().is_empty() => title = shorter.trim(),
            _ => return title.to_owned(),
        }
    }
}

/// Takes what follows the one bar of a title off it: a site that nothing else names, a section or an advertisement.
///
/// A title with several bars is a list, and one with little before it may begin with its kicker.
fn without_bar(title: &str) -> &str {
    match title.split_once(" | ") {
        Some((headline, rest))
            if !rest.contains('|')
                && headline.split_whitespace().count() >= SHORTEST_HEADLINE
                && headline.len() > rest.len() =>
        {
            headline.trim_end()
        }
        _ => title,
    }
}

/// Returns what the page calls its section, folded: its tag's name, JSON-LD's, and the first folder of its address.
fn sections(evidence: &PageEvidence<'_>) -> Vec<String> {
    let folder = evidence
        .address
        .and_then(|address| Url::parse(address).ok())
        .and_then(|url| url.path_segments().and_then(|mut parts| parts.next().map(folded)));
    let said = evidence
        .scan
        .tag_named("article:section")
        .map(folded)
        .into_iter()
        .chain(evidence.json_ld.text("articleSection").map(|section| folded(&section)));
    said.chain(folder).filter(|section| section.chars().count() > 1).collect()
}

/// Takes the section's name off the end of a title.
fn without_section<'a>(title: &'a str, sections: &[String]) -> &'a str {
    let cut = title.rfind(['|', '-', '–', '·', '»']);
    match cut {
        Some(at) if sections.contains(&folded(&title[at..])) && title[..at].split_whitespace().count() > 2 => {
            title[..at].trim_end()
        }
        _ => title,
    }
}

/// Tells whether `headline` is `title` with a kicker before it: `Council: Bridge stays closed`.
fn follows_kicker(headline: &str, title: &str) -> bool {
    let Some(kicker) = headline.strip_suffix(title) else { return false };
    kicker.trim_end() != kicker
        && kicker.trim_end().ends_with([':', '-', '–', '|', '/', '+', '.', '»', '"', '“'])
        && title.split_whitespace().count() > 2
}

/// Returns the headline that two titles end with where each begins with a kicker of its own.
fn without_kickers<'a>(one: &'a str, other: &str) -> Option<&'a str> {
    let starts = one.match_indices([':', '-', '–', '|']).map(|(at, mark)| at + mark.len());
    let tails = starts.map(|start| one[start..].trim_start());
    let longer = |title: &str, tail: &str| tail.len() * 2 > title.len() && follows_kicker(title, tail);
    // Two kickers that say the same but for a word or a quote are the beginning of one headline.
    let apart = |tail: &str| !related(&one[..one.len() - tail.len()], &other[..other.len() - tail.len()]);
    tails.into_iter().find(|tail| one != other && longer(one, tail) && longer(other, tail) && apart(tail))
}

fn cut_off(title: &str) -> bool {
    title.ends_with('…') || title.ends_with("...")
}
