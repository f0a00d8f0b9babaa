//! The fields of an article's metadata: the one table of them, and access to each by its name.
//!
//! A new field costs a member of [`Meta`], a member of the document, and a row here.

use std::fmt;

use super::{Meta, Sourced, When};

/// Hands the table of fields to the macro `$then`, one row a field, in the order of the document.
///
/// A row gives the member of [`Meta`] and of the document, which is the field's name everywhere; its [`MetaField`]; what it
/// holds, as a variant of [`FieldSlot`] with the form of its text; what rules may do to it ([`FieldAccess`]); and the
/// names under which records hold it, in the order in which they are believed. These are compared in lower case without
/// `_`, `-`, `:` and blanks. Their sources: the outputs of trafilatura, newspaper, news-please, goose, fundus, Scrapy
/// examples, webhose, Dolma, DataTrove, ninjs and schema.org.
macro_rules! meta_fields {
    ($then:ident) => {
        $then! {
            title: Title { Text(Line), Edited,
                ["title", "headline", "articletitle", "head", "heading", "titlepage"] }
            description: Description { Text(Line), Edited,
                ["description", "excerpt", "summary", "abstract", "standfirst", "lead", "lede", "teaser", "subtitle",
                 "metadescription"] }
            authors: Authors { List(People), Edited,
                ["authors", "author", "byline", "by", "writer", "creator", "dccreator"] }
            published: Published { Moment, Untouched,
                ["published", "datepublished", "publisheddate", "publishdate", "publishedat", "pubdate", "datepublish",
                 "publicationdate", "publishingdate", "publishedtime", "firstcreated", "date", "created", "createdat",
                 "datetime", "time", "timestamp"] }
            modified: Modified { Moment, Untouched,
                ["modified", "datemodified", "datemodify", "updated", "updatedat", "modifieddate", "lastmodified",
                 "versioncreated"] }
            url: Url { Text(Address), Untouched,
                ["url", "link", "articleurl", "pageurl", "sourceurl", "href", "permalink", "finalurl", "requestedurl",
                 "uri"] }
            canonical_url: CanonicalUrl { Text(Address), Untouched,
                ["canonicalurl", "canonicallink", "canonical"] }
            site_name: SiteName { Text(Name), Filled,
                ["sitename", "publisher", "site", "website", "outlet", "publication", "sourcename", "newspaper"] }
            language: Language { Text(LanguageTag), Untouched,
                ["language", "lang", "inlanguage", "langcode"] }
            section: Section { Text(Word), Filled,
                ["section", "category", "articlesection"] }
            tags: Tags { List(Keywords), Edited,
                ["tags", "keywords", "topics"] }
            image: Image { Text(Address), Untouched,
                ["image", "imageurl", "topimage", "leadimage"] }
            license: License { Text(Word), Filled,
                ["license", "licence"] }
            free_access: FreeAccess { Flag, Untouched,
                ["freeaccess", "isaccessibleforfree"] }
        }
    };
}
pub(crate) use meta_fields;

/// What rules may do to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldAccess {
    /// Nothing.
    Untouched,
    /// They may put text into it that they take out of the article.
    Filled,
    /// They may also edit what it holds.
    Edited,
}

/// How a field of text is written in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    /// A text of one line, in which tags may have been left.
    Line,
    /// A name, or an object with one.
    Name,
    /// A string and nothing else.
    Word,
    /// An address on the web.
    Address,
    /// A BCP 47 tag.
    LanguageTag,
}

/// How a field of several values is written in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// Names of people, several of which may share a string.
    People,
    /// Names of anything, parted by marks where they share a string.
    Keywords,
}

