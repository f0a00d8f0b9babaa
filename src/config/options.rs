//! Every option, with its default and what it does. `config/copydesk.toml` and the schema are made from this file:
//! the comments here are what users read. A default that a module above needs by itself stands there and is taken from there.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::own::{OwnRule, RulesOptions};
use crate::extract;
use crate::input::Limits;
use crate::rules::glue::DEFAULT_THRESHOLDS;

use super::units::{ByteSize, MaxAge, MaxSize, Wait};

/// The configuration as it is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Options {
    /// Where articles come from and go to.
    pub spool: SpoolOptions,
    /// What is taken from the inbox.
    pub input: InputOptions,
    /// How documents are laid out.
    pub outbox: OutboxOptions,
    /// What one input may cost. An input beyond a limit is set aside in `failed`, the others go on.
    pub limits: LimitOptions,
    /// How far the rules go.
    pub clean: CleanOptions,
    /// Rules to switch off, by name: `artifact.shortcode = false`. `copydesk rules` lists them.
    pub rules: RulesOptions,
    /// How likely a missing space must be before it is put back.
    pub glue: GlueOptions,
    /// The background service (`copydesk watch`).
    pub service: ServiceOptions,
    /// What the service removes by itself. It never touches the outbox.
    pub retention: RetentionOptions,
    /// The service's log, on standard error.
    pub log: LogOptions,
    /// Rules of your own, one table each; docs/own-rules.md explains them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rule: Vec<OwnRule>,
}

/// The options of `[spool]`: where articles come from and go to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SpoolOptions {
    /// The folder that the others stand under; a relative one stands under this file's own folder.
    pub root: String,
    /// Where raw articles are dropped.
    pub inbox: String,
    /// Where the service keeps what it has claimed and not yet finished. Must be on the inbox's file system.
    pub work: String,
    /// Where documents appear, whole and synced, never half-written. May be on another file system.
    pub outbox: String,
    /// Where inputs go that gave no document, each with a NAME.reason.json.
    pub failed: String,
    /// Where the service puts originals when their documents are safe.
    pub archive: String,
    /// The service's lock and status.
    pub state: String,
    /// How long a file that was written in place must be quiet before it is taken. Renamed-in files are taken at once.
    pub settle: Wait,
    /// What becomes of originals in the service: "archive" or "delete".
    pub done: Done,
}

impl Default for SpoolOptions {
    fn default() -> Self {
        SpoolOptions {
            root: ".".into(),
            inbox: "inbox".into(),
            work: "work".into(),
            outbox: "outbox".into(),
            failed: "failed".into(),
            archive: "archive".into(),
            state: "state".into(),
            settle: Wait(Duration::from_secs(1)),
            done: Done::Archive,
        }
    }
}

/// What becomes of an original whose documents are safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Done {
    /// It is moved to the archive.
    Archive,
    /// It is removed.
    Delete,
}

/// The options of `[input]`: what is taken from the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct InputOptions {
    /// The name of the collection, written into each document's `source`. Empty: the inbox's own name.
    pub source: String,
    /// Which files are taken, as patterns on the path below the inbox (`*` stays in one folder, `**` does not).
    pub include: Vec<String>,
    /// Which of those are left alone. Names that start with a dot or end in `.tmp`, `.part`, `.crdownload` or `~` always are.
    pub exclude: Vec<String>,
}

impl Default for InputOptions {
    fn default() -> Self {
        InputOptions { source: String::new(), include: vec!["**".into()], exclude: Vec::new() }
    }
}

/// The options of `[outbox]`: how documents are laid out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct OutboxOptions {
    /// The name of a document below the outbox. `{path}` is the input's path below the inbox, `{id}` the first 32 hex
    /// digits of BLAKE3 over the input's bytes, `{id8}` the first eight of them. Empty: `{path}.json` in `run`,
    /// `{path}.{id8}.json` in `watch`. Many documents in one file end in `.jsonl`.
    pub name: String,
}

/// The options of `[limits]`: what one input may cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct LimitOptions {
    /// The largest article: a file of one, or one record of many.
    pub bytes: ByteSize,
    /// The most that one compressed file may unpack to, all its records together.
    pub decompressed_bytes: ByteSize,
    /// The most that a compressed file may grow, in times its size.
    pub ratio: u64,
    /// The deepest nesting of elements that a page keeps; deeper ones move up, their text stays.
    pub depth: usize,
    /// The longest that one input may take.
    pub time: Wait,
    /// The most bytes of input that are held in memory at once, over all workers. Cleaning takes several times as much.
    pub memory: ByteSize,
}

