//! Why an input gives no article.

use crate::reason::Reason;

/// Why there is no article in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `json.malformed`, `json.not_an_object`, …
    pub code: Reason,
    /// What is wrong, where, and what to do.
    pub message: String,
}
