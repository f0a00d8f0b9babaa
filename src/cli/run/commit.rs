//! The end of a run's road: documents made durable in groups, refusals set aside, originals dealt with, all counted.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::Originals;
use super::places::Places;
use super::report::{Progress, Report};
use crate::cli::{Result, Stop};
use crate::desk::Failure;
use crate::spool::job::Worked;
use crate::spool::reason::{REASON_SCHEMA, Reason};
use crate::spool::{Draft, Failed, Outbox, disk, move_durably, name};

/// An input that a worker is done with.
pub struct Finished {
    /// Its path below the inbox.
    pub path: PathBuf,
    pub fruit: Fruit,
}

/// What came of it.
pub enum Fruit {
    /// Its documents are there already.
    UpToDate,
    /// Documents to publish under a name, where there are any and the run writes at all.
    Worked(Box<Worked>, Option<(Draft, PathBuf)>),
    /// Our own disk failed; says nothing of the input.
    Environment(io::Error),
}

impl Fruit {
    pub fn failed(failure: Failure) -> Self {
        Fruit::Worked(Box::new(Worked { failure: Some(failure), ..Worked::default() }), None)
    }
}

/// A group is published when it has this many inputs, or when its first has waited this long.
const GROUP: usize = 256;
const GROUP_WAIT: Duration = Duration::from_millis(20);

/// What the committing thread works with.
pub struct Commit<'a> {
    pub places: &'a Places,
    /// None in a dry run, which writes nothing.
    pub outbox: Option<&'a Outbox>,
    pub originals: Originals,
    pub tool: &'a str,
    pub config: &'a str,
    pub stopped: &'a AtomicBool,
    pub progress: &'a Progress,
}

impl Commit<'_> {
    /// Takes in what the workers finish until the last of them is gone.
    ///
    /// # Errors
    /// If our own disk fails; the workers are told to stop.
    #[expect(clippy::disallowed_methods, reason = "the report says how long the run took")]
    pub fn all(&self, finished: &Receiver<Finished>) -> Result<Report> {
        let start = Instant::now();
        let mut report = Report::default();
        let mut trouble = None;
        loop {
            let group = gather(finished);
            if group.is_empty() {
                break;
            }
            // After trouble the queue is drained, so that no worker waits for ever.
            if trouble.is_none()
                && let Err(stop) = self.group(group, &mut report)
            {
                self.stopped.store(true, Ordering::Relaxed);
                trouble = Some(stop);
            }
        }
        report.interrupted = self.stopped.load(Ordering::Relaxed);
        report.seconds = start.elapsed().as_secs_f64();
        trouble.map_or(Ok(report), Err)
    }

    fn group(&self, group: Vec<Finished>, report: &mut Report) -> Result<()> {
        let mut drafts = Vec::new();
        let mut done = Vec::new();
        for Finished { path, fruit } in group {
            match fruit {
                Fruit::UpToDate => report.up_to_date += 1,
                Fruit::Environment(error) => return Err(self.trouble(&error)),
                Fruit::Worked(worked, draft) => {
                    drafts.extend(draft);
                    done.push((path, worked));
                }
            }
            self.progress.step();
        }
        if let Some(outbox) = self.outbox {
            outbox.publish(drafts).map_err(|error| self.trouble(&error))?;
        }
        for (path, worked) in done {
            self.finish(&path, &worked)?;
            report.add(&path, *worked);
        }
        Ok(())
    }

    /// Sets aside what failed, and deals with the original, which is safe in either case.
    fn finish(&self, path: &Path, worked: &Worked) -> Result<()> {
        let reason = self.reason(path, worked);
        if let Some(reason) = &reason {
            self.progress.say(&format!("copydesk: {}: {}", reason.path, reason.message));
        }
        if self.outbox.is_none() {
            return Ok(());
        }
        let failed = Failed::new(&self.places.failed);
        let set_aside = match &reason {
            Some(reason) => failed.set_aside(path, reason, &worked.failed_records),
            None => failed.forget(path),
        };
        let original = self.places.input.join(path);
        set_aside
            .and_then(|()| match (self.originals, &worked.failure) {
                (Originals::Keep, _) => Ok(()),
                (_, Some(_)) => failed.take(&original, path),
                (Originals::Archive, None) => move_durably(&original, &self.places.archive.join(path)),
                (Originals::Delete, None) => disk::remove(&original),
            })
            .map_err(|error| self.trouble(&error))
    }

    fn reason(&self, path: &Path, worked: &Worked) -> Option<Reason> {
        let records: Vec<_> = worked.failed_records.iter().map(|record| record.reason.clone()).collect();
        let (code, message) = match (&worked.failure, records.as_slice()) {
            (Some(failure), _) => (failure.code.to_owned(), failure.message.clone()),
            (None, []) if worked.documents > 0 => return None,
            (None, []) => ("input.empty".to_owned(), "the input holds no record: there is nothing to clean".to_owned()),
            (None, [record]) => (record.code.clone(), format!("record {}: {}", record.record, record.message)),
            (None, [record, others @ ..]) => (
                record.code.clone(),
                format!("record {}: {} (and {} more records)", record.record, record.message, others.len()),
            ),
        };
        Some(Reason {
            schema: REASON_SCHEMA.to_owned(),
            path: name::shown(path),
            code,
            message,
            modified: disk::modified(&self.places.input.join(path)),
            tool: self.tool.to_owned(),
            config: self.config.to_owned(),
            records,
        })
    }

    fn trouble(&self, error: &io::Error) -> Stop {
        Stop(format!(
            "cannot write below {} or {}: {error}; nothing is lost: mend it and run the same command again",
            self.places.output.display(),
            self.places.failed.display()
        ))
    }
}

/// Waits for an input and takes those that follow it closely; nothing once all workers are gone.
#[expect(clippy::disallowed_methods, reason = "a group waits only so long")]
fn gather(finished: &Receiver<Finished>) -> Vec<Finished> {
    let Ok(first) = finished.recv() else { return Vec::new() };
    let deadline = Instant::now() + GROUP_WAIT;
    let mut group = vec![first];
    while group.len() < GROUP {
        match finished.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(next) => group.push(next),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    group
}
