//! What a user's rule must pass before it touches a text: its own examples, and clean prose that it must not change.

use std::sync::{Arc, LazyLock};

use regex::{Regex, RegexBuilder};

use super::{Action, Definition, Pattern, Reach, UserRule, written};
use crate::article::{BLOCK_BREAK, BlockKind, Body};
use crate::rules::{AnyRule, Context, Draft, Field, RuleSet};
use crate::text::phrases::entries;
use crate::text::{Certainty, Ledger};

/// Why a definition is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The key of the definition that is at fault.
    pub key: &'static str,
    /// Which of its values, where it has several.
    pub index: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

impl Refusal {
    fn of(key: &'static str, message: impl Into<String>) -> Self {
        Refusal { key, index: None, message: message.into() }
    }
}

/// A rule that changes more than one in this many of the clean sentences matches too much. A name or a weekday that
/// somebody wants out touches one or two of them.
const CLEAN_SHARE: usize = 10;

/// Returns sentences as careful newspapers print them, in the languages of European news and some others. Nothing
/// in them is to be removed, though much in them looks as if it were.
pub fn clean_sentences() -> &'static [&'static str] {
    static SENTENCES: LazyLock<Vec<&str>> =
        LazyLock::new(|| entries(include_str!("../../../data/phrases/clean_sentences.txt")).collect());
    &SENTENCES
}

impl UserRule {
    /// Checks a definition and makes the rule of it.
    ///
    /// # Errors
    /// With the part of the definition that is at fault, and why.
    pub fn new(given: Definition) -> Result<Self, Refusal> {
        let pattern = compile(&given)?;
        let rule = UserRule { name: format!("user.{}", given.name), written: written(&given), pattern, given };
        check(&rule)?;
        Ok(rule)
    }
}

/// The most bytes that a compiled pattern may take: nested repetitions of Unicode classes grow past it, and are slow.
const PATTERN_BYTES: usize = 1 << 20;

/// Makes a regex of the pattern; one that must be a whole line is bound to its ends.
fn compile(given: &Definition) -> Result<Regex, Refusal> {
    let (key, pattern) = match &given.pattern {
        Pattern::Literal(text) => ("find", regex::escape(text)),
        Pattern::Regex(text) => ("regex", text.clone()),
    };
    let refuse = |message: String| Refusal { key, index: None, message };
    let build = |pattern: &str| {
        RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build().map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => refuse(format!(
                "the pattern is too big to be fast (more than {} KiB compiled): repeat less, or name plainer classes \
                 such as `[0-9]` for `\\d`",
                PATTERN_BYTES >> 10
            )),
            error => refuse(format!("not a valid pattern: {}", last_line(&error.to_string()))),
        })
    };
    // On its own first: `a)|(b` is a mistake that the brackets around it would hide.
    let plain = build(&pattern)?;
    match given.reach {
        Reach::Span | Reach::Block => Ok(plain),
        Reach::Line | Reach::Edge => build(&format!(r"\A(?:{pattern})\z")),
    }
}

/// The last line of a message of the crate `regex` says what is wrong; those before draw the pattern again.
fn last_line(message: &str) -> &str {
    let line = message.lines().next_back().unwrap_or(message);
    line.strip_prefix("error: ").unwrap_or(line)
}

fn check(rule: &UserRule) -> Result<(), Refusal> {
    let key = match rule.given.pattern {
        Pattern::Literal(_) => "find",
        Pattern::Regex(_) => "regex",
    };
    check_name(&rule.given.name)?;
    check_action(rule)?;
    if matches_nothing_at_all(rule) {
        return Err(Refusal::of(key, "the pattern matches where nothing stands: let it demand at least one character"));
    }
    let changed: Vec<&str> = clean_sentences().iter().copied().filter(|sentence| changes(rule, sentence)).collect();
    if changed.len() * CLEAN_SHARE > clean_sentences().len() {
        let message = format!(
            "the rule matches too much: it would change {} of {} clean sentences, such as “{}”",
            changed.len(),
            clean_sentences().len(),
            changed[0]
        );
        return Err(Refusal::of(key, message));
    }
    check_examples(rule)
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(Refusal::of("name", "a rule's name is made of the letters a to z, digits and `_`"));
    }
    Ok(())
}

fn check_action(rule: &UserRule) -> Result<(), Refusal> {
    match &rule.given.action {
        Action::Unwrap if rule.pattern.captures_len() < 2 => {
            Err(Refusal::of("action", "`unwrap` keeps the pattern's first group: put brackets around what stays"))
        }
        Action::Unwrap | Action::Replace(_) if rule.given.reach == Reach::Block => {
            Err(Refusal::of("scope", "a whole block can be dropped or moved; to change a part of it use `span`"))
        }
        Action::Replace(with) if with.contains(['\n', '\r']) => {
            Err(Refusal::of("with", "a replacement stays within one line"))
        }
        _ => Ok(()),
    }
}

fn matches_nothing_at_all(rule: &UserRule) -> bool {
    let empty = |text: &str| rule.pattern.find_iter(text).any(|found| found.is_empty());
    empty("") || clean_sentences().iter().any(|sentence| empty(sentence))
}

/// Tells whether the rule wants anything of a text, whatever its sources.
fn changes(rule: &UserRule, text: &str) -> bool {
    let (text, blocks) = body(text).into_parts();
    let context = Context::default();
    let mut proposals = Vec::new();
    rule.find_anywhere(&Draft::new(&text, &blocks, Field::Text, &context), &mut proposals);
    !proposals.is_empty()
}

