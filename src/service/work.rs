//! The inputs in work: they are handed to the workers, what came of them is counted, and what failed through no fault
//! of its own is tried again.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use tracing::{debug, error, warn};

use super::health::Health;
use super::setup::CurrentSetup;
use super::status_writer::StatusWriter;
use super::workers::{ClaimReport, ClaimResult, QUEUE, Workers};
use crate::reason::Reason;
use crate::spool::claim::{Claim, ClaimFolders};
use crate::spool::disk;
use crate::spool::job::Worked;

/// What is claimed and not finished.
pub struct Work {
    setup: Arc<CurrentSetup>,
    folders: ClaimFolders,
    workers: Arc<Workers>,
    reports: UnboundedReceiver<ClaimReport>,
    /// How many claims the workers have.
    in_work: usize,
    /// Claims to be handed in again, each not before its time.
    retries: VecDeque<(Instant, Claim)>,
    health: Health,
    status: StatusWriter,
}

impl Work {
    /// Begins with what the last run left behind.
    pub fn new(
        setup: Arc<CurrentSetup>,
        folders: ClaimFolders,
        (workers, reports): (Arc<Workers>, UnboundedReceiver<ClaimReport>),
        leftovers: Vec<Claim>,
        status: StatusWriter,
        now: Instant,
    ) -> Self {
        Work {
            setup,
            folders,
            workers,
            reports,
            in_work: 0,
            retries: leftovers.into_iter().map(|claim| (now, claim)).collect(),
            health: Health::default(),
            status,
        }
    }

    /// Returns how many claims the workers have.
    pub fn in_work(&self) -> usize {
        self.in_work
    }

    /// Returns how many claims are not finished.
    pub fn unfinished(&self) -> usize {
        self.in_work + self.retries.len()
    }

    pub fn health(&self) -> &Health {
        &self.health
    }

    pub fn status(&mut self) -> &mut StatusWriter {
        &mut self.status
    }

    /// Tells whether another input may be claimed.
    pub fn has_room(&self) -> bool {
        self.in_work < self.health.room(QUEUE)
    }

    /// Hands a claim to the workers.
    pub fn hand_in(&mut self, claim: Claim, now: Instant) {
        self.in_work += 1;
        self.workers.hand_in(claim);
        self.status.note_change(now);
    }

    /// Hands in the claims whose time to be tried again has come.
    pub fn hand_in_retries(&mut self, now: Instant) {
        for _ in 0..self.retries.len() {
            if !self.has_room() {
                return;
            }
            let Some((due, claim)) = self.retries.pop_front() else { return };
            if due > now {
                self.retries.push_back((due, claim));
                continue;
            }
            let noted = if claim.crashes > 0 { self.folders.mark(claim.clone()) } else { Ok(claim.clone()) };
            match noted {
                Ok(claim) => {
                    self.hand_in(claim, now);
                    if self.health.is_trial() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => warn_gone(&claim),
                Err(error) => {
                    self.retries.push_back((now, claim));
                    self.degrade(format!("cannot write to work: {error}"), now);
                }
            }
        }
    }

    /// Sets aside a file of the inbox that is no input, without opening it. `original` is where it lies.
    pub fn refuse(&mut self, original: &Path, path: &Path, reason: Reason, message: String, now: Instant) {
        let worked = Worked::failed(reason, message);
        let setup = self.setup.get();
        let reason = setup.finisher.reason(original, path, &worked);
        match setup.finisher.finish(original, path, &worked, reason.as_ref()) {
            Ok(()) => {
                self.status.count_input(0, 0);
                reason.into_iter().for_each(|reason| self.status.count_failure(reason));
                self.status.note_change(now);
            }
            Err(error) => self.degrade(format!("cannot set an input aside: {error}"), now),
        }
    }

    /// Gives up the inputs that take longer than the configuration allows.
    pub fn give_up_slow(&self) {
        self.workers.give_up_slow();
    }

    /// Waits for the next report.
    pub async fn next_report(&mut self) -> Option<ClaimReport> {
        self.reports.recv().await
    }

    /// Takes all reports that have come.
    pub fn take_reports(&mut self, now: Instant) {
        while let Ok(report) = self.reports.try_recv() {
            self.take_report(report, now);
        }
    }

    /// Counts a claim that came back, and keeps it for later if it is not finished.
    pub fn take_report(&mut self, ClaimReport { claim, took, result }: ClaimReport, now: Instant) {
        self.in_work -= 1;
        self.status.note_change(now);
        match result {
            ClaimResult::Done { documents, bytes, edits, reason } => {
                debug!(path = %claim.path.display(), documents, "done");
                self.status.count_input(documents, bytes);
                self.status.count_work(took, edits);
                reason.into_iter().for_each(|reason| self.status.count_failure(*reason));
                if self.health.succeeded(&claim.place, now) {
                    self.retries.iter_mut().for_each(|(due, _)| *due = now.min(*due));
                }
            }
            ClaimResult::Changed => {
                self.health.succeeded(&claim.place, now);
                self.retries.push_back((now + self.setup.get().config.spool.settle, claim));
            }
            ClaimResult::Gone => {
                warn_gone(&claim);
                self.health.forget(&claim.place);
            }
            ClaimResult::Trouble(reason) => self.retry(claim, reason, took, now),
        }
    }

    /// Notes trouble that concerns all inputs: nothing is claimed until a probe succeeds.
    pub fn degrade(&mut self, reason: String, now: Instant) {
        if self.health.degrade(reason.clone(), now) {
            self.announce(&reason);
        }
    }

    /// Probes the folders of the spool if a probe is due. Returns whether they can be written to again.
    pub fn probe(&mut self, now: Instant) -> bool {
        if self.health.next_probe().is_none_or(|due| due > now) {
            return false;
        }
        let result = self.try_folders();
        let works = result.is_ok();
        self.health.probed(result, now);
        works
    }

    /// Ends a trial for which there is no input.
    pub fn end_empty_trial(&mut self, now: Instant) {
        if self.health.is_trial() && self.unfinished() == 0 {
            self.health.end_trial(now);
        }
    }

    /// Returns when there is something to do again without a report.
    pub fn wake(&self) -> Option<Instant> {
        let retry = self.retries.iter().map(|(due, _)| *due).min().filter(|_| self.has_room());
        [retry, self.health.next_probe(), self.status.due()].into_iter().flatten().min()
    }

    fn retry(&mut self, claim: Claim, reason: String, took: Duration, now: Instant) {
        let (wait, is_outage) = self.health.failed(&claim.place, reason.clone(), took, now);
        self.retries.push_back((now + wait, claim));
        if is_outage {
            self.announce(&reason);
        }
    }

    /// Tells that an outage begins.
    fn announce(&self, reason: &str) {
        error!("{reason}; waiting until that is mended, nothing is lost");
        self.status.count_outage();
    }

    fn try_folders(&self) -> Result<(), String> {
        let setup = self.setup.get();
        let spool = &setup.config.spool;
        let cannot = |folder: &Path, error| format!("cannot write to {}: {error}", folder.display());
        self.workers.probe().map_err(|error| cannot(&spool.outbox, error))?;
        for folder in [&self.folders.inbox, &self.folders.work, &spool.failed, &spool.archive] {
            disk::make_folder(folder)
                .and_then(|()| disk::probe(folder, ".probe.tmp"))
                .map_err(|error| cannot(folder, error))?;
        }
        Ok(())
    }
}

fn warn_gone(claim: &Claim) {
    warn!(path = %claim.path.display(), "gone from work/ without us");
}
