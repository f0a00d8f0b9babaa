//! Golden pages: whole inputs of many kinds, each with all that is made of it beside it.
//!
//! `tests/pages/NAME.html` (or `.txt`, `.jsonl`) is the input, `NAME.expected.json` holds its documents. They say what
//! happens today, faults included, so that no rule and no model changes a document unseen. All people, places and
//! outlets in them are invented.
//!
//! `COPYDESK_UPDATE=1 cargo test --test pages` writes the expected files anew; look at the change before you commit it.

#![cfg(feature = "lexicon")] // Without the word frequencies, glued words are judged otherwise.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use similar::DiffOp;

/// How the files end that hold the documents, and those that hold the pages.
const EXPECTED: &str = ".expected.json";
const INPUTS: [&str; 3] = [".html", ".txt", ".jsonl"];

#[test]
fn each_page_gives_the_expected_documents() {
    let update = std::env::var_os("COPYDESK_UPDATE").is_some();
    let mut faults = Vec::new();
    let pages = pages();
    for ((name, page), documents) in pages.iter().zip(documents(&pages)) {
        let found = comparable(documents);
        let path = folder().join(format!("{name}{EXPECTED}"));
        let before = fs::read_to_string(&path).ok();
        if update {
            let after = pretty(&found) + "\n";
            if before.as_deref() != Some(after.as_str()) {
                fs::write(&path, after).unwrap();
            }
            continue;
        }
        let Some(before) = before else {
            faults.push(format!("{name}: {EXPECTED} is missing"));
            continue;
        };
        let mut changes = Vec::new();
        changes_between("", Some(&serde_json::from_str(&before).unwrap()), Some(&found), &mut changes);
        if !changes.is_empty() {
            faults.push(format!("{}\n    {}", page.file_name().unwrap().display(), changes.join("\n    ")));
        }
    }
    assert!(
        faults.is_empty(),
        "{} pages do not give what is expected:\n\n{}\n\nIf the change is meant: `COPYDESK_UPDATE=1 cargo test --test \
         pages`, then look at it with `git diff`.",
        faults.len(),
        faults.join("\n\n")
    );
}

#[test]
fn each_expected_file_has_its_page() {
    let pages = pages();
    assert!(!pages.is_empty(), "the pages are there");
    let orphans: Vec<String> =
        names(EXPECTED).into_iter().filter(|name| !pages.contains_key(name)).map(|name| name + EXPECTED).collect();
    assert!(orphans.is_empty(), "no page belongs to {orphans:?}: remove them");
}

