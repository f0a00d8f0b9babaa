//! Which source file imports from which. Paths that begin with `crate`, `super`, `self` or an imported module, are followed
//! through re-exports to the file that defines the name.
//!
//! A `mod.rs` that hands a name on is passed through. What the files of a folder take from the `mod.rs` around them does
//! not count: a folder declares what its files share. Methods are not followed, for they name no file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules of a crate, each one file, by their paths without `crate`: `["rules", "draft"]`.
type Modules = BTreeMap<Vec<String>, Module>;

/// What a file says, as far as it matters to imports.
struct Module {
    /// The file, below the source folder.
    file: String,
    code: String,
    /// The names that it defines at its top level.
    items: BTreeSet<String>,
    /// What its `use` declarations bind.
    bindings: Vec<Binding>,
}

struct Binding {
    name: String,
    /// What the name stands for.
    path: Vec<String>,
    /// It is there for others: a re-export.
    public: bool,
}

/// Reads the code of a file, without its comments and its tests.
pub type Reader = dyn Fn(&Path) -> String;

/// Returns the groups of files below the folder `src` that import each other in a circle.
pub fn circles(src: &Path, reader: &Reader) -> Vec<Vec<String>> {
    let arrows = arrows(src, reader);
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|file| (file, reached(&arrows, file))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (file, targets) in &reach {
        let mates = targets.iter().filter(|target| reach[*target].contains(file));
        let circle: Vec<String> = mates.map(|mate| (*mate).clone()).collect();
        if circle.len() > 1 {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

/// Returns all files that `file` leads to over one arrow or more.
fn reached<'a>(arrows: &'a BTreeMap<String, BTreeSet<String>>, file: &String) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = arrows[file].iter().collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(&arrows[next]);
        }
    }
    found
}

/// Returns for each file the other files that define what it names.
fn arrows(src: &Path, reader: &Reader) -> BTreeMap<String, BTreeSet<String>> {
    let mut modules = Modules::new();
    read(src, src, reader, &mut modules);
    let mut arrows = BTreeMap::new();
    for (place, module) in &modules {
        let words: BTreeSet<&str> = module.code.split(|sign| !is_name(sign)).collect();
        // What is only handed on is no import of this file's own.
        let imported = module.bindings.iter().filter(|binding| !binding.public || words.contains(&*binding.name));
        let named = imported.map(|binding| binding.path.clone()).chain(paths(&module.code));
        let mut targets: BTreeSet<String> = named.filter_map(|path| definer(&modules, place, &path, 0)).collect();
        targets.retain(|target| *target != module.file && !is_above(target, place));
        arrows.insert(module.file.clone(), targets);
    }
    arrows
}

/// Tells whether `file` is a module around the one at `place`: a folder's files may name what their `mod.rs` declares.
fn is_above(file: &str, place: &[String]) -> bool {
    let folder = file.strip_suffix("/mod.rs").or_else(|| file.strip_suffix(".rs")).unwrap_or(file);
    let above: Vec<&str> = folder.split('/').collect();
    file == "lib.rs" || above.len() < place.len() && above.iter().zip(place).all(|(one, other)| one == other)
}

fn read(src: &Path, folder: &Path, reader: &Reader, modules: &mut Modules) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(src, &path, reader, modules);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = path.strip_prefix(src).unwrap().with_extension("");
            let mut place: Vec<String> = file.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            if place.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib")) {
                place.pop();
            }
            let file = path.strip_prefix(src).unwrap().to_str().unwrap().to_owned();
            modules.insert(place, Module::new(file, &reader(&path)));
        }
    }
}

impl Module {
    fn new(file: String, code: &str) -> Self {
        let (mut rest, mut bindings) = (String::new(), Vec::new());
        let mut lines = code.lines();
        while let Some(line) = lines.next() {
            let Some(tree) = bare(line.trim_start()).strip_prefix("use ") else {
                rest += line;
                rest += "\n";
                continue;
            };
            let mut tree = tree.to_owned();
            while !tree.contains(';') {
                let Some(line) = lines.next() else { break };
                tree += line.trim();
            }
            let mut bound = Vec::new();
            bind(&[], tree.split(';').next().unwrap_or(""), &mut bound);
            let public = line.trim_start().starts_with("pub");
            bindings.extend(bound.into_iter().map(|(name, path)| Binding { name, path, public }));
        }
        let items = rest.lines().filter_map(item).collect();
        Module { file, code: rest, items, bindings }
    }
}

/// Returns a line without the visibility that it begins with.
fn bare(line: &str) -> &str {
    let Some(rest) = line.strip_prefix("pub") else { return line };
    match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest.trim_start(),
    }
}

/// Returns the name that a line at the top level defines.
fn item(line: &str) -> Option<String> {
    let mut words = bare(line).split_whitespace();
    let first = words.next().filter(|first| line.starts_with("pub") || line.starts_with(*first))?;
    let word = [first].into_iter().chain(words.by_ref()).find(|word| !matches!(*word, "async" | "unsafe"))?;
    let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static", "macro_rules!"];
    if !kinds.contains(&word) {
        return None;
    }
    let name: String = words.find(|word| *word != "fn")?.chars().take_while(|sign| is_name(*sign)).collect();
    (!name.is_empty()).then_some(name)
}

