//! A file on its way through a container: its head, looked at before, and what follows, decompressed as it is asked for.

use std::io::{self, BufRead, BufReader, Read};

use super::Limits;
use super::compression::Decompressed;
use super::head::SNIFF_BYTES;

/// The bytes of a file, decompressed, in order.
pub struct Reader<'a> {
    /// What was read to look at it.
    head: Vec<u8>,
    /// How much of the head has been given.
    given: usize,
    rest: BufReader<Decompressed<Box<dyn BufRead + 'a>>>,
    /// The end was seen while the head was read.
    ended: bool,
}

impl<'a> Reader<'a> {
    /// Starts on `source`: takes off a compression and reads the head.
    ///
    /// A `live` source may be a pipe whose writer waits for an answer: its head ends with its first line that is not
    /// blank.
    ///
    /// # Errors
    /// If `source` cannot be read or decompressed.
    pub fn start(source: Box<dyn BufRead + 'a>, limits: Limits, live: bool) -> io::Result<Self> {
        let rest = BufReader::with_capacity(64 * 1024, Decompressed::new(source, limits)?);
        let mut reader = Reader { head: Vec::with_capacity(8 * 1024), given: 0, rest, ended: false };
        while reader.head.len() < SNIFF_BYTES {
            let buffer = match reader.rest.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                reader.ended = true;
                break;
            }
            let taken = buffer.len().min(SNIFF_BYTES - reader.head.len());
            reader.head.extend_from_slice(&buffer[..taken]);
            reader.rest.consume(taken);
            if live && has_line(&reader.head) {
                break;
            }
        }
        Ok(reader)
    }

    /// Returns the head, and whether it is all there is.
    pub fn head(&self) -> (&[u8], bool) {
        (&self.head, self.ended)
    }

    /// Gives back bytes that were read, to be read again. Whoever gives them back has come to the end.
    pub fn put_back(&mut self, bytes: Vec<u8>) {
        debug_assert!(self.given >= self.head.len(), "nothing of the head is left behind");
        (self.head, self.given) = (bytes, 0);
    }

    /// Returns what can be read without waiting.
    pub fn at_hand(&self) -> &[u8] {
        if self.given < self.head.len() { &self.head[self.given..] } else { self.rest.buffer() }
    }
}

/// Tells whether a line that is not blank is whole.
fn has_line(head: &[u8]) -> bool {
    memchr::memchr(b'\n', head.trim_ascii_start()).is_some()
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Reader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given < self.head.len() { Ok(&self.head[self.given..]) } else { self.rest.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.given < self.head.len() {
            self.given += amount;
        } else {
            self.rest.consume(amount);
        }
    }
}
