//! Entities and tags in fields that should hold plain text.

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

/// Tells whether a field that should be text holds markup: block tags in pairs or line-break tags, not prose that
/// mentions one.
pub(super) fn is_markup(text: &str) -> bool {
    const TAGS: &[&str] =
        &["</p>", "<p>", "<p ", "</div>", "<br", "</li>", "<html", "</h2>", "</article>", "</blockquote>"];
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    TAGS.iter().map(|tag| lower.matches(tag).take(2).count()).sum::<usize>() >= 2
}

/// Returns the markup that a text holds which was escaped as a whole.
pub(super) fn unescaped(text: &str) -> Option<String> {
    if text.contains('<') || !text.contains("&lt;") {
        return None;
    }
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let page = signs.iter().fold(text.to_owned(), |page, (entity, sign)| page.replace(entity, sign));
    is_markup(&page).then_some(page)
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
