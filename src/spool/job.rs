//! One input file's way over the desk: its records are cleaned side by side and written down in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustix::fs::{Mode, OFlags};
use serde::Deserialize;

use super::claim::look;
use super::reason::RecordReason;
use crate::desk::{Desk, Failure, Outcome};
use crate::document::Document;
use crate::input::{Hint, InputError, Limits, Origin, RawInput, Record, Records, records};
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
            failed_weight: 0,
        }
    }
}

/// A record that gave no document, as it came.
#[derive(Debug)]
pub struct FailedRecord {
    pub reason: RecordReason,
    pub bytes: Vec<u8>,
}

/// A batch of records is cleaned side by side when it has this many, or this many bytes.
const BATCH_RECORDS: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

/// What failed of an input is held in memory until it is set aside: with its reasons, written out once more, up to this
/// share of the memory for inputs.
const FAILURES_SHARE: u64 = 4;
/// What a failed record costs beside its bytes and its message.
const FAILURE_COST: usize = 160;

/// Opens a regular file for reading, never through a link and never waiting for a pipe's other end.
///
/// # Errors
/// If it is not there, no regular file, or not readable.
pub fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    Ok(file)
}

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
    /// Cleans all articles of `file` and writes their documents to `out`, a line each.
    ///
    /// # Errors
    /// If `out` cannot be written or the disk cannot read `file`. What is wrong with the input is told in `Worked`.
    pub fn work(&self, file: &File, path: &str, out: &mut impl Write) -> io::Result<Worked> {
        let mut worked = Worked::default();
        let _permit = self.budget.take(self.cost(file, path));
        let origin = Origin {
            path: path.to_owned(),
            record: None,
            modified: modified(file),
            collection: self.collection.to_owned(),
        };
        let mut source = Hashed { reader: BufReader::with_capacity(128 * 1024, file), hasher: blake3::Hasher::new() };
        let mut articles = match records(&mut source, &Hint::from_name(path), self.limits) {
            Ok(articles) => articles,
            Err(InputError::Io(error)) if error.raw_os_error().is_some() => return Err(error),
            Err(error) => {
                worked.failure = Some(failed(&error));
                worked.digest = source.digest();
                return Ok(worked);
            }
        };
        let many = articles.many();
        worked.many = many;
        let mut next = 0;
        loop {
            let batch = batch(&mut articles, &mut next)?;
            if batch.is_empty() {
                break;
            }
            let cleaned: Vec<Cleaned> = if batch.len() == 1 {
                batch.into_iter().map(|record| self.clean(record, &origin, many)).collect()
            } else {
                batch.into_par_iter().map(|record| self.clean(record, &origin, many)).collect()
            };
            for cleaned in cleaned {
                worked.take(cleaned, out)?;
            }
            if worked.failed_weight > self.budget.limit / FAILURES_SHARE {
                worked.failure = Some(Failure {
                    code: Reason::InputTooManyFailures,
                    message: format!(
                        "so many records give no document ({} of {next}) that [limits] memory stops it; the first: {}",
                        worked.failed_records.len(),
                        worked.failed_records[0].reason.message
                    ),
                });
                worked.failed_records.clear();
                break;
            }
        }
        drop(articles);
        worked.digest = source.digest();
        Ok(worked)
    }

    /// Returns how many bytes of input are held at most while a file is worked: the whole file, or its largest record.
    fn cost(&self, file: &File, path: &str) -> u64 {
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        let compressed = [".gz", ".gzip", ".zst", ".zstd"].iter().any(|ending| path.ends_with(ending));
        let grown = if compressed { size.saturating_mul(self.limits.ratio) } else { size };
        grown.min(self.limits.bytes)
    }

    fn clean(&self, (number, record): (u64, Result<Record, InputError>), origin: &Origin, many: bool) -> Cleaned {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let whole = !many || !error.is_of_a_record();
                return Cleaned::failed(number, 0, failed(&error), Vec::new(), whole);
            }
        };
        let bytes = record.bytes.len() as u64;
        // A record that fails is kept as it came; one that is the whole file stays where it is.
        let kept = if record.number.is_some() { record.bytes.clone() } else { Vec::new() };
        let raw = RawInput {
            origin: Origin { record: record.number, ..origin.clone() },
            hint: record.hint,
            bytes: record.bytes,
            ..RawInput::default()
        };
        match self.desk.clean(raw) {
            Outcome::Failure(failure) => Cleaned::failed(number, bytes, failure, kept, record.number.is_none()),
            Outcome::Document(document) => Cleaned::document(number, bytes, &document),
        }
    }

    /// Tells whether `published` holds just what `work` would make of `file`: the same inputs in the same order,
    /// cleaned by this version with this configuration.
    pub fn is_done(&self, file: &File, path: &str, published: File) -> bool {
        let Ok(articles) = records(BufReader::with_capacity(128 * 1024, file), &Hint::from_name(path), self.limits)
        else {
            return false;
        };
        let mut lines = BufReader::new(published).lines();
        let mut hashes = lines.by_ref().map_while(|line| self.signed(&line.ok()?));
        for record in articles {
            let Ok(record) = record else { return false };
            if hashes.next().is_none_or(|hash| hash != blake3::hash(&record.bytes).to_hex().as_str()) {
                return false;
            }
        }
        hashes.next().is_none() && lines.next().is_none()
    }

    /// Returns the digest of the input whose document a line is, if this desk would sign it.
    fn signed(&self, line: &str) -> Option<String> {
        let Signed { provenance } = serde_json::from_str(line).ok()?;
        (provenance.tool == self.tool && provenance.config == self.config).then_some(provenance.input.blake3)
    }
}

