//! One input file's way over the desk: its records are cleaned side by side and written down in order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::claim::look;
use super::reason::RecordReason;
pub use super::regular_file::open;
use super::sidecar;
use crate::desk::{Desk, Failure, Outcome};
use crate::document::Document;
use crate::input::{self, InputError, Item, Limits, Opened, Origin, RawInput, Refused, Said, SidecarError, Source};
use crate::output::{Form, Signature};
use crate::reason::Reason;

/// What the files of one spool are cleaned with: the desk, its limits and how documents are signed.
pub struct Processor<'a> {
    pub desk: &'a Desk,
    pub limits: Limits,
    /// The collection's name in documents.
    pub collection: &'a str,
    /// How the desk signs its documents: tool, configuration.
    pub tool: &'a str,
    pub config: &'a str,
    /// What all workers together may hold in memory.
    pub budget: &'a Budget,
    /// What the command line says of every article.
    pub said: Said,
}

/// An input file, opened.
pub struct InputFile {
    pub file: File,
    /// Its path below the inbox, as documents show it.
    path: String,
    /// What the file beside it says, or what is wrong with that file.
    sidecar: io::Result<Option<Vec<u8>>>,
}

impl InputFile {
    /// Opens the regular file at `place`, and the sidecar beside it; `path` is what documents call it.
    ///
    /// # Errors
    /// As [`open`]; also if the system cannot open the sidecar, which says nothing of the input.
    pub fn open(place: &Path, path: String) -> io::Result<Self> {
        let file = open(place)?;
        match sidecar::read(place) {
            Err(error) if !is_of_input(&error, &sidecar::of(place)) => Err(error),
            sidecar => Ok(InputFile { file, path, sidecar }),
        }
    }
}

/// How many bytes of input may be in memory at once, over all workers.
pub struct Budget {
    limit: u64,
    used: Mutex<u64>,
    freed: Condvar,
}

impl Budget {
    pub fn new(limit: u64) -> Self {
        Budget { limit, used: Mutex::new(0), freed: Condvar::new() }
    }

    /// Waits until `bytes` more may be held. An input beyond the whole budget is let in alone.
    fn take(&self, bytes: u64) -> Permit<'_> {
        let bytes = bytes.min(self.limit);
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |used: &mut u64| *used > 0 && *used + bytes > self.limit;
        let mut used = self.freed.wait_while(used, full).unwrap_or_else(PoisonError::into_inner);
        *used += bytes;
        Permit { budget: self, bytes }
    }
}

/// A share of the budget, given back when it is dropped.
struct Permit<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.budget.used.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.budget.freed.notify_all();
    }
}

/// What came of an input.
#[derive(Debug)]
pub struct Worked {
    pub documents: u64,
    /// The input holds records, so its documents stand one a line.
    pub many: bool,
    /// The first 32 hex digits of BLAKE3 over the file as it came.
    pub digest: String,
    /// Edits by rule.
    pub edits: BTreeMap<String, u64>,
    /// Bytes of article that were cleaned, decompressed.
    pub bytes: u64,
    /// Why the input gave no document at all, or stopped giving them.
    pub failure: Option<Failure>,
    /// Records that gave no document while others did.
    pub failed_records: Vec<FailedRecord>,
    /// Nothing but the file itself has all bytes of its failed records: it is set aside whole, with or without documents.
    pub needs_original: bool,
    /// How many bytes of memory these take.
    failed_weight: u64,
}

impl Default for Worked {
    /// An input of which nothing was read.
    fn default() -> Self {
        Worked {
            documents: 0,
            many: false,
            digest: blake3::hash(b"").to_hex()[..32].to_owned(),
            edits: BTreeMap::new(),
            bytes: 0,
            failure: None,
            failed_records: Vec::new(),
            needs_original: false,
            failed_weight: 0,
        }
    }
}

