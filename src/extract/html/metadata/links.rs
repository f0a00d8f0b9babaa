//! Addresses: the page's canonical one, its picture, its licence.

use url::Url;

use super::evidence::PageEvidence;
use super::json_ld::words;
use super::page_scan::PageScan;
use crate::article::Sourced;

/// Returns the address that the page calls its own. One that leads to the site's front page is a template's slip,
/// and one that another tag contradicts gives way to it.
pub(super) fn canonical(scan: &PageScan<'_>, url: Option<&str>) -> Option<Sourced<String>> {
    let link = scan
        .links
        .iter()
        .find(|(rel, _)| rel.eq_ignore_ascii_case("canonical"))
        .map(|(_, href)| (*href, "link.canonical"));
    let tag = scan.tag_named("og:url").map(|content| (content, "meta.og:url"));
    let read = |(address, source): (&str, &str)| {
        let address = absolute(address, url).filter(|address| address.path().len() > 1 || address.query().is_some())?;
        Some(Sourced::new(address.into(), source))
    };
    link.and_then(read).or_else(|| tag.and_then(read))
}

/// Returns the picture that stands for the article.
pub(super) fn image(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    let tag = ["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"]
        .into_iter()
        .find_map(|name| Some((evidence.scan.tag_named(name)?.to_owned(), format!("meta.{name}"))));
    let json_ld = || Some((evidence.json_ld.value("image").and_then(address)?, "json_ld.image".to_owned()));
    let (found, source) = tag.or_else(json_ld)?;
    Some(Sourced::new(absolute(&found, evidence.address)?.into(), source))
}

/// Returns the licence that the page puts itself under.
pub(super) fn license(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    let link = evidence
        .scan
        .links
        .iter()
        .find(|(rel, _)| rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("license")));
    let link = link.map(|(_, href)| Sourced::new((*href).to_owned(), "link.license"));
    link.or_else(|| evidence.json_ld.text("license").map(|license| Sourced::new(license, "json_ld.license")))
}

/// Returns the address of an `ImageObject`, of the first one of a list, or a string itself.
fn address(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Object(node) => {
            ["url", "contentUrl", "@id"].iter().find_map(|key| node.get(*key).and_then(address))
        }
        serde_json::Value::Array(items) => items.iter().find_map(address),
        other => words(other),
    }
}

/// Resolves an address against that of the page; only the web's schemes count.
fn absolute(address: &str, base: Option<&str>) -> Option<Url> {
    let address = address.trim();
    let url = match base.and_then(|base| Url::parse(base).ok()) {
        Some(base) => base.join(address),
        None if address.starts_with("//") => Url::parse(&format!("https:{address}")),
        None => Url::parse(address),
    };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
