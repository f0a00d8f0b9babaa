//! A file that is one article.

use std::io::Read;

use crate::input::container::{Container, Example, Items, Refused};
use crate::input::content::holds_json;
use crate::input::head::without_mark;
use crate::input::reader::Reader;
use crate::input::{InputError, Item, Limits, Payload};

/// One article: a text, a page or a record.
pub static ARTICLE: Container = Container {
    name: "article",
    summary: "one article: a plain text, an HTML page or a JSON record",
    endings: &["txt", "html", "htm", "xhtml", "json", "md"],
    matches: |_| true,
    holds_records: false,
    open: |head, limits| Box::new(Article { limits, is_record: holds_json(head) && !head.is_wide(), done: false }),
    examples: &[
        Example { name: "a.txt", bytes: b"The ferry left.\n", items: &[b"The ferry left.\n"] },
        Example { name: "a.html", bytes: b"<p>The ferry left.</p>", items: &[b"<p>The ferry left.</p>"] },
        Example {
            name: "a.json",
            bytes: b"\xEF\xBB\xBF{\n  \"text\": \"The ferry left.\"\n}\n",
            items: &[b"{\n  \"text\": \"The ferry left.\"\n}"],
        },
    ],
};

struct Article {
    limits: Limits,
    /// A record's own bytes are those of the JSON object alone, as they are in every other container.
    is_record: bool,
    done: bool,
}

impl Items for Article {
    fn next(&mut self, reader: &mut Reader<'_>) -> Option<Result<Item, Refused>> {
        if std::mem::replace(&mut self.done, true) {
            return None;
        }
        let mut raw = Vec::new();
        if let Err(error) = reader.take(self.limits.bytes + 1).read_to_end(&mut raw) {
            return Some(Err(Refused::whole(error.into())));
        }
        if raw.len() as u64 > self.limits.bytes {
            return Some(Err(Refused::whole(InputError::TooLarge { limit: self.limits.bytes })));
        }
        if self.is_record {
            raw = without_mark(&raw).trim_ascii().to_vec();
        }
        Some(Ok(Item { raw, payload: Payload::Whole, ..Item::default() }))
    }

    fn is_ready(&self, _: &Reader<'_>) -> bool {
        false
    }
}
