//! Everything on a page that may be metadata of its article, gathered in one walk. What of it is used is decided elsewhere.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use html5ever::local_name;
use scraper::{ElementRef, Node};

use super::super::page::{Page, text_of};
use crate::extract::names::byline_words;

/// An element and its position in document order.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) element: ElementRef<'a>,
    pub(super) place: usize,
}

/// What a page holds about its article, each kind in the order of the page.
#[derive(Default)]
pub(super) struct PageScan<'a> {
    /// The `lang` of `html`.
    pub(super) language: Option<&'a str>,
    /// Lower-case name, content.
    pub(super) tags: Vec<(String, &'a str)>,
    /// `rel`, address.
    pub(super) links: Vec<(&'a str, &'a str)>,
    /// The text of `title`.
    pub(super) title: Option<String>,
    /// The headings of the first three levels.
    pub(super) headings: Vec<Spot<'a>>,
    /// The texts of JSON-LD scripts.
    pub(super) scripts: Vec<&'a str>,
    pub(super) times: Vec<Spot<'a>>,
    /// Elements whose `itemprop`, `rel` or class says that an author stands there.
    pub(super) bylines: Vec<Spot<'a>>,
    /// Elements whose class or id says that a date stands there.
    pub(super) dates: Vec<Spot<'a>>,
    /// Property, element.
    pub(super) items: Vec<(&'a str, Spot<'a>)>,
    /// Texts that may be a dateline or begin with one, and the elements they stand in.
    pub(super) date_texts: Vec<(&'a str, Spot<'a>)>,
    /// Short texts that begin as a byline does.
    pub(super) byline_texts: Vec<(&'a str, Spot<'a>)>,
}

/// Of each kind no more than this is looked at: a page that has more is a list of other pages.
const MOST: usize = 96;
/// Tags are few bytes each and many pages have two hundred; every field looks through all of them.
const MOST_TAGS: usize = 4096;
/// The longest dateline or byline, in bytes.
const LONGEST_LINE: usize = 160;
/// A dateline that runs on into the text stands within so many bytes.
const DATELINE_HEAD: usize = 48;

impl<'a> PageScan<'a> {
    /// Walks through the page.
    pub(super) fn gather(page: &'a Page<'_>) -> Self {
        let mut scan = PageScan::default();
        for (place, node) in page.dom.tree.nodes().enumerate() {
            match node.value() {
                Node::Element(_) => {
                    let element = ElementRef::wrap(node).expect("the node is an element");
                    scan.element(Spot { element, place });
                }
                Node::Text(text) if text.len() >= 4 => {
                    if let Some(element) = node.parent().and_then(ElementRef::wrap) {
                        scan.line(text, Spot { element, place });
                    }
                }
                _ => {}
            }
        }
        scan
    }

    fn element(&mut self, spot: Spot<'a>) {
        let element = spot.element;
        let value = element.value();
        match value.name.local {
            local_name!("html") => {
                self.language = self.language.or(value.attr("lang").or_else(|| value.attr("xml:lang")))
            }
            local_name!("meta") => self.tag(spot),
            local_name!("link") => self.links.extend(value.attr("rel").zip(value.attr("href"))),
            local_name!("title") if self.title.is_none() && in_head(element) => self.title = Some(text_of(element)),
            local_name!("h1") | local_name!("h2") | local_name!("h3") => {
                push(&mut self.headings, spot);
                self.marked(spot);
            }
            local_name!("time") => {
                push(&mut self.times, spot);
                self.marked(spot);
            }
            local_name!("script") => {
                let json_ld = value.attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
                if json_ld {
                    self.scripts
                        .extend(element.children().filter_map(|child| child.value().as_text().map(|text| &**text)));
                }
            }
            local_name!("style")
            | local_name!("svg")
            | local_name!("path")
            | local_name!("img")
            | local_name!("source")
            | local_name!("option")
            | local_name!("input")
            | local_name!("body") => {}
            _ => self.marked(spot),
        }
    }

    fn tag(&mut self, spot: Spot<'a>) {
        let (mut names, mut content) = ([None; 4], None);
        for (attribute, value) in &spot.element.value().attrs {
            match attribute.local {
                local_name!("property") => names[0] = Some(&**value),
                local_name!("name") => names[1] = Some(&**value),
                local_name!("itemprop") => names[2] = Some(&**value),
                local_name!("http-equiv") => names[3] = Some(&**value),
                local_name!("content") => content = Some(&**value),
                _ => {}
            }
        }
        if let (Some(name), Some(content)) = (names.into_iter().flatten().next(), content)
            && !content.trim().is_empty()
            && self.tags.len() < MOST_TAGS
        {
            self.tags.push((name.trim().to_ascii_lowercase(), content.trim()));
            if names[2].is_some() && self.items.len() < MOST {
                self.items.push((name, spot));
            }
        }
    }

    /// Looks at what an element's attributes say of it.
    fn marked(&mut self, spot: Spot<'a>) {
        let (mut byline, mut date) = (false, false);
        for (name, value) in &spot.element.value().attrs {
            match name.local {
                local_name!("itemprop") | local_name!("property") if self.items.len() < MOST => {
                    self.items.push((value, spot));
                }
                local_name!("rel") => byline |= &**value == "author",
                local_name!("href") => byline |= AUTHOR_PAGES.is_match(&**value),
                local_name!("class") | local_name!("id") => (byline, date) = marks(value, byline, date),
                _ if &*name.local == "data-testid" => (byline, date) = marks(value, byline, date),
                _ => {}
            }
        }
        if byline {
            push(&mut self.bylines, spot);
        }
        if date {
            push(&mut self.dates, spot);
        }
    }

