//! JSON, a document a line: the one place where documents, and what stands for those that are none, become JSON.

use std::borrow::Cow;
use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::{Form, Signature};
use crate::desk::Failure;
use crate::document::Document;
use crate::text::lenient_json;

/// The form that the outbox has.
pub struct JsonLines;

impl Form for JsonLines {
    fn encode(&self, document: &Document, bytes: &mut Vec<u8>) {
        serde_json::to_writer(&mut *bytes, document).expect("a document can always be written as JSON");
        bytes.push(b'\n');
    }

    fn signatures<'a>(&self, written: Box<dyn BufRead + 'a>) -> Box<dyn Iterator<Item = Option<Signature>> + 'a> {
        Box::new(written.lines().map(|line| signature(&line.ok()?)))
    }
}

fn signature(line: &str) -> Option<Signature> {
    let Signed { provenance: SignedProvenance { tool, config, input } } = serde_json::from_str(line).ok()?;
    Some(Signature { tool, config, blake3: input.blake3, evidence: input.evidence })
}

/// The part of a document that says what it was made of and by whom.
#[derive(Deserialize)]
struct Signed {
    provenance: SignedProvenance,
}

#[derive(Deserialize)]
struct SignedProvenance {
    tool: String,
    config: String,
    input: SignedInput,
}

#[derive(Deserialize)]
struct SignedInput {
    blake3: String,
    #[serde(default)]
    evidence: Option<String>,
}

/// What stands in a stream of documents for a record that gives none.
pub struct Refusal<'a> {
    /// The record as it came, as far as it is known.
    pub raw: &'a [u8],
    /// The file that holds it and its place there, from 1.
    pub path: &'a str,
    /// See `path`.
    pub record: Option<u64>,
    /// Why it gives no document.
    pub failure: &'a Failure,
}

#[derive(Serialize)]
struct RefusalLine<'a> {
    schema: &'static str,
    /// The record's own id where it can be read, else derived from its bytes as that of a document.
    id: String,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    error: ErrorBody<'a>,
    /// Bytes that are not UTF-8 show as U+FFFD.
    raw: Cow<'a, str>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
}

impl Refusal<'_> {
    /// Appends the line to `bytes`.
    pub fn encode(&self, bytes: &mut Vec<u8>) {
        let own = std::str::from_utf8(self.raw).ok().and_then(|text| lenient_json::parse(text).ok()).and_then(
            |(value, _)| {
                let id = value.get("id")?;
                id.as_str().map(str::to_owned).or_else(|| id.as_number().map(ToString::to_string))
            },
        );
        let line = RefusalLine {
            schema: "copydesk/error/1",
            id: own.unwrap_or_else(|| blake3::hash(self.raw).to_hex()[..32].to_owned()),
            path: self.path,
            record: self.record,
            error: ErrorBody { code: self.failure.code.code(), message: &self.failure.message },
            raw: String::from_utf8_lossy(self.raw),
        };
        serde_json::to_writer(&mut *bytes, &line).expect("an error line can always be written as JSON");
        bytes.push(b'\n');
    }
}