/// A field's place in [`Meta`], to be filled or changed.
#[derive(Debug)]
pub enum FieldSlot<'a> {
    /// One text.
    Text(TextForm, &'a mut Option<Sourced<String>>),
    /// Several texts.
    List(ListForm, &'a mut Option<Sourced<Vec<String>>>),
    /// A date, perhaps with a time.
    Moment(&'a mut Option<Sourced<When>>),
    /// Yes or no.
    Flag(&'a mut Option<Sourced<bool>>),
}

/// A field's value, to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldValue<'a> {
    /// One text.
    Text(&'a str),
    /// Several texts.
    List(&'a [String]),
    /// A date, perhaps with a time.
    Moment(&'a When),
    /// Yes or no.
    Flag(bool),
}

macro_rules! declare {
    ($($member:ident: $field:ident { $kind:ident $(($form:ident))?, $access:ident, [$($name:literal),+] })+) => {
        /// A field of [`Meta`] that names its source, and the document's field of the same name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum MetaField {
            $(#[doc = concat!("`", stringify!($member), "`")] $field,)+
        }

        impl MetaField {
            /// All fields, in the order of the document.
            pub const ALL: &[MetaField] = &[$(MetaField::$field),+];

            /// Returns the name that documents use.
            pub const fn name(self) -> &'static str {
                match self { $(MetaField::$field => stringify!($member)),+ }
            }

            /// Returns what rules may do to the field.
            pub const fn access(self) -> FieldAccess {
                match self { $(MetaField::$field => FieldAccess::$access),+ }
            }

            /// Returns the names under which records hold the field, in the order in which they are believed.
            pub const fn record_names(self) -> &'static [&'static str] {
                match self { $(MetaField::$field => &[$($name),+]),+ }
            }
        }

        impl Meta {
            /// Returns the place of a field.
            pub fn slot(&mut self, field: MetaField) -> FieldSlot<'_> {
                use ListForm::*;
                use TextForm::*;
                match field { $(MetaField::$field => FieldSlot::$kind($($form,)? &mut self.$member)),+ }
            }

            /// Returns the value of a field, if it has one.
            pub fn value(&self, field: MetaField) -> Option<FieldValue<'_>> {
                match field { $(MetaField::$field => self.$member.as_value()),+ }
            }

            /// Returns where the value of a field comes from, if it has one.
            pub fn source_of(&self, field: MetaField) -> Option<&str> {
                match field { $(MetaField::$field => self.$member.as_ref().map(|value| value.source.as_str())),+ }
            }
        }
    };
}
meta_fields!(declare);

impl MetaField {
    /// Returns the field that has this name in documents.
    pub fn from_name(name: &str) -> Option<Self> {
        MetaField::ALL.iter().copied().find(|field| field.name() == name)
    }
}

/// A text that rules work on: the article's own, a field, or an item of a field that holds several.
///
/// It is written as edits name it: `text`, `title`, `authors[0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The article's text.
    Text,
    /// A field that holds one text.
    Meta(MetaField),
    /// An item of a field that holds several, counted from 0.
    Item(MetaField, usize),
}

impl Field {
    /// Reads the name that edits use.
    pub fn parse(name: &str) -> Option<Self> {
        match name.split_once('[') {
            _ if name == "text" => Some(Field::Text),
            None => MetaField::from_name(name).map(Field::Meta),
            Some((list, rest)) => Some(Field::Item(MetaField::from_name(list)?, rest.strip_suffix(']')?.parse().ok()?)),
        }
    }

    /// Returns the text that the field holds in an article or a document of which `text` is the text and `value` gives the
    /// fields.
    pub fn text_of<'a>(
        self,
        text: &'a str,
        value: impl FnOnce(MetaField) -> Option<FieldValue<'a>>,
    ) -> Option<&'a str> {
        match self {
            Field::Text => Some(text),
            Field::Meta(field) => match value(field)? {
                FieldValue::Text(text) => Some(text),
                _ => None,
            },
            Field::Item(field, index) => match value(field)? {
                FieldValue::List(items) => items.get(index).map(String::as_str),
                _ => None,
            },
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Text => formatter.write_str("text"),
            Field::Meta(field) => formatter.write_str(field.name()),
            Field::Item(field, index) => write!(formatter, "{}[{index}]", field.name()),
        }
    }
}

impl Meta {
    /// Returns the texts that rules may edit, as far as they are there, in the order of the document.
    pub fn editable(&self) -> Vec<Field> {
        let mut found = Vec::new();
        for &field in MetaField::ALL.iter().filter(|field| field.access() == FieldAccess::Edited) {
            match self.value(field) {
                Some(FieldValue::Text(_)) => found.push(Field::Meta(field)),
                Some(FieldValue::List(items)) => {
                    found.extend((0..items.len()).map(|index| Field::Item(field, index)));
                }
                _ => {}
            }
        }
        found
    }

