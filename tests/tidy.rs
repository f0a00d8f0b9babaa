//! The house itself: which module may know which, no file without an owner, and nothing generated that is stale.
//!
//! `COPYDESK_UPDATE=1 cargo test --test tidy` writes the generated files anew.
#![cfg(feature = "cli")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

#[path = "tidy/imports.rs"]
mod imports;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk::{config, document, internals};

/// The modules, lowest first: a module may touch those above it in this list, none below.
const ORDER: &[&str] = &[
    "text", "reason", "lexicon", "article", "input", "decode", "extract", "rules", "document", "config", "desk",
    "output", "learn", "spool", "service", "report", "cli",
];
/// Arrows that the order allows and the design does not. The core has no outside world.
const FORBIDDEN: &[(&str, &[&str])] = &[("input", &["article"]), ("report", &["spool", "service"])];
/// Crates that only some modules may name: the disk, threads and the runtime stay out of the core.
const CRATES: &[(&str, &[&str])] = &[
    ("tokio", &["service", "cli"]),
    ("notify", &["service"]),
    ("rustix", &["spool", "service", "cli"]),
    ("rayon", &["spool", "service", "cli"]),
    ("tracing", &["spool", "service", "cli"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found.sort();
    found
}

/// The module of the first level that a source file belongs to; none for `lib.rs` and `main.rs`.
fn module_of(path: &Path) -> Option<String> {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (!matches!(name, "lib" | "main")).then(|| name.to_owned())
}

/// The code of a file without its comments and without its tests, which may touch what they like.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or("").split("\nmod tests {").next().unwrap_or("");
    code.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::`, also those of a group `crate::{a, b::c}`.
fn arrows(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let names: Vec<&str> = match part.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or("").split(',').collect(),
            None => vec![part],
        };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if ORDER.contains(&name.as_str()) {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn arrows_point_one_way() {
    let place = |module: &str| ORDER.iter().position(|name| *name == module);
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(module) = module_of(&path) else { continue };
        let own = place(&module).unwrap_or_else(|| panic!("{module} has no place in ORDER"));
        for target in arrows(&code(&path)) {
            let up = place(&target).unwrap() > own;
            let barred = FORBIDDEN.iter().any(|(from, to)| *from == module && to.contains(&target.as_str()));
            if up || barred {
                wrong.push(format!("{}: {module} must not know {target}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(module) = module_of(&path) else { continue };
        let code = code(&path);
        for (name, owners) in CRATES {
            let named = code.contains(&format!("use {name}::")) || code.contains(&format!(" {name}::"));
            if named && !owners.contains(&module.as_str()) {
                wrong.push(format!("{}: {module} must not use {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_source_file_is_part_of_the_crate() {
    let all = sources();
    let mut declared: BTreeSet<PathBuf> = all
        .iter()
        .flat_map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let folder = match name {
                "lib" | "main" | "mod" => path.parent().unwrap().to_owned(),
                _ => path.with_extension(""),
            };
            let text = fs::read_to_string(path).unwrap();
            let modules: Vec<String> = text
                .lines()
                .filter_map(|line| {
                    let line = line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
                    let line = line.trim_start_matches("pub(super) ");
                    line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
                })
                .collect();
            modules
                .into_iter()
                .flat_map(move |module| [folder.join(format!("{module}.rs")), folder.join(&module).join("mod.rs")])
        })
        .collect();
    declared.extend(rule_files());
    let orphans: Vec<_> = all
        .iter()
        .filter(|path| !declared.contains(*path) && !path.ends_with("src/lib.rs") && !path.ends_with("src/main.rs"))
        .collect();
    assert!(orphans.is_empty(), "no `mod` names these files: {orphans:?}");
}

/// The files of the rules, which a macro declares as modules.
fn rule_files() -> impl Iterator<Item = PathBuf> {
    internals::RULES.iter().map(|rule| {
        let file = root().join("src/rules").join(rule.name.replace('.', "/"));
        if file.is_dir() { file.join("mod.rs") } else { file.with_extension("rs") }
    })
}

/// `cargo fmt` does not see through the macro that makes modules of the rules' files.
#[test]
fn the_files_of_rules_are_formatted() {
    let mut command = std::process::Command::new("rustfmt");
    command.current_dir(root()).arg("--check").args(rule_files());
    // Who builds a package of the program may have a compiler alone.
    let Ok(output) = command.output() else { return };
    assert!(
        output.status.success(),
        "run `rustfmt src/rules/*/*.rs src/rules/*/*/mod.rs`:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_lists_of_phrases_are_well_formed() {
    let code: String = sources().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("data/phrases")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == "README.md" {
            continue;
        }
        if !code.contains(&format!("data/phrases/{name}\"")) {
            wrong.push(format!("{name}: no code reads it"));
        }
        let list = fs::read_to_string(&path).unwrap();
        let unread = headings(&list).filter(|heading| !is_read(&code, name, heading));
        wrong.extend(unread.map(|heading| format!("{name}: no code reads the section {heading}")));
        wrong.extend(faults(&list).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(faults("# Words.\n[en]\nthe\n"), [""; 0]);
    assert_eq!(faults("the\n\n the\nthe").len(), 5);
    assert_eq!(faults("# Words.\nthe\n[en]\nthe\n[de\n").len(), 2);
    assert!(!is_read("section(include_str!(\"a/b.txt\"), \"en\")", "b.txt", "de"));
}

/// Returns the names of a list's sections.
fn headings(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
}

/// Tells whether the code names a section of a list, or reads all that the list has.
fn is_read(code: &str, list: &str, heading: &str) -> bool {
    let reads_all = || {
        code.split("sections(include_str!(")
            .skip(1)
            .any(|rest| rest.split_once(')').is_some_and(|(path, _)| path.ends_with(&format!("/{list}\""))))
    };
    code.contains(&format!("\"{heading}\"")) || reads_all()
}

/// Returns what is wrong with a list of words or phrases.
fn faults(list: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !list.starts_with("# ") {
        faults.push("the first line must say what the list is for".to_owned());
    }
    if !list.ends_with('\n') {
        faults.push("the last line must end with a line feed".to_owned());
    }
    let is_heading = |line: &str| {
        let name = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        name.is_some_and(|name| name.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase()))
    };
    let has_sections = list.lines().any(is_heading);
    let (mut headings, mut entries) = (BTreeSet::new(), BTreeSet::new());
    for (number, line) in (1..).zip(list.lines()) {
        if line.trim() != line || line.is_empty() {
            faults.push(format!("line {number} is empty or has blanks at its edges"));
        } else if is_heading(line) {
            entries.clear();
            if !headings.insert(line) {
                faults.push(format!("line {number} stands above already"));
            }
        } else if !line.starts_with('#') {
            if has_sections && (headings.is_empty() || line.starts_with('[')) {
                faults.push(format!("line {number} is in no section, or no heading"));
            }
            if !entries.insert(line) {
                faults.push(format!("line {number} stands above already"));
            }
        }
    }
    faults
}

#[test]
fn files_import_in_one_direction() {
    let circles = imports::circles(&root().join("src"), &code);
    assert!(circles.is_empty(), "each line is a group of files that need each other:\n{circles:#?}");
}

#[test]
fn each_source_file_says_what_it_owns() {
    let is_silent = |path: &PathBuf| !fs::read_to_string(path).unwrap().starts_with("//! ");
    let silent: Vec<_> = sources().into_iter().filter(is_silent).collect();
    assert!(silent.is_empty(), "the first line must say, behind `//!`, what the file owns: {silent:#?}");
}

/// More lines than these nobody reads from the top.
const MOST_LINES: usize = 600;

#[test]
fn each_source_file_is_short() {
    let lines = |path: &PathBuf| fs::read_to_string(path).unwrap().lines().count();
    let long: Vec<_> = sources().into_iter().filter(|path| lines(path) > MOST_LINES).collect();
    assert!(long.is_empty(), "files with more than {MOST_LINES} lines have to be parted: {long:#?}");
}

/// Compares a file with what the code makes of it, or writes it.
fn generated(name: &str, content: &str) {
    let path = root().join(name);
    if std::env::var_os("COPYDESK_UPDATE").is_some() {
        fs::write(&path, content).unwrap();
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == content, "{name} is stale: run `COPYDESK_UPDATE=1 cargo test --test tidy` and look at the change");
}

#[test]
fn the_rules_page_is_fresh() {
    generated("docs/rules.md", &internals::rules_page());
}

#[test]
fn the_reasons_page_is_fresh() {
    generated("docs/reasons.md", &internals::reasons_page());
}

#[test]
fn the_document_schema_is_fresh() {
    generated("docs/document.schema.json", &(serde_json::to_string_pretty(&document::schema()).unwrap() + "\n"));
}

#[test]
fn the_configuration_file_is_fresh_and_valid() {
    let template = config::template("..");
    generated("config/copydesk.toml", &template);
    // That of the Debian package stands in /etc, away from the spool.
    generated("packaging/copydesk.toml", &config::template("/var/lib/copydesk"));
    let parsed = config::Config::parse(&template, Path::new("config"), &|_| Err("no file is named".into())).unwrap();
    let mut options = parsed.options.clone();
    options.spool.root = config::Options::default().spool.root;
    assert_eq!(options, config::Options::default(), "the file states the defaults");
}
