//! The names of a paper's sections, as pages write them above a headline.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Tells whether a line is the name of a section.
pub fn is_section(line: &str) -> bool {
    line.len() <= LONGEST_SECTION && SECTIONS.contains(line.trim().to_lowercase().as_str())
}

/// In bytes.
const LONGEST_SECTION: usize = 40;

/// Names of sections, in lower case.
static SECTIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("phrases/sections.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_known_by_its_name() {
        assert!(is_section("World News") && is_section(" politique "));
        assert!(!is_section("Storm shuts the northern harbour"));
    }
}
