//! What the crate is built from: licences, sources and versions, held to the list in `deny.toml`.
//!
//! `cargo test` looks at what the program is built from on this platform. `cargo test -- --ignored` also looks at what its tests,
//! benches and fuzz targets are built from, on every platform; it needs `cargo fetch` of all three lock files before.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Crates that are built apart from each other: the product, its benches, its fuzz targets.
const CRATES: &[&str] = &[".", "benches", "fuzz"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn table(name: &str) -> toml::Table {
    fs::read_to_string(root().join(name)).unwrap().parse().unwrap()
}

/// Tells whether a licence expression can be met with the allowed licences: one side of an OR, all sides of an AND.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    // Old manifests write `MIT/Apache-2.0` for an OR. Brackets in manifests only ever group the ORs of an AND.
    let expression = expression.replace('/', " OR ");
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for word in expression.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        match word {
            "(" => depth += 1,
            ")" => depth -= 1,
            "AND" if depth == 0 => parts.push(std::mem::take(&mut part)),
            _ => part = format!("{part} {word}"),
        }
    }
    parts.push(part);
    if parts.len() > 1 {
        return parts.iter().all(|part| is_met(part, allowed));
    }
    parts[0].split(" OR ").any(|licence| allowed.contains(licence.trim()))
}

/// Returns the licences that `deny.toml` allows to all crates.
fn allowed(deny: &toml::Table) -> BTreeSet<String> {
    strings(&deny["licenses"]["allow"])
}

fn strings(list: &toml::Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Asserts that whatever `cargo tree` tells of a crate has an allowed licence.
fn assert_licences(folder: &str, arguments: &[&str]) {
    let deny = table("deny.toml");
    let exceptions = deny["licenses"]["exceptions"].as_array().unwrap().iter();
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--all-features", "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p}|{l}"])
        .args(arguments)
        .arg("--manifest-path")
        .arg(root().join(folder).join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let packages: BTreeSet<(&str, &str)> = tree.lines().filter_map(|line| line.split_once('|')).collect();
    assert!(packages.len() > 50, "the tree is there: {tree}");
    let is_refused = |(package, licence): &(&str, &str)| {
        let mut allowed = allowed(&deny);
        let own = |exception: &&toml::Value| package.split(' ').next() == exception["crate"].as_str();
        allowed.extend(exceptions.clone().filter(own).flat_map(|exception| strings(&exception["allow"])));
        !is_met(licence, &allowed)
    };
    let refused: Vec<String> =
        packages.into_iter().filter(is_refused).map(|(package, licence)| format!("{package}: {licence:?}")).collect();
    assert!(refused.is_empty(), "{folder}: not allowed by deny.toml:\n{}", refused.join("\n"));
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    assert_licences(".", &["--edges", "normal,build"]);
}

#[test]
#[ignore = "needs the crates of all platforms: run `cargo fetch` for the three lock files first"]
fn every_crate_of_the_lock_files_has_an_allowed_licence() {
    for folder in CRATES {
        assert_licences(folder, &["--edges", "normal,build,dev", "--target", "all"]);
    }
}

#[test]
fn all_crates_come_from_one_registry() {
    let mut sources = BTreeSet::new();
    for folder in CRATES {
        let lock = table(&format!("{folder}/Cargo.lock"));
        let packages = lock["package"].as_array().unwrap();
        sources.extend(packages.iter().filter_map(|package| package.get("source")?.as_str().map(str::to_owned)));
    }
    assert!(sources.len() == 1 && sources.iter().all(|source| source.starts_with("registry+")), "{sources:?}");
}

#[test]
fn every_dependency_states_its_version() {
    for folder in CRATES {
        let manifest = table(&format!("{folder}/Cargo.toml"));
        let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
        for (name, dependency) in sections.iter().filter_map(|name| manifest.get(*name)?.as_table()).flatten() {
            let version = dependency.as_str().or_else(|| dependency.get("version")?.as_str());
            let is_ours = dependency.get("path").is_some();
            assert!(is_ours || version.is_some_and(|version| !version.contains('*')), "{folder}: {name} = {version:?}");
        }
    }
}

#[test]
fn licence_expressions_are_read() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned()]);
    for expression in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR ISC", "(MIT OR GPL-3.0) AND ISC"] {
        assert!(is_met(expression, &allowed), "{expression}");
    }
    for expression in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "MIT AND (GPL-3.0 OR BSD-2-Clause)"]
    {
        assert!(!is_met(expression, &allowed), "{expression}");
    }
}
