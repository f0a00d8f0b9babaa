//! Claiming: an input belongs to this process once it has been renamed out of the inbox into `work/`. What was claimed
//! at a crash is found there again.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;

use super::disk;
use super::scan::{Found, Scan, kind_name};
use super::sidecar;

/// The folder below `work/` for inputs that were being cleaned when the process crashed. No input has this name, for
/// hidden names are never claimed.
const CRASHED: &str = ".again";

/// The inbox and the folder for what is claimed from it, on one file system.
#[derive(Clone, Debug)]
pub struct ClaimFolders {
    pub inbox: PathBuf,
    pub work: PathBuf,
}

/// An input that belongs to this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its path below the inbox.
    pub path: PathBuf,
    /// Where it lies now.
    pub place: PathBuf,
    /// How often the process crashed while it cleaned this input: 0, 1, or 2 for twice or more.
    pub crashes: u8,
}

/// The result of an attempt to claim.
#[derive(Debug)]
pub enum Claimed {
    Yes(Claim),
    /// Another input of that path is still in work: try again later.
    Busy,
    /// It is not there any more.
    Gone,
}

/// What is compared to tell whether a file has changed between two looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub inode: u64,
    pub size: u64,
    pub modified: (i64, i64),
    pub changed: (i64, i64),
}

/// What stands at a path.
#[derive(Debug)]
pub enum PathState {
    File(Stamp),
    Folder,
    /// Something that is never read: a link, a pipe, a socket, a device.
    Special(&'static str),
    Gone,
}

/// Returns what stands at a path. Does not follow links.
///
/// # Errors
/// If the disk fails.
pub fn look(path: &Path) -> io::Result<PathState> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(PathState::File(Stamp::of(&metadata))),
        Ok(metadata) if metadata.is_dir() => Ok(PathState::Folder),
        Ok(metadata) => Ok(PathState::Special(kind_name(metadata.file_type()))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(PathState::Gone),
        Err(error) => Err(error),
    }
}

