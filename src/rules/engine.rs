//! Runs rules over a draft: grants what may be applied, settles who gets a place that two rules want, repeats until
//! nothing is left to do.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::user::Target;
use super::{AnyRule, Context, Draft, Field, Group};
use crate::article::{BLOCK_BREAK, Block, BlockKind};
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
        let spared = Spared::of(group, draft.blocks);
        for rule in self.rules.iter().filter(|rule| rule.group() == group) {
            rule.find(draft, &mut proposals);
            spared.withdraw(group, &mut proposals);
            if matches!(group, Group::Glue | Group::Spacing) {
                proposals.retain(|proposal| !draft.is_in_code(&proposal.span));
            }
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

/// The parts of a text that a group of rules leaves as they are, in bytes, in ascending order: code that the article shows, and,
/// for rules on spaces, what is preformatted. What a configuration declares or has learned holds everywhere.
struct Spared(Vec<Span>);

impl Spared {
    fn of(group: Group, blocks: &[Block]) -> Self {
        let mut spans = Vec::new();
        for block in blocks {
            match group {
                Group::User | Group::Learned => {}
                Group::Glue | Group::Spacing if block.kind == BlockKind::Preformatted => spans.push(block.span.clone()),
                _ => {
                    let at = block.span.start;
                    spans.extend(block.code.iter().map(|code| at + code.start..at + code.end));
                }
            }
        }
        Spared(spans)
    }

    /// Withdraws the proposals of a rule that touch what is spared. Characters are repaired there too if the same rule repairs
    /// some elsewhere: then the whole article was damaged, and its examples with it.
    fn withdraw(&self, group: Group, proposals: &mut Vec<Proposal>) {
        let is_spared = |proposal: &Proposal| {
            let next = self.0.partition_point(|span| span.end < proposal.span.start);
            self.0[next..].first().is_some_and(|span| meet(span, &proposal.span))
        };
        if self.0.is_empty() || (group == Group::Repair && !proposals.iter().all(is_spared)) {
            return;
        }
        proposals.retain(|proposal| !is_spared(proposal));
    }
}

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
            if block.kind == BlockKind::Preformatted {
                own.iter_mut().for_each(|(_, edit)| take_line(text, block, edit));
            }
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

/// Makes the removal of all that a line of a block says one of the line with its break.
fn take_line(text: &str, block: &Block, edit: &mut Proposal) {
    if edit.span.is_empty() || !edit.after.is_empty() {
        return;
    }
    let start =
        text[block.span.start..edit.span.start].rfind('\n').map_or(block.span.start, |at| block.span.start + at + 1);
    let end = text[edit.span.end..block.span.end].find('\n').map_or(block.span.end, |at| edit.span.end + at);
    let blank = |part: &str| part.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    if !blank(&text[start..edit.span.start]) || !blank(&text[edit.span.end..end]) {
        return;
    }
    edit.span = if end < block.span.end { start..end + 1 } else { start.max(block.span.start + 1) - 1..end };
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

/// Returns the blocks that are left, at their places after `edits`. An edit that puts an empty line into a block parts it.
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
        let mut code = block.code.clone();
        let mut removed = false;
        let mut pieces = vec![start];
        let inside = |edit: &Proposal| {
            edit.span.start < block.span.end || (edit.span.is_empty() && edit.span.start == block.span.end)
        };
        while let Some((_, edit)) = edits.next_if(|(_, edit)| inside(edit)) {
            removed |= edit.after.is_empty() && edit.span.start <= block.span.start && edit.span.end >= block.span.end;
            if !code.is_empty() {
                let at = edit.span.start.strict_add_signed(shift).saturating_sub(start);
                code.iter_mut().for_each(|span| *span = moved(span, at..at + edit.span.len(), edit.after.len()));
            }
            let place = edit.span.start.strict_add_signed(shift);
            let breaks = edit.after.match_indices(BLOCK_BREAK).filter(|_| block.kind != BlockKind::Preformatted);
            for (at, _) in breaks {
                pieces.extend([place + at, place + at + BLOCK_BREAK.len()]);
            }
            shift += grown(edit);
        }
        if !removed {
            pieces.push(block.span.end.strict_add_signed(shift));
            left.extend(pieces.chunks_exact(2).map(|edges| {
                let own = edges[0] - start..edges[1] - start;
                let part = |span: &Span| span.start.max(own.start)..span.end.min(own.end);
                let code = code.iter().map(part).filter(|span| span.start < span.end);
                let code = code.map(|span| span.start - own.start..span.end - own.start).collect();
                Block { kind: block.kind, span: edges[0]..edges[1], code }
            }));
        }
    }
    left
}

