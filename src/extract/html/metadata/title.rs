//! The article's title: the headline that the page itself stands under, without the site's name and without what
//! was written for search and share.

use std::cmp::Ordering;
use std::collections::HashSet;

use scraper::ElementRef;
use url::Url;

use super::{About, Clues, Linked, folded, plain_text, shown_texts, spaced_text};
use crate::article::Sourced;
use crate::extract::markup::one_line;

/// Chooses the title among what JSON-LD, the tags, the first heading and the window say.
pub(super) fn choose(about: &About<'_>) -> Option<Sourced<String>> {
    let clues = &about.clues;
    let witnesses: Vec<String> =
        headings(about).into_iter().chain(about.linked.text("headline")).map(|text| folded(&text)).collect();
    let sections = sections(about);
    let clean = |raw: &str| {
        let title = without_site(&plain_text(raw), &about.sites, &witnesses);
        Some(without_bar(without_section(&title, &sections)).to_owned()).filter(|title| !title.is_empty())
    };

    let linked = about
        .linked
        .text("headline")
        .and_then(|headline| clean(&headline))
        .filter(|headline| !is_site(headline, &about.sites));
    let shared = ["og:title", "twitter:title", "dc.title", "parsely-title"]
        .into_iter()
        .find_map(|name| Some((clean(clues.tag_named(name)?)?, format!("meta.{name}"))));
    let heading = headings(about).into_iter().find_map(|heading| clean(&heading));
    let window = clues.title.as_deref().and_then(clean);

    let search = window.clone();
    let own =
        linked.map(|headline| (headline, "json_ld.headline".to_owned())).filter(|(headline, _)| !cut_off(headline));
    let heading = heading.map(|heading| (heading, "h1".to_owned()));
    let window = window.map(|window| (window, "title".to_owned()));
    let chosen = match (own, shared, heading) {
        (Some(own), Some(shared), _) if follows_kicker(&own.0, &shared.0) => shared,
        // The same words but for marks: the window's title has the casting vote on quotes and colons; without it they
        // are truer in the tag, which no template builds.
        (Some(own), Some(shared), _) if folded(&own.0) == folded(&shared.0) => {
            if search.as_ref() == Some(&own.0) {
                own
            } else {
                shared
            }
        }
        (Some(own), Some(shared), Some(heading)) if about.linked.is_news() => {
            match search.as_deref().map(|search| written_for_readers(search, &own.0, &shared.0, &heading.0)) {
                Some(Some(Choice::Shared)) => shared,
                Some(Some(Choice::Heading)) => heading,
                Some(Some(Choice::Own)) => own,
                _ if shared.0 == heading.0 && !related(&own.0, &heading.0) => heading,
                _ => own,
            }
        }
        // Two that agree outvote the third.
        (Some(own), Some(shared), Some(heading)) if shared.0 == heading.0 && !related(&own.0, &heading.0) => heading,
        (Some(own), _, _) => own,
        (None, Some(shared), Some(heading)) => match without_kickers(&heading.0, &shared.0) {
            Some(headline) => (headline.to_owned(), heading.1),
            None if follows_kicker(&heading.0, &shared.0) => shared,
            // A label (`Press releases`) stands above the page, not above the article.
            None if !related(&heading.0, &shared.0) && heading.0.split_whitespace().count() < SHORTEST_HEADLINE => {
                shared
            }
            None => heading,
        },
        (None, None, Some(heading)) => heading,
        (None, Some(shared), None) => shared,
        (None, None, None) => window?,
    };
    Some(Sourced::new(chosen.0, chosen.1))
}

