//! The threads that do the work: workers, each of which cleans one file at a time, and one thread that commits what
//! they have finished.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::setup::{CurrentSetup, Setup};
use super::shared_status::SharedStatus;
use super::systemd::Manager;
use super::thread::spawn;
use super::time::now;
use crate::output::JsonLines;
use crate::reason::Reason;
use crate::spool::claim::{Claim, PathState, Stamp, look};
use crate::spool::committer::{Committer, Disposition, Finished, Input, Owner};
use crate::spool::job::{Budget, InputFile, Worked, is_of_input};
use crate::spool::reason::ReasonFile;
use crate::spool::running::Running;
use crate::spool::{Draft, Finisher, Outbox, name};

/// What became of a claim, as the loop is told.
#[derive(Debug)]
pub struct ClaimReport {
    pub claim: Claim,
    /// How long it took since it was handed in.
    pub took: Duration,
    pub result: ClaimResult,
}

/// What became of a claim.
#[derive(Debug)]
pub enum ClaimResult {
    /// It is finished: published, or set aside with this reason.
    Done { documents: u64, bytes: u64, edits: BTreeMap<String, u64>, reason: Option<Box<ReasonFile>> },
    /// Somebody took it out of `work/`.
    Gone,
    /// Somebody changed it while it was read; it is to be done again.
    Changed,
    /// Our own disk or the system failed; says nothing of the input.
    Trouble(String),
}

/// How many claims the workers may have; no more are claimed.
pub const QUEUE: usize = 512;

/// What the threads share; it lives as long as the process.
pub struct Workers {
    setup: Arc<CurrentSetup>,
    outbox: Outbox,
    budget: Budget,
    shared: Arc<SharedStatus>,
    manager: Arc<Manager>,
    jobs: SyncSender<(Claim, Instant)>,
    waiting: Mutex<Receiver<(Claim, Instant)>>,
    finished: SyncSender<Finished<ClaimedInput>>,
    /// How many claims are handed in and have not reached the committing thread.
    on_the_way: AtomicU64,
    /// The claims that are being cleaned, each by a number of its own. A worker whose claim is missing here was given
    /// up.
    running: Mutex<HashMap<u64, BeingCleaned>>,
    /// The next number for a worker or for a claim that is being cleaned.
    next: AtomicU64,
    reports: UnboundedSender<ClaimReport>,
}

/// A claim that is being cleaned.
struct BeingCleaned {
    claim: Claim,
    /// When it was handed in, and when a worker began with it.
    since: Instant,
    taken: Instant,
}

/// A claim that is cleaned, with the setup that it was cleaned with.
struct ClaimedInput {
    claim: Claim,
    /// When it was handed in.
    since: Instant,
    setup: Arc<Setup>,
}

impl Input for ClaimedInput {
    fn path(&self) -> &Path {
        &self.claim.path
    }

    fn original(&self) -> &Path {
        &self.claim.place
    }

    fn finisher(&self) -> &Finisher {
        &self.setup.finisher
    }
}

/// What a worker made of a claim.
enum WorkResult {
    /// It is to be committed: its documents have this name, if it gave any.
    Worked(Box<Worked>, Option<(Draft, PathBuf)>),
    /// There is nothing to commit.
    Unfinished(ClaimResult),
}

impl WorkResult {
    fn failed(code: Reason, message: String) -> Self {
        WorkResult::Worked(Box::new(Worked::failed(code, message)), None)
    }
}

