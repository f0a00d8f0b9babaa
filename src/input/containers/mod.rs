//! The containers, one a file.

mod article;
mod json_lines;
mod json_values;

use super::container::Container;

pub use article::ARTICLE;
pub use json_lines::JSON_LINES;
pub use json_values::JSON_VALUES;

/// All containers; the first that matches a file reads it.
pub static CONTAINERS: &[&Container] = &[&JSON_VALUES, &JSON_LINES, &ARTICLE];
