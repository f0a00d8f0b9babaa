//! The names of the months in the languages of news, full, short and inflected.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::phrases::sections;

/// Returns the month, 1 to 12, that `word` names. `word` is in lower case, without a closing full stop.
pub(super) fn number(word: &str, language: &str) -> Option<u32> {
    // Croatian alone calls October what Polish, Czech and Slovene neighbours call November.
    if matches!(language, "hr" | "bs") && word.starts_with("listopad") {
        return Some(10);
    }
    BY_NAME.get(word).copied()
}

static BY_NAME: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    (1..).zip(names()).flat_map(|(month, (_, names))| names.into_iter().map(move |name| (name, month))).collect()
});

/// Returns the names of each month, January's first.
fn names() -> Vec<(&'static str, Vec<&'static str>)> {
    sections(include_str!("../../../data/phrases/months.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_in_two_months() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (row, (_, names)) in names().into_iter().enumerate() {
            for name in names {
                assert_eq!(*seen.entry(name).or_insert(row), row, "{name}");
            }
        }
    }

    #[test]
    fn the_months_stand_in_the_order_of_the_year() {
        assert_eq!(names().len(), 12);
        for (month, (english, _)) in (1..).zip(names()) {
            assert_eq!(number(english, "en"), Some(month), "{english}");
        }
    }

    #[test]
    fn a_croatian_october_is_no_polish_november() {
        assert_eq!(number("listopada", "hr"), Some(10));
        assert_eq!(number("listopada", "pl"), Some(11));
    }
}
