//! Texts that speak of misread characters and show some.

use std::ops::Range;

use super::Damage;
use super::loss::is_about_encodings;
use crate::text::Proposal;

/// Tells whether what looks damaged in a text are examples that it shows: it names encodings, has characters beyond ASCII
/// that came through, and of the damaged words at least half stand in quotation marks or hold no letter that is whole.
pub fn are_shown(text: &str, damage: &[(Damage, Proposal)]) -> bool {
    if damage.is_empty() || !is_about_encodings(text) {
        return false;
    }
    let mut whole = 0;
    let mut at = 0;
    let (mut examples, mut words) = (0, 0);
    let mut last = 0;
    for (_, proposal) in damage {
        let span = &proposal.span;
        whole += beyond_ascii(&text[at..span.start]);
        at = span.end;
        let blank = text[..span.start].char_indices().rev().find(|(_, character)| character.is_whitespace());
        let start = blank.map_or(0, |(at, blank)| at + blank.len_utf8());
        let end = text[span.end..].find(char::is_whitespace).map_or(text.len(), |blank| span.end + blank);
        if start < last {
            continue;
        }
        last = end;
        words += 1;
        let (before, after) = (&text[start..span.start], &text[span.end..end]);
        // French sets a blank behind an opening mark.
        let is_quoted = before.starts_with(OPENING) || text[..start].trim_end().ends_with(OPENING);
        examples += usize::from(is_quoted || is_alone(before, after, damage, start..end));
    }
    whole += beyond_ascii(&text[at..]);
    whole > 0 && examples * 2 >= words
}

/// The marks that open a quotation.
const OPENING: [char; 10] = ['“', '‘', '„', '«', '"', '\'', '`', '(', '「', '‹'];

/// Tells whether a word is nothing but damage and the marks of its sentence; `before` and `after` are what it has on both
/// sides of its first damage.
fn is_alone(before: &str, after: &str, damage: &[(Damage, Proposal)], word: Range<usize>) -> bool {
    let inside = damage.iter().filter(|(_, other)| word.contains(&other.span.start)).map(|(_, other)| other.span.len());
    let letters = word.len().saturating_sub(inside.sum());
    let marks = |side: &str| side.chars().filter(|mark| !mark.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    letters == marks(before) + marks(after)
}

fn beyond_ascii(text: &str) -> usize {
    text.chars().filter(|character| !character.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use crate::decode::repair::{Evidence, find};

    fn check(text: &str, expected: usize) {
        let found = find(text, &Evidence::default());
        assert_eq!(found.len(), expected, "{text}: {found:?}");
    }

    #[test]
    fn an_essay_on_misread_characters_keeps_its_examples() {
        check(
            "A page in UTF-8 that is read as windows-1252 shows “cafÃ©” for café, Ã¼ for ü and “donâ€™t” for don’t.",
            0,
        );
        check("UTF-8: é\u{A0}Ã© Ã¼.", 0);
        check("Le navigateur lit l’UTF-8 comme du Latin-1 : « naÃ¯f » au lieu de « naïf », Ã© au lieu de é.", 0);
    }

    #[test]
    fn a_misread_text_on_encodings_is_read_back() {
        check("The page isnâ€™t in UTF-8, the cafÃ© said. It wonâ€™t be, and naÃ¯ve readers donâ€™t mind.", 5);
    }
}
