//! NEL (U+0085), the line break of mainframes, whose byte is the ellipsis in windows-1252.

use std::borrow::Cow;

/// NEL.
pub const NEXT_LINE: char = '\u{85}';

/// Returns a text with line feeds for `mark`, which is NEL or what NEL was read as, if it ends the text's lines.
///
/// It does where it stands after a sentence and before the next one, or in a text that has no other break. An ellipsis
/// has a blank or a mark at one of its sides.
pub fn with_line_feeds(text: &str, mark: char) -> Cow<'_, str> {
    let mut bytes = [0; 4];
    let is_found = memchr::memmem::find(text.as_bytes(), mark.encode_utf8(&mut bytes).as_bytes()).is_some();
    if is_found && ends_lines(text, mark) { Cow::Owned(text.replace(mark, "\n")) } else { Cow::Borrowed(text) }
}

fn ends_lines(text: &str, mark: char) -> bool {
    let (mut breaks, mut ellipses, mut inside) = (0, 0, 0_usize);
    let mut parts = text.split(mark).peekable();
    let mut before: Option<Option<char>> = None;
    while let Some(part) = parts.next() {
        if let Some(before) = before {
            let after = part.chars().next().or_else(|| parts.peek().map(|_| mark));
            match (before, after) {
                (None, _) | (_, None) => {}
                (Some(_), Some('\n')) => {}
                (_, Some(after)) if after == mark => breaks += 1,
                (Some(before), _) if before == mark => breaks += 1,
                (Some(before), _) if before.is_whitespace() || super::is_opening_mark(before) => ellipses += 1,
                (_, Some(after)) if !after.is_alphanumeric() && !super::is_opening_mark(after) => ellipses += 1,
                (Some(before), _) if super::closes_sentence(before) || super::is_closing_mark(before) => breaks += 1,
                _ => inside += 1,
            }
        }
        before = Some(part.chars().next_back().or(before.map(|_| mark)));
    }
    // Beside quotes of windows-1252 that were read as controls it is one of them.
    let has_quotes = text.chars().any(|character| matches!(character, '\u{91}'..='\u{97}'));
    let has_breaks = text.contains('\n');
    let length = text.chars().count();
    ellipses == 0
        && if breaks > 0 {
            (!has_quotes || breaks > 1) && (mark == NEXT_LINE || !has_breaks && breaks > 1)
        } else {
            inside > 1 && !has_quotes && !has_breaks && length / (inside + 1) >= LEAST_LINE
        }
}

/// Lines that are broken within sentences are longer than this, in code points.
const LEAST_LINE: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_lines_after_sentences() {
        let check = |text: &str, expected: &str| assert_eq!(with_line_feeds(text, NEXT_LINE), expected);
        check("The ferry left.\u{85}Nobody waved.\u{85}", "The ferry left.\nNobody waved.\n");
        check("The bridge\u{85}\u{85}It is closed.", "The bridge\n\nIt is closed.");
        check(
            "The council met on Tuesday to talk about the\u{85}bridge that was closed in March after two of\u{85}its piers cracked.",
            "The council met on Tuesday to talk about the\nbridge that was closed in March after two of\nits piers cracked.",
        );
    }

    #[test]
    fn it_is_an_ellipsis_inside_them() {
        for text in [
            "Well\u{85} I do not know.",
            "He said \u{85}and left.",
            "\u{93}So\u{85}\u{94} she said.",
            "So\u{85}he left.",
        ] {
            assert_eq!(with_line_feeds(text, NEXT_LINE), text);
        }
        assert_eq!(with_line_feeds("No.…Yes.\nNo.…Yes.", '…'), "No.…Yes.\nNo.…Yes.");
    }
}
