//! The rules: what copydesk mends or takes out, each declared once, in its own file.
//!
//! A rule only *finds*: it is given a [`Draft`] and proposes edits. Which rules run, what is applied and what is
//! only suggested is decided by [`RuleSet`]; the account of it is kept by [`crate::text::Ledger`]. From a rule's
//! declaration come its configuration key, its page in `docs/rules.md`, `copydesk rules NAME` and its tests. A
//! configuration brings rules of its own ([`user`]); [`AnyRule`] is a rule of either kind.

mod any;
mod draft;
mod engine;
mod figures;
pub mod learned;
mod line;
mod list;
mod source;

mod artifact;
pub mod glue;
mod repair;
mod spacing;
pub mod user;

pub use any::AnyRule;
pub use artifact::stray_line::stray_line_figures;
pub use draft::{Context, Draft};
pub use engine::{Edited, FieldValue, RuleSet, Suggestion};
pub use line::Line;
pub use list::{RULES, RULES_VERSION};
pub use source::source_names;

pub use crate::article::Field;
use crate::text::{Certainty, Proposal};

/// One rule.
pub struct Rule {
    /// Its group and its own name, which names the fault, not the cure: `artifact.shortcode`.
    pub name: &'static str,
    /// The group that it belongs to.
    pub group: Group,
    /// What `quality.removed` counts it under; several rules may share a family.
    pub family: &'static str,
    /// The best certainty that the rule's proposals carry.
    pub certainty: Certainty,
    /// One sentence: what it finds and what becomes of it.
    pub summary: &'static str,
    /// Why it can be trusted: the evidence it asks for, and what it leaves alone. Markdown.
    pub evidence: &'static str,
    /// Texts that it changes and texts that it must leave alone; they are its tests and its manual.
    pub examples: &'static [Example<'static>],
    /// Where it looks.
    pub scope: Scope,
    /// Proposes edits for a draft, in any order; those of one rule must not overlap.
    pub find: fn(&Draft<'_>, &mut Vec<Proposal>),
}

/// The kinds of rules, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Characters that were damaged on the way.
    Repair,
    /// What a configuration declares. It stands before our own: the user has seen the text.
    User,
    /// What is not the article.
    Artifact,
    /// What a source repeats from document to document, as far as it was learned.
    Learned,
    /// Words that lost the space between them.
    Glue,
    /// Blanks too many.
    Spacing,
}

impl Group {
    /// All groups.
    pub const ALL: [Group; 6] =
        [Group::Repair, Group::User, Group::Artifact, Group::Learned, Group::Glue, Group::Spacing];

    /// Returns the word that rule names and the configuration use.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Repair => "repair",
            Group::User => "user",
            Group::Artifact => "artifact",
            Group::Learned => "learned",
            Group::Glue => "glue",
            Group::Spacing => "spacing",
        }
    }
}

/// Which fields of a document a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The text alone.
    Text,
    /// The text, the title, the description, and each author and tag.
    EveryField,
}

/// A text that shows what a rule does.
#[derive(Clone, Copy, Debug)]
pub enum Example<'a> {
    /// The rule turns the first into the second. Blocks are parted by one empty line.
    Fixes(&'a str, &'a str),
    /// Looks alike and must stay as it is.
    Keeps(&'a str),
}
