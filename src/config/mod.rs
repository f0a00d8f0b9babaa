//! The configuration: what the user wrote, checked once, and never looked at raw again.
//!
//! Reads no file itself: it is given the text. A mistake is returned with its place in that text.

mod error;
mod options;
mod own;
mod template;
mod units;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::input;
use crate::rules::glue::{SeamKind, Thresholds};
use crate::rules::learned::{Entry, learned_rules};
use crate::rules::{AnyRule, Group, RULES, RULES_VERSION};
use crate::text::Certainty;

pub use error::{ConfigError, WrittenFile, nearest};
pub use options::{
    Apply, CleanOptions, Done, GlueOptions, InputOptions, LimitOptions, LogFormat, LogLevel, LogOptions, Options,
    OutboxOptions, Poll, RetentionOptions, ServiceOptions, SpoolOptions,
};
pub use own::{OwnAction, OwnCertainty, OwnRule, OwnScope, RulesOptions};
pub use template::{origins, template};
pub use units::{ByteSize, MaxAge, MaxSize, Wait};

/// A checked configuration: nothing optional, nothing relative to guess.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The options as they hold, for `config show`.
    pub options: Options,
    pub(crate) spool: Spool,
    /// All rules, and which of them run.
    pub rules: Selection,
    /// The weakest certainty that is applied.
    pub(crate) apply: Certainty,
    /// The largest share of a text that rules may take out before its document is marked.
    pub(crate) most_removed: f64,
    /// How likely a missing space must be before it is put back.
    pub(crate) glue: Arc<Thresholds>,
    /// Where the work stops.
    pub until: Stage,
    /// The deepest nesting of elements that a page keeps.
    pub(crate) depth: usize,
    pub(crate) input_limits: input::Limits,
    /// The name of the collection; empty for the inbox's own.
    pub source: String,
    pub(crate) include: GlobSet,
    pub(crate) exclude: GlobSet,
    /// Where metrics are served, if they are.
    pub(crate) metrics: Option<SocketAddr>,
}

/// The spool's directories, absolute or relative to the process.
#[derive(Clone, Debug)]
pub(crate) struct Spool {
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

/// All rules that there are, and which of them run.
#[derive(Clone)]
pub struct Selection {
    /// Our own and those that the configuration declares, in the order in which they have precedence.
    all: Vec<AnyRule>,
    /// Full names of those that the configuration switched off.
    off: Vec<String>,
    /// Those that `--rules` asks for; none for all.
    only: Option<Vec<String>>,
}

impl Selection {
    /// Returns all rules, also those that do not run.
    pub(crate) fn all(&self) -> &[AnyRule] {
        &self.all
    }

    /// Returns the rules that run.
    pub(crate) fn enabled(&self) -> impl Iterator<Item = &AnyRule> {
        let is_on = |rule: &&AnyRule| {
            let named = |names: &[String]| names.iter().any(|name| name == rule.name());
            !named(&self.off) && self.only.as_deref().is_none_or(named)
        };
        self.all.iter().filter(is_on)
    }

