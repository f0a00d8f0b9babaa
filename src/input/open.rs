//! Opening a file: the one way from its bytes to its articles.

use std::io::BufRead;

use super::container::{Container, Items, Refused};
use super::containers::{ARTICLE, CONTAINERS, JSON_LINES, JSON_VALUES};
use super::content::content;
use super::head::Head;
use super::item::extension;
use super::reader::Reader;
use super::{Content, InputError, Item, Limits, Payload, Said};

/// A file to be opened.
pub struct Source<'a> {
    /// Its bytes, perhaps compressed.
    pub reader: Box<dyn BufRead + 'a>,
    /// Its name, whose extension is a hint of what it is.
    pub name: String,
    /// What is said of it; each of its articles inherits that, as far as it can be true of it.
    pub said: Said,
    /// What the caller reads.
    pub expect: Expect,
    /// The file is a pipe whose writer may wait for an answer before it writes on.
    pub live: bool,
}

/// What a file is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Anything; blank lines between records are nothing.
    Articles,
    /// Records, and for each line of JSON lines an answer: also a blank line is one that cannot be read.
    Records,
    /// Texts of any format: whoever only decodes them need not know what they hold.
    Texts,
}

impl<'a> Source<'a> {
    /// Returns a file of which nothing is known but its name.
    pub fn new(reader: impl BufRead + 'a, name: &str) -> Self {
        let name = name.to_owned();
        Source { reader: Box::new(reader), name, said: Said::default(), expect: Expect::Articles, live: false }
    }
}

/// The articles of a file, in order; each item is one article, or a stretch of the file that cannot be read.
///
/// After a failure of the whole file (its `number` is none) nothing follows. Every byte of the file that is no frame of
/// its container is in an item, in the bytes of a failure, or in a file that fails as a whole or cannot be kept
/// otherwise (`raw` is none).
pub struct Opened<'a> {
    /// How the file holds its articles.
    pub container: &'static Container,
    reader: Reader<'a>,
    items: Box<dyn Items>,
    /// What the file is, where it is one article.
    content: Option<Content>,
    said: Said,
    expect: Expect,
    live: bool,
    done: bool,
}

