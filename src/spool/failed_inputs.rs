//! The inputs in `failed/`, for those who look after them: listed, put back into the inbox, or discarded.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk;
use super::name;
use super::reason::{REASON_ENDING, RECORDS_ENDING, ReasonFile};
use super::scan::{Found, Scan};
use super::sidecar;

/// An input in `failed/`.
#[derive(Debug)]
pub struct FailedInput {
    /// Its path below `failed/`, without the endings of the files that stand beside it.
    pub path: PathBuf,
    pub reason: ReasonFile,
}

/// Lists the inputs in `failed`, ordered by path. A reason file that cannot be read is listed with the error. An input
/// without a reason file is listed too, and its reason says so.
///
/// # Errors
/// If the folder cannot be read.
pub fn list(failed: &Path) -> io::Result<Vec<Result<FailedInput, (PathBuf, String)>>> {
    let scan = match Scan::new(failed, &[]) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut inputs = BTreeSet::new();
    for entry in scan {
        match entry {
            Found::File(file) => inputs.insert(input_of(failed, file)),
            Found::Special(..) => continue,
            Found::Unreadable(_, error) => return Err(error),
        };
    }
    Ok(inputs.iter().filter_map(|path| look_at(failed, path, &inputs).transpose()).collect())
}

/// Returns the path of the input to which a file in `failed` belongs.
fn input_of(failed: &Path, file: PathBuf) -> PathBuf {
    if sidecar::is_sidecar(&file) {
        let article = sidecar::article_of(&file);
        if exists(&failed.join(&article)) || exists(&failed.join(name::beside(&article, REASON_ENDING))) {
            return input_of(failed, article);
        }
    }
    let of_records =
        || name::without(&file, RECORDS_ENDING).filter(|path| exists(&failed.join(name::beside(path, REASON_ENDING))));
    name::without(&file, REASON_ENDING).or_else(of_records).unwrap_or(file)
}

/// Returns the input at `path`; nothing if it has gone since it was found.
fn look_at(failed: &Path, path: &Path, inputs: &BTreeSet<PathBuf>) -> Result<Option<FailedInput>, (PathBuf, String)> {
    let file = name::beside(path, REASON_ENDING);
    let reason = match fs::read(failed.join(&file)) {
        Ok(json) => serde_json::from_slice(&json).map_err(|error| error.to_string()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.to_string()),
        Err(_) if exists(&failed.join(path)) => Ok(ReasonFile::lost(path)),
        Err(_) => return Ok(None),
    };
    match reason {
        Ok(reason) => Ok(Some(FailedInput { path: path.to_owned(), reason })),
        // An input may be called like a reason file.
        Err(_) if inputs.contains(&file) && !exists(&failed.join(path)) => Ok(None),
        Err(trouble) => Err((file, trouble)),
    }
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Puts an input, or the records of it that failed, back into the inbox and forgets the reason. Returns whether
/// anything was there to be put back: where originals stay in their folder, nothing is.
///
/// # Errors
/// Of kind `AlreadyExists` if the inbox has a file of that name; else if the disk fails. Then the reason is still
/// there.
pub fn retry(failed: &Path, inbox: &Path, path: &Path) -> io::Result<bool> {
    // The old reason is renamed first: a service that fails the input again at once writes a new one under its name.
    let reason = failed.join(name::beside(path, REASON_ENDING));
    let hidden = disk::hidden_sibling(&reason, "retried");
    let had_reason = match fs::rename(&reason, &hidden) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        renamed => renamed.is_ok(),
    };
    let moved = put_back(failed, inbox, path);
    match moved {
        _ if !had_reason => {}
        Ok(_) => fs::remove_file(&hidden)?,
        Err(_) => fs::rename(&hidden, &reason)?,
    }
    moved
}