/// A record that gave no document.
#[derive(Debug)]
pub struct FailedRecord {
    pub reason: RecordReason,
    /// The record as one line of UTF-8; none where it cannot be written so.
    pub line: Option<Vec<u8>>,
}

/// A batch of records is cleaned side by side when it has this many, or this many bytes.
const BATCH_RECORDS: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

/// What failed of an input is held in memory until it is set aside: with its reasons, written out once more, up to this
/// share of the memory for inputs.
const FAILURES_SHARE: u64 = 4;
/// What a failed record costs beside its bytes and its message.
const FAILURE_COST: usize = 160;

/// Tells whether an error in opening an input is the input's own, not the system's.
pub fn is_of_input(error: &io::Error, place: &Path) -> bool {
    // O_NOFOLLOW says ELOOP for a link; without a number it is our own refusal of what is no regular file. Who may not
    // even look at the place has been denied our folder, not the file.
    (error.kind() == io::ErrorKind::PermissionDenied && look(place).is_ok())
        || error.raw_os_error().is_none_or(|number| number == libc::ELOOP)
}

/// Returns when a file was last changed, as RFC 3339 in UTC.
pub fn modified(file: &File) -> Option<String> {
    let time = file.metadata().ok()?.modified().ok()?;
    jiff::Timestamp::try_from(time).ok().map(|timestamp| timestamp.to_string())
}

