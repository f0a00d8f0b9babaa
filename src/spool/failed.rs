//! What could not be done: set aside under the input's own name, with its reason beside it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::job::FailedRecord;
use super::name;
use super::reason::{REASON_ENDING, RECORDS_ENDING, Reason};

/// The folder of what could not be done.
pub struct Failed {
    root: PathBuf,
}

impl Failed {
    pub fn new(root: &Path) -> Self {
        Failed { root: root.to_owned() }
    }

    /// Writes down why the input at `path` (below the inbox) gave no document, or why some of its records gave none.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_aside(&self, path: &Path, reason: &Reason, records: &[FailedRecord]) -> io::Result<()> {
        if !records.is_empty() {
            let mut lines = Vec::new();
            for record in records {
                // An element of an array may run over several lines; between tokens a line break is a blank.
                lines.extend(record.bytes.iter().map(|&byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
                lines.push(b'\n');
            }
            self.write(&name::beside(path, RECORDS_ENDING), &lines)?;
        }
        let mut json = serde_json::to_vec_pretty(reason).map_err(io::Error::other)?;
        json.push(b'\n');
        self.write(&name::beside(path, REASON_ENDING), &json)
    }

    /// Returns the name for an input with this digest: its own, unless another input of that name stands here.
    pub fn place(&self, path: &Path, digest: &str) -> PathBuf {
        let reason = fs::read(self.root.join(name::beside(path, REASON_ENDING)));
        let same = match reason {
            Ok(json) => serde_json::from_slice::<Reason>(&json).is_ok_and(|reason| reason.digest == digest),
            Err(_) => fs::symlink_metadata(self.root.join(path)).is_err(),
        };
        if same { path.to_owned() } else { name::beside(path, &format!(".{}", &digest[..8])) }
    }

    /// Takes back what `set_aside` wrote of an input that has been done since.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn forget(&self, path: &Path) -> io::Result<()> {
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

    /// Moves an input that gave no document here, beside its reason.
    ///
    /// # Errors
    /// If it can neither be renamed nor copied and removed.
    pub fn take(&self, original: &Path, path: &Path) -> io::Result<()> {
        move_file(original, &self.root.join(path))
    }

    /// Writes a file under its name in one step, durably.
    fn write(&self, name: &Path, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(name);
        let folder = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let mark = &blake3::hash(name.as_os_str().as_encoded_bytes()).to_hex()[..16];
        let aside = folder.join(format!(".{mark}.tmp"));
        let mut file = File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(aside, &target)?;
        File::open(folder)?.sync_all()
    }
}

/// Moves a file, also to another file system, so that it is whole in one of the two places at any moment.
///
/// # Errors
/// If it can neither be renamed nor copied and removed.
pub fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            fs::copy(from, to)?;
            File::open(to)?.sync_all()?;
            File::open(folder)?.sync_all()?;
            fs::remove_file(from)
        }
        // A crash that undoes the rename undoes it whole: the file is found again where it was, and moved again.
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Failure;
    use crate::spool::reason::{REASON_SCHEMA, RecordReason};

    #[test]
    fn what_is_set_aside_can_be_read_and_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let failed = Failed::new(root.path());
        let failure = Failure { code: "json.malformed", message: "not JSON".into() };
        let record = FailedRecord { reason: RecordReason::new(3, &failure), bytes: b"{\"a\":\n1".to_vec() };
        let reason = Reason {
            schema: REASON_SCHEMA.into(),
            path: "in/a.json".into(),
            code: failure.code.into(),
            message: failure.message.clone(),
            digest: "0123456789abcdef".into(),
            modified: None,
            tool: "t".into(),
            config: "c".into(),
            records: vec![record.reason.clone()],
        };
        failed.set_aside(Path::new("in/a.json"), &reason, &[record]).unwrap();
        let read = fs::read_to_string(root.path().join("in/a.json.reason.json")).unwrap();
        assert_eq!(serde_json::from_str::<Reason>(&read).unwrap(), reason);
        assert_eq!(fs::read_to_string(root.path().join("in/a.json.failed.jsonl")).unwrap(), "{\"a\": 1\n");
        assert_eq!(failed.place(Path::new("in/a.json"), "0123456789abcdef"), Path::new("in/a.json"));
        assert_eq!(failed.place(Path::new("in/a.json"), "fedcba9876543210"), Path::new("in/a.json.fedcba98"));
        failed.forget(Path::new("in/a.json")).unwrap();
        failed.forget(Path::new("in/a.json")).unwrap();
        assert_eq!(fs::read_dir(root.path().join("in")).unwrap().count(), 0);
    }
}