    /// Returns the text of a field or of an item, to be changed, if there is one.
    pub fn text_mut(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Text => None,
            Field::Meta(field) => match self.slot(field) {
                FieldSlot::Text(_, slot) => slot.as_mut().map(|text| &mut text.value),
                _ => None,
            },
            Field::Item(field, index) => match self.slot(field) {
                FieldSlot::List(_, slot) => slot.as_mut()?.value.get_mut(index),
                _ => None,
            },
        }
    }

    /// Puts a text into a field: one that has a text keeps it, a list takes what it does not hold yet.
    pub fn fill(&mut self, field: MetaField, text: String, source: String) {
        match self.slot(field) {
            FieldSlot::Text(_, slot) => {
                slot.get_or_insert_with(|| Sourced::new(text, source));
            }
            FieldSlot::List(_, slot) => {
                let items = &mut slot.get_or_insert_with(|| Sourced::new(Vec::new(), source)).value;
                if !items.contains(&text) {
                    items.push(text);
                }
            }
            // No text is a date or an answer.
            FieldSlot::Moment(_) | FieldSlot::Flag(_) => {}
        }
    }
}

impl fmt::Display for FieldValue<'_> {
    /// Writes the value as one line for people.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldValue::Text(text) => formatter.write_str(text),
            FieldValue::List(items) => formatter.write_str(&items.join(", ")),
            FieldValue::Moment(when) => formatter.write_str(&when.value),
            FieldValue::Flag(flag) => write!(formatter, "{flag}"),
        }
    }
}

/// What a field may be made of.
pub(crate) trait AsValue {
    /// Returns the value for reading, if there is one.
    fn as_value(&self) -> Option<FieldValue<'_>>;
}

impl AsValue for String {
    fn as_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self))
    }
}

impl AsValue for Vec<String> {
    fn as_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::List(self))
    }
}

impl AsValue for When {
    fn as_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Moment(self))
    }
}

impl AsValue for bool {
    fn as_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Flag(*self))
    }
}

impl<T: AsValue> AsValue for Sourced<T> {
    fn as_value(&self) -> Option<FieldValue<'_>> {
        self.value.as_value()
    }
}

impl<T: AsValue> AsValue for Option<T> {
    fn as_value(&self) -> Option<FieldValue<'_>> {
        self.as_ref()?.as_value()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_fields_share_a_name_in_records() {
        let names = || MetaField::ALL.iter().flat_map(|field| field.record_names());
        assert_eq!(names().collect::<BTreeSet<_>>().len(), names().count());
        let folded = |name: &&&str| name.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!(names().all(|name| folded(&name)), "a record's key is compared without marks and case");
    }

    #[test]
    fn what_rules_fill_holds_text() {
        for &field in MetaField::ALL.iter().filter(|field| field.access() >= FieldAccess::Filled) {
            let mut meta = Meta::default();
            meta.fill(field, "one".into(), "rule".into());
            meta.fill(field, "two".into(), "rule".into());
            meta.fill(field, "one".into(), "rule".into());
            let shown = meta.value(field).unwrap().to_string();
            assert!(shown == "one" || shown == "one, two", "{field:?}: {shown}");
            assert_eq!(meta.source_of(field), Some("rule"));
        }
    }

    #[test]
    fn a_field_is_read_from_the_name_that_it_is_written_as() {
        let mut meta = Meta::default();
        for name in ["title", "authors", "authors", "tags"] {
            meta.fill(MetaField::from_name(name).unwrap(), format!("{name} {}", meta.editable().len()), "rule".into());
        }
        let editable = meta.editable();
        let names: Vec<String> = editable.iter().map(Field::to_string).collect();
        assert_eq!(names, ["title", "authors[0]", "authors[1]", "tags[0]"]);
        for field in editable {
            assert_eq!(Field::parse(&field.to_string()), Some(field));
            let read = field.text_of("", |field| meta.value(field)).map(str::to_owned);
            assert_eq!(meta.text_mut(field).cloned(), read);
            assert!(read.is_some());
        }
        for name in ["", "texts", "authors[", "authors[x]", "authors[0", "[0]"] {
            assert_eq!(Field::parse(name), None, "{name}");
        }
    }
}
