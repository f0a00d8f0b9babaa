//! The names of a paper's sections, as pages write them above a headline.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::phrases::entries;

/// Tells whether a line is the name of a section.
pub fn is_section(line: &str) -> bool {
    line.len() <= LONGEST_SECTION && SECTIONS.contains(line.trim().to_lowercase().as_str())
}

/// The longest name of a section, in bytes.
const LONGEST_SECTION: usize = 40;

/// Names of sections, in lower case.
static SECTIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/sections.txt")).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_known_by_its_name() {
        assert!(is_section("World News") && is_section(" politique "));
        assert!(!is_section("Storm shuts the northern harbour"));
    }
}