    /// Returns the rules that `name` names: one, a family or a group.
    ///
    /// # Errors
    /// With a message if it names none.
    pub(crate) fn named(&self, name: &str) -> Result<Vec<&AnyRule>, String> {
        let found: Vec<_> = self.all.iter().filter(|rule| rule.answers_to(name)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let known = self.all.iter().flat_map(|rule| [rule.name(), rule.family(), rule.group().as_str()]);
        let hint = nearest(name, known).map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
        Err(format!("no rule, family or group is called `{name}`{hint} (`copydesk rules` lists them)"))
    }

    /// Leaves out what was learned and no longer holds on the day `today` (`2027-05-24`), and returns how many texts
    /// that are.
    pub(crate) fn expire(&mut self, today: &str) -> usize {
        self.keep_learned(|entry| today < entry.expires.as_str())
    }

    /// Leaves out all that was learned, so that learning sees what the source repeats.
    pub(crate) fn forget_learned(&mut self) {
        self.keep_learned(|_| false);
    }

    fn keep_learned(&mut self, keep: impl Fn(&Entry) -> bool) -> usize {
        let entries = |rule: &AnyRule| match rule {
            AnyRule::Learned(rule) => rule.entries().to_vec(),
            AnyRule::Declared(_) | AnyRule::User(_) => Vec::new(),
        };
        let all: Vec<Entry> = self.all.iter().flat_map(entries).collect();
        let kept: Vec<Entry> = all.iter().filter(|entry| keep(entry)).cloned().collect();
        if kept.len() < all.len() {
            self.all.retain(|rule| rule.group() != Group::Learned);
            self.all.extend(learned_rules(&kept).into_iter().map(AnyRule::learned));
        }
        all.len() - kept.len()
    }

    /// Narrows the selection to what `names` says: rules, families or groups, parted by commas.
    ///
    /// # Errors
    /// With a message if one of them is none of these.
    pub fn restrict(&mut self, names: &str) -> Result<(), String> {
        let mut only = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            only.extend(self.named(name)?.into_iter().map(|rule| rule.name().to_owned()));
        }
        self.only = Some(only);
        Ok(())
    }
}

impl fmt::Debug for Selection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.enabled().map(AnyRule::name)).finish()
    }
}

/// Reads a file that a configuration names, whose path is absolute or relative to the process; else says why it
/// cannot be read.
pub type ReadFile<'r> = &'r dyn Fn(&Path) -> Result<String, String>;

/// A mistake as it is found: the path to the value in the configuration, and what is wrong.
type Mistake = (Vec<String>, String);

impl Config {
    /// Reads and checks a configuration; `base` is the folder of its file, under which a relative `root` and the
    /// rule files stand; `read` reads those.
    ///
    /// # Errors
    /// With the first mistake and its place in `text`, or in the rule file that it is in.
    pub fn parse(text: &str, base: &Path, read: ReadFile<'_>) -> Result<Self, ConfigError> {
        let options: Options = toml::from_str(text).map_err(|error| ConfigError::from_toml(&error))?;
        let at = |(path, message): Mistake| ConfigError::at(text, &path, message);
        let mut rules: Vec<AnyRule> = RULES.iter().map(|rule| AnyRule::Declared(rule)).collect();
        rules.extend(own::check(&options.rule, &rules).map_err(at)?);
        let mut learned = Vec::new();
        for (index, name) in options.rules.files.iter().enumerate() {
            let path = base.join(name);
            let text = read(&path).map_err(|error| {
                let place = ["rules", "files", &index.to_string()].map(str::to_owned).to_vec();
                at((place, format!("cannot read the rule file {}: {error}", path.display())))
            })?;
            let file = own::read_file(WrittenFile { path, text }, &rules)?;
            rules.extend(file.rules);
            learned.extend(file.learned);
        }
        rules.extend(learned_rules(&learned).into_iter().map(AnyRule::learned));
        Config::check(options, base, rules).map_err(at)
    }

