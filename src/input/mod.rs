//! The door: how a file holds its articles, what each of them is, and what is said of it.
//!
//! [`open`] is the one splitter. It takes off a compression, refuses by its name what is not read, finds the container,
//! and gives the file's articles one at a time, so that memory is bounded by the largest of them. Reads from a reader
//! it is given; opens nothing itself; decodes no characters.

mod compression;
mod container;
mod containers;
mod content;
mod error;
mod head;
mod item;
mod open;
mod reader;
mod said;
mod signature;
mod wide;

pub use compression::Compression;
pub use container::{Container, Example, Items, Refused};
pub use containers::CONTAINERS;
pub use content::{content, nearest};
pub use error::{InputError, Limits};
pub use head::{Head, SNIFF_BYTES};
pub use item::{Content, Item, Origin, Payload, RawInput, extension};
pub use open::{Expect, Opened, Source, open};
pub use reader::Reader;
pub use said::{Said, SidecarError, Statement, Witness};
pub use wide::Wide;

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns each article of a file with its number, or the code of what refuses it with its bytes.
    pub fn split(bytes: &[u8], name: &str, limits: Limits) -> Vec<String> {
        articles(Source::new(bytes, name), limits)
    }

    pub fn articles(source: Source<'_>, limits: Limits) -> Vec<String> {
        let opened = match open(source, limits) {
            Ok(opened) => opened,
            Err(error) => return vec![error.reason().code().to_owned()],
        };
        let shown =
            |number: Option<u64>, text: String| number.map(|number| format!("{number} ")).unwrap_or_default() + &text;
        opened
            .map(|item| match item {
                Ok(item) => shown(item.number, String::from_utf8_lossy(&item.raw).into_owned()),
                Err(Refused { number, raw: None, error }) => shown(number, error.reason().code().to_owned()),
                Err(Refused { number, raw: Some(raw), error }) => {
                    shown(number, format!("{}: {}", error.reason().code(), String::from_utf8_lossy(&raw)))
                }
            })
            .collect()
    }
}
