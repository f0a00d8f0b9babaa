//! Shows how the service stands: in the status file, to the HTTP thread, and to the service manager.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::{debug, info, warn};

use super::shared_status::SharedStatus;
use super::status::{Degraded, LastFailure, RateMeter, STATUS_FILE, STATUS_SCHEMA, Status};
use super::systemd::Manager;
use super::time::timestamp;
use crate::desk::tool;
use crate::spool::disk;
use crate::spool::reason::ReasonFile;

/// How often the status is written at most.
const EVERY: Duration = Duration::from_secs(1);

/// Keeps the status of the service and writes it when it has changed.
pub struct StatusWriter {
    status: Status,
    /// The status file.
    path: PathBuf,
    /// When the status is written next; none as long as nothing changes.
    due: Option<Instant>,
    rates: RateMeter,
    shared: Arc<SharedStatus>,
    manager: Arc<Manager>,
    /// The line that the service manager was last told.
    last_line: String,
}

/// The numbers that are read when the status is written.
pub struct Gauges {
    pub waiting: usize,
    pub in_work: usize,
    pub polling: bool,
}

impl StatusWriter {
    /// Makes the status of a service that starts now; `state` is the folder of its file.
    pub fn new(state: &Path, shared: Arc<SharedStatus>, manager: Arc<Manager>, now: Instant) -> Self {
        let status = Status {
            schema: STATUS_SCHEMA.to_owned(),
            pid: std::process::id(),
            tool: tool(),
            started: timestamp(),
            ..Status::default()
        };
        StatusWriter {
            status,
            path: state.join(STATUS_FILE),
            due: Some(now),
            rates: RateMeter::default(),
            shared,
            manager,
            last_line: String::new(),
        }
    }

    /// Returns when the status is to be written.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Notes that something has changed: the status is written soon.
    pub fn note_change(&mut self, now: Instant) {
        self.due.get_or_insert(now + EVERY);
    }

    /// Counts an input that is finished.
    pub fn count_input(&mut self, documents: u64, bytes: u64) {
        self.status.inputs += 1;
        self.status.documents += documents;
        self.status.bytes += bytes;
    }

    /// Counts what an input cost and what was edited in it.
    pub fn count_work(&self, took: Duration, edits: BTreeMap<String, u64>) {
        let mut counters = self.shared.counters();
        counters.input_seconds.add(took);
        for (rule, count) in edits {
            *counters.edits.entry(rule).or_insert(0) += count;
        }
    }

    /// Counts an input that was set aside, wholly or in part.
    pub fn count_failure(&mut self, reason: ReasonFile) {
        warn!(path = %reason.path, code = %reason.code, "{}", reason.line());
        self.status.add_failure(LastFailure { path: reason.path, code: reason.code, message: reason.message });
    }

    /// Counts an outage that begins.
    pub fn count_outage(&self) {
        self.shared.counters().troubles += 1;
    }

    /// Notes whether inputs are taken and what keeps the service from its full work; a change is written at once.
    pub fn set_degraded(&mut self, reason: Option<String>, ready: bool, now: Instant) {
        let known = self.status.degraded.as_ref().map(|degraded| &degraded.reason);
        if self.status.ready == ready && known == reason.as_ref() {
            return;
        }
        if reason.is_none() && self.status.degraded.is_some() {
            info!("mended: going on");
        }
        let since = self.status.degraded.take().map_or_else(timestamp, |degraded| degraded.since);
        self.status.degraded = reason.map(|reason| Degraded { since, reason });
        self.status.ready = ready;
        self.due = Some(now);
    }

    /// Writes the status, and decides when it is written again.
    pub fn write(&mut self, gauges: &Gauges, now: Instant) {
        self.status.waiting = gauges.waiting as u64;
        self.status.working = gauges.in_work as u64;
        self.status.polling = gauges.polling;
        self.status.written = timestamp();
        self.status.rates = self.rates.measure(&self.status, now);
        self.tell_manager();
        let json = serde_json::to_vec_pretty(&self.status).expect("a status can be written as JSON");
        if let Err(error) = disk::replace(&self.path, &json) {
            debug!(%error, "cannot write the status");
        }
        self.shared.show(self.status.clone());
        // While there is work the numbers change without further notice.
        let busy = gauges.in_work > 0 || self.status.rates.inputs > 0.0;
        self.due = busy.then_some(now + EVERY);
    }

    /// Writes the last status of a service that ends.
    pub fn write_last(&mut self, gauges: &Gauges, now: Instant) {
        self.status.ready = false;
        self.write(gauges, now);
    }

    fn tell_manager(&mut self) {
        let Status { waiting, working, documents, failed, .. } = self.status;
        let line = match &self.status.degraded {
            Some(degraded) => format!("degraded: {}", degraded.reason),
            None => format!("{waiting} waiting, {working} in work, {documents} documents, {failed} failed"),
        };
        if line != self.last_line {
            self.manager.status(&line);
            self.last_line = line;
        }
    }
}
