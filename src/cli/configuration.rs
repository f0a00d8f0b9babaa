//! Finds the configuration that holds: `--config`, else `config/copydesk.toml` where it exists, else the defaults;
//! over it what `COPYDESK_SECTION__KEY` in the environment says.
#![allow(clippy::disallowed_methods, reason = "the environment belongs here, and the day on which a rule expires")]

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{CommonArgs, Result, Stop, WorkArgs};
use crate::config::{Config, Options, nearest};
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

/// What begins with the names of all variables that set an option.
const PREFIX: &str = "COPYDESK_";
/// Variables of the program's build and tests, which set nothing.
const OF_THE_BUILD: &[&str] = &["COPYDESK_COMMIT", "COPYDESK_UPDATE"];
/// How names begin that Kubernetes gives to every container beside a service called `copydesk`.
const OF_KUBERNETES: &[&str] = &["COPYDESK_PORT", "COPYDESK_SERVICE_HOST", "COPYDESK_SERVICE_PORT"];

/// An option that the environment sets.
pub struct Variable {
    /// As it is written, such as `COPYDESK_CLEAN__APPLY`.
    name: String,
    /// The option as `section.key`.
    pub key: String,
    value: String,
}

impl Variable {
    fn setting(&self) -> (String, String) {
        (self.key.clone(), self.value.clone())
    }
}

/// Returns the options that the environment sets, in the order of their names.
///
/// # Errors
/// If the name of a variable that begins as ours names no option, or its value is not UTF-8.
pub fn environment() -> Result<Vec<Variable>> {
    let mut set = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        let is_single = !name.contains("__");
        let is_other = OF_THE_BUILD.contains(&name) || OF_KUBERNETES.iter().any(|start| name.starts_with(start));
        if is_single && is_other {
            continue;
        }
        let Some((section, key)) = name[PREFIX.len()..].split_once("__") else {
            let known = known_variables();
            let meant = nearest(name, known.iter().map(String::as_str));
            let hint = meant.map(|known| format!("; did you mean {known}?")).unwrap_or_default();
            return Err(Stop::new(format!("the environment sets {name}, which is no option{hint} ({HOW_NAMED})")));
        };
        let value = value.into_string().map_err(|_| Stop::new(format!("the value of {name} is not UTF-8")))?;
        let key = format!("{}.{}", section.to_ascii_lowercase(), key.to_ascii_lowercase().replace("__", "."));
        set.push(Variable { name: name.to_owned(), key, value });
    }
    set.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(set)
}

const HOW_NAMED: &str = "options are set as COPYDESK_SECTION__KEY; `copydesk config show` lists them";

/// Returns the variables that set an option which has a default.
fn known_variables() -> Vec<String> {
    let options = toml::Table::try_from(Options::default()).expect("options can be written as TOML");
    let keys = options.iter().filter_map(|(section, values)| Some((section, values.as_table()?)));
    keys.flat_map(|(section, values)| values.keys().map(move |key| variable(&format!("{section}.{key}")))).collect()
}

/// Returns the name of the variable that sets an option.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_ascii_uppercase().replace('.', "__"))
}

/// Returns the configuration that holds for a command.
pub fn load(common: &CommonArgs, work: Option<&WorkArgs>) -> Result<Config> {
    load_over(common, work, &[])
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
    load_over(common, work, &[("rules.files".to_owned(), toml::Value::from(files).to_string())])
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

/// Checks the file first, so that its own mistakes are shown in its own lines; then with the environment over it, and
/// `settings` over that.
fn checked(name: &str, text: &str, base: &Path, settings: &[(String, String)]) -> Result<Config> {
    let config =
        Config::parse(text, base, &read).map_err(|error| Stop::new(report::config_error(name, text, &error)))?;
    let environment = environment()?;
    if settings.is_empty() && environment.is_empty() {
        return Ok(config);
    }
    let all: Vec<_> = environment.iter().map(Variable::setting).chain(settings.iter().cloned()).collect();
    Config::parse_with(text, &all, base, &read).map_err(|error| {
        // The merged text is nobody's: the variable is named that is wrong by itself.
        let alone = environment.iter().find_map(|variable| {
            let error = Config::parse_with(text, &[variable.setting()], base, &read).err()?;
            Some(format!("{}={} in the environment: {error}", variable.name, variable.value))
        });
        Stop::new(alone.unwrap_or_else(|| {
            let names: Vec<_> = environment.iter().map(|variable| variable.name.as_str()).collect();
            format!("what the environment sets does not go together ({}): {error}", names.join(", "))
        }))
    })
}
