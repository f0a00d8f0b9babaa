//! Takes gzip and zstd off an input, with limits, so that a small file cannot unfold into a huge one.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::Limits;

/// The compressions that an input may be wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// None.
    None,
    /// gzip (RFC 1952), one member or several.
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Compression {
    /// Returns the compression that an input starting with `head` is wrapped in.
    pub fn of(head: &[u8]) -> Self {
        if head.starts_with(b"\x1F\x8B\x08") {
            Compression::Gzip
        } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
            Compression::Zstd
        } else {
            Compression::None
        }
    }
}

/// A reader that gives the decompressed bytes and fails once a limit is passed.
///
/// The failure is an [`io::Error`] of kind `InvalidData`: it is the input's fault, not the disk's.
pub struct Decompressed<R: BufRead> {
    inner: Inner<R>,
    /// Compressed bytes taken from the source so far; shared with the counter inside `inner`.
    consumed: Arc<AtomicU64>,
    produced: u64,
    limits: Limits,
}

enum Inner<R: BufRead> {
    Plain(R),
    Gzip(Box<MultiGzDecoder<Counted<R>>>),
    Zstd(Box<zstd::Decoder<'static, Counted<R>>>),
}

/// Below this many decompressed bytes the ratio is not judged: a page of blanks may shrink a thousandfold.
const RATIO_FLOOR_BYTES: u64 = 16 * 1024 * 1024;

impl<R: BufRead> Decompressed<R> {
    /// Looks at the first bytes of `source` and takes off what they show.
    ///
    /// # Errors
    /// If `source` cannot be read, or the decoder cannot be set up.
    pub fn new(mut source: R, limits: Limits) -> io::Result<Self> {
        let compression = Compression::of(source.fill_buf()?);
        let consumed = Arc::new(AtomicU64::new(0));
        let counted = |source| Counted { source, consumed: Arc::clone(&consumed) };
        let inner = match compression {
            Compression::None => Inner::Plain(source),
            Compression::Gzip => Inner::Gzip(Box::new(MultiGzDecoder::new(counted(source)))),
            Compression::Zstd => Inner::Zstd(Box::new(zstd::Decoder::with_buffer(counted(source))?)),
        };
        Ok(Decompressed { inner, consumed, produced: 0, limits })
    }
}

impl<R: BufRead> Read for Decompressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Inner::Plain(source) => return source.read(buffer),
            Inner::Gzip(decoder) => decoder.read(buffer),
            Inner::Zstd(decoder) => decoder.read(buffer),
        }
        .map_err(|error| damaged(&error))?;
        self.produced += read as u64;
        if self.produced > self.limits.decompressed_bytes {
            return Err(refused(format!(
                "it unpacks to more than {} bytes ([limits] decompressed_bytes)",
                self.limits.decompressed_bytes
            )));
        }
        let ratio = self.produced / self.consumed.load(Ordering::Relaxed).max(1);
        if self.produced > RATIO_FLOOR_BYTES && ratio > self.limits.ratio {
            return Err(refused(format!(
                "it unpacks to more than {} times its size ([limits] ratio)",
                self.limits.ratio
            )));
        }
        Ok(read)
    }
}

fn refused(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// Every fault that a decoder finds is the input's, unless the source itself could not be read.
fn damaged(error: &io::Error) -> io::Error {
    if error.raw_os_error().is_some() {
        return io::Error::new(error.kind(), error.to_string());
    }
    refused(format!("the compressed data is damaged or cut off: {error}"))
}

/// Counts what is taken from `source`.
struct Counted<R> {
    source: R,
    consumed: Arc<AtomicU64>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.consumed.fetch_add(amount as u64, Ordering::Relaxed);
        self.source.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(packed: &[u8], limits: Limits) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        Decompressed::new(packed, limits)?.read_to_end(&mut content)?;
        Ok(content)
    }

    #[test]
    fn gzip_members_and_zstd_are_taken_off() {
        let mut two = gzip(b"one ");
        two.extend(gzip(b"two"));
        assert_eq!(unpack(&two, Limits::default()).unwrap(), b"one two");
        let zstd = zstd::encode_all(&b"three"[..], 3).unwrap();
        assert_eq!(unpack(&zstd, Limits::default()).unwrap(), b"three");
    }

    #[test]
    fn a_bomb_is_refused_by_ratio_and_by_size() {
        let bomb = gzip(&vec![0; 20 * 1024 * 1024]);
        let error = unpack(&bomb, Limits { ratio: 100, ..Limits::default() }).unwrap_err();
        assert!(error.to_string().contains("100 times"), "{error}");
        let error = unpack(&bomb, Limits { decompressed_bytes: 1000, ..Limits::default() }).unwrap_err();
        assert!(error.to_string().contains("1000 bytes"), "{error}");
    }

    #[test]
    fn a_cut_archive_is_the_inputs_fault() {
        let packed = gzip(b"some text that is long enough to be cut in the middle of its data");
        let error = unpack(&packed[..packed.len() - 12], Limits::default()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
