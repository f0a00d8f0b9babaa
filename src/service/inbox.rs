//! The inbox: files are found by events and scans, wait until they have settled, and are claimed when the workers have
//! room.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::{debug, warn};

use super::clock::Clock;
use super::inbox_watch::{InboxWatch, WatchSignal};
use super::settle::{SettleQueue, Verdict};
use super::setup::CurrentSetup;
use super::time::system_time;
use super::watcher::WatchEvent;
use super::work::Work;
use crate::reason::Reason;
use crate::spool::claim::{ClaimFolders, Claimed, PathState, Stamp, look};
use crate::spool::job::open;
use crate::spool::sidecar::{WITHOUT_ARTICLE, article_of, is_sidecar};
use crate::spool::{Found, Scan, has_writer, is_partial};

/// How many files may wait to settle. A scan that finds more pauses until some have settled.
const MAX_WAITING: usize = 65_536;
/// How many files a scan looks at before events, reports and signals get their turn.
const SCAN_STEP: usize = 256;
/// A sidecar without its article is set aside when it is as old as this many pauses between scans.
const SIDECAR_RESCANS: u32 = 10;
/// How soon the inbox is scanned again after a folder has appeared: by then that folder is watched.
const NEW_FOLDER_RESCAN: Duration = Duration::from_secs(1);

/// What is still to be claimed.
pub struct Inbox {
    setup: Arc<CurrentSetup>,
    folders: ClaimFolders,
    watch: InboxWatch,
    waiting: SettleQueue,
    /// Settled files, to be claimed when the workers have room.
    ready: VecDeque<PathBuf>,
    scans: Scans,
    clock: Clock,
}

/// The scan that goes on, and the next one.
struct Scans {
    current: Option<Scan>,
    /// Another scan begins as soon as the current one is over.
    wanted: bool,
    /// When a scan begins in any case.
    due: Instant,
}

impl Inbox {
    /// Begins to watch the inbox; its first scan is due at once.
    pub fn new(setup: Arc<CurrentSetup>, folders: ClaimFolders, now: Instant) -> Self {
        let mut inbox = Inbox {
            watch: InboxWatch::new(&folders.inbox),
            setup,
            folders,
            waiting: SettleQueue::default(),
            ready: VecDeque::new(),
            scans: Scans { current: None, wanted: true, due: now },
            clock: Clock::new(now, system_time()),
        };
        inbox.watch_anew(now);
        inbox
    }

    /// Returns the watch, which tells whether the inbox is polled.
    pub fn watch(&self) -> &InboxWatch {
        &self.watch
    }

    /// Returns how many files are seen and not claimed.
    pub fn waiting(&self) -> usize {
        self.waiting.len() + self.ready.len()
    }

    /// Watches or polls anew, as the configuration says now, and scans: events may have been missed.
    pub fn watch_anew(&mut self, now: Instant) {
        self.watch.start(self.setup.get().config.options.service.poll, now);
        self.scans.wanted = true;
    }

    /// Scans the inbox as soon as the current scan is over.
    pub fn rescan(&mut self) {
        self.scans.wanted = true;
    }

    /// Waits for what the watch has to tell.
    pub async fn next_signal(&mut self) -> WatchSignal {
        self.watch.next().await
    }

    /// Notes a signal of the watch.
    pub fn take_signal(&mut self, signal: WatchSignal, work: &mut Work, now: Instant) {
        let event = match signal {
            WatchSignal::Event(event) => event,
            WatchSignal::Begun => return self.rescan(),
        };
        match event {
            WatchEvent::RootRemoved => work.degrade("the inbox was removed or renamed".to_owned(), now),
            // Memory is bounded; a scan finds it when there is room again.
            _ if self.waiting.len() >= MAX_WAITING => self.rescan(),
            WatchEvent::Arrived(path) if self.is_wanted(&path) => self.waiting.arrived(path, now),
            WatchEvent::Touched(path) if self.is_wanted(&path) => self.waiting.touched(path, now, self.settle()),
            WatchEvent::Arrived(_) | WatchEvent::Touched(_) => {}
        }
    }