fn check_examples(rule: &UserRule) -> Result<(), Refusal> {
    if rule.given.fixes.is_empty() {
        return Err(Refusal::of("name", "the rule has no example: add `fixes = [[\"text before\", \"text after\"]]`"));
    }
    for (index, [before, after]) in rule.given.fixes.iter().enumerate() {
        let refuse = |message| Err(Refusal { key: "fixes", index: Some(index), message });
        let given = alone(rule, before);
        if given != *after {
            return refuse(format!("the rule makes “{given}” of this example, not “{after}”"));
        }
        if changes(rule, after) {
            return refuse(format!("the rule would change “{after}” again: what it leaves must not match"));
        }
    }
    for (index, text) in rule.given.keeps.iter().enumerate() {
        let given = alone(rule, text);
        if given != *text {
            let message = format!("the rule must keep this example and makes “{given}” of it");
            return Err(Refusal { key: "keeps", index: Some(index), message });
        }
    }
    Ok(())
}

/// Returns what the rule alone makes of an example, whatever its certainty and its sources.
fn alone(rule: &UserRule, text: &str) -> String {
    let (text, blocks) = body(text).into_parts();
    let mut given = rule.given.clone();
    given.sources.clear();
    let unbound =
        UserRule { name: rule.name.clone(), given, pattern: rule.pattern.clone(), written: rule.written.clone() };
    let rules = RuleSet::new([AnyRule::User(Arc::new(unbound))], Certainty::Unsure);
    rules.edit(Ledger::new(text), blocks, Field::Text, &Context::default()).ledger.text().to_owned()
}

/// Reads a text of an example: blocks are parted by an empty line, as in documents.
fn body(text: &str) -> Body {
    let mut body = Body::default();
    for block in text.split(BLOCK_BREAK) {
        body.push(BlockKind::Paragraph, block);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::user::Definition;

    fn definition(pattern: &str, fixes: [&str; 2]) -> Definition {
        Definition {
            name: "test".into(),
            pattern: Pattern::Regex(pattern.into()),
            reach: Reach::Span,
            action: Action::Drop,
            sources: Vec::new(),
            certainty: Certainty::Likely,
            summary: String::new(),
            fixes: vec![fixes.map(str::to_owned)],
            keeps: Vec::new(),
        }
    }

    fn refusal(given: Definition) -> Refusal {
        UserRule::new(given).err().expect("the rule is to be refused")
    }

    #[test]
    fn a_pattern_that_matches_nothing_everything_or_most_is_refused() {
        let message = |pattern: &str| refusal(definition(pattern, ["a", "a"])).message;
        assert!(message("x*").contains("where nothing stands"));
        assert!(message(r"\b").contains("where nothing stands"));
        assert!(message(".+").contains("matches too much: it would change 65 of 65"), "{}", message(".+"));
        assert!(message("[aeiou]").contains("matches too much"));
        assert!(message("(").contains("unclosed group"), "{}", message("("));
        assert!(message(r"(\w{1,200}\s){1,200}x").contains("too big to be fast"));
    }

    #[test]
    fn examples_that_do_not_hold_are_refused() {
        let wrong = refusal(definition("EXTRA!", ["EXTRA! He left.", "He came."]));
        assert_eq!((wrong.key, wrong.index), ("fixes", Some(0)));
        assert!(wrong.message.contains("“He left.”"), "{}", wrong.message);
        let mut kept = definition("EXTRA!", ["EXTRA! He left.", "He left."]);
        kept.keeps = vec!["The cry was EXTRA! for an hour.".into()];
        assert_eq!((refusal(kept).key), "keeps");
        let mut none = definition("EXTRA!", ["", ""]);
        none.fixes.clear();
        assert!(refusal(none).message.contains("no example"));
        let mut again = definition("ab", ["ab", "abb"]);
        again.action = Action::Replace("abb".into());
        assert_eq!(refusal(again).key, "fixes");
    }

    #[test]
    fn each_reach_takes_its_own_place() {
        let check = |reach: Reach, before: &str, after: &str| {
            let mut given = definition("EXTRA!", [before, after]);
            given.reach = reach;
            UserRule::new(given).map(|_| ()).unwrap_or_else(|refusal| panic!("{reach:?}: {}", refusal.message));
        };
        check(Reach::Span, "One EXTRA! two.\n\nEXTRA!\n\nThree.", "One two.\n\nThree.");
        check(Reach::Line, "One EXTRA! two.\n\nEXTRA!\n\nThree.", "One EXTRA! two.\n\nThree.");
        check(Reach::Block, "One EXTRA! two.\n\nEXTRA!\n\nThree.", "Three.");
        check(
            Reach::Edge,
            "EXTRA!\n\n1\n\n2\n\n3\n\n4\n\nEXTRA!\n\n5\n\n6\n\n7\n\n8\n\nEXTRA!",
            "1\n\n2\n\n3\n\n4\n\nEXTRA!\n\n5\n\n6\n\n7\n\n8",
        );
    }

    #[test]
    fn what_is_around_the_first_group_goes_with_unwrap() {
        let mut given = definition(r"\[note\](.+?)\[/note\]", ["He left [note]at noon[/note].", "He left at noon."]);
        given.action = Action::Unwrap;
        assert!(UserRule::new(given.clone()).is_ok());
        given.pattern = Pattern::Regex(r"\[/?note\]".into());
        assert_eq!(refusal(given).key, "action");
    }
}
