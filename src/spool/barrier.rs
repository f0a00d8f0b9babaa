//! The durability barrier: many files made to outlive a crash of the machine, side by side.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many syncs are under way at once. A journal takes all that wait for it into one commit and the disk all into one
/// flush, so that 256 files side by side take about as long as a few one after the other (ext4: 25 ms with 16 threads,
/// 50 ms with 8, 370 ms with one).
///
/// `syncfs` would be one call for them all, but it writes back everybody's files in that file system first: seconds,
/// where a mass of articles has just been delivered.
const SIDE_BY_SIDE: usize = 16;

/// Does `sync` to each item; returns when all are through.
///
/// # Errors
/// With one that failed; then nothing is known of the others.
pub fn pass<T: Sync>(items: &[T], sync: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            sync(item)?;
        }
        Ok(())
    };
    thread::scope(|threads| {
        // A system without a thread to give makes it slower, no more.
        let start = |_| thread::Builder::new().name("sync".to_owned()).spawn_scoped(threads, work).ok();
        let helpers: Vec<_> = (1..items.len().min(SIDE_BY_SIDE)).map_while(start).collect();
        let own = work();
        let joined = helpers.into_iter().map(|helper| helper.join().expect("a sync does not panic"));
        joined.fold(own, io::Result::and)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_synced_once_and_no_error_is_lost() {
        for count in [0, 1, 2, 15, 16, 17, 256] {
            let items: Vec<AtomicUsize> = (0..count).map(|_| AtomicUsize::new(0)).collect();
            let sync = |item: &AtomicUsize| {
                item.fetch_add(1, Ordering::Relaxed);
                Ok(())
            };
            pass(&items, sync).unwrap();
            assert!(items.iter().all(|item| item.load(Ordering::Relaxed) == 1));
        }
        let numbers: Vec<usize> = (0..256).collect();
        for bad in [0, 100, 255] {
            let sync = |number: &usize| if *number == bad { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) };
            assert_eq!(pass(&numbers, sync).unwrap_err().kind(), io::ErrorKind::StorageFull);
        }
    }
}
