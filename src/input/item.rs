//! One article on its way in: its own bytes, what it is, and what is said of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Said;

/// One article as it came, before anything is known of its characters.
#[derive(Clone, Debug, Default)]
pub struct RawInput {
    /// Where it came from.
    pub origin: Origin,
    /// The article itself.
    pub item: Item,
}

/// Where an article came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file's path below the inbox, with `/` between its parts; bytes that are not UTF-8 shown as U+FFFD.
    pub path: String,
    /// The name of the container that held it; empty where nothing but the article was handed in.
    pub container: &'static str,
    /// The file's modification time as RFC 3339 in UTC.
    pub modified: Option<String>,
    /// The collection's name: `[input] source`, or the inbox's own.
    pub collection: String,
}

/// One article of a file.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its place in the file, from 1: the line of JSON lines, the element of an array. None where the file is one
    /// article.
    pub number: Option<u64>,
    /// Its own bytes, decompressed: what identifies it, and what is set aside if it fails.
    pub raw: Vec<u8>,
    /// The article in these bytes.
    pub payload: Payload,
    /// What is said of it.
    pub said: Said,
}

/// Where an item's article is, and what is known of it already.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// `raw` is the article; its content is found by looking.
    #[default]
    Whole,
    /// `raw` is the article, of a known content.
    Known(Content),
    /// The article was taken out of `raw`: the body of a response, a member of an archive.
    Part {
        /// The article.
        bytes: Vec<u8>,
        /// What it is.
        content: Content,
    },
    /// The container gave characters: the cells of a row, the elements of an entry.
    Fields(Map<String, Value>),
}

/// What an article is: what decoding and extraction go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub enum Content {
    /// Plain text.
    #[serde(rename = "text")]
    Text,
    /// HTML.
    #[serde(rename = "html")]
    Page,
    /// A JSON object.
    #[serde(rename = "json")]
    Record,
}

impl RawInput {
    /// Returns an article of which nothing is known but its bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        RawInput { item: Item { raw: bytes.into(), ..Item::default() }, ..RawInput::default() }
    }

    /// Returns an article that came under a name, whose extension is a hint of what it is.
    pub fn named(bytes: impl Into<Vec<u8>>, path: &str) -> Self {
        let mut raw = RawInput::new(bytes);
        path.clone_into(&mut raw.origin.path);
        raw
    }

    /// Returns the article's bytes; none where it came as fields.
    pub fn bytes(&self) -> &[u8] {
        match &self.item.payload {
            Payload::Whole | Payload::Known(_) => &self.item.raw,
            Payload::Part { bytes, .. } => bytes,
            Payload::Fields(_) => &[],
        }
    }
}

/// Returns the extension of a file's name in lower case, below that of a compression: `html` of `a.html.gz`.
pub fn extension(name: &str) -> Option<String> {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let inner = [".gz", ".zst", ".zstd", ".gzip"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    inner.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension.to_owned())
}
