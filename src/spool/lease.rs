//! Tells whether anybody still has a file open for writing. The only module with unsafe code.
#![allow(unsafe_code, reason = "no crate offers file leases safely: neither std, rustix nor nix has F_SETLEASE")]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// Asks the kernel for a read lease, which it refuses as long as any process has the file open for writing.
///
/// Returns `None` where leases do not work: on network file systems, and on files of other owners without
/// `CAP_LEASE` (fcntl(2), "Leases").
pub fn has_writer(file: &File) -> Option<bool> {
    // SAFETY: fcntl with these commands reads and writes no memory; the descriptor is open as long as `file` lives.
    let lease = |kind: libc::c_int| unsafe { libc::fcntl(file.as_raw_fd(), libc::F_SETLEASE, kind) };
    if lease(libc::F_RDLCK) == 0 {
        lease(libc::F_UNLCK);
        return Some(false);
    }
    (io::Error::last_os_error().raw_os_error() == Some(libc::EAGAIN)).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_is_seen_until_it_closes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let writer = File::create(&path).unwrap();
        let reader = File::open(&path).unwrap();
        // Some file systems have no leases; then nothing is known either way.
        if let Some(seen) = has_writer(&reader) {
            assert!(seen);
            drop(writer);
            assert_eq!(has_writer(&reader), Some(false));
        }
    }
}
