//! JSON values one after another: the elements of an array, of several arrays in one file (what `scrapy -o` leaves when
//! it runs twice), objects that follow each other over any number of lines, and JSON text sequences (RFC 7464).

use std::io::{self, BufRead};

use crate::input::container::{Container, Example, Items, Refused};
use crate::input::content::{RECORD_SEPARATOR, holds_json};
use crate::input::head::{Head, without_mark};
use crate::input::item::Content;
use crate::input::reader::Reader;
use crate::input::{InputError, Item, Limits, Payload};

/// JSON arrays of records, and records that follow each other.
pub static JSON_VALUES: Container = Container {
    name: "json_values",
    summary: "JSON arrays of records, one or several; JSON objects that follow each other; JSON text sequences",
    endings: &["json", "json-seq"],
    matches: is_values,
    holds_records: true,
    open: |_, limits| Box::new(Values { limits, ..Values::default() }),
    examples: &[
        Example {
            name: "a.json",
            bytes: br#" [ {"text":"a]},"} , {"text":["b"]}] "#,
            items: &[br#"{"text":"a]},"}"#, br#"{"text":["b"]}"#],
        },
        Example {
            name: "appended.json",
            bytes: b"[\n{\"text\":\"a\"},\n{\"text\":\"b\"}\n][\n{\"text\":\"c\"}\n]",
            items: &[br#"{"text":"a"}"#, br#"{"text":"b"}"#, br#"{"text":"c"}"#],
        },
        Example {
            name: "killed.json",
            bytes: b"[\n{\"text\":\"a\"},\n{\"text\":\"b\"}",
            items: &[br#"{"text":"a"}"#, br#"{"text":"b"}"#],
        },
        Example {
            name: "pretty.json",
            bytes: b"{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n",
            items: &[b"{\n \"text\": \"a\"\n}", b"{\n \"text\": \"b\"\n}"],
        },
        Example {
            name: "a.json-seq",
            bytes: b"\x1E{\"text\":\"a\"}\n\x1E{\"text\":\"b\"}\n",
            items: &[br#"{"text":"a"}"#, br#"{"text":"b"}"#],
        },
    ],
};

fn is_values(head: &Head<'_>) -> bool {
    if head.is_wide() || !holds_json(head) {
        return false;
    }
    let bytes = without_mark(head.bytes).trim_ascii_start();
    match bytes.first() {
        Some(b'[') => true,
        Some(&RECORD_SEPARATOR) => true,
        Some(b'{') => follows_object(bytes),
        _ => false,
    }
}

/// Tells whether another value follows the first object, in a way that lines do not tell apart.
fn follows_object(bytes: &[u8]) -> bool {
    let mut scan = ValueScan::default();
    let Some(end) = bytes.iter().position(|&byte| scan.closes_at(byte)) else { return false };
    let (object, rest) = bytes.split_at(end + 1);
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let follows = matches!(rest.get(blanks), Some(b'{' | b'[' | &RECORD_SEPARATOR));
    follows && (object.contains(&b'\n') || !rest[..blanks].contains(&b'\n'))
}

/// A mark of byte order stands where files were joined.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// How often a value that never ends is taken for one that was cut off, after which the next line begins another.
const CUTS: u32 = 64;

#[derive(Default)]
struct Values {
    limits: Limits,
    /// The values so far.
    number: u64,
    in_array: bool,
    cuts: u32,
    done: bool,
}

impl Values {
    /// Reads past what stands between two values, and returns the first byte of the next one.
    fn next_start(&mut self, reader: &mut Reader<'_>) -> io::Result<Option<u8>> {
        loop {
            let buffer = reader.fill_buf()?;
            let Some(&byte) = buffer.first() else { return Ok(None) };
            if buffer.starts_with(MARK) {
                reader.consume(MARK.len());
                continue;
            }
            match byte {
                b'[' if !self.in_array => self.in_array = true,
                b']' if self.in_array => self.in_array = false,
                b',' | RECORD_SEPARATOR => {}
                byte if byte.is_ascii_whitespace() => {}
                byte => return Ok(Some(byte)),
            }
            reader.consume(1);
        }
    }

    /// Reads the value that begins here.
    fn value(&mut self, reader: &mut Reader<'_>, first: u8) -> Result<Item, Refused> {
        let number = Some(self.number);
        let mut scan = ValueScan::default();
        let mut raw = Vec::new();
        let mut too_large = false;
        let ended = loop {
            let buffer = match reader.fill_buf() {
                Ok([]) => break false,
                Ok(buffer) => buffer,
                Err(error) => {
                    self.done = true;
                    return Err(Refused::whole(error.into()));
                }
            };
            // An object ends with its bracket; what else stands in an array ends before the next comma or bracket.
            let end = match first {
                b'{' | b'[' => buffer.iter().position(|&byte| scan.closes_at(byte)).map(|at| at + 1),
                _ if self.in_array => buffer.iter().position(|&byte| scan.parts_at(byte)),
                _ => memchr::memchr(b'\n', buffer).map(|at| at + 1),
            };
            let part = &buffer[..end.unwrap_or(buffer.len())];
            too_large |= (raw.len() + part.len()) as u64 > self.limits.bytes;
            if !too_large {
                raw.extend_from_slice(part);
            }
            let consumed = part.len();
            reader.consume(consumed);
            if end.is_some() {
                break true;
            }
        };
        if too_large {
            return Err(Refused { number, raw: None, error: InputError::TooLarge { limit: self.limits.bytes } });
        }
        if !ended && matches!(first, b'{' | b'[') {
            return Err(self.cut_off(reader, raw));
        }
        raw.truncate(raw.trim_ascii_end().len());
        // A line of anything else behind an array is no record of it.
        if !self.in_array && first != b'{' {
            return Err(Refused { number, raw: Some(raw), error: InputError::Array });
        }
        Ok(Item { number, raw, payload: Payload::Known(Content::Record), ..Item::default() })
    }

    /// A value that does not end was cut off, perhaps before another file was appended: what begins a line as a value
    /// does is read as one.
    fn cut_off(&mut self, reader: &mut Reader<'_>, mut raw: Vec<u8>) -> Refused {
        let starts = |at: usize| matches!(raw.get(at + 1), Some(b'{' | b'['));
        let next = memchr::memchr_iter(b'\n', &raw).find(|&at| starts(at)).map(|at| at + 1);
        if let Some(next) = next.filter(|_| self.cuts < CUTS) {
            self.cuts += 1;
            self.in_array &= raw[next] != b'[';
            reader.put_back(raw.split_off(next));
        }
        raw.truncate(raw.trim_ascii_end().len());
        Refused { number: Some(self.number), raw: Some(raw), error: InputError::Array }
    }
}

impl Items for Values {
    fn next(&mut self, reader: &mut Reader<'_>) -> Option<Result<Item, Refused>> {
        if self.done {
            return None;
        }
        match self.next_start(reader) {
            Ok(first) => {
                let first = first?;
                self.number += 1;
                Some(self.value(reader, first))
            }
            Err(error) => {
                self.done = true;
                Some(Err(Refused::whole(error.into())))
            }
        }
    }

    fn is_ready(&self, reader: &Reader<'_>) -> bool {
        reader.at_hand().contains(&b'}')
    }
}

/// Follows JSON's brackets and strings.
#[derive(Default)]
struct ValueScan {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl ValueScan {
    /// Tells whether `byte` is the bracket that closes the value.
    fn closes_at(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }

    /// Tells whether `byte` is the comma or bracket behind a value that has no brackets itself.
    fn parts_at(&mut self, byte: u8) -> bool {
        let outside = !self.in_string;
        self.closes_at(byte);
        outside && matches!(byte, b',' | b']')
    }
}

#[cfg(test)]
mod tests {
    use crate::input::Limits;
    use crate::input::tests::split;

    #[test]
    fn what_is_no_record_is_handed_on_or_refused_with_its_bytes() {
        let values = |bytes: &[u8]| split(bytes, "a.json", Limits::default());
        assert_eq!(values(br#"[{"a":1},2,"x,]"]"#), ["1 {\"a\":1}", "2 2", "3 \"x,]\""]);
        assert_eq!(
            values(b"[{\"a\":1}]\nand so on\n[{\"b\":2}]"),
            ["1 {\"a\":1}", "2 input.array: and so on", "3 {\"b\":2}"]
        );
        assert_eq!(values(br#"[{"a":1},{"te"#), ["1 {\"a\":1}", "2 input.array: {\"te"]);
        assert_eq!(values(b"[]"), [""; 0]);
        assert_eq!(values(b"[{\"a\":1}]\n\xEF\xBB\xBF[{\"a\":2}]"), ["1 {\"a\":1}", "2 {\"a\":2}"]);
        // A full-width mark begins with the byte of a mark of byte order.
        assert_eq!(
            values("[{\"a\":1}]\n\u{FF01}\u{FF3B}".as_bytes()),
            ["1 {\"a\":1}", "2 input.array: \u{FF01}\u{FF3B}"]
        );
    }

    #[test]
    fn a_file_that_was_appended_to_one_that_broke_off_is_read() {
        let bytes = b"[\n{\"a\": \"1\"},\n{\"a\": \"2[\n{\"a\": \"3\"},\n{\"a\": \"4\"}\n]";
        assert_eq!(
            split(bytes, "a.json", Limits::default()),
            ["1 {\"a\": \"1\"}", "2 input.array: {\"a\": \"2[", "3 {\"a\": \"3\"}", "4 {\"a\": \"4\"}"]
        );
    }

    #[test]
    fn a_value_over_the_limit_is_refused_and_the_next_one_read() {
        let limits = Limits { bytes: 12, ..Limits::default() };
        let bytes = br#"[{"text":"aaaaaaaaaaaaaa"},{"t":"b"}]"#;
        assert_eq!(split(bytes, "a.json", limits), ["1 input.too_large", "2 {\"t\":\"b\"}"]);
    }
}
