//! What each worker is cleaning right now, noted where it survives a crash of the process: in small files. They are not
//! synced, for an input may crash the process, not the machine.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The folder of these files below `state/`.
const FOLDER: &str = "running";

/// One worker's note of what it is cleaning.
pub struct Running {
    file: File,
}

impl Running {
    /// Opens the note of worker `number`.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(state: &Path, number: u64) -> io::Result<Self> {
        let folder = state.join(FOLDER);
        fs::create_dir_all(&folder)?;
        Ok(Running { file: File::create(folder.join(number.to_string()))? })
    }

    /// Notes that the worker begins with the input at `path`.
    pub fn begin(&self, path: &Path) {
        // Without the note it cannot be told later which input crashed the process; no more is lost.
        let _ = self.file.write_all_at(path.as_os_str().as_bytes(), 0);
    }

    /// Notes that the worker has finished it.
    pub fn end(&self) {
        let _ = self.file.set_len(0);
    }
}

/// Returns the paths of the inputs that were being cleaned when the last process ended, and removes the notes.
///
/// # Errors
/// If the notes cannot be read.
pub fn take(state: &Path) -> io::Result<HashSet<PathBuf>> {
    let folder = state.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(HashSet::new()),
        other => other?,
    };
    let mut paths = HashSet::new();
    for entry in entries {
        let path = entry?.path();
        let name = fs::read(&path)?;
        if !name.is_empty() {
            paths.insert(PathBuf::from(OsStr::from_bytes(&name)));
        }
        fs::remove_file(path)?;
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_and_not_ended_is_found() {
        let state = tempfile::tempdir().unwrap();
        let (one, two) = (Running::open(state.path(), 1).unwrap(), Running::open(state.path(), 2).unwrap());
        one.begin(Path::new("a/long/name.html"));
        one.end();
        one.begin(Path::new("b"));
        two.begin(Path::new("c"));
        two.end();
        assert_eq!(take(state.path()).unwrap(), HashSet::from([PathBuf::from("b")]));
        assert!(take(state.path()).unwrap().is_empty());
    }
}
