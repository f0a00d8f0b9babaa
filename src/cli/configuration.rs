//! Finds the configuration that holds: `--config`, else `config/copydesk.toml` where it exists, else the defaults.

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

impl ConfigFile {
    /// Checks the file; a mistake comes back as a message that shows its line.
    pub fn parse(&self) -> Result<Config> {
        let base = self.path.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Config::parse(&self.text, base)
            .map_err(|error| Stop::new(report::config_error(&self.path.display().to_string(), &self.text, &error)))
    }
}

/// Returns the configuration that holds for a command.
pub fn load(common: &CommonArgs, work: Option<&WorkArgs>) -> Result<Config> {
    let mut config = match file(common)? {
        Some(file) => file.parse()?,
        None => Config::defaults(Path::new(".")),
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
