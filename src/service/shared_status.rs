//! What the threads of the service share for the outside: its status, its counters, and when the main loop and the
//! committing thread last made a turn. Neither of these two may ever get stuck.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::metrics::Counters;
use super::status::Status;

/// A loop that has made no turn for this long is stuck.
pub const STUCK_AFTER: Duration = Duration::from_secs(30);

/// The part of the state that all threads may read; it lives as long as the service.
pub struct SharedStatus {
    start: Instant,
    /// A copy of the main loop's status, from the last time it was written.
    status: Mutex<Status>,
    counters: Mutex<Counters>,
    /// Milliseconds from `start` to the last turn of the main loop and of the committing thread.
    last_loop_turn: AtomicU64,
    last_commit_turn: AtomicU64,
}

impl SharedStatus {
    pub fn new(now: Instant) -> Self {
        SharedStatus {
            start: now,
            status: Mutex::default(),
            counters: Mutex::default(),
            last_loop_turn: AtomicU64::new(0),
            last_commit_turn: AtomicU64::new(0),
        }
    }

    /// Replaces the status that others see.
    pub fn show(&self, status: Status) {
        *self.status() = status;
    }

    pub fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn counters(&self) -> MutexGuard<'_, Counters> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the main loop made a turn.
    pub fn loop_turned(&self, now: Instant) {
        self.last_loop_turn.store(self.millis(now), Ordering::Relaxed);
    }

    /// Notes that the committing thread made a turn.
    pub fn commit_turned(&self, now: Instant) {
        self.last_commit_turn.store(self.millis(now), Ordering::Relaxed);
    }

    /// Returns how long ago the main loop last made a turn.
    pub fn since_loop_turn(&self, now: Instant) -> Duration {
        self.since(&self.last_loop_turn, now)
    }

    /// Returns which loop is stuck, if one is.
    pub fn stuck(&self, now: Instant) -> Option<&'static str> {
        if self.since(&self.last_commit_turn, now) > STUCK_AFTER {
            return Some("publishing documents takes too long");
        }
        (self.since_loop_turn(now) > STUCK_AFTER).then_some("looking at the spool takes too long")
    }

    fn since(&self, moment: &AtomicU64, now: Instant) -> Duration {
        Duration::from_millis(self.millis(now).saturating_sub(moment.load(Ordering::Relaxed)))
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.start).as_millis()).unwrap_or(u64::MAX)
    }
}
