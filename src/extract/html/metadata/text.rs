//! The texts of elements, and what is left of a text when only its words are compared.

use scraper::ElementRef;

use crate::extract::markup::one_line;

/// Returns the text of an element in one line; where one of its elements ends and the next begins with a capital or a
/// figure, a blank parts them.
pub(super) fn spaced_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for part in shown_texts(element) {
        let glued = text.ends_with(|last: char| last.is_alphanumeric() || last == ':')
            && part.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
        let lower = text.chars().rev().take(2).any(|last| last.is_lowercase() || last.is_ascii_digit() || last == ':');
        if glued && lower {
            text.push(' ');
        }
        text.push_str(part);
    }
    one_line(&text)
}

/// Returns the texts of an element but for those of style sheets and scripts within it.
pub(super) fn shown_texts(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    element.descendants().filter_map(|node| {
        let text = node.value().as_text()?;
        let hidden = node
            .parent()
            .and_then(ElementRef::wrap)
            .is_some_and(|parent| matches!(parent.value().name(), "style" | "script" | "noscript" | "template"));
        (!hidden).then_some(&**text)
    })
}

/// Returns a text's letters and digits in lower case, to compare what differs only in marks, blanks and case.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
