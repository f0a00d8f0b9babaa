//! Records: finds the text, the title and the other fields of a JSON object, under the names that many tools give them.

use serde_json::{Map, Value};

use super::date::DateReader;
use super::{Refusal, Settings, date, html, markup, misread, names, plain, refusal};
use crate::article::{Article, BlockKind, Body, FieldSlot, ListForm, Meta, MetaField, Sourced, TextForm, When};
use crate::input::{Said, Statement, Witness};
use crate::reason::Reason;
use crate::text::lenient_json;

// Names under which tools write what is not a `MetaField`, in the order in which they are believed. They are compared as
// those of `MetaField` are.

/// The article's text.
const TEXT: &[&str] = &[
    "text",
    "maintext",
    "articlebody",
    "body",
    "bodytext",
    "articletext",
    "content",
    "contenttext",
    "fulltext",
    "cleanedtext",
    "plaintext",
    "article",
    "story",
    "rawtext",
    "paragraphs",
    "description",
];
/// Where a record names the charset of the page in it; these stay in its metadata.
const CHARSET: &[&str] = &["charset", "encoding"];
const MEDIA_TYPE: &[&str] = &["contenttype", "mimetype", "mediatype"];
/// The article's page.
const HTML: &[&str] = &[
    "html",
    "rawhtml",
    "bodyhtml",
    "contenthtml",
    "articlehtml",
    "pagehtml",
    "htmlcontent",
    "contentencoded",
    "rawcontent",
];
/// The record's own identifier.
const ID: &[&str] = &["id", "docid", "uuid", "guid", "articleid", "identifier"];
/// The name of the collection.
const SOURCE: &[&str] = &["source", "collection", "dataset"];
/// When the record was taken in.
const ADDED: &[&str] = &[
    "added",
    "datedownload",
    "downloaded",
    "crawled",
    "crawledat",
    "crawldate",
    "fetched",
    "fetchedat",
    "scrapedat",
    "filedate",
];

/// The keys that hold the value where a field is an object or a list of objects, in groups. The first group of which the
/// object has a key is read; the keys of one group belong together.
type Keys = [&'static [&'static str]];

/// Blocks of editors' formats, and WordPress' `rendered`.
const TEXT_KEYS: &Keys = &[&["text"], &["value"], &["rendered"], &["html"], &["content"], &["plain"]];
/// The New York Times' `main`, and WordPress' `rendered`.
const LINE_KEYS: &Keys = &[&["main"], &["rendered"], &["text"], &["value"], &["default"]];
const URL_KEYS: &Keys = &[&["url"], &["href"], &["src"]];
/// Schema.org's `name`, and Atom's `term`.
const NAME_KEYS: &Keys = &[&["name"], &["term"], &["label"], &["title"], &["value"]];
const PERSON_KEYS: &Keys = &[
    &["name"],
    &["original"],
    &["givenName", "first_name", "firstname", "first", "familyName", "last_name", "lastname", "last"],
];
/// A moment in this program's own documents.
const WHEN_KEYS: &Keys = &[&["value", "precision", "zone", "raw"]];

