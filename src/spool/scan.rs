//! The walk through an inbox, folder by folder, to its regular files. No link is followed.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// One thing that a scan has found.
#[derive(Debug)]
pub enum Found {
    /// A regular file, as its path below the root.
    File(PathBuf),
    /// Something that is never read: a link, a pipe, a socket, a device.
    Special(PathBuf, &'static str),
    /// A folder that cannot be looked into.
    Unreadable(PathBuf, io::Error),
}

impl Found {
    /// Returns where it is below the root.
    pub fn path(&self) -> &Path {
        match self {
            Found::File(path) | Found::Special(path, _) | Found::Unreadable(path, _) => path,
        }
    }
}

/// A walk through a folder, in the order of the disk. Names are read as they are asked for, so that a million of them
/// need no memory.
pub struct Scan {
    root: PathBuf,
    /// Folders that belong to the spool, not to the inbox.
    own: Vec<PathBuf>,
    /// The folders from the root down to the present one, each with the entries that are still to be read.
    open: Vec<(PathBuf, fs::ReadDir)>,
}

impl Scan {
    /// Starts a walk through `root`. The folders in `own` (an outbox inside the inbox) are left out.
    ///
    /// # Errors
    /// If `root` cannot be listed.
    pub fn new(root: &Path, own: &[&Path]) -> io::Result<Self> {
        let own = own.iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
        let open = vec![(PathBuf::new(), fs::read_dir(root)?)];
        Ok(Scan { root: root.to_owned(), own, open })
    }

    /// Starts a walk through the folder at `path` below `root`.
    ///
    /// # Errors
    /// If it cannot be listed.
    pub fn below(root: &Path, path: &Path, own: &[&Path]) -> io::Result<Self> {
        let mut scan = Scan::new(root, own)?;
        scan.open = vec![(path.to_owned(), fs::read_dir(root.join(path))?)];
        Ok(scan)
    }

    fn is_own(&self, relative: &Path) -> bool {
        !self.own.is_empty()
            && fs::canonicalize(self.root.join(relative)).is_ok_and(|folder| self.own.contains(&folder))
    }
}

impl Iterator for Scan {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let (folder, entries) = self.open.last_mut()?;
            let Some(entry) = entries.next() else {
                self.open.pop();
                continue;
            };
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let folder = folder.clone();
                    self.open.pop();
                    return Some(Found::Unreadable(folder, error));
                }
            };
            let name = entry.file_name();
            let relative = folder.join(&name);
            // This one has been removed meanwhile.
            let Ok(kind) = entry.file_type() else { continue };
            if is_partial(&name) || (kind.is_dir() && self.is_own(&relative)) {
                continue;
            }
            if kind.is_file() {
                return Some(Found::File(relative));
            }
            if !kind.is_dir() {
                return Some(Found::Special(relative, kind_name(kind)));
            }
            match fs::read_dir(self.root.join(&relative)) {
                Ok(entries) => self.open.push((relative, entries)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Some(Found::Unreadable(relative, error)),
            }
        }
    }
}

/// Tells whether a name is hidden, or one that programs give to files that they are still writing.
pub fn is_partial(name: &OsStr) -> bool {
    let name = name.as_bytes();
    name.starts_with(b".") || [&b".tmp"[..], b".part", b".crdownload", b"~"].iter().any(|ending| name.ends_with(ending))
}

/// Returns the name of a kind of file that is neither regular nor a folder.
pub fn kind_name(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;

    if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_and_partial_ones_are_not() {
        let root = tempfile::tempdir().unwrap();
        for name in ["b/2.html", "b/1.html", "a.txt", ".hidden", "c.part", "out/a.json", "d.txt~"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", root.path().join("link")).unwrap();
        let mut found: Vec<String> = Scan::new(root.path(), &[&root.path().join("out")])
            .unwrap()
            .map(|found| match found {
                Found::File(path) => path.display().to_string(),
                Found::Special(path, kind) => format!("{} is {kind}", path.display()),
                Found::Unreadable(path, error) => panic!("{}: {error}", path.display()),
            })
            .collect();
        found.sort();
        assert_eq!(found, ["a.txt", "b/1.html", "b/2.html", "link is a symbolic link"]);
    }
}
