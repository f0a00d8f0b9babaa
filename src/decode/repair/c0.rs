//! C0 control characters, which no text holds: most are noise, some stand where a quote or dash lost its other byte.

use compact_str::CompactString;

use crate::text::{Certainty, Proposal, is_closing_mark, is_opening_mark, is_word};

/// Tells whether `text` holds a control character that prose has no use for: C0 but for tab and line breaks, and DEL.
pub fn is_present(text: &str) -> bool {
    // Without a branch, so that the compiler compares many bytes at a time.
    let in_block = |block: &[u8]| block.iter().fold(false, |any, &byte| any | is_needless(byte));
    text.as_bytes().chunks(256).any(in_block)
}

fn is_needless(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0x7F)
}

/// Finds the controls of `text`, and what a reader expects in the place of each.
pub fn find(text: &str) -> Vec<Proposal> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(|&byte| is_needless(byte)).map(|offset| at + offset) {
        let mut end = start + 1;
        while bytes.get(end).is_some_and(|&byte| byte == bytes[start]) {
            end += 1;
        }
        let (from, to, after) = match bytes[start] {
            BACKSPACE => overstruck(text, start, end),
            control if end == start + 1 => (start, end, in_context(text, start, control)),
            control => (start, end, parted(text, start, end, control)),
        };
        // What a backspace strikes out may have been taken already.
        let from = from.max(found.last().map_or(0, |last: &Proposal| last.span.end));
        found.push(Proposal::new(from..to, after, Certainty::Sure));
        at = to;
    }
    found
}

const BACKSPACE: u8 = 0x08;

/// What a typewriter or a manual page struck twice: `H\bH` is a bold H, `_\bH` an underlined one. Any other backspace is
/// noise like the rest.
fn overstruck(text: &str, start: usize, end: usize) -> (usize, usize, CompactString) {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    match (before, after) {
        (Some(before), Some(after)) if end == start + 1 && (before == after || before == '_') => {
            (start - before.len_utf8(), end, CompactString::default())
        }
        (Some(_), Some('_')) if end == start + 1 => (start, end + 1, CompactString::default()),
        _ => (start, end, CompactString::default()),
    }
}

/// Where a character may stand that lost a byte.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Before a word, behind a blank or nothing.
    Opening,
    /// Behind a word or its stop, before a blank, a mark or nothing.
    Closing,
    /// Between two letters or digits.
    Inner,
    /// Between two blanks, or the first on its line.
    Free,
}

fn place(text: &str, at: usize) -> Option<Place> {
    let before = text[..at].chars().next_back().filter(|character| !character.is_whitespace());
    let after = text[at + 1..].chars().next().filter(|character| !character.is_whitespace());
    let begins = |character: char| is_word(character) || is_opening_mark(character) || character.is_control();
    match (before, after) {
        (Some(before), Some(after)) if is_word(before) && is_word(after) => Some(Place::Inner),
        (None, Some(after)) if begins(after) => Some(Place::Opening),
        (Some(before), Some(after)) if is_opening_mark(before) && begins(after) => Some(Place::Opening),
        (Some(before), Some(after)) if matches!(before, '-' | '–' | '—' | '/') && begins(after) => {
            Some(Place::Opening)
        }
        (Some(_), None) => Some(Place::Closing),
        (Some(_), Some(after)) if !is_word(after) => Some(Place::Closing),
        (Some(before), Some(_)) if !is_word(before) && !is_closing_mark(before) => Some(Place::Closing),
        (None, None) => text[at + 1..].starts_with(' ').then_some(Place::Free),
        _ => None,
    }
}

