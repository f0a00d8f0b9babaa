//! A mistake in the configuration and where it stands. How it is shown is the report's business.

use std::ops::Range;
use std::path::PathBuf;

use toml::de::{DeTable, DeValue};

/// A mistake, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct ConfigError {
    /// Bytes of the configuration's text; empty at its end where no place is known.
    pub span: Range<usize>,
    /// What is wrong and what to do.
    pub message: String,
    /// The rule file that the place is in; none for the configuration itself.
    pub file: Option<Box<WrittenFile>>,
}

/// A file that the configuration names, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenFile {
    /// Where it stands.
    pub path: PathBuf,
    /// What is written in it.
    pub text: String,
}

impl ConfigError {
    /// Takes over a mistake that the TOML reader found, and adds what was probably meant.
    pub(super) fn from_toml(error: &toml::de::Error) -> Self {
        let message = error.message().trim_end().to_owned();
        // serde's own words: unknown field `x`, expected one of `a`, `b`
        let mut quoted = message.split('`').skip(1).step_by(2);
        let hint = match quoted.next() {
            Some(given) if message.starts_with("unknown") => nearest(given, quoted),
            _ => None,
        };
        let message = match hint {
            Some(meant) => format!("{message}; did you mean `{meant}`?"),
            None => message,
        };
        ConfigError { span: error.span().unwrap_or(0..0), message, file: None }
    }

    /// A mistake in the value at `path` of a text that is valid TOML.
    pub(super) fn at(text: &str, path: &[String], message: String) -> Self {
        let span = place(text, path).unwrap_or(0..0);
        ConfigError { span, message, file: None }
    }
}

/// Returns where the value at `path` stands; a rule's own name where the path leads to a switch in `[rules]`. A part
/// of digits is a place in a list.
fn place(text: &str, path: &[String]) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let (first, rest) = path.split_first()?;
    let (mut key, mut value) = root.get_ref().get_key_value(first.as_str())?;
    for part in rest {
        match value.get_ref() {
            DeValue::Table(table) => (key, value) = table.get_key_value(part.as_str())?,
            DeValue::Array(items) => value = items.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        }
    }
    let is_switch = first == "rules" && matches!(value.get_ref(), DeValue::Boolean(_));
    Some(if is_switch { key.span() } else { value.span() })
}

/// Returns the one of `known` that `given` was probably meant to be.
pub fn nearest<'k>(given: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    // Jaro-Winkler forgives a slip or two in a word; below 0.8 the words have little in common.
    known
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, name)| name)
}