fn put_back(failed: &Path, inbox: &Path, path: &Path) -> io::Result<bool> {
    let mut moved = false;
    for ending in ["", RECORDS_ENDING] {
        let name = name::beside(path, ending);
        let (from, to) = (failed.join(&name), inbox.join(&name));
        if !exists(&from) {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        // What is said of an input has to be there when it comes.
        let said = exists(&sidecar::of(&from));
        if said {
            disk::rename_to_free(&sidecar::of(&from), &sidecar::of(&to))?;
        }
        if let Err(error) = disk::rename_to_free(&from, &to) {
            if said {
                fs::rename(sidecar::of(&to), sidecar::of(&from))?;
            }
            return Err(error);
        }
        moved = true;
    }
    Ok(moved)
}

/// Removes an input, what failed of it, and the reason.
///
/// # Errors
/// If the disk fails.
pub fn discard(failed: &Path, path: &Path) -> io::Result<()> {
    for ending in ["", RECORDS_ENDING] {
        sidecar::remove(&failed.join(name::beside(path, ending)))?;
    }
    for ending in ["", RECORDS_ENDING, REASON_ENDING] {
        match fs::remove_file(failed.join(name::beside(path, ending))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folders {
        root: tempfile::TempDir,
    }

    impl Folders {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            for folder in ["failed", "inbox"] {
                fs::create_dir(root.path().join(folder)).unwrap();
            }
            Folders { root }
        }

        fn failed(&self) -> PathBuf {
            self.root.path().join("failed")
        }

        fn inbox(&self) -> PathBuf {
            self.root.path().join("inbox")
        }

        fn fail(&self, name: &str) {
            let reason = ReasonFile { code: "input.binary".into(), ..ReasonFile::lost(Path::new(name)) };
            fs::write(self.failed().join(format!("{name}.reason.json")), serde_json::to_vec(&reason).unwrap()).unwrap();
            fs::write(self.failed().join(name), "x").unwrap();
        }

        fn codes(&self) -> Vec<(String, String)> {
            let listed = list(&self.failed()).unwrap().into_iter().map(Result::unwrap);
            listed.map(|input| (input.path.display().to_string(), input.reason.code)).collect()
        }
    }

    #[test]
    fn an_input_is_never_back_while_its_old_reason_stands() {
        let folders = Folders::new();
        let (failed, inbox) = (folders.failed(), folders.inbox());
        for _ in 0..200 {
            folders.fail("a");
            std::thread::scope(|scope| {
                let looked = scope.spawn(|| {
                    while !exists(&inbox.join("a")) {
                        std::hint::spin_loop();
                    }
                    exists(&failed.join("a.reason.json"))
                });
                retry(&failed, &inbox, Path::new("a")).unwrap();
                assert!(!looked.join().unwrap(), "the reason stands beside an input that is back");
            });
            fs::remove_file(inbox.join("a")).unwrap();
        }
    }

    #[test]
    fn a_sidecar_goes_back_with_its_input_and_is_none_itself() {
        let folders = Folders::new();
        folders.fail("a");
        fs::write(folders.failed().join("a.meta.json"), "{}").unwrap();
        fs::write(folders.failed().join("a.failed.jsonl"), "{}").unwrap();
        fs::write(folders.failed().join("a.failed.jsonl.meta.json"), "{}").unwrap();
        assert_eq!(folders.codes(), [("a".into(), "input.binary".into())]);
        fs::write(folders.inbox().join("a"), "another").unwrap();
        retry(&folders.failed(), &folders.inbox(), Path::new("a")).unwrap_err();
        assert!(exists(&folders.failed().join("a.meta.json")), "it stays with its input");
        fs::remove_file(folders.inbox().join("a")).unwrap();
        assert!(retry(&folders.failed(), &folders.inbox(), Path::new("a")).unwrap());
        for name in ["a", "a.meta.json", "a.failed.jsonl", "a.failed.jsonl.meta.json"] {
            assert!(exists(&folders.inbox().join(name)), "{name}");
        }
        assert!(folders.codes().is_empty());
        folders.fail("b");
        fs::write(folders.failed().join("b.meta.json"), "{}").unwrap();
        discard(&folders.failed(), Path::new("b")).unwrap();
        assert_eq!(fs::read_dir(folders.failed()).unwrap().count(), 0);
    }

    #[test]
    fn an_input_that_cannot_go_back_keeps_its_reason() {
        let folders = Folders::new();
        folders.fail("a");
        fs::write(folders.inbox().join("a"), "another").unwrap();
        let error = retry(&folders.failed(), &folders.inbox(), Path::new("a")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(folders.codes(), [("a".into(), "input.binary".into())]);
    }

    #[test]
    fn an_input_without_a_reason_is_listed_and_goes_back() {
        let folders = Folders::new();
        folders.fail("a.reason.json");
        fs::write(folders.failed().join("b"), "x").unwrap();
        fs::write(folders.failed().join("c.failed.jsonl"), "{}").unwrap();
        let lost = || "reason.lost".to_owned();
        let own = || "input.binary".to_owned();
        let expected = [("a.reason.json".into(), own()), ("b".into(), lost()), ("c.failed.jsonl".into(), lost())];
        assert_eq!(folders.codes(), expected);
        assert!(retry(&folders.failed(), &folders.inbox(), Path::new("b")).unwrap());
        discard(&folders.failed(), Path::new("c.failed.jsonl")).unwrap();
        assert_eq!(folders.codes(), [("a.reason.json".to_owned(), own())]);
        assert!(exists(&folders.inbox().join("b")));
    }
}
