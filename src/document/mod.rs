//! The document that leaves the desk: its shape, its JSON Schema, its quality signals and fingerprint.
//!
//! The order of the fields here is the order of the keys in the JSON. Offsets are Unicode code points.

mod assemble;
mod fields;
mod fingerprint;
mod quality;
mod schema;

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::article::{FieldAccess, FieldSlot, Meta, MetaField};
use crate::input::Content;
use crate::reason::{Reason, ReasonKind};
use crate::text::Certainty;

pub use crate::article::{Precision, When, Zone};
pub use crate::decode::EncodingSource;
pub(crate) use assemble::{InputFacts, Stamp, Work, assemble};
pub use schema::{SCHEMA_ID, schema};

/// The value of every document's `schema` key.
pub const DOCUMENT_SCHEMA: &str = "copydesk/document/1";

/// A normalized document. Absent means that the key is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Document {
    /// `copydesk/document/1`.
    pub schema: String,
    /// Stable across re-runs: the record's own id, else that of a sidecar, else 32 hex digits of BLAKE3 over the article's
    /// own bytes.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The article's text: its blocks, separated by one empty line; line breaks are LF. Characters are not brought to a
    /// Unicode normalization form.
    pub text: String,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The standfirst or a summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Those whom the page credits, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schemars(inner(length(min = 1)))]
    pub authors: Vec<String>,
    /// When it was first published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<When>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<When>,
    /// The original's time as RFC 3339 in UTC, where `published` is precise enough to have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    pub created: Option<String>,
    /// When the article was taken in: the record's own value, else a sidecar's, else the input file's modification time;
    /// never the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    pub added: Option<String>,
    /// The name of the collection.
    pub source: String,
    /// Where it was fetched, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
    /// The address that the page gives as its own, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uri"))]
    pub canonical_url: Option<String>,
    /// The host of `canonical_url`, else of `url`, without `www.`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))]
    pub language: Option<String>,
    /// The part of the site that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Keywords, in the order of the page.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tags: Vec<String>,
    /// The address of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uri"))]
    pub image: Option<String>,
    /// The address or the name of its licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Whether it can be read without paying: schema.org `isAccessibleForFree`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_access: Option<bool>,
    /// What the text is made of, in order; block by block it is the whole text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub blocks: Vec<DocumentBlock>,
    /// Input fields that no rule understood, kept as they were.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub metadata: Map<String, Value>,
    /// Signals to filter by.
    pub quality: Quality,
    /// For finding copies.
    pub fingerprint: Fingerprint,
    /// Where it came from and what was done to it.
    pub provenance: Provenance,
}

/// A block of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DocumentBlock {
    /// The kind of block.
    #[serde(rename = "type")]
    pub kind: DocumentBlockKind,
    /// Code points from the start of `text`.
    pub start: u64,
    /// Code points from the start of `text` to its end.
    pub end: u64,
    /// 1 to 6, of a heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 6))]
    pub level: Option<u8>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DocumentBlockKind {
    /// A paragraph of prose.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list.
    ListItem,
    /// A quotation set apart.
    Quote,
    /// The caption of a picture or a table.
    Caption,
    /// A row of a table, its cells parted by tabs.
    Table,
    /// Lines whose breaks, indents and blanks are kept: code, verse, aligned columns.
    Preformatted,
}

/// Signals to filter documents by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Quality {
    /// `ok`, or `suspect` where there are `reasons`.
    pub status: Status,
    /// The codes of what asks for a look, in alphabetical order; `docs/reasons.md` explains them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schemars(schema_with = "noted")]
    pub reasons: Vec<Reason>,
    /// Code points of `text`.
    pub chars: u64,
    /// Words of `text`.
    pub words: u64,
    /// How sure the language detector is of `language`, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub language_confidence: Option<f32>,
    /// U+FFFD characters left in `text`.
    pub replacement_chars: u64,
    /// Places in `text` that still look like mojibake.
    pub mojibake_left: u64,
    /// How many edits were made, in all fields.
    pub edits: u64,
    /// Code points of `text` over those of the whole decoded input.
    #[schemars(range(min = 0, max = 1))]
    pub kept_ratio: f32,
    /// Code points taken out, by rule family.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub removed: BTreeMap<String, u64>,
    /// Edits that evidence favours but does not prove; not applied.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub suggestions: Vec<SuggestedEdit>,
}

