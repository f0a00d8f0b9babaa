//! The start: the folders of the spool are made and locked, and what the last run left in `work/` is found.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::config::Spool;
use crate::spool::claim::{Claim, ClaimFolders, SpoolLock};
use crate::spool::{Outbox, disk, running};

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "another copydesk works this spool (it holds {0}/lock): stop it first, or give this one its own [spool] root"
    )]
    Locked(PathBuf),
    #[error("cannot use {folder}: {error}; make it, or mend its permissions")]
    Folder { folder: PathBuf, error: io::Error },
    #[error(
        "{inbox} and {work} lie on different file systems, so claiming cannot be a rename: set [spool] work beside the inbox"
    )]
    DifferentFileSystems { inbox: PathBuf, work: PathBuf },
    #[error("cannot serve metrics on {address}: {error}; give [service] metrics another address")]
    Metrics { address: SocketAddr, error: io::Error },
    #[error("cannot start: {0}")]
    System(#[from] io::Error),
}

/// A spool that belongs to this process.
pub struct OpenSpool {
    pub lock: SpoolLock,
    pub outbox: Outbox,
    pub folders: ClaimFolders,
    /// What the last run had claimed and not finished.
    pub leftovers: Vec<Claim>,
    /// Sidecars that the last run had not put away with their articles, each with its article's path below the inbox.
    pub sidecars: Vec<(PathBuf, PathBuf)>,
}

impl OpenSpool {
    /// Makes the folders that are missing, and takes the locks.
    ///
    /// # Errors
    /// If another process has the spool, or a folder cannot be used.
    pub fn open(spool: &Spool) -> Result<Self, StartError> {
        make_folder(&spool.state)?;
        let lock = SpoolLock::take(&spool.state).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => StartError::Locked(spool.state.clone()),
            _ => StartError::Folder { folder: spool.state.clone(), error },
        })?;
        for needed in [&spool.inbox, &spool.work, &spool.failed, &spool.archive] {
            make_folder(needed)?;
        }
        if !disk::is_same_file_system(&spool.inbox, &spool.work) {
            return Err(StartError::DifferentFileSystems { inbox: spool.inbox.clone(), work: spool.work.clone() });
        }
        let outbox = Outbox::open(&spool.outbox).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => StartError::Locked(spool.outbox.join(".tmp")),
            _ => StartError::Folder { folder: spool.outbox.clone(), error },
        })?;
        let folders = ClaimFolders { inbox: disk::absolute(&spool.inbox), work: disk::absolute(&spool.work) };
        let leftovers = folders.leftovers(&running::take(&spool.state)?)?;
        let sidecars = folders.pair_sidecars(&leftovers)?;
        Ok(OpenSpool { lock, outbox, folders, leftovers, sidecars })
    }
}

fn make_folder(folder: &Path) -> Result<(), StartError> {
    disk::make_folder(folder).map_err(|error| StartError::Folder { folder: folder.to_owned(), error })
}
