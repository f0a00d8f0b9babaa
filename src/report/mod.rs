//! What people read: mistakes shown in their own file, edits as a diff, summaries. Only makes text.

mod explain;
mod mistake;
mod reasons;
mod rules;

pub use explain::{Paint, explain, explain_json, explain_lines};
pub use mistake::config_error;
pub use reasons::reasons_page;
pub use rules::{rule_page, rules_page};
