//! Runs rules over a draft: grants what may be applied, settles who gets a place that two rules want, repeats until
//! nothing is left to do.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::user::Target;
use super::{AnyRule, Context, Draft, Field, Group};
use crate::article::{BLOCK_BREAK, Block};
use crate::text::{Certainty, Ledger, Proposal, Span};

/// The rules that are switched on, and how sure an edit must be to be applied.
#[derive(Clone)]
pub struct RuleSet {
    rules: Vec<AnyRule>,
    apply: Certainty,
}

/// A text after its rules.
pub struct Edited {
    pub ledger: Ledger,
    /// The blocks that are left, in the edited text.
    pub blocks: Vec<Block>,
    /// What was found but not applied, in the edited text.
    pub suggestions: Vec<Suggestion>,
    /// What rules took out to put it into a field, in the order in which it was found.
    pub field_values: Vec<FieldValue>,
}

/// An edit that evidence favours but does not prove.
pub struct Suggestion {
    pub rule: String,
    pub proposal: Proposal,
}

/// A piece of text on its way to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValue {
    pub rule: String,
    pub target: Target,
    pub value: String,
}

/// How many rounds the rules may run over one text. Each round removes or parts something, so the end is reached long
/// before; the limit ends the loop if two rules undo each other's edits.
const ROUNDS: usize = 8;

impl RuleSet {
    /// Returns the set of `rules`, given in order of precedence; `apply` is the weakest certainty that is applied.
    pub fn new(rules: impl IntoIterator<Item = AnyRule>, apply: Certainty) -> Self {
        RuleSet { rules: rules.into_iter().collect(), apply }
    }

    /// Returns the rules, in the order in which they have precedence.
    pub fn rules(&self) -> &[AnyRule] {
        &self.rules
    }

    /// Lets every rule work on the ledger's text until none finds more. `blocks` are those of the text as it stands.
    pub fn edit(&self, ledger: Ledger, blocks: Vec<Block>, field: Field, context: &Context<'_>) -> Edited {
        let mut ledger = ledger;
        let mut blocks = blocks;
        let mut suggestions = Vec::new();
        let mut field_values = Vec::new();
        for _ in 0..ROUNDS {
            suggestions.clear();
            let mut changed = false;
            for group in Group::ALL {
                let draft = Draft::new(ledger.text(), &blocks, field, context);
                let found = self.find(group, &draft);
                let (granted, refused): (Vec<_>, Vec<_>) =
                    found.into_iter().partition(|(_, proposal)| proposal.certainty >= self.apply);
                suggestions
                    .extend(refused.into_iter().map(|(rule, proposal)| Suggestion { rule: rule.to_owned(), proposal }));
                let edits = settle(granted);
                // A title or a name that would be gone altogether stays: an empty one says less.
                let emptied = |block| field != Field::Text && leaves_nothing(ledger.text(), block, &edits);
                if edits.is_empty() || blocks.iter().any(emptied) {
                    continue;
                }
                field_values.extend(self.field_values(ledger.text(), &edits));
                let edits = close_blocks(ledger.text(), &blocks, edits);
                blocks = shifted(&blocks, &edits);
                ledger.apply(&edits);
                changed = true;
            }
            if !changed {
                break;
            }
        }
        Edited { ledger, blocks, suggestions, field_values }
    }

    fn find(&self, group: Group, draft: &Draft<'_>) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        let mut proposals = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.group() == group) {
            rule.find(draft, &mut proposals);
            debug_assert!(
                proposals.iter().all(|proposal| proposal.certainty <= rule.certainty()),
                "{} claims more than it declares",
                rule.name()
            );
            found.extend(proposals.drain(..).map(|proposal| (rule.name(), proposal)));
        }
        found
    }

    /// Returns what `edits` take out of `text` to put it into a field.
    fn field_values(&self, text: &str, edits: &[Found<'_>]) -> Vec<FieldValue> {
        let mut values = Vec::new();
        for (name, edit) in edits {
            let Some(rule) = self.rules.iter().find(|rule| rule.name() == *name) else { continue };
            let taken = rule.field_values(text, &edit.span);
            values.extend(taken.into_iter().map(|(target, value)| FieldValue {
                rule: (*name).to_owned(),
                target,
                value,
            }));
        }
        values
    }
}

type Found<'r> = (&'r str, Proposal);

