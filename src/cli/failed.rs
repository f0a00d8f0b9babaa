//! `copydesk failed`: what was set aside and why; put it back, or let it go.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{CommonArgs, Exit, Result, Stop, configuration, print};
use crate::config::Config;
use crate::spool::failed_inputs::{self, FailedInput};
use crate::spool::name;
use crate::spool::reason::RecordReason;

#[derive(Debug, Args)]
pub struct FailedArgs {
    #[command(subcommand)]
    action: Action,
    /// The directory of what failed [default: that of the configuration]
    #[arg(long, value_name = "DIR", global = true)]
    from: Option<PathBuf>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List what failed: path, code and message; of a file of records one line for each record that failed
    List {
        /// Print JSON, one object a line
        #[arg(long)]
        json: bool,
    },
    /// Print the reason file of an input
    Show {
        /// The input's path, as `list` prints it
        path: PathBuf,
        /// Print JSON; so it does without this, too
        #[arg(long)]
        json: bool,
    },
    /// Put inputs back into the inbox
    Retry(Done),
    /// Remove inputs that failed, for good
    Discard(Done),
}

/// Which inputs are meant.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Chosen {
    /// The inputs' paths, as `list` prints them
    paths: Vec<PathBuf>,
    /// All inputs that failed for this reason (`input.binary`)
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// All inputs that failed
    #[arg(long)]
    all: bool,
}

/// What is done with those that are chosen.
#[derive(Debug, Args)]
struct Done {
    #[command(flatten)]
    chosen: Chosen,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
}

pub fn run(args: &FailedArgs) -> Result {
    let config = configuration::load(&args.common, None)?;
    let failed = args.from.clone().unwrap_or_else(|| config.spool.failed.clone());
    let cannot = |error| Stop::new(format!("cannot read {}: {error}", failed.display()));
    let mut found = Vec::new();
    let mut exit = Exit::Done;
    for entry in failed_inputs::list(&failed).map_err(cannot)? {
        match entry {
            Ok(input) => found.push(input),
            Err((path, trouble)) => {
                exit = Exit::SomeFailed;
                say(&format!("{}: not a reason file: {trouble}", failed.join(path).display()));
            }
        }
    }
    match &args.action {
        Action::List { json } => list(&found, *json).map(|()| exit),
        Action::Show { path, .. } => show(&found, path),
        Action::Retry(done) => each(&found, done, |input| {
            let moved = failed_inputs::retry(&failed, &config.spool.inbox, &input.path)
                .map_err(|error| blocked(&config, error))?;
            Ok(if moved { "back in the inbox" } else { "forgotten: the original is still where it was" })
        }),
        Action::Discard(done) => each(&found, done, |input| {
            failed_inputs::discard(&failed, &input.path).map_err(|error| error.to_string())?;
            Ok("removed")
        }),
    }
}

fn list(found: &[FailedInput], json: bool) -> Result<()> {
    let mut text = String::new();
    for FailedInput { path, reason } in found {
        if json {
            let mut value = serde_json::to_value(reason).expect("a reason can be written as JSON");
            value["failed"] = name::shown(path).into();
            text.push_str(&format!("{value}\n"));
            continue;
        }
        let path = path.display();
        if reason.records.is_empty() {
            text.push_str(&format!("{path}\t{}\t{}\n", reason.code, reason.message));
        }
        for RecordReason { record, code, message } in &reason.records {
            text.push_str(&format!("{path}\t{code}\t{path}:{record}: {message}\n"));
        }
    }
    print(&text)
}

fn show(found: &[FailedInput], path: &std::path::Path) -> Result {
    let Some(input) = found.iter().find(|input| input.path == path) else {
        return Err(Stop::new(format!("nothing failed that is called {} (`copydesk failed list`)", path.display())));
    };
    let json = serde_json::to_string_pretty(&input.reason).expect("a reason can be written as JSON");
    print(&(json + "\n"))?;
    Ok(Exit::Done)
}

/// Does something with each input that is meant, and says what.
fn each(
    found: &[FailedInput],
    done: &Done,
    act: impl Fn(&FailedInput) -> std::result::Result<&'static str, String>,
) -> Result {
    let Done { chosen, json } = done;
    let mut exit = Exit::Done;
    for path in chosen.paths.iter().filter(|path| !found.iter().any(|input| input.path == **path)) {
        exit = Exit::SomeFailed;
        say(&format!("nothing failed that is called {} (`copydesk failed list`)", path.display()));
    }
    let meant = |input: &&FailedInput| {
        chosen.all || chosen.paths.contains(&input.path) || chosen.code.as_ref() == Some(&input.reason.code)
    };
    for input in found.iter().filter(meant) {
        match act(input) {
            Ok(done) if *json => print(&format!("{}\n", json!({ "failed": name::shown(&input.path), "done": done })))?,
            Ok(done) => print(&format!("{}: {done}\n", input.path.display()))?,
            Err(trouble) => {
                exit = Exit::SomeFailed;
                say(&format!("{}: {trouble}", input.path.display()));
            }
        }
    }
    Ok(exit)
}

fn blocked(config: &Config, error: std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("{} has a file of that name: wait until it is taken", config.spool.inbox.display())
        }
        _ => error.to_string(),
    }
}

#[expect(clippy::print_stderr, reason = "this is where the user reads what went wrong")]
fn say(line: &str) {
    eprintln!("copydesk: {line}");
}
