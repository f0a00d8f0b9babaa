//! The thread that removes what the configuration does not want to keep in the archive and in `failed/`.

use std::io;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use tracing::{info, warn};

use super::setup::CurrentSetup;
use super::shared_status::SharedStatus;
use super::thread::spawn;
use crate::config::Config;
use crate::spool::retention::{FolderKind, KeepLimits, Removed, sweep};

/// The pause between two looks: a tenth of the shortest age, between these bounds.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// The pause where everything is kept, until the configuration is asked again.
const IDLE_PAUSE: Duration = Duration::from_secs(10);
/// The pause is at least this many times as long as the look took, so that a large archive costs at most a hundredth of
/// a processor.
const REST_FACTOR: u32 = 100;

/// Starts the thread. It ends with the process: each removal is complete in itself.
///
/// # Errors
/// If the system cannot start a thread.
#[expect(clippy::disallowed_methods, reason = "the age of an input is compared with the time")]
pub fn start(setup: Arc<CurrentSetup>, shared: Arc<SharedStatus>) -> io::Result<()> {
    spawn("retention", move || {
        loop {
            let setup = setup.get();
            let begun = Instant::now();
            remove_expired(&setup.config, &shared, SystemTime::now());
            sleep((begun.elapsed() * REST_FACTOR).max(pause(&setup.config)));
        }
    })
}

fn limits(config: &Config) -> [(&'static str, FolderKind, KeepLimits); 2] {
    let options = &config.options.retention;
    [
        ("archive", FolderKind::Archive, KeepLimits { age: options.archive_age.0, size: options.archive_size.0 }),
        ("failed", FolderKind::Failed, KeepLimits { age: options.failed_age.0, size: options.failed_size.0 }),
    ]
}

fn pause(config: &Config) -> Duration {
    if limits(config).iter().all(|(_, _, keep)| *keep == KeepLimits::default()) {
        return IDLE_PAUSE;
    }
    let ages = limits(config).into_iter().filter_map(|(_, _, keep)| keep.age);
    ages.min().map_or(LONGEST_PAUSE, |age| age / 10).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

fn remove_expired(config: &Config, shared: &SharedStatus, now: SystemTime) {
    let spool = &config.spool;
    for (name, kind, keep) in limits(config) {
        let (folder, other) = match kind {
            FolderKind::Archive => (&spool.archive, &spool.failed),
            FolderKind::Failed => (&spool.failed, &spool.archive),
        };
        let others = [spool.inbox.as_path(), &spool.work, &spool.outbox, &spool.state, other];
        match sweep(folder, kind, keep, &others, now) {
            Ok(Removed { inputs: 0, .. }) => {}
            Ok(Removed { inputs, bytes }) => {
                info!(folder = %folder.display(), inputs, bytes, "removed what was not to be kept");
                let mut counters = shared.counters();
                let (files, size) = counters.removed.entry(name).or_default();
                *files += inputs;
                *size += bytes;
            }
            Err(error) => warn!(folder = %folder.display(), %error, "cannot remove what was not to be kept"),
        }
    }
}
