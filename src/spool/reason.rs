//! The reason file: a small JSON file that says why the input beside it stands in `failed/`, for people and for
//! `copydesk failed`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::name;
use super::sidecar;
use crate::desk::Failure;
use crate::reason::Reason;

/// The shape of a reason file.
pub const REASON_SCHEMA: &str = "copydesk/reason/1";

/// The ending of a reason file, after the input's own name.
pub const REASON_ENDING: &str = ".reason.json";

/// The ending of the file that holds the records that failed, one a line, where the others of their file did not.
pub const RECORDS_ENDING: &str = ".failed.jsonl";

/// The longest ending, that of the sidecar of such a file: an input's name in `failed/` leaves so many bytes for it.
pub const ENDING_ROOM: usize = RECORDS_ENDING.len() + sidecar::ENDING.len();

/// The content of a reason file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonFile {
    pub schema: String,
    /// The input's path below the inbox.
    pub path: String,
    /// The code of a [`Reason`]; that of the first record where only records failed. A string, for another version may
    /// have written one that this version does not know.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The first 32 hex digits of BLAKE3 over the input's bytes as they came; of no bytes where it could not be read.
    pub digest: String,
    /// The input's modification time, as RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub modified: Option<String>,
    pub tool: String,
    pub config: String,
    /// The records that failed, where the input holds many.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub records: Vec<RecordReason>,
}

impl ReasonFile {
    /// Returns the line that tells people of it: the input, the place of the first record that failed, and the message.
    pub fn line(&self) -> String {
        let first = self.records.first().filter(|record| self.message.starts_with(&record.message));
        let place = first.map(|record| format!(":{}", record.record)).unwrap_or_default();
        format!("{}{place}: {}", self.path, self.message)
    }

    /// Returns the reason of the input at `path` that has no reason file, or no longer.
    pub fn lost(path: &Path) -> Self {
        ReasonFile {
            schema: REASON_SCHEMA.to_owned(),
            path: name::shown(path),
            code: Reason::ReasonLost.to_string(),
            message: "it has no reason file: `copydesk failed retry` finds the reason anew".to_owned(),
            digest: String::new(),
            modified: None,
            tool: String::new(),
            config: String::new(),
            records: Vec::new(),
        }
    }
}

/// Why one record of a file gave no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReason {
    /// Its place in the file, from 1: the line of JSON lines, the element of an array.
    pub record: u64,
    pub code: String,
    pub message: String,
}

impl RecordReason {
    /// Returns why record `record` of a file gave no document.
    pub fn new(record: u64, failure: &Failure) -> Self {
        RecordReason { record, code: failure.code.to_string(), message: failure.message.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_only_another_version_knows_is_read() {
        let json = serde_json::to_string(&ReasonFile::lost(Path::new("a.txt"))).unwrap();
        let other = json.replace(Reason::ReasonLost.code(), "input.unheard_of");
        assert_eq!(serde_json::from_str::<ReasonFile>(&other).unwrap().code, "input.unheard_of");
    }
}
