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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_inputs_has_a_row_for_each() {
        let page = include_str!("../../../docs/input.md");
        for container in CONTAINERS {
            let endings: Vec<String> = container.endings.iter().map(|ending| format!("`{ending}`")).collect();
            let row = format!("| `{}` | {} | {} |", container.name, container.summary, endings.join(", "));
            assert!(page.contains(&row), "docs/input.md lacks the line\n{row}");
        }
    }
}
