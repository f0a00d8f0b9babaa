//! Single operations on files and folders: those that the standard library lacks, and plain ones for modules that may
//! not touch the disk themselves.

use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

/// An open file and when it was last changed.
pub struct OpenArticle {
    pub file: File,
    /// RFC 3339 in UTC.
    pub modified: Option<String>,
}

/// Reads a whole text file.
///
/// # Errors
/// If it is absent, unreadable or not UTF-8.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

/// Opens an article that the user gave by name.
///
/// # Errors
/// If it cannot be opened or is a directory.
pub fn open_article(path: &Path) -> io::Result<OpenArticle> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("it is a directory; `copydesk run` cleans a directory"));
    }
    let modified = metadata.modified().ok().and_then(|time| jiff::Timestamp::try_from(time).ok());
    Ok(OpenArticle { file, modified: modified.map(|timestamp| timestamp.to_string()) })
}

/// Writes a new text file, with the folders above it.
///
/// # Errors
/// If it is there already, or cannot be written.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()
}

/// Tells whether two paths lead to the same existing directory.
pub fn is_same(left: &Path, right: &Path) -> bool {
    match (std::fs::canonicalize(left), std::fs::canonicalize(right)) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    }
}

/// Returns a path without links and `..`, or as it is if it leads nowhere.
pub fn absolute(path: &Path) -> std::path::PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Returns when a file was last changed, as RFC 3339 in UTC.
pub fn modified(path: &Path) -> Option<String> {
    let time = std::fs::symlink_metadata(path).ok()?.modified().ok()?;
    jiff::Timestamp::try_from(time).ok().map(|timestamp| timestamp.to_string())
}

/// Makes a folder with those above it, if it is not there.
///
/// # Errors
/// If it cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Tries whether a folder can be written to, by a file called `name` that is removed again. Programs that may do so at
/// the same time need different names.
///
/// # Errors
/// With what is in the way.
pub fn probe(folder: &Path, name: &str) -> io::Result<()> {
    let path = folder.join(name);
    let written = std::fs::write(&path, [0; 4096]).and_then(|()| File::open(&path)?.sync_all());
    let removed = std::fs::remove_file(&path);
    written.and(removed)
}

/// Replaces a small file in one step. It is not synced, for it is of no use after a crash.
///
/// # Errors
/// If it cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    std::fs::write(&temporary, bytes)?;
    std::fs::rename(temporary, path)
}

/// Tells whether two folders lie on one file system, so that a rename leads from one to the other.
pub fn is_same_file_system(left: &Path, right: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    match (std::fs::metadata(left), std::fs::metadata(right)) {
        (Ok(left), Ok(right)) => left.dev() == right.dev(),
        _ => false,
    }
}

/// Returns how many bytes of memory and how many descriptors this process uses, where the system tells.
pub fn own_usage() -> Option<(u64, u64)> {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    let descriptors = std::fs::read_dir("/proc/self/fd").ok()?.count();
    Some((pages * rustix::param::page_size() as u64, descriptors as u64))
}

/// Renames `from` to `to`, unless something stands there.
///
/// Some file systems cannot do this in one step (NFS, 9p and parts of FUSE refuse the flag with EINVAL). There, `to` is
/// looked at first. What somebody puts there between the look and the rename is replaced, so `to` should be in a folder
/// that only this program writes to.
///
/// # Errors
/// Of kind `AlreadyExists` if something stands there; else if the disk fails.
pub fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => match std::fs::symlink_metadata(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => std::fs::rename(from, to),
            Err(error) => Err(error),
        },
        other => Ok(other?),
    }
}

/// Returns a hidden path beside `target`, for its next or its former content. It is the same each time, so that what a
/// crash left there is overwritten. Those who do this at the same time need different `ending`s.
pub fn hidden_sibling(target: &Path, ending: &str) -> PathBuf {
    let digest = blake3::hash(target.as_os_str().as_bytes()).to_hex();
    target.with_file_name(format!(".{}.{ending}", &digest[..16]))
}

/// What is compared to tell whether a path still leads to the same folder.
pub type Identity = (u64, u64);

/// Returns the identity of what stands at a path, links followed; nothing if nothing stands there.
pub fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;

    std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Moves a file, also to another file system; at any moment it is complete in one of the two places. A link is moved as
/// a link. What is neither, such as a pipe, cannot be moved to another file system and is removed.
///
/// # Errors
/// If it can neither be renamed nor copied and removed.
pub fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    for last in [false, false, true] {
        fs::create_dir_all(folder)?;
        // A crash may undo the rename, but only as a whole: then the file is found where it was, and moved again.
        match fs::rename(from, to) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => return carry_over(from, to, folder),
            // Somebody who tidies up may have removed the folder while it was empty.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !last => {}
            other => return other,
        }
    }
    Ok(())
}

/// Moves a file to another file system.
fn carry_over(from: &Path, to: &Path, folder: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?.file_type();
    let temporary = hidden_sibling(to, "tmp");
    if kind.is_file() {
        fs::copy(from, &temporary)?;
        File::open(&temporary)?.sync_all()?;
    } else if kind.is_symlink() {
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => std::os::unix::fs::symlink(fs::read_link(from)?, &temporary)?,
        }
    } else {
        return fs::remove_file(from);
    }
    fs::rename(&temporary, to)?;
    File::open(folder)?.sync_all()?;
    fs::remove_file(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_no_file_is_followed_to_another_file_system() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("link"), root.path().join("there/link"));
        fs::create_dir(root.path().join("there")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &from).unwrap();
        carry_over(&from, &to, &root.path().join("there")).unwrap();
        assert_eq!(fs::read_link(&to).unwrap(), Path::new("/etc/passwd"));
        assert!(fs::symlink_metadata(&from).is_err());
        fs::write(&from, "text").unwrap();
        carry_over(&from, &to, &root.path().join("there")).unwrap();
        assert_eq!((fs::read_to_string(&to).unwrap().as_str(), from.exists()), ("text", false));
    }
}