/// Reads a record.
///
/// Where it holds both a page and a text, the page is read: it says where paragraphs end. Every field that is not
/// understood is kept in `metadata`.
///
/// # Errors
/// If `text` is not a JSON object, with the position of the fault.
pub(super) fn extract(text: &str, settings: &Settings) -> Result<Article, Refusal> {
    let (value, mended) = lenient_json::parse(text).map_err(|error| Refusal {
        code: Reason::JsonMalformed,
        message: format!("not valid JSON: {}; mend the record, or drop it", refusal::fault(text, &error)),
    })?;
    let value = match value {
        // A text or a record that was written as JSON twice.
        Value::String(text) => match lenient_json::parse(&text) {
            Ok((object @ Value::Object(_), _)) => object,
            _ => return Ok(plain::extract(&text)),
        },
        value => value,
    };
    let Value::Object(object) = value else {
        return Err(Refusal {
            code: Reason::JsonNotAnObject,
            message: format!(
                "a JSON {} where a record was expected; a record is an object such as {{\"text\": …, \"url\": …}}",
                refusal::kind_of(&value)
            ),
        });
    };
    let mut fields = Fields { object };
    let url = fields.take(MetaField::Url.record_names(), URL_KEYS, address);
    let page = fields.take(HTML, TEXT_KEYS, prose).map(|page| unescaped(&page).unwrap_or(page));
    let body = fields.take(TEXT, TEXT_KEYS, |value| Some((prose(value)?, typed_blocks(value))));
    let (body, blocks) = body.map_or((None, Vec::new()), |Sourced { value: (text, blocks), source }| {
        let body = Sourced::new(text, source);
        (Some(unescaped(&body).unwrap_or(body)), blocks)
    });
    let page = page.or_else(|| body.clone().filter(|body| markup::is_markup(&body.value)));
    let page = page
        .map(|page| Sourced { value: misread::read_again(&page.value, &fields.said()).unwrap_or(page.value), ..page });

    let mut article = match &page {
        Some(page) => html::extract(&page.value, url.as_ref().map(|url| url.value.as_str()), settings),
        None => Article::default(),
    };
    if article.body.is_empty()
        && let Some(body) = &body
        && !markup::is_markup(&body.value)
    {
        if blocks.is_empty() {
            plain::push_paragraphs(&body.value, &mut article.body);
        } else {
            push_blocks(&blocks, &mut article.body);
        }
    }
    if page.is_none() && body.is_none() {
        article.notes.push(Reason::RecordNoText);
    }
    if mended {
        article.notes.push(Reason::JsonMended);
    }
    fields.fill(&mut article.meta, url);
    article.meta.extra = fields.object;
    Ok(article)
}

/// The fields that have not been understood yet.
struct Fields {
    object: Map<String, Value>,
}

impl Fields {
    /// Takes the first of the fields called one of `names` from which `read` gets something; the name as written
    /// becomes the source. Of an object, or of objects in a list, what was not read under `keys` is left.
    fn take<T>(&mut self, names: &[&str], keys: &Keys, read: impl Fn(&Value) -> Option<T>) -> Option<Sourced<T>> {
        for name in names {
            let hit = self
                .object
                .iter()
                .filter(|(key, _)| folded(key) == *name)
                .find_map(|(key, value)| Some((key.clone(), read(value)?)));
            if let Some((key, value)) = hit {
                match self.object.get(&key).and_then(|value| rest(value, keys)) {
                    Some(rest) => drop(self.object.insert(key.clone(), rest)),
                    None => drop(self.object.shift_remove(&key)),
                }
                return Some(Sourced::new(value, format!("input.{key}")));
            }
        }
        None
    }

    /// Returns what the record says of the bytes that its page came in.
    fn said(&self) -> Said {
        let named = |names: &[&str]| {
            let mut all = self.object.iter().filter(|(key, _)| names.contains(&folded(key).as_str()));
            all.find_map(|(_, value)| value.as_str()).map(|value| Statement::new(value, Witness::Record))
        };
        let mut said = Said::default();
        (said.charset, said.media_type) = (named(CHARSET), named(MEDIA_TYPE));
        said
    }

    /// Moves what is understood into `meta`; the record's word goes before the page's.
    fn fill(&mut self, meta: &mut Meta, url: Option<Sourced<String>>) {
        prefer(&mut meta.url, url);
        // Dates are read in the record's language.
        prefer(&mut meta.language, self.take(MetaField::Language.record_names(), &[], language));
        let reader = DateReader::new(meta.language.as_ref().map(|language| language.value.as_str()), false);
        meta.id = self.take(ID, &[], identifier).map(|id| id.value);
        meta.source = self.take(SOURCE, &[], word).map(|source| source.value);
        meta.added = self.take(ADDED, WHEN_KEYS, moment).map(|added| added.value);
        let others = MetaField::ALL.iter().filter(|field| !matches!(field, MetaField::Url | MetaField::Language));
        for &field in others {
            let names = field.record_names();
            match meta.slot(field) {
                FieldSlot::Text(form, slot) => {
                    let (keys, read): (&Keys, fn(&Value) -> Option<String>) = match form {
                        TextForm::Line => (LINE_KEYS, line),
                        TextForm::Name => (NAME_KEYS, name),
                        TextForm::Word => (&[], word),
                        TextForm::Address => (URL_KEYS, address),
                        TextForm::LanguageTag => (&[], language),
                    };
                    prefer(slot, self.take(names, keys, read));
                }
                FieldSlot::List(ListForm::People, slot) => prefer(slot, self.take(names, PERSON_KEYS, people)),
                FieldSlot::List(ListForm::Keywords, slot) => prefer(slot, self.take(names, NAME_KEYS, list)),
                FieldSlot::Moment(slot) => prefer(slot, self.take(names, WHEN_KEYS, |value| when(value, &reader))),
                FieldSlot::Flag(slot) => prefer(slot, self.take(names, &[], Value::as_bool)),
            }
        }
    }
}

