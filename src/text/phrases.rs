//! Lists of words and phrases, as the files in `data/phrases` hold them: one entry a line, comments behind `#`, and
//! sections below headings like `[de]` where a list has several.

/// Returns the entries of a list without sections.
pub fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Returns the sections of a list in their order: each with its heading and its entries.
pub fn sections(list: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in entries(list) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(heading) => sections.push((heading, Vec::new())),
            None => sections.last_mut().expect("a heading comes first; a test reads all lists").1.push(line),
        }
    }
    sections
}

/// Returns the entries below one heading of a list.
pub fn section(list: &'static str, heading: &str) -> impl Iterator<Item = &'static str> {
    sections(list).into_iter().filter(move |(name, _)| *name == heading).flat_map(|(_, entries)| entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# Small words.\n[en]\nthe\n# rare\nat all\n\n[de]\nder\n";

    #[test]
    fn a_list_is_read_by_its_sections() {
        assert_eq!(sections(LIST), [("en", vec!["the", "at all"]), ("de", vec!["der"])]);
        assert_eq!(section(LIST, "de").collect::<Vec<_>>(), ["der"]);
        assert_eq!(entries("# a\nb c\n\nd\n").collect::<Vec<_>>(), ["b c", "d"]);
    }
}
