//! Splits a file into its articles, one at a time, so that memory is bounded by the largest record.

use std::io::{self, BufRead, BufReader, Read};

use super::Hint;
use super::compression::Decompressed;
use super::sniff::{Format, SNIFF_BYTES, sniff};
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
pub enum InputError {
    /// Nothing in it, or nothing but blanks.
    #[error("the input is empty: there is nothing to clean")]
    Empty,
    /// Not text at all.
    #[error("this is {0}, not text, HTML or JSON: remove it from the inbox or convert it first")]
    Binary(&'static str),
    /// An article larger than `[limits] bytes`.
    #[error("an article of more than {limit} bytes: raise [limits] bytes if it is meant")]
    TooLarge { limit: u64 },
    /// Damaged or refused compressed data.
    #[error("{0}")]
    Compressed(String),
    /// A JSON array whose elements cannot be told apart.
    #[error("a JSON array that breaks off or is malformed after element {0}")]
    Array(u64),
    /// The disk or the pipe failed; says nothing of the input.
    #[error("cannot read: {0}")]
    Io(#[source] io::Error),
}

impl InputError {
    /// Returns the reason that stands in reason files and error lines.
    pub fn code(&self) -> Reason {
        match self {
            InputError::Empty => Reason::InputEmpty,
            InputError::Binary(_) => Reason::InputBinary,
            InputError::TooLarge { .. } => Reason::InputTooLarge,
            InputError::Compressed(_) => Reason::InputCompressed,
            InputError::Array(_) => Reason::InputArray,
            InputError::Io(_) => Reason::InputUnreadable,
        }
    }

    /// Tells whether the error is one record's, so that the others of its file can still be read.
    pub fn is_of_a_record(&self) -> bool {
        matches!(self, InputError::TooLarge { .. })
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

/// The articles of one file, in order; each item is one article or the reason why that one cannot be read.
///
/// After an error that concerns the whole file (I/O, compression, a broken array) nothing follows.
pub struct Records<R: BufRead> {
    reader: io::Chain<io::Cursor<Vec<u8>>, BufReader<Decompressed<R>>>,
    shape: Shape,
    /// Set where the lines are UTF-16.
    wide: Option<Wide>,
    limits: Limits,
    hint: Hint,
    /// The number of the record that comes next.
    next: u64,
}

/// UTF-16 with a byte order mark, as PowerShell writes its JSON lines.
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
}

/// How the file holds its articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// The whole file is one.
    One,
    /// One a line.
    Lines,
    /// The elements of a JSON array.
    Array,
    Done,
}

/// One article's bytes as they stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number in the file, from 0; none where the file is one article.
    pub number: Option<u64>,
    pub bytes: Vec<u8>,
    /// What its place in the file says of its format.
    pub hint: Hint,
}

/// Opens a file's articles. The compression, if any, is taken off first.
///
/// # Errors
/// If nothing can be read from it, it is empty, or it is no text.
pub fn records<R: BufRead>(source: R, hint: &Hint, limits: Limits) -> Result<Records<R>, InputError> {
    let mut reader = BufReader::with_capacity(128 * 1024, Decompressed::new(source, limits)?);
    let mut head = Vec::new();
    let taken = reader.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head)?;
    let whole = taken < SNIFF_BYTES;
    if whole && head.iter().all(|&byte| byte.is_ascii_whitespace() || byte == 0) {
        return Err(InputError::Empty);
    }
    let format = sniff(&head, whole, hint).map_err(InputError::Binary)?;
    let wide = Wide::of(&head);
    let narrow = wide.is_none() && !head.iter().take(64).any(|&byte| byte == 0);
    let in_array = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start().first() == Some(&b'[');
    let (shape, extension) = match format {
        Format::Jsonl if narrow || wide.is_some() => (Shape::Lines, Some("jsonl".to_owned())),
        // The elements of an array are told apart byte by byte; a wide one is read whole and refused as no record.
        Format::Json if narrow && in_array => (Shape::Array, Some("json".to_owned())),
        _ => (Shape::One, hint.extension.clone()),
    };
    let hint = Hint { extension, media_type: hint.media_type.clone() };
    Ok(Records { reader: io::Cursor::new(head).chain(reader), shape, wide, limits, hint, next: 0 })
}

