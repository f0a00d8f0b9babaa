//! The last step of an input: what failed of it is set aside with its reason, and the original is kept, archived or
//! deleted, as the user wants it. Its documents are durable by then.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::claim::{PathState, look};
use super::disk;
use super::disk::move_file;
use super::failed::Failed;
use super::job::Worked;
use super::name;
use super::reason::{REASON_SCHEMA, ReasonFile};
use super::sidecar;
use crate::reason::Reason;

/// What becomes of an original whose documents are safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Originals {
    Keep,
    Archive,
    Delete,
}

/// Puts away inputs whose documents are published.
pub struct Finisher {
    pub failed: PathBuf,
    pub archive: PathBuf,
    pub originals: Originals,
    /// How documents are signed.
    pub tool: String,
    pub config: String,
}

impl Finisher {
    /// Returns why an input, or some of its records, gave no document; nothing if all of them did.
    pub fn reason(&self, original: &Path, path: &Path, worked: &Worked) -> Option<ReasonFile> {
        let records: Vec<_> = worked.failed_records.iter().map(|record| record.reason.clone()).collect();
        let (code, message) = match (&worked.failure, records.as_slice()) {
            (Some(failure), _) => (failure.code.to_string(), failure.message.clone()),
            (None, []) if worked.documents > 0 => return None,
            (None, []) => {
                (Reason::InputEmpty.to_string(), "the input holds no record: there is nothing to clean".to_owned())
            }
            (None, [record]) => (record.code.clone(), record.message.clone()),
            (None, [record, others @ ..]) => {
                (record.code.clone(), format!("{} (and {} more)", record.message, others.len()))
            }
        };
        Some(ReasonFile {
            schema: REASON_SCHEMA.to_owned(),
            path: name::shown(path),
            code,
            message,
            digest: worked.digest.clone(),
            modified: disk::modified(original),
            tool: self.tool.clone(),
            config: self.config.clone(),
            records,
        })
    }

    /// Sets aside what failed of the input at `path` below the inbox, whose file is `original`, and moves the original
    /// on. Doing it again after a crash does the same again.
    ///
    /// # Errors
    /// If our own directories cannot be written.
    pub fn finish(&self, original: &Path, path: &Path, worked: &Worked, reason: Option<&ReasonFile>) -> io::Result<()> {
        let failed = Failed::new(&self.failed);
        let Some(reason) = reason else {
            if self.originals == Originals::Keep {
                failed.forget(path)?;
            }
            return self.dispose(original, path, &worked.digest);
        };
        // An original that stays is the same input each time; others of one name are all kept.
        let place = match self.originals {
            Originals::Keep => path.to_owned(),
            _ => failed.place(path, &worked.digest, original),
        };
        let stands_whole = worked.needs_original && self.originals != Originals::Keep;
        // Where the file itself stands there, its records would come back twice.
        let records = if stands_whole { &[] } else { worked.failed_records.as_slice() };
        failed.set_aside(&place, reason, records, original)?;
        if worked.failure.is_none() && worked.documents > 0 && !worked.needs_original {
            return self.dispose(original, path, &worked.digest);
        }
        match self.originals {
            Originals::Keep => Ok(()),
            _ => failed.take(original, &place),
        }
    }

    /// Puts away a sidecar whose article was put away before a crash; `path` is the article's below the inbox.
    ///
    /// # Errors
    /// If our own directories cannot be written.
    pub fn put_away_sidecar(&self, sidecar: &Path, path: &Path) -> io::Result<()> {
        match self.originals {
            Originals::Keep => Ok(()),
            Originals::Delete => fs::remove_file(sidecar),
            Originals::Archive => {
                let mut target = self.archive.join(sidecar::of(path));
                if !matches!(look(&target)?, PathState::Gone) {
                    let digest = blake3::hash(&fs::read(sidecar)?).to_hex();
                    target = self.archive.join(sidecar::of(&name::beside(path, &format!(".{}", &digest[..8]))));
                }
                move_file(sidecar, &target)
            }
        }
    }

    fn dispose(&self, original: &Path, path: &Path, digest: &str) -> io::Result<()> {
        match self.originals {
            Originals::Keep => Ok(()),
            Originals::Delete => fs::remove_file(original).and_then(|()| sidecar::remove(original)),
            Originals::Archive => {
                let mut target = self.archive.join(path);
                if !matches!(look(&target)?, PathState::Gone) {
                    target = self.archive.join(name::beside(path, &format!(".{}", &digest[..8])));
                }
                move_file(original, &target)?;
                sidecar::follow(original, &target)
            }
        }
    }
}