impl Workers {
    /// Starts the threads. They end with the process; what they have not finished lies in `work/`.
    ///
    /// # Errors
    /// If the system cannot start a thread.
    pub fn start(
        setup: Arc<CurrentSetup>,
        outbox: Outbox,
        count: usize,
        shared: Arc<SharedStatus>,
        manager: Arc<Manager>,
    ) -> io::Result<(Arc<Self>, UnboundedReceiver<ClaimReport>)> {
        let (reports, reported) = unbounded_channel();
        let (jobs, waiting) = sync_channel(QUEUE);
        let (finished, receiver) = sync_channel(QUEUE);
        let started = Arc::new(Workers {
            budget: Budget::new(setup.get().config.options.limits.memory.0),
            setup,
            outbox,
            shared,
            manager,
            jobs,
            waiting: Mutex::new(waiting),
            finished,
            on_the_way: AtomicU64::new(0),
            running: Mutex::new(HashMap::new()),
            next: AtomicU64::new(0),
            reports,
        });
        for _ in 0..count {
            started.spawn_worker()?;
        }
        let committing = Arc::clone(&started);
        spawn("commit", move || {
            Committer::new(Some(&committing.outbox))
                .run(&receiver, &mut Commits { workers: &committing, told_manager: None });
        })?;
        Ok((started, reported))
    }

    /// Hands in a claim. The workers may have no more than [`QUEUE`]; beyond that this would block.
    pub fn hand_in(&self, claim: Claim) {
        self.on_the_way.fetch_add(1, Ordering::SeqCst);
        self.jobs.send((claim, now())).expect("the workers hold the other end");
    }

    /// Tries whether documents can be published.
    ///
    /// # Errors
    /// With what is in the way.
    pub fn probe(&self) -> io::Result<()> {
        self.outbox.probe()
    }

    /// Gives up claims that take longer than the configuration allows: each is set aside, and a new worker replaces the
    /// one that is stuck with it.
    pub fn give_up_slow(self: &Arc<Self>) {
        let setup = self.setup.get();
        let limit = setup.config.options.limits.time.0;
        let slow: Vec<u64> = {
            let running = lock(&self.running);
            running.iter().filter(|(_, held)| held.taken.elapsed() > limit).map(|(number, _)| *number).collect()
        };
        for number in slow {
            // If the system cannot start a thread now, the claim stays with its worker until the next time.
            if self.spawn_worker().is_err() {
                return;
            }
            let Some(BeingCleaned { claim, since, .. }) = lock(&self.running).remove(&number) else { continue };
            let message = format!("it takes longer than [limits] time = {} s allows", limit.as_secs_f64());
            self.finish(claim, since, &setup, WorkResult::failed(Reason::InputTooSlow, message));
        }
    }

    fn spawn_worker(self: &Arc<Self>) -> io::Result<()> {
        let workers = Arc::clone(self);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        spawn("clean", move || workers.work(number))
    }

    fn work(&self, worker: u64) {
        let state = self.setup.get().config.spool.state.clone();
        let note = Running::open(&state, worker).ok();
        loop {
            let Ok((claim, since)) = lock(&self.waiting).recv() else { return };
            let setup = self.setup.get();
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            lock(&self.running).insert(number, BeingCleaned { claim: claim.clone(), since, taken: now() });
            note.iter().for_each(|note| note.begin(&claim.path));
            let result = catch_unwind(AssertUnwindSafe(|| self.clean(&claim, &setup))).unwrap_or_else(|_| {
                let message = "copydesk itself failed on this input; please report it with the input".to_owned();
                WorkResult::failed(Reason::InternalPanic, message)
            });
            note.iter().for_each(Running::end);
            if lock(&self.running).remove(&number).is_none() {
                // It was given up, and another worker has replaced this one.
                return;
            }
            self.finish(claim, since, &setup, result);
        }
    }

    /// Passes on what a worker made of a claim.
    fn finish(&self, claim: Claim, since: Instant, setup: &Arc<Setup>, result: WorkResult) {
        match result {
            WorkResult::Worked(worked, draft) => {
                let input = ClaimedInput { claim, since, setup: Arc::clone(setup) };
                let finished = Finished { input, worked, draft };
                self.finished.send(finished).expect("the committing thread lives as long as the workers");
            }
            WorkResult::Unfinished(result) => {
                self.on_the_way.fetch_sub(1, Ordering::SeqCst);
                self.report(claim, since, result);
            }
        }
    }

