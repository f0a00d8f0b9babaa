//! Text fields that hold what only a page should: entities and tags.

use scraper::Html;

/// Returns the text of a value that may hold entities and markup, in one line.
pub(super) fn plain_text(raw: &str) -> String {
    let marked = raw.contains('&')
        || raw
            .match_indices('<')
            .any(|(at, _)| raw[at + 1..].starts_with(|next: char| next == '/' || next.is_ascii_alphabetic()));
    if !marked {
        return one_line(raw);
    }
    let text: String = Html::parse_fragment(raw).root_element().text().collect();
    // Entities are often escaped twice: `&amp;quot;`.
    if raw.contains("&amp;") && text.contains('&') && text.contains(';') {
        return one_line(&Html::parse_fragment(&text).root_element().text().collect::<String>());
    }
    one_line(&text)
}

/// Returns a text with every run of white space as one blank, and none at its edges.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_tags_become_text() {
        assert_eq!(plain_text("Ahrens &amp;amp; Sons <b>close</b> the&nbsp;bridge"), "Ahrens & Sons close the bridge");
        assert_eq!(plain_text("  if a < b,\n then"), "if a < b, then");
    }
}
