//! The metrics for Prometheus, in its text format: counters since the start, and the present state.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use super::status::Status;
use crate::spool::disk;

/// What is counted only for the metrics.
#[derive(Debug, Default)]
pub struct Counters {
    /// Edits by rule.
    pub edits: BTreeMap<String, u64>,
    /// From an input's claim to its original being put away.
    pub input_seconds: Histogram,
    /// Making a group durable and putting its originals away.
    pub commit_seconds: Histogram,
    /// How many outages there were.
    pub troubles: u64,
    /// How often a configuration that was read again was taken over, and how often it was refused.
    pub reloads: [u64; 2],
    /// Inputs and bytes that retention removed, by folder.
    pub removed: BTreeMap<&'static str, (u64, u64)>,
}

/// Durations, counted in the buckets of [`BOUNDS`].
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

/// Upper bounds in seconds: from what one synced file takes to what the limit on time allows.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0, 60.0];

impl Histogram {
    pub fn add(&mut self, time: Duration) {
        if let Some(at) = BOUNDS.iter().position(|bound| time.as_secs_f64() <= *bound) {
            self.buckets[at] += 1;
        }
        self.count += 1;
        self.sum += time;
    }
}

/// A metric: its name, its type, and its help text.
struct Metric {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
}

const fn metric(name: &'static str, kind: &'static str, help: &'static str) -> Metric {
    Metric { name, kind, help }
}

const BUILD: Metric = metric("copydesk_build_info", "gauge", "Always 1; the label says which copydesk runs.");
const READY: Metric =
    metric("copydesk_ready", "gauge", "1 while inputs are taken, 0 while the environment forbids it.");
const DEGRADED: Metric = metric("copydesk_degraded", "gauge", "1 while anything keeps the service from its full work.");
const POLLING: Metric = metric("copydesk_polling", "gauge", "1 where the inbox is polled for want of file events.");
const WAITING: Metric = metric("copydesk_waiting_files", "gauge", "Files seen and not yet settled or claimed.");
const WORKING: Metric = metric("copydesk_working_inputs", "gauge", "Inputs claimed and not yet put away.");
const INPUTS: Metric = metric("copydesk_inputs_total", "counter", "Inputs put away: published or set aside.");
const DOCUMENTS: Metric = metric("copydesk_documents_total", "counter", "Documents published.");
const BYTES: Metric = metric("copydesk_bytes_total", "counter", "Bytes of article cleaned, decompressed.");
const FAILED: Metric = metric("copydesk_failed_total", "counter", "Inputs set aside in failed/, by reason code.");
const EDITS: Metric = metric("copydesk_edits_total", "counter", "Edits made, by rule.");
const INPUT_SECONDS: Metric =
    metric("copydesk_input_seconds", "histogram", "From an input's claim to its original being put away.");
const COMMIT_SECONDS: Metric =
    metric("copydesk_commit_seconds", "histogram", "Making one group of documents durable and putting originals away.");
const TROUBLES: Metric = metric("copydesk_troubles_total", "counter", "Times that the environment stopped the work.");
const RELOADS: Metric =
    metric("copydesk_reloads_total", "counter", "Readings of the configuration on SIGHUP, by result.");
const REMOVED_FILES: Metric =
    metric("copydesk_retention_files_total", "counter", "Inputs that retention removed, by folder.");
const REMOVED_BYTES: Metric =
    metric("copydesk_retention_bytes_total", "counter", "Bytes that retention removed, by folder.");
const MEMORY: Metric = metric("process_resident_memory_bytes", "gauge", "Memory in use.");
const DESCRIPTORS: Metric = metric("process_open_fds", "gauge", "Open file descriptors.");

/// All metrics, in the order in which they are written.
#[cfg(test)]
const METRICS: &[&Metric] = &[
    &BUILD,
    &READY,
    &DEGRADED,
    &POLLING,
    &WAITING,
    &WORKING,
    &INPUTS,
    &DOCUMENTS,
    &BYTES,
    &FAILED,
    &EDITS,
    &INPUT_SECONDS,
    &COMMIT_SECONDS,
    &TROUBLES,
    &RELOADS,
    &REMOVED_FILES,
    &REMOVED_BYTES,
    &MEMORY,
    &DESCRIPTORS,
];

