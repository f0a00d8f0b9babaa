//! `copydesk clean`: one article in, one document out, no spool.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::{CommonArgs, Exit, Result, Stop, WorkArgs, articles, configuration};
use crate::desk::{Desk, Outcome};

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
    articles::each(args.file.as_deref(), &config, |raw| {
        match raw.map_or_else(Outcome::Failure, |raw| desk.clean(raw)) {
            Outcome::Document(document) if args.text => writeln!(out, "{}", document.text)?,
            Outcome::Document(document) => {
                writeln!(out, "{}", serde_json::to_string(&document).map_err(io::Error::other)?)?
            }
            Outcome::Failure(failure) => {
                exit = Exit::SomeFailed;
                writeln!(io::stderr(), "copydesk: {}: {}", articles::name(args.file.as_deref()), failure.message)?;
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
