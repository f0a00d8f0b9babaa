//! The background service: looks where hints point, waits until files have settled, claims them, and hands them to
//! the workers. One task decides; threads work.
//!
//! What is true stands on the disk. The inbox says what is to be done, `work/` what is being done; nothing that is
//! only in memory is needed to go on after a crash.

mod clock;
mod health;
mod http;
mod metrics;
mod retention;
mod settle;
mod shared_status;
mod status;
mod systemd;
mod watcher;
mod workers;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{sleep, sleep_until};
use tracing::{debug, error, info, warn};

use self::clock::Clock;
use self::health::Health;
use self::settle::{SettleQueue, Verdict};
use self::shared_status::SharedStatus;
use self::status::RateMeter;
use self::watcher::{PendingWatch, Watch, WatchEvent};
use self::workers::{ClaimReport, ClaimResult, QUEUE, Workers};
use crate::config::{Config, Poll};
use crate::desk::{Desk, tool};
use crate::reason::Reason;
use crate::spool::claim::{Claim, ClaimFolders, Claimed, PathState, SpoolLock, Stamp, is_remote, look};
use crate::spool::job::{Worked, open};
use crate::spool::reason::ReasonFile;
use crate::spool::{Finisher, Found, Outbox, Scan, disk, has_writer, is_partial, running};

pub use self::status::{Degraded, LastFailure, Rates, STATUS_FILE, STATUS_SCHEMA, Status};
pub use self::systemd::Manager;

/// What work is done with; replaced as a whole when the configuration is read again.
pub struct Setup {
    pub config: Config,
    pub desk: Desk,
    pub finisher: Finisher,
    /// The collection's name in documents.
    pub collection: String,
    /// The configuration's file, if there is one.
    pub file: Option<PathBuf>,
}

impl Setup {
    pub fn new(config: Config, file: Option<PathBuf>) -> Self {
        let collection = if config.source.is_empty() {
            let inbox = disk::absolute(&config.spool.inbox);
            inbox.file_name().map_or_else(|| "inbox".to_owned(), |name| name.to_string_lossy().into_owned())
        } else {
            config.source.clone()
        };
        Setup { desk: Desk::new(&config), finisher: Setup::finisher(&config, tool()), collection, file, config }
    }
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "another copydesk works this spool (it holds {0}/lock): stop it first, or give this one its own [spool] root"
    )]
    Locked(PathBuf),
    #[error("cannot use {folder}: {error}; make it, or mend its permissions")]
    Folder { folder: PathBuf, error: io::Error },
    #[error(
        "{inbox} and {work} lie on different file systems, so claiming cannot be a rename: set [spool] work beside the inbox"
    )]
    Apart { inbox: PathBuf, work: PathBuf },
    #[error("cannot serve metrics on {address}: {error}; give [service] metrics another address")]
    Metrics { address: SocketAddr, error: io::Error },
    #[error("cannot start: {0}")]
    System(#[from] io::Error),
}

/// How many files may wait to settle; a scan that finds more goes on when some have.
const WAITING: usize = 65_536;
/// How many files a scan looks at before hints, reports and signals get their turn.
const SCAN_STEP: usize = 256;
/// How soon after a folder has appeared the inbox is looked through: by then the folder is watched.
const NEW_FOLDER_AGAIN: Duration = Duration::from_secs(1);
/// How long to poll before file events are asked for again, where they are wanted.
const WATCH_AGAIN: Duration = Duration::from_mins(1);
/// How long SIGTERM waits for the work at hand.
const DRAIN: Duration = Duration::from_millis(700);
/// How often the status file is written at most, and slow inputs are looked for.
const STATUS_EVERY: Duration = Duration::from_secs(1);
/// How often the service shows that it lives while there is nothing to do.
const TURN: Duration = Duration::from_secs(1);

/// Runs the service until a signal ends it. `manager` is told how it goes; `reload` reads the configuration again.
///
/// # Errors
/// If it cannot start; once it runs, no trouble ends it.
pub fn run(setup: Setup, manager: Manager, reload: impl Fn() -> Result<Config, String>) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut service = Service::start(setup, Arc::new(manager))?;
        service.serve(reload).await
    })
}

