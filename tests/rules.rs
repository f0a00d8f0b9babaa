//! Every example of every rule: the rule alone, and within the whole desk.

use copydesk::config::Config;
use copydesk::desk::{Desk, Outcome};
use copydesk::document::Document;
use copydesk::input::RawInput;
use copydesk::internals::{AnyRule, BlockKind, Body, Certainty, Context, Example, Field, Ledger, RULES, Rule, RuleSet};

fn alone(rule: &'static Rule, text: &str) -> String {
    let mut body = Body::default();
    for block in text.split("\n\n") {
        body.push(BlockKind::Paragraph, block);
    }
    let (text, blocks) = body.into_parts();
    let rules = RuleSet::new([AnyRule::Declared(rule)], Certainty::Likely);
    let edited = rules.edit(Ledger::new(text.clone()), blocks, Field::Text, &Context::default());
    assert_eq!(edited.ledger.original(), text, "{}: the edits do not replay", rule.name);
    edited.ledger.text().to_owned()
}

fn whole_desk(text: &str) -> Document {
    let desk = Desk::new(&Config::defaults(".".as_ref()));
    match desk.clean(RawInput::new(text)) {
        Outcome::Document(document) => *document,
        Outcome::Failure(failure) => panic!("{text:?} gave no document: {}", failure.message),
    }
}

#[test]
fn each_rule_does_alone_what_its_examples_say() {
    for rule in RULES {
        for example in rule.examples {
            match *example {
                Example::Fixes(before, after) => assert_eq!(alone(rule, before), after, "{}", rule.name),
                Example::Keeps(text) => assert_eq!(alone(rule, text), text, "{} must keep this", rule.name),
            }
        }
    }
}

#[test]
fn the_whole_desk_does_what_the_examples_say() {
    for rule in RULES {
        for example in rule.examples {
            match *example {
                Example::Fixes(before, after) => assert_eq!(whole_desk(before).text, after, "{}", rule.name),
                Example::Keeps(text) => assert_eq!(whole_desk(text).text, text, "an example that {} keeps", rule.name),
            }
        }
    }
}

#[test]
fn cleaning_an_example_twice_is_cleaning_it_once() {
    for rule in RULES {
        for example in rule.examples {
            let (Example::Fixes(text, _) | Example::Keeps(text)) = *example;
            let once = whole_desk(text);
            if !once.text.is_empty() {
                let twice = whole_desk(&once.text);
                assert_eq!(twice.text, once.text, "an example of {}", rule.name);
                assert_eq!(twice.provenance.edits, [], "an example of {}", rule.name);
            }
        }
    }
}

#[test]
fn each_rule_is_declared_whole() {
    let mut names = std::collections::HashSet::new();
    for rule in RULES {
        assert!(names.insert(rule.name), "{} is declared twice", rule.name);
        let (group, name) = rule.name.split_once('.').expect("a rule's name is group.name");
        assert_eq!(group, rule.group.as_str(), "{}", rule.name);
        let plain = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        assert!(plain(name) && plain(rule.family), "{}: names are lower-case words joined by _", rule.name);
        assert!(
            rule.summary.ends_with('.') && !rule.summary.contains('\n'),
            "{}: the summary is one sentence",
            rule.name
        );
        let fixes = rule.examples.iter().filter(|example| matches!(example, Example::Fixes(..))).count();
        let keeps = rule.examples.len() - fixes;
        assert!(fixes >= 1 && keeps >= 1, "{}: a rule shows what it fixes and what it keeps", rule.name);
    }
}

#[test]
fn tags_and_a_section_go_into_their_fields() {
    let document = whole_desk(
        "World News\n\nStorm shuts the northern harbour\n\nThey left at noon.\n\nTags: Harbour, Storm Damage",
    );
    assert_eq!(document.text, "Storm shuts the northern harbour\n\nThey left at noon.");
    assert_eq!(document.section.as_deref(), Some("World News"));
    assert_eq!(document.tags, ["Harbour", "Storm Damage"]);
    let menu =
        whole_desk("Politics\n\nBusiness\n\nOpinion\n\nThey left at noon, and the harbour was shut for the night.");
    assert_eq!(menu.section, None);
}
