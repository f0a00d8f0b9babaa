//! The names of files: a document's name is a pure function of its input, so that work that is done again after a crash
//! overwrites what it wrote before.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use super::disk;

/// The longest name that common file systems take, in bytes.
const LONGEST: usize = 255;

/// Returns the path below the outbox of the documents of an input.
///
/// `template` is `[outbox] name`; `{path}` in it is the input's path, `{id}` the digest of its bytes in hex, `{id8}` the
/// digest's beginning.
/// Many documents in one file end in `.jsonl` instead of `.json`.
pub fn document(template: &str, path: &Path, id: &str, many: bool) -> PathBuf {
    let id8 = &id[..id.len().min(8)];
    let mut name = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        name.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let (value, length) = if rest.starts_with("{path}") {
            (path.as_os_str().as_bytes(), "{path}".len())
        } else if rest.starts_with("{id}") {
            (id.as_bytes(), "{id}".len())
        } else if rest.starts_with("{id8}") {
            (id8.as_bytes(), "{id8}".len())
        } else {
            (&b"{"[..], 1)
        };
        name.extend_from_slice(value);
        rest = &rest[length..];
    }
    name.extend_from_slice(rest.as_bytes());
    if many && name.ends_with(b".json") {
        name.push(b'l');
    }
    Path::new(OsStr::from_bytes(&name)).components().map(|part| shortened(part.as_os_str())).collect()
}

/// Returns `path` with `ending` at its last name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    Path::new(&name).components().map(|part| shortened(part.as_os_str())).collect()
}

/// Returns `path` without `ending` at its last name; nothing if it does not end so.
pub fn without(path: &Path, ending: &str) -> Option<PathBuf> {
    let stem = path.as_os_str().as_bytes().strip_suffix(ending.as_bytes())?;
    Some(PathBuf::from(OsStr::from_bytes(stem)))
}

/// Returns `path` with its last name cut, if need be, so that an ending of up to `room` bytes fits after it.
pub fn with_room(path: &Path, room: usize) -> PathBuf {
    match path.file_name() {
        Some(name) if name.len() + room > LONGEST => path.with_file_name(cut(name, LONGEST - room)),
        _ => path.to_owned(),
    }
}

/// Returns the last name of a directory's real path, by which a collection is called unless it is given a name.
pub fn last(path: &Path) -> String {
    disk::absolute(path).file_name().map_or_else(|| "inbox".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Returns a path as documents and messages show it: bytes that are not UTF-8 as U+FFFD.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn shortened(name: &OsStr) -> OsString {
    if name.len() <= LONGEST { name.to_owned() } else { cut(name, LONGEST) }
}

/// Cuts a name that is longer than `longest`, keeps its ending, and marks the cut with a digest of the whole.
fn cut(name: &OsStr, longest: usize) -> OsString {
    let bytes = name.as_bytes();
    let dot = bytes.iter().rposition(|&byte| byte == b'.').filter(|at| bytes.len() - at <= 16).unwrap_or(bytes.len());
    let mark = format!("~{}", &blake3::hash(bytes).to_hex()[..8]);
    let mut cut = longest - mark.len() - (bytes.len() - dot);
    while std::str::from_utf8(bytes).is_ok_and(|name| !name.is_char_boundary(cut)) {
        cut -= 1;
    }
    OsString::from_vec([&bytes[..cut], mark.as_bytes(), &bytes[dot..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, path: &str, many: bool, expected: &str) {
        assert_eq!(document(template, Path::new(path), "0123456789abcdef", many), Path::new(expected));
    }

    #[test]
    fn names_follow_the_template() {
        check("{path}.json", "a/b.html", false, "a/b.html.json");
        check("{path}.json", "a/b.jsonl", true, "a/b.jsonl.jsonl");
        check("{path}.{id8}.json", "b.html", false, "b.html.01234567.json");
        check("by-id/{id}.json", "b.html", false, "by-id/0123456789abcdef.json");
        check("{path}-{x}.json", "b", false, "b-{x}.json");
    }

    #[test]
    fn a_long_name_is_cut_and_stays_itself() {
        let long = "ü".repeat(127);
        let name = document("{path}.json", Path::new(&long), "0", false);
        let other = document("{path}.json", Path::new(&format!("{}x", &long[2..])), "0", false);
        assert!(name.as_os_str().len() <= 255 && name.to_str().unwrap().ends_with(".json"));
        assert_ne!(name, other);
        let cut = with_room(&Path::new("a").join(&long), 13);
        assert_eq!(with_room(&cut, 13), cut);
        assert_eq!(without(&beside(&cut, ".failed.jsonl"), ".failed.jsonl"), Some(cut));
        assert_eq!(with_room(Path::new("a/b"), 13), Path::new("a/b"));
    }
}
