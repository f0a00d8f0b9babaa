//! Finding glued words beside the small regular expression that people use for it:
//! `cargo run --release --bin glue -- FOLDER`, where the folder holds UTF-8 texts, a paragraph a line.

use std::hint::black_box;

use copydesk::article::{Block, BlockKind};
use copydesk::rules::{AnyRule, Context, Field, Group, RULES, RuleSet};
use copydesk::text::{Certainty, Ledger};
use copydesk_benches::{Contestant, compare, data_folder, files};
use regex::Regex;

/// Turns for each; a noisy machine shows in the distance of the median from the most.
const ROUNDS: usize = 7;

fn main() {
    let folder = data_folder("a folder of UTF-8 texts");
    let texts: Vec<String> =
        files(&folder).into_iter().filter_map(|(_, bytes)| String::from_utf8(bytes).ok()).collect();
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    println!("{} texts, {words} words", texts.len());
    let rules = RULES.iter().filter(|rule| rule.group == Group::Glue);
    let rules = RuleSet::new(rules.map(|rule| AnyRule::Declared(rule)), Certainty::Likely);
    let stop = Regex::new(r"(\p{Ll})([.!?])(\p{Lu})").expect("the pattern is valid");
    let context = Context::default();
    let ours = || {
        for text in &texts {
            let edited = rules.edit(Ledger::new(text.clone()), blocks(text), Field::Text, &context);
            black_box(edited.ledger.into_parts());
        }
    };
    let peer = || texts.iter().for_each(|text| drop(black_box(stop.replace_all(text, "$1$2 $3"))));
    compare(
        "million words",
        words as f64 / 1e6,
        ROUNDS,
        &mut [Contestant::new("copydesk, all seams", ours), Contestant::new("regex, stop and capital", peer)],
    );
}

/// Returns the lines of a text as its paragraphs.
fn blocks(text: &str) -> Vec<Block> {
    let mut start = 0;
    let mut blocks = Vec::new();
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if end > start {
            blocks.push(Block { kind: BlockKind::Paragraph, span: start..end });
        }
        start += line.len();
    }
    blocks
}
