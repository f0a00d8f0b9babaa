//! What stands in `failed/`, for those who look after it: listed, put back into the inbox, or discarded.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk;
use super::name;
use super::reason::{REASON_ENDING, RECORDS_ENDING, Reason};
use super::scan::{Found, Scan};

/// An input in `failed/`.
#[derive(Debug)]
pub struct Aside {
    /// Its path below `failed/`, without the endings of what stands beside it.
    pub path: PathBuf,
    pub reason: Reason,
}

/// Lists what stands in `failed`, by path; reason files that cannot be read come with the trouble.
///
/// # Errors
/// If the folder cannot be read.
pub fn list(failed: &Path) -> io::Result<Vec<Result<Aside, (PathBuf, String)>>> {
    let scan = match Scan::new(failed, &[]) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut found = Vec::new();
    for entry in scan {
        let file = match entry {
            Found::File(file) => file,
            Found::Special(..) => continue,
            Found::Unreadable(_, error) => return Err(error),
        };
        let Some(path) = name::without(&file, REASON_ENDING) else { continue };
        let reason = fs::read(failed.join(&file))
            .map_err(|error| error.to_string())
            .and_then(|json| serde_json::from_slice(&json).map_err(|error| error.to_string()));
        found.push(reason.map(|reason| Aside { path, reason }).map_err(|trouble| (file, trouble)));
    }
    found.sort_by(|left, right| path_of(left).cmp(path_of(right)));
    Ok(found)
}

fn path_of(entry: &Result<Aside, (PathBuf, String)>) -> &Path {
    match entry {
        Ok(aside) => &aside.path,
        Err((path, _)) => path,
    }
}

/// Puts an input, or the records of it that failed, back into the inbox and forgets the reason. Returns whether
/// anything was there to be put back: where originals stay in their folder, nothing is.
///
/// # Errors
/// Of kind `AlreadyExists` if the inbox has a file of that name; else if the disk fails. Then nothing has changed.
pub fn retry(failed: &Path, inbox: &Path, path: &Path) -> io::Result<bool> {
    let mut moved = false;
    for ending in ["", RECORDS_ENDING] {
        let name = name::beside(path, ending);
        let (from, to) = (failed.join(&name), inbox.join(&name));
        if fs::symlink_metadata(&from).is_err() {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        disk::rename_to_free(&from, &to)?;
        moved = true;
    }
    fs::remove_file(failed.join(name::beside(path, REASON_ENDING)))?;
    Ok(moved)
}

/// Removes an input, what failed of it, and the reason.
///
/// # Errors
/// If the disk fails.
pub fn discard(failed: &Path, path: &Path) -> io::Result<()> {
    for ending in ["", RECORDS_ENDING, REASON_ENDING] {
        match fs::remove_file(failed.join(name::beside(path, ending))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