impl Processor<'_> {
    /// Cleans all articles of a file and writes their documents to `out` in a form.
    ///
    /// # Errors
    /// If `out` cannot be written or the disk cannot read the file. What is wrong with the input is told in `Worked`.
    pub fn write(&self, input: &InputFile, form: &dyn Form, out: &mut impl Write) -> io::Result<Worked> {
        let encode = |document: Box<Document>| {
            let mut bytes = Vec::new();
            form.encode(&document, &mut bytes);
            bytes
        };
        self.work(input, encode, |bytes| out.write_all(&bytes))
    }

    /// Cleans all articles of a file. Each document is turned into something by `make`, side by side with others, and
    /// what was made is handed to `take`, in order.
    ///
    /// # Errors
    /// If `take` fails or the disk cannot read the file. What is wrong with the input is told in `Worked`.
    pub fn work<T: Send>(
        &self,
        input: &InputFile,
        make: impl Fn(Box<Document>) -> T + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<Worked> {
        let mut worked = Worked::default();
        let _permit = self.budget.take(self.cost(input));
        let said = match self.said_of(input) {
            Ok(said) => said,
            Err(error) => return Ok(Worked::failed(Reason::SidecarMalformed, error.to_string())),
        };
        let reader = BufReader::with_capacity(64 * 1024, &input.file);
        let hasher = RefCell::new(blake3::Hasher::new());
        let digest = || hasher.borrow().finalize().to_hex()[..32].to_owned();
        let source = Source {
            said,
            expect: self.desk.expects(),
            ..Source::new(Hashed { reader, hasher: &hasher }, &input.path)
        };
        let mut articles = match input::open(source, self.limits) {
            Ok(articles) => articles,
            Err(InputError::Io(error)) if error.raw_os_error().is_some() => return Err(error),
            Err(error) => {
                worked.failure = Some(error.into());
                worked.digest = digest();
                return Ok(worked);
            }
        };
        let origin = Origin {
            path: input.path.clone(),
            container: articles.container.name,
            modified: modified(&input.file),
            collection: self.collection.to_owned(),
        };
        worked.many = articles.holds_records();
        let mut read = 0;
        loop {
            let batch = batch(&mut articles)?;
            if batch.is_empty() {
                break;
            }
            read += batch.len();
            let clean = |item| self.clean(item, &origin, &make);
            let cleaned: Vec<Cleaned<T>> = if batch.len() == 1 {
                batch.into_iter().map(clean).collect()
            } else {
                batch.into_par_iter().map(clean).collect()
            };
            for cleaned in cleaned {
                if let Some(made) = worked.count(cleaned) {
                    take(made)?;
                }
            }
            if worked.failed_weight > self.budget.limit / FAILURES_SHARE {
                worked.failure = Some(Failure {
                    code: Reason::InputTooManyFailures,
                    message: format!(
                        "so many records give no document ({} of {read}) that [limits] memory stops it; the first: {}",
                        worked.failed_records.len(),
                        worked.failed_records[0].reason.message
                    ),
                });
                worked.failed_records.clear();
                break;
            }
        }
        drop(articles);
        worked.digest = digest();
        Ok(worked)
    }

    /// Returns what is said of a file: by the command line, and by the file beside it.
    fn said_of(&self, input: &InputFile) -> Result<Said, SidecarError> {
        let beside = input.sidecar.as_ref().map_err(|error| SidecarError::Unreadable(error.to_string()))?;
        let beside = beside.as_deref().map(Said::from_sidecar).transpose()?;
        Ok(self.said.clone().or(beside.unwrap_or_default()))
    }

    /// Returns how many bytes of input are held at most while a file is worked: the whole file, or its largest record.
    fn cost(&self, input: &InputFile) -> u64 {
        let size = input.file.metadata().map_or(0, |metadata| metadata.len());
        let compressed = [".gz", ".gzip", ".zst", ".zstd"].iter().any(|ending| input.path.ends_with(ending));
        let grown = if compressed { size.saturating_mul(self.limits.ratio) } else { size };
        grown.min(self.limits.bytes)
    }

    fn clean<T>(
        &self,
        item: Result<Item, Refused>,
        origin: &Origin,
        make: &(impl Fn(Box<Document>) -> T + Sync),
    ) -> Cleaned<T> {
        let item = match item {
            Ok(item) => item,
            Err(Refused { number, raw, error }) => {
                return Cleaned { bytes: 0, number, result: Err((error.into(), raw.as_deref().and_then(line))) };
            }
        };
        let (number, bytes) = (item.number, item.raw.len() as u64);
        // A record that fails is kept; one that is the whole file stays where it is.
        let kept = number.map(|_| item.raw.clone());
        let result = match self.desk.clean(RawInput { origin: origin.clone(), item }) {
            Outcome::Failure(failure) => Err((failure, kept.as_deref().and_then(line))),
            Outcome::Document(document) => {
                let edits = document.provenance.edits.iter().map(|edit| edit.rule.clone()).collect();
                Ok(Made { made: make(document), edits })
            }
        };
        Cleaned { number, bytes, result }
    }

    /// Tells whether `published` holds just what `write` would make of a file: the same articles in the same order, with
    /// the same said of them, cleaned by this version with this configuration.
    pub fn is_done(&self, input: &InputFile, form: &dyn Form, published: File) -> bool {
        let Ok(said) = self.said_of(input) else { return false };
        let reader = BufReader::with_capacity(64 * 1024, &input.file);
        let Ok(articles) =
            input::open(Source { said, expect: self.desk.expects(), ..Source::new(reader, &input.path) }, self.limits)
        else {
            return false;
        };
        let mut signatures = form.signatures(Box::new(BufReader::new(published)));
        for item in articles {
            let Ok(item) = item else { return false };
            let expected = Signature {
                tool: self.tool.to_owned(),
                config: self.config.to_owned(),
                blake3: blake3::hash(&item.raw).to_hex().to_string(),
                evidence: item.said.digest(),
            };
            if signatures.next().flatten() != Some(expected) {
                return false;
            }
        }
        signatures.next().is_none()
    }
}

/// Returns a record as one line of UTF-8 that says the same; none where a line cannot.
fn line(raw: &[u8]) -> Option<Vec<u8>> {
    let text = match encoding_rs::Encoding::for_bom(raw) {
        Some((encoding, mark)) => {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&raw[mark..])?;
            text.trim_end().as_bytes().to_vec()
        }
        None => raw.to_vec(),
    };
    if !text.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return Some(text);
    }
    // Between the tokens of JSON a line break is a blank; in anything else it is not.
    serde_json::from_slice::<serde::de::IgnoredAny>(&text).ok()?;
    Some(text.into_iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }).collect())
}

