//! The threads that do the work: cleaners, each one file at a time, and one that makes documents durable in groups.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::Setup;
use super::shared_status::SharedStatus;
use super::systemd::Manager;
use crate::input::Said;
use crate::output::JsonLines;
use crate::reason::Reason;
use crate::spool::claim::{Claim, PathState, Stamp, look};
use crate::spool::job::{Budget, InputFile, Processor, Worked, is_of_input};
use crate::spool::reason::ReasonFile;
use crate::spool::running::Running;
use crate::spool::{Draft, Finisher, Originals, Outbox, in_parallel, name};

/// What the workers tell the service about a claim.
#[derive(Debug)]
pub struct News {
    pub claim: Claim,
    /// How long the workers had it.
    pub took: Duration,
    pub what: What,
}

/// What became of a claim.
#[derive(Debug)]
pub enum What {
    /// It is finished: published, or set aside with this reason.
    Done { documents: u64, bytes: u64, edits: BTreeMap<String, u64>, reason: Option<Box<ReasonFile>> },
    /// Somebody took it out of `work/`.
    Gone,
    /// Somebody changed it while it was read; it is to be done again.
    Changed,
    /// Our own disk or the system failed; says nothing of the input.
    Trouble(String),
}

/// How many claims may be with the workers; the service claims no more.
pub const QUEUE: usize = 512;

/// A group is published when it has this many claims, when nothing else is on its way, or when its first has waited
/// this long.
const GROUP: usize = 256;
const GROUP_WAIT: Duration = Duration::from_millis(20);
/// How often the committing thread shows that it lives while there is nothing to commit.
const BEAT: Duration = Duration::from_secs(1);

/// What the threads share.
pub struct Workers {
    setup: Mutex<Arc<Setup>>,
    outbox: Outbox,
    budget: Budget,
    shared: Arc<SharedStatus>,
    manager: Arc<Manager>,
    jobs: SyncSender<(Claim, Instant)>,
    waiting: Mutex<Receiver<(Claim, Instant)>>,
    finished: SyncSender<Finished>,
    /// Claims that have been handed in and have not come to the committing thread.
    on_the_way: AtomicU64,
    /// Claims that are being cleaned, by a number of their own.
    running: Mutex<HashMap<u64, Held>>,
    /// The next number for a worker or for a claim in its hands.
    next: AtomicU64,
    news: UnboundedSender<News>,
}

/// A claim that is being cleaned.
struct Held {
    claim: Claim,
    /// When it was handed in, and when a worker took it up.
    since: Instant,
    taken: Instant,
}

/// A claim that a worker is done with.
struct Finished {
    claim: Claim,
    /// When it was handed in.
    since: Instant,
    fruit: Fruit,
}

/// A claim at its last step: its documents are durable.
struct Last {
    claim: Claim,
    since: Instant,
    worked: Box<Worked>,
    setup: Arc<Setup>,
    reason: Option<ReasonFile>,
}

impl Last {
    fn finish(&self) -> io::Result<()> {
        self.setup.finisher.finish(&self.claim.place, &self.claim.path, &self.worked, self.reason.as_ref())
    }
}

enum Fruit {
    Worked { worked: Box<Worked>, draft: Option<(Draft, PathBuf)>, setup: Arc<Setup> },
    Changed,
    Gone,
    Trouble(io::Error),
}

impl Workers {
    /// Starts the threads. They end with the process: what they have not finished lies in `work/`.
    ///
    /// # Errors
    /// If the system has no thread to give.
    pub fn start(
        setup: Arc<Setup>,
        outbox: Outbox,
        workers: usize,
        news: UnboundedSender<News>,
        shared: Arc<SharedStatus>,
        manager: Arc<Manager>,
    ) -> io::Result<Arc<Self>> {
        let (jobs, waiting) = sync_channel(QUEUE);
        let (finished, receiver) = sync_channel(QUEUE);
        let started = Arc::new(Workers {
            budget: Budget::new(setup.config.options.limits.memory.0),
            setup: Mutex::new(setup),
            outbox,
            shared,
            manager,
            jobs,
            waiting: Mutex::new(waiting),
            finished,
            on_the_way: AtomicU64::new(0),
            running: Mutex::new(HashMap::new()),
            next: AtomicU64::new(0),
            news,
        });
        for _ in 0..workers {
            started.spawn_worker()?;
        }
        let committing = Arc::clone(&started);
        spawn("commit", move || committing.commit(&receiver))?;
        Ok(started)
    }

    /// Hands in a claim. No more than [`QUEUE`] may be with the workers.
    pub fn hand_in(&self, claim: Claim) {
        self.on_the_way.fetch_add(1, Ordering::SeqCst);
        self.jobs.send((claim, now())).expect("the workers hold the other end");
    }

