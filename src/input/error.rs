//! What may stand against an input or a record of it, and what one input may cost.

use std::io;

use crate::reason::Reason;

/// What one input may cost. Units are bytes unless the name says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest article: a whole file of one, or one record of many.
    pub bytes: u64,
    /// The most that one compressed file may unfold to, all its records together.
    pub decompressed_bytes: u64,
    /// The most that a compressed file may grow, in times its size.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 16 * 1024 * 1024, decompressed_bytes: 16 * 1024 * 1024 * 1024, ratio: 200 }
    }
}

/// Why an input, or one record of it, cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Nothing in it, or nothing but blanks.
    #[error("the input is empty: there is nothing to clean")]
    Empty,
    /// Not text at all.
    #[error("this is {0}, not text, HTML or JSON: remove it from the inbox or convert it first")]
    Binary(&'static str),
    /// Text in a format that is known and that no container reads.
    #[error(
        "this is {0}, which copydesk does not read: give it the articles themselves, as text, HTML or JSON records"
    )]
    Unsupported(String),
    /// An article larger than `[limits] bytes`.
    #[error("an article of more than {limit} bytes: raise [limits] bytes if it is meant")]
    TooLarge {
        /// `[limits] bytes`.
        limit: u64,
    },
    /// Damaged or refused compressed data.
    #[error("{0}")]
    Compressed(String),
    /// A JSON array that breaks off within an element, or holds something that is no element.
    #[error("the JSON array breaks off or is malformed here: mend the file, or drop what follows")]
    Array,
    /// Bytes behind what a container holds.
    #[error("more follows behind the end of {0}: divide the file there, or drop the rest")]
    Trailing(&'static str),
    /// The disk or the pipe failed; says nothing of the input.
    #[error("cannot read: {0}")]
    Io(#[source] io::Error),
}

impl InputError {
    /// Returns the reason of reason files and error lines.
    pub fn reason(&self) -> Reason {
        match self {
            InputError::Empty => Reason::InputEmpty,
            InputError::Binary(_) => Reason::InputBinary,
            InputError::Unsupported(_) => Reason::InputUnsupported,
            InputError::TooLarge { .. } => Reason::InputTooLarge,
            InputError::Compressed(_) => Reason::InputCompressed,
            InputError::Array => Reason::InputArray,
            InputError::Trailing(_) => Reason::InputTrailing,
            InputError::Io(_) => Reason::InputUnreadable,
        }
    }
}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => InputError::Compressed(error.to_string()),
            _ => InputError::Io(error),
        }
    }
}