    fn clean(&self, claim: &Claim, setup: &Setup) -> WorkResult {
        if claim.crashes > 1 && crashes(claim, setup) {
            let message = "copydesk crashed on this input, also alone; please report it with the input".to_owned();
            return WorkResult::failed(Reason::InternalCrash, message);
        }
        let input = match InputFile::open(&claim.place, name::shown(&claim.path)) {
            Ok(input) => input,
            Err(_) if is_gone(&claim.place) => return WorkResult::Unfinished(ClaimResult::Gone),
            Err(error) if is_of_input(&error, &claim.place) => {
                return WorkResult::failed(Reason::InputUnreadable, format!("cannot read it: {error}"));
            }
            Err(error) => return WorkResult::Unfinished(ClaimResult::Trouble(error.to_string())),
        };
        let cleaned = Stamp::of_open(&input.file).and_then(|before| {
            let mut draft = self.outbox.draft()?;
            let worked = setup.processor(&self.budget).write(&input, &JsonLines, &mut draft)?;
            Ok((Stamp::of_open(&input.file)?.same_content(&before), worked, draft))
        });
        match cleaned {
            Err(error) => WorkResult::Unfinished(ClaimResult::Trouble(error.to_string())),
            Ok((false, ..)) => WorkResult::Unfinished(ClaimResult::Changed),
            Ok((true, worked, draft)) => {
                let name = setup.document_name(&claim.path, &worked);
                let draft = worked.is_whole().then_some((draft, name));
                WorkResult::Worked(Box::new(worked), draft)
            }
        }
    }

    fn report(&self, claim: Claim, since: Instant, result: ClaimResult) {
        // Without a receiver the service is ending, and what it is not told is done again at the next start.
        let _ = self.reports.send(ClaimReport { claim, took: since.elapsed(), result });
    }
}

/// What the committing thread does for the service.
struct Commits<'a> {
    workers: &'a Workers,
    /// When the service manager was last told that the service makes progress.
    told_manager: Option<Instant>,
}

impl Owner for Commits<'_> {
    type Input = ClaimedInput;

    /// Shows that this thread moves, and tells the service manager if the deciding task does, too.
    fn turn(&mut self) {
        let Workers { shared, manager, .. } = self.workers;
        let now = now();
        shared.commit_turned(now);
        let Some(every) = manager.watchdog_every() else { return };
        let due = self.told_manager.is_none_or(|told| now.duration_since(told) >= every);
        if due && shared.since_loop_turn(now) < every * 2 {
            manager.progress();
            self.told_manager = Some(now);
        }
    }

    fn received(&mut self) -> bool {
        self.workers.on_the_way.fetch_sub(1, Ordering::SeqCst) > 1
    }

    fn settled(&mut self, input: ClaimedInput, disposition: Disposition) {
        let result = match disposition {
            Disposition::Done { worked, reason } => {
                let Worked { documents, bytes, edits, .. } = *worked;
                ClaimResult::Done { documents, bytes, edits, reason }
            }
            Disposition::Gone => ClaimResult::Gone,
            Disposition::Trouble(trouble) => ClaimResult::Trouble(trouble.to_string()),
        };
        self.workers.report(input.claim, input.since, result);
    }

    fn committed(&mut self, took: Duration) -> ControlFlow<()> {
        self.workers.shared.counters().commit_seconds.add(took);
        ControlFlow::Continue(())
    }
}

/// Tells whether an input crashes the process that cleans it: it is cleaned in a process of its own. Asked of an input
/// that was being cleaned at two crashes.
fn crashes(claim: &Claim, setup: &Setup) -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    let mut command = Command::new(program);
    command.arg("clean").arg("--quiet");
    if let Some(file) = &setup.file {
        command.arg("--config").arg(file);
    }
    // It must not send messages to the service manager in our name.
    command.env_remove("NOTIFY_SOCKET");
    command.arg("--").arg(&claim.place).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A process that ends by a signal has no exit code.
    command.status().is_ok_and(|status| status.code().is_none())
}

fn is_gone(place: &Path) -> bool {
    matches!(look(place), Ok(PathState::Gone))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
