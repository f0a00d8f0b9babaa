//! The configuration: what the user wrote, checked once, and never looked at raw again.
//!
//! Reads no file itself: it is given the text. A mistake is returned with its place in that text.

mod error;
mod options;
mod template;
mod units;

use std::path::{Component, PathBuf};
use std::time::Duration;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::input;
use crate::rules::{RULES, RULES_VERSION, Rule};
use crate::text::Certainty;

pub use error::{ConfigError, nearest};
pub use options::{Apply, Done, LogFormat, LogLevel, Options, Poll};
pub use template::{origins, template};
pub use units::{ByteSize, Wait};

/// A checked configuration: nothing optional, nothing relative to guess.
#[derive(Clone, Debug)]
pub struct Config {
    /// The options as they hold, for `config show`.
    pub options: Options,
    pub spool: Spool,
    pub rules: Selection,
    /// The weakest certainty that is applied.
    pub apply: Certainty,
    pub until: Stage,
    /// The deepest nesting of elements that a page keeps.
    pub depth: usize,
    pub input_limits: input::Limits,
    /// The name of the collection; empty for the inbox's own.
    pub source: String,
    pub include: GlobSet,
    pub exclude: GlobSet,
}

/// The spool's directories, absolute or relative to the process.
#[derive(Clone, Debug)]
pub struct Spool {
    pub root: PathBuf,
    pub inbox: PathBuf,
    pub work: PathBuf,
    pub outbox: PathBuf,
    pub failed: PathBuf,
    pub archive: PathBuf,
    pub state: PathBuf,
    pub settle: Duration,
    pub done: Done,
    /// The outbox's name template; none for the command's own.
    pub name: Option<String>,
}

/// Where the work may stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The text is the whole decoded input, its characters repaired.
    Decode,
    /// The text is the article as it was found.
    Extract,
    /// All rules have run.
    Rules,
}

/// Which rules run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Full names of those that the configuration switched off.
    off: Vec<&'static str>,
    /// Those that `--rules` asks for; none for all.
    only: Option<Vec<&'static str>>,
}

impl Selection {
    /// Tells whether `rule` runs.
    pub fn is_enabled(&self, rule: &Rule) -> bool {
        !self.off.contains(&rule.name) && self.only.as_ref().is_none_or(|only| only.contains(&rule.name))
    }

    /// Narrows the selection to what `names` says: rules, families or groups, parted by commas.
    ///
    /// # Errors
    /// With a message if one of them is none of these.
    pub fn restrict(&mut self, names: &str) -> Result<(), String> {
        let mut only = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let before = only.len();
            only.extend(
                RULES
                    .iter()
                    .filter(|rule| rule.name == name || rule.family == name || rule.group.as_str() == name)
                    .map(|rule| rule.name),
            );
            if only.len() == before {
                let known = RULES.iter().flat_map(|rule| [rule.name, rule.family, rule.group.as_str()]);
                let hint = nearest(name, known).map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
                return Err(format!("no rule, family or group is called `{name}`{hint} (`copydesk rules` lists them)"));
            }
        }
        self.only = Some(only);
        Ok(())
    }
}

impl Config {
    /// Reads and checks a configuration; `base` is the folder of its file, under which a relative `root` stands.
    ///
    /// # Errors
    /// With the first mistake and its place in `text`.
    pub fn parse(text: &str, base: &std::path::Path) -> Result<Self, ConfigError> {
        let options: Options = toml::from_str(text).map_err(|error| ConfigError::from_toml(&error))?;
        Config::check(options, base).map_err(|(path, message)| ConfigError::at(text, &path, message))
    }

    /// Reads and checks a configuration with `settings` over it: `section.key` and a value as TOML or as bare text.
    ///
    /// # Errors
    /// With the first mistake; its place is one in the merged text, which nobody wrote.
    pub fn parse_with(text: &str, settings: &[(String, String)], base: &std::path::Path) -> Result<Self, ConfigError> {
        let mut table: toml::Table = toml::from_str(text).map_err(|error| ConfigError::from_toml(&error))?;
        for (path, value) in settings {
            let value = format!("value = {value}")
                .parse::<toml::Table>()
                .ok()
                .and_then(|mut parsed| parsed.remove("value"))
                .unwrap_or_else(|| toml::Value::String(value.clone()));
            let mut keys: Vec<&str> = path.split('.').collect();
            let last = keys.pop().unwrap_or_default();
            let mut inner = &mut table;
            for key in keys {
                let entry = inner.entry(key).or_insert_with(|| toml::Value::Table(toml::Table::new()));
                inner = entry
                    .as_table_mut()
                    .ok_or_else(|| ConfigError { span: 0..0, message: format!("{path}: `{key}` is no section") })?;
            }
            inner.insert(last.to_owned(), value);
        }
        Config::parse(&toml::to_string(&table).expect("a table can be written"), base)
    }

    /// Returns the built-in defaults, with the spool under `base`.
    pub fn defaults(base: &std::path::Path) -> Self {
        Config::check(Options::default(), base).expect("the defaults are valid")
    }

