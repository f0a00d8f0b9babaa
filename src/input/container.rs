//! How files hold articles: one declaration a container, and the one list of them.

use super::head::Head;
use super::reader::Reader;
use super::{InputError, Item, Limits};

/// A way in which a file holds articles.
///
/// A container decodes no characters, and reads its file to the end: what it cannot read comes as a failure that holds
/// the bytes.
#[non_exhaustive]
pub struct Container {
    /// As `provenance.input.container` names it.
    pub name: &'static str,
    /// What it is, in a few words: "JSON records, one a line".
    pub summary: &'static str,
    /// The extensions that such files usually have.
    pub endings: &'static [&'static str],
    /// Tells whether a file with this head is one.
    pub matches: fn(&Head<'_>) -> bool,
    /// Whether such a file holds records; if not, it is one article.
    pub holds_records: bool,
    /// Starts on a file.
    pub open: fn(&Head<'_>, Limits) -> Box<dyn Items>,
    /// Files, with what they hold.
    pub examples: &'static [Example],
}

/// A file and the articles in it.
#[non_exhaustive]
pub struct Example {
    /// The file's name.
    pub name: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The bytes of each article in it.
    pub items: &'static [&'static [u8]],
}

/// The articles of one file, one at a time.
pub trait Items: Send {
    /// Reads the next article; nothing once there is none.
    fn next(&mut self, reader: &mut Reader<'_>) -> Option<Result<Item, Refused>>;

    /// Tells whether the next article can be read without waiting for more of a live source.
    fn is_ready(&self, reader: &Reader<'_>) -> bool;
}

/// An article, or a stretch of the file, that cannot be read.
#[derive(Debug)]
pub struct Refused {
    /// Its place in the file, from 1; none where the whole file is meant.
    pub number: Option<u64>,
    /// Its bytes; none where they are too many to be held, so that nothing but the file itself has them.
    pub raw: Option<Vec<u8>>,
    /// Why.
    pub error: InputError,
}

impl Refused {
    /// Returns what refuses the whole file.
    pub fn whole(error: InputError) -> Self {
        Refused { number: None, raw: None, error }
    }
}
