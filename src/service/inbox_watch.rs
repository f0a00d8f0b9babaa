//! The watch on the inbox: file events where the system has them, else polling. It is set up anew when another folder
//! takes the inbox's place, or when the system has watches again.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tracing::{info, warn};

use super::watcher::{PendingWatch, Watch, WatchEvent};
use crate::config::Poll;
use crate::spool::claim::is_remote;
use crate::spool::disk;

/// How long to poll before file events are asked for again, where they are wanted.
const RETRY: Duration = Duration::from_mins(1);

/// Keeps the watch on one inbox.
pub struct InboxWatch {
    inbox: PathBuf,
    watch: Option<Watch>,
    /// The watch that is being set up. The inbox is scanned already while that takes its time.
    pending: Option<PendingWatch>,
    /// The folder that is watched or polled.
    watched: Option<disk::Identity>,
    /// When to ask for file events again; none where they are not wanted.
    retry_at: Option<Instant>,
    polling: bool,
    /// Why the inbox is polled although file events are wanted.
    degraded_reason: Option<String>,
}

/// What the watch has to tell.
pub enum WatchSignal {
    Event(WatchEvent),
    /// The watch has just begun, or could not be set up: what happened before gave no event.
    Begun,
}

impl InboxWatch {
    /// Makes the watch of an inbox; it begins with `start`.
    pub fn new(inbox: &Path) -> Self {
        InboxWatch {
            inbox: inbox.to_owned(),
            watch: None,
            pending: None,
            watched: None,
            retry_at: None,
            polling: false,
            degraded_reason: None,
        }
    }

    /// Tells whether the inbox is polled instead of watched.
    pub fn is_polling(&self) -> bool {
        self.polling
    }

    /// Returns why the inbox is polled although file events are wanted.
    pub fn degraded_reason(&self) -> Option<&str> {
        self.degraded_reason.as_deref()
    }

    /// Begins to watch or to poll, whatever was done before.
    pub fn start(&mut self, poll: Poll, now: Instant) {
        let poll = match poll {
            Poll::Always => true,
            Poll::Never => false,
            Poll::Auto => is_remote(&self.inbox),
        };
        self.watched = disk::identity(&self.inbox);
        self.retry_at = (!poll).then(|| now + RETRY);
        (self.watch, self.pending) = (None, None);
        if poll {
            self.degraded_reason = None;
            self.polling = true;
            info!(polling = true, "watching");
            return;
        }
        match Watch::start_in_background(&self.inbox) {
            Ok(pending) => self.pending = Some(pending),
            Err(error) => self.take(Err(error.into())),
        }
    }

    /// Begins anew if another folder stands in the inbox's place, or if it is time to ask for file events again.
    pub fn renew(&mut self, poll: Poll, now: Instant) {
        if self.watch.as_ref().is_some_and(|watch| watch.unwatched_folders.load(Ordering::Relaxed)) {
            self.poll_because("no file events for some folders of the inbox (fs.inotify.max_user_watches)".to_owned());
        }
        let moved = disk::identity(&self.inbox) != self.watched;
        let retry = self.polling && self.pending.is_none() && self.retry_at.is_some_and(|due| due <= now);
        if moved || retry {
            self.start(poll, now);
        }
    }

    /// Tells whether events were lost since this was last asked.
    pub fn has_lost_events(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.events_lost.swap(false, Ordering::Relaxed))
    }

    /// Waits for the next signal; without file events there is none. Nothing is lost if the waiting is given up.
    pub async fn next(&mut self) -> WatchSignal {
        if let Some(pending) = &mut self.pending {
            // The thread that sets it up ends without an answer only if it panicked.
            let watch = pending.await.unwrap_or_else(|_| Err(notify::Error::generic("the watch could not be set up")));
            self.take(watch);
            return WatchSignal::Begun;
        }
        if let Some(watch) = &mut self.watch
            && let Some(event) = watch.events.recv().await
        {
            return WatchSignal::Event(event);
        }
        std::future::pending().await
    }

    /// Takes over the watch that was being set up.
    fn take(&mut self, watch: notify::Result<Watch>) {
        self.pending = None;
        match watch {
            Ok(watch) => {
                self.watch = Some(watch);
                self.degraded_reason = None;
                self.polling = false;
                info!(polling = false, "watching");
            }
            Err(error) => self.poll_because(format!("no file events for the inbox ({error})")),
        }
    }

    /// Polls the inbox, which should be watched.
    fn poll_because(&mut self, reason: String) {
        if self.degraded_reason.is_none() {
            warn!("{reason}: looking again and again instead");
            info!(polling = true, "watching");
        }
        self.degraded_reason = Some(format!("{reason}: it is looked through again and again instead"));
        self.polling = true;
    }
}
