//! `copydesk explain`: every edit of an article as a coloured diff, with its rule and its reason.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::{CommonArgs, Exit, Result, Stop, WorkArgs, articles, configuration};
use crate::desk::{Desk, Outcome};
use crate::report::{Paint, explain, explain_json, explain_lines};

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The article, or a file of records; `-` or nothing for standard input
    file: Option<PathBuf>,
    /// Show also each line of a page: kept or not, how likely it is part of the article, and what speaks for that
    #[arg(long)]
    lines: bool,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    common: CommonArgs,
}

pub fn run(args: &ExplainArgs) -> Result {
    let config = configuration::load(&args.common, Some(&args.work))?;
    let desk = Desk::new(&config);
    let stdout = anstream::stdout();
    let paint = if stdout.current_choice() == anstream::ColorChoice::Never { Paint::Plain } else { Paint::Colour };
    let mut out = stdout.lock();
    let mut exit = Exit::Done;
    let mut first = true;
    articles::each(args.file.as_deref(), &config, |raw| {
        let lines = raw.as_ref().ok().filter(|_| args.lines).and_then(|raw| desk.trace(raw)).unwrap_or_default();
        match raw.map_or_else(Outcome::Failure, |raw| desk.clean(raw)) {
            Outcome::Document(document) if args.json => writeln!(out, "{}", explain_json(&document, &lines))?,
            Outcome::Document(document) => {
                let parting = if std::mem::take(&mut first) { "" } else { "\n" };
                write!(out, "{parting}{}{}", explain(&document, paint), explain_lines(&lines, paint))?;
            }
            Outcome::Failure(failure) => {
                exit = Exit::SomeFailed;
                writeln!(io::stderr(), "copydesk: {}: {}", articles::name(args.file.as_deref()), failure.message)?;
            }
        }
        Ok(())
    })?;
    out.flush().map_err(|error| Stop::new(format!("cannot write: {error}")))?;
    Ok(exit)
}
