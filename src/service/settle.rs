//! Which files of the inbox are still being written: each waits until nothing has changed for long enough. Pure: the
//! caller passes in the time and what the disk shows.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::spool::claim::Stamp;

/// The files that were seen and have not settled, each with the time of the next look.
#[derive(Debug, Default)]
pub struct SettleQueue {
    files: HashMap<PathBuf, WaitingFile>,
    due: BTreeSet<(Instant, PathBuf)>,
}

#[derive(Clone, Debug)]
struct WaitingFile {
    due: Instant,
    /// What the last look saw, and since when the file has looked like that.
    seen: Option<(Stamp, Instant)>,
    /// It was renamed into the inbox: complete at once.
    arrived: bool,
}

/// The result of a look at a waiting file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be claimed.
    Settled,
    /// It is looked at again later.
    NotYet,
}

/// How soon a file that somebody still has open is looked at again.
const OPEN_RECHECK: Duration = Duration::from_millis(100);

impl SettleQueue {
    /// Returns how many files wait.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Notes that a file was renamed into the inbox: it is due at once.
    pub fn arrived(&mut self, path: PathBuf, now: Instant) {
        let seen = self.files.get(&path).and_then(|file| file.seen);
        self.put(path, WaitingFile { due: now, seen, arrived: true });
    }

    /// Notes that a file was written: it is due when nothing more has happened to it for `settle`.
    pub fn touched(&mut self, path: PathBuf, now: Instant, settle: Duration) {
        self.put(path, WaitingFile { due: now + settle, seen: None, arrived: false });
    }

    /// Notes a file that a scan found, if it is not waiting already.
    pub fn found(&mut self, path: PathBuf, stamp: Stamp, now: Instant, settle: Duration) {
        if !self.files.contains_key(&path) {
            self.put(path, WaitingFile { due: now + settle, seen: Some((stamp, now)), arrived: false });
        }
    }

    /// Notes a file that cannot be claimed just now: it is due again soon.
    pub fn postpone(&mut self, path: PathBuf, stamp: Stamp, now: Instant) {
        self.put(path, WaitingFile { due: now + OPEN_RECHECK, seen: Some((stamp, now)), arrived: true });
    }

    /// Returns when the next file is due.
    pub fn next_due(&self) -> Option<Instant> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Takes out the next file that is due by `now`. After a look at it, `judge` decides.
    pub fn take_due(&mut self, now: Instant) -> Option<Due> {
        let (due, _) = self.due.first()?;
        if *due > now {
            return None;
        }
        let (_, path) = self.due.pop_first()?;
        let file = self.files.remove(&path)?;
        Some(Due { path, file })
    }

    /// Decides on a file that was due: `stamp` is what the disk shows now, `open` whether somebody writes to it.
    pub fn judge(&mut self, due: Due, stamp: Stamp, open: bool, now: Instant, settle: Duration) -> Verdict {
        let Due { path, file } = due;
        let since = match file.seen {
            Some((seen, since)) if seen == stamp => Some(since),
            _ => None,
        };
        if open {
            let seen = Some((stamp, since.unwrap_or(now)));
            self.put(path, WaitingFile { due: now + OPEN_RECHECK, seen, arrived: file.arrived });
            return Verdict::NotYet;
        }
        // An event told when it was last written, and this is the first look since.
        let quiet = file.arrived || file.seen.is_none() || since.is_some_and(|since| now >= since + settle);
        if quiet {
            return Verdict::Settled;
        }
        let since = since.unwrap_or(now);
        self.put(path, WaitingFile { due: since + settle, seen: Some((stamp, since)), arrived: false });
        Verdict::NotYet
    }

    fn put(&mut self, path: PathBuf, file: WaitingFile) {
        if let Some(old) = self.files.get(&path) {
            self.due.remove(&(old.due, path.clone()));
        }
        self.due.insert((file.due, path.clone()));
        self.files.insert(path, file);
    }
}

/// A file that is due.
#[derive(Debug)]
pub struct Due {
    path: PathBuf,
    file: WaitingFile,
}

impl Due {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "moments are made from one that is now")]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(1);

    fn stamp(size: u64) -> Stamp {
        Stamp { inode: 1, size, modified: (0, 0), changed: (0, 0) }
    }

    /// Looks at the only file as soon as it is due, by `now`.
    fn look(queue: &mut SettleQueue, size: u64, open: bool, now: Instant) -> Option<Verdict> {
        let due = queue.take_due(now)?;
        Some(queue.judge(due, stamp(size), open, now, SETTLE))
    }

    #[test]
    fn a_written_file_waits_until_it_is_quiet() {
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let mut queue = SettleQueue::default();
        queue.touched("a".into(), at(0), SETTLE);
        queue.touched("a".into(), at(5), SETTLE);
        assert_eq!(look(&mut queue, 1, false, at(14)), None);
        assert_eq!(look(&mut queue, 1, false, at(15)), Some(Verdict::Settled));
        assert_eq!((queue.len(), queue.next_due()), (0, None));
    }

    #[test]
    fn a_found_file_has_to_look_the_same_for_the_whole_time() {
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let mut queue = SettleQueue::default();
        queue.found("a".into(), stamp(1), at(0), SETTLE);
        assert_eq!(look(&mut queue, 2, false, at(10)), Some(Verdict::NotYet), "it grew");
        assert_eq!(look(&mut queue, 2, false, at(19)), None);
        assert_eq!(look(&mut queue, 2, false, at(20)), Some(Verdict::Settled));
    }

    #[test]
    fn an_open_file_waits_however_quiet_it_is() {
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let mut queue = SettleQueue::default();
        queue.arrived("a".into(), at(0));
        assert_eq!(look(&mut queue, 1, true, at(0)), Some(Verdict::NotYet));
        assert_eq!(look(&mut queue, 1, true, at(50)), Some(Verdict::NotYet));
        assert_eq!(look(&mut queue, 1, false, at(51)), Some(Verdict::Settled));
    }
}
