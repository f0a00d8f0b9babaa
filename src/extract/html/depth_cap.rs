//! Caps what costs a tree builder quadratic time while it builds: how deep elements are nested, and how many elements the
//! builder adds by itself.

use std::cell::Cell;

use ego_tree::NodeId;
use html5ever::local_name;
use html5ever::tokenizer::{Tag, TagKind, TagToken, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeSink};
use scraper::{Html, HtmlTreeSink};

/// Passes tokens on to a tree builder so that no element is nested deeper than allowed: a tag beyond that depth is replaced
/// by a line break, and the text between such tags is kept.
pub(super) struct DepthCap {
    builder: TreeBuilder<NodeId, HtmlTreeSink>,
    depth: usize,
    /// How many elements are open, counted by their tags.
    open: Cell<usize>,
    tokens: Cell<usize>,
    /// The number of the token at which the depth of the tree was last measured.
    measured: Cell<usize>,
    /// From here on every tag is replaced.
    flat: Cell<bool>,
    capped: Cell<bool>,
}

/// The real depth of the tree is measured after so many tokens: a count of tags is wrong where tags are never closed, or
/// end tags close nothing.
const MEASURED_EVERY: usize = 64;
/// Tags that are never closed (`<font>`) are opened again in each paragraph. Where a page has this many times as many nodes
/// as tokens because of them, the rest of its tags are replaced; few real pages have twice as many.
const MOST_NODES: usize = 8;
/// So many tokens are added to the count, so that small pages are never capped.
const SMALL: usize = 1024;
/// The document, `html` and `body` stand above what a page nests.
const OUTERMOST: usize = 3;

impl DepthCap {
    /// Caps what `builder` builds at `depth` levels of elements.
    pub(super) fn new(builder: TreeBuilder<NodeId, HtmlTreeSink>, depth: usize) -> Self {
        DepthCap {
            builder,
            depth,
            open: Cell::new(0),
            tokens: Cell::new(0),
            measured: Cell::new(0),
            flat: Cell::new(false),
            capped: Cell::new(false),
        }
    }

    /// Returns the tree, and whether a tag was replaced.
    pub(super) fn finish(self) -> (Html, bool) {
        (self.builder.sink.finish(), self.capped.get())
    }

    /// Tells whether a tag opens or closes a level that lies too deep.
    fn is_too_deep(&self, tag: &Tag) -> bool {
        if holds_no_elements(tag) {
            return false;
        }
        if self.flat.get() {
            return true;
        }
        if ends_by_itself(tag) {
            return false;
        }
        let open = self.open.get();
        match tag.kind {
            TagKind::StartTag => {
                self.open.set(open + 1);
                open >= self.depth
            }
            TagKind::EndTag => {
                self.open.set(open.saturating_sub(1));
                open > self.depth
            }
        }
    }

    fn nodes(&self) -> usize {
        self.builder.sink.0.borrow().tree.nodes().len()
    }

    /// Measures how deep and how large the tree is. Its last node is the element that was just opened.
    fn measure(&self) {
        let tree = &self.builder.sink.0.borrow().tree;
        let mut nodes = tree.nodes();
        if nodes.len() > MOST_NODES * (self.tokens.get() + SMALL) {
            self.flat.set(true);
        }
        if let Some(last) = nodes.next_back().filter(|_| self.open.get() <= self.depth) {
            self.open.set((last.ancestors().count() + 1).saturating_sub(OUTERMOST));
        }
    }
}

