//! Publishing: documents are written to temporary files, made durable, and then renamed. No visible file is ever
//! written to.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::FlockOperation;

use super::barrier::{Barrier, in_parallel};
use super::regular_file;

/// The folder of temporary files below the outbox: on the same file system, so that publishing is a rename.
const TEMPORARY: &str = ".tmp";

const LOCK: &str = "lock";

/// In bytes; small enough for the drafts of two whole groups at once.
const BUFFER: usize = 16 * 1024;
/// How many folders are remembered as durable. A folder that is forgotten is synced once more.
const MAX_DURABLE_FOLDERS: usize = 16_384;

/// An outbox that this process alone writes to.
pub struct Outbox {
    root: PathBuf,
    /// Holds the lock as long as it is open.
    lock: Mutex<File>,
    drafts: AtomicU64,
    /// Folders that survive a crash, with all those above them: this process has synced them.
    durable_folders: Mutex<HashSet<PathBuf>>,
    barrier: Barrier,
}

/// Documents in a temporary file, not visible yet. It is removed if it is dropped without being published.
pub struct Draft {
    file: BufWriter<File>,
    path: PathBuf,
    published: bool,
}

impl Outbox {
    /// Opens an outbox, makes its folders and removes the temporary files that a crash left.
    ///
    /// # Errors
    /// If it cannot be made or written; of kind `WouldBlock` if another process has it.
    pub fn open(root: &Path) -> io::Result<Self> {
        let lock = Mutex::new(lock_and_clear(&root.join(TEMPORARY))?);
        Ok(Outbox {
            root: root.to_owned(),
            lock,
            drafts: AtomicU64::new(0),
            durable_folders: Mutex::default(),
            barrier: Barrier::default(),
        })
    }

    /// Starts a draft.
    ///
    /// # Errors
    /// If no file can be made.
    pub fn draft(&self) -> io::Result<Draft> {
        let number = self.drafts.fetch_add(1, Ordering::Relaxed);
        let path = self.root.join(TEMPORARY).join(format!("{number}"));
        let file = File::create_new(&path)?;
        Ok(Draft { file: BufWriter::with_capacity(BUFFER, file), path, published: false })
    }

    /// Makes drafts durable together and gives them their names below the outbox; a file of that name is replaced.
    /// Returns the result for each. A draft that succeeded survives a crash of the machine. One that failed may be
    /// visible or not, but never half-written, and does not keep the others from being published.
    pub fn publish(&self, mut drafts: Vec<(Draft, PathBuf)>) -> Vec<io::Result<()>> {
        let written: Vec<_> = drafts.iter_mut().map(|(draft, _)| draft.file.flush()).collect();
        let synced = self.barrier.make_durable(&self.root, &mut drafts, |(draft, _)| draft.file.get_ref().sync_data());
        let written = written.into_iter().zip(synced).map(|(written, synced)| written.and(synced));
        let mut touched = BTreeSet::new();
        let mut place = |(mut draft, name): (Draft, PathBuf)| {
            let folder = self.place(&draft, &name, &mut touched)?;
            draft.published = true;
            Ok(folder)
        };
        let placed: Vec<io::Result<PathBuf>> =
            drafts.into_iter().zip(written).map(|(draft, written)| written.and_then(|()| place(draft))).collect();
        let mut touched: Vec<PathBuf> = touched.into_iter().collect();
        let synced = in_parallel(&mut touched, |folder| File::open(folder)?.sync_all());
        let unsynced: Vec<(&PathBuf, io::Error)> =
            touched.iter().zip(synced).filter_map(|(folder, synced)| Some((folder, synced.err()?))).collect();
        // A document is as durable as its folder and all folders above it.
        let survives = |folder: &Path| match unsynced.iter().find(|(unsynced, _)| folder.starts_with(unsynced)) {
            Some((_, error)) => Err(error.raw_os_error().map_or(error.kind().into(), io::Error::from_raw_os_error)),
            None => Ok(()),
        };
        let mut durable = lock(&self.durable_folders);
        if durable.len() > MAX_DURABLE_FOLDERS {
            durable.clear();
        }
        durable.extend(touched.iter().filter(|folder| survives(folder).is_ok()).cloned());
        placed.into_iter().map(|placed| survives(&placed?)).collect()
    }

