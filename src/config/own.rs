//! Users' own rules as they are written, `[[rule]]`, and how each becomes a checked rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Mistake;
use super::error::{ConfigError, WrittenFile};
use crate::rules::AnyRule;
use crate::rules::learned::{Entry, Place, masked};
use crate::rules::user::{Action, Definition, Pattern, Reach, Refusal, Target, UserRule};
use crate::text::Certainty;

/// Which rules are off, and where more of them stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct RulesOptions {
    /// Files with more rules of your own, as paths from this file's folder.
    pub files: Vec<String>,
    /// Rules of the group `repair` by name, and whether they run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub repair: BTreeMap<String, bool>,
    /// Rules of the group `user` by name, and whether they run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub user: BTreeMap<String, bool>,
    /// Rules of the group `artifact` by name, and whether they run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub artifact: BTreeMap<String, bool>,
    /// Rules of the group `learned` by name, and whether they run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub learned: BTreeMap<String, bool>,
    /// Rules of the group `glue` by name, and whether they run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub glue: BTreeMap<String, bool>,
    /// Rules of the group `spacing` by name, and whether they run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub spacing: BTreeMap<String, bool>,
}

impl RulesOptions {
    /// Returns each group with the switches that are set in it.
    pub(super) fn groups(&self) -> [(&'static str, &BTreeMap<String, bool>); 6] {
        [
            ("repair", &self.repair),
            ("user", &self.user),
            ("artifact", &self.artifact),
            ("learned", &self.learned),
            ("glue", &self.glue),
            ("spacing", &self.spacing),
        ]
    }
}

/// A file of rules, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RuleFile {
    pub rule: Vec<OwnRule>,
    /// The day from which what was learned no longer holds.
    pub expires: Option<String>,
    pub learned: Vec<LearnedText>,
}

/// A text that one source repeats, as `copydesk learn` writes it down.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LearnedText {
    pub source: String,
    pub line: Option<String>,
    pub prefix: Option<String>,
    pub tail: Option<String>,
    /// How many documents held it; for people.
    pub documents: u64,
}

/// What a rule file brings.
pub(super) struct FromFile {
    pub rules: Vec<AnyRule>,
    pub learned: Vec<Entry>,
}

/// A rule of your own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct OwnRule {
    /// Its name, of the letters a to z, digits and `_`; it is called `user.NAME` everywhere else.
    pub name: String,
    /// The text to look for, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub find: Option<String>,
    /// Or a pattern: a regular expression without back-references and look-around.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// Where it counts: "span" (anywhere), "line" (a whole line), "block" (anywhere, and the whole block goes) or
    /// "edge" (a whole line among the first or last three).
    pub scope: OwnScope,
    /// What becomes of it: "drop", "unwrap" (keeps the pattern's first group), "replace" or "move".
    pub action: OwnAction,
    /// What takes its place with "replace"; `$1` and `${name}` are the pattern's groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// The field that it goes to with "move": title, description, authors, site_name, section, tags, license or
    /// metadata.KEY. The pattern's first group is taken, or all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The sources that it holds for (hosts, the record's `source`, folders, the collection); none for all.
    pub sources: Vec<String>,
    /// How sure it is: "sure", "likely" or "unsure" (only suggests, which is good for a trial).
    pub certainty: OwnCertainty,
    /// One sentence for people: what it finds.
    pub summary: String,
    /// Texts before and after; at least one.
    pub fixes: Vec<[String; 2]>,
    /// Texts that look alike and must stay.
    pub keeps: Vec<String>,
}

/// Where a match counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OwnScope {
    /// Anywhere.
    #[default]
    Span,
    /// A whole line.
    Line,
    /// Anywhere; the whole block is meant.
    Block,
    /// A whole line among the first or last three.
    Edge,
}

/// What becomes of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OwnAction {
    /// It goes.
    #[default]
    Drop,
    /// Of it the pattern's first group stays.
    Unwrap,
    /// Something else takes its place.
    Replace,
    /// It goes to a field.
    Move,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OwnCertainty {
    /// It is only suggested.
    Unsure,
    /// It is right in nearly all cases.
    #[default]
    Likely,
    /// It is beyond dispute.
    Sure,
}

/// Checks rules as they are written. `known` are the names that are taken.
///
/// # Errors
/// With the path to the value that is at fault, and why.
pub(super) fn check(written: &[OwnRule], known: &[AnyRule]) -> Result<Vec<AnyRule>, Mistake> {
    let mut rules: Vec<AnyRule> = Vec::new();
    for (index, own) in written.iter().enumerate() {
        let at = |refusal: Refusal| {
            // A key that is not there has no place of its own; the rule's name stands for it.
            let key = if own.has(refusal.key) { refusal.key } else { "name" };
            let mut path = vec!["rule".to_owned(), index.to_string()];
            path.extend((own.has(key)).then(|| key.to_owned()));
            path.extend(refusal.index.map(|index| index.to_string()));
            let name = if own.name.is_empty() { String::new() } else { format!("rule `{}`: ", own.name) };
            (path, format!("{name}{}", refusal.message))
        };
        let rule = own.definition().and_then(UserRule::new).map_err(at)?;
        if known.iter().chain(&rules).any(|other| other.name() == rule.name()) {
            return Err(at(refusal("name", "another rule has this name")));
        }
        rules.push(AnyRule::User(Arc::new(rule)));
    }
    Ok(rules)
}