    /// Returns what new work is done with.
    pub fn setup(&self) -> Arc<Setup> {
        Arc::clone(&lock(&self.setup))
    }

    /// Changes what new work is done with.
    pub fn change(&self, setup: Arc<Setup>) {
        *lock(&self.setup) = setup;
    }

    /// Tries whether documents can be published and originals be put away.
    ///
    /// # Errors
    /// With what is in the way.
    pub fn probe(&self) -> io::Result<()> {
        self.outbox.probe()
    }

    /// Gives up claims that take longer than the configuration allows: each is set aside, and a new worker takes the
    /// place of the one that is stuck with it.
    pub fn give_up_slow(self: &Arc<Self>) {
        let setup = self.setup();
        let limit = setup.config.options.limits.time.0;
        let slow: Vec<u64> = {
            let running = lock(&self.running);
            running.iter().filter(|(_, held)| held.taken.elapsed() > limit).map(|(number, _)| *number).collect()
        };
        for number in slow {
            // Without a thread to take its place the worker stays with it; next time there may be one.
            if self.spawn_worker().is_err() {
                return;
            }
            let Some(Held { claim, since, .. }) = lock(&self.running).remove(&number) else { continue };
            let message = format!("it takes longer than [limits] time = {} s allows", limit.as_secs_f64());
            let worked = Box::new(Worked::failed(Reason::InputTooSlow, message));
            self.finish(claim, since, Fruit::Worked { worked, draft: None, setup: Arc::clone(&setup) });
        }
    }

    fn spawn_worker(self: &Arc<Self>) -> io::Result<()> {
        let workers = Arc::clone(self);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        spawn("clean", move || workers.work(number))
    }

    fn work(&self, worker: u64) {
        let state = self.setup().config.spool.state.clone();
        let note = Running::open(&state, worker).ok();
        loop {
            let Ok((claim, since)) = lock(&self.waiting).recv() else { return };
            let setup = self.setup();
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            lock(&self.running).insert(number, Held { claim: claim.clone(), since, taken: now() });
            note.iter().for_each(|note| note.begin(&claim.path));
            let fruit = catch_unwind(AssertUnwindSafe(|| self.clean(&claim, &setup))).unwrap_or_else(|_| {
                let message = "copydesk itself failed on this input; please report it with the input".to_owned();
                let worked = Box::new(Worked::failed(Reason::InternalPanic, message));
                Fruit::Worked { worked, draft: None, setup: Arc::clone(&setup) }
            });
            note.iter().for_each(Running::end);
            if lock(&self.running).remove(&number).is_none() {
                // It was given up, and another worker is in this one's place.
                return;
            }
            self.finish(claim, since, fruit);
        }
    }

    fn finish(&self, claim: Claim, since: Instant, fruit: Fruit) {
        self.finished
            .send(Finished { claim, since, fruit })
            .expect("the committing thread lives as long as the workers");
    }

    fn clean(&self, claim: &Claim, setup: &Arc<Setup>) -> Fruit {
        let failed = |code, message| Fruit::Worked {
            worked: Box::new(Worked::failed(code, message)),
            draft: None,
            setup: Arc::clone(setup),
        };
        if claim.crashes > 1 && crashes(claim, setup) {
            let message = "copydesk crashed on this input, also alone; please report it with the input".to_owned();
            return failed(Reason::InternalCrash, message);
        }
        let input = match InputFile::open(&claim.place, name::shown(&claim.path)) {
            Ok(input) => input,
            Err(_) if is_gone(&claim.place) => return Fruit::Gone,
            Err(error) if is_of_input(&error, &claim.place) => {
                return failed(Reason::InputUnreadable, format!("cannot read it: {error}"));
            }
            Err(error) => return Fruit::Trouble(error),
        };
        let cleaned = Stamp::of_open(&input.file).and_then(|before| {
            let mut draft = self.outbox.draft()?;
            let worked = setup.processor(&self.budget).write(&input, &JsonLines, &mut draft)?;
            Ok((Stamp::of_open(&input.file)?.same_content(&before), worked, draft))
        });
        match cleaned {
            Err(error) => Fruit::Trouble(error),
            Ok((false, ..)) => Fruit::Changed,
            Ok((true, worked, draft)) => {
                let name = setup.document_name(&claim.path, &worked);
                let draft = worked.is_whole().then_some((draft, name));
                Fruit::Worked { worked: Box::new(worked), draft, setup: Arc::clone(setup) }
            }
        }
    }

