//! The articles of one file that the user named, or of standard input, without a spool.

use std::io::{self, BufRead};
use std::path::Path;

use super::{Result, Stop};
use crate::config::Config;
use crate::desk::Failure;
use crate::input::{Hint, InputError, Origin, RawInput, records};
use crate::spool::disk;

/// Calls `work` with each article of `file`, or of standard input, in order; with the reason for one that cannot be
/// read. A reader of our output that went away ends the work quietly.
pub fn each(
    file: Option<&Path>,
    config: &Config,
    mut work: impl FnMut(std::result::Result<RawInput, Failure>) -> io::Result<()>,
) -> Result<()> {
    let cannot = |error: io::Error| Stop::new(format!("cannot read {}: {error}", name(file)));
    let (reader, modified): (Box<dyn BufRead>, _) = match file.filter(|file| *file != Path::new("-")) {
        None => (Box::new(io::stdin().lock()), None),
        Some(path) => {
            let article = disk::open_article(path).map_err(cannot)?;
            (Box::new(io::BufReader::new(article.file)), article.modified)
        }
    };
    let origin = Origin {
        path: file.and_then(Path::file_name).map_or("-".into(), |name| name.to_string_lossy().into_owned()),
        record: None,
        modified,
        collection: if config.source.is_empty() { "inbox".to_owned() } else { config.source.clone() },
    };
    let articles = match records(reader, &Hint::from_name(&origin.path), config.input_limits) {
        Err(InputError::Io(error)) => return Err(cannot(error)),
        Err(error) => return written(work(Err(failed(&error)))),
        Ok(articles) => articles,
    };
    for record in articles {
        let raw = match record {
            Err(InputError::Io(error)) => return Err(cannot(error)),
            Err(error) => Err(failed(&error)),
            Ok(record) => Ok(RawInput {
                origin: Origin { record: record.number, ..origin.clone() },
                hint: record.hint,
                bytes: record.bytes,
                ..RawInput::default()
            }),
        };
        written(work(raw))?;
    }
    Ok(())
}

/// Returns the file's name as messages show it.
pub fn name(file: Option<&Path>) -> String {
    file.filter(|file| *file != Path::new("-")).map_or("standard input".into(), |file| file.display().to_string())
}

fn failed(error: &InputError) -> Failure {
    Failure { code: error.code(), message: error.to_string() }
}

fn written(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Stop::new(format!("cannot write: {error}"))),
    }
}