impl Stamp {
    /// Returns the stamp of a file with such metadata.
    pub fn of(metadata: &fs::Metadata) -> Self {
        Stamp {
            inode: metadata.ino(),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Returns the stamp of an open file.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn of_open(file: &File) -> io::Result<Self> {
        Ok(Stamp::of(&file.metadata()?))
    }

    /// Tells whether two looks saw the same content. A rename in between changes `changed` alone.
    pub fn same_content(&self, other: &Stamp) -> bool {
        (self.inode, self.size, self.modified) == (other.inode, other.size, other.modified)
    }
}

impl ClaimFolders {
    /// Renames the input at `path` out of the inbox.
    ///
    /// # Errors
    /// If our own folders cannot be written.
    pub fn claim(&self, path: &Path) -> io::Result<Claimed> {
        let (from, to) = (self.inbox.join(path), self.work.join(path));
        // An empty folder of that name, left by another input, is removed; one that is in use makes this input wait.
        for _ in 0..2 {
            match disk::rename_to_free(&from, &to) {
                Ok(()) => {
                    if let Err(error) = sidecar::follow(&from, &to) {
                        // Claimed without it, the article would be cleaned without what is said of it.
                        disk::rename_to_free(&to, &from)?;
                        return Err(error);
                    }
                    return Ok(Claimed::Yes(Claim { path: path.to_owned(), place: to, crashes: 0 }));
                }
                Err(error) => match error.kind() {
                    ErrorKind::NotFound | ErrorKind::NotADirectory if fs::symlink_metadata(&from).is_err() => {
                        return Ok(Claimed::Gone);
                    }
                    ErrorKind::NotFound => make_folders(&to)?,
                    ErrorKind::AlreadyExists | ErrorKind::IsADirectory | ErrorKind::DirectoryNotEmpty => {
                        if fs::remove_dir(&to).is_err() {
                            return Ok(Claimed::Busy);
                        }
                    }
                    ErrorKind::NotADirectory => return Ok(Claimed::Busy),
                    _ => return Err(error),
                },
            }
        }
        Ok(Claimed::Busy)
    }

    /// Takes the sidecars whose articles a crash left claimed without them, and returns those that a crash left behind when
    /// their articles were put away, each with its article's path below the inbox.
    ///
    /// # Errors
    /// If the folders cannot be read or written.
    pub fn pair_sidecars(&self, claims: &[Claim]) -> io::Result<Vec<(PathBuf, PathBuf)>> {
        for claim in claims {
            let original = self.inbox.join(&claim.path);
            // One that stands beside another input of that name is that one's.
            if fs::symlink_metadata(&original).is_err() {
                sidecar::follow(&original, &claim.place)?;
            }
        }
        let mut alone = Vec::new();
        for root in [self.work.join(CRASHED), self.work.clone()] {
            let Ok(scan) = Scan::new(&root, &[]) else { continue };
            let files = scan.filter_map(|found| if let Found::File(path) = found { Some(path) } else { None });
            for path in files.filter(|path| sidecar::is_sidecar(path)) {
                let article = sidecar::article_of(&path);
                if fs::symlink_metadata(root.join(&article)).is_err() {
                    alone.push((root.join(&path), article));
                }
            }
        }
        Ok(alone)
    }

    /// Returns what was claimed at a crash; `running` are the inputs that were being cleaned at that moment.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn leftovers(&self, running: &HashSet<PathBuf>) -> io::Result<Vec<Claim>> {
        let mut claims = Vec::new();
        let again = self.work.join(CRASHED);
        for (root, before) in [(&again, 1), (&self.work, 0)] {
            let scan = match Scan::new(root, &[]) {
                Ok(scan) => scan,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for found in scan {
                match found {
                    Found::File(path) if sidecar::is_sidecar(&path) => {}
                    Found::File(path) | Found::Special(path, _) => {
                        let crashes = before + u8::from(running.contains(&path));
                        claims.push(Claim { place: root.join(&path), path, crashes });
                    }
                    Found::Unreadable(_, error) => return Err(error),
                }
            }
        }
        Ok(claims)
    }

    /// Notes on the disk, before an input is cleaned again, that the process crashed while it cleaned it.
    ///
    /// # Errors
    /// If it cannot be moved.
    pub fn mark(&self, claim: Claim) -> io::Result<Claim> {
        let place = self.work.join(CRASHED).join(&claim.path);
        if claim.place != place {
            make_folders(&place)?;
            fs::rename(&claim.place, &place)?;
            sidecar::follow(&claim.place, &place)?;
        }
        Ok(Claim { place, ..claim })
    }
}

fn make_folders(file: &Path) -> io::Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))
}

/// The lock that makes sure that only one process uses a spool. It ends with the process, however that ends.
pub struct SpoolLock {
    _file: File,
}

impl SpoolLock {
    /// Takes the lock below `state`.
    ///
    /// # Errors
    /// Of kind `WouldBlock` if another process has it; else if the folder cannot be written.
    pub fn take(state: &Path) -> io::Result<Self> {
        fs::create_dir_all(state)?;
        let file = File::options().create(true).append(true).open(state.join("lock"))?;
        rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        Ok(SpoolLock { _file: file })
    }
}

