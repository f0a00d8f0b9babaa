//! The durability barrier: many files are made to survive a crash of the machine at once.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many syncs run at the same time. The journal of a file system puts all that wait into one commit, and the disk
/// flushes once for all of them: 256 files take about as long in parallel as a few one after the other (ext4: 25 ms
/// with 16 threads, 50 ms with 8, 370 ms with one).
const PARALLEL: usize = 16;
/// How long to wait for `syncfs`: several times what a group of 256 needs on a disk that has nothing else to write.
const SYNCFS_TIMEOUT: Duration = Duration::from_millis(100);
/// After a `syncfs` that took too long, none is tried for this many times as long as it took.
const REST_FACTOR: u32 = 4;

/// With more unwritten bytes than this in the whole system `syncfs` is not tried: it would take long, and even the end
/// of the process would have to wait for it.
const MAX_UNWRITTEN: u64 = 100 << 20;

/// Makes many files durable, by one `syncfs` if that is quick.
///
/// It costs a fifth less processor time than a sync of each file. But it first writes back all files of that file
/// system, whoever wrote them, which takes seconds where many articles have just been delivered. So it has a time
/// limit; beyond that the files are synced one by one while it still runs.
#[derive(Default)]
pub struct Barrier {
    syncfs: Arc<Mutex<Syncfs>>,
}

/// Whether a `syncfs` may be tried.
#[derive(Default)]
enum Syncfs {
    #[default]
    Idle,
    /// One is running.
    Running,
    /// The last one took too long: none before this time.
    RestsUntil(Instant),
}

impl Barrier {
    /// Makes files below `folder` durable; `sync` does that for one of them. Returns the result for each.
    pub fn make_durable<T: Send>(
        &self,
        folder: &Path,
        items: &mut [T],
        sync: impl Fn(&mut T) -> io::Result<()> + Sync,
    ) -> Vec<io::Result<()>> {
        // An error of it says nothing of a single file, so they are then synced one by one.
        if items.len() > PARALLEL && unwritten() < MAX_UNWRITTEN && self.sync_file_system(folder).unwrap_or(false) {
            return items.iter().map(|_| Ok(())).collect();
        }
        in_parallel(items, sync)
    }

    /// Syncs the whole file system of `folder`. Returns whether that succeeded in time.
    fn sync_file_system(&self, folder: &Path) -> io::Result<bool> {
        let mut syncfs = lock(&self.syncfs);
        match *syncfs {
            Syncfs::Idle => {}
            Syncfs::RestsUntil(until) if until <= Instant::now() => {}
            Syncfs::Running | Syncfs::RestsUntil(_) => return Ok(false),
        }
        // Opened each time: another file system may have been mounted there.
        let folder = File::open(folder)?;
        let (sender, receiver) = sync_channel(1);
        let state = Arc::clone(&self.syncfs);
        let start = Instant::now();
        thread::Builder::new().name("syncfs".to_owned()).spawn(move || {
            let result = rustix::fs::syncfs(&folder);
            let took = start.elapsed();
            let now = Instant::now();
            *lock(&state) =
                if took > SYNCFS_TIMEOUT { Syncfs::RestsUntil(now + took * REST_FACTOR) } else { Syncfs::Idle };
            // Nobody waits for the answer any more if it took too long.
            let _ = sender.send(result);
        })?;
        *syncfs = Syncfs::Running;
        drop(syncfs);
        Ok(receiver.recv_timeout(SYNCFS_TIMEOUT).is_ok_and(|result| result.is_ok()))
    }
}

/// Returns how many bytes the system has still to write to its disks; 0 where it does not tell.
fn unwritten() -> u64 {
    unwritten_of(&std::fs::read_to_string("/proc/meminfo").unwrap_or_default())
}

fn unwritten_of(meminfo: &str) -> u64 {
    let kilobytes = |line: &str| {
        let value = line.strip_prefix("Dirty:").or_else(|| line.strip_prefix("Writeback:"))?;
        value.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    };
    meminfo.lines().filter_map(kilobytes).sum::<u64>() * 1024
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `sync` with each item, several at a time. Returns the result for each, when all are done.
pub fn in_parallel<T: Send>(items: &mut [T], sync: impl Fn(&mut T) -> io::Result<()> + Sync) -> Vec<io::Result<()>> {
    let count = items.len();
    let queue = Mutex::new(items.iter_mut().enumerate());
    let next = || lock(&queue).next();
    let work = || {
        let mut done = Vec::new();
        while let Some((index, item)) = next() {
            done.push((index, sync(item)));
        }
        done
    };
    thread::scope(|threads| {
        // If the system cannot start a thread, it only takes longer.
        let start = |_| thread::Builder::new().name("sync".to_owned()).spawn_scoped(threads, work).ok();
        let helpers: Vec<_> = (1..count.min(PARALLEL)).map_while(start).collect();
        let mut done = work();
        for helper in helpers {
            done.extend(helper.join().expect("a sync does not panic"));
        }
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_synced_once_and_has_its_own_result() {
        for count in [0, 1, 2, 15, 16, 17, 256] {
            let mut items: Vec<(usize, bool)> = (0..count).map(|number| (number, false)).collect();
            let results = in_parallel(&mut items, |(number, synced)| {
                assert!(!std::mem::replace(synced, true), "once");
                if *number % 7 == 3 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
            });
            assert_eq!(results.len(), count);
            assert!(items.iter().all(|(_, synced)| *synced));
            assert!(results.iter().enumerate().all(|(number, result)| result.is_err() == (number % 7 == 3)));
        }
    }
    #[test]
    fn what_is_unwritten_is_read_from_meminfo() {
        let meminfo = "MemFree:  7 kB\nDirty:                12 kB\nWriteback:             3 kB\nWritebackTmp:  9 kB\n";
        assert_eq!((unwritten_of(meminfo), unwritten_of("")), (15 * 1024, 0));
    }

    #[test]
    fn one_at_a_time_syncs_the_whole_and_a_slow_one_is_not_repeated_soon() {
        let folder = tempfile::tempdir().unwrap();
        let barrier = Barrier::default();
        // However slow the disk is, each file is durable in the end.
        let mut items = vec![(); 20];
        assert!(barrier.make_durable(folder.path(), &mut items, |()| Ok(())).iter().all(Result::is_ok));
        *lock(&barrier.syncfs) = Syncfs::Running;
        assert!(!barrier.sync_file_system(folder.path()).unwrap());
        *lock(&barrier.syncfs) = Syncfs::RestsUntil(Instant::now() + Duration::from_hours(1));
        assert!(!barrier.sync_file_system(folder.path()).unwrap());
        let refuse = |_: &mut ()| Err(io::ErrorKind::StorageFull.into());
        assert!(barrier.make_durable(folder.path(), &mut items, refuse).iter().all(Result::is_err), "each by itself");
        let absent = Barrier::default();
        assert!(absent.make_durable(&folder.path().join("gone"), &mut items, refuse).iter().all(Result::is_err));
    }
}
