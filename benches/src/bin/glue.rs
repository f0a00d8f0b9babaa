//! Finding glued words beside the small regular expression that people use for it:
//! `cargo run --release --bin glue -- FOLDER`, where the folder holds UTF-8 texts, a paragraph a line.

use std::hint::black_box;

use copydesk::internals::{AnyRule, Block, Certainty, Context, Field, Group, Ledger, RULES, RuleSet};
use copydesk_benches::{Contestant, compare, data_folder, divided, files};
use regex::Regex;

/// Turns for each; a noisy machine shows in the distance of the median from the most.
const ROUNDS: usize = 7;

fn main() {
    let folder = data_folder("a folder of UTF-8 texts");
    let texts: Vec<(String, Vec<Block>)> = files(&folder).iter().filter_map(|(_, bytes)| divided(bytes)).collect();
    let words: usize = texts.iter().map(|(text, _)| text.split_whitespace().count()).sum();
    println!("{} texts, {words} words", texts.len());
    let rules = RULES.iter().filter(|rule| rule.group == Group::Glue);
    let rules = RuleSet::new(rules.map(|rule| AnyRule::Declared(rule)), Certainty::Likely);
    let stop = Regex::new(r"(\p{Ll})([.!?])(\p{Lu})").expect("the pattern is valid");
    let context = Context::default();
    let ours = || {
        for (text, blocks) in &texts {
            let edited = rules.edit(Ledger::new(text.clone()), blocks.clone(), Field::Text, &context);
            black_box(edited.ledger.into_parts());
        }
    };
    let peer = || texts.iter().for_each(|(text, _)| drop(black_box(stop.replace_all(text, "$1$2 $3"))));
    compare(
        "million words",
        words as f64 / 1e6,
        ROUNDS,
        &mut [Contestant::new("copydesk, all seams", ours), Contestant::new("regex, stop and capital", peer)],
    );
}
