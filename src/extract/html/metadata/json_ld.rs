//! What a page's JSON-LD says about its article: which of its nodes is the article, and its fields.

use serde_json::{Map, Value};

use crate::extract::markup::plain_text;
use crate::text::lenient_json;

/// The article's node among all nodes of a page, and the nodes that it may point to.
pub(super) struct JsonLd {
    nodes: Vec<Map<String, Value>>,
    /// Places in `nodes` of those that describe the article, the best first.
    articles: Vec<usize>,
}

/// Properties whose values are other things, not parts of the description of this page.
const OTHERS: &[&str] = &[
    "liveBlogUpdate",
    "itemListElement",
    "comment",
    "review",
    "citation",
    "mentions",
    "isPartOf",
    "hasPart",
    "associatedMedia",
    "about",
    "relatedLink",
    "image",
    "video",
    "publisher",
    "author",
    "potentialAction",
    "isBasedOn",
    "subjectOf",
    "significantLink",
];
/// The most nodes that are read; a page with more is a list of other pages.
const MOST_NODES: usize = 400;

impl JsonLd {
    /// Reads the scripts of the page whose own words for its title are `titles`.
    pub(super) fn read(scripts: &[&str], titles: &[String], url: Option<&str>) -> Self {
        let mut nodes = Vec::new();
        for value in scripts.iter().flat_map(|script| lenient_json::values(script)) {
            collect(value, &mut nodes);
        }
        let mut articles: Vec<(i32, usize)> =
            nodes.iter().enumerate().filter_map(|(index, node)| Some((rank(node, titles, url)?, index))).collect();
        articles.sort_by_key(|&(rank, index)| (-rank, index));
        JsonLd { articles: articles.into_iter().map(|(_, index)| index).collect(), nodes }
    }

    /// Returns the first value of `property` among the nodes that describe the article.
    pub(super) fn value(&self, property: &str) -> Option<&Value> {
        self.articles().find_map(|node| node.get(property)).map(|value| self.resolved(value))
    }

    /// Returns the values of `property` of every node that describes the article, the best node first.
    pub(super) fn values<'a>(&'a self, property: &'a str) -> impl Iterator<Item = &'a Value> {
        self.articles().filter_map(move |node| node.get(property)).map(|value| self.resolved(value))
    }

    /// Returns `property` as a text without markup, if it is one.
    pub(super) fn text(&self, property: &str) -> Option<String> {
        self.values(property).find_map(words)
    }

    /// Returns the names of the people or bodies that `property` points to.
    pub(super) fn names(&self, property: &str) -> Vec<String> {
        self.values(property).map(|value| self.names_of(value)).find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// Tells whether the article calls itself a newspaper's: one of news, or a live report.
    pub(super) fn is_news(&self) -> bool {
        self.is(|kind| kind.ends_with("NewsArticle")) || self.is_live()
    }

    /// Tells whether the article is a live report, whose entries have times of their own.
    pub(super) fn is_live(&self) -> bool {
        self.is(|kind| kind == "LiveBlogPosting")
    }

    fn is(&self, kind: impl Fn(&str) -> bool) -> bool {
        self.articles().next().is_some_and(|node| match node.get("@type") {
            Some(Value::String(own)) => kind(own),
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(kind),
            _ => false,
        })
    }

    /// Returns the nodes that describe the article, the best first.
    fn articles(&self) -> impl Iterator<Item = &Map<String, Value>> {
        self.articles.iter().map(|&index| &self.nodes[index])
    }

    fn names_of(&self, value: &Value) -> Vec<String> {
        match self.resolved(value) {
            Value::Array(items) => items.iter().flat_map(|item| self.names_of(item)).collect(),
            Value::String(name) => vec![plain_text(name)],
            Value::Object(node) => {
                let whole = node.get("name").map(|name| self.names_of(name)).unwrap_or_default();
                if !whole.is_empty() {
                    return whole;
                }
                let part = |key: &str| node.get(key).and_then(Value::as_str).map(str::trim).unwrap_or("");
                let name = format!("{} {}", part("givenName"), part("familyName")).trim().to_owned();
                if name.is_empty() { Vec::new() } else { vec![name] }
            }
            _ => Vec::new(),
        }
    }

    /// Follows a value that is only `{"@id": …}` to the node that has that id and says more.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(id) = value.as_object().filter(|node| !node.contains_key("name")).and_then(|node| node.get("@id"))
        else {
            return value;
        };
        self.nodes
            .iter()
            .find(|node| node.get("@id") == Some(id) && node.contains_key("name"))
            .and_then(|node| node.get("name"))
            .unwrap_or(value)
    }
}

/// Takes a value apart into its nodes.
fn collect(value: Value, nodes: &mut Vec<Map<String, Value>>) {
    if nodes.len() >= MOST_NODES {
        return;
    }
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| collect(item, nodes)),
        Value::Object(mut node) => {
            let inner: Vec<String> = node
                .iter()
                .filter(|(key, value)| (value.is_array() || value.is_object()) && !OTHERS.contains(&key.as_str()))
                .map(|(key, _)| key.clone())
                .collect();
            let inner: Vec<Value> = inner
                .iter()
                .filter_map(|key| {
                    if key == "@graph" {
                        node.shift_remove(key)
                    } else {
                        node.get(key).filter(|value| typed(value)).cloned()
                    }
                })
                .collect();
            nodes.push(node);
            inner.into_iter().for_each(|value| collect(value, nodes));
        }
        _ => {}
    }
}

/// Tells whether a value is a node of its own or a list of such.
fn typed(value: &Value) -> bool {
    match value {
        Value::Object(node) => node.contains_key("@type"),
        Value::Array(items) => items.iter().any(typed),
        _ => false,
    }
}

/// Says how well a node describes the page's article; none if it describes something else.
fn rank(node: &Map<String, Value>, titles: &[String], url: Option<&str>) -> Option<i32> {
    let kinds: Vec<&str> = match node.get("@type")? {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is = |part: &str| kinds.iter().any(|kind| kind.contains(part));
    let kind = if is("Article") || is("Posting") || is("Report") {
        10
    } else if is("Review") || is("Recipe") || is("CreativeWork") {
        4
    } else if is("WebPage") || is("ItemPage") {
        1
    } else {
        return None;
    };
    let text = |key: &str| node.get(key).and_then(words);
    let headline = text("headline").or_else(|| text("name"));
    let same_title = headline.is_some_and(|headline| titles.iter().any(|title| title.contains(headline.as_str())));
    let address = text("url").or_else(|| text("@id")).or_else(|| text("mainEntityOfPage"));
    let same_address =
        address.zip(url).is_some_and(|(address, url)| address.split(['?', '#']).next() == url.split(['?', '#']).next());
    Some(kind + if same_title { 5 } else { 0 } + if same_address { 3 } else { 0 })
}

/// Returns a value's text without markup, if it has one: its own, its `@id`'s or the first of a list.
pub(super) fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => plain_text(text),
        Value::Array(items) => return items.iter().find_map(words),
        Value::Object(node) => {
            return ["name", "@id", "url", "@value"].iter().find_map(|key| node.get(*key).and_then(words));
        }
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