fn prefer<T>(field: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *field = value;
    }
}

fn folded(key: &str) -> String {
    key.chars().filter(|character| !matches!(character, '_' | '-' | ' ' | ':')).flat_map(char::to_lowercase).collect()
}

/// Returns what is left of a value after the values under `keys` were taken. An object that has none of the keys stays
/// whole; one of which only the type is left is gone.
fn rest(value: &Value, keys: &Keys) -> Option<Value> {
    match value {
        Value::Array(items) => {
            let odd = |item: &Value| (item.is_number() || item.is_boolean()).then(|| item.clone());
            let left: Vec<Value> = items.iter().filter_map(|item| odd(item).or_else(|| rest(item, keys))).collect();
            (!left.is_empty()).then_some(Value::Array(left))
        }
        Value::Object(object) => {
            let mut left = object.clone();
            let read = keys.iter().find(|group| group.iter().any(|key| object.get(*key).is_some_and(Value::is_string)));
            if let Some(read) = read {
                left.retain(|key, _| !read.contains(&key.as_str()));
                let level_is_read = matches!(block_kind(value), BlockKind::Heading(_));
                let is_type = |key: &str| matches!(key, "type" | "@type") || (key == "level" && level_is_read);
                if left.keys().all(|key| is_type(key)) {
                    return None;
                }
            }
            Some(Value::Object(left))
        }
        _ => None,
    }
}

/// Returns the string that a value holds: the value itself, the only item of a list, or what an object has under the
/// first of `keys`.
fn string<'a>(value: &'a Value, keys: &Keys) -> Option<&'a str> {
    match value {
        Value::String(text) => Some(text.as_str()),
        Value::Array(items) => match items.as_slice() {
            [only] => string(only, keys),
            _ => None,
        },
        Value::Object(object) => keys.iter().copied().flatten().find_map(|key| object.get(*key)?.as_str()),
        _ => None,
    }
    .map(str::trim)
    .filter(|text| !text.is_empty())
}

/// A number or a string.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A string and nothing else.
fn word(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A text is a string, or a list of strings that are its paragraphs; an object may stand for either.
fn prose(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Array(items) => {
            let paragraphs: Vec<&str> = items.iter().filter_map(|item| string(item, TEXT_KEYS)).collect();
            let is_text = |item: &Value| item.is_string() || item.is_object();
            (!paragraphs.is_empty() && items.iter().all(is_text)).then(|| paragraphs.join("\n\n"))
        }
        Value::Object(_) => string(value, TEXT_KEYS).map(str::to_owned),
        _ => None,
    }
}

/// Returns the blocks of an editor's format with what each is; nothing if they are all paragraphs.
fn typed_blocks(value: &Value) -> Vec<(BlockKind, String)> {
    let Value::Array(items) = value else { return Vec::new() };
    let block = |item: &Value| Some((block_kind(item), string(item, TEXT_KEYS)?.to_owned()));
    let blocks: Vec<(BlockKind, String)> = items.iter().filter_map(block).collect();
    let typed = blocks.iter().any(|(kind, _)| *kind != BlockKind::Paragraph);
    if typed { blocks } else { Vec::new() }
}

/// Says what a block is by its `type`, as Editor.js, Gutenberg (`core/heading`), Arc and this program's documents call
/// it.
fn block_kind(block: &Value) -> BlockKind {
    let said = block.get("type").and_then(Value::as_str).map(folded).unwrap_or_default();
    match said.trim_start_matches("core/") {
        "heading" | "header" | "subheading" => {
            let level = block.get("level").and_then(Value::as_u64).and_then(|level| u8::try_from(level).ok());
            BlockKind::Heading(level.filter(|level| (1..=6).contains(level)).unwrap_or(UNSAID_LEVEL))
        }
        name if matches!(name.as_bytes(), [b'h', b'1'..=b'6']) => BlockKind::Heading(name.as_bytes()[1] - b'0'),
        "listitem" => BlockKind::ListItem,
        "quote" | "blockquote" => BlockKind::Quote,
        "caption" => BlockKind::Caption,
        "preformatted" | "code" | "verse" => BlockKind::Preformatted,
        _ => BlockKind::Paragraph,
    }
}

