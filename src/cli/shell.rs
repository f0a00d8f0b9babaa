//! What the program says of itself: schema, completions, manual page, version.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::roff::Roff;

use super::{Cli, Exit, Result, Stop, about, print};
use crate::{desk, document, lexicon, rules};

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command whose page is wanted; nothing for the program's own
    command: Option<String>,
}

#[derive(Debug, Args)]
pub struct VersionArgs {
    /// Print JSON: tool, rules and document schema, so that a job can refuse mixed workers
    #[arg(long)]
    json: bool,
    /// Also name the data of others that the program carries
    #[arg(long, conflicts_with = "json")]
    verbose: bool,
}

pub fn schema() -> Result {
    let schema = serde_json::to_string_pretty(&document::schema()).expect("a schema can be written as JSON");
    print(&format!("{schema}\n"))?;
    Ok(Exit::Done)
}

pub fn completions(args: &CompletionsArgs) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "copydesk", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// The program's own page, or that of one command.
pub fn man(args: &ManArgs) -> Result {
    let mut program = Cli::command();
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Stop::new(format!("no command is called `{name}` (`copydesk --help` lists them)")))?
            .name(format!("copydesk-{name}")),
    };
    let mut page = Vec::new();
    write_man(command, &mut page).map_err(|error| Stop::new(format!("cannot write the manual page: {error}")))?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

/// Writes a command's page: what the arguments say, then what holds for the whole program.
fn write_man(command: clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let has_commands = command.has_subcommands();
    let man = clap_mangen::Man::new(command);
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if has_commands {
        man.render_subcommands_section(page)?;
    }
    let mut rest = Roff::new();
    about::manual(&mut rest);
    rest.to_writer(page)
}

/// What `--version` says; `verbose` adds whose data the program carries.
pub fn version_alone(verbose: bool) -> Result {
    if verbose {
        return version(&VersionArgs { json: false, verbose });
    }
    print(concat!("copydesk ", env!("CARGO_PKG_VERSION"), "\n"))?;
    Ok(Exit::Done)
}

pub fn version(args: &VersionArgs) -> Result {
    let tool = desk::tool();
    let text = if args.json {
        serde_json::json!({ "tool": tool, "rules": rules::RULES_VERSION, "document": document::DOCUMENT_SCHEMA })
            .to_string()
    } else {
        format!("{tool}, rules {}, {}", rules::RULES_VERSION, document::DOCUMENT_SCHEMA)
    };
    print(&format!("{text}\n"))?;
    if let Some(notice) = lexicon::NOTICE.filter(|_| args.verbose) {
        print(&format!("{notice}\n"))?;
    }
    Ok(Exit::Done)
}
