//! What a run shows: a progress bar while it goes, and a report at its end.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::spool::job::Worked;
use crate::spool::name;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub documents: u64,
    /// Inputs of which all or a part was cleaned now.
    pub inputs: u64,
    /// Inputs whose documents were there already.
    pub up_to_date: u64,
    /// What gave no document: inputs, and records of inputs.
    pub failures: Vec<ReportedFailure>,
    /// Edits by rule.
    pub edits: BTreeMap<String, u64>,
    /// Bytes of article that were cleaned, decompressed.
    pub bytes: u64,
    pub seconds: f64,
    pub interrupted: bool,
}

#[derive(Debug, Serialize)]
pub struct ReportedFailure {
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    pub code: String,
    pub message: String,
}

impl Report {
    /// Counts an input.
    pub fn add(&mut self, path: &Path, worked: Worked) {
        let path = name::shown(path);
        self.bytes += worked.bytes;
        self.inputs += u64::from(worked.failure.is_none());
        for record in worked.failed_records {
            let (record, code, message) = (Some(record.reason.record), record.reason.code, record.reason.message);
            self.failures.push(ReportedFailure { path: path.clone(), record, code, message });
        }
        if let Some(failure) = worked.failure {
            let (code, message) = (failure.code.to_string(), failure.message);
            self.failures.push(ReportedFailure { path, record: None, code, message });
            return;
        }
        self.documents += worked.documents;
        for (rule, count) in worked.edits {
            *self.edits.entry(rule).or_insert(0) += count;
        }
    }

    /// Brings the failures into an order that does not depend on which worker was first.
    pub fn sort(&mut self) {
        self.failures.sort_by(|left, right| (&left.path, left.record).cmp(&(&right.path, right.record)));
    }

    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Whole<'a> {
            schema: &'static str,
            #[serde(flatten)]
            report: &'a Report,
        }
        serde_json::to_string(&Whole { schema: "copydesk/report/1", report: self }).expect("a report can be written")
    }

    /// Returns the table that a person reads.
    pub fn table(&self, dry: bool) -> String {
        let mut table = String::new();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(table, "{name:28} {value:>12}");
        };
        row(if dry { "documents (not written)" } else { "documents" }, self.documents.to_string());
        row("inputs cleaned", self.inputs.to_string());
        if self.up_to_date > 0 {
            row("inputs done before", self.up_to_date.to_string());
        }
        let mut reasons = BTreeMap::new();
        for failure in &self.failures {
            *reasons.entry(failure.code.as_str()).or_insert(0_u64) += 1;
        }
        for (code, count) in reasons {
            row(&format!("failed: {code}"), count.to_string());
        }
        for (rule, count) in &self.edits {
            row(&format!("edits: {rule}"), count.to_string());
        }
        let megabytes = self.bytes as f64 / 1e6;
        row("megabytes", format!("{megabytes:.3}"));
        row("seconds", format!("{:.2}", self.seconds));
        if self.seconds > 0.0 {
            row("megabytes per second", format!("{:.1}", megabytes / self.seconds));
        }
        table
    }
}

/// The progress bar, shown on a terminal only.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub fn start(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        Progress { bar: ProgressBar::new(0).with_style(style("{spinner} {pos} of {len} or more inputs, {per_sec}")) }
    }

    pub fn is_shown(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Counts the inputs while they are being cleaned, so that work begins at once; then the bar shows how many are
    /// left.
    pub fn count(&self, inputs: impl Iterator) {
        for _ in inputs {
            if self.bar.is_finished() {
                return;
            }
            self.bar.inc_length(1);
        }
        self.bar.set_style(style("{bar:40} {pos}/{len} inputs, {per_sec}, {eta} left"));
    }

    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Prints a line above the bar.
    #[expect(clippy::print_stderr, reason = "this is where the user reads what failed")]
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &'static str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_counted_as_long_as_anybody_wants_to_know() {
        let bar = ProgressBar::with_draw_target(Some(0), indicatif::ProgressDrawTarget::hidden());
        let progress = Progress { bar };
        progress.count(0..3);
        assert_eq!(progress.bar.length(), Some(3));
        progress.end();
        // An endless inbox does not keep a run from ending.
        progress.count(0..);
    }
}
