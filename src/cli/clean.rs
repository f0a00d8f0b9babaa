//! `copydesk clean`: one article in, one document out, no spool.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::articles::{Named, SaidArgs, Unread, written};
use super::{CommonArgs, Exit, Result, WorkArgs, configuration};
use crate::desk::{Desk, Outcome};
use crate::output::{Form, JsonLines, TextLines};

#[derive(Debug, Args)]
pub struct CleanArgs {
    /// The article, or a file of records; `-` or nothing for standard input
    file: Option<PathBuf>,
    /// Print the text alone instead of the document
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    said: SaidArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    common: CommonArgs,
}

pub fn run(args: &CleanArgs) -> Result {
    let mut config = configuration::load(&args.common, Some(&args.work))?;
    args.said.name_source(&mut config);
    let said = args.said.said()?;
    let desk = Desk::new(&config);
    let form: &dyn Form = if args.text { &TextLines } else { &JsonLines };
    let mut articles = Named { file: args.file.as_deref(), said: &said, expect: desk.expects() }.open(&config)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Done;
    while let Some(article) = articles.next()? {
        let (number, outcome) = match article {
            Err(Unread { number, failure, .. }) => (number, Outcome::Failure(failure)),
            Ok(raw) => (raw.item.number, desk.clean(raw)),
        };
        match outcome {
            Outcome::Document(document) => {
                let mut bytes = Vec::new();
                form.encode(&document, &mut bytes);
                written(out.write_all(&bytes))?;
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
