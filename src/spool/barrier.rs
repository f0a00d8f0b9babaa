//! The durability barrier: many files made to outlive a crash of the machine, side by side.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many syncs are under way at once. A journal takes all that wait for it into one commit and the disk all into one
/// flush, so that 256 files side by side take about as long as a few one after the other (ext4: 25 ms with 16 threads,
/// 50 ms with 8, 370 ms with one).
///
/// `syncfs` would be one call for them all, but it writes back everybody's files in that file system first: seconds,
/// where a mass of articles has just been delivered.
const SIDE_BY_SIDE: usize = 16;

/// Does `sync` to each item, and returns what came of each once all are through.
pub fn pass<T: Send>(items: &mut [T], sync: impl Fn(&mut T) -> io::Result<()> + Sync) -> Vec<io::Result<()>> {
    let count = items.len();
    let queue = Mutex::new(items.iter_mut().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut done = Vec::new();
        while let Some((index, item)) = next() {
            done.push((index, sync(item)));
        }
        done
    };
    thread::scope(|threads| {
        // A system without a thread to give makes it slower, no more.
        let start = |_| thread::Builder::new().name("sync".to_owned()).spawn_scoped(threads, work).ok();
        let helpers: Vec<_> = (1..count.min(SIDE_BY_SIDE)).map_while(start).collect();
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
            let results = pass(&mut items, |(number, synced)| {
                assert!(!std::mem::replace(synced, true), "once");
                if *number % 7 == 3 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
            });
            assert_eq!(results.len(), count);
            assert!(items.iter().all(|(_, synced)| *synced));
            assert!(results.iter().enumerate().all(|(number, result)| result.is_err() == (number % 7 == 3)));
        }
    }
}
