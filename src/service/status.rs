//! What the running service says of itself: a small file in `state/`, written when something has changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The shape of the status file.
pub const STATUS_SCHEMA: &str = "copydesk/status/1";

/// The status file's name below `state/`.
pub const STATUS_FILE: &str = "status.json";

/// The service as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub schema: String,
    pub pid: u32,
    pub tool: String,
    /// When the service started, and when this was written, as RFC 3339.
    pub started: String,
    pub written: String,
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
    /// Refusals by reason code, since the start.
    pub failed_by_code: BTreeMap<String, u64>,
    /// What keeps the service from working, and since when; absent while all is well.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub degraded: Option<Degraded>,
    /// The last refusals, the newest last.
    pub last_failures: Vec<LastFailure>,
}

/// What keeps the service from working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Degraded {
    pub since: String,
    pub reason: String,
}

/// An input that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastFailure {
    pub path: String,
    pub code: String,
    pub message: String,
}

/// How many refusals a status remembers.
const REMEMBERED: usize = 10;

impl Status {
    /// Counts a refusal.
    pub fn add_failure(&mut self, failure: LastFailure) {
        self.failed += 1;
        *self.failed_by_code.entry(failure.code.clone()).or_insert(0) += 1;
        self.last_failures.push(failure);
        if self.last_failures.len() > REMEMBERED {
            self.last_failures.remove(0);
        }
    }
}