/// The places between which a newspaper's page must choose.
#[derive(Debug, PartialEq)]
enum Choice {
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
fn written_for_readers(search: &str, own: &str, shared: &str, heading: &str) -> Option<Choice> {
    // A shared title that breaks off in JSON-LD's words was cut by a template.
    if own.starts_with(shared) {
        return None;
    }
    let (near_own, near_shared) = (likeness(search, own), likeness(search, shared));
    let heading = folded(heading);
    let repeated = heading == folded(own) || heading == folded(shared);
    match near_own.total_cmp(&near_shared) {
        Ordering::Greater if repeated => Some(Choice::Shared),
        Ordering::Greater => Some(Choice::Heading),
        Ordering::Less if repeated => Some(Choice::Own),
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
fn headings(about: &About<'_>) -> Vec<String> {
    let ground = &about.ground;
    let own = ground.headline.iter().chain(
        about
            .clues
            .headings
            .iter()
            .filter(|spot| spot.element.value().name() == "h1" && !ground.is_aside(spot.element)),
    );
    let parts = title_parts(about.clues.titles());
    own.map(|spot| headline_of(spot.element, &parts))
        .filter(|text| !text.is_empty() && !is_site(text, &about.sites))
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

/// Marks that part a headline from a site's name, its section or its kicker, blanks around them.
pub(super) const MARKS: [&str; 14] =
    [" | ", " - ", " – ", " — ", " · ", " • ", " » ", " :: ", " / ", "：", "ㅣ", "｜", " ― ", " ‒ "];

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
        let last = cuts.last().filter(|&&(_, end)| is_site(&title[end..], sites)).map(|&(start, _)| &title[..start]);
        let first = cuts.first().filter(|&&(start, _)| is_site(&title[..start], sites)).map(|&(_, end)| &title[end..]);
        match by_witness.filter(|_| !witnessed(title)).or(last).or(first) {
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
fn sections(about: &About<'_>) -> Vec<String> {
    let folder = about
        .address
        .and_then(|address| Url::parse(address).ok())
        .and_then(|url| url.path_segments().and_then(|mut parts| parts.next().map(folded)));
    let said = about
        .clues
        .tag_named("article:section")
        .map(folded)
        .into_iter()
        .chain(about.linked.text("articleSection").map(|section| folded(&section)));
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

/// Tells whether a text is only the site's name, perhaps with a word more (`The Aller Post Online`, `APO Newsroom`).
pub(super) fn is_site(text: &str, sites: &[String]) -> bool {
    let whole = folded(text);
    let mut words = text.split_whitespace();
    let first = words.next().map(folded).unwrap_or_default();
    let with_more = words.count() == 1;
    let named = |site: &String| {
        whole == *site
            || (site.len() >= 4 && whole.len() <= site.len() + 12 && whole.contains(site.as_str()))
            || (with_more && site.len() <= LONGEST_ACRONYM && first == *site)
    };
    !whole.is_empty() && sites.iter().any(named)
}

/// Broadcasters and agencies go by their letters, before a region or a desk (`APO North`), in bytes.
const LONGEST_ACRONYM: usize = 5;

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

/// Tells whether two titles speak of the same thing: one within the other, or half of the shorter one's words.
pub(super) fn related(one: &str, other: &str) -> bool {
    let (one_folded, other_folded) = (folded(one), folded(other));
    if one_folded.contains(&other_folded) || other_folded.contains(&one_folded) {
        return true;
    }
    let words =
        |text: &str| text.split_whitespace().map(folded).filter(|word| word.chars().count() > 2).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared * 2 >= one.len().min(other.len()).max(1)
}

fn cut_off(title: &str) -> bool {
    title.ends_with('…') || title.ends_with("...")
}

/// Returns the names of the site, folded: what its tags and its publisher say, and its domain with and without ending.
pub(super) fn sites(clues: &Clues<'_>, linked: &Linked, address: Option<&str>) -> Vec<String> {
    let tags = ["og:site_name", "application-name", "publisher", "dc.publisher", "apple-mobile-web-app-title"];
    let mut names: Vec<String> = tags.iter().filter_map(|name| clues.tag_named(name)).map(folded).collect();
    names.extend(linked.names("publisher").iter().map(|name| folded(name)));
    if let Some(host) =
        address.and_then(|address| Url::parse(address).ok()).and_then(|url| url.host_str().map(str::to_owned))
    {
        let host = host.trim_start_matches("www.");
        names.push(folded(host));
        names.extend(own_label(host).map(folded));
    }
    names.retain(|name| name.chars().count() > 1);
    names.sort();
    names.dedup();
    names
}

/// Returns the label of a host that is its owner's: `example` of `news.example.co.uk`.
fn own_label(host: &str) -> Option<&str> {
    let mut labels = host.rsplit('.').skip(1).peekable();
    let second = labels.next()?;
    let public = matches!(second, "co" | "com" | "org" | "net" | "gov" | "ac" | "edu" | "or" | "ne" | "gob" | "gouv");
    if public { labels.next().or(Some(second)) } else { Some(second) }
}