struct Service {
    setup: Arc<Setup>,
    _lock: SpoolLock,
    folders: ClaimFolders,
    workers: Arc<Workers>,
    reports: UnboundedReceiver<ClaimReport>,
    watch: Option<Watch>,
    /// The watch that is being set up. Until it stands the inbox is looked through already.
    coming: Option<PendingWatch>,
    /// The folder that is watched or polled.
    watched: Option<disk::Identity>,
    /// Why the inbox is polled although it should be watched.
    unwatched: Option<String>,
    /// When to ask for file events again, where they are wanted and were refused.
    watch_again: Option<Instant>,
    waiting: SettleQueue,
    /// Settled files, to be claimed when the workers have room.
    ready: VecDeque<PathBuf>,
    /// Claims to be handed in again, not before their time.
    again: VecDeque<(Instant, Claim)>,
    scan: Option<Scan>,
    /// Another scan is wanted as soon as the present one is over.
    scan_wanted: bool,
    next_scan: Instant,
    working: usize,
    health: Health,
    /// Why the configuration that was last read is not the one that holds.
    refused: Option<String>,
    clock: Clock,
    status: Status,
    status_due: Option<Instant>,
    meter: RateMeter,
    shared: Arc<SharedStatus>,
    manager: Arc<Manager>,
    /// What the service manager was last told.
    told: String,
}

