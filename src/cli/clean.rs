//! `copydesk clean`: one article in, one document out, no spool.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{CommonArgs, Exit, Result, Stop, WorkArgs, configuration};
use crate::desk::{Desk, Failure, Outcome};
use crate::input::{Hint, Origin, RawInput, records};
use crate::spool::disk;

#[derive(Debug, Args)]
pub struct CleanArgs {
    /// The article; `-` or nothing for standard input
    file: Option<PathBuf>,
    /// Print the text alone instead of the document
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    common: CommonArgs,
}

pub fn run(args: &CleanArgs) -> Result {
    let config = configuration::load(&args.common, Some(&args.work))?;
    let desk = Desk::new(&config);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Done;
    each_article(args.file.as_deref(), &config, |raw| {
        match raw.map_or_else(Outcome::Failure, |raw| desk.clean(raw)) {
            Outcome::Document(document) if args.text => writeln!(out, "{}", document.text)?,
            Outcome::Document(document) => {
                writeln!(out, "{}", serde_json::to_string(&document).map_err(io::Error::other)?)?
            }
            Outcome::Failure(failure) => {
                exit = Exit::SomeFailed;
                let name = args.file.as_deref().unwrap_or(Path::new("-"));
                writeln!(io::stderr(), "copydesk: {}: {}", name.display(), failure.message)?;
            }
        }
        Ok(())
    })?;
    match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Stop::new(format!("cannot write the document: {error}")))
        }
        _ => Ok(exit),
    }
}

/// Calls `work` with each article of a file or of standard input, in order.
pub fn each_article(
    file: Option<&Path>,
    config: &crate::config::Config,
    mut work: impl FnMut(std::result::Result<RawInput, Failure>) -> io::Result<()>,
) -> Result<()> {
    let name = file.unwrap_or(Path::new("-"));
    let cannot = |error: io::Error| Stop::new(format!("cannot read {}: {error}", name.display()));
    let (reader, modified): (Box<dyn BufRead>, _) = if name == Path::new("-") {
        (Box::new(io::stdin().lock()), None)
    } else {
        let file = disk::open_article(name).map_err(cannot)?;
        (Box::new(io::BufReader::new(file.file)), file.modified)
    };
    let path = name.file_name().unwrap_or(name.as_os_str()).to_string_lossy().into_owned();
    let hint = Hint::from_name(&path);
    let collection = if config.source.is_empty() { "inbox".to_owned() } else { config.source.clone() };
    let failed = |error: crate::input::InputError| Failure { code: error.code(), message: error.to_string() };
    let written = |result: io::Result<()>| match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Stop::new(format!("cannot write the document: {error}"))),
    };
    let records = match records(reader, &hint, config.input_limits) {
        Err(crate::input::InputError::Io(error)) => return Err(cannot(error)),
        Err(error) => return written(work(Err(failed(error)))),
        Ok(records) => records,
    };
    for record in records {
        let raw = match record {
            Err(crate::input::InputError::Io(error)) => return Err(cannot(error)),
            Err(error) => Err(failed(error)),
            Ok(record) => Ok(RawInput {
                origin: Origin {
                    path: path.clone(),
                    record: record.number,
                    modified: modified.clone(),
                    collection: collection.clone(),
                },
                hint: record.hint,
                bytes: record.bytes,
                ..RawInput::default()
            }),
        };
        written(work(raw))?;
    }
    Ok(())
}