    /// Gives a draft its name. Returns its folder, and adds the folders that are to be synced to `touched`.
    fn place(&self, draft: &Draft, name: &Path, touched: &mut BTreeSet<PathBuf>) -> io::Result<PathBuf> {
        match self.rename(draft, &self.root.join(name), touched) {
            // A folder stands where the file should, or a file where its folder should.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::IsADirectory | ErrorKind::NotADirectory | ErrorKind::AlreadyExists
                ) =>
            {
                let digest = blake3::hash(name.as_os_str().as_encoded_bytes()).to_hex();
                self.rename(draft, &self.root.join(format!("~{}.json", &digest[..16])), touched)
            }
            other => other,
        }
    }

    fn rename(&self, draft: &Draft, target: &Path, touched: &mut BTreeSet<PathBuf>) -> io::Result<PathBuf> {
        let folder = target.parent().unwrap_or(&self.root);
        let mut known = touched.contains(folder) || lock(&self.durable_folders).contains(folder);
        touched.insert(folder.to_owned());
        loop {
            if !known {
                fs::create_dir_all(folder)?;
                touched
                    .extend(folder.ancestors().take_while(|above| above.starts_with(&self.root)).map(Path::to_owned));
            }
            match fs::rename(&draft.path, target) {
                // Somebody who takes documents out may have removed the folder, too.
                Err(error) if error.kind() == ErrorKind::NotFound && known => known = false,
                other => return other.map(|()| folder.to_owned()),
            }
        }
    }

    /// Tries whether the outbox can be written to; makes it again if it was removed.
    ///
    /// # Errors
    /// With what is still in the way.
    pub fn probe(&self) -> io::Result<()> {
        lock(&self.durable_folders).clear();
        self.lock_what_is_there()?;
        let mut draft = self.draft()?;
        draft.write_all(&[0; 4096])?;
        draft.flush()?;
        draft.file.get_ref().sync_all()
    }

    /// Takes the lock of the outbox that stands there now: the old one may have been removed, or covered by a mount.
    fn lock_what_is_there(&self) -> io::Result<()> {
        let temporary = self.root.join(TEMPORARY);
        let mut held = lock(&self.lock);
        let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let there = fs::metadata(temporary.join(LOCK)).ok().map(identity);
        if there.is_none() || there != held.metadata().ok().map(identity) {
            *held = lock_and_clear(&temporary)?;
        }
        Ok(())
    }

    /// Opens what was published under a name, if anything was.
    pub fn published(&self, name: &Path) -> Option<File> {
        regular_file::open(&self.root.join(name)).ok()
    }
}

/// Takes the lock in the folder of temporary files and removes those that a crash left.
fn lock_and_clear(temporary: &Path) -> io::Result<File> {
    fs::create_dir_all(temporary)?;
    let lock = File::options().create(true).append(true).open(temporary.join(LOCK))?;
    rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
    for entry in fs::read_dir(temporary)? {
        let entry = entry?;
        if entry.file_name() != LOCK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(lock)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // If it cannot be removed now, it is when the outbox is opened again.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_not_visible_until_it_is_published() {
        let root = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(root.path()).unwrap();
        let mut drafts = Vec::new();
        for name in ["a/b/one.json", "two.json"] {
            let mut draft = outbox.draft().unwrap();
            draft.write_all(name.as_bytes()).unwrap();
            drafts.push((draft, name.into()));
        }
        drop(outbox.draft().unwrap());
        assert!(!root.path().join("two.json").exists());
        outbox.publish(drafts).into_iter().for_each(Result::unwrap);
        assert_eq!(fs::read_to_string(root.path().join("a/b/one.json")).unwrap(), "a/b/one.json");
        assert_eq!(fs::read_to_string(root.path().join("two.json")).unwrap(), "two.json");
        assert_eq!(fs::read_dir(root.path().join(TEMPORARY)).unwrap().count(), 1, "only the lock is left");
    }

    #[test]
    fn what_cannot_be_published_keeps_nothing_else_back() {
        let root = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(root.path()).unwrap();
        let names = ["a/one.json".to_owned(), "x/".repeat(2100) + "too/deep.json", "taken/two.json".to_owned()];
        let publish = || {
            let drafts = names.iter().map(|name| {
                let mut draft = outbox.draft().unwrap();
                draft.write_all(b"whole").unwrap();
                (draft, name.into())
            });
            outbox.publish(drafts.collect())
        };
        let succeeded = |results: &[io::Result<()>]| results.iter().map(Result::is_ok).collect::<Vec<_>>();
        fs::write(root.path().join("taken"), "a file where a folder should be").unwrap();
        assert_eq!(succeeded(&publish()), [true, false, true]);
        // A folder that is known, and gone.
        fs::remove_dir_all(root.path().join("a")).unwrap();
        assert_eq!(succeeded(&publish()), [true, false, true]);
        assert_eq!(fs::read_to_string(root.path().join("a/one.json")).unwrap(), "whole");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 4, "a, taken, what stands for two, .tmp");
    }

    #[test]
    fn another_outbox_in_its_place_is_locked_as_well() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("outbox");
        let outbox = Outbox::open(&path).unwrap();
        fs::rename(&path, root.path().join("old")).unwrap();
        outbox.probe().unwrap();
        assert_eq!(Outbox::open(&path).err().unwrap().kind(), ErrorKind::WouldBlock);
        outbox.probe().unwrap();
    }

    #[test]
    fn an_outbox_has_one_owner_and_forgets_what_a_crash_left() {
        let root = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(root.path()).unwrap();
        assert_eq!(Outbox::open(root.path()).err().unwrap().kind(), ErrorKind::WouldBlock);
        std::mem::forget(outbox.draft().unwrap());
        drop(outbox);
        Outbox::open(root.path()).unwrap();
        assert_eq!(fs::read_dir(root.path().join(TEMPORARY)).unwrap().count(), 1);
    }
}