    /// Reads and checks a configuration with `settings` over it: `section.key` and a value as TOML or as bare text.
    ///
    /// # Errors
    /// With the first mistake; its place is one in the merged text, which nobody wrote.
    pub fn parse_with(
        text: &str,
        settings: &[(String, String)],
        base: &Path,
        read: ReadFile<'_>,
    ) -> Result<Self, ConfigError> {
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
                inner = entry.as_table_mut().ok_or_else(|| ConfigError {
                    span: 0..0,
                    message: format!("{path}: `{key}` is no section"),
                    file: None,
                })?;
            }
            inner.insert(last.to_owned(), value);
        }
        Config::parse(&toml::to_string(&table).expect("a table can be written"), base, read)
    }

    /// Returns the built-in defaults, with the spool under `base`.
    pub fn defaults(base: &Path) -> Self {
        let rules = RULES.iter().map(|rule| AnyRule::Declared(rule)).collect();
        Config::check(Options::default(), base, rules).expect("the defaults are valid")
    }

    fn check(options: Options, base: &Path, rules: Vec<AnyRule>) -> Result<Self, Mistake> {
        let at = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        let off = switched_off(&options, &rules)?;
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
        let metrics =
            metrics_address(&options.service.metrics).map_err(|message| (at(&["service", "metrics"]), message))?;
        let root = base.join(&options.spool.root);
        let under = |directory: &str| root.join(directory);
        let spool = &options.spool;
        let swept = [
            ("archive", &spool.archive, options.retention.archive_age, options.retention.archive_size),
            ("failed", &spool.failed, options.retention.failed_age, options.retention.failed_size),
        ];
        for (name, folder, age, size) in swept {
            let key = if age.0.is_some() { format!("{name}_age") } else { format!("{name}_size") };
            let others = [&spool.inbox, &spool.work, &spool.outbox, &spool.state, &spool.failed, &spool.archive];
            // Of the six one is the folder itself.
            let held = others.iter().filter(|other| under(other).starts_with(under(folder))).count();
            if (age.0.is_some() || size.0.is_some()) && held > 1 {
                let message =
                    format!("{folder} is or holds another folder of the spool: nothing can be removed from it");
                return Err((at(&["retention", &key]), message));
            }
        }
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
            },
            rules: Selection { all: rules, off, only: None },
            glue: Arc::new(thresholds(&options)?),
            apply: match options.clean.apply {
                Apply::Sure => Certainty::Sure,
                Apply::Likely => Certainty::Likely,
            },
            most_removed: most_removed(&options)?,
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
            metrics,
            options,
        })
    }

    /// Returns a digest of all that can change a document's bytes; where the spool lies does not.
    pub fn digest(&self) -> String {
        let rules: Vec<&str> = self.rules.enabled().map(AnyRule::name).collect();
        let mut facts = format!(
            "{RULES_VERSION}\n{rules:?}\n{}\n{}\n{:?}\n{}\n{}\n{:?}",
            self.apply.as_str(),
            self.most_removed,
            self.until,
            self.depth,
            self.source,
            self.glue
        );
        for rule in self.rules.enabled() {
            if let Some(definition) = rule.definition() {
                facts.push_str(&format!("\n{} {} {definition}", rule.name(), rule.certainty().as_str()));
            }
        }
        format!("b3:{}", &blake3::hash(facts.as_bytes()).to_hex()[..16])
    }
}

/// Returns the share of a text that rules may take out before its document is marked.
fn most_removed(options: &Options) -> Result<f64, Mistake> {
    let share = options.clean.most_removed;
    if (0.0..=1.0).contains(&share) {
        return Ok(share);
    }
    Err((vec!["clean".into(), "most_removed".into()], format!("{share} is no share: it must be from 0 to 1")))
}

/// Returns the thresholds of the rules for glued words.
fn thresholds(options: &Options) -> Result<Thresholds, Mistake> {
    let mut thresholds = Thresholds::default();
    let every = options.glue.threshold.iter().map(|(kind, value)| (None, kind, *value));
    let single = options
        .glue
        .language
        .iter()
        .flat_map(|(language, own)| own.iter().map(move |(kind, value)| (Some(language.as_str()), kind, *value)));
    for (language, name, value) in every.chain(single) {
        let mut path = vec!["glue".to_owned()];
        path.extend(
            language.map_or(vec!["threshold".to_owned()], |language| vec!["language".to_owned(), language.to_owned()]),
        );
        path.push(name.clone());
        let Some(kind) = SeamKind::ALL.into_iter().find(|kind| kind.as_str() == name) else {
            let known: Vec<_> = SeamKind::ALL.iter().map(|kind| kind.as_str()).collect();
            return Err((path, format!("no such kind of seam: `{name}`; there are {}", known.join(", "))));
        };
        if !(0.0..=1.0).contains(&value) {
            return Err((path, "a likelihood lies between 0 and 1".into()));
        }
        #[expect(clippy::cast_possible_truncation, reason = "a likelihood needs no more digits")]
        thresholds.set(kind, language, value as f32);
    }
    Ok(thresholds)
}