    /// Notes whether the wall clock was set, and whether events were lost.
    pub fn check(&mut self, now: Instant) {
        self.clock.check(now, system_time(), self.settle());
        if self.watch.has_lost_events() {
            debug!("file events were lost: scanning the inbox");
            self.rescan();
        }
    }

    /// Looks at the files that are due, and begins a scan if one is wanted.
    pub fn look_at_due(&mut self, work: &mut Work, now: Instant) {
        while self.ready.len() < MAX_WAITING
            && let Some(due) = self.waiting.take_due(now)
        {
            let path = due.path().to_owned();
            match look(&self.folders.inbox.join(&path)) {
                Ok(PathState::File(stamp)) => {
                    let open = self.is_open(&path).unwrap_or_else(|error| {
                        work.degrade(unreadable(&error), now);
                        // As long as nobody can tell, it waits.
                        true
                    });
                    if self.waiting.judge(due, stamp, open, now, self.settle()) == Verdict::Settled {
                        self.ready.push_back(path);
                    }
                }
                Ok(PathState::Folder) => {
                    self.scan_folder(&path, now);
                    // The event of a new folder may come before the watch on that folder is set up.
                    self.scans.due = self.scans.due.min(now + NEW_FOLDER_RESCAN);
                }
                Ok(PathState::Special(kind)) => self.refuse_special(&path, kind, work, now),
                Ok(PathState::Gone) => {}
                Err(error) => work.degrade(unreadable(&error), now),
            }
        }
        self.begin_scan(work, now);
    }

    /// Claims settled files and goes on with the scan, as long as the workers have room.
    pub fn claim(&mut self, work: &mut Work, now: Instant) {
        while work.has_room()
            && let Some(path) = self.ready.pop_front()
        {
            if let Ok(PathState::File(stamp)) = look(&self.folders.inbox.join(&path)) {
                self.claim_file(path, stamp, work, now);
            }
        }
        self.scan_on(work, now);
    }

    /// Tells whether `claim` has more to do, given room.
    pub fn has_more_to_claim(&self) -> bool {
        !self.ready.is_empty() || (self.scans.current.is_some() && self.waiting.len() < MAX_WAITING)
    }

    /// Returns when there is something to do again without a signal.
    pub fn wake(&self) -> Instant {
        let due = self.waiting.next_due().filter(|_| self.ready.len() < MAX_WAITING);
        due.map_or(self.scans.due, |due| due.min(self.scans.due))
    }

    fn begin_scan(&mut self, work: &mut Work, now: Instant) {
        if now >= self.scans.due {
            self.scans.wanted = true;
        }
        if !self.scans.wanted || self.scans.current.is_some() {
            return;
        }
        self.scans.wanted = false;
        let setup = self.setup.get();
        let options = &setup.config.options.service;
        self.watch.renew(options.poll, now);
        self.scans.due = now + if self.watch.is_polling() { options.poll_interval.0 } else { options.rescan.0 };
        match Scan::new(&self.folders.inbox, &setup.own_folders()) {
            Ok(scan) => self.scans.current = Some(scan),
            Err(error) => work.degrade(unreadable(&error), now),
        }
    }

    fn scan_on(&mut self, work: &mut Work, now: Instant) {
        for _ in 0..SCAN_STEP {
            if !work.has_room() || self.waiting.len() >= MAX_WAITING || !self.ready.is_empty() {
                return;
            }
            match self.scans.current.as_mut().and_then(Iterator::next) {
                None => {
                    self.scans.current = None;
                    return;
                }
                Some(Found::File(path)) => self.take_found(path, work, now),
                Some(Found::Special(path, kind)) => self.refuse_special(&path, kind, work, now),
                Some(Found::Unreadable(path, error)) if error.kind() == io::ErrorKind::PermissionDenied => {
                    warn!(path = %path.display(), %error, "cannot look into a folder of the inbox");
                }
                Some(Found::Unreadable(_, error)) => work.degrade(unreadable(&error), now),
            }
        }
    }

