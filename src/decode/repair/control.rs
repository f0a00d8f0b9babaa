//! C1 control characters where windows-1252 has its quotes and dashes: a page that said ISO-8859-1 and meant it not.

use compact_str::ToCompactString;

use super::codepage::Codepage;
use crate::text::{Certainty, Proposal};

/// Finds the controls that windows-1252 has a character for.
pub fn find(text: &str) -> Vec<Proposal> {
    // In UTF-8 these controls, and no letters, begin with this byte and go on below 0xA0.
    memchr::memchr_iter(0xC2, text.as_bytes())
        .filter_map(|at| {
            let control = text[at..].chars().next()?;
            Some(Proposal::new(
                at..at + control.len_utf8(),
                windows_1252(control)?.to_compact_string(),
                Certainty::Sure,
            ))
        })
        .collect()
}

/// Returns the character that windows-1252 has at the number of a C1 control.
pub fn windows_1252(control: char) -> Option<char> {
    let place = u32::from(control).checked_sub(0x80).filter(|&place| place < 0x20)?;
    Codepage::Windows1252.upper_half().get(place as usize).copied().filter(|meant| !meant.is_control())
}
