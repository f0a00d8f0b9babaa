//! Characters that were damaged before the text reached us: what they should be, and why.
//!
//! Only finds; the rules of group `repair` turn what is found here into edits.

mod codepage;
mod mojibake;
mod strangeness;

pub use mojibake::Evidence;

use crate::text::{Certainty, Proposal};

/// A kind of damage. Each has its rule in the group `repair`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Damage {
    /// UTF-8 that was read as a legacy encoding (`doesnâ€™t`).
    Mojibake,
    /// C1 control characters where windows-1252 has a quote or dash (U+0092 for `’`).
    C1Control,
}

/// Finds all damage in `text`, in ascending order, without overlaps. `document` is what the whole document that the
/// text is part of tells of its damage.
pub fn find(text: &str, document: &Evidence) -> Vec<(Damage, Proposal)> {
    let mojibake = mojibake::find(text, document);
    let mut found: Vec<_> = c1_controls(text)
        .filter(|control| {
            !mojibake.iter().any(|other| other.span.start <= control.span.start && control.span.end <= other.span.end)
        })
        .map(|proposal| (Damage::C1Control, proposal))
        .collect();
    found.extend(mojibake.into_iter().map(|proposal| (Damage::Mojibake, proposal)));
    found.sort_by_key(|(_, proposal)| proposal.span.start);
    found
}

fn c1_controls(text: &str) -> impl Iterator<Item = Proposal> {
    text.char_indices().filter(|(_, character)| matches!(character, '\u{80}'..='\u{9F}')).filter_map(
        |(at, character)| {
            let byte = [character as u8];
            let (meant, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            let span = at..at + character.len_utf8();
            let meant = meant.chars().next().filter(|meant| !meant.is_control())?;
            Some(Proposal::new(span, meant, Certainty::Sure))
        },
    )
}
