//! The content of the status file: how the running service stands.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// The name of the status file's format.
pub const STATUS_SCHEMA: &str = "copydesk/status/1";

/// The status file's name below `state/`.
pub const STATUS_FILE: &str = "status.json";

/// How the service stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub schema: String,
    pub pid: u32,
    pub tool: String,
    /// When the service started, and when this was written, as RFC 3339.
    pub started: String,
    pub written: String,
    /// Whether inputs are taken; not while the environment forbids it.
    #[serde(default)]
    pub ready: bool,
    /// Whether the inbox is polled instead of watched.
    pub polling: bool,
    /// Files seen and not yet settled or claimed.
    pub waiting: u64,
    /// Claims in work.
    pub working: u64,
    /// Since the start.
    pub documents: u64,
    pub inputs: u64,
    pub failed: u64,
    pub bytes: u64,
    /// How fast inputs are finished.
    #[serde(default)]
    pub rates: Rates,
    /// Failures by reason code, since the start.
    pub failed_by_code: BTreeMap<String, u64>,
    /// What keeps the service from working, and since when; absent while all is well.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub degraded: Option<Degraded>,
    /// The last failures, the newest last.
    pub last_failures: Vec<LastFailure>,
}

/// What was finished per second, over the last minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    pub inputs: f64,
    pub documents: f64,
    pub bytes: f64,
}

/// Measures rates over a sliding minute.
#[derive(Debug, Default)]
pub struct RateMeter {
    samples: VecDeque<(Instant, [u64; 3])>,
}

const MINUTE: Duration = Duration::from_mins(1);

impl RateMeter {
    /// Takes a sample of what was finished since the start, and returns the rates since the oldest sample of this
    /// minute.
    pub fn measure(&mut self, status: &Status, now: Instant) -> Rates {
        let done = [status.inputs, status.documents, status.bytes];
        // One sample from before the minute is kept as its beginning.
        while self.samples.get(1).is_some_and(|(taken, _)| now.duration_since(*taken) >= MINUTE) {
            self.samples.pop_front();
        }
        let rate = |index: usize| {
            let (taken, before) = self.samples.front()?;
            let seconds = now.duration_since(*taken).as_secs_f64();
            (seconds > 0.0).then(|| ((done[index] - before[index]) as f64 / seconds * 10.0).round() / 10.0)
        };
        let rates = [0, 1, 2].map(|index| rate(index).unwrap_or(0.0));
        self.samples.push_back((now, done));
        Rates { inputs: rates[0], documents: rates[1], bytes: rates[2] }
    }
}

/// What keeps the service from working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Degraded {
    pub since: String,
    pub reason: String,
}

/// An input that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastFailure {
    pub path: String,
    pub code: String,
    pub message: String,
}

/// How many failures a status remembers.
const REMEMBERED: usize = 10;

impl Status {
    /// Counts a failure.
    pub fn add_failure(&mut self, failure: LastFailure) {
        self.failed += 1;
        *self.failed_by_code.entry(failure.code.clone()).or_insert(0) += 1;
        self.last_failures.push(failure);
        if self.last_failures.len() > REMEMBERED {
            self.last_failures.remove(0);
        }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "moments are made from one that is now")]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_of_the_last_minute() {
        let start = Instant::now();
        let mut meter = RateMeter::default();
        let mut at = |seconds, inputs| {
            let status = Status { inputs, ..Status::default() };
            meter.measure(&status, start + Duration::from_secs(seconds)).inputs
        };
        assert_eq!((at(0, 0), at(10, 100), at(60, 600)), (0.0, 10.0, 10.0));
        assert_eq!((at(90, 600), at(200, 600)), (6.3, 0.0));
    }
}