    fn check(options: Options, base: &std::path::Path) -> Result<Self, (Vec<String>, String)> {
        let at = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        let mut off = Vec::new();
        for (group, rules) in &options.rules {
            for (name, on) in rules {
                let full = format!("{group}.{name}");
                let Some(rule) = RULES.iter().find(|rule| rule.name == full) else {
                    let hint = nearest(&full, RULES.iter().map(|rule| rule.name))
                        .map(|known| format!("; did you mean `{known}`?"))
                        .unwrap_or_default();
                    return Err((at(&["rules", group, name]), format!("no rule is called `{full}`{hint}")));
                };
                if !on {
                    off.push(rule.name);
                }
            }
        }
        let globs = |key: &str, patterns: &[String]| {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns {
                let glob = GlobBuilder::new(pattern).literal_separator(true).build();
                set.add(glob.map_err(|error| (at(&["input", key]), format!("not a valid pattern: {error}")))?);
            }
            set.build().map_err(|error| (at(&["input", key]), error.to_string()))
        };
        if options.limits.depth < 16 {
            return Err((at(&["limits", "depth"]), "a page needs a nesting depth of at least 16".into()));
        }
        let name = (!options.outbox.name.is_empty()).then(|| options.outbox.name.clone());
        if let Some(name) = &name
            && !name.contains("{path}")
            && !name.contains("{id}")
        {
            let message = "the name must hold `{path}` or `{id}`, or documents would overwrite each other".into();
            return Err((at(&["outbox", "name"]), message));
        }
        let stays_below =
            |name: &String| std::path::Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if name.as_ref().is_some_and(|name| !stays_below(name)) {
            return Err((
                at(&["outbox", "name"]),
                "the name must stay below the outbox: no `..`, no leading `/`".into(),
            ));
        }
        let root = base.join(&options.spool.root);
        let under = |directory: &str| root.join(directory);
        Ok(Config {
            spool: Spool {
                inbox: under(&options.spool.inbox),
                work: under(&options.spool.work),
                outbox: under(&options.spool.outbox),
                failed: under(&options.spool.failed),
                archive: under(&options.spool.archive),
                state: under(&options.spool.state),
                settle: options.spool.settle.0,
                done: options.spool.done,
                name,
                root: root.clone(),
            },
            rules: Selection { off, only: None },
            apply: match options.clean.apply {
                Apply::Sure => Certainty::Sure,
                Apply::Likely => Certainty::Likely,
            },
            until: Stage::Rules,
            depth: options.limits.depth,
            input_limits: input::Limits {
                bytes: options.limits.bytes.0,
                decompressed_bytes: options.limits.decompressed_bytes.0,
                ratio: options.limits.ratio,
            },
            source: options.input.source.clone(),
            include: globs("include", &options.input.include)?,
            exclude: globs("exclude", &options.input.exclude)?,
            options,
        })
    }

    /// Returns a digest of all that can change a document's bytes; where the spool lies does not.
    pub fn digest(&self) -> String {
        let rules: Vec<&str> = RULES.iter().filter(|rule| self.rules.is_enabled(rule)).map(|rule| rule.name).collect();
        let facts = format!(
            "{RULES_VERSION}\n{rules:?}\n{}\n{:?}\n{}\n{}",
            self.apply.as_str(),
            self.until,
            self.depth,
            self.source
        );
        format!("b3:{}", &blake3::hash(facts.as_bytes()).to_hex()[..16])
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn refuse(text: &str) -> (String, String) {
        let error = Config::parse(text, Path::new("/base")).unwrap_err();
        (text[error.span.clone()].to_owned(), error.to_string())
    }

    #[test]
    fn relative_paths_stand_under_root_and_root_under_the_file() {
        let config =
            Config::parse("[spool]\nroot = \"..\"\noutbox = \"/elsewhere\"\n", Path::new("/base/config")).unwrap();
        assert_eq!(config.spool.inbox, Path::new("/base/config/../inbox"));
        assert_eq!(config.spool.outbox, Path::new("/elsewhere"));
    }

    #[test]
    fn a_mistake_is_returned_with_its_place_and_a_hint() {
        let (place, message) = refuse("[spool]\ninbx = \"in\"\n");
        assert_eq!(place, "inbx");
        assert!(message.contains("did you mean `inbox`?"), "{message}");
        let (place, message) = refuse("[rules]\nartifact.shortcde = false\n");
        assert_eq!(place, "shortcde");
        assert!(message.contains("did you mean `artifact.shortcode`?"), "{message}");
        let (place, message) = refuse("[spool]\nsettle = \"soon\"\n");
        assert_eq!(place, "\"soon\"");
        assert!(message.contains("250 ms"), "{message}");
        let (place, _) = refuse("[outbox]\nname = \"all.json\"\n");
        assert_eq!(place, "\"all.json\"");
        let (place, _) = refuse("[outbox]\nname = \"../{path}.json\"\n");
        assert_eq!(place, "\"../{path}.json\"");
    }

    #[test]
    fn a_rule_can_be_switched_off_or_asked_for_alone() {
        let mut config = Config::parse("[rules]\nartifact.shortcode = false\n", Path::new(".")).unwrap();
        assert_ne!(config.digest(), Config::defaults(Path::new(".")).digest());
        let names = |config: &Config| {
            RULES.iter().filter(|rule| config.rules.is_enabled(rule)).map(|rule| rule.name).collect::<Vec<_>>()
        };
        assert!(!names(&config).contains(&"artifact.shortcode"));
        config.rules.restrict("glue").unwrap();
        assert!(names(&config).iter().all(|name| name.starts_with("glue.")));
        assert!(config.rules.restrict("gleu").unwrap_err().contains("did you mean `glue`?"));
    }
}