/// Reads and checks a file of rules.
///
/// # Errors
/// With the first mistake and its place in the file.
pub(super) fn read_file(file: WrittenFile, known: &[AnyRule]) -> Result<FromFile, ConfigError> {
    let read =
        toml::from_str::<RuleFile>(&file.text).map_err(|error| ConfigError::from_toml(&error)).and_then(|written| {
            let at = |(path, message): Mistake| ConfigError::at(&file.text, &path, message);
            let rules = check(&written.rule, known).map_err(at)?;
            Ok(FromFile { rules, learned: check_learned(&written).map_err(at)? })
        });
    read.map_err(|error| ConfigError { file: Some(Box::new(file)), ..error })
}

fn check_learned(file: &RuleFile) -> Result<Vec<Entry>, Mistake> {
    let expires = file.expires.clone().unwrap_or_default();
    let is_day = expires.parse::<jiff::civil::Date>().is_ok();
    if !is_day && (!file.learned.is_empty() || file.expires.is_some()) {
        let message = "what was learned needs the day from which it no longer holds: expires = \"2027-05-24\"";
        return Err((vec!["expires".to_owned()], message.into()));
    }
    let mut entries = Vec::new();
    for (index, text) in file.learned.iter().enumerate() {
        let path = || vec!["learned".to_owned(), index.to_string()];
        let places = [(Place::Line, &text.line), (Place::Prefix, &text.prefix), (Place::Tail, &text.tail)];
        let mut given = places.into_iter().filter_map(|(place, text)| Some((place, text.as_ref()?)));
        let (Some((place, given)), None) = (given.next(), given.next()) else {
            return Err((path(), "a learned text is one of `line`, `prefix` and `tail`".into()));
        };
        if text.source.is_empty() || masked(given).is_empty() {
            return Err((path(), "a learned text names its `source` and is not empty".into()));
        }
        let expires = expires.clone();
        entries.push(Entry { source: text.source.clone(), place, text: masked(given), expires });
    }
    Ok(entries)
}

fn refusal(key: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { key, index: None, message: message.into() }
}

impl OwnRule {
    fn definition(&self) -> Result<Definition, Refusal> {
        Ok(Definition {
            name: self.name.clone(),
            pattern: self.pattern()?,
            reach: match self.scope {
                OwnScope::Span => Reach::Span,
                OwnScope::Line => Reach::Line,
                OwnScope::Block => Reach::Block,
                OwnScope::Edge => Reach::Edge,
            },
            action: self.checked_action()?,
            sources: self.sources.clone(),
            certainty: match self.certainty {
                OwnCertainty::Unsure => Certainty::Unsure,
                OwnCertainty::Likely => Certainty::Likely,
                OwnCertainty::Sure => Certainty::Sure,
            },
            summary: self.summary.clone(),
            fixes: self.fixes.clone(),
            keeps: self.keeps.clone(),
        })
    }

    fn pattern(&self) -> Result<Pattern, Refusal> {
        match (&self.find, &self.regex) {
            (Some(text), None) => Ok(Pattern::Literal(text.clone())),
            (None, Some(text)) => Ok(Pattern::Regex(text.clone())),
            (Some(_), Some(_)) => Err(refusal("regex", "a rule has `find` or `regex`, not both")),
            (None, None) => Err(refusal("name", "the rule looks for nothing: give it `find` or `regex`")),
        }
    }

    fn checked_action(&self) -> Result<Action, Refusal> {
        if self.with.is_some() && self.action != OwnAction::Replace {
            return Err(refusal("with", "`with` belongs to `action = \"replace\"`"));
        }
        if self.to.is_some() && self.action != OwnAction::Move {
            return Err(refusal("to", "`to` belongs to `action = \"move\"`"));
        }
        match self.action {
            OwnAction::Drop => Ok(Action::Drop),
            OwnAction::Unwrap => Ok(Action::Unwrap),
            OwnAction::Replace => match &self.with {
                Some(with) => Ok(Action::Replace(with.clone())),
                None => Err(refusal("action", "`replace` needs `with`, the text that takes the place")),
            },
            OwnAction::Move => match self.to.as_deref().map(Target::parse) {
                Some(Some(target)) => Ok(Action::Move(target)),
                Some(None) => Err(refusal("to", format!("text can be moved to {}", Target::names()))),
                None => Err(refusal("action", "`move` needs `to`, the field that it goes to")),
            },
        }
    }

    /// Tells whether a key was written.
    fn has(&self, key: &str) -> bool {
        match key {
            "find" => self.find.is_some(),
            "regex" => self.regex.is_some(),
            "with" => self.with.is_some(),
            "to" => self.to.is_some(),
            "scope" => self.scope != OwnScope::default(),
            "action" => self.action != OwnAction::default(),
            "fixes" => !self.fixes.is_empty(),
            "keeps" => !self.keeps.is_empty(),
            _ => !self.name.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_that_text_can_be_moved_to_are_all_named() {
        let schema = schemars::schema_for!(OwnRule).to_value();
        let said = schema["properties"]["to"]["description"].as_str().unwrap().replace('\n', " ");
        assert!(said.contains(&Target::names()), "the comment on `to` says {said:?}, not {:?}", Target::names());
    }
}
