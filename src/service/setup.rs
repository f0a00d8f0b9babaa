//! What inputs are worked with: the configuration and what is made from it. It is replaced as a whole when the
//! configuration is read again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::{Config, Done};
use crate::desk::{Desk, tool};
use crate::input::Said;
use crate::spool::job::{Budget, Processor, Worked};
use crate::spool::{Finisher, Originals, disk, name};

/// A configuration, and what is made from it once.
pub struct Setup {
    pub config: Config,
    pub desk: Desk,
    pub finisher: Finisher,
    /// The collection's name in documents.
    pub collection: String,
    /// The configuration's file, if there is one.
    pub file: Option<PathBuf>,
}

impl Setup {
    /// Makes what `config` asks for; `file` is where it was read.
    pub fn new(config: Config, file: Option<PathBuf>) -> Self {
        let collection = if config.source.is_empty() {
            let inbox = disk::absolute(&config.spool.inbox);
            inbox.file_name().map_or_else(|| "inbox".to_owned(), |name| name.to_string_lossy().into_owned())
        } else {
            config.source.clone()
        };
        Setup { desk: Desk::new(&config), finisher: finisher(&config), collection, file, config }
    }

    /// Returns what cleans files; all threads that clean share one `budget`.
    pub fn processor<'a>(&'a self, budget: &'a Budget) -> Processor<'a> {
        Processor {
            desk: &self.desk,
            limits: self.config.input_limits,
            collection: &self.collection,
            tool: &self.finisher.tool,
            config: &self.finisher.config,
            budget,
            said: Said::default(),
        }
    }

    /// Returns the name below the outbox of the documents of the input at `path`.
    pub fn document_name(&self, path: &Path, worked: &Worked) -> PathBuf {
        /// An input of the same name and other content may come later: both are kept.
        const TEMPLATE: &str = "{path}.{id8}.json";
        let template = self.config.spool.name.as_deref().unwrap_or(TEMPLATE);
        name::document(template, path, &worked.digest, worked.many)
    }

    /// Returns the folders of the spool that are not the inbox, in case they lie inside it.
    pub fn own_folders(&self) -> [&Path; 5] {
        let spool = &self.config.spool;
        [&spool.work, &spool.outbox, &spool.failed, &spool.archive, &spool.state]
    }
}

fn finisher(config: &Config) -> Finisher {
    Finisher {
        failed: config.spool.failed.clone(),
        archive: config.spool.archive.clone(),
        originals: match config.spool.done {
            Done::Archive => Originals::Archive,
            Done::Delete => Originals::Delete,
        },
        tool: tool(),
        config: config.digest(),
    }
}

/// The setup that new work uses, shared by all threads. Work that has begun keeps the one that it began with.
pub struct CurrentSetup {
    setup: Mutex<Arc<Setup>>,
}

impl CurrentSetup {
    pub fn new(setup: Setup) -> Self {
        CurrentSetup { setup: Mutex::new(Arc::new(setup)) }
    }

    /// Returns the setup that holds now.
    pub fn get(&self) -> Arc<Setup> {
        Arc::clone(&self.lock())
    }

    /// Replaces the setup for all work that begins from now on.
    pub fn replace(&self, setup: Setup) {
        *self.lock() = Arc::new(setup);
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Setup>> {
        self.setup.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
