//! The names of the site that a page belongs to, and which texts of a page are only such a name.

use scraper::ElementRef;
use url::Url;

use super::json_ld::JsonLd;
use super::page_scan::PageScan;
use super::text::{folded, spaced_text};

/// Returns the names of the site, folded: what its tags and its publisher say, and its domain with and without ending.
pub(super) fn names(scan: &PageScan<'_>, json_ld: &JsonLd, address: Option<&str>) -> Vec<String> {
    let tags = ["og:site_name", "application-name", "publisher", "dc.publisher", "apple-mobile-web-app-title"];
    let mut names: Vec<String> = tags.iter().filter_map(|name| scan.tag_named(name)).map(folded).collect();
    names.extend(json_ld.names("publisher").iter().map(|name| folded(name)));
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

/// Tells whether all that a heading shows is a link to the front page of a site: it names the site, not the article.
pub(super) fn leads_home(heading: ElementRef<'_>) -> bool {
    let links = heading.descendants().filter_map(ElementRef::wrap).filter(|element| element.value().name() == "a");
    let home = |link: &ElementRef<'_>| {
        link.value().attr("href").is_some_and(|address| match Url::parse(address.trim()) {
            Ok(url) => url.has_host() && url.path() == "/" && url.query().is_none(),
            Err(_) => address.trim() == "/",
        })
    };
    links.filter(home).any(|link| spaced_text(link) == spaced_text(heading))
}
