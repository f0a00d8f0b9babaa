//! Where documents appear: written aside, made durable, then renamed into place. No visible name is ever written to.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{FlockOperation, Mode, OFlags};

/// Temporary files stand here, below the outbox, so that a rename is all that publishing takes.
const ASIDE: &str = ".tmp";

/// An outbox that this process alone writes to.
pub struct Outbox {
    root: PathBuf,
    folder: File,
    /// Holds the lock as long as it is open.
    _lock: File,
    drafts: AtomicU64,
}

/// Documents on their way: a file aside, not visible yet. Dropped without being published, it goes.
pub struct Draft {
    file: BufWriter<File>,
    path: PathBuf,
    published: bool,
}

impl Outbox {
    /// Opens an outbox, makes its folders and clears what a crash left aside.
    ///
    /// # Errors
    /// If it cannot be made or written; of kind `WouldBlock` if another process has it.
    pub fn open(root: &Path) -> io::Result<Self> {
        let aside = root.join(ASIDE);
        fs::create_dir_all(&aside)?;
        let lock = File::options().create(true).append(true).open(aside.join("lock"))?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        for entry in fs::read_dir(&aside)? {
            let entry = entry?;
            if entry.file_name() != "lock" {
                fs::remove_file(entry.path())?;
            }
        }
        let folder = File::open(root)?;
        Ok(Outbox { root: root.to_owned(), folder, _lock: lock, drafts: AtomicU64::new(0) })
    }

    /// Starts a draft.
    ///
    /// # Errors
    /// If no file can be made.
    pub fn draft(&self) -> io::Result<Draft> {
        let number = self.drafts.fetch_add(1, Ordering::Relaxed);
        let path = self.root.join(ASIDE).join(format!("{number}"));
        let file = File::create_new(&path)?;
        Ok(Draft { file: BufWriter::with_capacity(64 * 1024, file), path, published: false })
    }

    /// Makes the drafts durable together and gives them their names below the outbox, over whatever has such a name.
    /// When this returns, all of them outlive a crash of the machine.
    ///
    /// # Errors
    /// If anything cannot be written; then any of the drafts may or may not be visible, none of them half-written.
    pub fn publish(&self, drafts: Vec<(Draft, PathBuf)>) -> io::Result<()> {
        let mut drafts = drafts;
        for (draft, _) in &mut drafts {
            draft.file.flush()?;
        }
        match drafts.as_slice() {
            [] => return Ok(()),
            [(draft, _)] => draft.file.get_ref().sync_data()?,
            _ => rustix::fs::syncfs(&self.folder)?,
        }
        let mut folders = BTreeSet::new();
        for (mut draft, name) in drafts {
            match self.place(&draft, &self.root.join(&name), &mut folders) {
                // A folder stands where the file should, or a file where its folder should.
                Err(error) if matches!(error.kind(), ErrorKind::IsADirectory | ErrorKind::NotADirectory) => {
                    let digest = blake3::hash(name.as_os_str().as_encoded_bytes()).to_hex();
                    self.place(&draft, &self.root.join(format!("~{}.json", &digest[..16])), &mut folders)?;
                }
                other => other?,
            }
            draft.published = true;
        }
        for folder in folders {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn place(&self, draft: &Draft, target: &Path, folders: &mut BTreeSet<PathBuf>) -> io::Result<()> {
        let folder = target.parent().unwrap_or(&self.root);
        if !folders.contains(folder) {
            self.make_folder(folder, folders)?;
            folders.insert(folder.to_owned());
        }
        fs::rename(&draft.path, target)
    }

    /// Makes a folder and those above it; each that is new has to be synced where it stands.
    fn make_folder(&self, folder: &Path, touched: &mut BTreeSet<PathBuf>) -> io::Result<()> {
        match fs::create_dir(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound && folder != self.root => {
                self.make_folder(folder.parent().unwrap_or(&self.root), touched)?;
                self.make_folder(folder, touched)
            }
            Ok(()) => {
                touched.extend(folder.parent().map(Path::to_owned));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Tries whether the outbox can be written to, and makes it anew if it was removed.
    ///
    /// # Errors
    /// With what is still in the way.
    pub fn probe(&self) -> io::Result<()> {
        fs::create_dir_all(self.root.join(ASIDE))?;
        let mut draft = self.draft()?;
        draft.write_all(&[0; 4096])?;
        draft.flush()?;
        draft.file.get_ref().sync_all()
    }

    /// Opens what was published under a name, if anything was.
    pub fn published(&self, name: &Path) -> Option<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::open(self.root.join(name), flags, Mode::empty()).ok()?;
        Some(File::from(file)).filter(|file| file.metadata().is_ok_and(|metadata| metadata.is_file()))
    }
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
            // What stays behind is cleared when the outbox is opened again.
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
        outbox.publish(drafts).unwrap();
        assert_eq!(fs::read_to_string(root.path().join("a/b/one.json")).unwrap(), "a/b/one.json");
        assert_eq!(fs::read_to_string(root.path().join("two.json")).unwrap(), "two.json");
        assert_eq!(fs::read_dir(root.path().join(ASIDE)).unwrap().count(), 1, "only the lock is left");
    }

    #[test]
    fn an_outbox_has_one_owner_and_forgets_what_a_crash_left() {
        let root = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(root.path()).unwrap();
        assert_eq!(Outbox::open(root.path()).err().unwrap().kind(), ErrorKind::WouldBlock);
        std::mem::forget(outbox.draft().unwrap());
        drop(outbox);
        Outbox::open(root.path()).unwrap();
        assert_eq!(fs::read_dir(root.path().join(ASIDE)).unwrap().count(), 1);
    }
}
