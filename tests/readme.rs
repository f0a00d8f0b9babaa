//! The README shows what the program prints, and no document links to a page that is not there.
//!
//! `COPYDESK_UPDATE=1 cargo test --test readme` writes the README's outputs anew.
#![cfg(feature = "cli")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn output(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("copydesk").unwrap().current_dir(root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Compares the first fenced block after `marker` with `content`, or writes it.
fn shown(marker: &str, content: &str) {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let section = readme.find(marker).unwrap_or_else(|| panic!("the README has no {marker:?}"));
    let start = section + readme[section..].find("```").unwrap();
    let start = start + readme[start..].find('\n').unwrap() + 1;
    let end = start + readme[start..].find("```").unwrap();
    if std::env::var_os("COPYDESK_UPDATE").is_some() {
        fs::write(&path, format!("{}{content}{}", &readme[..start], &readme[end..])).unwrap();
        return;
    }
    assert!(
        &readme[start..end] == content,
        "the README is stale after {marker:?}: run `COPYDESK_UPDATE=1 cargo test --test readme -- --test-threads 1`; now:\n{content}"
    );
}

#[test]
fn the_example_is_what_explain_prints() {
    shown("**After**", &output(&["explain", "inbox/bridge.txt"]));
}

#[test]
fn the_document_is_what_clean_prints() {
    let mut document: Value = serde_json::from_str(&output(&["clean", "inbox/bridge.txt"])).unwrap();
    // A fresh clone has its own modification times.
    document["added"] = "2026-11-24T06:32:00Z".into();
    let text: String = document["text"].as_str().unwrap().chars().take(60).collect();
    document["text"] = (text + "…").into();
    document["blocks"].as_array_mut().unwrap().truncate(2);
    document["provenance"]["edits"].as_array_mut().unwrap().truncate(1);
    shown("## The document", &(serde_json::to_string_pretty(&document).unwrap() + "\n"));
}

#[test]
fn the_lines_before_are_those_of_the_sample() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let sample = fs::read_to_string(root().join("inbox/bridge.txt")).unwrap();
    let before = readme.split("**Before**").nth(1).unwrap().split("```").nth(1).unwrap();
    for line in before.lines().skip(1).filter(|line| *line != "…") {
        assert!(sample.lines().any(|own| own == line), "not in the sample: {line}");
    }
}

/// Markdown files of the project, without what is built or vendored.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut all = Vec::new();
    pages(root(), &mut all);
    let mut broken = Vec::new();
    for page in &all {
        let text = fs::read_to_string(page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            let outside = file.is_empty() || file.contains("://") || file.starts_with("mailto:") || file.contains(' ');
            if !outside && !page.parent().unwrap().join(file).exists() {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(all.len() > 3, "the pages are found");
    assert!(broken.is_empty(), "{broken:#?}");
}