/// The part of a document that says what it was made of and by whom.
#[derive(Deserialize)]
struct Signed {
    provenance: SignedProvenance,
}

#[derive(Deserialize)]
struct SignedProvenance {
    tool: String,
    config: String,
    input: SignedInput,
}

#[derive(Deserialize)]
struct SignedInput {
    blake3: String,
}

/// One record after the desk.
struct Cleaned {
    number: u64,
    bytes: u64,
    result: Result<Line, (Failure, Vec<u8>)>,
    /// The failure is the whole input's.
    whole: bool,
}

/// A document as it will stand in the outbox.
struct Line {
    json: Vec<u8>,
    edits: Vec<String>,
}

impl Cleaned {
    fn failed(number: u64, bytes: u64, failure: Failure, kept: Vec<u8>, whole: bool) -> Self {
        Cleaned { number, bytes, result: Err((failure, kept)), whole }
    }

    fn document(number: u64, bytes: u64, document: &Document) -> Self {
        let mut json = serde_json::to_vec(document).expect("a document can always be written as JSON");
        json.push(b'\n');
        let edits = document.provenance.edits.iter().map(|edit| edit.rule.clone()).collect();
        Cleaned { number, bytes, result: Ok(Line { json, edits }), whole: false }
    }
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

    fn take(&mut self, cleaned: Cleaned, out: &mut impl Write) -> io::Result<()> {
        self.bytes += cleaned.bytes;
        match cleaned.result {
            Ok(line) => {
                out.write_all(&line.json)?;
                self.documents += 1;
                for rule in line.edits {
                    *self.edits.entry(rule).or_insert(0) += 1;
                }
            }
            Err((failure, _)) if cleaned.whole => self.failure = Some(failure),
            Err((failure, bytes)) => {
                self.failed_weight += (bytes.len() + failure.message.len() + FAILURE_COST) as u64;
                self.failed_records.push(FailedRecord { reason: RecordReason::new(cleaned.number, &failure), bytes });
            }
        }
        Ok(())
    }
}

/// Takes the next records that are cleaned together. An error of the system says nothing of the input; one without the
/// system's number is a decompressor's.
fn batch<R: BufRead>(articles: &mut Records<R>, next: &mut u64) -> io::Result<Vec<(u64, Result<Record, InputError>)>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
        let Some(record) = articles.next() else { break };
        let record = match record {
            Err(InputError::Io(error)) if error.raw_os_error().is_some() => return Err(error),
            record => record,
        };
        bytes += record.as_ref().map_or(0, |record| record.bytes.len());
        batch.push((*next, record));
        *next += 1;
    }
    Ok(batch)
}

fn failed(error: &InputError) -> Failure {
    Failure { code: error.code(), message: error.to_string() }
}

/// A reader that hashes what goes through it.
struct Hashed<R> {
    reader: R,
    hasher: blake3::Hasher,
}

impl<R> Hashed<R> {
    fn digest(&self) -> String {
        self.hasher.finalize().to_hex()[..32].to_owned()
    }
}

impl<R: BufRead> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Hashed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.reader.fill_buf() {
            self.hasher.update(&buffer[..amount]);
        }
        self.reader.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
