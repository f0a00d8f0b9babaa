//! A text and the account of every change made to it: what a document's `provenance.edits` are written from.
//!
//! Edits come in batches, each batch found on the text as it then stands. The ledger keeps one flat list of
//! changes in document order, each with its place in the *current* text and what stood there in the *original*.
//! When a later edit touches the inside of an earlier one the two become one change, so that the list stays free
//! of overlaps and replaying it backwards always gives the original again, to the letter.

use compact_str::CompactString;

use super::proposal::{Certainty, Proposal, Span};

/// One difference between the original and the current text.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where it stands in the current text, in bytes; empty for a removal.
    pub out: Span,
    /// What stood there in the original.
    pub before: CompactString,
    /// The rule that made it; `a+b` where a later rule changed the inside of an earlier rule's edit.
    pub rule: CompactString,
    /// The weakest certainty of the edits it is made of.
    pub certainty: Certainty,
    /// The lowest estimate of the edits it is made of, where there is one.
    pub confidence: Option<f32>,
}

/// An edit that a rule has been granted: a proposal and the rule's name.
pub type Granted<'r> = (&'r str, Proposal);

/// A text with its history.
#[derive(Clone, Debug)]
pub struct Ledger {
    text: String,
    changes: Vec<Change>,
}

impl Ledger {
    /// Opens a ledger on a text that nothing has changed yet.
    pub fn new(text: String) -> Self {
        Ledger { text, changes: Vec::new() }
    }

    /// Returns the text as it stands.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the changes so far, in document order, without overlaps.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Returns the current text and the changes that led to it.
    pub fn into_parts(self) -> (String, Vec<Change>) {
        (self.text, self.changes)
    }

    /// Applies a batch of edits found on the current text.
    ///
    /// # Panics
    /// If the edits are not in ascending order, overlap, or do not lie on character boundaries.
    pub fn apply(&mut self, edits: &[Granted<'_>]) {
        let mut text = String::with_capacity(self.text.len());
        let mut changes = Vec::with_capacity(self.changes.len() + edits.len());
        let mut cursor = 0;
        for cluster in clusters(&self.changes, edits) {
            text.push_str(&self.text[cursor..cluster.span.start]);
            let out_start = text.len();
            let mut at = cluster.span.start;
            for (_, edit) in cluster.edits {
                text.push_str(&self.text[at..edit.span.start]);
                text.push_str(&edit.after);
                at = edit.span.end;
            }
            text.push_str(&self.text[at..cluster.span.end]);
            cursor = cluster.span.end;
            changes.extend(cluster.merge(&self.text, out_start, &text[out_start..]));
        }
        text.push_str(&self.text[cursor..]);
        self.text = text;
        self.changes = changes;
    }

    /// Returns the original text, by replaying the changes backwards over the current one.
    pub fn original(&self) -> String {
        let mut text = self.text.clone();
        for change in self.changes.iter().rev() {
            text.replace_range(change.out.clone(), &change.before);
        }
        text
    }
}

/// Changes and edits that touch each other's inside, with the stretch of the current text that they cover.
struct Cluster<'a, 'r> {
    span: Span,
    changes: &'a [Change],
    edits: &'a [Granted<'r>],
}

impl Cluster<'_, '_> {
    /// Returns the one change that stands for the cluster, or none if the text is again what it was.
    fn merge(&self, current: &str, out_start: usize, after: &str) -> Option<Change> {
        let out = out_start..out_start + after.len();
        match (self.changes, self.edits) {
            ([change], []) => return Some(Change { out, ..change.clone() }),
            ([], [(rule, edit)]) => {
                let (certainty, confidence) = (edit.certainty, edit.confidence);
                let before = &current[self.span.clone()];
                let change = || Change { out, before: before.into(), rule: (*rule).into(), certainty, confidence };
                return (before != after).then(change);
            }
            _ => {}
        }
        let mut before = CompactString::default();
        let mut at = self.span.start;
        for change in self.changes {
            before.push_str(&current[at..change.out.start]);
            before.push_str(&change.before);
            at = change.out.end;
        }
        before.push_str(&current[at..self.span.end]);
        if before == after {
            return None;
        }

        // A removal of the whole stretch explains itself: what happened to the text before it no longer matters.
        let removal = self.edits.iter().find(|(_, edit)| edit.span == self.span && edit.after.is_empty());
        let earlier = if removal.is_some() { &[] } else { self.changes };
        let mut rules: Vec<&str> = earlier.iter().flat_map(|change| change.rule.split('+')).collect();
        rules.extend(self.edits.iter().map(|(rule, _)| *rule));
        let mut seen = Vec::new();
        rules.retain(|rule| {
            !seen.contains(rule) && {
                seen.push(rule);
                true
            }
        });

        let certainties =
            earlier.iter().map(|change| change.certainty).chain(self.edits.iter().map(|(_, edit)| edit.certainty));
        let confidences =
            earlier.iter().map(|change| change.confidence).chain(self.edits.iter().map(|(_, edit)| edit.confidence));
        Some(Change {
            out,
            before,
            rule: rules.join("+").into(),
            certainty: certainties.min().unwrap_or(Certainty::Sure),
            confidence: confidences.flatten().min_by(f32::total_cmp),
        })
    }
}

