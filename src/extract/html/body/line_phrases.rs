//! What lines beside an article say: `read more`, `subscribe`, `all rights reserved`.

use std::sync::LazyLock;

use super::word_groups::WordGroups;
use crate::text::phrases::sections;

/// Phrases of lines that are not the article, a group a feature.
static PHRASES: LazyLock<Vec<(&str, Vec<&str>)>> =
    LazyLock::new(|| sections(include_str!("../../../../data/phrases/lines_beside_article.txt")));

static PHRASE_MATCHER: LazyLock<WordGroups> = LazyLock::new(|| {
    let grouped = PHRASES.iter().enumerate();
    let phrases: Vec<(usize, String)> =
        grouped.flat_map(|(group, (_, phrases))| phrases.iter().map(move |phrase| (group, spaced(phrase)))).collect();
    WordGroups::new(phrases.iter().map(|(group, phrase)| (*group, phrase.as_str())), false)
});

/// Returns a phrase with the blank that `_` at its end stands for.
fn spaced(phrase: &str) -> String {
    phrase.strip_suffix('_').map_or_else(|| phrase.to_owned(), |word| format!("{word} "))
}

/// Returns the names of the groups, in the order of their bits.
pub(super) fn group_names() -> impl Iterator<Item = &'static str> {
    PHRASES.iter().map(|(name, _)| *name)
}

/// Lines longer than this, in bytes, are judged by their place and shape; a phrase in them says nothing.
const PHRASED: usize = 400;

/// Returns the groups, a bit each, whose phrases stand in a folded line.
pub(super) fn phrases_in(folded: &str) -> u16 {
    if folded.len() > PHRASED { 0 } else { PHRASE_MATCHER.find(folded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_may_end_with_a_whole_word() {
        let caption = 1 << group_names().position(|name| name == "caption").unwrap();
        assert_eq!(phrases_in("pic mara lindqvist"), caption);
        assert_eq!(phrases_in("a picnic"), 0);
    }
}