/// Returns where `span` is after the bytes of `edited` were replaced by `length` others. Bytes put in at its edge are not in it.
fn moved(span: &Span, edited: Span, length: usize) -> Span {
    let place = |at: usize, within: usize| match () {
        () if at >= edited.end => at - edited.len() + length,
        () if at > edited.start => edited.start + within,
        () => at,
    };
    let end = if edited.is_empty() && edited.start == span.end { span.end } else { place(span.end, length) };
    let start = place(span.start, 0);
    start..end.max(start)
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of one span are meant")]
mod tests {
    use super::*;
    use crate::article::Body;

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
    fn a_line_of_a_block_goes_with_its_break() {
        let check = |target: &str, expected: &str| {
            let mut body = Body::default();
            body.push(BlockKind::Preformatted, "[x]\none\n  [y]\ntwo\n[z]");
            let (text, blocks) = body.into_parts();
            let at = text.find(target).unwrap();
            let edits = close_blocks(&text, &blocks, vec![removal(at..at + target.len())]);
            let mut ledger = Ledger::new(text.clone());
            ledger.apply(&edits);
            assert_eq!(ledger.text(), expected);
        };
        check("[x]", "one\n  [y]\ntwo\n[z]");
        check("[y]", "[x]\none\ntwo\n[z]");
        check("[z]", "[x]\none\n  [y]\ntwo");
        check("ne", "[x]\no\n  [y]\ntwo\n[z]");
    }

    #[test]
    fn code_moves_with_its_block() {
        let mut body = Body::default();
        body.push(BlockKind::Paragraph, "[x] one");
        body.push_showing(BlockKind::Paragraph, "[x] Type ls -l now", &[9..14]);
        let (text, blocks) = body.into_parts();
        let edits = vec![
            removal(0..4),
            removal(9..13),
            ("test.rule", Proposal::new(18..18, " ", Certainty::Sure)),
            removal(21..23),
        ];
        let moved = shifted(&blocks, &edits);
        let mut ledger = Ledger::new(text);
        ledger.apply(&edits);
        let code = |block: &Block| {
            block.code.iter().map(|span| &ledger.text()[block.span.clone()][span.clone()]).collect::<Vec<_>>()
        };
        assert_eq!((code(&moved[0]), code(&moved[1])), (vec![], vec!["ls "]), "{}", ledger.text());
    }

    #[test]
    fn a_repair_is_made_in_code_only_where_the_prose_needs_it_too() {
        let mut body = Body::default();
        body.push(BlockKind::Paragraph, "one");
        body.push_showing(BlockKind::Preformatted, "two", &[0..3]);
        let spared = |group: Group, spans: &[Span]| {
            let mut proposals: Vec<_> = spans.iter().map(|span| removal(span.clone()).1).collect();
            Spared::of(group, body.blocks()).withdraw(group, &mut proposals);
            proposals.into_iter().map(|proposal| proposal.span).collect::<Vec<_>>()
        };
        assert!(spared(Group::Repair, &[5..6]).is_empty());
        assert_eq!(spared(Group::Repair, &[0..1, 5..6]), [0..1, 5..6]);
        assert_eq!(spared(Group::Artifact, &[0..1, 5..6]), [0..1]);
        assert_eq!(spared(Group::User, &[5..6]), [5..6]);
    }

    #[test]
    fn an_empty_line_parts_a_block() {
        let mut body = Body::default();
        ["zero", "one|two|x three", "four"].iter().for_each(|line| body.push(BlockKind::Paragraph, line));
        let (text, blocks) = body.into_parts();
        let at = |part: &str| text.find(part).unwrap();
        let edit = |span: Span, after: &str| ("test.rule", Proposal::new(span, after, Certainty::Sure));
        let edits = [
            edit(0..1, "long "),
            edit(at("|two")..at("two"), BLOCK_BREAK),
            edit(at("|x")..at("three"), "\n\nx\n\n"),
            edit(at("four")..at("four") + 1, ""),
        ];
        let blocks = shifted(&blocks, &edits);
        let mut ledger = Ledger::new(text.clone());
        ledger.apply(&edits);
        let lines: Vec<_> = blocks.iter().map(|block| &ledger.text()[block.span.clone()]).collect();
        assert_eq!(lines, ["long ero", "one", "two", "x", "three", "our"]);
        assert_eq!(ledger.text(), lines.join(BLOCK_BREAK));
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
