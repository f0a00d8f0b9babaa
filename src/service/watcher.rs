//! File events of the inbox. What is there is only what a scan finds; an event only says where to look soon.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

use super::thread::spawn;

/// What an event tells; paths are below the inbox.
#[derive(Debug, PartialEq, Eq)]
pub enum WatchEvent {
    /// Something was renamed into the inbox: a file that is complete at once, or a folder.
    Arrived(PathBuf),
    /// A file was created, written or closed.
    Touched(PathBuf),
    /// The inbox itself was removed or renamed: no more events will come.
    RootRemoved,
}

/// A watch on an inbox.
pub struct Watch {
    _watcher: RecommendedWatcher,
    pub events: Receiver<WatchEvent>,
    /// Set when events were lost; only a scan can tell which.
    pub events_lost: Arc<AtomicBool>,
    /// Set when the system had no watch left for a folder: what happens there gives no events.
    pub unwatched_folders: Arc<AtomicBool>,
}

/// A watch that is being set up.
pub type PendingWatch = oneshot::Receiver<notify::Result<Watch>>;

/// How many events may wait. Those beyond are dropped, and a scan finds their files.
const MAX_EVENTS: usize = 16_384;

impl Watch {
    /// Sets up a watch in a thread of its own.
    ///
    /// To find the folders of an inbox, each of its names is read, which takes seconds for a million.
    ///
    /// # Errors
    /// If the system cannot start a thread.
    pub fn start_in_background(inbox: &Path) -> io::Result<PendingWatch> {
        let (sender, pending) = oneshot::channel();
        let inbox = inbox.to_owned();
        // The receiver is gone if the inbox was replaced meanwhile.
        spawn("watch", move || drop(sender.send(Watch::start(&inbox))))?;
        Ok(pending)
    }

    /// Watches everything below `inbox`.
    ///
    /// # Errors
    /// If the system has no watch left, or none for this file system.
    fn start(inbox: &Path) -> notify::Result<Self> {
        let (sender, events) = channel(MAX_EVENTS);
        let events_lost = Arc::new(AtomicBool::new(false));
        let root = inbox.to_owned();
        let unwatched_folders = Arc::new(AtomicBool::new(false));
        let (lost, no_watch) = (Arc::clone(&events_lost), Arc::clone(&unwatched_folders));
        let handler = move |event: notify::Result<Event>| match event {
            Ok(event) if !event.need_rescan() => {
                for event in events_of(&event, &root) {
                    send(&sender, event, &lost);
                }
            }
            other => {
                let none_left = other.is_err_and(|error| is_no_watch_left(&error.kind));
                no_watch.fetch_or(none_left, Ordering::Relaxed);
                lost.store(true, Ordering::Relaxed);
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(handler, config)?;
        watcher.watch(inbox, RecursiveMode::Recursive)?;
        Ok(Watch { _watcher: watcher, events, events_lost, unwatched_folders })
    }
}

fn send(sender: &Sender<WatchEvent>, event: WatchEvent, events_lost: &AtomicBool) {
    if sender.try_send(event).is_err() {
        events_lost.store(true, Ordering::Relaxed);
    }
}

fn is_no_watch_left(kind: &notify::ErrorKind) -> bool {
    match kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

fn events_of(event: &Event, root: &Path) -> Vec<WatchEvent> {
    let below = |path: &PathBuf| path.strip_prefix(root).ok().map(Path::to_owned);
    let paths = event.paths.iter();
    let root_removed =
        || if event.paths.iter().any(|path| path == root) { vec![WatchEvent::RootRemoved] } else { Vec::new() };
    match event.kind {
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => root_removed(),
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
            paths.filter_map(below).map(WatchEvent::Arrived).collect()
        }
        // The second path is the new place, if that is in the inbox too.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
            paths.skip(1).filter_map(below).map(WatchEvent::Arrived).collect()
        }
        EventKind::Create(CreateKind::Folder) => paths.filter_map(below).map(WatchEvent::Arrived).collect(),
        EventKind::Create(_)
        | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any)
        | EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
            paths.filter_map(below).map(WatchEvent::Touched).collect()
        }
        _ => Vec::new(),
    }
}
