//! The containers, one a file.

mod article;
mod json_lines;
mod json_values;

pub use article::ARTICLE;
pub use json_lines::JSON_LINES;
pub use json_values::JSON_VALUES;
