//! What comes in: one article's bytes with what the transport knew of them; splitting a file into such articles.
//!
//! Reads from a reader it is given; opens nothing itself.

mod compression;
pub mod json;
mod records;
mod sniff;
mod wide;

pub use compression::{Compression, Decompressed};
pub use records::{InputError, Limits, Record, Records, records};
pub use sniff::{Format, sniff};
pub use wide::Wide;

/// One article as it came, before anything is known of its characters.
#[derive(Clone, Debug, Default)]
pub struct RawInput {
    pub origin: Origin,
    /// What the name or the sender says it is; the content decides.
    pub hint: Hint,
    /// The article's own bytes, decompressed: the whole file, or one record of it.
    pub bytes: Vec<u8>,
    pub transport: Transport,
}

/// Where an article came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file's path below the inbox, with `/` between its parts; bytes that are not UTF-8 shown as U+FFFD.
    pub path: String,
    /// Its number in the file, from 0, where the file holds many.
    pub record: Option<u64>,
    /// The file's modification time as RFC 3339 in UTC.
    pub modified: Option<String>,
    /// The collection's name: `[input] source`, or the inbox's own.
    pub collection: String,
}

/// What is said of the format before looking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The file name's extension in lower case, without compression's (`html` of `a.html.gz`).
    pub extension: Option<String>,
    /// The media type that a header or a sidecar gave.
    pub media_type: Option<String>,
}

/// What the transport knew: a record's own fields or an HTTP header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// The charset label as it was given; it is evidence, not truth.
    pub charset: Option<String>,
    pub url: Option<String>,
}

impl Hint {
    /// Returns the hint that a file's name gives: its extension, below that of a compression.
    pub fn from_name(name: &str) -> Self {
        let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        let inner = [".gz", ".zst", ".zstd", ".gzip"].iter().find_map(|tail| name.strip_suffix(tail)).unwrap_or(&name);
        let extension =
            inner.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension.to_owned());
        Hint { extension, media_type: None }
    }
}
