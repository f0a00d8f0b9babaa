//! What an element does to the flow of text around it: where a reader sees a line end, and what is not shown at all.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::tag::BoxTag;

/// What an element does to the flow of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Its text belongs to the line around it.
    Inline,
    /// Its text is lines of its own, but it is no box of the page: an inline element that a style makes a block, an element
    /// that the page's own scripts define.
    Line,
    Block(BoxTag),
    /// Nothing in it is text for a reader.
    Skip,
    /// The same, but it is shown: a picture, a button. The texts before and after it are two words.
    Object,
    Break,
}

/// Returns what an element does to the flow of text.
///
/// Its name decides; where the name is not enough, its attributes and its neighbours do.
pub fn flow(node: NodeRef<'_, Node>, element: &Element) -> Flow {
    match element.name() {
        "script" | "style" | "noscript" | "template" | "head" | "option" | "datalist" | "title" | "meta" | "link"
        | "base" | "source" | "track" | "param" => Flow::Skip,
        // Ruby text stands above ideographs and says how they are read. In the line it would separate them, unless the page
        // has parentheses around it, for browsers without ruby.
        "rt" if !is_in_parentheses(node) => Flow::Skip,
        "button" if is_word_of_sentence(node) => Flow::Inline,
        "svg" | "math" | "iframe" | "object" | "embed" | "select" | "button" | "input" | "textarea" | "canvas"
        | "audio" | "video" | "map" | "picture" | "img" => Flow::Object,
        "br" => Flow::Break,
        "p" => Flow::Block(BoxTag::P),
        "div" | "center" | "fieldset" | "address" | "hgroup" | "noindex" => Flow::Block(BoxTag::Div),
        "section" => Flow::Block(BoxTag::Section),
        "article" => Flow::Block(BoxTag::Article),
        "main" => Flow::Block(BoxTag::Main),
        "aside" => Flow::Block(BoxTag::Aside),
        "nav" | "menu" => Flow::Block(BoxTag::Nav),
        "header" => Flow::Block(BoxTag::Header),
        "footer" => Flow::Block(BoxTag::Footer),
        "form" => Flow::Block(BoxTag::Form),
        "figure" => Flow::Block(BoxTag::Figure),
        "figcaption" | "caption" => Flow::Block(BoxTag::Caption),
        "ul" | "ol" | "dir" => Flow::Block(BoxTag::List),
        "li" => Flow::Block(BoxTag::Item),
        "table" | "tbody" | "thead" | "tfoot" => Flow::Block(BoxTag::Table),
        "tr" => Flow::Block(BoxTag::Row),
        "td" | "th" => Flow::Block(BoxTag::Cell),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Flow::Block(BoxTag::Heading),
        "blockquote" => Flow::Block(BoxTag::Quote),
        "pre" | "listing" | "xmp" => Flow::Block(BoxTag::Pre),
        "dl" | "dt" | "dd" => Flow::Block(BoxTag::Definition),
        "details" | "summary" | "dialog" => Flow::Block(BoxTag::Details),
        "body" | "html" => Flow::Block(BoxTag::Body),
        "hr" => Flow::Block(BoxTag::Other),
        name if name.contains('-') => custom(node),
        _ => inline(node, element),
    }
}

/// An element that HTML shows in the line, unless its attributes say otherwise.
fn inline(node: NodeRef<'_, Node>, element: &Element) -> Flow {
    let style = element.attr("style").unwrap_or("");
    let hidden = element.attr("hidden").is_some() || hides(style);
    // A block in it may be the article, which a script is to show.
    if hidden && !node.children().any(|child| child.value().as_element().is_some_and(|inner| !is_inline(inner))) {
        return Flow::Skip;
    }
    if is_shown_on_hover(node, element) {
        return Flow::Skip;
    }
    // It separates the words around it, as a picture does.
    if is_for_screen_readers(element) && node.children().all(|child| child.value().is_text()) {
        return Flow::Object;
    }
    let block = ["display:block", "display:flex", "display:grid", "display:table", "display:list-item"];
    if block.iter().any(|rule| has_rule(style, rule)) { Flow::Line } else { Flow::Inline }
}

/// Tells whether the class of an element says that only screen readers read it: “(opens in new window)”.
fn is_for_screen_readers(element: &Element) -> bool {
    element.attr("class").is_some_and(|class| SCREEN_READER_CLASSES.is_match(class) && !class.contains("not-sr-only"))
}

/// The classes by which frameworks hide an element from sight but not from screen readers.
static SCREEN_READER_CLASSES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let names = [
        "sr-only",
        "sr_only",
        "sronly",
        "show-for-sr",
        "visually-hidden",
        "visually_hidden",
        "visuallyhidden",
        "screen-reader",
        "screen_reader",
        "screenreader",
        "assistive-text",
        "a11y-hidden",
        "element-invisible",
    ];
    AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(names)
        .expect("the names are few and short")
});

