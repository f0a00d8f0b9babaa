//! What lies in an inbox: regular files, folder by folder in the order of their names. Follows no link.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// One thing that a scan came upon.
#[derive(Debug)]
pub enum Found {
    /// A regular file, as its path below the root.
    File(PathBuf),
    /// Something that is never read: a link, a pipe, a socket, a device.
    Special(PathBuf, &'static str),
    /// A folder that cannot be looked into.
    Unreadable(PathBuf, io::Error),
}

/// A walk through a folder. Memory is bounded by the largest folder on the way.
pub struct Scan {
    root: PathBuf,
    /// Folders that belong to the spool, not to the inbox.
    own: Vec<PathBuf>,
    /// Names yet to be looked at, the next one last.
    waiting: Vec<(PathBuf, fs::FileType)>,
}

impl Scan {
    /// Starts a walk through `root`, past the folders in `own` (an outbox inside the inbox).
    ///
    /// # Errors
    /// If `root` cannot be listed.
    pub fn new(root: &Path, own: &[&Path]) -> io::Result<Self> {
        let own = own.iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
        let mut scan = Scan { root: root.to_owned(), own, waiting: Vec::new() };
        scan.enter(Path::new(""))?;
        Ok(scan)
    }

    fn enter(&mut self, relative: &Path) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.root.join(relative))? {
            let entry = entry?;
            entries.push((relative.join(entry.file_name()), entry.file_type()?));
        }
        entries.sort_unstable_by(|(left, _), (right, _)| right.cmp(left));
        self.waiting.append(&mut entries);
        Ok(())
    }

    fn is_own(&self, relative: &Path) -> bool {
        !self.own.is_empty()
            && fs::canonicalize(self.root.join(relative)).is_ok_and(|folder| self.own.contains(&folder))
    }
}

impl Iterator for Scan {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while let Some((relative, kind)) = self.waiting.pop() {
            if relative.file_name().is_some_and(is_partial) {
                continue;
            }
            if kind.is_file() {
                return Some(Found::File(relative));
            }
            if !kind.is_dir() {
                return Some(Found::Special(relative, kind_name(kind)));
            }
            if self.is_own(&relative) {
                continue;
            }
            if let Err(error) = self.enter(&relative) {
                return Some(Found::Unreadable(relative, error));
            }
        }
        None
    }
}

/// Tells whether a name is one that programs give to files that they are still writing, or a hidden one.
pub fn is_partial(name: &OsStr) -> bool {
    let name = name.as_bytes();
    name.starts_with(b".") || [&b".tmp"[..], b".part", b".crdownload", b"~"].iter().any(|ending| name.ends_with(ending))
}

fn kind_name(kind: fs::FileType) -> &'static str {
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
    fn files_come_in_order_and_partial_ones_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        for name in ["b/2.html", "b/1.html", "a.txt", ".hidden", "c.part", "out/a.json", "d.txt~"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", root.path().join("link")).unwrap();
        let found: Vec<String> = Scan::new(root.path(), &[&root.path().join("out")])
            .unwrap()
            .map(|found| match found {
                Found::File(path) => path.display().to_string(),
                Found::Special(path, kind) => format!("{} is {kind}", path.display()),
                Found::Unreadable(path, error) => panic!("{}: {error}", path.display()),
            })
            .collect();
        assert_eq!(found, ["a.txt", "b/1.html", "b/2.html", "link is a symbolic link"]);
    }
}
