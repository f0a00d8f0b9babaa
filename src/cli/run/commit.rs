//! The end of a run's road: documents made durable in groups, refusals set aside, originals dealt with, all counted.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::places::Places;
use super::report::{Progress, Report};
use crate::cli::{Result, Stop};
use crate::reason::Reason;
use crate::spool::job::Worked;
use crate::spool::reason::ReasonFile;
use crate::spool::{Draft, Finisher, Outbox, in_parallel};

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
    /// The system or our own disk failed, as this tells; says nothing of the input.
    Environment(String),
}

impl Fruit {
    pub fn failed(code: Reason, message: String) -> Self {
        Fruit::Worked(Box::new(Worked::failed(code, message)), None)
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
    pub finisher: Finisher,
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
        report.sort();
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
                Fruit::Environment(trouble) => {
                    return Err(Stop(format!("{trouble}; nothing is lost: mend it and run the same command again")));
                }
                Fruit::Worked(worked, draft) => {
                    drafts.extend(draft);
                    done.push((path, worked));
                }
            }
            self.progress.step();
        }
        if let Some(outbox) = self.outbox {
            outbox.publish(drafts).into_iter().collect::<io::Result<()>>().map_err(|error| self.trouble(&error))?;
        }
        let mut refused = Vec::new();
        for (path, worked) in done {
            match self.finisher.reason(&self.places.input.join(&path), &path, &worked) {
                Some(reason) => {
                    self.progress.say(&format!("copydesk: {}: {}", reason.path, reason.message));
                    refused.push((path, worked, reason));
                }
                None => {
                    self.finish(&path, &worked, None).map_err(|error| self.trouble(&error))?;
                    report.add(&path, *worked);
                }
            }
        }
        // Each has a reason that is synced.
        let finished = in_parallel(&mut refused, |(path, worked, reason)| self.finish(path, worked, Some(reason)));
        finished.into_iter().collect::<io::Result<()>>().map_err(|error| self.trouble(&error))?;
        refused.into_iter().for_each(|(path, worked, _)| report.add(&path, *worked));
        Ok(())
    }

    fn finish(&self, path: &Path, worked: &Worked, reason: Option<&ReasonFile>) -> io::Result<()> {
        if self.outbox.is_none() {
            return Ok(());
        }
        self.finisher.finish(&self.places.input.join(path), path, worked, reason)
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
