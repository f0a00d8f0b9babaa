//! The folder `failed/`: what could not be cleaned stands there under the input's own name, with its reason beside it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::disk::{self, move_file};
use super::job::{FailedRecord, Worked};
use super::name;
use super::reason::{ENDING_ROOM, REASON_ENDING, RECORDS_ENDING, ReasonFile};
use super::sidecar;

/// The folder of what could not be cleaned.
pub struct Failed {
    root: PathBuf,
}

impl Failed {
    pub fn new(root: &Path) -> Self {
        Failed { root: root.to_owned() }
    }

    /// Writes why the input at `path` (below the inbox), whose file is `original`, gave no document, or why some of
    /// its records gave none. What a sidecar says of the input is said of these records, too.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_aside(
        &self,
        path: &Path,
        reason: &ReasonFile,
        records: &[FailedRecord],
        original: &Path,
    ) -> io::Result<()> {
        let path = &name::with_room(path, ENDING_ROOM);
        let mut lines = Vec::new();
        for line in records.iter().filter_map(|record| record.line.as_ref()) {
            lines.extend_from_slice(line);
            lines.push(b'\n');
        }
        if !lines.is_empty() {
            let place = name::beside(path, RECORDS_ENDING);
            // One that cannot be read would have failed the whole input.
            if let Ok(Some(said)) = sidecar::read(original) {
                self.write(&sidecar::of(&place), &said)?;
            }
            self.write(&place, &lines)?;
        }
        let mut json = serde_json::to_vec_pretty(reason).map_err(io::Error::other)?;
        json.push(b'\n');
        self.write(&name::beside(path, REASON_ENDING), &json)
    }

    /// Returns the name in this folder for the input at `path` (below the inbox), whose file is `original`: its own
    /// name, unless another input of that name stands here.
    pub fn place(&self, path: &Path, digest: &str, original: &Path) -> PathBuf {
        let path = name::with_room(path, ENDING_ROOM);
        let marked = |ending: &str| name::with_room(&name::beside(&path, ending), ENDING_ROOM);
        let names = std::iter::once(path.clone())
            .chain(std::iter::once(marked(&format!(".{}", &digest[..8]))))
            .chain((2..).map(|number| marked(&format!(".{}-{number}", &digest[..8]))));
        let mut free = names.filter(|name| self.is_free(name, digest, original));
        free.next().expect("the names never end")
    }

    /// Tells whether a name is free: nothing stands there, or the same input, which was set aside before a crash.
    fn is_free(&self, name: &Path, digest: &str, original: &Path) -> bool {
        let there = fs::symlink_metadata(self.root.join(name));
        let reason = name::beside(name, REASON_ENDING);
        // The name of its reason file may be that of another input.
        if fs::symlink_metadata(self.root.join(name::beside(&reason, REASON_ENDING))).is_ok() {
            return false;
        }
        let Ok(json) = fs::read(self.root.join(reason)) else { return there.is_err() };
        if serde_json::from_slice::<ReasonFile>(&json).is_ok_and(|reason| reason.digest != digest) {
            return false;
        }
        // Inputs that could not be read all have the same digest, and are not the same input.
        let unread = digest == Worked::default().digest;
        let size = fs::symlink_metadata(original).map_or(0, |metadata| metadata.len());
        !unread || there.is_err() || size == 0
    }

    /// Removes what `set_aside` wrote of an input that has been cleaned since.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn forget(&self, path: &Path) -> io::Result<()> {
        let path = &name::with_room(path, ENDING_ROOM);
        sidecar::remove(&self.root.join(name::beside(path, RECORDS_ENDING)))?;
        for ending in [RECORDS_ENDING, REASON_ENDING] {
            match fs::remove_file(self.root.join(name::beside(path, ending))) {
                Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    return Err(error);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Moves an input that gave no document to its place in this folder, beside its reason.
    ///
    /// # Errors
    /// If it can neither be renamed nor copied and removed.
    pub fn take(&self, original: &Path, path: &Path) -> io::Result<()> {
        move_file(original, &self.root.join(path))?;
        sidecar::follow(original, &self.root.join(path))
    }

    /// Writes a file under its name in one step, durably.
    fn write(&self, name: &Path, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(name);
        let folder = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let temporary = disk::hidden_sibling(&target, "tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(temporary, &target)?;
        File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Failure;
    use crate::reason::Reason;
    use crate::spool::reason::{REASON_SCHEMA, RecordReason};

    #[test]
    fn what_is_set_aside_can_be_read_and_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let failed = Failed::new(root.path());
        let failure = Failure { code: Reason::JsonMalformed, message: "not JSON".into() };
        let record = FailedRecord { reason: RecordReason::new(3, &failure), line: Some(b"{\"a\": 1".to_vec()) };
        let reason = ReasonFile {
            schema: REASON_SCHEMA.into(),
            path: "in/a.json".into(),
            code: failure.code.to_string(),
            message: failure.message.clone(),
            digest: "0123456789abcdef".into(),
            modified: None,
            tool: "t".into(),
            config: "c".into(),
            records: vec![record.reason.clone()],
        };
        failed.set_aside(Path::new("in/a.json"), &reason, &[record], Path::new("a")).unwrap();
        let read = fs::read_to_string(root.path().join("in/a.json.reason.json")).unwrap();
        assert_eq!(serde_json::from_str::<ReasonFile>(&read).unwrap(), reason);
        assert_eq!(fs::read_to_string(root.path().join("in/a.json.failed.jsonl")).unwrap(), "{\"a\": 1\n");
        let place = |digest| failed.place(Path::new("in/a.json"), digest, Path::new("a"));
        assert_eq!(place("0123456789abcdef"), Path::new("in/a.json"));
        assert_eq!(place("fedcba9876543210"), Path::new("in/a.json.fedcba98"));
        failed.forget(Path::new("in/a.json")).unwrap();
        failed.forget(Path::new("in/a.json")).unwrap();
        assert_eq!(fs::read_dir(root.path().join("in")).unwrap().count(), 0);
    }

    #[test]
    fn inputs_that_could_not_be_read_do_not_take_each_others_place() {
        let root = tempfile::tempdir().unwrap();
        let failed = Failed::new(&root.path().join("failed"));
        let worked = Worked::failed(Reason::InputUnreadable, "no".into());
        let finisher = crate::spool::Finisher {
            failed: root.path().join("failed"),
            archive: root.path().join("archive"),
            originals: crate::spool::Originals::Archive,
            tool: String::new(),
            config: String::new(),
        };
        let long = "n".repeat(255);
        for (number, content) in ["one", "two", "three"].into_iter().enumerate() {
            let original = root.path().join("original");
            fs::write(&original, content).unwrap();
            let reason = finisher.reason(&original, Path::new(&long), &worked);
            finisher.finish(&original, Path::new(&long), &worked, reason.as_ref()).unwrap();
            let listed = crate::spool::failed_inputs::list(&root.path().join("failed")).unwrap();
            assert_eq!(listed.len(), number + 1);
            for input in listed {
                assert!(root.path().join("failed").join(input.unwrap().path).exists(), "the input stands beside it");
            }
        }
        assert!(failed.place(Path::new(&long), &worked.digest, root.path()).as_os_str().len() < 255);
    }

    #[test]
    fn an_input_that_is_called_like_a_reason_keeps_its_place() {
        let root = tempfile::tempdir().unwrap();
        for name in ["a.reason.json", "a.reason.json.reason.json"] {
            fs::write(root.path().join(name), "x").unwrap();
        }
        let place = Failed::new(root.path()).place(Path::new("a"), "0123456789abcdef", Path::new("a"));
        assert_eq!(place, Path::new("a.01234567"));
    }
}
