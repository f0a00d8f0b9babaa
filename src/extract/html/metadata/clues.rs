//! Everything on a page that may speak of its article, gathered in one walk. What it is worth is decided elsewhere.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use scraper::{ElementRef, Node};

use super::super::page::{Page, text_of};

/// What a page holds about its article, each kind in the order of the page.
#[derive(Default)]
pub(super) struct Clues<'a> {
    /// The `lang` of `html`.
    pub(super) language: Option<&'a str>,
    /// Lower-case name, content.
    pub(super) tags: Vec<(String, &'a str)>,
    /// `rel`, address.
    pub(super) links: Vec<(&'a str, &'a str)>,
    pub(super) title: Option<String>,
    /// The `h1`s.
    pub(super) headings: Vec<ElementRef<'a>>,
    /// The texts of JSON-LD scripts.
    pub(super) scripts: Vec<&'a str>,
    pub(super) times: Vec<ElementRef<'a>>,
    /// Elements whose `itemprop`, `rel` or class says that an author stands there.
    pub(super) bylines: Vec<ElementRef<'a>>,
    /// Elements whose class or id says that a date stands there.
    pub(super) dates: Vec<ElementRef<'a>>,
    /// Property, element.
    pub(super) items: Vec<(&'a str, ElementRef<'a>)>,
    /// Texts that hold four digits in a row and are short enough to be a dateline.
    pub(super) figures: Vec<ElementRef<'a>>,
}

/// Of each kind no more than this is looked at: a page that has more is a list of other pages.
const MOST: usize = 64;
/// A dateline is not longer, in bytes.
const LONGEST_DATELINE: usize = 160;

impl<'a> Clues<'a> {
    /// Walks through the page.
    pub(super) fn gather(page: &'a Page<'_>) -> Self {
        let mut clues = Clues::default();
        for node in page.dom.tree.nodes() {
            match node.value() {
                Node::Element(_) => clues.element(ElementRef::wrap(node).expect("the node is an element")),
                Node::Text(text) if clues.figures.len() < MOST && may_hold_date(text) => {
                    clues.figures.extend(node.parent().and_then(ElementRef::wrap));
                }
                _ => {}
            }
        }
        clues
    }

    fn element(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        match value.name() {
            "html" => self.language = self.language.or(value.attr("lang").or_else(|| value.attr("xml:lang"))),
            "meta" => self.tag(element),
            "link" => self.links.extend(value.attr("rel").zip(value.attr("href"))),
            "title" if self.title.is_none() && !in_drawing(element) => self.title = Some(text_of(element)),
            "h1" => push(&mut self.headings, element),
            "time" => push(&mut self.times, element),
            "script" => {
                let linked = value.attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
                if linked {
                    self.scripts
                        .extend(element.children().filter_map(|child| child.value().as_text().map(|text| &**text)));
                }
            }
            "style" | "svg" | "path" | "img" | "source" | "option" | "input" => {}
            _ => self.marked(element),
        }
    }

    fn tag(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        let name = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|key| value.attr(key));
        if let (Some(name), Some(content)) = (name, value.attr("content"))
            && !content.trim().is_empty()
        {
            self.tags.push((name.trim().to_ascii_lowercase(), content.trim()));
        }
    }

    /// Looks at what an element's attributes say of it.
    fn marked(&mut self, element: ElementRef<'a>) {
        let (mut byline, mut date) = (false, false);
        for (name, value) in element.value().attrs() {
            match name {
                "itemprop" | "property" if self.items.len() < MOST => self.items.push((value, element)),
                "rel" => byline |= value == "author",
                "class" | "id" | "data-testid" => {
                    for hit in MARKS.find_iter(value) {
                        if hit.pattern().as_usize() < BYLINE_MARKS { byline = true } else { date = true }
                    }
                }
                _ => {}
            }
        }
        if byline {
            push(&mut self.bylines, element);
        }
        if date {
            push(&mut self.dates, element);
        }
    }

    /// Returns the content of the first tag of that name.
    pub(super) fn tag_named(&self, name: &str) -> Option<&'a str> {
        self.tags_named(name).next()
    }

    pub(super) fn tags_named(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.tags.iter().filter(move |(own, _)| own == name).map(|(_, content)| *content)
    }
}

/// What classes and ids call a byline (the first ones) and a date, in the languages of site builders.
const MARK_WORDS: &[&str] = &[
    "author",
    "autor",
    "auteur",
    "byline",
    "by-line",
    "writer",
    "journalist",
    "reporter",
    "verfasser",
    "forfatter",
    "skribent",
    "redakt",
    "date",
    "time",
    "datum",
    "publish",
    "posted",
    "fecha",
    "meta-info",
    "dateline",
];
const BYLINE_MARKS: usize = 12;
static MARKS: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(MARK_WORDS).expect("the words are few"));

fn push<'a>(list: &mut Vec<ElementRef<'a>>, element: ElementRef<'a>) {
    if list.len() < MOST {
        list.push(element);
    }
}

/// Drawings have titles of their own.
fn in_drawing(element: ElementRef<'_>) -> bool {
    element.parent().and_then(ElementRef::wrap).is_some_and(|parent| parent.value().name() != "head")
}

/// Tells whether a text is short and holds a year or its like: four digits of any script in a row, or `02.03.17`.
fn may_hold_date(text: &str) -> bool {
    if text.len() > LONGEST_DATELINE || text.len() < 4 {
        return false;
    }
    let bytes = text.as_bytes();
    if !text.is_ascii() {
        return text.chars().filter(|character| character.is_numeric()).take(4).count() == 4;
    }
    bytes.windows(4).any(|window| window.iter().all(u8::is_ascii_digit))
        || bytes.windows(6).any(|window| window[2] == b'.' && window[5] == b'.' && window[3].is_ascii_digit())
}

/// Tells whether an element stands in one that `matches`, itself counted.
pub(super) fn within(element: ElementRef<'_>, matches: impl Fn(&scraper::node::Element) -> bool) -> bool {
    std::iter::once(*element)
        .chain(element.ancestors())
        .filter_map(|node| node.value().as_element().map(&matches))
        .any(|hit| hit)
}

/// Tells whether an element belongs to the page's frame or to other articles: its foot, its menus, its asides,
/// teasers, comments.
pub(super) fn aside(element: ElementRef<'_>) -> bool {
    within(element, |ancestor| {
        matches!(
            ancestor.name(),
            "footer" | "nav" | "aside" | "form" | "template" | "noscript" | "blockquote" | "script" | "style"
        ) || ancestor
            .attr("class")
            .is_some_and(|class| ancestor.name() != "body" && ancestor.name() != "html" && OTHERS.is_match(class))
            || ancestor.attr("id").is_some_and(|id| ancestor.name() != "body" && OTHERS.is_match(id))
    })
}

/// What classes and ids call the parts of a page that speak of other things than its article.
static OTHERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "comment",
            "related",
            "sidebar",
            "footer",
            "teaser",
            "recommend",
            "widget",
            "promo",
            "most-read",
            "mostread",
            "popular",
            "trending",
            "newsletter",
            "more-",
            "read-also",
            "navigation",
            "breaking",
            "ticker",
            "latest",
            "copyright",
            "kommentar",
            "disqus",
            "carousel",
        ])
        .expect("the words are few")
});
