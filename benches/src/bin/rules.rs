//! What each rule costs on plain text: `cargo run --release --bin rules -- FOLDER`, a folder of UTF-8 texts whose lines
//! are paragraphs.
//!
//! A rule is measured alone. Rules share views of a text that the first of them pays for, so the group costs less than
//! the sum of its rules; the line without rules is what a text costs by itself.

use copydesk::internals::{AnyRule, Block, Certainty, Context, Field, Group, Ledger, RULES, RuleSet};
use copydesk_benches::{Contestant, compare, data_folder, divided, files};

/// Turns for each; the median of five is steady to a few per cent.
const ROUNDS: usize = 5;

fn main() {
    let texts: Vec<(String, Vec<Block>)> =
        files(&data_folder("a folder of plain texts")).iter().filter_map(|(_, bytes)| divided(bytes)).collect();
    let megabytes = texts.iter().map(|(text, _)| text.len()).sum::<usize>() as f64 / 1e6;
    println!("{} texts, {megabytes:.1} MB", texts.len());

    let mut sets = vec![("no rule".to_owned(), set(|_| false))];
    for group in [Group::Artifact, Group::Glue, Group::Spacing] {
        sets.push((format!("all of {}", group.as_str()), set(|rule| rule.group() == group)));
    }
    for rule in RULES.iter().filter(|rule| rule.group == Group::Artifact) {
        sets.push((rule.name.to_owned(), set(|other| other.name() == rule.name)));
    }
    let mut contestants: Vec<Contestant<'_>> =
        sets.iter().map(|(name, rules)| Contestant::new(name, || edit(rules, &texts))).collect();
    compare("MB", megabytes, ROUNDS, &mut contestants);
}

fn set(wanted: impl Fn(&AnyRule) -> bool) -> RuleSet {
    let rules = RULES.iter().map(|rule| AnyRule::Declared(rule));
    RuleSet::new(rules.filter(|rule| wanted(rule)), Certainty::Likely)
}

fn edit(rules: &RuleSet, texts: &[(String, Vec<Block>)]) {
    let context = Context { language: Some("en".into()), ..Context::default() };
    for (text, blocks) in texts {
        let ledger = Ledger::new(text.clone());
        std::hint::black_box(rules.edit(ledger, blocks.clone(), Field::Text, &context));
    }
}
