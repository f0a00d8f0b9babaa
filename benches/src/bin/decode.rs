//! Decoding and character repair beside their peers, over a bench of encodings:
//! `cargo run --release --bin decode -- FOLDER`, where `FOLDER/cases.jsonl` names in each line a case's `group`, the
//! `file` with its bytes and `want`, the file with the right text.
//!
//! Three measures, each of library calls on one thread: clean UTF-8 (decoded and searched for damage), legacy
//! encodings (told and decoded), and damaged text (repaired until nothing is left).

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copydesk::input::{Content, Said};
use copydesk::internals::{Evidence, decode, find};
use copydesk_benches::{Contestant, compare, data_folder, plsfix_without_style, repair, repairs};

/// Turns for each; a noisy machine shows in the distance of the median from the most.
const ROUNDS: usize = 9;

fn main() {
    let folder = data_folder("the folder of the encoding bench (the one that holds cases.jsonl)");
    let cases = Cases::read(&folder);
    clean(&cases.clean);
    legacy(&cases.legacy);
    damaged(&cases.damaged);
}

/// What the bench holds, sorted by what it costs.
struct Cases {
    /// The texts that are wanted, as far as nothing in them looks like damage.
    clean: Vec<Vec<u8>>,
    /// Inputs of unknown encoding that are not UTF-8, and whether each is a page.
    legacy: Vec<(Vec<u8>, Content)>,
    damaged: Vec<String>,
}

impl Cases {
    fn read(folder: &Path) -> Cases {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let mut cases = Cases { clean: Vec::new(), legacy: Vec::new(), damaged: Vec::new() };
        let mut wanted = BTreeSet::new();
        for line in read("cases.jsonl").split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let case: serde_json::Value = serde_json::from_slice(line).expect("cases.jsonl holds an object a line");
            let field = |name: &str| case[name].as_str().unwrap_or_default();
            let bytes = || read(field("file"));
            match field("group") {
                "repair" => cases.damaged.extend(String::from_utf8(bytes())),
                "decode" => {
                    let content = if field("file").ends_with(".html") { Content::Page } else { Content::Text };
                    cases.legacy.extend(
                        Some(bytes()).filter(|bytes| std::str::from_utf8(bytes).is_err()).map(|bytes| (bytes, content)),
                    );
                }
                _ => {}
            }
            wanted.extend(Some(field("want").to_owned()).filter(|want| !want.is_empty()));
        }
        let untouched = |text: &Vec<u8>| {
            std::str::from_utf8(text).is_ok_and(|text| {
                !text.is_empty() && !text.contains('\u{FFFD}') && find(text, &Evidence::of(text)).is_empty()
            })
        };
        cases.clean = wanted.iter().map(|name| read(name)).filter(untouched).collect();
        cases
    }
}

fn clean(texts: &[Vec<u8>]) {
    let megabytes = announce("clean UTF-8", texts.iter().map(Vec::len));
    let look = || {
        for bytes in texts {
            let decoded = decode(bytes, Content::Text, &Said::default());
            let evidence = Evidence::of(&decoded.text);
            black_box(find(&decoded.text, &evidence));
        }
    };
    let alone = || texts.iter().for_each(|bytes| drop(black_box(decode(bytes, Content::Text, &Said::default()))));
    let copy = || texts.iter().for_each(|bytes| drop(black_box(String::from_utf8(bytes.clone()))));
    compare(
        "MB",
        megabytes,
        ROUNDS,
        &mut [
            Contestant::new("copydesk, decoded and searched", look),
            Contestant::new("copydesk, decoded", alone),
            Contestant::new("std, copied and validated", copy),
        ],
    );
}

fn legacy(inputs: &[(Vec<u8>, Content)]) {
    let megabytes = announce("legacy encodings", inputs.iter().map(|(bytes, _)| bytes.len()));
    let ours = || inputs.iter().for_each(|(bytes, content)| drop(black_box(decode(bytes, *content, &Said::default()))));
    let peer = || {
        for (bytes, _) in inputs {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(bytes, true);
            black_box(detector.guess(None, Utf8Detection::Allow).decode(bytes).0.into_owned());
        }
    };
    compare(
        "MB",
        megabytes,
        ROUNDS,
        &mut [
            Contestant::new("copydesk, told and decoded", ours),
            Contestant::new("chardetng, told and decoded", peer),
        ],
    );
}

fn damaged(texts: &[String]) {
    let megabytes = announce("damaged text", texts.iter().map(String::len));
    let rules = repairs();
    let config = plsfix_without_style();
    let ours = || texts.iter().for_each(|text| drop(black_box(repair(&rules, text))));
    let once = || texts.iter().for_each(|text| drop(black_box(find(text, &Evidence::of(text)))));
    let peer = || texts.iter().for_each(|text| drop(black_box(plsfix::fix_text(text, Some(&config)))));
    compare(
        "MB",
        megabytes,
        ROUNDS,
        &mut [
            Contestant::new("copydesk, repaired", ours),
            Contestant::new("copydesk, found once", once),
            Contestant::new("plsfix, repaired", peer),
        ],
    );
}

/// Says what is measured next, and returns its megabytes.
fn announce(name: &str, lengths: impl Iterator<Item = usize>) -> f64 {
    let lengths: Vec<usize> = lengths.collect();
    let megabytes = lengths.iter().sum::<usize>() as f64 / 1e6;
    println!("\n{name}: {} texts, {megabytes:.1} MB", lengths.len());
    megabytes
}