    fn commit(&self, finished: &Receiver<Finished>) {
        let mut heard = None;
        loop {
            self.beat(&mut heard);
            let first = match finished.recv_timeout(BEAT) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            self.on_the_way.fetch_sub(1, Ordering::SeqCst);
            let start = now();
            let deadline = start + GROUP_WAIT;
            let mut group = vec![first];
            while group.len() < GROUP && self.on_the_way.load(Ordering::SeqCst) > 0 {
                match finished.recv_timeout(deadline.saturating_duration_since(now())) {
                    Ok(next) => {
                        self.on_the_way.fetch_sub(1, Ordering::SeqCst);
                        group.push(next);
                    }
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            let gathered = now();
            self.publish(group);
            self.shared.counters().commit_seconds.add(gathered.elapsed());
        }
    }

    /// Shows that this thread moves, and tells the service manager if the deciding task does, too.
    fn beat(&self, heard: &mut Option<Instant>) {
        let now = now();
        self.shared.commits(now);
        let Some(every) = self.manager.watchdog_every() else { return };
        let due = heard.is_none_or(|heard| now.duration_since(heard) >= every);
        if due && self.shared.since_decided(now) < every * 2 {
            self.manager.progress();
            *heard = Some(now);
        }
    }

    fn publish(&self, group: Vec<Finished>) {
        let mut drafts = Vec::new();
        let mut done = Vec::new();
        for Finished { claim, since, fruit } in group {
            match fruit {
                Fruit::Changed => self.tell(claim, since, What::Changed),
                Fruit::Gone => self.tell(claim, since, What::Gone),
                Fruit::Trouble(error) => self.tell(claim, since, What::Trouble(error.to_string())),
                Fruit::Worked { worked, draft, setup } => {
                    done.push((claim, since, worked, setup, draft.is_some()));
                    drafts.extend(draft);
                }
            }
        }
        let mut published = self.outbox.publish(drafts).into_iter();
        let mut refused = Vec::new();
        for (claim, since, worked, setup, drafted) in done {
            if drafted && let Some(Err(error)) = published.next() {
                self.tell(claim, since, What::Trouble(format!("cannot write to the outbox: {error}")));
                continue;
            }
            let reason = setup.finisher.reason(&claim.place, &claim.path, &worked);
            let last = Last { claim, since, worked, setup, reason };
            if last.reason.is_some() {
                refused.push(last);
            } else {
                let result = last.finish();
                self.tell_end(last, result);
            }
        }
        // Each has a reason that is synced: a flood of refusals would else hold up all others.
        let results = in_parallel(&mut refused, |last| last.finish());
        refused.into_iter().zip(results).for_each(|(last, result)| self.tell_end(last, result));
    }

    fn tell_end(&self, last: Last, result: io::Result<()>) {
        let Last { claim, since, worked, reason, .. } = last;
        let what = match result {
            Err(_) if is_gone(&claim.place) && !worked.is_whole() => What::Gone,
            Err(error) if !is_gone(&claim.place) => What::Trouble(format!("cannot put the original away: {error}")),
            // Its documents are safe, even if somebody took the original meanwhile.
            _ => {
                let Worked { documents, bytes, edits, .. } = *worked;
                What::Done { documents, bytes, edits, reason: reason.map(Box::new) }
            }
        };
        self.tell(claim, since, what);
    }

    fn tell(&self, claim: Claim, since: Instant, what: What) {
        // Without a listener the service is on its way out, and what it is not told is done again.
        let _ = self.news.send(News { claim, took: since.elapsed(), what });
    }
}

impl Setup {
    fn processor<'a>(&'a self, budget: &'a Budget) -> Processor<'a> {
        Processor {
            desk: &self.desk,
            limits: self.config.input_limits,
            collection: &self.collection,
            tool: &self.finisher.tool,
            config: &self.finisher.config,
            budget,
            said: Said::default(),
        }
    }

    fn document_name(&self, path: &Path, worked: &Worked) -> PathBuf {
        /// The same name may come again with other content, and both are kept.
        const TEMPLATE: &str = "{path}.{id8}.json";
        let template = self.config.spool.name.as_deref().unwrap_or(TEMPLATE);
        name::document(template, path, &worked.digest, worked.many)
    }

    /// Returns how a finished input is dealt with under `config`.
    pub fn finisher(config: &crate::config::Config, tool: String) -> Finisher {
        Finisher {
            failed: config.spool.failed.clone(),
            archive: config.spool.archive.clone(),
            originals: match config.spool.done {
                crate::config::Done::Archive => Originals::Archive,
                crate::config::Done::Delete => Originals::Delete,
            },
            tool,
            config: config.digest(),
        }
    }
}

/// Tells whether an input that was being cleaned at two crashes is what crashes us: it is cleaned in a process of its
/// own.
fn crashes(claim: &Claim, setup: &Setup) -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    let mut command = Command::new(program);
    command.arg("clean").arg("--quiet");
    if let Some(file) = &setup.file {
        command.arg("--config").arg(file);
    }
    // It must not speak to the service manager in our name.
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

/// Starts a thread that ends with the process.
pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

#[expect(clippy::disallowed_methods, reason = "groups wait only so long, and so do slow inputs")]
fn now() -> Instant {
    Instant::now()
}