impl<R: BufRead> Records<R> {
    /// Tells whether the file holds records rather than being one article.
    pub fn many(&self) -> bool {
        self.shape != Shape::One
    }

    fn whole(&mut self) -> Result<Record, InputError> {
        let mut bytes = Vec::new();
        (&mut self.reader).take(self.limits.bytes + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > self.limits.bytes {
            return Err(InputError::TooLarge { limit: self.limits.bytes });
        }
        Ok(Record { number: None, bytes, hint: self.hint.clone() })
    }

    fn line(&mut self) -> Option<Result<Record, InputError>> {
        loop {
            let mut bytes = Vec::new();
            let limit = self.limits.bytes + 1;
            let read = match self.wide {
                None => (&mut self.reader).take(limit).read_until(b'\n', &mut bytes),
                Some(wide) => wide.read_line(&mut self.reader, limit, &mut bytes),
            };
            match read {
                Err(error) => return Some(Err(error.into())),
                Ok(0) => return None,
                Ok(_) => {}
            }
            let cut = bytes.len() as u64 > self.limits.bytes && bytes.last() != Some(&b'\n');
            if cut && let Err(error) = self.reader.skip_until(b'\n') {
                return Some(Err(error.into()));
            }
            if self.next == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            if bytes.iter().all(|&byte| byte.is_ascii_whitespace() || byte == 0) {
                continue;
            }
            if let Some(wide) = self.wide
                && !bytes.starts_with(&wide.mark())
            {
                // Each record says for itself what it is.
                bytes.splice(..0, wide.mark());
            }
            if cut {
                return Some(Err(InputError::TooLarge { limit: self.limits.bytes }));
            }
            while self.wide.is_none() && matches!(bytes.last(), Some(b'\n' | b'\r')) {
                bytes.pop();
            }
            return Some(Ok(Record { number: Some(self.next), bytes, hint: self.hint.clone() }));
        }
    }

    /// Reads up to the end of the next element: the comma or bracket after it at depth 0.
    fn element(&mut self) -> Option<Result<Record, InputError>> {
        let mut scan = ElementScan::default();
        let mut bytes = Vec::new();
        let mut too_large = false;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok([]) => return Some(Err(InputError::Array(self.next))),
                Ok(buffer) => buffer,
                Err(error) => return Some(Err(error.into())),
            };
            let end = buffer.iter().position(|&byte| scan.ends_at(byte));
            let part = &buffer[..end.unwrap_or(buffer.len())];
            too_large |= (bytes.len() + part.len()) as u64 > self.limits.bytes;
            if !too_large {
                bytes.extend_from_slice(part);
            }
            let last = end.map(|at| buffer[at]);
            let consumed = part.len() + usize::from(end.is_some());
            self.reader.consume(consumed);
            let Some(last) = last else { continue };
            if last == b']' {
                self.shape = Shape::Done;
            }
            if too_large {
                return Some(Err(InputError::TooLarge { limit: self.limits.bytes }));
            }
            let element = bytes.trim_ascii();
            if element.is_empty() {
                return (last == b',').then_some(Err(InputError::Array(self.next)));
            }
            return Some(Ok(Record { number: Some(self.next), bytes: element.to_vec(), hint: self.hint.clone() }));
        }
    }

    /// Takes the array's opening bracket and what stands before it.
    fn open_array(&mut self) -> io::Result<()> {
        let mut opening = Vec::new();
        self.reader.read_until(b'[', &mut opening).map(|_| ())
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.shape == Shape::Array
            && self.next == 0
            && let Err(error) = self.open_array()
        {
            self.shape = Shape::Done;
            return Some(Err(error.into()));
        }
        let item = match self.shape {
            Shape::Done => None,
            Shape::One => {
                self.shape = Shape::Done;
                Some(self.whole())
            }
            Shape::Lines => self.line(),
            Shape::Array => self.element(),
        };
        match &item {
            Some(Ok(_) | Err(InputError::TooLarge { .. })) => self.next += 1,
            Some(Err(_)) | None => self.shape = Shape::Done,
        }
        item
    }
}

