//! What the fields of a page's metadata are chosen from.

use super::headline::Headline;
use super::json_ld::JsonLd;
use super::page_scan::PageScan;

/// What is known of a page before any field is chosen.
pub(super) struct PageEvidence<'a> {
    pub(super) scan: PageScan<'a>,
    pub(super) headline: Headline<'a>,
    pub(super) json_ld: JsonLd,
    /// The names of the site, as it writes them and as its address gives them.
    pub(super) sites: Vec<String>,
    /// Where the page was fetched, else where it says that it belongs.
    pub(super) address: Option<&'a str>,
}