/// Tells whether an element is a tooltip that explains the word before it: its role or class says so, it holds no other
/// tooltip, and it has enough words for an explanation.
fn is_shown_on_hover(node: NodeRef<'_, Node>, element: &Element) -> bool {
    if !is_called_tooltip(element) || !is_in_line(node) {
        return false;
    }
    let mut inside = node.descendants().skip(1).map(|inner| inner.value());
    let mut words = 0;
    let says_more = |inner: &Node| match inner {
        Node::Element(inner) => is_called_tooltip(inner),
        Node::Text(text) => {
            words += text.split_whitespace().take(FEWEST_TO_EXPLAIN).count();
            false
        }
        _ => false,
    };
    !inside.any(says_more) && words >= FEWEST_TO_EXPLAIN
}

/// Tells whether something stands before a node in its line.
fn is_in_line(node: NodeRef<'_, Node>) -> bool {
    let inline = |above: &NodeRef<'_, Node>| above.value().as_element().is_some_and(is_inline);
    std::iter::once(node).chain(node.ancestors().take_while(inline)).any(|node| before(node).is_some())
}

/// A tooltip has at least so many words; fewer may be the word that is explained.
const FEWEST_TO_EXPLAIN: usize = 5;

fn is_called_tooltip(element: &Element) -> bool {
    let names = ["tooltip", "popover", "hovercard", "rollover"];
    let says = |class: &str| {
        let mut parts = class.split(|character: char| !character.is_ascii_alphanumeric());
        parts.any(|part| {
            names.iter().any(|name| part.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
        })
    };
    element.attr("role") == Some("tooltip") || element.attr("class").is_some_and(says)
}

/// Returns the flow of a custom element (`<my-text>`), whose name does not say how it is shown: in a sentence it is part of
/// the line; among other elements it is a line of its own.
fn custom(node: NodeRef<'_, Node>) -> Flow {
    if !node.has_children() {
        return Flow::Object;
    }
    let holds_lines = node.parent().and_then(|parent| parent.value().as_element()).is_some_and(|parent| {
        let name = parent.name();
        !is_inline(parent) && !matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "figcaption")
    });
    let in_sentence = |beside: Option<NodeRef<'_, Node>>| {
        beside.is_some_and(|beside| match beside.value() {
            Node::Text(_) => true,
            Node::Element(element) => is_inline(element),
            _ => false,
        })
    };
    let alone = holds_lines && !in_sentence(before(node)) && !in_sentence(after(node));
    if alone { Flow::Line } else { Flow::Inline }
}

/// Tells whether a button is a word of a sentence, which goes on after it: a click shows what the word means.
fn is_word_of_sentence(node: NodeRef<'_, Node>) -> bool {
    let leads = |text: &str| text.trim_end().ends_with(|last: char| last.is_alphanumeric() || last == ',');
    let goes_on = |text: &str| text.trim_start().starts_with(|first: char| first.is_lowercase() || first == ',');
    text_of(before(node)).is_some_and(leads) && text_of(after(node)).is_some_and(goes_on)
}

/// Tells whether an `rp` stands before a reading.
fn is_in_parentheses(reading: NodeRef<'_, Node>) -> bool {
    before(reading).and_then(|beside| beside.value().as_element()).is_some_and(|element| element.name() == "rp")
}

fn text_of(node: Option<NodeRef<'_, Node>>) -> Option<&str> {
    Some(&**node?.value().as_text()?)
}

/// Returns what stands before a node, blanks and comments aside.
fn before(node: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    node.prev_siblings().find(|beside| is_something(beside.value()))
}

fn after(node: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    node.next_siblings().find(|beside| is_something(beside.value()))
}

fn is_something(node: &Node) -> bool {
    match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(_) => true,
        _ => false,
    }
}

