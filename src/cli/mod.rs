//! The command line: what each command takes, which configuration holds, and which exit code tells what.

mod about;
mod articles;
mod clean;
mod config;
mod configuration;
mod explain;
mod failed;
mod filter;
mod learn;
mod rules;
mod run;
mod shell;
mod speed;
#[cfg(feature = "service")]
mod status;
#[cfg(feature = "service")]
mod watch;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::Stage;

/// What the process says with its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything was done.
    Done = 0,
    /// Some inputs could not be done; the others were.
    SomeFailed = 1,
    /// Usage, configuration or environment: this process cannot go on.
    Stopped = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command cannot go on, as a message for the user.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Stop(pub String);

impl Stop {
    fn new(message: impl Into<String>) -> Self {
        Stop(message.into())
    }
}

type Result<T = Exit> = std::result::Result<T, Stop>;

/// Turns raw scraped articles into clean, normalized JSON documents, and accounts for every change.
#[derive(Debug, Parser)]
#[command(
    name = "copydesk",
    version,
    disable_version_flag = true,
    arg_required_else_help = true,
    after_help = about::help(),
    max_term_width = 100
)]
pub struct Cli {
    /// Print the version
    #[arg(long, short = 'V')]
    version: bool,
    /// With --version, also name the data of others that the program carries
    #[arg(long, requires = "version")]
    verbose: bool,
    #[command(flatten)]
    common: CommonArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// Refuses what the parser lets through: a command beside `--version`, or none of the two.
    fn checked(self) -> std::result::Result<Self, clap::Error> {
        let (kind, message) = match (self.version, &self.command) {
            (true, Some(_)) => (ErrorKind::ArgumentConflict, "`--version` stands alone: leave out the command"),
            (false, None) => (ErrorKind::MissingSubcommand, "a command is missing: `copydesk --help` lists them"),
            _ => return Ok(self),
        };
        Err(Self::command().error(kind, message))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Clean a whole directory once
    Run(run::RunArgs),
    /// Watch the inbox and clean what comes, until told to stop
    #[cfg(feature = "service")]
    Watch(watch::WatchArgs),
    /// Say how the running service is
    #[cfg(feature = "service")]
    Status(status::StatusArgs),
    /// List what was set aside and why; put it back
    Failed(failed::FailedArgs),
    /// Clean one article and print its document
    Clean(clean::CleanArgs),
    /// Read JSON records from files or a stream, and write their documents, line for line
    Filter(filter::FilterArgs),
    /// Show every edit of an article as a diff, with its rule and its reason
    Explain(explain::ExplainArgs),
    /// Write down as rules what repeats in one source's documents
    Learn(learn::LearnArgs),
    /// Say what each rule does, with examples
    Rules(rules::RulesArgs),
    /// Write, check or show the configuration
    Config(config::ConfigArgs),
    /// Print the JSON Schema of documents
    Schema,
    /// Print the completions for a shell
    Completions(shell::CompletionsArgs),
    /// Print the manual page of the program or of one command
    Man(shell::ManArgs),
    /// Print the version, also as JSON
    Version(shell::VersionArgs),
}

/// What every command takes, before its name or after it.
#[derive(Clone, Debug, Args)]
pub struct CommonArgs {
    /// The configuration file [default: config/copydesk.toml where it exists, else built-in defaults]
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<std::path::PathBuf>,
    /// Say only what went wrong
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// How far the work goes, and with which rules.
#[derive(Clone, Debug, Args)]
pub struct WorkArgs {
    /// Stop after this stage; after `decode` the text is the whole decoded input
    #[arg(long, value_name = "STAGE", value_enum)]
    until: Option<Until>,
    /// Run only these rules: names, families or groups, parted by commas
    #[arg(long, value_name = "NAME|FAMILY|GROUP,…")]
    rules: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Until {
    Decode,
    Extract,
    Rules,
}

impl From<Until> for Stage {
    fn from(until: Until) -> Self {
        match until {
            Until::Decode => Stage::Decode,
            Until::Extract => Stage::Extract,
            Until::Rules => Stage::Rules,
        }
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse().checked().unwrap_or_else(|error| error.exit());
    let done = cli.command.map_or_else(|| shell::version_alone(cli.verbose), run);
    done.unwrap_or_else(|stop| {
        #[expect(clippy::print_stderr, reason = "this is where the user reads why")]
        {
            eprintln!("copydesk: {stop}");
        }
        Exit::Stopped
    })
    .into()
}

fn run(command: Command) -> Result {
    match command {
        Command::Run(args) => run::run(&args),
        #[cfg(feature = "service")]
        Command::Watch(args) => watch::run(&args),
        #[cfg(feature = "service")]
        Command::Status(args) => status::run(&args),
        Command::Failed(args) => failed::run(&args),
        Command::Clean(args) => clean::run(&args),
        Command::Filter(args) => filter::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Schema => shell::schema(),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        Command::Version(args) => shell::version(&args),
    }
}

/// Prints to standard output; a reader that went away ends the work quietly.
fn print(text: &str) -> Result<()> {
    use std::io::Write;

    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop::new(format!("cannot write: {error}")))
        }
        _ => Ok(()),
    }
}