/// Gives each place to the first rule that wants it, and returns the edits in ascending order.
///
/// An insertion at the edge of another edit has to wait for the next round: whether it is still wanted shows only
/// once the neighbour is done.
fn settle(found: Vec<Found<'_>>) -> Vec<Found<'_>> {
    // The common case: the edits are in order and none overlap.
    if found
        .windows(2)
        .all(|pair| pair[0].1.span.end <= pair[1].1.span.start && !meet(&pair[0].1.span, &pair[1].1.span))
    {
        return found;
    }
    let mut taken: BTreeMap<(usize, usize), Found<'_>> = BTreeMap::new();
    for (rule, proposal) in found {
        let span = &proposal.span;
        // The granted edits do not overlap, so only the nearest on each side can overlap the new one.
        let before = taken.range(..=(span.start, span.end)).next_back().map(|(_, (_, other))| &other.span);
        let after = taken.range((span.start, span.end)..).next().map(|(_, (_, other))| &other.span);
        if !before.is_some_and(|other| meet(span, other)) && !after.is_some_and(|other| meet(span, other)) {
            taken.insert((span.start, span.end), (rule, proposal));
        }
    }
    taken.into_values().collect()
}

/// Tells whether two spans want the same place; an insertion wants the edges too.
fn meet(one: &Span, other: &Span) -> bool {
    if one.is_empty() || other.is_empty() {
        one.start <= other.end && other.start <= one.end
    } else {
        one.start < other.end && other.start < one.end
    }
}

/// Where edits leave a block with nothing but blanks, makes them one removal of the block and of one empty line
/// beside it.
fn close_blocks<'r>(text: &str, blocks: &[Block], edits: Vec<Found<'r>>) -> Vec<Found<'r>> {
    let mut closed = Vec::with_capacity(edits.len());
    let mut edits = edits.into_iter().peekable();
    let mut open_before = false;
    for (index, block) in blocks.iter().enumerate() {
        let mut own = Vec::new();
        while let Some(edit) = edits.next_if(|(_, edit)| edit.span.start <= block.span.end) {
            own.push(edit);
        }
        if own.is_empty() || !leaves_nothing(text, block, &own) {
            open_before = true;
            closed.extend(own);
            continue;
        }
        let mut span = block.span.clone();
        if open_before {
            span.start = span.start.saturating_sub(BLOCK_BREAK.len());
        } else if index + 1 < blocks.len() {
            span.end += BLOCK_BREAK.len();
        }
        // The block's removal is named after the rule that took the most of it.
        let (rule, _) = own.iter().max_by_key(|(_, edit)| edit.span.len()).expect("own is not empty");
        let certainty = own.iter().map(|(_, edit)| edit.certainty).min().expect("own is not empty");
        let confidence = own.iter().filter_map(|(_, edit)| edit.confidence).min_by(f32::total_cmp);
        closed.push((*rule, Proposal { span, after: CompactString::default(), certainty, confidence }));
    }
    closed.extend(edits);
    closed
}

fn leaves_nothing(text: &str, block: &Block, edits: &[Found<'_>]) -> bool {
    let blank = |part: &str| part.chars().all(char::is_whitespace);
    let mut at = block.span.start;
    for (_, edit) in edits {
        if !blank(&text[at..edit.span.start]) || !blank(&edit.after) {
            return false;
        }
        at = edit.span.end;
    }
    blank(&text[at..block.span.end])
}

/// Returns the blocks that are left, at their places after `edits`.
fn shifted(blocks: &[Block], edits: &[Found<'_>]) -> Vec<Block> {
    let mut left = Vec::with_capacity(blocks.len());
    let mut edits = edits.iter().peekable();
    // How far text after the edits so far has moved.
    let mut shift = 0_isize;
    let grown = |edit: &Proposal| edit.after.len().cast_signed() - edit.span.len().cast_signed();
    for block in blocks {
        while let Some((_, edit)) =
            edits.next_if(|(_, edit)| edit.span.start < block.span.start && edit.span.end <= block.span.start)
        {
            shift += grown(edit);
        }
        let start = block.span.start.strict_add_signed(shift);
        let mut removed = false;
        let inside = |edit: &Proposal| {
            edit.span.start < block.span.end || (edit.span.is_empty() && edit.span.start == block.span.end)
        };
        while let Some((_, edit)) = edits.next_if(|(_, edit)| inside(edit)) {
            removed |= edit.after.is_empty() && edit.span.start <= block.span.start && edit.span.end >= block.span.end;
            shift += grown(edit);
        }
        if !removed {
            left.push(Block { kind: block.kind, span: start..block.span.end.strict_add_signed(shift) });
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockKind, Body};

    fn removal(span: Span) -> Found<'static> {
        ("test.rule", Proposal::new(span, "", Certainty::Sure))
    }

    /// Removes each of `targets` from a body of `lines` and returns what is left, block by block.
    fn check(lines: &[&str], targets: &[&str], expected: &[&str]) {
        let mut body = Body::default();
        for line in lines {
            body.push(BlockKind::Paragraph, line);
        }
        let (text, blocks) = body.into_parts();
        let edits =
            targets.iter().map(|target| text.find(target).map(|at| removal(at..at + target.len())).unwrap()).collect();
        let edits = close_blocks(&text, &blocks, settle(edits));
        let blocks = shifted(&blocks, &edits);
        let mut ledger = Ledger::new(text.clone());
        ledger.apply(&edits);
        let left: Vec<_> = blocks.iter().map(|block| &ledger.text()[block.span.clone()]).collect();
        assert_eq!(left, expected);
        assert_eq!(ledger.text(), expected.join(BLOCK_BREAK));
        assert_eq!(ledger.original(), text);
    }

    #[test]
    fn a_block_left_empty_goes_with_one_empty_line() {
        check(&["one", "[x]", "two"], &["[x]"], &["one", "two"]);
        check(&["[x]", "one"], &["[x]"], &["one"]);
        check(&["one", "[x]"], &["[x]"], &["one"]);
        check(&["[x]"], &["[x]"], &[]);
        check(&["[x]", "[y]", "one", "[z]", "[u] [v]"], &["[x]", "[y]", "[z]", "[u]", "[v]"], &["one"]);
        check(&["[x]", "[y]"], &["[x]", "[y]"], &[]);
    }

    #[test]
    fn a_block_that_keeps_words_stays() {
        check(&["one [x]", "two"], &[" [x]"], &["one", "two"]);
        check(&["one", "two [x]"], &[" [x]"], &["one", "two"]);
        check(&["[x] one", "two"], &["[x] "], &["one", "two"]);
    }

    #[test]
    fn the_first_rule_in_the_list_gets_the_place() {
        let found = vec![
            ("a", Proposal::new(2..6, "", Certainty::Sure)),
            ("b", Proposal::new(0..3, "", Certainty::Sure)),
            ("c", Proposal::new(6..6, " ", Certainty::Sure)),
            ("d", Proposal::new(7..8, "", Certainty::Sure)),
        ];
        let names: Vec<_> = settle(found).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(names, ["a", "d"]);
    }
}