/// Returns what stood in the place of one control character, or what parts the words beside it if nothing did.
///
/// U+2010 to U+201F in UTF-16 without their high byte are the controls 0x10 to 0x1F. 0x91 to 0x97 of windows-1252 without
/// their high bit are 0x11 to 0x17. Of the two readings the one is taken whose mark can stand in such a place.
fn in_context(text: &str, at: usize, control: u8) -> CompactString {
    use Place::{Closing, Free, Inner, Opening};
    let german = |opening: char| {
        let near = &text[text.floor_char_boundary(at.saturating_sub(QUOTATION))..at];
        let near = near.rsplit('\n').next().unwrap_or(near);
        near.rfind([opening, '\u{1A}', '\u{1E}']).is_some_and(|opened| !near[opened..].contains(['\u{1C}', '“', '”']))
    };
    let meant = match (control, place(text, at)) {
        (0x10 | 0x11, Some(Inner)) => '\u{2010}',
        (0x11, Some(Opening)) => '‘',
        (0x12, Some(Inner)) if digits_beside(text, at) => '\u{2012}',
        (0x12, Some(Inner | Closing)) => '’',
        (0x13, Some(Opening)) => '“',
        (0x14, Some(Closing)) => '”',
        (0x13 | 0x16, Some(Inner | Free)) => '–',
        (0x14 | 0x17, Some(Inner | Free)) => '—',
        (0x15, Some(Free)) => '―',
        (0x18, Some(Opening)) => '‘',
        (0x18, Some(Closing)) if german('‚') => '‘',
        (0x19, Some(_)) => '’',
        (0x1A, Some(Opening)) => '‚',
        (0x1C, Some(Opening)) => '“',
        (0x1C, Some(Closing)) if german('„') => '“',
        (0x1D, Some(Opening | Closing)) => '”',
        (0x1E, Some(Opening)) => '„',
        _ => return parted(text, at, at + 1, control),
    };
    CompactString::from_iter([meant])
}

/// The longest quotation whose beginning is looked for, in bytes.
const QUOTATION: usize = 400;

fn digits_beside(text: &str, at: usize) -> bool {
    text[..at].ends_with(|character: char| character.is_ascii_digit())
        && text[at + 1..].starts_with(|character: char| character.is_ascii_digit())
}

/// Returns a blank where the control is one that parts fields and stands between two words, else nothing: of other noise
/// nobody can tell on which side of it a word ends.
fn parted(text: &str, start: usize, end: usize, control: u8) -> CompactString {
    let parts = matches!(control, 0x0B | 0x0C | 0x1C..=0x1F);
    let open = text[..start].ends_with(|before: char| !before.is_whitespace())
        && text[end..].starts_with(|after: char| !after.is_whitespace());
    if parts && open { CompactString::const_new(" ") } else { CompactString::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut fixed = text.to_owned();
        for proposal in find(text).into_iter().rev() {
            fixed.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(fixed, expected);
        assert!(!is_present(&fixed));
    }

    #[test]
    fn fix_quotes_and_dashes_without_their_high_byte() {
        check("It\x19s \x1Clate\x1D, he said \x14 \x18too\x19 late.", "It’s “late”, he said — ‘too’ late.");
        check("1914\x131918, l\x19été", "1914–1918, l’été");
        check("\x1ENein\x1C, sagte er.", "„Nein“, sagte er.");
        check("\x14 Non, dit-il.", "— Non, dit-il.");
        check("(\x1Cno\x1D)", "(“no”)");
    }

    #[test]
    fn fix_quotes_and_dashes_without_their_high_bit() {
        check("It\x12s \x13late\x14, he said \x16 too late.", "It’s “late”, he said – too late.");
    }

    #[test]
    fn fix_noise() {
        check("The coun\0cil\0 left\x7F.\x1A", "The council left.");
        check("c\0o\0u\0n\0c\0i\0l\0", "council");
        check("one\x1Ftwo\x1C three", "one two three");
        check("\x01\x02The end\x03", "The end");
    }

    #[test]
    fn fix_what_was_struck_twice() {
        check("N\x08NO\x08O", "NO");
        check("_\x08n_\x08o", "no");
        check("n\x08_o\x08_", "no");
        check("coun\x08cil", "council");
    }

    #[test]
    fn dont_flag_tabs_and_breaks() {
        assert!(!is_present("a\tb\r\nc\u{85}\u{92}é"));
        assert!(is_present(&format!("{}\0", "a".repeat(700))));
    }
}
