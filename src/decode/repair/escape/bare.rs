//! `\u2019` and `\xe2\x80\x99` whose backslash was lost: `didnu2019t`, `u201cNobody`, `didnxe2x80x99t`.

use memchr::memmem;

use compact_str::ToCompactString;

use super::{Addresses, Escape, Meaning, Standing, is_address, read_bytes};
use crate::text::is_word;

/// The beginnings of what is read: general punctuation, Latin letters, Cyrillic letters, two halves of an emoji, and the
/// punctuation of UTF-8.
const OPENINGS: [&str; 6] = ["u20", "u00", "u01", "u04", "ud8", "xe2x80"];

pub fn may_be_present(text: &str) -> bool {
    OPENINGS.iter().any(|opening| memmem::find(text.as_bytes(), opening.as_bytes()).is_some())
}

pub fn read(text: &str) -> Vec<Escape> {
    let mut escapes: Vec<Escape> = Vec::new();
    let places = OPENINGS.iter().flat_map(|opening| memmem::find_iter(text.as_bytes(), opening.as_bytes()));
    let mut places: Vec<usize> = places.filter(|&at| !text[..at].ends_with(['\\', '%', '&', '+', '#'])).collect();
    places.sort_unstable();
    let mut done = 0;
    let mut addresses = Addresses::default();
    for at in places {
        if at < done {
            continue;
        }
        let Some((meant, end)) = character(text, at) else { continue };
        if addresses.hold(text, at, |word| is_address(word) || is_identifier(word)) {
            continue;
        }
        done = end;
        escapes.push(Escape {
            span: at..end,
            meaning: Meaning::Text(meant.to_compact_string()),
            standing: standing(text, at, end),
        });
    }
    escapes
}

/// A name such as `u2019` may end a word, and a number follow one; a letter behind it, or a digit beyond 9 in it, proves it.
fn standing(text: &str, at: usize, end: usize) -> Standing {
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    let decimal = text[at + 1..end].bytes().all(|byte| byte.is_ascii_digit());
    let letter = |it: Option<char>| it.is_some_and(char::is_alphabetic);
    let blank = |it: Option<char>| it.is_none_or(char::is_whitespace);
    match () {
        () if blank(before) && blank(after) => Standing::Neutral,
        () if letter(before) && letter(after) => Standing::Proof,
        () if !decimal && (letter(before) || letter(after)) => Standing::Proof,
        () if letter(after) => Standing::Fitting,
        () => Standing::Neutral,
    }
}

/// Tells whether a word holds digits beside its escapes, as the names of things and digests do.
fn is_identifier(word: &str) -> bool {
    let mut at = 0;
    let mut odd = false;
    while at < word.len() {
        let Some(next) = word[at..].chars().next() else { break };
        if matches!(next, 'u' | 'x')
            && let Some((_, end)) = character(word, at)
        {
            at = end;
            continue;
        }
        odd |= next.is_ascii_digit() || next == '_';
        at += next.len_utf8();
    }
    odd
}

fn character(text: &str, at: usize) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 5)?.strip_prefix('u')?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
        plain.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    if text[at..].starts_with('x') {
        let row: Vec<u8> =
            (0..3).map_while(|n| u8::from_str_radix(text.get(at + 3 * n + 1..at + 3 * n + 3)?, 16).ok()).collect();
        let whole = row.len() == 3 && text.as_bytes()[at + 6] == b'x';
        let (meant, is_utf8) = read_bytes(&row);
        return (whole && is_utf8).then(|| Some((meant.chars().next()?, at + 9)))?;
    }
    match unit(at)? {
        first @ 0xD800..=0xDBFF => {
            let meant = char::decode_utf16([first, unit(at + 5)?]).next()?.ok()?;
            Some((meant, at + 10))
        }
        code => {
            let meant = char::from_u32(u32::from(code))?;
            let known = matches!(meant, '\u{A0}'..='\u{17F}' | '\u{400}'..='\u{45F}' | '\u{2010}'..='\u{2026}' | '\u{2030}'..='\u{203A}');
            // Digits behind it would make another number.
            let ends = !text[at + 5..].starts_with(|it: char| it.is_ascii_digit());
            (known && ends && (is_word(meant) || !meant.is_control())).then_some((meant, at + 5))
        }
    }
}
