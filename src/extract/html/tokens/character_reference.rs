//! Character references (HTML Standard, 13.2.5.72 on): `&amp;`, `&#8217;`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Where a reference stands. In a value, as in that of `href`, `&copy=1` is no sign of rights.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReferencePlace {
    Text,
    Value,
}

/// The characters of a reference; most have one.
pub(super) type Characters = [Option<char>; 2];

/// Reads a character reference after its `&` (13.2.5.72); returns its characters and how long it is.
pub(super) fn reference(after: &str, place: ReferencePlace) -> Option<(Characters, usize)> {
    match after.strip_prefix('#') {
        Some(number) => numeric(number).map(|(character, length)| ([Some(character), None], length + 1)),
        None => named(after, place),
    }
}

/// Reads the number of a reference after its `#`.
fn numeric(number: &str) -> Option<(char, usize)> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let length = digits.bytes().take_while(|&byte| char::from(byte).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let windows = code.checked_sub(0x80).and_then(|index| C1_REPLACEMENTS.get(index as usize)).copied().flatten();
    let character = windows.or(char::from_u32(code)).filter(|&character| character != '\0').unwrap_or('\u{FFFD}');
    Some((character, number.len() - digits.len() + length + semicolon))
}

/// A name without its semicolon is a reference too, if it is one of the oldest; these are not longer.
const LONGEST_OPEN_NAME: usize = 6;

/// Reads a reference by name: the longest name that stands there.
fn named(after: &str, place: ReferencePlace) -> Option<(Characters, usize)> {
    let known = |name: &str| {
        // The list also has the beginnings of names, with 0 for their character.
        let (first, second) = NAMED_ENTITIES.get(name).copied().filter(|(first, _)| *first != 0)?;
        Some(([char::from_u32(first), char::from_u32(second).filter(|&second| second != '\0')], name.len()))
    };
    let run = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let closed = after.as_bytes().get(run) == Some(&b';');
    if let Some(found) = closed.then(|| known(&after[..=run])).flatten() {
        return Some(found);
    }
    let (characters, length) = (1..=run.min(LONGEST_OPEN_NAME)).rev().find_map(|length| known(&after[..length]))?;
    let goes_on = after.as_bytes().get(length).is_some_and(|&next| next == b'=' || next.is_ascii_alphanumeric());
    (place == ReferencePlace::Text || !goes_on).then_some((characters, length))
}
