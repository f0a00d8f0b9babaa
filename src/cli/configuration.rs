//! Finds the configuration that holds: `--config`, else `config/copydesk.toml` where it exists, else the defaults;
//! over it what `COPYDESK_SECTION__KEY` in the environment says.
#![allow(clippy::disallowed_methods, reason = "the environment belongs here")]

use std::path::{Path, PathBuf};

use super::{CommonArgs, Result, Stop, WorkArgs};
use crate::config::Config;
use crate::report;
use crate::spool::disk;

/// Where a configuration is looked for when nobody names one.
pub const DEFAULT_FILE: &str = "config/copydesk.toml";

/// A configuration file as it stands on the disk.
pub struct ConfigFile {
    pub path: PathBuf,
    pub text: String,
}

/// Reads the configuration file that holds, if there is one.
pub fn file(common: &CommonArgs) -> Result<Option<ConfigFile>> {
    let path = common.config.clone().unwrap_or_else(|| DEFAULT_FILE.into());
    match disk::read_to_string(&path) {
        Ok(text) => Ok(Some(ConfigFile { path, text })),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && common.config.is_none() => Ok(None),
        Err(error) => Err(Stop::new(format!("cannot read the configuration {}: {error}", path.display()))),
    }
}

/// Returns what the environment sets, as `section.key` and the value as written.
pub fn environment() -> Vec<(String, String)> {
    let mut set: Vec<_> = std::env::vars()
        .filter_map(|(name, value)| {
            let (section, key) = name.strip_prefix("COPYDESK_")?.split_once("__")?;
            Some((format!("{}.{}", section.to_ascii_lowercase(), key.to_ascii_lowercase().replace("__", ".")), value))
        })
        .collect();
    set.sort();
    set
}

/// Returns the configuration that holds for a command.
pub fn load(common: &CommonArgs, work: Option<&WorkArgs>) -> Result<Config> {
    let mut config = match file(common)? {
        Some(file) => checked(&file.path.display().to_string(), &file.text, base(&file.path))?,
        None => checked("the environment", "", Path::new("."))?,
    };
    if let Some(work) = work {
        if let Some(until) = work.until {
            config.until = until.into();
        }
        if let Some(rules) = &work.rules {
            config.rules.restrict(rules).map_err(|message| Stop::new(format!("--rules: {message}")))?;
        }
    }
    Ok(config)
}

/// Reads a rule file.
fn read(path: &Path) -> std::result::Result<String, String> {
    disk::read_to_string(path).map_err(|error| error.to_string())
}

/// The folder of a configuration file.
fn base(path: &Path) -> &Path {
    path.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Checks the file first, so that its own mistakes are shown in its own lines; then with the environment over it.
fn checked(name: &str, text: &str, base: &Path) -> Result<Config> {
    let config =
        Config::parse(text, base, &read).map_err(|error| Stop::new(report::config_error(name, text, &error)))?;
    let environment = environment();
    if environment.is_empty() {
        return Ok(config);
    }
    Config::parse_with(text, &environment, base, &read)
        .map_err(|error| Stop::new(format!("the environment's settings are not valid: {error}")))
}