/// Returns all metrics in the text format of Prometheus, version 0.0.4.
pub fn text(status: &Status, counters: &Counters) -> String {
    let mut page = Page::default();
    page.one(&BUILD, &[("version", &status.tool)], 1);
    page.one(&READY, &[], u64::from(status.ready));
    page.one(&DEGRADED, &[], u64::from(status.degraded.is_some()));
    page.one(&POLLING, &[], u64::from(status.polling));
    page.one(&WAITING, &[], status.waiting);
    page.one(&WORKING, &[], status.working);
    page.one(&INPUTS, &[], status.inputs);
    page.one(&DOCUMENTS, &[], status.documents);
    page.one(&BYTES, &[], status.bytes);
    page.by(&FAILED, "code", status.failed_by_code.iter().map(|(code, count)| (code.as_str(), *count)));
    page.by(&EDITS, "rule", counters.edits.iter().map(|(rule, count)| (rule.as_str(), *count)));
    page.times(&INPUT_SECONDS, &counters.input_seconds);
    page.times(&COMMIT_SECONDS, &counters.commit_seconds);
    page.one(&TROUBLES, &[], counters.troubles);
    page.by(&RELOADS, "result", ["taken", "refused"].into_iter().zip(counters.reloads));
    page.by(&REMOVED_FILES, "folder", counters.removed.iter().map(|(folder, (files, _))| (*folder, *files)));
    page.by(&REMOVED_BYTES, "folder", counters.removed.iter().map(|(folder, (_, bytes))| (*folder, *bytes)));
    if let Some((memory, descriptors)) = disk::own_usage() {
        page.one(&MEMORY, &[], memory);
        page.one(&DESCRIPTORS, &[], descriptors);
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn head(&mut self, metric: &Metric) {
        let Metric { name, kind, help } = metric;
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "{name}{labels} {value}");
    }

    fn one(&mut self, metric: &Metric, labels: &[(&str, &str)], value: u64) {
        self.head(metric);
        self.sample(metric.name, labels, value);
    }

    fn by<'a>(&mut self, metric: &Metric, label: &str, values: impl Iterator<Item = (&'a str, u64)>) {
        self.head(metric);
        for (name, value) in values {
            self.sample(metric.name, &[(label, name)], value);
        }
    }

    fn times(&mut self, metric: &Metric, times: &Histogram) {
        self.head(metric);
        let bucket = format!("{}_bucket", metric.name);
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(times.buckets) {
            below += count;
            self.sample(&bucket, &[("le", &bound.to_string())], below);
        }
        self.sample(&bucket, &[("le", "+Inf")], times.count);
        self.sample(&format!("{}_sum", metric.name), &[], times.sum.as_secs_f64());
        self.sample(&format!("{}_count", metric.name), &[], times.count);
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_in_the_text_format() {
        let mut status = Status { tool: "copydesk \"x\"".into(), documents: 3, ready: true, ..Status::default() };
        status.failed_by_code.insert("input.empty".into(), 2);
        let mut counters = Counters::default();
        counters.input_seconds.add(Duration::from_millis(3));
        counters.input_seconds.add(Duration::from_mins(2));
        let page = text(&status, &counters);
        for line in [
            "copydesk_build_info{version=\"copydesk \\\"x\\\"\"} 1",
            "# TYPE copydesk_documents_total counter",
            "copydesk_documents_total 3",
            "copydesk_failed_total{code=\"input.empty\"} 2",
            "copydesk_input_seconds_bucket{le=\"0.0025\"} 0",
            "copydesk_input_seconds_bucket{le=\"0.005\"} 1",
            "copydesk_input_seconds_bucket{le=\"60\"} 1",
            "copydesk_input_seconds_bucket{le=\"+Inf\"} 2",
            "copydesk_input_seconds_sum 120.003",
            "copydesk_input_seconds_count 2",
            "copydesk_reloads_total{result=\"refused\"} 0",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} is missing in\n{page}");
        }
        for metric in METRICS {
            assert!(page.contains(&format!("# HELP {} ", metric.name)), "{}", metric.name);
        }
    }

    #[test]
    fn the_operators_page_names_every_metric() {
        let page = include_str!("../../docs/service.md");
        for metric in METRICS {
            let row = format!("| `{}` | {} | {} |", metric.name, metric.kind, metric.help);
            assert!(page.contains(&row), "docs/service.md lacks the line\n{row}");
        }
    }
}
