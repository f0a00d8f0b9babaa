//! JSON lines: a record a line, in UTF-8 or in UTF-16 with a mark of byte order, as PowerShell writes it.

use std::io::{self, BufRead, Read};

use crate::input::container::{Container, Example, Items, Refused};
use crate::input::content::holds_json;
use crate::input::head::{Head, without_mark};
use crate::input::item::Content;
use crate::input::reader::Reader;
use crate::input::{InputError, Item, Limits, Payload};

/// One JSON record a line.
pub static JSON_LINES: Container = Container {
    name: "json_lines",
    summary: "JSON records, one a line, in UTF-8 or UTF-16",
    endings: &["jsonl", "ndjson"],
    matches: is_lines,
    holds_records: true,
    open: |head, limits| Box::new(Lines::new(head, limits)),
    examples: &[
        Example {
            name: "a.jsonl",
            bytes: b"{\"text\":\"The ferry left.\"}\r\n\n{\"text\":\"Nobody waved.\"}",
            items: &[b"{\"text\":\"The ferry left.\"}", b"{\"text\":\"Nobody waved.\"}"],
        },
        Example {
            name: "a.jsonl",
            bytes: b"\xFF\xFE{\0\"\0t\0\"\0:\0\"\0\x0A\x0A\"\0}\0\r\0\n\0{\0}\0\n\0",
            items: &[b"\xFF\xFE{\0\"\0t\0\"\0:\0\"\0\x0A\x0A\"\0}\0\r\0\n\0", b"\xFF\xFE{\0}\0\n\0"],
        },
    ],
};

/// Lines are what the content shows, or what the name says where the content leaves it open.
fn is_lines(head: &Head<'_>) -> bool {
    let says_lines = matches!(head.extension, "jsonl" | "ndjson");
    if head.is_wide() && Wide::of(head.bytes).is_none() {
        return false;
    }
    if holds_json(head) {
        return head.start(16).first() == Some(&b'{') && (says_lines || second_line_is_object(head));
    }
    says_lines && !matches!(head.start(16).first(), Some(b'<'))
}

/// Tells whether a second object starts on its own line right after a first one that ended on its line.
fn second_line_is_object(head: &Head<'_>) -> bool {
    let bytes = without_mark(head.bytes);
    let mut lines = bytes.split(|&byte| byte == b'\n').map(narrow).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        // One line fills everything that was looked at: an object of that size on one line is JSON lines' habit, but a
        // single record reads the same either way.
        return !head.whole && !head.bytes.contains(&b'\n');
    };
    first.ends_with(b"}") && second.starts_with(b"{")
}

/// Returns a line without blanks at its ends, and without the zeros of wide units there.
fn narrow(line: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let start = line.iter().position(|byte| !is_blank(byte)).unwrap_or(line.len());
    let end = line.iter().rposition(|byte| !is_blank(byte)).map_or(start, |at| at + 1);
    &line[start..end]
}

/// UTF-16 with a mark of byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wide {
    LittleEndian,
    BigEndian,
}

impl Wide {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0xFF, 0xFE, 0, 0, ..] => None,
            [0xFF, 0xFE, ..] => Some(Wide::LittleEndian),
            [0xFE, 0xFF, ..] => Some(Wide::BigEndian),
            _ => None,
        }
    }

    fn mark(self) -> [u8; 2] {
        match self {
            Wide::LittleEndian => [0xFF, 0xFE],
            Wide::BigEndian => [0xFE, 0xFF],
        }
    }

    /// Reads on until `bytes`, which starts on a whole unit, ends with a line break; at most `limit` bytes.
    fn read_line(self, reader: &mut impl BufRead, limit: u64, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let mut reader = reader.take(limit);
        loop {
            if reader.read_until(b'\n', bytes)? == 0 {
                return Ok(bytes.len());
            }
            // The byte is half of a unit: with the other half it is a line break, or any character of that value.
            let half = bytes.len() % 2 == 1;
            let ended = match self {
                Wide::LittleEndian if half => {
                    reader.by_ref().take(1).read_to_end(bytes)? == 0 || bytes.ends_with(b"\n\0")
                }
                Wide::BigEndian if !half => bytes.ends_with(b"\0\n"),
                _ => false,
            };
            if ended {
                return Ok(bytes.len());
            }
        }
    }

    /// Reads past the end of a line that is too long to be held.
    fn skip_line(self, reader: &mut impl BufRead, read: usize) -> io::Result<()> {
        // The line goes on where it was left, perhaps within a unit.
        let mut bytes = vec![0; read % 2];
        loop {
            let before = bytes.len();
            self.read_line(reader, 64 * 1024, &mut bytes)?;
            if bytes.len() == before || bytes.ends_with(b"\n\0") || bytes.ends_with(b"\0\n") {
                return Ok(());
            }
            bytes.drain(..bytes.len() / 2 * 2);
        }
    }
}

struct Lines {
    limits: Limits,
    wide: Option<Wide>,
    /// The number of the line that was read last, from 1.
    line: u64,
    done: bool,
}

impl Lines {
    fn new(head: &Head<'_>, limits: Limits) -> Self {
        Lines { limits, wide: Wide::of(head.bytes), line: 0, done: false }
    }

    /// Reads a line; nothing at the end. The second value says that its end is missing: it is longer than the limit.
    fn line(&mut self, reader: &mut Reader<'_>) -> io::Result<Option<(Vec<u8>, bool)>> {
        let mut bytes = Vec::new();
        let limit = self.limits.bytes + 1;
        let read = match self.wide {
            None => reader.take(limit).read_until(b'\n', &mut bytes),
            Some(wide) => wide.read_line(reader, limit, &mut bytes),
        }?;
        if read == 0 {
            return Ok(None);
        }
        self.line += 1;
        let cut = bytes.len() as u64 > self.limits.bytes && bytes.last() != Some(&b'\n');
        match self.wide {
            _ if !cut => {}
            None => drop(reader.skip_until(b'\n')?),
            Some(wide) => wide.skip_line(reader, read)?,
        }
        Ok(Some((bytes, cut)))
    }
}

impl Items for Lines {
    fn next(&mut self, reader: &mut Reader<'_>) -> Option<Result<Item, Refused>> {
        if self.done {
            return None;
        }
        let (mut raw, cut) = match self.line(reader) {
            Ok(line) => line?,
            Err(error) => {
                self.done = true;
                return Some(Err(Refused::whole(error.into())));
            }
        };
        let number = Some(self.line);
        if cut {
            let error = InputError::TooLarge { limit: self.limits.bytes };
            return Some(Err(Refused { number, raw: None, error }));
        }
        match self.wide {
            // Where files were joined a line may begin with a mark of byte order.
            None => raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&raw).trim_ascii().to_vec(),
            // Each record says for itself what it is.
            Some(wide) if !raw.starts_with(&wide.mark()) => drop(raw.splice(..0, wide.mark())),
            Some(_) => {}
        }
        if narrow(without_mark(&raw)).is_empty() {
            return Some(Err(Refused { number, raw: Some(Vec::new()), error: InputError::Empty }));
        }
        Some(Ok(Item { number, raw, payload: Payload::Known(Content::Record), ..Item::default() }))
    }

    fn is_ready(&self, reader: &Reader<'_>) -> bool {
        reader.at_hand().contains(&b'\n')
    }
}