/// Follows JSON's brackets and strings, to see where an element of an array ends.
#[derive(Default)]
struct ElementScan {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl ElementScan {
    /// Tells whether `byte` is the comma or bracket that closes the element.
    fn ends_at(&mut self, byte: u8) -> bool {
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
            b']' | b'}' if self.depth > 0 => self.depth -= 1,
            b',' | b']' if self.depth == 0 => return true,
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(content: &[u8], name: &str, limits: Limits) -> Vec<Result<String, Reason>> {
        match records(content, &Hint::from_name(name), limits) {
            Err(error) => vec![Err(error.code())],
            Ok(records) => records
                .map(|record| {
                    record.map(|record| String::from_utf8(record.bytes).unwrap()).map_err(|error| error.code())
                })
                .collect(),
        }
    }

    #[test]
    fn lines_are_records_and_blank_ones_are_not() {
        let content = b"{\"text\":\"a\"}\r\n\n{\"text\":\"b\"}";
        assert_eq!(
            split(content, "a.jsonl", Limits::default()),
            [Ok("{\"text\":\"a\"}".into()), Ok("{\"text\":\"b\"}".into())]
        );
    }

    #[test]
    fn lines_of_utf_16_are_records() {
        // U+0A0A and U+0A00 hold the byte of a line break and are none.
        let text = "\u{FEFF}{\"text\":\"\u{A0A}\u{A00}\"}\r\n{\"text\":\"b\"}\n";
        for (bytes, encoding) in [
            (text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), encoding_rs::UTF_16LE),
            (text.encode_utf16().flat_map(u16::to_be_bytes).collect(), encoding_rs::UTF_16BE),
        ] {
            let records = records(bytes.as_slice(), &Hint::from_name("a.jsonl"), Limits::default()).unwrap();
            let lines: Vec<String> =
                records.map(|record| encoding.decode(&record.unwrap().bytes).0.trim_end().to_owned()).collect();
            assert_eq!(lines, ["{\"text\":\"\u{A0A}\u{A00}\"}", "{\"text\":\"b\"}"]);
        }
    }

    #[test]
    fn elements_of_an_array_are_records() {
        let content = br#" [ {"text":"a]},"} , {"text":["b"]}] "#;
        assert_eq!(
            split(content, "a.json", Limits::default()),
            [Ok(r#"{"text":"a]},"}"#.into()), Ok(r#"{"text":["b"]}"#.into())]
        );
        assert_eq!(
            split(br#"[{"text":"a"},{"te"#, "a.json", Limits::default()),
            [Ok(r#"{"text":"a"}"#.into()), Err(Reason::InputArray)]
        );
    }

    #[test]
    fn an_article_over_the_limit_is_refused_and_the_next_one_read() {
        let content = b"{\"text\":\"aaaaaaaaaaaaaaaa\"}\n{\"t\":\"b\"}\n";
        let limits = Limits { bytes: 12, ..Limits::default() };
        assert_eq!(split(content, "a.jsonl", limits), [Err(Reason::InputTooLarge), Ok("{\"t\":\"b\"}".into())]);
        assert_eq!(split(b"thirteen bytes", "a.txt", limits), [Err(Reason::InputTooLarge)]);
    }

    #[test]
    fn empty_and_binary_inputs_are_named() {
        assert_eq!(split(b"", "a.txt", Limits::default()), [Err(Reason::InputEmpty)]);
        assert_eq!(split(b" \n\n", "a.txt", Limits::default()), [Err(Reason::InputEmpty)]);
        assert_eq!(split(b"\x89PNG\r\n\x1a\nrest", "a.html", Limits::default()), [Err(Reason::InputBinary)]);
    }
}
