//! Rules that users declare in their configuration: a pattern, where it may stand, and what becomes of it.
//!
//! A [`UserRule`] exists only once it has passed every check: its pattern is bounded, its examples hold, and it
//! leaves clean prose alone. Reads no configuration: that is given as a [`Definition`].

mod check;

use std::fmt::Write;

use regex::{Captures, Regex};

use super::{Draft, Example, Line};
use crate::article::{FieldAccess, MetaField};
use crate::text::{Certainty, Proposal, Span, removal};

pub use check::{Refusal, clean_sentences};

/// What a user says of a rule, not yet checked.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its own name, without the group.
    pub name: String,
    /// What the rule looks for.
    pub pattern: Pattern,
    /// Where a match counts.
    pub reach: Reach,
    /// What becomes of the place.
    pub action: Action,
    /// The sources that it holds for; empty for all.
    pub sources: Vec<String>,
    /// How sure the rule's edits are.
    pub certainty: Certainty,
    /// What the rule is for, in one sentence; may be empty.
    pub summary: String,
    /// Texts before and after.
    pub fixes: Vec<[String; 2]>,
    /// Texts that stay as they are.
    pub keeps: Vec<String>,
}

/// What a rule looks for.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// This text, character by character.
    Literal(String),
    /// In the syntax of the crate `regex`: linear in the text, without back-references and look-around.
    Regex(String),
}

/// Where a match counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Anywhere; the match alone is the place.
    Span,
    /// Where it is a whole line.
    Line,
    /// Anywhere; the place is the whole block that holds the match.
    Block,
    /// Where it is a whole line among the first or last few of the document.
    Edge,
}

/// What becomes of the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is removed.
    Drop,
    /// The first group of the pattern stays, what stands around it goes.
    Unwrap,
    /// The text takes its place; `$1` and `${name}` are the pattern's groups.
    Replace(String),
    /// It is removed, and the pattern's first group, or the whole place, is put into a field of the document.
    Move(Target),
}

/// A field that text can be moved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One that rules may fill.
    Field(MetaField),
    /// A list under this key of `metadata`.
    Metadata(String),
}

/// A checked rule of a user.
pub struct UserRule {
    /// With its group: `user.evening_edition`.
    name: String,
    given: Definition,
    pattern: Regex,
    /// The rule written out, for people and for the configuration's digest.
    written: String,
}

/// How many lines from the first and from the last are the document's edge: a headline and a byline may stand before.
const EDGE_LINES: usize = 3;

impl UserRule {
    /// Returns the rule's name with its group: `user.evening_edition`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what the rule is for, in one sentence.
    pub fn summary(&self) -> &str {
        if self.given.summary.is_empty() { "A rule of the configuration." } else { &self.given.summary }
    }

    /// Returns how sure the rule's edits are.
    pub fn certainty(&self) -> Certainty {
        self.given.certainty
    }

    /// Returns the sources that the rule holds for; none stand for all.
    pub fn sources(&self) -> &[String] {
        &self.given.sources
    }

    /// Returns the rule written out: what it looks for, where, in which sources, and what it does.
    pub fn definition(&self) -> &str {
        &self.written
    }