/// Headings within a text are of the second level; the first is the title's.
const UNSAID_LEVEL: u8 = 2;

/// Appends blocks. Each line becomes a block of its own, except in paragraphs, whose lines may be wrapped, and in code.
fn push_blocks(blocks: &[(BlockKind, String)], body: &mut Body) {
    for (kind, text) in blocks {
        match kind {
            BlockKind::Paragraph => plain::push_paragraphs(text, body),
            BlockKind::Preformatted => plain::push_preformatted(text, body),
            _ => text.lines().for_each(|line| body.push(*kind, line)),
        }
    }
}

/// Returns the page that a field holds whose markup was escaped as a whole.
fn unescaped(field: &Sourced<String>) -> Option<Sourced<String>> {
    markup::unescaped(&field.value).map(|page| Sourced::new(page, field.source.clone()))
}

/// An address on the web.
fn address(value: &Value) -> Option<String> {
    string(value, URL_KEYS).filter(|url| is_http(url)).map(str::to_owned)
}

fn is_http(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// A text of one line; tags that were left in it go. Entities are left to the rules, which account for them.
fn line(value: &Value) -> Option<String> {
    let text = string(value, LINE_KEYS)?;
    let tagged = text.contains("</") || text.contains("<br");
    Some(if tagged { markup::plain_text(text) } else { text.to_owned() }).filter(|text| !text.is_empty())
}

/// A name is a string, or an object with one (schema.org's `publisher`).
fn name(value: &Value) -> Option<String> {
    string(value, NAME_KEYS).map(str::to_owned)
}

/// People are a list of names, or one string with several; a list may have been written out as a string
/// (`['Mara Lindqvist']`).
fn people(value: &Value) -> Option<Vec<String>> {
    let said: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(person).collect(),
        Value::String(text) => written_list(text).unwrap_or_else(|| vec![text.clone()]),
        other => person(other).into_iter().collect(),
    };
    let mut people: Vec<String> = Vec::new();
    // What is one name already stays as it was written.
    let names = |said: &String| {
        if names::is_single(said) { vec![said.trim().to_owned()] } else { names::split(&markup::plain_text(said)) }
    };
    for name in said.iter().flat_map(names).filter(|name| !name.is_empty()) {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    (!people.is_empty()).then_some(people)
}

/// A person is a name, or an object with one or with its parts.
fn person(value: &Value) -> Option<String> {
    let part = |keys: &[&str]| keys.iter().find_map(|key| value.get(key)?.as_str()).map(str::trim);
    let given = || part(&["givenName", "first_name", "firstname", "first"]);
    let family = || part(&["familyName", "last_name", "lastname", "last"]);
    let parts = || {
        let parts: Vec<&str> = [given(), family()].into_iter().flatten().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    string(value, &PERSON_KEYS[..2]).map(str::to_owned).or_else(parts)
}

/// Reads a list that was written out as Python or JSON writes it.
fn written_list(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let items = inner.split(',').map(|item| item.trim().trim_matches(['\'', '"']).trim().to_owned());
    Some(items.filter(|item| !item.is_empty()).collect())
}

fn list(value: &Value) -> Option<Vec<String>> {
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(name).collect(),
        Value::String(text) => {
            text.split([',', ';', '|']).map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
        }
        _ => return None,
    };
    (!items.is_empty()).then_some(items)
}

/// A moment in machine form, or a date in words that is all that the field says.
fn when(value: &Value, reader: &DateReader) -> Option<When> {
    match value {
        Value::String(text) => date::whole_line(text, reader),
        Value::Number(number) => date::machine(&number.to_string()),
        // This program's own documents.
        Value::Object(object) => object.get("value").and_then(Value::as_str).and_then(date::machine),
        _ => None,
    }
}

/// A full moment with its zone, as RFC 3339; anything less cannot say when the input was taken in.
fn moment(value: &Value) -> Option<String> {
    let when = when(value, &DateReader::default())?;
    when.value.parse::<jiff::Timestamp>().ok().map(|timestamp| timestamp.to_string())
}

/// A BCP 47 tag in its usual case; a language's name is not a tag.
fn language(value: &Value) -> Option<String> {
    super::language::canonical(value.as_str()?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(record: Value) -> Article {
        extract(&record.to_string(), &Settings::default()).unwrap()
    }

    #[test]
    fn fields_are_found_whatever_their_names() {
        let article = read(
            json!({"Headline": "Bridge closed", "main_text": "It is.\nIt stays.", "link": "https://example.org/1",
            "pub_date": "2017-03-02", "byline": "By Mara Lindqvist; Tom O’Shea", "crawler": {"n": 1}, "id": 17}),
        );
        assert_eq!(article.body.text(), "It is.\n\nIt stays.");
        assert_eq!(article.meta.title.unwrap(), Sourced::new("Bridge closed".into(), "input.Headline"));
        assert_eq!(article.meta.url.unwrap().value, "https://example.org/1");
        assert_eq!(article.meta.published.unwrap().value.value, "2017-03-02");
        assert_eq!(article.meta.authors.unwrap().value, ["Mara Lindqvist", "Tom O’Shea"]);
        assert_eq!(article.meta.id.unwrap(), "17");
        assert_eq!(Value::Object(article.meta.extra), json!({"crawler": {"n": 1}}));
    }

    #[test]
    fn where_a_record_holds_page_and_text_the_page_decides() {
        let article = read(json!({"text": "One.Two.", "html": "<p>One.</p><p>Two.</p>"}));
        assert_eq!(article.body.text(), "One.\n\nTwo.");
    }

    #[test]
    fn the_charset_that_a_record_names_is_heard() {
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("<p>Паром ушёл вечером, и никто не махал ему вслед.</p>");
        let latin: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        for said in [json!({"charset": "windows-1251"}), json!({"content_type": "text/html; charset=cp1251"})] {
            let mut record = json!({ "html": latin });
            record.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
            let article = read(record);
            assert_eq!(article.body.text(), "Паром ушёл вечером, и никто не махал ему вслед.");
            assert_eq!(Value::Object(article.meta.extra), said, "it stays in the metadata");
        }
    }

    #[test]
    fn authors_and_dates_are_read_in_the_forms_that_tools_write() {
        let authors = |value: Value| read(json!({"text": "a", "authors": value})).meta.authors.unwrap().value;
        assert_eq!(authors(json!("['Mara Lindqvist', 'Tom O’Shea']")), ["Mara Lindqvist", "Tom O’Shea"]);
        assert_eq!(authors(json!([{"givenName": "Mara", "familyName": "Lindqvist"}])), ["Mara Lindqvist"]);
        assert_eq!(authors(json!("By Mara Lindqvist and Tom O’Shea")), ["Mara Lindqvist", "Tom O’Shea"]);
        let published = |raw: &str| read(json!({"text": "a", "date": raw, "lang": "de"})).meta.published.unwrap().value;
        assert_eq!(published("Donnerstag, 2. März 2017").value, "2017-03-02");
        assert_eq!(published("02.03.2017, 09:15 Uhr").value, "2017-03-02T09:15");
    }

    #[test]
    fn a_text_may_be_blocks_or_an_object() {
        let text = |record: Value| read(record).body.text().to_owned();
        let blocks = json!([{"type": "heading", "text": "Closed"}, {"type": "paragraph", "value": "The bridge is."}]);
        assert_eq!(text(json!({"content": blocks})), "Closed\n\nThe bridge is.");
        assert_eq!(text(json!({"paragraphs": [{"text": "One."}, {"text": "Two."}]})), "One.\n\nTwo.");
        assert_eq!(text(json!({"content": {"rendered": "<p>One.</p><p>Two.</p>"}})), "One.\n\nTwo.");
    }

    #[test]
    fn blocks_keep_what_they_are() {
        let article = read(json!({"content": [
            {"type": "header", "text": "Closed", "level": 3}, {"type": "paragraph", "text": "The bridge is."},
            {"type": "core/heading", "content": "Why"}, {"type": "h4", "text": "Rust"}, {"type": "list_item", "text": "Deck"},
            {"type": "quote", "text": "It was time."}, {"type": "code", "text": "if open {\n  sail()\n}"}, "And so on.",
        ]}));
        let kinds: Vec<(BlockKind, &str)> = article.body.iter().collect();
        assert_eq!(
            kinds,
            [
                (BlockKind::Heading(3), "Closed"),
                (BlockKind::Paragraph, "The bridge is."),
                (BlockKind::Heading(2), "Why"),
                (BlockKind::Heading(4), "Rust"),
                (BlockKind::ListItem, "Deck"),
                (BlockKind::Quote, "It was time."),
                (BlockKind::Preformatted, "if open {\n  sail()\n}"),
                (BlockKind::Paragraph, "And so on."),
            ]
        );
        assert!(article.meta.extra.is_empty(), "{:?}", article.meta.extra);
    }

    #[test]
    fn markup_that_was_escaped_as_a_whole_is_read_as_a_page() {
        let article = read(json!({"body": "&lt;p&gt;Smith &amp;amp; Sons.&lt;/p&gt;&lt;p&gt;Closed.&lt;/p&gt;"}));
        assert_eq!(article.body.text(), "Smith & Sons.\n\nClosed.");
        let article = read(json!({"text": "Write &lt;b&gt; for bold."}));
        assert_eq!(article.body.text(), "Write &lt;b&gt; for bold.");
    }

    #[test]
    fn what_stands_beside_a_field_that_was_read_stays() {
        let article = read(json!({
            "content": [{"type": "text", "value": "One."}, {"type": "image", "src": "a.jpg"}],
            "headline": {"main": "Bridge closed", "kicker": "Roads"},
            "url": ["https://example.org/1"],
            "image": {"url": "https://example.org/a.jpg", "width": 640},
            "tags": [{"term": "roads"}, {"name": "bridges"}],
            "byline": {"original": "By Mara Lindqvist"},
        }));
        assert_eq!(article.body.text(), "One.");
        assert_eq!(article.meta.title.unwrap().value, "Bridge closed");
        assert_eq!(article.meta.url.unwrap().value, "https://example.org/1");
        assert_eq!(article.meta.image.unwrap().value, "https://example.org/a.jpg");
        assert_eq!(article.meta.tags.unwrap().value, ["roads", "bridges"]);
        assert_eq!(article.meta.authors.unwrap().value, ["Mara Lindqvist"]);
        assert_eq!(
            Value::Object(article.meta.extra),
            json!({
                "content": [{"type": "image", "src": "a.jpg"}],
                "headline": {"kicker": "Roads"},
                "image": {"width": 640},
            })
        );
        let authors = read(json!({"text": "a", "authors": [{"first": "Mara", "last": "Lindqvist", "id": 7}]}));
        assert_eq!(authors.meta.authors.unwrap().value, ["Mara Lindqvist"]);
        assert_eq!(Value::Object(authors.meta.extra), json!({"authors": [{"id": 7}]}));
        let both =
            read(json!({"body": {"text": "One.", "plain": "1."}, "tags": ["roads", 7, {"name": "a", "title": "b"}]}));
        assert_eq!(both.body.text(), "One.");
        assert_eq!(Value::Object(both.meta.extra), json!({"body": {"plain": "1."}, "tags": [7, {"title": "b"}]}));
    }

    #[test]
    fn a_title_loses_its_tags() {
        let article = read(json!({"text": "a", "title": "Bridge <em>stays</em> closed"}));
        assert_eq!(article.meta.title.unwrap().value, "Bridge stays closed");
    }

    #[test]
    fn a_field_that_cannot_be_read_stays_in_the_metadata() {
        let article = read(json!({"text": "a", "date": "some day", "language": "English", "url": "not a url"}));
        assert_eq!(
            Value::Object(article.meta.extra),
            json!({"date": "some day", "language": "English", "url": "not a url"})
        );
    }

    #[test]
    fn what_is_no_record_is_refused_with_a_reason() {
        let refuse = |text: &str| extract(text, &Settings::default()).unwrap_err().code;
        assert_eq!(refuse("{\"text\": \"a"), Reason::JsonMalformed);
        assert_eq!(refuse("[1]"), Reason::JsonNotAnObject);
    }

    #[test]
    fn a_string_is_a_text_or_a_record_written_twice() {
        let read = |text: &str| extract(text, &Settings::default()).unwrap();
        assert_eq!(read(r#""He said \"no\".\nHe left.""#).body.text(), "He said \"no\".\n\nHe left.");
        let article = read(r#""{\"title\": \"Ferry\", \"text\": \"It left.\"}""#);
        assert_eq!((article.body.text(), article.meta.title.unwrap().value.as_str()), ("It left.", "Ferry"));
    }
}
