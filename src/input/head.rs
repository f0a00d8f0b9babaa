//! The beginning of an input and what its name says: all that is looked at to tell what the input is.

use std::borrow::Cow;

use super::Wide;

/// How many of an input's first bytes are looked at.
pub const SNIFF_BYTES: usize = 64 * 1024;

/// The first bytes of an input, decompressed, and the hints that came with them.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// At most [`SNIFF_BYTES`].
    pub bytes: &'a [u8],
    /// These bytes are all there is.
    pub whole: bool,
    /// The file name's extension in lower case, without compression's.
    pub extension: &'a str,
    /// The media type that was stated, in lower case and without parameters.
    pub media_type: &'a str,
}

impl<'a> Head<'a> {
    /// Returns the head of an input of which `bytes` is the beginning, or all of it where `whole` says so.
    pub fn new(bytes: &'a [u8], whole: bool, extension: &'a str, media_type: &'a str) -> Self {
        let whole = whole && bytes.len() <= SNIFF_BYTES;
        Head { bytes: &bytes[..bytes.len().min(SNIFF_BYTES)], whole, extension, media_type }
    }

    /// Tells whether there is nothing but blanks.
    pub fn is_blank(&self) -> bool {
        self.bytes.iter().all(|&byte| byte.is_ascii_whitespace() || byte == 0)
    }

    /// Tells whether the bytes are those of UTF-16 or UTF-32, with a mark or without.
    pub fn is_wide(&self) -> bool {
        self.bytes.starts_with(b"\xFF\xFE") || self.bytes.starts_with(b"\xFE\xFF") || Wide::of(self.bytes).is_some()
    }

    /// Returns the first `most` characters as ASCII, from the first that is no blank and no mark of byte order. Of wide
    /// units the ASCII half is left: enough to see `{`, `[`, `<` or a word.
    pub fn start(&self, most: usize) -> Cow<'a, [u8]> {
        let bytes = without_mark(self.bytes);
        if memchr::memchr(0, &bytes[..bytes.len().min(most)]).is_none() {
            return Cow::Borrowed(bytes[..bytes.len().min(most)].trim_ascii_start());
        }
        let narrow: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != 0).take(most).collect();
        Cow::Owned(narrow.trim_ascii_start().to_vec())
    }

    /// Returns the lines that are whole, without line breaks and a mark of byte order.
    pub fn lines(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let bytes = without_mark(self.bytes);
        let end = if self.whole { bytes.len() } else { memchr::memrchr(b'\n', bytes).unwrap_or(bytes.len()) };
        bytes[..end].split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// Returns `bytes` without a mark of byte order.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().find_map(|mark| bytes.strip_prefix(*mark)).unwrap_or(bytes)
}