    /// Returns the rule's examples: what it fixes, then what it keeps.
    pub fn examples(&self) -> impl Iterator<Item = Example<'_>> {
        let fixes = self.given.fixes.iter().map(|[before, after]| Example::Fixes(before, after));
        fixes.chain(self.given.keeps.iter().map(|text| Example::Keeps(text)))
    }

    /// Proposes an edit for each place that the rule finds, if it holds for the draft's source.
    pub(super) fn find(&self, draft: &Draft<'_>, proposals: &mut Vec<Proposal>) {
        if self.given.sources.is_empty() || self.given.sources.iter().any(|source| draft.context.is_from(source)) {
            self.find_anywhere(draft, proposals);
        }
    }

    /// Returns the field that the place which held `text` is moved to, and the value.
    pub(super) fn field_value<'t>(&self, text: &'t str) -> Option<(&Target, &'t str)> {
        let Action::Move(target) = &self.given.action else { return None };
        let text = text.trim();
        let groups = self.pattern.captures(text)?;
        let value = groups.get(1).map_or(text, |group| group.as_str()).trim();
        (!value.is_empty()).then_some((target, value))
    }

    fn find_anywhere(&self, draft: &Draft<'_>, proposals: &mut Vec<Proposal>) {
        match self.given.reach {
            Reach::Span => {
                for line in draft.lines() {
                    proposals.extend(self.spans(draft.text, line));
                }
            }
            Reach::Line | Reach::Block => proposals.extend(draft.lines().filter_map(|line| self.whole(line))),
            Reach::Edge => {
                let lines: Vec<Line<'_>> = draft.lines().collect();
                let start = self.edge(lines.iter());
                let end = self.edge(lines.iter().rev());
                let chosen = lines.iter().enumerate().filter(|(at, _)| *at < start || *at + end >= lines.len());
                proposals.extend(chosen.filter_map(|(_, line)| self.whole(*line)));
            }
        }
    }

    /// Returns how many lines from one end belong to the edge. Lines that the rule itself takes do not count, or
    /// taking them would bring others into reach.
    fn edge<'l>(&self, lines: impl Iterator<Item = &'l Line<'l>>) -> usize {
        let mut strangers = 0;
        lines
            .take_while(|line| {
                strangers += usize::from(!self.is_whole(line.text));
                strangers <= EDGE_LINES
            })
            .count()
    }

    /// Returns the edits for each match in a line.
    fn spans(&self, text: &str, line: Line<'_>) -> Vec<Proposal> {
        let at = |span: Span| line.start + span.start..line.start + span.end;
        let edits = self.pattern.captures_iter(line.text).filter(|groups| !groups[0].is_empty()).filter_map(|groups| {
            let span = at(groups.get(0)?.range());
            self.edit(text, span, &groups)
        });
        let mut edits: Vec<Proposal> = edits.collect();
        // Two removals side by side may both want the blank between them.
        edits.dedup_by(|right, left| right.span.start < left.span.end);
        edits
    }

    /// Returns the edit of a whole line; `None` if the line does not match or would stay as it is.
    fn whole(&self, line: Line<'_>) -> Option<Proposal> {
        if !self.is_whole(line.text) {
            return None;
        }
        let groups = self.pattern.captures(line.text.trim())?;
        let after = self.after(&groups);
        (after != line.text).then(|| Proposal::new(line.span(), after, self.given.certainty))
    }

    fn is_whole(&self, line: &str) -> bool {
        self.pattern.is_match(line.trim())
    }

    fn edit(&self, text: &str, span: Span, groups: &Captures<'_>) -> Option<Proposal> {
        let after = self.after(groups);
        if after.is_empty() {
            return Some(removal(text, span, self.given.certainty));
        }
        (after != groups[0]).then(|| Proposal::new(span, after, self.given.certainty))
    }

    fn after(&self, groups: &Captures<'_>) -> String {
        match &self.given.action {
            Action::Drop | Action::Move(_) => String::new(),
            Action::Unwrap => groups.get(1).map_or("", |kept| kept.as_str()).to_owned(),
            Action::Replace(with) => {
                let mut after = String::new();
                groups.expand(with, &mut after);
                after
            }
        }
    }
}

fn written(given: &Definition) -> String {
    let mut written = String::new();
    let (kind, pattern) = match &given.pattern {
        Pattern::Literal(text) => ("the text", text),
        Pattern::Regex(text) => ("the pattern", text),
    };
    let place = match given.reach {
        Reach::Span => "Wherever it stands",
        Reach::Line => "Where it is a whole line",
        Reach::Block => "With the whole block that holds it",
        Reach::Edge => "Where it is a whole line at the document's start or end",
    };
    let action = match &given.action {
        Action::Drop => "it is dropped".to_owned(),
        Action::Unwrap => "all but its first group is dropped".to_owned(),
        Action::Replace(with) => format!("it becomes `{with}`"),
        Action::Move(target) => format!("it is moved to `{}`", target.name()),
    };
    let _ = write!(written, "Looks for {kind} `{pattern}`. {place}, {action}.");
    if !given.sources.is_empty() {
        let _ = write!(written, " Only in articles from {}.", given.sources.join(", "));
    }
    written
}

impl Target {
    /// Reads the name of a field; `None` if text cannot be moved there.
    pub fn parse(name: &str) -> Option<Self> {
        match name.strip_prefix("metadata.") {
            Some(key) => (!key.is_empty()).then(|| Target::Metadata(key.to_owned())),
            None => filled().find(|field| field.name() == name).map(Target::Field),
        }
    }

    /// Returns the field's name as documents have it.
    pub fn name(&self) -> String {
        match self {
            Target::Field(field) => field.name().to_owned(),
            Target::Metadata(key) => format!("metadata.{key}"),
        }
    }

    /// Returns the names of all fields that text can be moved to, as a phrase.
    pub fn names() -> String {
        let names: Vec<&str> = filled().map(MetaField::name).collect();
        format!("{} or metadata.KEY", names.join(", "))
    }
}

/// The fields that rules may fill.
fn filled() -> impl Iterator<Item = MetaField> {
    MetaField::ALL.iter().copied().filter(|field| field.access() >= FieldAccess::Filled)
}
