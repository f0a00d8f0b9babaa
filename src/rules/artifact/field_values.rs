//! What of the lines that artifact rules take out belongs into a field of the document.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::sections::is_section;
use super::{navigation, post_meta};
use crate::article::MetaField;
use crate::rules::Rule;
use crate::rules::user::Target;
use crate::text::Span;
use crate::text::phrases::entries;

/// Returns what the document's fields get of `span`, which `rule` takes out of `text`.
pub fn field_values(rule: &Rule, text: &str, span: &Span) -> Vec<(Target, String)> {
    let taken = text[span.clone()].trim();
    if rule.name == post_meta::RULE.name {
        return tags(taken).into_iter().map(|tag| (Target::Field(MetaField::Tags), tag)).collect();
    }
    if rule.name != navigation::RULE.name || span.start != 0 || !is_section(taken) {
        return Vec::new();
    }
    // A row of sections is a menu, and says nothing of the article.
    let next = text[span.end..].trim_start().lines().next().unwrap_or_default();
    if is_section(next) { Vec::new() } else { vec![(Target::Field(MetaField::Section), taken.to_owned())] }
}

/// Words with which pages introduce their tags, in lower case.
static TAG_LABELS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/tag_labels.txt")).collect());

/// A longer one, in code points, is no tag: the line is then something else, and stands in the edit.
const LONGEST_TAG: usize = 60;

/// Returns the tags of a line that is a label and a list of them.
fn tags(line: &str) -> Vec<String> {
    let Some((label, list)) = line.split_once(':') else { return Vec::new() };
    if !TAG_LABELS.contains(&label.trim().to_lowercase().as_str()) {
        return Vec::new();
    }
    let parts = list.split([',', ';', '|', '•', '·', '#']).map(str::trim).filter(|tag| !tag.is_empty());
    let tags: Vec<String> = parts.map(str::to_owned).collect();
    if tags.iter().any(|tag| tag.chars().count() > LONGEST_TAG) { Vec::new() } else { tags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_from_a_labelled_list() {
        assert_eq!(tags("Tags: Harbour, Storm Damage , #pier"), ["Harbour", "Storm Damage", "pier"]);
        assert_eq!(tags("Schlagwörter: Hafen | Sturm"), ["Hafen", "Sturm"]);
        assert_eq!(tags("Filed under: Harbour"), [""; 0]);
        assert_eq!(tags(&format!("Tags: Harbour, {}", "a long sentence ".repeat(5))), [""; 0]);
    }
}
