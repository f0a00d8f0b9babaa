//! Hints that something happened in the inbox. The truth is what a scan finds; a hint only says where to look soon.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

use super::workers::spawn;

/// What an event hints at; paths below the inbox.
#[derive(Debug, PartialEq, Eq)]
pub enum Hint {
    /// Something was renamed in: a file whole from its first moment, or a folder.
    Arrived(PathBuf),
    /// Something was made, written or closed.
    Touched(PathBuf),
    /// The inbox itself was removed or renamed: the watch sees nothing any more.
    Uprooted,
}

/// A watch on an inbox.
pub struct Watch {
    _watcher: RecommendedWatcher,
    pub hints: Receiver<Hint>,
    /// Hints were lost; only a scan can tell which.
    pub lost: Arc<AtomicBool>,
    /// The system had no watch left for a folder: what happens there gives no hints.
    pub partial: Arc<AtomicBool>,
}

/// A watch that is being set up.
pub type Coming = oneshot::Receiver<notify::Result<Watch>>;

/// How many hints may wait. What comes beyond them is lost and found by a scan.
const HINTS: usize = 16_384;

impl Watch {
    /// Begins to set up a watch, in a thread of its own: to find the folders of an inbox, each of its million names is
    /// read, which takes seconds.
    ///
    /// # Errors
    /// If the system has no thread to give.
    pub fn begin(inbox: &Path) -> io::Result<Coming> {
        let (sender, coming) = oneshot::channel();
        let inbox = inbox.to_owned();
        // Nobody waits for it any more if the inbox was replaced meanwhile.
        spawn("watch", move || drop(sender.send(Watch::start(&inbox))))?;
        Ok(coming)
    }

    /// Watches everything below `inbox`.
    ///
    /// # Errors
    /// If the system has no watch left, or none for this file system.
    fn start(inbox: &Path) -> notify::Result<Self> {
        let (sender, hints) = channel(HINTS);
        let lost = Arc::new(AtomicBool::new(false));
        let root = inbox.to_owned();
        let partial = Arc::new(AtomicBool::new(false));
        let (flag, short) = (Arc::clone(&lost), Arc::clone(&partial));
        let handler = move |event: notify::Result<Event>| match event {
            Ok(event) if !event.need_rescan() => {
                for hint in hints_of(&event, &root) {
                    send(&sender, hint, &flag);
                }
            }
            other => {
                let no_watch = other.is_err_and(|error| is_no_watch_left(&error.kind));
                short.fetch_or(no_watch, Ordering::Relaxed);
                flag.store(true, Ordering::Relaxed);
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(handler, config)?;
        watcher.watch(inbox, RecursiveMode::Recursive)?;
        Ok(Watch { _watcher: watcher, hints, lost, partial })
    }
}

fn send(sender: &Sender<Hint>, hint: Hint, lost: &AtomicBool) {
    if sender.try_send(hint).is_err() {
        lost.store(true, Ordering::Relaxed);
    }
}

fn is_no_watch_left(kind: &notify::ErrorKind) -> bool {
    match kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

fn hints_of(event: &Event, root: &Path) -> Vec<Hint> {
    let below = |path: &PathBuf| path.strip_prefix(root).ok().map(Path::to_owned);
    let paths = event.paths.iter();
    let uprooted = || if event.paths.iter().any(|path| path == root) { vec![Hint::Uprooted] } else { Vec::new() };
    match event.kind {
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => uprooted(),
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => paths.filter_map(below).map(Hint::Arrived).collect(),
        // The second path is where it went, if that is in the inbox too.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
            paths.skip(1).filter_map(below).map(Hint::Arrived).collect()
        }
        EventKind::Create(CreateKind::Folder) => paths.filter_map(below).map(Hint::Arrived).collect(),
        EventKind::Create(_)
        | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any)
        | EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
            paths.filter_map(below).map(Hint::Touched).collect()
        }
        _ => Vec::new(),
    }
}