/// Tells whether a folder lies on a file system that others may change without inotify seeing it: those on the network
/// and those in user space (numbers from statfs(2) and linux/magic.h).
pub fn is_remote(folder: &Path) -> bool {
    const NFS: i64 = 0x6969;
    const SMB: i64 = 0x517B;
    const SMB2: i64 = 0xFE53_4D42;
    const CIFS: i64 = 0xFF53_4D42;
    const FUSE: i64 = 0x6573_5546;
    const V9FS: i64 = 0x0102_1997;
    const CEPH: i64 = 0x00C3_6400;
    const AFS: i64 = 0x5346_414F;
    const VBOXSF: i64 = 0x786F_4256;
    rustix::fs::statfs(folder).is_ok_and(|facts| {
        [NFS, SMB, SMB2, CIFS, FUSE, V9FS, CEPH, AFS, VBOXSF].contains(&i64::from(facts.f_type as u32))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_exclusive_and_is_found_again() {
        let root = tempfile::tempdir().unwrap();
        let place = ClaimFolders { inbox: root.path().join("in"), work: root.path().join("work") };
        fs::create_dir_all(place.inbox.join("a")).unwrap();
        fs::create_dir_all(place.work.join("a/b.html")).unwrap();
        fs::write(place.inbox.join("a/b.html"), "1").unwrap();
        let Claimed::Yes(claim) = place.claim(Path::new("a/b.html")).unwrap() else { panic!("it is there") };
        assert_eq!(fs::read_to_string(&claim.place).unwrap(), "1");
        assert!(matches!(place.claim(Path::new("a/b.html")).unwrap(), Claimed::Gone));
        fs::write(place.inbox.join("a/b.html"), "2").unwrap();
        assert!(matches!(place.claim(Path::new("a/b.html")).unwrap(), Claimed::Busy));

        let running = HashSet::from([PathBuf::from("a/b.html")]);
        let crashes = |running: &HashSet<PathBuf>| {
            let left = place.leftovers(running).unwrap();
            assert_eq!((left.len(), left[0].path.as_path()), (1, Path::new("a/b.html")));
            left[0].crashes
        };
        assert_eq!((crashes(&HashSet::new()), crashes(&running)), (0, 1));
        place.mark(place.leftovers(&running).unwrap().remove(0)).unwrap();
        assert_eq!((crashes(&HashSet::new()), crashes(&running)), (1, 2));
    }

    #[test]
    fn a_sidecar_is_claimed_with_its_article_also_after_a_crash() {
        let root = tempfile::tempdir().unwrap();
        let place = ClaimFolders { inbox: root.path().join("in"), work: root.path().join("work") };
        fs::create_dir_all(&place.inbox).unwrap();
        let write = |folder: &Path, name: &str| fs::write(folder.join(name), "{}").unwrap();
        ["a", "a.meta.json"].iter().for_each(|name| write(&place.inbox, name));
        assert!(matches!(place.claim(Path::new("a")).unwrap(), Claimed::Yes(_)));
        assert!(place.work.join("a.meta.json").exists() && !place.inbox.join("a.meta.json").exists());
        // The article was claimed and its sidecar was not; another's article was put away and its sidecar was not.
        write(&place.work, "b");
        write(&place.inbox, "b.meta.json");
        write(&place.work, "c.meta.json");
        // This one came later, with an article of its own.
        write(&place.work, "d");
        ["d", "d.meta.json"].iter().for_each(|name| write(&place.inbox, name));
        let claims = place.leftovers(&HashSet::new()).unwrap();
        assert_eq!(claims.len(), 3, "{claims:?}");
        let alone = place.pair_sidecars(&claims).unwrap();
        assert_eq!(alone, [(place.work.join("c.meta.json"), PathBuf::from("c"))]);
        assert!(place.work.join("b.meta.json").exists() && !place.work.join("d.meta.json").exists());
        let marked = place.mark(claims.into_iter().find(|claim| claim.path == Path::new("b")).unwrap()).unwrap();
        assert!(sidecar::of(&marked.place).exists());
    }

    #[test]
    fn one_process_has_the_lock() {
        let root = tempfile::tempdir().unwrap();
        let lock = SpoolLock::take(root.path()).unwrap();
        assert_eq!(SpoolLock::take(root.path()).err().unwrap().kind(), ErrorKind::WouldBlock);
        drop(lock);
        SpoolLock::take(root.path()).unwrap();
    }
}
