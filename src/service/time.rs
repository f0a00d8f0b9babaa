//! The clocks of the service. Everything else is passed the time, so that tests can choose it.
#![allow(clippy::disallowed_methods, reason = "somebody has to read the clocks")]

use std::time::{Instant, SystemTime};

/// Returns the time that never goes back.
pub fn now() -> Instant {
    Instant::now()
}

/// Returns the wall clock's time, with which file times are compared.
pub fn system_time() -> SystemTime {
    SystemTime::now()
}

/// Returns the wall clock's time as RFC 3339 in UTC, to the second.
pub fn timestamp() -> String {
    jiff::Timestamp::try_from(system_time())
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}