fn is_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Adds what a tree of a `use` declaration binds: `a::{b, c as d}` below `prefix`.
fn bind(prefix: &[String], tree: &str, bindings: &mut Vec<(String, Vec<String>)>) {
    let tree = tree.trim();
    if let Some((path, group)) = tree.split_once('{') {
        let prefix = joined(prefix, path.trim_end_matches("::"));
        let group = group.trim_end().trim_end_matches('}');
        let (mut depth, mut start) = (0, 0);
        for (at, sign) in group.char_indices().chain([(group.len(), ',')]) {
            match sign {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    bind(&prefix, &group[start..at], bindings);
                    start = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    if tree.is_empty() {
        return;
    }
    let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name)));
    let path = match path.trim() {
        "self" if !prefix.is_empty() => prefix.to_vec(),
        path => joined(prefix, path),
    };
    let name = name.map_or_else(|| path.last().cloned().unwrap_or_default(), |name| name.trim().to_owned());
    bindings.push((name, path));
}

fn joined(prefix: &[String], path: &str) -> Vec<String> {
    let parts = path.split("::").map(str::trim).filter(|part| !part.is_empty());
    prefix.iter().cloned().chain(parts.map(str::to_owned)).collect()
}

/// Returns the paths of two names and more that stand in `code`.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for part in code.split(|sign: char| !is_name(sign) && sign != ':') {
        let names: Vec<String> = part.split("::").map(str::to_owned).collect();
        if names.len() > 1 && names.iter().all(|name| !name.is_empty() && !name.contains(':')) {
            found.push(names);
        }
    }
    found
}

/// A path goes through so many re-exports at most; a wheel of imports ends here.
const DEEPEST: usize = 16;

/// Returns the file that defines what `path`, as written in the module at `place`, names; none if that is a module or
/// stands outside of the crate.
fn definer(modules: &Modules, place: &[String], path: &[String], depth: usize) -> Option<String> {
    let (first, rest) = path.split_first()?;
    if depth > DEEPEST {
        return None;
    }
    let child = |place: &[String], name: &String| {
        let below: Vec<String> = place.iter().chain([name]).cloned().collect();
        modules.contains_key(&below).then_some(below)
    };
    match first.as_str() {
        "crate" => found_in(modules, &[], rest, depth),
        "self" => found_in(modules, place, rest, depth),
        "super" => {
            let parent = &place[..place.len().checked_sub(1)?];
            match rest.first().map(String::as_str) {
                Some("super") => definer(modules, parent, rest, depth + 1),
                _ => found_in(modules, parent, rest, depth),
            }
        }
        _ => match child(place, first) {
            Some(below) => found_in(modules, &below, rest, depth),
            None => {
                let same_name = |binding: &&Binding| binding.name == *first && binding.path != path;
                let binding = modules[place].bindings.iter().find(same_name)?;
                let whole: Vec<String> = binding.path.iter().chain(rest).cloned().collect();
                definer(modules, place, &whole, depth + 1)
            }
        },
    }
}

/// Returns the file that defines what `path` names inside of the module at `place`.
fn found_in(modules: &Modules, place: &[String], path: &[String], depth: usize) -> Option<String> {
    let (first, rest) = path.split_first()?;
    let module = modules.get(place)?;
    let below: Vec<String> = place.iter().chain([first]).cloned().collect();
    let is_module = modules.contains_key(&below);
    // A module and a function may share a name: the last of a path is the function, if there is one.
    if module.items.contains(first) && (rest.is_empty() || !is_module) {
        return Some(module.file.clone());
    }
    if is_module {
        return found_in(modules, &below, rest, depth + 1);
    }
    if first == "*" {
        return None;
    }
    let binding = module.bindings.iter().find(|binding| binding.name == *first)?;
    let whole: Vec<String> = binding.path.iter().chain(rest).cloned().collect();
    definer(modules, place, &whole, depth + 1)
}

/// Writes `files` into a folder and returns the circles among them.
fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    for (name, code) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, code).unwrap();
    }
    circles(folder.path(), &|path| fs::read_to_string(path).unwrap())
}

#[test]
fn a_circle_is_found_through_a_re_export() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "use crate::b::Leaf;\npub struct Root(Leaf);\npub fn size() {}\n"),
        ("b/mod.rs", "mod leaf;\nmod twig;\npub use leaf::{Leaf, Stem as Stalk};\n"),
        ("b/leaf.rs", "use super::twig;\npub struct Leaf;\npub struct Stem;\nfn grow() { twig::bend() }\n"),
        ("b/twig.rs", "pub fn bend() { crate::a::size() }\n"),
    ];
    assert_eq!(circles_of(&files), [["a.rs", "b/leaf.rs", "b/twig.rs"]]);
}

#[test]
fn what_a_folder_declares_for_its_files_is_no_circle() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a/mod.rs", "mod leaf;\npub use leaf::Leaf;\npub struct Kind;\npub fn all() -> Leaf { leaf::make() }\n"),
        ("a/leaf.rs", "use super::Kind;\npub struct Leaf(Kind);\npub fn make() -> Leaf { todo() }\n"),
        ("b.rs", "use crate::a::{self, Leaf as Stalk};\nfn grow() -> Stalk { a::all() }\n"),
    ];
    assert_eq!(circles_of(&files), [[""; 0]; 0]);
}
