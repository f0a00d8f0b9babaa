//! Where a run reads and writes, checked before anything is touched.

use std::io;
use std::path::{Path, PathBuf};

use crate::cli::{Result, Stop};
use crate::config::Config;
use crate::spool::{Outbox, Scan, disk, name};

/// The directories of one run.
pub struct Places {
    pub input: PathBuf,
    pub output: PathBuf,
    pub failed: PathBuf,
    pub archive: PathBuf,
    /// The collection's name in documents.
    pub collection: String,
    template: String,
}

/// What a document is called unless the configuration says otherwise.
const TEMPLATE: &str = "{path}.json";

impl Places {
    /// Decides where to read and write. Where the output is named, what fails goes to a sibling of it.
    pub fn find(input: Option<&Path>, output: Option<&Path>, config: &Config) -> Result<Self> {
        let spool = &config.spool;
        let input = input.unwrap_or(&spool.inbox).to_owned();
        let failed = output.map_or(spool.failed.clone(), |output| name::beside(output, ".failed"));
        let places = Places {
            output: output.unwrap_or(&spool.outbox).to_owned(),
            collection: if config.source.is_empty() { name::last(&input) } else { config.source.clone() },
            input,
            failed,
            archive: spool.archive.clone(),
            template: spool.name.clone().unwrap_or_else(|| TEMPLATE.to_owned()),
        };
        if disk::is_same(&places.input, &places.output) {
            return Err(Stop::new(format!(
                "{} is both inbox and outbox: name another directory for the documents",
                places.input.display()
            )));
        }
        Ok(places)
    }

    /// Begins to scan the inbox.
    pub fn scan(&self) -> Result<Scan> {
        Scan::new(&self.input, &[&self.output, &self.failed, &self.archive]).map_err(|error| {
            let inbox = self.input.display();
            Stop::new(match error.kind() {
                io::ErrorKind::NotFound => format!(
                    "the inbox {inbox} is not there: make it, name another (`copydesk run IN OUT`), or set [spool] inbox"
                ),
                io::ErrorKind::NotADirectory => {
                    format!("{inbox} is a file: `copydesk clean {inbox}` cleans one file, `run` a directory")
                }
                _ => format!("cannot read the inbox {inbox}: {error}"),
            })
        })
    }

    pub fn open_outbox(&self) -> Result<Outbox> {
        // Checked before the outbox is made: a wrong inbox must leave nothing behind.
        self.scan()?;
        Outbox::open(&self.output).map_err(|error| {
            let outbox = self.output.display();
            Stop::new(match error.kind() {
                io::ErrorKind::WouldBlock => {
                    format!("the outbox {outbox} is in use by another copydesk: wait for it, or name another outbox")
                }
                _ => format!("cannot write to the outbox {outbox}: {error}; give another, or mend its permissions"),
            })
        })
    }

    pub fn document_name(&self, path: &Path, id: &str, many: bool) -> PathBuf {
        name::document(&self.template, path, id, many)
    }

    /// Tells whether a document's name depends on more than its input's path.
    pub fn name_needs_id(&self) -> bool {
        self.template.contains("{id")
    }
}
