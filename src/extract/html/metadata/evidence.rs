//! What the fields of a page's metadata are chosen from.

use super::headline::Ground;
use super::json_ld::Linked;
use super::page_scan::Clues;

/// What is known of a page before any field is chosen.
pub(super) struct About<'a> {
    pub(super) clues: Clues<'a>,
    pub(super) ground: Ground<'a>,
    pub(super) linked: Linked,
    /// The names of the site, as it writes them and as its address gives them.
    pub(super) sites: Vec<String>,
    /// Where the page was fetched, else where it says that it belongs.
    pub(super) address: Option<&'a str>,
}