/// What the signals come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing asks for a look.
    Ok,
    /// Something in `reasons` asks for a look.
    Suspect,
    /// Reserved; no document has it.
    Quarantined,
}

/// An edit that was not made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SuggestedEdit {
    /// The rule that proposes it.
    pub rule: String,
    /// The field that it is for.
    #[serde(skip_serializing_if = "is_text", default = "text_field")]
    pub field: String,
    /// Code points from the start of the field.
    pub at: u64,
    /// What stands there.
    pub before: String,
    /// What would stand there.
    pub after: String,
    /// How sure the rule is, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub confidence: Option<f32>,
}

/// For finding copies and near copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fingerprint {
    /// BLAKE3 of `text` as UTF-8.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub text_blake3: String,
    /// 64-bit SimHash of the words of `text` in runs of three; near copies differ in few bits.
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub simhash64: String,
}

/// Where a document came from and everything that was done to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Provenance {
    /// name/version+commit
    pub tool: String,
    /// BLAKE3 of the effective configuration.
    pub config: String,
    /// Version of the rule set and word lists.
    pub rules: String,
    /// The input that it was made of.
    pub input: InputProvenance,
    /// field → where it came from (`json_ld.datePublished`, `meta.og:title`, `url`, `text`, `input.title`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    #[schemars(extend("propertyNames" = sourced_names()))]
    pub fields: BTreeMap<String, String>,
    /// Every edit, in document order, `text` first. Undone from the last to the first they give the extracted text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub edits: Vec<DocumentEdit>,
}

/// The input of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct InputProvenance {
    /// Its path below the inbox or the folder that was processed; `-` for standard input.
    pub path: String,
    /// The record's place in its file, from 1: the line of JSON lines, the element of an array.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub record: Option<u64>,
    /// How the file holds its articles: `article` where it is one, `json_lines`, `json_values`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Its size; that of the record where the file holds many.
    pub bytes: u64,
    /// BLAKE3 of these bytes.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub blake3: String,
    /// What the article was read as.
    pub format: Content,
    /// The media type that came with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The encoding's WHATWG name; for one that WHATWG leaves out IANA's, or its usual name (`IBM737`, `MIK`, `x-vni`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The evidence that decided on the encoding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_source: Option<EncodingSource>,
    /// The digest of what options and a sidecar said of the input: 16 hex digits of BLAKE3.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9a-f]{16}$"))]
    pub evidence: Option<String>,
}

/// One edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DocumentEdit {
    /// The rule; `a+b` where a later rule changed the inside of an earlier rule's edit.
    pub rule: String,
    /// `text`, `title`, `description`, `authors[0]`, `tags[0]`.
    #[serde(skip_serializing_if = "is_text", default = "text_field")]
    #[schemars(regex(pattern = edited_names()))]
    pub field: String,
    /// Offset in the output field, in code points.
    pub at: u64,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// How sure the rule was, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub confidence: Option<f32>,
    /// What the rule promises.
    pub certainty: AppliedCertainty,
}

/// What a rule promises of an edit that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AppliedCertainty {
    /// Beyond dispute.
    Sure,
    /// Right in at least 99.5 % of the cases measured.
    Likely,
}

impl From<Certainty> for AppliedCertainty {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Sure => AppliedCertainty::Sure,
            Certainty::Likely | Certainty::Unsure => AppliedCertainty::Likely,
        }
    }
}

/// The schema of the reasons that stand in documents.
fn noted(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": Reason::schema_of(ReasonKind::Note) })
}

/// The schema of the names of fields that have a source.
fn sourced_names() -> Value {
    let names: Vec<&str> = ["text"].into_iter().chain(MetaField::ALL.iter().map(|field| field.name())).collect();
    json!({ "enum": names })
}

/// The pattern of the names of fields that rules edit.
fn edited_names() -> String {
    let edited = MetaField::ALL.iter().filter(|field| field.access() == FieldAccess::Edited);
    let names = edited.map(|&field| match Meta::default().slot(field) {
        FieldSlot::List(..) => format!(r"{}\[\d+\]", field.name()),
        _ => field.name().to_owned(),
    });
    format!("^({})$", ["text".to_owned()].into_iter().chain(names).collect::<Vec<_>>().join("|"))
}

fn text_field() -> String {
    "text".to_owned()
}

fn is_text(field: &str) -> bool {
    field == "text"
}