#[test]
fn each_page_keeps_the_laws() {
    for (_, page) in pages() {
        let name = page.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(&page).unwrap();
        let articles: Vec<(&[u8], &str)> = if name.ends_with(".jsonl") {
            bytes.split_inclusive(|byte| *byte == b'\n').map(|line| (line, "record.json")).collect()
        } else {
            vec![(&bytes, name)]
        };
        for (article, name) in articles {
            common::clean_twice(article, name).unwrap_or_else(|failure| panic!("{name}: {}", failure.message));
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

/// The names of the files that end so, without the ending.
fn names(ending: &str) -> BTreeSet<String> {
    fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().unwrap().strip_suffix(ending).map(str::to_owned))
        .collect()
}

/// The inputs by name.
fn pages() -> BTreeMap<String, PathBuf> {
    let mut pages = BTreeMap::new();
    for ending in INPUTS {
        for name in names(ending) {
            let page = folder().join(format!("{name}{ending}"));
            assert!(pages.insert(name.clone(), page).is_none(), "two pages are named {name}");
        }
    }
    pages
}

/// The documents without what changes from release to release or from checkout to checkout, and with each paragraph of
/// the text on a line of its own.
fn comparable(documents: Vec<Value>) -> Value {
    let comparable = documents.into_iter().map(|mut document| {
        document.as_object_mut().unwrap().shift_remove("added");
        let provenance = document["provenance"].as_object_mut().unwrap();
        for key in ["tool", "config", "rules"] {
            assert!(provenance.shift_remove(key).is_some(), "provenance has its {key}");
        }
        let paragraphs = document["text"].as_str().unwrap().split("\n\n").map(Value::from).collect();
        document["text"] = Value::Array(paragraphs);
        document
    });
    Value::Array(comparable.collect())
}

/// JSON with each key and each entry on a line; what is small stays on one line as a whole.
fn pretty(value: &Value) -> String {
    fn write(value: &Value, indent: usize, out: &mut String) {
        let compact = value.to_string();
        let parts: Vec<(String, &Value)> = match value {
            Value::Object(map) if compact.len() > 80 => {
                map.iter().map(|(key, part)| (format!("{}: ", Value::from(key.as_str())), part)).collect()
            }
            Value::Array(parts) if compact.len() > 80 => parts.iter().map(|part| (String::new(), part)).collect(),
            _ => {
                out.push_str(&compact);
                return;
            }
        };
        let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
        out.push(open);
        for (number, (key, part)) in parts.iter().enumerate() {
            out.push_str(if number == 0 { "\n" } else { ",\n" });
            out.push_str(&" ".repeat(indent + 1));
            out.push_str(key);
            write(part, indent + 1, out);
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push(close);
    }
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

/// How many changes are shown of one list.
const SHOWN: usize = 6;
/// How many characters are shown before and after the part of a string that changed, and of that part at most.
const AROUND: usize = 30;
const CHANGED: usize = 160;

/// Adds a line for each field that changed: its path, its value before and after.
fn changes_between(path: &str, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<String>) {
    match (before, after) {
        _ if before == after => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                changes_between(&path, before.get(key), after.get(key), changes);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            let mut of_list = Vec::new();
            changes_in_list(path, before, after, &mut of_list);
            // The outermost list is that of the documents: something is shown of each of them.
            let shown = if path.is_empty() { of_list.len() } else { SHOWN.min(of_list.len()) };
            let more = of_list.split_off(shown).len();
            changes.append(&mut of_list);
            if more > 0 {
                changes.push(format!("{path}: … and {more} more"));
            }
        }
        _ => {
            let shown = |value: Option<&Value>| value.map_or("absent".to_owned(), Value::to_string);
            let (before, after) = around_the_change(&shown(before), &shown(after));
            changes.push(format!("{path}: {before} → {after}"));
        }
    }
}

/// Pairs the entries of two lists, so that one that came or went is said to have come or gone.
fn changes_in_list(path: &str, before: &[Value], after: &[Value], changes: &mut Vec<String>) {
    let lines = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<_>>();
    let operations = similar::capture_diff_slices(similar::Algorithm::Myers, &lines(before), &lines(after));
    for operation in operations {
        if let DiffOp::Equal { .. } = operation {
            continue;
        }
        let (old, new) = (operation.old_range(), operation.new_range());
        for offset in 0..old.len().max(new.len()) {
            let (old, new) = (old.start + offset, new.start + offset);
            let number = if operation.old_range().contains(&old) { old } else { new };
            let before = before.get(old).filter(|_| operation.old_range().contains(&old));
            let after = after.get(new).filter(|_| operation.new_range().contains(&new));
            changes_between(&format!("{path}[{number}]"), before, after, changes);
        }
    }
}

/// Cuts two strings down to the part in which they differ and a little of what stands around it.
fn around_the_change(before: &str, after: &str) -> (String, String) {
    let (before, after): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let same = |(one, other): &(&char, &char)| one == other;
    let head = before.iter().zip(&after).take_while(same).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(same).count();
    let shown = |text: &[char]| {
        let from = head.saturating_sub(AROUND);
        let to = (text.len() - tail + AROUND).min(text.len());
        let to_show = to.min(head + CHANGED);
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        format!("{}{}{}", cut(from > 0), text[from..to_show].iter().collect::<String>(), cut(to_show < text.len()))
    };
    (shown(&before), shown(&after))
}

/// What the program makes of each page, document by document. It runs once for all of them, since to start it takes
/// longer than to clean a page.
fn documents(pages: &BTreeMap<String, PathBuf>) -> Vec<Vec<Value>> {
    let folder = tempfile::tempdir().unwrap();
    let (inbox, outbox) = (folder.path().join("inbox"), folder.path().join("outbox"));
    fs::create_dir(&inbox).unwrap();
    for page in pages.values() {
        fs::copy(page, inbox.join(page.file_name().unwrap())).unwrap();
    }
    let mut program = assert_cmd::Command::cargo_bin("copydesk").unwrap();
    program
        .current_dir(folder.path())
        .env_remove("COPYDESK_UPDATE")
        .args(["run", "inbox", "outbox"])
        .assert()
        .success();
    let read = |page: &PathBuf| {
        let is_many = page.extension().is_some_and(|ending| ending == "jsonl");
        let ending = if is_many { "jsonl" } else { "json" };
        let path = outbox.join(format!("{}.{ending}", page.file_name().unwrap().display()));
        let documents = fs::read_to_string(path).unwrap();
        documents.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    pages.values().map(read).collect()
}
