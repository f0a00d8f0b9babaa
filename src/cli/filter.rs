//! `copydesk filter`: a stream of JSON records in, their documents out, line for line and in order.
//!
//! The contract on which engines build: exactly one line out for each record in, and for each line of JSON lines; a
//! record that cannot be read gives a line that says so; nothing but records on standard output; exit 2 only where the
//! stream itself broke.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use clap::Args;

use super::articles::{Named, Unread};
use super::{CommonArgs, Exit, Result, Stop, WorkArgs, configuration};
use crate::config::Config;
use crate::desk::{Desk, Outcome};
use crate::input::{Expect, RawInput, Said};
use crate::output::{Form, JsonLines, Refusal};
use crate::reason::Reason;

#[derive(Debug, Args)]
pub struct FilterArgs {
    /// Files of records, one after the other; `-` or nothing for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// End with exit code 1 if a record could not be read
    #[arg(long)]
    strict: bool,
    /// Accepted for job definitions that ask for it: documents never hold a clock, a host name or anything random
    #[arg(long)]
    reproducible: bool,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    common: CommonArgs,
}

/// A batch is sent on when it has this many records or bytes, or when no further record is ready.
const BATCH_RECORDS: usize = 64;
const BATCH_BYTES: usize = 1 << 20;

pub fn run(args: &FilterArgs) -> Result {
    let config = configuration::load(&args.common, Some(&args.work))?;
    let desk = Desk::new(&config);
    let files: Vec<Option<PathBuf>> =
        if args.files.is_empty() { vec![None] } else { args.files.iter().cloned().map(Some).collect() };
    // Batches are cleaned side by side; the queue holds their results in order and bounds what is in flight.
    let (queue, results) = sync_channel(rayon::current_num_threads() * 2);
    let mut read = Ok(());
    let mut written = Written::default();
    let result = rayon::in_place_scope(|scope| {
        let (read, files, desk, config) = (&mut read, &files, &desk, &config);
        std::thread::scope(|threads| {
            let reader = threads.spawn(move || read_all(scope, files, desk, config, &queue));
            let result = write(&results, &mut written);
            // Without a receiver the reader stops at its next batch.
            drop(results);
            if result.is_ok() {
                *read = reader.join().expect("the reader does not panic");
            }
            result
        })
    });
    match result {
        // The process ends here: a reader that waits for standard input is not waited for.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
        Err(error) => return Err(Stop::new(format!("cannot write to standard output: {error}"))),
        Ok(()) => {}
    }
    read?;
    if written.failed > 0 && !args.common.quiet {
        let Written { failed, records } = written;
        let _ = writeln!(
            io::stderr(),
            "copydesk: {failed} of {records} records gave no document: each has a line with its reason in the output"
        );
    }
    Ok(if written.failed > 0 && args.strict { Exit::SomeFailed } else { Exit::Done })
}

/// How many records came, and how many gave no document.
#[derive(Default)]
struct Written {
    records: u64,
    failed: u64,
}

/// The records of a batch, cleaned.
struct Cleaned {
    bytes: Vec<u8>,
    records: u64,
    failed: u64,
}

/// The records of one file that are cleaned together.
#[derive(Default)]
struct Batch {
    path: String,
    records: Vec<std::result::Result<RawInput, Unread>>,
    bytes: usize,
}

fn read_all<'scope>(
    scope: &rayon::Scope<'scope>,
    files: &[Option<PathBuf>],
    desk: &'scope Desk,
    config: &Config,
    queue: &SyncSender<Receiver<Cleaned>>,
) -> Result<()> {
    for file in files {
        if !read(scope, file.as_deref(), desk, config, queue)? {
            break;
        }
    }
    Ok(())
}

/// Reads a file. Returns whether anybody still wants the results.
fn read<'scope>(
    scope: &rayon::Scope<'scope>,
    file: Option<&std::path::Path>,
    desk: &'scope Desk,
    config: &Config,
    queue: &SyncSender<Receiver<Cleaned>>,
) -> Result<bool> {
    let said = Said::default();
    let mut articles = Named { file, said: &said, expect: Expect::Records }.open(config)?;
    let mut batch = Batch::default();
    loop {
        let next = articles.next()?;
        let end = next.is_none();
        if let Some(record) = next {
            batch.bytes += record.as_ref().map_or(0, |raw| raw.item.raw.len());
            batch.records.push(record);
        }
        let full = batch.records.len() >= BATCH_RECORDS || batch.bytes >= BATCH_BYTES;
        if !batch.records.is_empty() && (end || full || !articles.is_ready()) {
            let batch = Batch { path: articles.path().to_owned(), ..std::mem::take(&mut batch) };
            let (done, result) = sync_channel(1);
            if queue.send(result).is_err() {
                return Ok(false);
            }
            scope.spawn(move |_| {
                // The writer may be gone; then nobody wants the result.
                let _ = done.send(clean(desk, batch));
            });
        }
        if end {
            return Ok(true);
        }
    }
}

fn write(results: &Receiver<Receiver<Cleaned>>, written: &mut Written) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for result in results {
        let cleaned = result.recv().map_err(|_| io::Error::other("a worker ended early"))?;
        written.records += cleaned.records;
        written.failed += cleaned.failed;
        out.write_all(&cleaned.bytes)?;
        out.flush()?;
    }
    Ok(())
}

/// How much an error line repeats of a record that is beyond the limit, in bytes.
const RAW_SHOWN: usize = 4096;

fn clean(desk: &Desk, batch: Batch) -> Cleaned {
    let mut cleaned = Cleaned { bytes: Vec::new(), records: batch.records.len() as u64, failed: 0 };
    for record in batch.records {
        let unread = match record {
            Err(unread) => unread,
            Ok(raw) => {
                // Kept for the line that stands for it if it fails.
                let (number, bytes) = (raw.item.number, raw.item.raw.clone());
                match desk.clean(raw) {
                    Outcome::Document(document) => {
                        JsonLines.encode(&document, &mut cleaned.bytes);
                        continue;
                    }
                    Outcome::Failure(failure) => Unread { number, raw: bytes, failure },
                }
            }
        };
        cleaned.failed += 1;
        let Unread { number, raw, failure } = &unread;
        let shown =
            if raw.len() > RAW_SHOWN && failure.code == Reason::InputTooLarge { &raw[..RAW_SHOWN] } else { raw };
        Refusal { raw: shown, path: &batch.path, record: *number, failure }.encode(&mut cleaned.bytes);
    }
    cleaned
}