/// Tells whether HTML shows an element in the line, and it is none of the page's own.
fn is_inline(element: &Element) -> bool {
    matches!(
        element.name(),
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// Tells whether a style hides what it is given to.
pub fn hides(style: &str) -> bool {
    has_rule(style, "display:none") || has_rule(style, "visibility:hidden")
}

/// Tells whether a style holds a rule, written in small letters and without blanks, in whatever way the style writes it.
fn has_rule(style: &str, rule: &str) -> bool {
    let shown = style.chars().filter(|character| !character.is_whitespace());
    let mut rest = shown.map(|character| character.to_ascii_lowercase());
    loop {
        if rest.clone().take(rule.len()).eq(rule.chars()) {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::survey::survey;
    use crate::extract::Settings;
    use crate::extract::html::page::Page;

    fn check(source: &str, expected: &[&str]) {
        let survey = survey(&Page::parse(source, None, Settings::default().depth));
        let lines: Vec<&str> = survey.segments.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(lines, expected, "{source}");
    }

    #[test]
    fn elements_of_the_page_s_own_are_lines_unless_they_stand_in_a_sentence() {
        check("<div><my-text>The bridge.</my-text><my-text>It stays.</my-text></div>", &["The bridge.", "It stays."]);
        check(
            "<my-page><my-text>The bridge.</my-text>\n<!-- 2 --><p>It stays.</p></my-page>",
            &["The bridge.", "It stays."],
        );
        check("<div>The <x-term>bridge</x-term>s of <x-term>Verden</x-term>.</div>", &["The bridges of Verden."]);
        check("<p><x-term>Verden</x-term><x-mark>!</x-mark></p>", &["Verden!"]);
        check("<div><b>V</b><x-term>erden</x-term></div>", &["Verden"]);
        check("<div>The ferry<x-picture></x-picture>runs.</div>", &["The ferry runs."]);
    }

    #[test]
    fn a_style_makes_lines_of_inline_elements() {
        check(
            "<div><span style='Display: Block; color: red'>The bridge.</span><span style='display:block'>It stays.</span></div>",
            &["The bridge.", "It stays."],
        );
        check("<p><span style='display:inline-block'>Bri</span>dge</p>", &["Bridge"]);
        check("<p>See <a href=/1 style='display:block'>the ferry</a>today.</p>", &["See", "the ferry", "today."]);
    }

    #[test]
    fn no_word_goes_on_across_what_is_seen_between() {
        check("<p>The old<img src=a.jpg>bridge<svg></svg>, now closed.</p>", &["The old bridge, now closed."]);
        check("<p>“<img src=a.jpg>Closed”, she said<img src=b.jpg>.</p>", &["“Closed”, she said."]);
        check("<p>大<img src=a.jpg>橋</p>", &["大橋"]);
        check("<p>Bri<script>1</script>dge</p>", &["Bridge"]);
    }

    #[test]
    fn a_button_in_a_sentence_is_a_word() {
        check("<p>They found <button>rust</button> in the deck.</p>", &["They found rust in the deck."]);
        check("<p>They found rust.</p><button>Share</button>", &["They found rust."]);
        check("<p>They found rust. <button>Share</button> Later, more.</p>", &["They found rust. Later, more."]);
    }

    #[test]
    fn what_is_hidden_in_a_line_is_not_read() {
        check("<p>It stays<span hidden> not</span> closed<i style='display: none'>!</i>.</p>", &["It stays closed."]);
        check("<p>It stays<span aria-hidden=true> closed</span>.</p>", &["It stays closed."]);
        check(
            "<p>See the plan<span class=sr-only> (opens in a new window)</span> of it.</p>",
            &["See the plan of it."],
        );
        check("<p>See the plan<b class='sr-only md:not-sr-only'> of it</b>.</p>", &["See the plan of it."]);
        check("<p>Verden<i class='Link_visuallyHidden__x1'>:</i>The plan.</p>", &["Verden The plan."]);
        check("<span style='visibility:hidden'><p>It stays closed.</p></span>", &["It stays closed."]);
    }

    #[test]
    fn what_is_shown_on_hover_is_not_read_in_the_sentence() {
        let explained = "The part of a bridge on which one drives.";
        for bubble in [
            format!("<span class=tip-tooltip__bubble>{explained}</span>"),
            format!("<i></i><span role=tooltip><b>Deck</b><br>{explained}</span>"),
            format!("<span class=Popover><span class=popover-text>{explained}</span></span>"),
        ] {
            check(&format!("<p>The <dfn>deck</dfn>{bubble} is rusted.</p>"), &["The deck is rusted."]);
        }
        check(
            &format!("<p>The <span class=tooltip>deck<span class=tooltiptext>{explained}</span></span> rusts.</p>"),
            &["The deck rusts."],
        );
        check(
            "<p>Open at ten <span class=tooltip data-tip='in Verden'>(local time)</span>.</p>",
            &["Open at ten (local time)."],
        );
        check(&format!("<span class=popover>{explained}</span>"), &[explained]);
    }

    #[test]
    fn readings_above_ideographs_stay_out_of_the_line() {
        check("<p><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>の橋</p>", &["東京の橋"]);
        check("<p><ruby>東京<rp>（</rp><rt>とうきょう</rt><rp>）</rp></ruby>の橋</p>", &["東京（とうきょう）の橋"]);
    }
}
