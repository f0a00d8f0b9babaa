//! `copydesk filter`: a stream of JSON records in, their documents out, line for line and in order.
//!
//! The contract on which engines build: exactly one line out for each line in; a record that cannot be read gives a
//! line that says so; nothing but records on standard output; exit 2 only where the stream itself broke.

use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use clap::Args;
use serde::Serialize;

use super::{CommonArgs, Exit, Result, Stop, WorkArgs, configuration};
use crate::desk::{Desk, Failure, Outcome};
use crate::input::{Hint, Origin, RawInput, json};
use crate::reason::Reason;

#[derive(Debug, Args)]
pub struct FilterArgs {
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

/// A batch is sent on when it has this many lines or bytes, or when the input has no further line ready.
const BATCH_LINES: usize = 64;
const BATCH_BYTES: usize = 1 << 20;

pub fn run(args: &FilterArgs) -> Result {
    let config = configuration::load(&args.common, Some(&args.work))?;
    let shared = Arc::new(Shared {
        desk: Desk::new(&config),
        collection: if config.source.is_empty() { "stdin".to_owned() } else { config.source.clone() },
        limit: config.input_limits.bytes,
    });
    // Batches are cleaned side by side; the queue holds their results in order and bounds what is in flight.
    let (queue, results) = sync_channel(rayon::current_num_threads() * 2);
    let mut reader = None;
    let mut failed = false;
    let written = rayon::in_place_scope(|scope| {
        let reading = &mut reader;
        let shared = &shared;
        std::thread::scope(|threads| {
            let handle = threads.spawn(move || read(scope, shared, &queue));
            let written = write(&results, &mut failed);
            // Without a receiver the reader stops at its next batch.
            drop(results);
            if written.is_ok() {
                *reading = Some(handle.join().expect("the reader does not panic"));
            }
            written
        })
    });
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
        Err(error) => return Err(Stop::new(format!("cannot write to standard output: {error}"))),
        Ok(()) => {}
    }
    if let Some(Err(error)) = reader {
        return Err(Stop::new(format!("cannot read standard input: {error}")));
    }
    Ok(if failed && args.strict { Exit::SomeFailed } else { Exit::Done })
}

struct Shared {
    desk: Desk,
    collection: String,
    limit: u64,
}

/// The lines of a batch, cleaned.
struct Cleaned {
    bytes: Vec<u8>,
    failed: bool,
}

/// One line of the input; a line beyond the limit keeps its beginning only.
struct InputLine {
    bytes: Vec<u8>,
    cut: bool,
}

fn read<'scope>(
    scope: &rayon::Scope<'scope>,
    shared: &'scope Arc<Shared>,
    queue: &SyncSender<Receiver<Cleaned>>,
) -> io::Result<()> {
    let mut input = io::BufReader::with_capacity(256 * 1024, io::stdin());
    let mut batch = Vec::new();
    let mut bytes = 0;
    loop {
        let line = next_line(&mut input, shared.limit)?;
        let end = line.is_none();
        if let Some(line) = line {
            bytes += line.bytes.len();
            batch.push(line);
        }
        let idle = !input.buffer().contains(&b'\n');
        if !batch.is_empty() && (end || idle || batch.len() >= BATCH_LINES || bytes >= BATCH_BYTES) {
            let lines = std::mem::take(&mut batch);
            bytes = 0;
            let (done, result) = sync_channel(1);
            if queue.send(result).is_err() {
                return Ok(());
            }
            scope.spawn(move |_| {
                // The writer may be gone; then nobody wants the result.
                let _ = done.send(shared.clean(lines));
            });
        }
        if end {
            return Ok(());
        }
    }
}

fn next_line(input: &mut impl BufRead, limit: u64) -> io::Result<Option<InputLine>> {
    let mut bytes = Vec::new();
    if input.take(limit + 1).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let cut = bytes.last() != Some(&b'\n') && bytes.len() as u64 > limit;
    if cut {
        input.skip_until(b'\n')?;
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    Ok(Some(InputLine { bytes, cut }))
}

fn write(results: &Receiver<Receiver<Cleaned>>, failed: &mut bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for result in results {
        let cleaned = result.recv().map_err(|_| io::Error::other("a worker ended early"))?;
        *failed |= cleaned.failed;
        out.write_all(&cleaned.bytes)?;
        out.flush()?;
    }
    Ok(())
}

impl Shared {
    fn clean(&self, lines: Vec<InputLine>) -> Cleaned {
        let mut cleaned = Cleaned { bytes: Vec::new(), failed: false };
        for line in lines {
            self.clean_line(line, &mut cleaned);
            cleaned.bytes.push(b'\n');
        }
        cleaned
    }

    fn clean_line(&self, line: InputLine, cleaned: &mut Cleaned) {
        let outcome = if line.cut {
            let message = format!("a line of more than {} bytes: raise [limits] bytes if it is meant", self.limit);
            Outcome::Failure(Failure { code: Reason::InputTooLarge, message })
        } else {
            self.desk.clean(RawInput {
                origin: Origin { path: "-".into(), collection: self.collection.clone(), ..Origin::default() },
                hint: Hint { extension: Some("jsonl".into()), media_type: None },
                bytes: line.bytes.clone(),
                ..RawInput::default()
            })
        };
        match outcome {
            Outcome::Document(document) => {
                serde_json::to_writer(&mut cleaned.bytes, &document).expect("a document can always be written as JSON");
            }
            Outcome::Failure(failure) => {
                cleaned.failed = true;
                let line = ErrorLine::new(&line.bytes, &failure);
                serde_json::to_writer(&mut cleaned.bytes, &line).expect("an error line can always be written as JSON");
            }
        }
    }
}

/// What stands in the output where a record could not be read.
#[derive(Serialize)]
struct ErrorLine<'a> {
    schema: &'static str,
    /// The record's own id where it can be read, else derived from its bytes.
    id: String,
    error: ErrorBody<'a>,
    /// The record as it came; of a line beyond the limit, its beginning. Bytes that are not UTF-8 show as U+FFFD.
    raw: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: Reason,
    message: &'a str,
}

/// How much of a line that is beyond the limit an error line repeats, in bytes.
const RAW_SHOWN: usize = 4096;

impl<'a> ErrorLine<'a> {
    fn new(bytes: &'a [u8], failure: &'a Failure) -> Self {
        let own = std::str::from_utf8(bytes).ok().and_then(|text| json::parse(text).ok()).and_then(|(value, _)| {
            let id = value.get("id")?;
            id.as_str().map(str::to_owned).or_else(|| id.as_number().map(ToString::to_string))
        });
        let shown = if failure.code == Reason::InputTooLarge { &bytes[..bytes.len().min(RAW_SHOWN)] } else { bytes };
        ErrorLine {
            schema: "copydesk/error/1",
            id: own.unwrap_or_else(|| blake3::hash(bytes).to_hex()[..32].to_owned()),
            error: ErrorBody { code: failure.code, message: &failure.message },
            raw: String::from_utf8_lossy(shown),
        }
    }
}
