//! Characters that were damaged before the text reached us: what they should be, and why.
//!
//! Only finds; the rules of group `repair` turn what is found here into edits.

use crate::text::{Certainty, Proposal};

/// A kind of damage. Each has its rule in the group `repair`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Damage {
    /// UTF-8 that was read as a legacy encoding (`doesnâ€™t`).
    Mojibake,
    /// C1 control characters where windows-1252 has a quote or dash (U+0092 for `’`).
    C1Control,
}

/// Finds all damage in `text`, in ascending order, without overlaps.
pub fn find(text: &str) -> Vec<(Damage, Proposal)> {
    text.char_indices()
        .filter(|(_, character)| matches!(character, '\u{80}'..='\u{9F}'))
        .filter_map(|(at, character)| {
            let byte = [character as u8];
            let (meant, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            let span = at..at + character.len_utf8();
            let meant = meant.chars().next().filter(|meant| !meant.is_control())?;
            Some((Damage::C1Control, Proposal::new(span, meant, Certainty::Sure)))
        })
        .collect()
}
