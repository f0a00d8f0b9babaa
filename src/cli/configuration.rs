//! Finds the configuration that holds: `--config`, else `config/copydesk.toml` where it exists, else the defaults;
//! over it what `COPYDESK_SECTION__KEY` in the environment says.
#![allow(clippy::disallowed_methods, reason = "the environment belongs here, and the day on which a rule expires")]

use std::io::Write;
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
    load_over(common, work, &environment())
}

/// Returns the configuration that holds for a command, with one more file of rules.
pub fn load_with_rules(common: &CommonArgs, work: Option<&WorkArgs>, rules: &Path) -> Result<Config> {
    let file = file(common)?;
    let base = file.as_ref().map_or(Path::new("."), |file| base(&file.path));
    let mut files = load(common, None)?.options.rules.files;
    let rules = disk::absolute(rules);
    if files.iter().all(|named| disk::absolute(&base.join(named)) != rules) {
        files.push(rules.display().to_string());
    }
    let mut settings = environment();
    settings.push(("rules.files".to_owned(), toml::Value::from(files).to_string()));
    load_over(common, work, &settings)
}

fn load_over(common: &CommonArgs, work: Option<&WorkArgs>, settings: &[(String, String)]) -> Result<Config> {
    let mut config = match file(common)? {
        Some(file) => checked(&file.path.display().to_string(), &file.text, base(&file.path), settings)?,
        None => checked("the environment", "", Path::new("."), settings)?,
    };
    let today = jiff::Timestamp::now().to_string();
    let expired = config.rules.expire(&today[.."2027-05-24".len()]);
    if expired > 0 && !common.quiet {
        let told =
            format!("copydesk: {expired} learned rules no longer hold and are left out: run `copydesk learn` again");
        let _ = writeln!(std::io::stderr(), "{told}");
    }
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

/// Checks the file first, so that its own mistakes are shown in its own lines; then with the settings over it that the environment and the command line make.
fn checked(name: &str, text: &str, base: &Path, settings: &[(String, String)]) -> Result<Config> {
    let config =
        Config::parse(text, base, &read).map_err(|error| Stop::new(report::config_error(name, text, &error)))?;
    if settings.is_empty() {
        return Ok(config);
    }
    Config::parse_with(text, settings, base, &read)
        .map_err(|error| Stop::new(format!("the environment's settings are not valid: {error}")))
}