impl Default for LimitOptions {
    fn default() -> Self {
        let input = Limits::default();
        LimitOptions {
            bytes: ByteSize(input.bytes),
            decompressed_bytes: ByteSize(input.decompressed_bytes),
            ratio: input.ratio,
            depth: extract::Settings::default().depth,
            time: Wait(Duration::from_mins(1)),
            memory: ByteSize(32 << 20),
        }
    }
}

/// The options of `[clean]`: how far the rules go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CleanOptions {
    /// How sure an edit must be to be made: "sure" (beyond dispute) or "likely" (right in at least 99.5 % of the cases
    /// measured). What is less sure is only suggested, in `quality.suggestions`.
    pub apply: Apply,
    /// A document is marked `suspect` (`text.much_removed`) if the rules took a larger share of its text than this, from
    /// 0 to 1: a rule may have gone too far, or the page may hold no article.
    pub most_removed: f64,
}

impl Default for CleanOptions {
    fn default() -> Self {
        CleanOptions { apply: Apply::Likely, most_removed: 0.3 }
    }
}

/// The options of `[glue]`: how likely a missing space must be before it is put back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct GlueOptions {
    /// From which likelihood on, 0 to 1, each kind of seam is parted: sentence, comma, quote, bracket, digit, case,
    /// letters. One that stays below is suggested from 0.5 on.
    pub threshold: BTreeMap<String, f64>,
    /// The same for texts in one language, where it is to differ: `language.de = { letters = 0.99 }`.
    pub language: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Default for GlueOptions {
    fn default() -> Self {
        let threshold = DEFAULT_THRESHOLDS
            .iter()
            .map(|&(kind, threshold)| (kind.as_str().to_owned(), (f64::from(threshold) * 1000.0).round() / 1000.0))
            .collect();
        GlueOptions { threshold, language: BTreeMap::new() }
    }
}

/// The weakest certainty that is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Apply {
    /// Only what is beyond dispute.
    Sure,
    /// Also what is right in nearly all cases.
    Likely,
}

/// The options of `[service]`: how the background service works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct ServiceOptions {
    /// How many articles are cleaned at once. 0: as many as there are processors.
    pub workers: usize,
    /// How often the inbox is looked through whatever the system's file events say.
    pub rescan: Wait,
    /// Whether to look again and again instead of trusting file events: "auto" (where the file system has none, such
    /// as NFS), "always" or "never".
    pub poll: Poll,
    /// How often, where it is polled.
    pub poll_interval: Wait,
    /// Where metrics for Prometheus and answers on health are served over HTTP (`/metrics`, `/healthz`, `/readyz`): a
    /// loopback address such as "127.0.0.1:9464". Empty: nowhere.
    pub metrics: String,
}

impl Default for ServiceOptions {
    fn default() -> Self {
        ServiceOptions {
            workers: 0,
            rescan: Wait(Duration::from_mins(1)),
            poll: Poll::Auto,
            poll_interval: Wait(Duration::from_secs(2)),
            metrics: String::new(),
        }
    }
}

/// The options of `[retention]`: how long what was put away stays, and how much of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct RetentionOptions {
    /// How long originals stay in the archive, from the day they were put there: such as "90 d", or "forever".
    pub archive_age: MaxAge,
    /// How much of them stays, such as "50 GiB", or "unlimited". The oldest go first.
    pub archive_size: MaxSize,
    /// The same for what stands in `failed`, each input together with its reason.
    pub failed_age: MaxAge,
    /// How much of that stays.
    pub failed_size: MaxSize,
}

/// Whether the inbox is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Poll {
    /// Where the file system has no events.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// The options of `[log]`: what the service logs, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct LogOptions {
    /// "error", "warn", "info", "debug" or "trace".
    pub level: LogLevel,
    /// "human" or "json" (one object a line).
    pub format: LogFormat,
}

impl Default for LogOptions {
    fn default() -> Self {
        LogOptions { level: LogLevel::Info, format: LogFormat::Human }
    }
}

/// The least severe messages that are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What could not be done.
    Error,
    /// Also what went otherwise than meant.
    Warn,
    /// Also what happens.
    Info,
    /// Also why.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// Returns the level as the configuration writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
            LogLevel::Trace => "trace",
        }
    }
}

/// How messages are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}
