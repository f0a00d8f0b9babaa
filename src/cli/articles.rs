//! The articles of files that the user named, or of standard input, without a spool.

use std::io::{self, BufRead};
use std::path::Path;

use clap::Args;

use super::{Result, Stop};
use crate::config::Config;
use crate::desk::Failure;
use crate::input::{self, Expect, InputError, Opened, Origin, RawInput, Refused, Said, Source, Statement, Witness};
use crate::reason::Reason;
use crate::spool::{disk, sidecar};

/// What the command line says of articles. It is evidence, to be weighed against what the articles show.
#[derive(Clone, Debug, Default, Args)]
pub struct SaidArgs {
    /// The address that the article was fetched from
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The encoding that a header or a sender named, as a label of the WHATWG Encoding Standard
    #[arg(long, value_name = "LABEL")]
    charset: Option<String>,
    /// The collection's name in documents, in place of `[input] source`
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

impl SaidArgs {
    /// Returns what is said, once it is clear that it can be meant.
    pub fn said(&self) -> Result<Said> {
        let statement = |value: &Option<String>| value.as_ref().map(|value| Statement::new(value, Witness::Option));
        let mut said = Said::default();
        (said.url, said.charset) = (statement(&self.url), statement(&self.charset));
        said.check().map_err(|error| match error {
            input::SidecarError::Value { key, fault } => Stop::new(format!("--{key} {fault}")),
            other => Stop::new(other.to_string()),
        })?;
        Ok(said)
    }

    /// Puts the name of the collection into the configuration.
    pub fn name_source(&self, config: &mut Config) {
        if let Some(source) = &self.source {
            source.clone_into(&mut config.source);
        }
    }
}

/// A file, or standard input, with what is said of it.
pub struct Named<'a> {
    /// `-` is standard input, and so is nothing.
    pub file: Option<&'a Path>,
    pub said: &'a Said,
    pub expect: Expect,
}

/// An article that cannot be read.
pub struct Unread {
    /// Its place in its file, from 1.
    pub number: Option<u64>,
    /// Its bytes, as far as they are known.
    pub raw: Vec<u8>,
    pub failure: Failure,
}

/// The articles of one file, in order.
pub struct Articles<'a> {
    /// None once there is nothing more to be read.
    opened: Option<Opened<'a>>,
    /// Why the file as a whole cannot be read.
    refused: Option<Failure>,
    origin: Origin,
    name: String,
}

impl<'a> Named<'a> {
    /// Opens the file.
    ///
    /// # Errors
    /// If the system cannot open or read it, or the sidecar beside it.
    pub fn open(self, config: &Config) -> Result<Articles<'a>> {
        let name = name(self.file);
        let cannot = |error: io::Error| Stop::new(format!("cannot read {name}: {error}"));
        let path = self.file.filter(|file| *file != Path::new("-"));
        if let Some(path) = path.filter(|path| sidecar::is_sidecar(path)) {
            let article = sidecar::article_of(path);
            let message = format!("{name} is no article: it says something of {}; name that", article.display());
            return Err(Stop::new(message));
        }
        let (reader, modified): (Box<dyn BufRead>, _) = match path {
            None => (Box::new(io::BufReader::with_capacity(256 * 1024, io::stdin())), None),
            Some(path) => {
                let article = disk::open_article(path).map_err(cannot)?;
                (Box::new(io::BufReader::with_capacity(256 * 1024, article.file)), article.modified)
            }
        };
        let cannot_beside =
            |path: &Path, error: io::Error| Stop::new(format!("cannot read {}: {error}", sidecar::of(path).display()));
        let beside = match path {
            Some(path) => sidecar::read(path).map_err(|error| cannot_beside(path, error))?,
            None => None,
        };
        let beside = beside.as_deref().map(Said::from_sidecar).transpose();
        let shown = path.and_then(Path::file_name).map_or("-".into(), |name| name.to_string_lossy().into_owned());
        let default = if self.expect == Expect::Records && path.is_none() { "stdin" } else { "inbox" };
        let mut origin = Origin {
            path: shown.clone(),
            container: "",
            modified,
            collection: if config.source.is_empty() { default.to_owned() } else { config.source.clone() },
        };
        let said = match beside {
            Ok(beside) => self.said.clone().or(beside.unwrap_or_default()),
            Err(error) => {
                let failure = Failure { code: Reason::SidecarMalformed, message: error.to_string() };
                return Ok(Articles { opened: None, refused: Some(failure), origin, name });
            }
        };
        let source = Source { reader, name: shown, said, expect: self.expect, live: path.is_none() };
        match input::open(source, config.input_limits) {
            Err(InputError::Io(error)) => Err(cannot(error)),
            // A stream of no records is one without answers.
            Err(InputError::Empty) if self.expect == Expect::Records => {
                Ok(Articles { opened: None, refused: None, origin, name })
            }
            Err(error) => Ok(Articles { opened: None, refused: Some(error.into()), origin, name }),
            Ok(opened) => {
                origin.container = opened.container.name;
                Ok(Articles { opened: Some(opened), refused: None, origin, name })
            }
        }
    }
}

impl Articles<'_> {
    /// Returns the name of an article for messages: the file, and its place there.
    pub fn place(&self, number: Option<u64>) -> String {
        number.map_or_else(|| self.name.clone(), |number| format!("{}:{number}", self.name))
    }

    /// Returns the file's name as documents have it.
    pub fn path(&self) -> &str {
        &self.origin.path
    }

    /// Tells whether the next article can be read without waiting for whoever writes it.
    pub fn is_ready(&self) -> bool {
        self.opened.as_ref().is_none_or(Opened::is_ready)
    }

    /// Returns the next article, or why it cannot be read.
    ///
    /// # Errors
    /// If the system cannot read on.
    pub fn next(&mut self) -> Result<Option<std::result::Result<RawInput, Unread>>> {
        if let Some(failure) = self.refused.take() {
            return Ok(Some(Err(Unread { number: None, raw: Vec::new(), failure })));
        }
        match self.opened.as_mut().and_then(Iterator::next) {
            None => Ok(None),
            Some(Ok(item)) => Ok(Some(Ok(RawInput { origin: self.origin.clone(), item }))),
            Some(Err(Refused { error: InputError::Io(error), .. })) => {
                Err(Stop::new(format!("cannot read {}: {error}", self.name)))
            }
            Some(Err(Refused { number, raw, error })) => {
                Ok(Some(Err(Unread { number, raw: raw.unwrap_or_default(), failure: error.into() })))
            }
        }
    }
}

/// Returns the file's name as messages show it.
pub fn name(file: Option<&Path>) -> String {
    file.filter(|file| *file != Path::new("-")).map_or("standard input".into(), |file| file.display().to_string())
}

/// Ends quietly where the reader of our output went away.
pub fn written(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Stop::new(format!("cannot write: {error}"))),
    }
}