/// Reads where metrics are served: on this machine alone, for they need no password.
fn metrics_address(text: &str) -> Result<Option<SocketAddr>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(Some(address)),
        Ok(_) => Err("metrics are served on a loopback address only, such as \"127.0.0.1:9464\"".into()),
        Err(_) => Err("not an address with a port, such as \"127.0.0.1:9464\" or \"[::1]:9464\"".into()),
    }
}

/// Returns the full names of the rules that are switched off.
fn switched_off(options: &Options, rules: &[AnyRule]) -> Result<Vec<String>, Mistake> {
    let mut off = Vec::new();
    for (group, switches) in options.rules.groups() {
        for (name, on) in switches {
            let full = format!("{group}.{name}");
            if !rules.iter().any(|rule| rule.name() == full) {
                let hint = nearest(&full, rules.iter().map(AnyRule::name))
                    .map(|known| format!("; did you mean `{known}`?"))
                    .unwrap_or_default();
                let path = ["rules", group, name].map(str::to_owned).to_vec();
                return Err((path, format!("no rule is called `{full}`{hint}")));
            }
            if !on {
                off.push(full);
            }
        }
    }
    Ok(off)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("/base/config"), &|path| match path.to_str() {
            Some("/base/config/more.toml") => Ok(RULE.into()),
            Some("/base/config/wrong.toml") => Ok(RULE.replace("sheet", "shoot")),
            _ => Err("no such file".into()),
        })
    }

    const RULE: &str = "[[rule]]\nname = \"sheet\"\nfind = \"Subscribe to the sheet!\"\nscope = \"line\"\n\
        fixes = [[\"He left.\\n\\nSubscribe to the sheet!\", \"He left.\"]]\n";

    fn refuse(text: &str) -> (String, String) {
        let error = parse(text).unwrap_err();
        (text[error.span.clone()].to_owned(), error.to_string())
    }

    #[test]
    fn thresholds_of_glue_are_checked_and_belong_to_the_digest() {
        let config = parse("[glue]\nthreshold.letters = 0.99\nlanguage.de = { case = 0.9 }\n").unwrap();
        assert_eq!(config.glue.of(SeamKind::Letters, Some("de")), 0.99);
        assert_eq!(config.glue.of(SeamKind::Case, Some("de")), 0.9);
        assert_ne!(config.digest(), Config::defaults(Path::new(".")).digest());
        let refused = |text: &str| parse(text).is_err();
        assert!(refused("[glue]\nthreshold.letters = 2.0\n") && refused("[glue]\nthreshold.lettres = 0.9\n"));
    }

    #[test]
    fn relative_paths_stand_under_root_and_root_under_the_file() {
        let config = parse("[spool]\nroot = \"..\"\noutbox = \"/elsewhere\"\n").unwrap();
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
        let (place, message) = refuse("[service]\nmetrics = \"0.0.0.0:9464\"\n");
        assert_eq!(place, "\"0.0.0.0:9464\"");
        assert!(message.contains("loopback"), "{message}");
        assert_eq!(refuse("[service]\nmetrics = \"localhost\"\n").0, "\"localhost\"");
        let (place, message) = refuse("[spool]\noutbox = \"archive/clean\"\n[retention]\narchive_size = \"1 GB\"\n");
        assert_eq!(place, "\"1 GB\"");
        assert!(message.contains("another folder of the spool"), "{message}");
        assert!(refuse("[retention]\nfailed_age = \"never\"\n").1.contains("forever"));
        let (place, _) = refuse("[outbox]\nname = \"all.json\"\n");
        assert_eq!(place, "\"all.json\"");
        let (place, _) = refuse("[outbox]\nname = \"../{path}.json\"\n");
        assert_eq!(place, "\"../{path}.json\"");
    }

    #[test]
    fn a_rule_can_be_switched_off_or_asked_for_alone() {
        let mut config = parse("[rules]\nartifact.shortcode = false\n").unwrap();
        assert_ne!(config.digest(), Config::defaults(Path::new(".")).digest());
        let names = |config: &Config| config.rules.enabled().map(|rule| rule.name().to_owned()).collect::<Vec<_>>();
        assert!(!names(&config).contains(&"artifact.shortcode".to_owned()));
        config.rules.restrict("glue").unwrap();
        assert!(names(&config).iter().all(|name| name.starts_with("glue.")));
        assert!(config.rules.restrict("gleu").unwrap_err().contains("did you mean `glue`?"));
    }

    #[test]
    fn a_rule_of_ones_own_is_part_of_the_configuration() {
        let own = parse(RULE).unwrap();
        assert!(own.rules.enabled().any(|rule| rule.name() == "user.sheet"));
        assert_ne!(own.digest(), parse("").unwrap().digest());
        let other = parse(&RULE.replace("line", "block").replace("fixes", "summary = \"s.\"\nfixes")).unwrap();
        assert_ne!(own.digest(), other.digest());
        let file = parse("[rules]\nfiles = [\"more.toml\"]\n").unwrap();
        assert_eq!(file.digest(), own.digest(), "where a rule is written changes no document");
        let off = parse(&format!("[rules]\nuser.sheet = false\n{RULE}")).unwrap();
        assert!(!off.rules.enabled().any(|rule| rule.name() == "user.sheet"));
    }

    #[test]
    fn a_mistake_in_a_rule_is_returned_with_its_place() {
        let check = |text: &str, place: &str, says: &str| {
            let (found, message) = refuse(text);
            assert_eq!(found, place);
            assert!(message.contains(says), "{message}");
        };
        check("[[rule]]\nname = \"x\"\nregex = \"a|\"\nfixes = [[\"b\", \"b\"]]\n", "\"a|\"", "where nothing stands");
        check("[[rule]]\nname = \"x\"\nfind = \"e\"\n", "\"e\"", "matches too much");
        check(
            "[[rule]]\nname = \"x\"\nfind = \"é!\"\nfixes = [[\"a\", \"b\"]]\n",
            "[\"a\", \"b\"]",
            "makes “a” of this",
        );
        check("[[rule]]\nname = \"x\"\n", "\"x\"", "give it `find` or `regex`");
        check("[[rule]]\nname = \"x\"\nfnd = \"é!\"\n", "fnd", "did you mean `find`?");
        check("[[rule]]\nname = \"x\"\nscope = \"lines\"\n", "\"lines\"", "did you mean `line`?");
        check("[rules]\nfiles = [\"absent.toml\"]\n", "\"absent.toml\"", "no such file");
        check(&format!("{RULE}{RULE}"), "\"sheet\"", "another rule has this name");
    }

    #[test]
    fn a_mistake_in_a_rule_file_is_returned_with_that_file() {
        let error = parse(
            "[rules]\nfiles = [\"more.toml\", \"wrong.toml\"]\n[[rule]]\nname = \"x\"\nfind = \"éé!\"\nfixes = [[\"éé!\", \"\"]]\n",
        );
        assert!(error.is_ok(), "{error:?}");
        let error = parse("[rules]\nfiles = [\"more.toml\", \"more.toml\"]\n").unwrap_err();
        let file = error.file.unwrap();
        assert_eq!(file.path, Path::new("/base/config/more.toml"));
        assert_eq!(&file.text[error.span], "\"sheet\"");
    }
}
