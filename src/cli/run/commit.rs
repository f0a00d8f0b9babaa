//! What a run does with inputs that are committed: it counts them, names those that failed, and ends at trouble.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::places::Places;
use super::report::{Progress, Report};
use crate::cli::{Result, Stop};
use crate::spool::committer::{Disposition, Input, Owner, Trouble};
use crate::spool::{Finisher, name};

/// An input of a run. Unless the user says otherwise it stays where it is.
pub struct RunInput<'a> {
    /// Its path below the inbox.
    pub path: PathBuf,
    pub original: PathBuf,
    pub finisher: &'a Finisher,
}

impl Input for RunInput<'_> {
    fn path(&self) -> &Path {
        &self.path
    }

    fn original(&self) -> &Path {
        &self.original
    }

    fn finisher(&self) -> &Finisher {
        self.finisher
    }
}

/// Counts what is committed.
pub struct Commits<'a> {
    places: &'a Places,
    progress: &'a Progress,
    /// Tells the workers to stop.
    stopped: &'a AtomicBool,
    start: Instant,
    report: Report,
    /// What ends the run.
    trouble: Option<Stop>,
}

impl<'a> Commits<'a> {
    #[expect(clippy::disallowed_methods, reason = "the report says how long the run took")]
    pub fn new(places: &'a Places, progress: &'a Progress, stopped: &'a AtomicBool) -> Self {
        Commits { places, progress, stopped, start: Instant::now(), report: Report::default(), trouble: None }
    }

    /// Returns the report of all that was committed.
    ///
    /// # Errors
    /// If our own disk failed.
    pub fn end(mut self) -> Result<Report> {
        self.report.sort();
        self.report.interrupted = self.stopped.load(Ordering::Relaxed);
        self.report.seconds = self.start.elapsed().as_secs_f64();
        self.trouble.map_or(Ok(self.report), Err)
    }
}

impl<'a> Owner for Commits<'a> {
    type Input = RunInput<'a>;

    /// As long as a worker is left, more may come.
    fn received(&mut self) -> bool {
        true
    }

    fn settled(&mut self, input: RunInput<'a>, disposition: Disposition) {
        match disposition {
            Disposition::Done { worked, reason } => {
                if let Some(reason) = reason {
                    self.progress.say(&format!("copydesk: {}", reason.line()));
                }
                self.report.add(&input.path, *worked);
            }
            Disposition::Gone => {
                let shown = name::shown(&input.path);
                self.progress.say(&format!("copydesk: {shown}: it was taken away while it was cleaned"));
            }
            Disposition::Trouble(trouble) => {
                self.stopped.store(true, Ordering::Relaxed);
                self.trouble.get_or_insert_with(|| stop(self.places, &trouble));
            }
        }
        self.progress.step();
    }

    fn committed(&mut self, _took: Duration) -> ControlFlow<()> {
        if self.trouble.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn stop(places: &Places, trouble: &Trouble) -> Stop {
    let (output, failed, error) = (places.output.display(), places.failed.display(), trouble.error());
    Stop::new(format!(
        "cannot write below {output} or {failed}: {error}; nothing is lost: mend it and run the same command again"
    ))
}
