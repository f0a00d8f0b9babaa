//! A parsed page. It is parsed once, for metadata and body alike.

use ego_tree::Tree;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use scraper::{ElementRef, Html, HtmlTreeSink, Node};

use super::depth_cap::DepthCap;
use super::tokens;

/// A parsed page.
pub(super) struct Page<'a> {
    pub(super) dom: Html,
    /// Where the page was fetched, if that is known.
    pub(super) url: Option<&'a str>,
    /// It is a piece of a page, as records hold it: the article alone, without what stands around it.
    pub(super) fragment: bool,
    /// Elements were nested deeper than allowed and moved up.
    pub(super) capped: bool,
}

impl<'a> Page<'a> {
    /// Parses `source`; elements nested deeper than `depth` move up to that depth.
    pub(super) fn parse(source: &str, url: Option<&'a str>, depth: usize) -> Self {
        let mut dom = Html::new_document();
        // Every tag and the text after it may become a node; room for all of them at once is not moved as it grows.
        let tags = memchr::memchr_iter(b'<', source.as_bytes()).count();
        dom.tree = Tree::with_capacity(Node::Document, tags.min(MOST_FORESEEN));
        let builder = TreeBuilder::new(HtmlTreeSink::new(dom), TreeBuilderOpts::default());
        let capped_builder = DepthCap::new(builder, depth);
        tokens::read(source, &capped_builder);
        let (dom, capped) = capped_builder.finish();
        Page { dom, url, fragment: is_fragment(source), capped }
    }
}

/// Room for so many nodes is made beforehand; real pages have fewer.
const MOST_FORESEEN: usize = 50_000;
/// A whole page says so within this many bytes.
const PAGE_SAYS_SO: usize = 16 * 1024;

/// Tells whether a source has none of the tags that make a page.
fn is_fragment(source: &str) -> bool {
    const PAGE: [&str; 5] = ["!doctype", "html", "head", "body", "meta"];
    let bytes = &source.as_bytes()[..source.len().min(PAGE_SAYS_SO)];
    !memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        PAGE.iter().any(|name| {
            let after = rest.get(name.len()).copied().unwrap_or(b'>');
            rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
                && !after.is_ascii_alphanumeric()
        })
    })
}

/// Returns the text of an element in one line.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