    /// Looks at a short text, or at how a long one begins.
    fn line(&mut self, text: &'a str, spot: Spot<'a>) {
        // Most are the blanks between two tags.
        let text = text.trim_ascii_start().trim_start();
        if text.len() > LONGEST_LINE {
            let head = &text[..text.floor_char_boundary(DATELINE_HEAD)];
            if self.date_texts.len() < MOST
                && head.starts_with(|first: char| first.is_numeric() || first == '(')
                && may_hold_date(head)
            {
                self.date_texts.push((head, spot));
            }
            return;
        }
        if self.date_texts.len() < MOST && may_hold_date(text) {
            self.date_texts.push((text, spot));
        }
        if self.byline_texts.len() < MOST && may_begin_byline(text) {
            self.byline_texts.push((text, spot));
        }
    }

    /// Returns what the tags and the window call the page.
    pub(super) fn titles(&self) -> impl Iterator<Item = &str> {
        ["og:title", "twitter:title"].into_iter().filter_map(|name| self.tag_named(name)).chain(self.title.as_deref())
    }

    /// Returns the content of the first tag of that name.
    pub(super) fn tag_named(&self, name: &str) -> Option<&'a str> {
        self.tags_named(name).next()
    }

    /// Returns the contents of all tags of that name.
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
    "vcard",
    "username",
    "contributor",
    "creator",
    "posted-by",
    "submitted",
    "date",
    "time",
    "datum",
    "publish",
    "posted",
    "fecha",
    "meta-info",
    "dateline",
];
const BYLINE_MARKS: usize = 18;
static MARKS: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(MARK_WORDS).expect("the words are few"));

/// Adds what a class or id marks to what is known: a byline, a date.
fn marks(name: &str, byline: bool, date: bool) -> (bool, bool) {
    let is_byline = |hit: aho_corasick::Match| hit.pattern().as_usize() < BYLINE_MARKS;
    MARKS.find_iter(name).fold((byline, date), |(byline, date), hit| (byline | is_byline(hit), date | !is_byline(hit)))
}

/// Parts of addresses that lead to an author's own page.
static AUTHOR_PAGES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new([
        "/author",
        "/autor",
        "/auteur",
        "/writer",
        "/staff/",
        "/contributor",
        "/journalist",
        "/redakt",
        "/reporter",
        "/columnist",
    ])
    .expect("the words are few")
});

fn push<'a>(list: &mut Vec<Spot<'a>>, spot: Spot<'a>) {
    if list.len() < MOST {
        list.push(spot);
    }
}

/// Drawings have titles of their own.
fn in_head(element: ElementRef<'_>) -> bool {
    element.parent().and_then(ElementRef::wrap).is_some_and(|parent| parent.value().name() == "head")
}

/// Tells whether a short text may hold a day: four digits in a row, `02.03.17`, or digits of another script.
fn may_hold_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut digits = 0;
    let year = bytes.iter().any(|byte| {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        digits >= 4
    });
    let short = || {
        let stops = memchr::memchr_iter(b'.', bytes).skip_while(|&at| at < 2);
        stops
            .into_iter()
            .any(|at| bytes.get(at + 3) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
    };
    let foreign = || {
        !text.is_ascii()
            && text.chars().filter(|character| character.is_numeric() && !character.is_ascii()).take(4).count() == 4
    };
    year || short() || foreign()
}

/// Words that begin a byline. Capital letters too: at the head of a line these words are rarely anything else.
static BYLINE_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| byline_words("openings").collect());

/// Tells whether a text is the word that begins a byline and nothing else; the name is then in the next element.
pub(super) fn is_byline_word(text: &str) -> bool {
    BYLINE_WORDS.contains(&text.trim().trim_end_matches([':', '：']).trim_end())
}

/// Tells whether a link leads to an author's own page: `/author/mara`, `/autoren/mara`, but not `/authorization`.
pub(super) fn leads_to_author(address: &str) -> bool {
    AUTHOR_PAGES.find(address).is_some_and(|part| {
        let (word, rest) = address.split_at(part.end());
        let plural = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let page = if word.ends_with('/') { Some(rest) } else { rest[plural..].strip_prefix('/') };
        page.is_some_and(|page| !page.is_empty()) && (word.ends_with('/') || plural <= LONGEST_PLURAL)
    })
}

/// Letters that a plural adds to the word for an author in addresses: `autor`, `autoren`, `autores`.
const LONGEST_PLURAL: usize = 3;

/// Tells whether a short text begins as a byline does: its word, then a blank, a colon or nothing.
fn may_begin_byline(text: &str) -> bool {
    let Some(first) = text.as_bytes().first() else { return false };
    let signed = |rest: &str| {
        rest.is_empty() || rest.starts_with(|next: char| matches!(next, ':' | '：') || next.is_whitespace())
    };
    let mut words = BYLINE_WORDS.iter().filter(|word| word.as_bytes()[0] == *first);
    words.any(|word| text.strip_prefix(word).is_some_and(signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_s_page_is_told_from_other_pages() {
        for address in ["/author/mara", "https://allerpost.example/autoren/mara", "/staff/mara"] {
            assert!(leads_to_author(address), "{address}");
        }
        for address in ["/authorization-tool", "/journalisten-preis", "/author/", "/news/author"] {
            assert!(!leads_to_author(address), "{address}");
        }
    }
}