impl TokenSink for DepthCap {
    type Handle = NodeId;

    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<NodeId> {
        self.tokens.set(self.tokens.get() + 1);
        let mut opens = false;
        if let TagToken(tag) = &mut token {
            if self.is_too_deep(tag) {
                self.capped.set(true);
                *tag = Tag {
                    kind: TagKind::StartTag,
                    name: local_name!("br"),
                    self_closing: false,
                    attrs: Vec::new(),
                    had_duplicate_attributes: false,
                };
            } else {
                opens = tag.kind == TagKind::StartTag;
            }
        }
        let is_due = opens && self.tokens.get() - self.measured.get() >= MEASURED_EVERY;
        let before = if is_due { self.nodes() } else { 0 };
        let answer = self.builder.process_token(token, line);
        if is_due && self.nodes() > before {
            self.measured.set(self.tokens.get());
            self.measure();
        }
        answer
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Tells whether an element holds no other elements: nothing (HTML Standard, "Void elements"), or text without markup.
fn holds_no_elements(tag: &Tag) -> bool {
    matches!(
        tag.name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("hr")
            | local_name!("iframe")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("noframes")
            | local_name!("param")
            | local_name!("script")
            | local_name!("source")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("track")
            | local_name!("wbr")
            | local_name!("xmp")
    )
}

/// Tells whether an element may end without an end tag: an open paragraph is closed by the next one, so they cannot pile
/// up.
fn ends_by_itself(tag: &Tag) -> bool {
    matches!(
        tag.name,
        local_name!("body")
            | local_name!("dd")
            | local_name!("dt")
            | local_name!("head")
            | local_name!("html")
            | local_name!("li")
            | local_name!("optgroup")
            | local_name!("option")
            | local_name!("p")
            | local_name!("tbody")
            | local_name!("td")
            | local_name!("tfoot")
            | local_name!("th")
            | local_name!("thead")
            | local_name!("tr")
    )
}

#[cfg(test)]
mod tests {
    use scraper::ElementRef;

    use super::super::page::Page;
    use crate::extract::Settings;

    /// Returns the body of a page as the tree has it, and whether it was capped.
    fn check(source: &str, depth: usize, expected: &str) -> bool {
        let page = Page::parse(source, None, depth);
        let body = page.dom.root_element().children().filter_map(ElementRef::wrap).last().unwrap();
        assert_eq!(body.inner_html(), expected);
        page.capped
    }

    #[test]
    fn a_shallow_page_stays_as_it_is() {
        let page = "<div><p>One</p><p>Two<br></p><script>if (a<b) {'<div>'}</script><!----></div>";
        assert!(!check(page, 1, page));
        assert!(!check(
            "<div><p>One<p>Two<div>Three</div></div>",
            2,
            "<div><p>One</p><p>Two</p><div>Three</div></div>"
        ));
    }

    #[test]
    fn what_lies_too_deep_moves_up_and_keeps_its_text() {
        let page = format!("{}deep{}after", "<div>".repeat(5), "</div>".repeat(5));
        assert!(check(&page, 3, "<div><div><div><br><br>deep<br><br></div></div></div>after"));
    }

    /// Returns how many nodes a page's tree has and how deep it is.
    fn size(source: &str) -> (usize, usize) {
        let page = Page::parse(source, None, Settings::default().depth);
        let deepest = page.dom.tree.nodes().map(|node| node.ancestors().count()).max();
        (page.dom.tree.nodes().len(), deepest.unwrap())
    }

    #[test]
    fn end_tags_that_close_nothing_do_not_make_room() {
        for part in ["<div></span></b></i>", "<div><b></div>", "<table><td><div></table>", "<b><div></b>"] {
            let (_, depth) = size(&part.repeat(5_000));
            assert!(depth < 700, "{part}: {depth}");
        }
    }

    #[test]
    fn what_is_never_closed_is_not_opened_again_without_end() {
        let fonts: String = (0..500).map(|size| format!("<font size={size}>")).collect();
        let page = format!("<p>{fonts}{}", "<p>word".repeat(5_000));
        let (nodes, _) = size(&page);
        assert!(nodes < 120_000, "{nodes}");
        assert!(Page::parse(&page, None, Settings::default().depth).capped);
        let marks: String = (0..5_000).map(|number| format!("<b id={number}><p>word")).collect();
        assert!(size(&marks).0 < 200_000);
        // A page with some of them stays as it is, and so does one whose drawings close themselves.
        for part in ["<p><font color=red><b>word", "<svg><use href=#a /></svg>", "<div><span>word</div>"] {
            assert!(!Page::parse(&part.repeat(600), None, Settings::default().depth).capped, "{part}");
        }
    }
}