impl Service {
    fn start(setup: Setup, manager: Arc<Manager>) -> Result<Self, StartError> {
        let spool = &setup.config.spool;
        let folder = |folder: &Path| {
            disk::make_folder(folder).map_err(|error| StartError::Folder { folder: folder.to_owned(), error })
        };
        folder(&spool.state)?;
        let lock = SpoolLock::take(&spool.state).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => StartError::Locked(spool.state.clone()),
            _ => StartError::Folder { folder: spool.state.clone(), error },
        })?;
        for needed in [&spool.inbox, &spool.work, &spool.failed, &spool.archive] {
            folder(needed)?;
        }
        if !disk::is_same_file_system(&spool.inbox, &spool.work) {
            return Err(StartError::Apart { inbox: spool.inbox.clone(), work: spool.work.clone() });
        }
        let outbox = Outbox::open(&spool.outbox).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => StartError::Locked(spool.outbox.join(".tmp")),
            _ => StartError::Folder { folder: spool.outbox.clone(), error },
        })?;
        let folders = ClaimFolders { inbox: disk::absolute(&spool.inbox), work: disk::absolute(&spool.work) };
        let leftovers = folders.leftovers(&running::take(&spool.state)?)?;
        if !leftovers.is_empty() {
            info!(inputs = leftovers.len(), "doing again what was in work when the last run ended");
        }
        let count = match setup.config.options.service.workers {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
            count => count,
        };
        let setup = Arc::new(setup);
        let (sender, reports) = unbounded_channel();
        let now = now();
        let shared = Arc::new(SharedStatus::new(now));
        if let Some(address) = setup.config.metrics {
            let bound =
                http::start(address, Arc::clone(&shared)).map_err(|error| StartError::Metrics { address, error })?;
            info!(address = %bound, "serving metrics");
        }
        let workers =
            Workers::start(Arc::clone(&setup), outbox, count, sender, Arc::clone(&shared), Arc::clone(&manager))?;
        let mut service = Service {
            watch: None,
            coming: None,
            watched: None,
            unwatched: None,
            watch_again: None,
            setup,
            _lock: lock,
            folders,
            workers,
            reports,
            waiting: SettleQueue::default(),
            ready: VecDeque::new(),
            again: leftovers.into_iter().map(|claim| (now, claim)).collect(),
            scan: None,
            scan_wanted: true,
            next_scan: now,
            working: 0,
            health: Health::default(),
            refused: None,
            clock: Clock::new(now, system_time()),
            status: Status { schema: STATUS_SCHEMA.to_owned(), pid: std::process::id(), ..Status::default() },
            status_due: Some(now),
            meter: RateMeter::default(),
            shared,
            manager,
            told: String::new(),
        };
        service.status.tool = tool();
        service.status.started = wall_clock();
        info!(
            inbox = %service.folders.inbox.display(),
            outbox = %service.setup.config.spool.outbox.display(),
            workers = count,
            "starting"
        );
        service.watch_inbox();
        Ok(service)
    }

    fn watch_inbox(&mut self) {
        let poll = match self.setup.config.options.service.poll {
            Poll::Always => true,
            Poll::Never => false,
            Poll::Auto => is_remote(&self.folders.inbox),
        };
        self.watched = disk::identity(&self.folders.inbox);
        self.watch_again = (!poll).then(|| now() + WATCH_AGAIN);
        (self.watch, self.coming) = (None, None);
        if poll {
            self.unwatched = None;
            self.status.polling = true;
            info!(polling = true, "watching");
            return;
        }
        match Watch::start_in_background(&self.folders.inbox) {
            Ok(coming) => self.coming = Some(coming),
            Err(error) => self.note_watch(Err(error.into())),
        }
    }

    /// Takes over the watch that was being set up.
    fn note_watch(&mut self, watch: notify::Result<Watch>) {
        self.coming = None;
        // What came before the watch stood gave no hint.
        self.scan_wanted = true;
        match watch {
            Ok(watch) => {
                self.watch = Some(watch);
                self.unwatched = None;
                self.status.polling = false;
                info!(polling = false, "watching");
            }
            Err(error) => self.go_without_events(format!("no file events for the inbox ({error})")),
        }
    }

    /// Notes that the inbox is not watched as it should be, and polls it.
    fn go_without_events(&mut self, reason: String) {
        if self.unwatched.is_none() {
            warn!("{reason}: looking again and again instead");
            info!(polling = true, "watching");
        }
        self.unwatched = Some(format!("{reason}: it is looked through again and again instead"));
        self.status.polling = true;
    }

    /// Keeps the watch where the inbox is: another folder may stand in its place, and the system may have had no watch
    /// to give when it was asked.
    fn mend_watch(&mut self, now: Instant) {
        if self.watch.as_ref().is_some_and(|watch| watch.unwatched_folders.load(Ordering::Relaxed)) {
            self.go_without_events("no file events for some folders of the inbox (fs.inotify.max_user_watches)".into());
        }
        let moved = disk::identity(&self.folders.inbox) != self.watched;
        let again = self.status.polling && self.coming.is_none() && self.watch_again.is_some_and(|due| due <= now);
        if moved || again {
            self.watch_inbox();
        }
    }

    async fn serve(&mut self, reload: impl Fn() -> Result<Config, String>) -> Result<(), StartError> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        retention::start(Arc::clone(&self.workers), Arc::clone(&self.shared))?;
        self.manager.ready();
        loop {
            self.advance();
            let (more, wake) = (self.has_more_to_do(), self.wake());
            tokio::select! {
                biased;
                () = ended(&mut terminate, &mut interrupt) => break,
                _ = hang_up.recv() => self.reload(&reload),
                Some(report) = self.reports.recv() => self.take_report(report),
                Some(hint) = next_hint(&mut self.watch) => self.note_hint(hint),
                watch = stands(&mut self.coming) => self.note_watch(watch),
                () = tokio::task::yield_now(), if more => {}
                () = sleep_until(wake.into()), if !more => {}
            }
            self.take_reports();
        }
        self.stop().await;
        Ok(())
    }

    /// Does everything that can be done now without waiting.
    fn advance(&mut self) {
        let now = now();
        self.shared.loop_turned(now);
        self.clock.check(now, system_time(), self.settle());
        if let Some(watch) = &self.watch
            && watch.events_lost.swap(false, Ordering::Relaxed)
        {
            debug!("file events were lost: looking through the inbox");
            self.scan_wanted = true;
        }
        self.probe(now);
        self.look_at_due(now);
        self.begin_scan(now);
        self.hand_in_again(now);
        self.claim_ready(now);
        self.scan_on(now);
        if self.health.is_trial() && self.working == 0 && self.again.is_empty() {
            self.health.end_trial(now);
        }
        self.note_health(now);
        if self.status_due.is_some_and(|due| due <= now) {
            self.workers.give_up_slow();
            self.write_status(now);
            let busy = self.working > 0 || self.status.rates.inputs > 0.0;
            self.status_due = busy.then_some(now + STATUS_EVERY);
        }
    }

    fn has_room(&self) -> bool {
        self.working < self.health.room(QUEUE)
    }

    fn has_more_to_do(&self) -> bool {
        self.has_room() && (!self.ready.is_empty() || (self.scan.is_some() && self.waiting.len() < WAITING))
    }

    /// Returns when there is something to do again without a hint or a report.
    fn wake(&self) -> Instant {
        let mut wake = self.next_scan.min(now() + TURN);
        let again = self.again.iter().map(|(due, _)| *due).min().filter(|_| self.has_room());
        let due = self.waiting.next_due().filter(|_| self.ready.len() < WAITING);
        for moment in [again, due, self.health.next_probe(), self.status_due].into_iter().flatten() {
            wake = wake.min(moment);
        }
        wake
    }

    fn settle(&self) -> Duration {
        self.setup.config.spool.settle
    }

    fn begin_scan(&mut self, now: Instant) {
        if now >= self.next_scan {
            self.scan_wanted = true;
        }
        if !self.scan_wanted || self.scan.is_some() {
            return;
        }
        self.scan_wanted = false;
        self.mend_watch(now);
        let options = &self.setup.config.options.service;
        self.next_scan = now + if self.status.polling { options.poll_interval.0 } else { options.rescan.0 };
        match Scan::new(&self.folders.inbox, &self.own_folders()) {
            Ok(scan) => self.scan = Some(scan),
            Err(error) => self.degrade(format!("cannot read the inbox: {error}"), now),
        }
    }

    /// The spool's other folders, in case they lie inside the inbox.
    fn own_folders(&self) -> [&Path; 5] {
        let spool = &self.setup.config.spool;
        [&spool.work, &spool.outbox, &spool.failed, &spool.archive, &spool.state]
    }

    fn scan_on(&mut self, now: Instant) {
        for _ in 0..SCAN_STEP {
            if !self.has_room() || self.waiting.len() >= WAITING || !self.ready.is_empty() {
                return;
            }
            match self.scan.as_mut().and_then(Iterator::next) {
                None => {
                    self.scan = None;
                    return;
                }
                Some(Found::File(path)) => self.found(path, now),
                Some(Found::Special(path, kind)) => self.refuse_special(&path, kind, now),
                Some(Found::Unreadable(path, error)) if error.kind() == io::ErrorKind::PermissionDenied => {
                    warn!(path = %path.display(), %error, "cannot look into a folder of the inbox");
                }
                Some(Found::Unreadable(_, error)) => self.degrade(format!("cannot read the inbox: {error}"), now),
            }
        }
    }

    fn found(&mut self, path: PathBuf, now: Instant) {
        if !self.is_wanted(&path) {
            return;
        }
        let found = look(&self.folders.inbox.join(&path)).and_then(|look| {
            let PathState::File(stamp) = look else { return Ok(None) };
            let whole = self.clock.is_old(&stamp, self.settle()) && !self.is_open(&path)?;
            Ok(Some((stamp, whole)))
        });
        match found {
            Ok(Some((stamp, true))) => self.claim(path, stamp, now),
            Ok(Some((stamp, false))) => self.waiting.found(path, stamp, now, self.settle()),
            Ok(None) => {}
            Err(error) => self.degrade(format!("cannot read the inbox: {error}"), now),
        }
    }

    fn is_wanted(&self, path: &Path) -> bool {
        let config = &self.setup.config;
        let partial = path.iter().any(is_partial);
        !partial && config.include.is_match(path) && !config.exclude.is_match(path)
    }

    /// Tells whether somebody is still writing; where the system cannot say, the quiet time has to do.
    ///
    /// # Errors
    /// If the system cannot open files; those that this user may not read are not asked about.
    fn is_open(&self, path: &Path) -> io::Result<bool> {
        match open(&self.folders.inbox.join(path)) {
            Ok(file) => Ok(has_writer(&file).unwrap_or(false)),
            Err(error) if is_exhausted(&error) => Err(error),
            Err(_) => Ok(false),
        }
    }

    fn look_at_due(&mut self, now: Instant) {
        while self.ready.len() < WAITING
            && let Some(due) = self.waiting.take_due(now)
        {
            let path = due.path().to_owned();
            match look(&self.folders.inbox.join(&path)) {
                Ok(PathState::File(stamp)) => {
                    let open = self.is_open(&path).unwrap_or_else(|error| {
                        self.degrade(format!("cannot read the inbox: {error}"), now);
                        // As long as nobody knows, it waits.
                        true
                    });
                    if self.waiting.judge(due, stamp, open, now, self.settle()) == Verdict::Settled {
                        self.ready.push_back(path);
                    }
                }
                Ok(PathState::Folder) => {
                    self.scan_folder(&path, now);
                    // The event of a new folder may come before the watch on it stands.
                    self.next_scan = self.next_scan.min(now + NEW_FOLDER_AGAIN);
                }
                Ok(PathState::Special(kind)) => self.refuse_special(&path, kind, now),
                Ok(PathState::Gone) => {}
                Err(error) => self.degrade(format!("cannot read the inbox: {error}"), now),
            }
        }
    }

    /// Looks through a folder that has just appeared: what was put in before it was watched gave no hint.
    fn scan_folder(&mut self, path: &Path, now: Instant) {
        let Ok(scan) = Scan::below(&self.folders.inbox, path, &self.own_folders()) else { return };
        for found in scan {
            if self.waiting.len() >= WAITING {
                self.scan_wanted = true;
                return;
            }
            if let Found::File(path) = found
                && self.is_wanted(&path)
                && let Ok(PathState::File(stamp)) = look(&self.folders.inbox.join(&path))
            {
                self.waiting.found(path, stamp, now, self.settle());
            }
        }
    }

    fn claim_ready(&mut self, now: Instant) {
        while self.has_room()
            && let Some(path) = self.ready.pop_front()
        {
            if let Ok(PathState::File(stamp)) = look(&self.folders.inbox.join(&path)) {
                self.claim(path, stamp, now);
            }
        }
    }

    fn claim(&mut self, path: PathBuf, stamp: Stamp, now: Instant) {
        match self.folders.claim(&path) {
            Ok(Claimed::Yes(claim)) => self.hand_in(claim, now),
            Ok(Claimed::Busy) => self.waiting.postpone(path, stamp, now),
            Ok(Claimed::Gone) => {}
            Err(error) => {
                self.waiting.postpone(path, stamp, now);
                self.degrade(format!("cannot claim from the inbox: {error}"), now);
            }
        }
    }

    fn hand_in(&mut self, claim: Claim, now: Instant) {
        self.working += 1;
        self.workers.hand_in(claim);
        self.status_due.get_or_insert(now + STATUS_EVERY);
    }

    fn hand_in_again(&mut self, now: Instant) {
        for _ in 0..self.again.len() {
            if !self.has_room() {
                return;
            }
            let Some((due, claim)) = self.again.pop_front() else { return };
            if due > now {
                self.again.push_back((due, claim));
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
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    warn!(path = %claim.path.display(), "gone from work/ without us");
                }
                Err(error) => {
                    self.again.push_back((now, claim));
                    self.degrade(format!("cannot write to work: {error}"), now);
                }
            }
        }
    }

    /// Sets aside what is no regular file: it is moved, never opened.
    fn refuse_special(&mut self, path: &Path, kind: &'static str, now: Instant) {
        if !self.is_wanted(path) {
            return;
        }
        let original = self.folders.inbox.join(path);
        let worked = Worked::failed(Reason::InputSpecial, format!("{kind} is not read: put the file itself there"));
        let finisher = &self.setup.finisher;
        let reason = finisher.reason(&original, path, &worked);
        match finisher.finish(&original, path, &worked, reason.as_ref()) {
            Ok(()) => {
                self.status.inputs += 1;
                self.count_failure(reason);
            }
            Err(error) => self.degrade(format!("cannot set an input aside: {error}"), now),
        }
    }

    fn note_hint(&mut self, hint: WatchEvent) {
        let now = now();
        match hint {
            WatchEvent::RootRemoved => self.degrade("the inbox was removed or renamed".to_owned(), now),
            // Memory is bounded; a scan finds it when there is room again.
            _ if self.waiting.len() >= WAITING => self.scan_wanted = true,
            WatchEvent::Arrived(path) if self.is_wanted(&path) => self.waiting.arrived(path, now),
            WatchEvent::Touched(path) if self.is_wanted(&path) => self.waiting.touched(path, now, self.settle()),
            WatchEvent::Arrived(_) | WatchEvent::Touched(_) => {}
        }
    }

    fn take_reports(&mut self) {
        while let Ok(report) = self.reports.try_recv() {
            self.take_report(report);
        }
    }

    fn take_report(&mut self, ClaimReport { claim, took, result }: ClaimReport) {
        let now = now();
        self.working -= 1;
        self.status_due.get_or_insert(now + STATUS_EVERY);
        match result {
            ClaimResult::Done { documents, bytes, edits, reason } => {
                self.status.inputs += 1;
                self.status.documents += documents;
                self.status.bytes += bytes;
                let mut counters = self.shared.counters();
                counters.input_seconds.add(took);
                for (rule, count) in edits {
                    *counters.edits.entry(rule).or_insert(0) += count;
                }
                drop(counters);
                debug!(path = %claim.path.display(), documents, "done");
                self.count_failure(reason.map(|reason| *reason));
                if self.health.succeeded(&claim.place, now) {
                    self.again.iter_mut().for_each(|(due, _)| *due = now.min(*due));
                }
            }
            ClaimResult::Changed => {
                self.health.succeeded(&claim.place, now);
                self.again.push_back((now + self.settle(), claim));
            }
            ClaimResult::Gone => {
                warn!(path = %claim.path.display(), "gone from work/ without us");
                self.health.forget(&claim.place);
            }
            ClaimResult::Trouble(reason) => {
                let (wait, is_new) = self.health.failed(&claim.place, reason.clone(), took, now);
                self.again.push_back((now + wait, claim));
                self.complain(is_new, &reason);
            }
        }
    }

    fn count_failure(&mut self, reason: Option<ReasonFile>) {
        let Some(reason) = reason else { return };
        warn!(path = %reason.path, code = %reason.code, "{}", reason.message);
        self.status.add_failure(LastFailure { path: reason.path, code: reason.code, message: reason.message });
        self.status_due.get_or_insert(now() + STATUS_EVERY);
    }

    /// The environment is in trouble: nothing moves until a probe succeeds.
    fn degrade(&mut self, reason: String, now: Instant) {
        let is_new = self.health.degrade(reason.clone(), now);
        self.complain(is_new, &reason);
    }

    fn complain(&self, is_new: bool, reason: &str) {
        if is_new {
            error!("{reason}; waiting until that is mended, nothing is lost");
            self.shared.counters().troubles += 1;
        }
    }

    fn probe(&mut self, now: Instant) {
        if self.health.next_probe().is_none_or(|due| due > now) {
            return;
        }
        let spool = &self.setup.config.spool;
        let inbox = self.folders.inbox.clone();
        let well = self.workers.probe().map_err(|error| (spool.outbox.clone(), error)).and_then(|()| {
            for folder in [&inbox, &self.folders.work, &spool.failed, &spool.archive] {
                disk::make_folder(folder)
                    .and_then(|()| disk::probe(folder, ".probe.tmp"))
                    .map_err(|error| (folder.clone(), error))?;
            }
            Ok(())
        });
        let well = well.map_err(|(folder, error)| format!("cannot write to {}: {error}", folder.display()));
        if well.is_ok() {
            // What happened in the meantime may have taken the watched folder with it.
            self.watch_inbox();
            self.scan_wanted = true;
        }
        self.health.probed(well, now);
    }

    /// Shows what keeps the service from its full work, as soon as that changes.
    fn note_health(&mut self, now: Instant) {
        let complaint =
            self.health.degraded_reason().or_else(|| self.refused.clone()).or_else(|| self.unwatched.clone());
        let ready = !self.health.has_outage();
        if self.status.ready == ready
            && self.status.degraded.as_ref().map(|degraded| &degraded.reason) == complaint.as_ref()
        {
            return;
        }
        if complaint.is_none() && self.status.degraded.is_some() {
            info!("mended: going on");
        }
        let since = self.status.degraded.take().map_or_else(wall_clock, |degraded| degraded.since);
        self.status.degraded = complaint.map(|reason| Degraded { since, reason });
        self.status.ready = ready;
        self.status_due = Some(now);
    }

    fn reload(&mut self, reload: &impl Fn() -> Result<Config, String>) {
        self.manager.reloading();
        match reload() {
            Err(message) => {
                error!("the configuration was not taken over, the old one holds:\n{message}");
                let first = message.lines().next().unwrap_or_default();
                self.refused = Some(format!("the configuration was refused, the old one holds: {first}"));
                self.shared.counters().reloads[1] += 1;
            }
            Ok(config) => self.take_over(config),
        }
        self.manager.ready();
    }

    fn take_over(&mut self, mut config: Config) {
        let (old, new) = (&self.setup.config.options, &config.options);
        let service = &new.service;
        let fixed = old.spool != new.spool
            || old.log != new.log
            || old.limits.memory != new.limits.memory
            || (old.service.workers, &old.service.metrics) != (service.workers, &service.metrics);
        if fixed {
            warn!(
                "[spool], [log], [limits] memory, [service] workers and metrics are read at the start only: they hold after a restart"
            );
        }
        let watch_anew = old.service.poll != service.poll;
        config.spool = self.setup.config.spool.clone();
        self.setup = Arc::new(Setup::new(config, self.setup.file.clone()));
        self.workers.change(Arc::clone(&self.setup));
        self.refused = None;
        self.shared.counters().reloads[0] += 1;
        if watch_anew {
            self.watch_inbox();
        }
        self.scan_wanted = true;
        info!("the configuration was read again");
    }

    fn write_status(&mut self, now: Instant) {
        self.status.waiting = (self.waiting.len() + self.ready.len()) as u64;
        self.status.working = self.working as u64;
        self.status.written = wall_clock();
        self.status.rates = self.meter.measure(&self.status, now);
        let Status { waiting, working, documents, failed, .. } = self.status;
        let line = match &self.status.degraded {
            Some(degraded) => format!("degraded: {}", degraded.reason),
            None => format!("{waiting} waiting, {working} in work, {documents} documents, {failed} failed"),
        };
        if line != self.told {
            self.manager.status(&line);
            self.told = line;
        }
        let path = self.setup.config.spool.state.join(STATUS_FILE);
        let json = serde_json::to_vec_pretty(&self.status).expect("a status can be written as JSON");
        if let Err(error) = disk::replace(&path, &json) {
            debug!(%error, "cannot write the status");
        }
        self.shared.show(self.status.clone());
    }

    /// Lets the work at hand end, for a moment; what is not done by then is done again at the next start.
    async fn stop(&mut self) {
        info!(working = self.working, "stopping");
        self.manager.stopping();
        let deadline = sleep(DRAIN);
        tokio::pin!(deadline);
        while self.working > 0 {
            tokio::select! {
                () = &mut deadline => break,
                Some(report) = self.reports.recv() => self.take_report(report),
            }
        }
        self.status.ready = false;
        self.write_status(now());
        info!(left = self.working + self.again.len(), "stopped");
    }
}

/// Tells whether an error says that the system has no more to give, or that a disk fails: nothing about a file.
fn is_exhausted(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOMEM | libc::EIO))
}

async fn ended(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

async fn next_hint(watch: &mut Option<Watch>) -> Option<WatchEvent> {
    match watch {
        Some(watch) => watch.events.recv().await,
        None => std::future::pending().await,
    }
}

async fn stands(coming: &mut Option<PendingWatch>) -> notify::Result<Watch> {
    match coming {
        // The thread that sets it up is gone without a word only if it panicked.
        Some(watch) => watch.await.unwrap_or_else(|_| Err(notify::Error::generic("the watch could not be set up"))),
        None => std::future::pending().await,
    }
}

#[expect(clippy::disallowed_methods, reason = "the service lives in time")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "file times are compared with it")]
fn system_time() -> SystemTime {
    SystemTime::now()
}

/// Returns the time of day as RFC 3339 in UTC, to the second.
fn wall_clock() -> String {
    jiff::Timestamp::try_from(system_time())
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}
