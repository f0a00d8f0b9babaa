//! Which files of the inbox are still being written: each waits until it has been quiet long enough. Pure: the caller
//! brings the time and what the disk shows.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::spool::claim::Stamp;

/// The files that were seen and not yet claimed, each with the moment to look again.
#[derive(Debug, Default)]
pub struct Waiting {
    files: HashMap<PathBuf, Waits>,
    due: BTreeSet<(Instant, PathBuf)>,
}

#[derive(Clone, Debug)]
struct Waits {
    due: Instant,
    /// What the last look saw, and when that began to hold.
    seen: Option<(Stamp, Instant)>,
    /// It came by a rename: whole from its first moment.
    arrived: bool,
}

/// What a look at a waiting file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be claimed.
    Settled,
    /// It is looked at again later.
    Waits,
}

/// How soon a file that somebody still has open is looked at again.
const OPEN_AGAIN: Duration = Duration::from_millis(100);

impl Waiting {
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Notes that a file came by a rename: it is due at once.
    pub fn arrived(&mut self, path: PathBuf, now: Instant) {
        let seen = self.files.get(&path).and_then(|waits| waits.seen);
        self.put(path, Waits { due: now, seen, arrived: true });
    }

    /// Notes a sign of life: a file is due when it has been quiet for `settle` from now on.
    pub fn touched(&mut self, path: PathBuf, now: Instant, settle: Duration) {
        self.put(path, Waits { due: now + settle, seen: None, arrived: false });
    }

    /// Notes a file that a scan came upon, if it is not waiting already.
    pub fn found(&mut self, path: PathBuf, stamp: Stamp, now: Instant, settle: Duration) {
        if !self.files.contains_key(&path) {
            self.put(path, Waits { due: now + settle, seen: Some((stamp, now)), arrived: false });
        }
    }

    /// Puts off a file that cannot be claimed just now.
    pub fn put_off(&mut self, path: PathBuf, stamp: Stamp, now: Instant) {
        self.put(path, Waits { due: now + OPEN_AGAIN, seen: Some((stamp, now)), arrived: true });
    }

    /// Returns when the next file is due.
    pub fn next_due(&self) -> Option<Instant> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Takes out the next file that is due by `now`; after a look, `judge` tells what becomes of it.
    pub fn take_due(&mut self, now: Instant) -> Option<Due> {
        let (due, _) = self.due.first()?;
        if *due > now {
            return None;
        }
        let (_, path) = self.due.pop_first()?;
        let waits = self.files.remove(&path)?;
        Some(Due { path, waits })
    }

    /// Decides on a file that was due: `stamp` is what the disk shows now, `open` whether somebody writes to it.
    pub fn judge(&mut self, due: Due, stamp: Stamp, open: bool, now: Instant, settle: Duration) -> Verdict {
        let Due { path, waits } = due;
        let since = match waits.seen {
            Some((seen, since)) if seen == stamp => Some(since),
            _ => None,
        };
        if open {
            let seen = Some((stamp, since.unwrap_or(now)));
            self.put(path, Waits { due: now + OPEN_AGAIN, seen, arrived: waits.arrived });
            return Verdict::Waits;
        }
        // An event gave the moment from which on it was quiet; its stamp is that of the first look after it.
        let quiet = waits.arrived || waits.seen.is_none() || since.is_some_and(|since| now >= since + settle);
        if quiet {
            return Verdict::Settled;
        }
        let since = since.unwrap_or(now);
        self.put(path, Waits { due: since + settle, seen: Some((stamp, since)), arrived: false });
        Verdict::Waits
    }

    fn put(&mut self, path: PathBuf, waits: Waits) {
        if let Some(old) = self.files.get(&path) {
            self.due.remove(&(old.due, path.clone()));
        }
        self.due.insert((waits.due, path.clone()));
        self.files.insert(path, waits);
    }
}

/// A file whose time has come.
#[derive(Debug)]
pub struct Due {
    path: PathBuf,
    waits: Waits,
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
    fn look(waiting: &mut Waiting, size: u64, open: bool, now: Instant) -> Option<Verdict> {
        let due = waiting.take_due(now)?;
        Some(waiting.judge(due, stamp(size), open, now, SETTLE))
    }

    #[test]
    fn a_written_file_waits_until_it_is_quiet() {
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let mut waiting = Waiting::default();
        waiting.touched("a".into(), at(0), SETTLE);
        waiting.touched("a".into(), at(5), SETTLE);
        assert_eq!(look(&mut waiting, 1, false, at(14)), None);
        assert_eq!(look(&mut waiting, 1, false, at(15)), Some(Verdict::Settled));
        assert_eq!((waiting.len(), waiting.next_due()), (0, None));
    }

    #[test]
    fn a_found_file_has_to_look_the_same_for_the_whole_time() {
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let mut waiting = Waiting::default();
        waiting.found("a".into(), stamp(1), at(0), SETTLE);
        assert_eq!(look(&mut waiting, 2, false, at(10)), Some(Verdict::Waits), "it grew");
        assert_eq!(look(&mut waiting, 2, false, at(19)), None);
        assert_eq!(look(&mut waiting, 2, false, at(20)), Some(Verdict::Settled));
    }

    #[test]
    fn an_open_file_waits_however_quiet_it_is() {
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let mut waiting = Waiting::default();
        waiting.arrived("a".into(), at(0));
        assert_eq!(look(&mut waiting, 1, true, at(0)), Some(Verdict::Waits));
        assert_eq!(look(&mut waiting, 1, true, at(50)), Some(Verdict::Waits));
        assert_eq!(look(&mut waiting, 1, false, at(51)), Some(Verdict::Settled));
    }
}
