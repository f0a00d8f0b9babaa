//! Rules for characters that were damaged on the way; `decode::repair` finds, these declare.

super::list::repair!();

use crate::decode::repair::Damage;
use crate::text::Proposal;

use super::Draft;

/// Hands on what was found of one kind of damage.
fn proposals(kind: Damage, draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    found.extend(draft.damage().iter().filter(|(damage, _)| *damage == kind).map(|(_, proposal)| proposal.clone()));
}

/// The same, but for an input that was only decoded: its text is the source of a page or a record, in which escapes are
/// grammar.
fn in_blocks(kind: Damage, draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    if !draft.blocks.is_empty() {
        proposals(kind, draft, found);
    }
}