/// One record after the desk.
struct Cleaned<T> {
    /// None where the whole file is meant.
    number: Option<u64>,
    bytes: u64,
    /// What was made of its document; else why there is none, and the record as a line.
    result: Result<Made<T>, (Failure, Option<Vec<u8>>)>,
}

struct Made<T> {
    made: T,
    edits: Vec<String>,
}

impl Worked {
    /// An input that gave no document.
    pub fn failed(code: Reason, message: String) -> Self {
        Worked { failure: Some(Failure { code, message }), ..Worked::default() }
    }

    /// Tells whether what came of the input may be published: a file that broke off is set aside as a whole.
    pub fn is_whole(&self) -> bool {
        self.failure.is_none() && self.documents > 0
    }

    /// Counts a record, and returns what was made of it.
    fn count<T>(&mut self, cleaned: Cleaned<T>) -> Option<T> {
        self.bytes += cleaned.bytes;
        match (cleaned.result, cleaned.number) {
            (Ok(Made { made, edits }), _) => {
                self.documents += 1;
                for rule in edits {
                    *self.edits.entry(rule).or_insert(0) += 1;
                }
                return Some(made);
            }
            (Err((failure, _)), None) => self.failure = Some(failure),
            (Err((failure, line)), Some(number)) => {
                let length = line.as_ref().map_or(0, Vec::len);
                self.failed_weight += (length + failure.message.len() + FAILURE_COST) as u64;
                self.needs_original |= line.is_none();
                self.failed_records.push(FailedRecord { reason: RecordReason::new(number, &failure), line });
            }
        }
        None
    }
}

/// Takes the next records that are cleaned together. An error of the system says nothing of the input; one without the
/// system's number is a decompressor's.
fn batch(articles: &mut Opened<'_>) -> io::Result<Vec<Result<Item, Refused>>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
        let Some(item) = articles.next() else { break };
        let item = match item {
            Err(Refused { error: InputError::Io(error), .. }) if error.raw_os_error().is_some() => return Err(error),
            item => item,
        };
        bytes += item.as_ref().map_or(0, |item| item.raw.len());
        batch.push(item);
    }
    Ok(batch)
}

/// A reader that hashes what goes through it.
struct Hashed<'a, R> {
    reader: R,
    /// The caller's, who asks for the digest in the end.
    hasher: &'a RefCell<blake3::Hasher>,
}

impl<R: BufRead> Read for Hashed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.hasher.borrow_mut().update(&buffer[..read]);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Hashed<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.reader.fill_buf() {
            self.hasher.borrow_mut().update(&buffer[..amount]);
        }
        self.reader.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_set_aside_as_one_line_that_says_the_same_or_not_at_all() {
        assert_eq!(line(b"{\"a\":\n1}").as_deref(), Some(&b"{\"a\": 1}"[..]));
        assert_eq!(line(b"{broken").as_deref(), Some(&b"{broken"[..]));
        assert_eq!(line(b"{\"a\":\n broken"), None);
        let wide: Vec<u8> = "\u{FEFF}{\"\u{A0A}\": 1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(line(&wide).as_deref(), Some("{\"\u{A0A}\": 1".as_bytes()));
        assert_eq!(line(b"\xFF\xFE{\0\x00\xD8"), None, "half of a surrogate pair");
    }

    #[test]
    fn the_budget_lets_in_what_fits_and_a_giant_alone() {
        let budget = Budget::new(10);
        let small = budget.take(4);
        let other = budget.take(6);
        std::thread::scope(|threads| {
            let giant = threads.spawn(|| drop(budget.take(1000)));
            drop((small, other));
            giant.join().unwrap();
        });
        assert_eq!(*budget.used.lock().unwrap(), 0);
    }
}
