//! Rules for characters that were damaged on the way; `decode::repair` finds, these declare.

mod c1_control;
mod c1_entity;
mod escaped_entity;
mod legacy_mixup;
mod lost_byte;
mod lost_space;
mod mojibake;
mod replacement_character;

pub use c1_control::C1_CONTROL;
pub use c1_entity::C1_ENTITY;
pub use escaped_entity::ESCAPED_ENTITY;
pub use legacy_mixup::LEGACY_MIXUP;
pub use lost_byte::LOST_BYTE;
pub use lost_space::LOST_SPACE;
pub use mojibake::MOJIBAKE;
pub use replacement_character::REPLACEMENT_CHARACTER;

use crate::decode::repair::Damage;
use crate::text::Proposal;

use super::Draft;

/// Hands on what was found of one kind of damage.
fn proposals(kind: Damage, draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    found.extend(draft.damage().iter().filter(|(damage, _)| *damage == kind).map(|(_, proposal)| proposal.clone()));
}