/// Opens a file.
///
/// # Errors
/// If nothing can be read from it, it is empty, or of a format that is not read.
pub fn open(source: Source<'_>, limits: Limits) -> Result<Opened<'_>, InputError> {
    let Source { reader, name, said, expect, live } = source;
    let reader = Reader::start(reader, limits, live)?;
    let extension = extension(&name).unwrap_or_default();
    let media_type = said.media_type().unwrap_or_default();
    let (bytes, whole) = reader.head();
    let head = Head::new(bytes, whole, &extension, &media_type);
    if whole && head.is_blank() && (bytes.is_empty() || expect != Expect::Records) {
        return Err(InputError::Empty);
    }
    let known = content(&head);
    let container = match (&known, expect) {
        (Err(InputError::Unsupported(_)), Expect::Texts) => &ARTICLE,
        // A stream of lines is read line by line even where the first one is broken.
        (Err(InputError::Unsupported(_)) | Ok(_), Expect::Records) => records(&head),
        _ => *CONTAINERS.iter().find(|container| (container.matches)(&head)).expect("the last one matches everything"),
    };
    let content = match known {
        Err(InputError::Unsupported(_)) if expect != Expect::Articles => None,
        known => Some(known?),
    };
    let items = (container.open)(&head, limits);
    let said = if container.holds_records { said.of_each_record() } else { said };
    Ok(Opened { container, reader, items, content, said, expect, live, done: false })
}

/// Returns the container of a file that holds nothing but records.
fn records(head: &Head<'_>) -> &'static Container {
    let matching = CONTAINERS.iter().find(|container| container.holds_records && (container.matches)(head));
    // A record over several lines is known by its first one, which ends where a program breaks the line.
    let first = head.start(4096).split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii().to_vec();
    let goes_on = first.starts_with(b"{") && matches!(first.last(), Some(b'{' | b'[' | b','));
    matching.copied().unwrap_or(if goes_on { &JSON_VALUES } else { &JSON_LINES })
}

impl Opened<'_> {
    /// Tells whether the file holds records rather than being one article.
    pub fn holds_records(&self) -> bool {
        self.container.holds_records
    }

    /// Tells whether the next article can be read without waiting for the writer of a live source.
    pub fn is_ready(&self) -> bool {
        !self.live || self.done || self.items.is_ready(&self.reader)
    }

    /// Adds what is known of the file to an article of it. What was looked at once is not looked at again.
    fn with_what_is_known(&self, item: Item) -> Item {
        let payload = match (item.payload, self.content) {
            (Payload::Whole, Some(content)) => Payload::Known(content),
            (payload, _) => payload,
        };
        Item { said: item.said.or(self.said.clone()), payload, ..item }
    }

    /// No container may end before its file does: where it did, the whole file is refused.
    fn trailing(&mut self) -> Option<Refused> {
        loop {
            let is_blank = match self.reader.fill_buf() {
                Ok([]) => return None,
                Ok(buffer) => buffer.iter().all(|&byte| byte.is_ascii_whitespace() || byte == 0),
                Err(error) => return Some(Refused::whole(error.into())),
            };
            if !is_blank {
                return Some(Refused::whole(InputError::Trailing(self.container.summary)));
            }
            let length = self.reader.at_hand().len();
            self.reader.consume(length);
        }
    }
}

impl Iterator for Opened<'_> {
    type Item = Result<Item, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            match self.items.next(&mut self.reader) {
                Some(Ok(item)) => return Some(Ok(self.with_what_is_known(item))),
                Some(Err(Refused { error: InputError::Empty, number: Some(_), .. }))
                    if self.expect != Expect::Records => {}
                Some(Err(refused)) => {
                    self.done = refused.number.is_none();
                    return Some(Err(refused));
                }
                None => {
                    self.done = true;
                    return self.trailing().map(Err);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::container::Example;
    use crate::input::tests::{articles, split};
    use crate::reason::Reason;

    #[test]
    fn examples_hold_what_they_say() {
        for container in CONTAINERS {
            assert!(!container.examples.is_empty(), "{}", container.name);
            for Example { name, bytes, items } in container.examples {
                let opened = open(Source::new(*bytes, name), Limits::default()).unwrap();
                assert_eq!(opened.container.name, container.name, "{name}");
                let found: Vec<Vec<u8>> = opened.map(|item| item.unwrap().raw).collect();
                assert_eq!(found, *items, "{name}");
            }
        }
    }

    #[test]
    fn a_container_that_ends_early_loses_nothing() {
        struct Hasty;
        impl Items for Hasty {
            fn next(&mut self, _: &mut Reader<'_>) -> Option<Result<Item, Refused>> {
                None
            }
            fn is_ready(&self, _: &Reader<'_>) -> bool {
                true
            }
        }
        let mut opened = open(Source::new(&b"{\"a\":1}\n{\"a\":2}"[..], "a"), Limits::default()).unwrap();
        opened.items = Box::new(Hasty);
        let refused = opened.next().unwrap().unwrap_err();
        assert_eq!((refused.number, refused.error.reason()), (None, Reason::InputTrailing));
        assert!(opened.next().is_none());
    }

    #[test]
    fn empty_binary_and_unsupported_inputs_are_named() {
        let refused = |bytes: &[u8], name: &str| split(bytes, name, Limits::default()).remove(0);
        assert!(refused(b"", "a.txt").starts_with("input.empty"));
        assert!(refused(b" \n\n", "a.txt").starts_with("input.empty"));
        assert!(refused(b"\x89PNG\r\n\x1a\nrest", "a.html").starts_with("input.binary"));
        assert!(refused(b"WARC/1.0\r\n", "a.html").starts_with("input.unsupported"));
    }

    #[test]
    fn a_stream_of_records_has_an_answer_for_each_line() {
        let read = |bytes: &[u8]| {
            let source = Source { expect: Expect::Records, live: true, ..Source::new(bytes, "-") };
            articles(source, Limits::default())
        };
        assert_eq!(read(b"broken\n\n{\"a\":1}\n"), ["1 broken", "2 input.empty: ", "3 {\"a\":1}"]);
        assert_eq!(read(b"{\"a\": 1}"), ["1 {\"a\": 1}"]);
        assert_eq!(read(b"{\n\"a\": 1\n}\n{\n\"a\": 2\n}"), ["1 {\n\"a\": 1\n}", "2 {\n\"a\": 2\n}"]);
        assert_eq!(read(b"[\n{\"a\": 1}\n]"), ["1 {\"a\": 1}"]);
        assert_eq!(read(b"<p>\n"), ["1 <p>"]);
        assert_eq!(read(b""), ["input.empty"]);
    }

    #[test]
    fn what_is_said_of_a_file_of_records_is_said_of_each_as_far_as_it_can_be() {
        let mut said = Said::with_charset("koi8-r", super::super::Witness::Sidecar);
        said.url = Some(super::super::Statement::new("https://a.example/", super::super::Witness::Sidecar));
        let first = |bytes: &'static [u8]| {
            let source = Source { said: said.clone(), ..Source::new(bytes, "a") };
            open(source, Limits::default()).unwrap().next().unwrap().unwrap().said
        };
        assert_eq!(first(b"The ferry left."), said);
        let each = first(b"{\"a\":1}\n{\"a\":2}");
        assert_eq!((each.charset, each.url), (said.charset.clone(), None));
    }
}