    /// Claims a file that a scan found if it has settled long ago; else it waits.
    fn take_found(&mut self, path: PathBuf, work: &mut Work, now: Instant) {
        if is_sidecar(&path) {
            return self.take_sidecar(&path, work, now);
        }
        if !self.is_wanted(&path) {
            return;
        }
        let found = look(&self.folders.inbox.join(&path)).and_then(|state| {
            let PathState::File(stamp) = state else { return Ok(None) };
            let settled = self.clock.is_old(&stamp, self.settle()) && !self.is_open(&path)?;
            Ok(Some((stamp, settled)))
        });
        match found {
            Ok(Some((stamp, true))) => self.claim_file(path, stamp, work, now),
            Ok(Some((stamp, false))) => self.waiting.found(path, stamp, now, self.settle()),
            Ok(None) => {}
            Err(error) => work.degrade(unreadable(&error), now),
        }
    }

    /// Sets aside a sidecar whose article does not come. As long as the article may, it waits.
    fn take_sidecar(&mut self, path: &Path, work: &mut Work, now: Instant) {
        let article = article_of(path);
        let is_gone = |folder: &Path| matches!(look(&folder.join(&article)), Ok(PathState::Gone));
        if !self.is_wanted(&article) || !is_gone(&self.folders.inbox) || !is_gone(&self.folders.work) {
            return;
        }
        let patience = self.setup.get().config.options.service.rescan.0 * SIDECAR_RESCANS;
        let original = self.folders.inbox.join(path);
        if let Ok(PathState::File(stamp)) = look(&original)
            && self.clock.is_old(&stamp, patience)
        {
            work.refuse(&original, path, Reason::SidecarWithoutArticle, WITHOUT_ARTICLE.to_owned(), now);
        }
    }

    /// Notes the files of a folder that has just appeared: those from before it was watched gave no event.
    fn scan_folder(&mut self, path: &Path, now: Instant) {
        let Ok(scan) = Scan::below(&self.folders.inbox, path, &self.setup.get().own_folders()) else { return };
        for found in scan {
            if self.waiting.len() >= MAX_WAITING {
                return self.rescan();
            }
            if let Found::File(path) = found
                && self.is_wanted(&path)
                && let Ok(PathState::File(stamp)) = look(&self.folders.inbox.join(&path))
            {
                self.waiting.found(path, stamp, now, self.settle());
            }
        }
    }

    fn claim_file(&mut self, path: PathBuf, stamp: Stamp, work: &mut Work, now: Instant) {
        match self.folders.claim(&path) {
            Ok(Claimed::Yes(claim)) => work.hand_in(claim, now),
            Ok(Claimed::Busy) => self.waiting.postpone(path, stamp, now),
            Ok(Claimed::Gone) => {}
            Err(error) => {
                self.waiting.postpone(path, stamp, now);
                work.degrade(format!("cannot claim from the inbox: {error}"), now);
            }
        }
    }

    /// Sets aside what is no regular file.
    fn refuse_special(&mut self, path: &Path, kind: &'static str, work: &mut Work, now: Instant) {
        if self.is_wanted(path) {
            let message = format!("{kind} is not read: put the file itself there");
            work.refuse(&self.folders.inbox.join(path), path, Reason::InputSpecial, message, now);
        }
    }

    /// Tells whether a path is to be cleaned: it is no file that is still being written, says nothing of another, and the
    /// configuration does not leave it alone.
    fn is_wanted(&self, path: &Path) -> bool {
        let config = &self.setup.get().config;
        let partial = path.iter().any(is_partial);
        !partial && !is_sidecar(path) && config.include.is_match(path) && !config.exclude.is_match(path)
    }

    /// Tells whether somebody is still writing to a file; where the system cannot tell, the settle time must do.
    ///
    /// # Errors
    /// If the system cannot open files. One that this user may not read counts as closed.
    fn is_open(&self, path: &Path) -> io::Result<bool> {
        match open(&self.folders.inbox.join(path)) {
            Ok(file) => Ok(has_writer(&file).unwrap_or(false)),
            Err(error) if is_exhausted(&error) => Err(error),
            Err(_) => Ok(false),
        }
    }

    fn settle(&self) -> Duration {
        self.setup.get().config.spool.settle
    }
}

fn unreadable(error: &io::Error) -> String {
    format!("cannot read the inbox: {error}")
}

/// Tells whether an error says that the system has run out of something, or that a disk fails: nothing about a file.
fn is_exhausted(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOMEM | libc::EIO))
}
