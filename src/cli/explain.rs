//! `copydesk explain`: every edit of an article as a coloured diff, with its rule and its reason.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::articles::{Named, SaidArgs, Unread, written};
use super::{CommonArgs, Exit, Result, WorkArgs, configuration};
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
    said: SaidArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    common: CommonArgs,
}

pub fn run(args: &ExplainArgs) -> Result {
    let mut config = configuration::load(&args.common, Some(&args.work))?;
    args.said.name_source(&mut config);
    let said = args.said.said()?;
    let desk = Desk::new(&config);
    let stdout = anstream::stdout();
    let paint = if stdout.current_choice() == anstream::ColorChoice::Never { Paint::Plain } else { Paint::Colour };
    let mut articles = Named { file: args.file.as_deref(), said: &said, expect: desk.expects() }.open(&config)?;
    let mut out = stdout.lock();
    let mut exit = Exit::Done;
    let mut first = true;
    while let Some(article) = articles.next()? {
        let lines = article.as_ref().ok().filter(|_| args.lines).and_then(|raw| desk.trace(raw)).unwrap_or_default();
        let (number, outcome) = match article {
            Err(Unread { number, failure, .. }) => (number, Outcome::Failure(failure)),
            Ok(raw) => (raw.item.number, desk.clean(raw)),
        };
        match outcome {
            Outcome::Document(document) if args.json => {
                written(writeln!(out, "{}", explain_json(&document, &lines)))?;
            }
            Outcome::Document(document) => {
                let parting = if std::mem::take(&mut first) { "" } else { "\n" };
                written(write!(out, "{parting}{}{}", explain(&document, paint), explain_lines(&lines, paint)))?;
            }
            Outcome::Failure(failure) => {
                exit = Exit::SomeFailed;
                let _ = writeln!(io::stderr(), "copydesk: {}: {}", articles.place(number), failure.message);
            }
        }
    }
    written(out.flush())?;
    Ok(exit)
}