/// Groups changes and edits, both in ascending order, into clusters in ascending order.
///
/// Two of them belong together when they share a character, or when one is empty and lies strictly inside the
/// other; touching at an edge is not enough, and of two empty ones at one place the older comes first.
fn clusters<'a, 'r>(changes: &'a [Change], edits: &'a [Granted<'r>]) -> Vec<Cluster<'a, 'r>> {
    let mut found = Vec::new();
    let (mut change_at, mut edit_at) = (0, 0);
    while change_at < changes.len() || edit_at < edits.len() {
        let (first_change, first_edit) = (change_at, edit_at);
        let mut span: Option<Span> = None;
        loop {
            let change = changes.get(change_at).map(|change| &change.out).filter(|next| joins(&span, next));
            let edit = edits.get(edit_at).map(|(_, edit)| &edit.span).filter(|next| joins(&span, next));
            let take_change = match (change, edit) {
                (Some(change), Some(edit)) => (change.start, !change.is_empty()) <= (edit.start, !edit.is_empty()),
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => break,
            };
            let next = if take_change { change } else { edit }.expect("the side that was chosen is there");
            span = Some(match span {
                None => next.clone(),
                Some(span) => span.start..span.end.max(next.end),
            });
            if take_change { change_at += 1 } else { edit_at += 1 }
        }
        let span = span.expect("something was left, and the first item joins an empty cluster");
        found.push(Cluster { span, changes: &changes[first_change..change_at], edits: &edits[first_edit..edit_at] });
    }
    found
}

fn joins(cluster: &Option<Span>, next: &Span) -> bool {
    match cluster {
        None => true,
        Some(cluster) if next.is_empty() => cluster.start < next.start && next.start < cluster.end,
        Some(cluster) => next.start < cluster.end,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(span: Span, after: &str) -> Granted<'static> {
        ("test.rule", Proposal::new(span, after, Certainty::Sure))
    }

    #[test]
    fn an_edit_at_the_edge_of_a_change_stays_apart() {
        let mut ledger = Ledger::new("peace.â€œWe".into());
        ledger.apply(&[("repair.mojibake", Proposal::new(6..6 + "â€œ".len(), "“", Certainty::Sure))]);
        ledger.apply(&[("glue.quote", Proposal::new(6..6, " ", Certainty::Likely))]);
        assert_eq!(ledger.text(), "peace. “We");
        let rules: Vec<_> = ledger.changes().iter().map(|change| change.rule.as_str()).collect();
        assert_eq!(rules, ["glue.quote", "repair.mojibake"]);
        assert_eq!(ledger.original(), "peace.â€œWe");
    }

    #[test]
    fn an_edit_inside_a_change_names_both_rules_and_takes_the_weaker_certainty() {
        let mut ledger = Ledger::new("xyz".into());
        ledger.apply(&[("a.one", Proposal::new(0..3, "ab  cd", Certainty::Sure))]);
        ledger.apply(&[("b.two", Proposal::new(2..4, " ", Certainty::Likely))]);
        assert_eq!(ledger.text(), "ab cd");
        assert_eq!(ledger.changes()[0].rule, "a.one+b.two");
        assert_eq!(ledger.changes()[0].certainty, Certainty::Likely);
        assert_eq!(ledger.original(), "xyz");
    }

    #[test]
    fn a_removal_of_a_repaired_line_stands_for_both() {
        let mut ledger = Ledger::new("share â€œit” now".into());
        ledger.apply(&[("repair.mojibake", Proposal::new(6..6 + "â€œ".len(), "“", Certainty::Sure))]);
        let all = 0..ledger.text().len();
        ledger.apply(&[("artifact.share", Proposal::new(all, "", Certainty::Sure))]);
        assert_eq!(ledger.changes().len(), 1);
        assert_eq!(ledger.changes()[0].rule, "artifact.share");
        assert_eq!(ledger.original(), "share â€œit” now");
    }

    #[test]
    fn a_change_that_is_undone_leaves_no_trace() {
        let mut ledger = Ledger::new("ab".into());
        ledger.apply(&[edit(1..1, " ")]);
        ledger.apply(&[edit(1..2, "")]);
        assert_eq!(ledger.text(), "ab");
        assert!(ledger.changes().is_empty());
    }

    /// Random batches: cut points decide the spans, so they are ordered and free of overlaps by construction.
    fn batch(text: &str, cuts: &[(u8, u8, u8)]) -> Vec<Granted<'static>> {
        let characters = text.chars().count();
        let place = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
        let mut edits = Vec::new();
        let mut at = 0;
        for &(skip, length, kind) in cuts {
            let start = at + skip as usize % 4;
            let end = start + length as usize % 4;
            if end > characters {
                break;
            }
            let after = ["", " ", "é", "long one"][kind as usize % 4];
            edits.push(edit(place(start)..place(end), after));
            at = end + 1;
        }
        edits
    }

    proptest! {
        #[test]
        fn replaying_backwards_gives_the_original(text in "[a-cé ]{0,24}", batches in prop::collection::vec(prop::collection::vec(any::<(u8, u8, u8)>(), 0..6), 0..5)) {
            let mut ledger = Ledger::new(text.clone());
            for cuts in batches {
                let edits = batch(ledger.text(), &cuts);
                ledger.apply(&edits);
                let changes = ledger.changes();
                prop_assert!(changes.windows(2).all(|pair| pair[0].out.end <= pair[1].out.start));
                prop_assert_eq!(ledger.original(), text.as_str());
            }
        }
    }
}
