//! What the service's threads show to whoever asks from outside, and how long ago each of the two that must never
//! stand still last moved.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::metrics::Counters;
use super::status::Status;

/// A loop that has not come round for so long is stuck.
pub const STUCK: Duration = Duration::from_secs(30);

/// Shared by all threads for as long as the service runs.
pub struct SharedStatus {
    start: Instant,
    /// A copy of the deciding task's own, as of the last time it was written.
    status: Mutex<Status>,
    counters: Mutex<Counters>,
    /// Milliseconds from `start` to the last turn of each loop.
    deciding: AtomicU64,
    committing: AtomicU64,
}

impl SharedStatus {
    pub fn new(now: Instant) -> Self {
        SharedStatus {
            start: now,
            status: Mutex::default(),
            counters: Mutex::default(),
            deciding: AtomicU64::new(0),
            committing: AtomicU64::new(0),
        }
    }

    pub fn show(&self, status: Status) {
        *self.status() = status;
    }

    pub fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn counters(&self) -> MutexGuard<'_, Counters> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the deciding task came round.
    pub fn decides(&self, now: Instant) {
        self.deciding.store(self.millis(now), Ordering::Relaxed);
    }

    /// Notes that the committing thread came round.
    pub fn commits(&self, now: Instant) {
        self.committing.store(self.millis(now), Ordering::Relaxed);
    }

    /// Returns how long the deciding task has not come round.
    pub fn since_decided(&self, now: Instant) -> Duration {
        self.since(&self.deciding, now)
    }

    /// Names the loop that is stuck, if one is.
    pub fn stuck(&self, now: Instant) -> Option<&'static str> {
        if self.since(&self.committing, now) > STUCK {
            return Some("publishing documents takes too long");
        }
        (self.since_decided(now) > STUCK).then_some("looking at the spool takes too long")
    }

    fn since(&self, moment: &AtomicU64, now: Instant) -> Duration {
        Duration::from_millis(self.millis(now).saturating_sub(moment.load(Ordering::Relaxed)))
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.start).as_millis()).unwrap_or(u64::MAX)
    }
}
