//! C1 control characters where windows-1252 has its quotes and dashes: a page that said ISO-8859-1 and meant it not.

use crate::text::{Certainty, Proposal};

/// Finds the controls that windows-1252 has a character for.
pub fn find(text: &str) -> Vec<Proposal> {
    // In UTF-8 these controls, and no letters, begin with this byte and go on below 0xA0.
    memchr::memchr_iter(0xC2, text.as_bytes())
        .filter_map(|at| {
            let control = text[at..].chars().next()?;
            Some(Proposal::new(at..at + control.len_utf8(), windows_1252(control)?, Certainty::Sure))
        })
        .collect()
}

/// Returns the character that windows-1252 has at the number of a C1 control.
pub fn windows_1252(control: char) -> Option<char> {
    let byte = u8::try_from(u32::from(control)).ok().filter(|byte| (0x80..0xA0).contains(byte))?;
    let bytes = [byte];
    let (meant, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    meant.chars().next().filter(|meant| !meant.is_control())
}
