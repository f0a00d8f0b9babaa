//! Whether file times can be compared with the wall clock: they can as long as nobody sets it. Pure: the caller reads
//! both clocks.

use std::time::{Duration, Instant, SystemTime};

use tracing::warn;

use crate::spool::claim::Stamp;

/// A wall clock that has moved this much against the monotonic one was set by somebody.
const JUMP: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub struct Clock {
    monotonic: Instant,
    wall: SystemTime,
    /// File times are not trusted before this time.
    distrusted_until: Option<Instant>,
}

impl Clock {
    pub fn new(now: Instant, wall: SystemTime) -> Self {
        Clock { monotonic: now, wall, distrusted_until: None }
    }

    /// Notices that the wall clock was set.
    pub fn check(&mut self, now: Instant, wall: SystemTime, settle: Duration) {
        let expected = self.wall + now.duration_since(self.monotonic);
        let jump = wall.duration_since(expected).unwrap_or_else(|error| error.duration());
        if jump > JUMP {
            warn!("the clock was set: files are watched for their whole settle time");
            // By then the files that were written before the jump have settled by the monotonic clock.
            self.distrusted_until = Some(now + settle * 2);
        }
        (self.monotonic, self.wall) = (now, wall);
        self.distrusted_until = self.distrusted_until.filter(|until| *until > now);
    }

    /// Tells whether a file was last changed at least `settle` ago.
    pub fn is_old(&self, stamp: &Stamp, settle: Duration) -> bool {
        let touched = u64::try_from(stamp.changed.0).ok().map(|seconds| {
            SystemTime::UNIX_EPOCH + Duration::new(seconds, u32::try_from(stamp.changed.1).unwrap_or(0))
        });
        self.distrusted_until.is_none()
            && touched.and_then(|touched| self.wall.duration_since(touched).ok()).is_some_and(|age| age >= settle)
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "moments are made from one that is now")]
mod tests {
    use super::*;

    #[test]
    fn file_times_are_believed_until_the_clock_is_set() {
        const SETTLE: Duration = Duration::from_secs(1);
        let (start, wall) = (Instant::now(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000));
        let after = |seconds| start + Duration::from_secs(seconds);
        let touched = |seconds| Stamp { inode: 1, size: 1, modified: (0, 0), changed: (seconds, 0) };
        let mut clock = Clock::new(start, wall);
        clock.check(after(1), wall + SETTLE, SETTLE);
        assert!(clock.is_old(&touched(1_000_000), SETTLE) && !clock.is_old(&touched(1_000_001), SETTLE));
        assert!(!clock.is_old(&touched(2_000_000), SETTLE), "a file from the future is not old");
        // An hour forward: a file that is written this moment looks an hour old.
        let jumped = wall + Duration::from_secs(3602);
        clock.check(after(2), jumped, SETTLE);
        assert!(!clock.is_old(&touched(1_000_001), SETTLE));
        clock.check(after(5), jumped + SETTLE * 3, SETTLE);
        assert!(clock.is_old(&touched(1_003_602), SETTLE));
        // Back again: what was written before the jump lies in the future and waits its time.
        clock.check(after(6), wall + SETTLE * 6, SETTLE);
        assert!(!clock.is_old(&touched(1_000_000), SETTLE));
    }
}
