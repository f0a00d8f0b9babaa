//! One type for rules of every origin: copydesk's own declarations and those that a configuration brings.

use std::sync::Arc;

use super::learned::LearnedRule;
use super::user::{Target, UserRule};
use super::{Draft, Example, Field, Group, Rule, Scope, artifact};
use crate::text::{Certainty, Proposal, Span};

/// A rule, wherever it was declared. Cheap to clone.
#[derive(Clone)]
pub enum AnyRule {
    /// Declared in `src/rules`.
    Declared(&'static Rule),
    /// Declared in a configuration.
    User(Arc<UserRule>),
    /// Learned from documents, and part of a configuration.
    Learned(Arc<LearnedRule>),
}

impl AnyRule {
    /// Takes a rule that was learned.
    pub fn learned(rule: LearnedRule) -> Self {
        AnyRule::Learned(Arc::new(rule))
    }

    /// Returns its group and its own name: `artifact.shortcode`, `user.evening_edition`.
    pub fn name(&self) -> &str {
        match self {
            AnyRule::Declared(rule) => rule.name,
            AnyRule::User(rule) => rule.name(),
            AnyRule::Learned(rule) => rule.name(),
        }
    }

    /// Returns the group that it belongs to.
    pub fn group(&self) -> Group {
        match self {
            AnyRule::Declared(rule) => rule.group,
            AnyRule::User(_) => Group::User,
            AnyRule::Learned(_) => Group::Learned,
        }
    }

    /// Returns what `quality.removed` counts it under.
    pub fn family(&self) -> &str {
        match self {
            AnyRule::Declared(rule) => rule.family,
            AnyRule::User(_) => Group::User.as_str(),
            AnyRule::Learned(_) => Group::Learned.as_str(),
        }
    }

    /// Returns the best certainty that its proposals carry.
    pub fn certainty(&self) -> Certainty {
        match self {
            AnyRule::Declared(rule) => rule.certainty,
            AnyRule::User(rule) => rule.certainty(),
            AnyRule::Learned(_) => Certainty::Likely,
        }
    }

    /// Returns one sentence: what it finds and what becomes of it.
    pub fn summary(&self) -> &str {
        match self {
            AnyRule::Declared(rule) => rule.summary,
            AnyRule::User(rule) => rule.summary(),
            AnyRule::Learned(rule) => rule.summary(),
        }
    }

    /// Returns why it can be trusted, as Markdown.
    pub fn evidence(&self) -> &str {
        match self {
            AnyRule::Declared(rule) => rule.evidence,
            AnyRule::User(rule) => rule.definition(),
            AnyRule::Learned(rule) => rule.definition(),
        }
    }

    /// Returns what it does and what it leaves alone.
    pub fn examples(&self) -> Vec<Example<'_>> {
        match self {
            AnyRule::Declared(rule) => rule.examples.to_vec(),
            AnyRule::User(rule) => rule.examples().collect(),
            AnyRule::Learned(_) => Vec::new(),
        }
    }

    /// Returns what it reads.
    pub fn scope(&self) -> Scope {
        match self {
            AnyRule::Declared(rule) => rule.scope,
            AnyRule::User(_) | AnyRule::Learned(_) => Scope::Text,
        }
    }

    /// Returns the sources that it holds for; none for all.
    pub fn sources(&self) -> &[String] {
        match self {
            AnyRule::Declared(_) | AnyRule::Learned(_) => &[],
            AnyRule::User(rule) => rule.sources(),
        }
    }

    /// Tells whether `name` is its name, its family or its group.
    pub fn answers_to(&self, name: &str) -> bool {
        self.name() == name || self.family() == name || self.group().as_str() == name
    }

    /// Returns what the rule is made of where its name does not say it: for the digest of a configuration.
    pub fn definition(&self) -> Option<&str> {
        match self {
            AnyRule::Declared(_) => None,
            AnyRule::User(rule) => Some(rule.definition()),
            AnyRule::Learned(rule) => Some(rule.definition()),
        }
    }

    /// Returns what the rule puts into fields of `span`, which it takes out of `text`.
    pub(super) fn field_values(&self, text: &str, span: &Span) -> Vec<(Target, String)> {
        match self {
            AnyRule::Declared(rule) => artifact::field_values(rule, text, span),
            AnyRule::User(rule) => rule
                .field_value(&text[span.clone()])
                .map(|(target, value)| (target.clone(), value.to_owned()))
                .into_iter()
                .collect(),
            AnyRule::Learned(_) => Vec::new(),
        }
    }

    /// Proposes edits for a draft, if it is one of those that the rule reads.
    pub(super) fn find(&self, draft: &Draft<'_>, proposals: &mut Vec<Proposal>) {
        if self.scope() == Scope::Text && draft.field != Field::Text {
            return;
        }
        match self {
            AnyRule::Declared(rule) => (rule.find)(draft, proposals),
            AnyRule::User(rule) => rule.find(draft, proposals),
            AnyRule::Learned(rule) => rule.find(draft, proposals),
        }
    }
}
