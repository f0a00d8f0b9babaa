//! `copydesk config`: write the configuration file, check it, show what holds and why.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::speed::{SLOWEST, Speed, speeds};
use super::{CommonArgs, Exit, Result, Stop, configuration};
use crate::config::{self, Options};
use crate::spool::disk;

#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write a configuration file with every option, its default and what it does
    Init {
        /// Where to [default: the file that --config names, else config/copydesk.toml]
        file: Option<PathBuf>,
    },
    /// Check the configuration; a mistake is shown in its line
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print every option as it holds, and where it was set
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of the configuration
    Schema,
}

pub fn run(args: &ConfigArgs) -> Result {
    match &args.action {
        Action::Init { file } => init(&new_file(file.as_deref(), args.common.config.as_deref())?, args.common.quiet),
        Action::Check { json } => check(&args.common, *json),
        Action::Show { json } => show(&args.common, *json),
        Action::Schema => {
            let schema = schemars::schema_for!(Options);
            super::print(&format!(
                "{}\n",
                serde_json::to_string_pretty(&schema).expect("a schema can be written as JSON")
            ))?;
            Ok(Exit::Done)
        }
    }
}

/// Returns where a new configuration goes.
fn new_file(argument: Option<&Path>, option: Option<&Path>) -> Result<PathBuf> {
    match (argument, option) {
        (Some(argument), Some(option)) if argument != option => Err(Stop::new(format!(
            "cannot write to {} and to {}: name one of them",
            argument.display(),
            option.display()
        ))),
        (Some(file), _) | (None, Some(file)) => Ok(file.to_owned()),
        (None, None) => Ok(configuration::DEFAULT_FILE.into()),
    }
}

fn init(file: &Path, quiet: bool) -> Result {
    // In a folder of its own the file names the spool beside that folder.
    let root = if file.parent().is_some_and(|folder| folder.ends_with("config")) { ".." } else { "." };
    disk::write_new(file, &config::template(root)).map_err(|error| {
        let advice = if error.kind() == std::io::ErrorKind::AlreadyExists { "; move it away first" } else { "" };
        Stop::new(format!("cannot write {}: {error}{advice}", file.display()))
    })?;
    if !quiet {
        super::print(&format!("wrote {}\n", file.display()))?;
    }
    Ok(Exit::Done)
}

fn check(common: &CommonArgs, json: bool) -> Result {
    let loaded = configuration::load(common, None).and_then(fast_enough);
    let name = configuration::file(common)?.map(|file| file.path.display().to_string());
    if json {
        let error = loaded.as_ref().err().map(ToString::to_string);
        let report = serde_json::json!({ "schema": "copydesk/config-check/1", "file": name, "valid": error.is_none(), "error": error });
        super::print(&format!("{report}\n"))?;
        return Ok(if loaded.is_ok() { Exit::Done } else { Exit::Stopped });
    }
    let (config, speeds) = loaded?;
    if !common.quiet {
        let name = name.unwrap_or_else(|| format!("no {}: the built-in defaults", configuration::DEFAULT_FILE));
        super::print(&format!("{name}: valid ({})\n", config.digest()))?;
        for speed in speeds {
            super::print(&format!("  {}: {:.0} MB/s\n", speed.rule, speed.bytes_per_second / 1e6))?;
        }
    }
    Ok(Exit::Done)
}

/// Measures the rules that the configuration declares, and refuses one that is slow on this machine.
fn fast_enough(config: config::Config) -> Result<(config::Config, Vec<Speed>)> {
    let speeds = speeds(&config);
    match speeds.iter().find(|speed| speed.bytes_per_second < SLOWEST) {
        Some(slow) => Err(Stop::new(format!(
            "the rule `{}` is too slow: it reads {:.2} MB of text a second, and a rule should read at least {:.0}; \
             begin its pattern with letters that must be there, and repeat less",
            slow.rule,
            slow.bytes_per_second / 1e6,
            SLOWEST / 1e6
        ))),
        None => Ok((config, speeds)),
    }
}

fn show(common: &CommonArgs, json: bool) -> Result {
    let config = configuration::load(common, None)?;
    let file = configuration::file(common)?;
    let set = file.as_ref().map(|file| config::origins(&file.text)).unwrap_or_default();
    let environment = configuration::environment()?;
    let origin = |key: &str| {
        if environment.iter().any(|variable| variable.key == key) {
            "environment"
        } else if set.iter().any(|name| name == key) {
            "file"
        } else {
            "default"
        }
    };
    let options = toml::Table::try_from(&config.options).expect("options can be written as TOML");
    let mut text = String::new();
    let mut report = serde_json::Map::new();
    for (section, values) in &options {
        text.push_str(&format!("[{section}]\n"));
        let Some(values) = values.as_table() else { continue };
        for (key, value) in values {
            let path = format!("{section}.{key}");
            let origin = origin(&path);
            text.push_str(&format!("{key} = {value}  # {origin}\n"));
            report.insert(path, serde_json::json!({ "value": value, "origin": origin }));
        }
        text.push('\n');
    }
    if json {
        let report = serde_json::json!({ "schema": "copydesk/config/1", "options": report, "digest": config.digest() });
        super::print(&format!("{report}\n"))?;
    } else {
        super::print(text.trim_end_matches('\n'))?;
        super::print("\n")?;
    }
    Ok(Exit::Done)
}
