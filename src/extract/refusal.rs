//! Why an input gives no article.

use serde_json::Value;

use crate::reason::Reason;

/// Why there is no article in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `json.malformed`, `json.not_an_object`, …
    pub code: Reason,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// Returns what JSON calls a value.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Says what is wrong and where: a record of one line has no lines to be counted beside those of its file.
pub(super) fn fault(text: &str, error: &serde_json::Error) -> String {
    let fault = error.to_string();
    if text.trim_end().contains('\n') { fault } else { fault.replace(" at line 1 column ", " at column ") }
}
