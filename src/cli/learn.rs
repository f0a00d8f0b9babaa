//! `copydesk learn`: what repeats in one source's documents, written down as a rule file.
#![allow(clippy::disallowed_methods, reason = "the day from which a rule file no longer holds is counted from today")]

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{CommonArgs, Exit, Result, Stop, configuration};
use crate::config::Config;
use crate::desk::{Desk, tool};
use crate::document::Document;
use crate::input::Said;
use crate::learn::{Learned, Learner, Pieces, RepetitionSurvey, rules_file};
use crate::spool::job::{Budget, InputFile, Processor};
use crate::spool::sidecar::is_sidecar;
use crate::spool::{Found, Scan, disk, name};
use clap::Args;

#[derive(Debug, Args)]
pub struct LearnArgs {
    /// The directory whose articles are read
    #[arg(value_name = "DIR")]
    input: PathBuf,
    /// Where the rules go; an earlier file is replaced [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    lifetime: Lifetime,
    #[command(flatten)]
    common: CommonArgs,
}

/// How long what was learned holds.
#[derive(Clone, Debug, Args)]
pub struct Lifetime {
    /// After how many days what was learned no longer holds
    #[arg(long, value_name = "DAYS", default_value_t = DAYS)]
    expires: u16,
}

/// Sites are laid out anew every year or so; half of that is seldom too late.
const DAYS: u16 = 180;

impl Default for Lifetime {
    fn default() -> Self {
        Lifetime { expires: DAYS }
    }
}

/// What was learned from a directory.
pub struct Lesson {
    pub learned: Vec<Learned>,
    /// How many documents were read.
    pub documents: u64,
}

pub fn run(args: &LearnArgs) -> Result {
    let config = configuration::load(&args.common, None)?;
    let collection = if config.source.is_empty() { name::last(&args.input) } else { config.source.clone() };
    let lesson = learn(&args.input, &[], &collection, &config)?;
    match &args.output {
        None => super::print(&lesson.file(&args.lifetime))?,
        Some(output) => lesson.write(output, &args.lifetime)?,
    }
    if !args.common.quiet {
        let _ = writeln!(io::stderr(), "{}", lesson.summary());
    }
    Ok(Exit::Done)
}

/// Learns from all articles below `input`, past the folders in `own`.
pub fn learn(input: &Path, own: &[&Path], collection: &str, config: &Config) -> Result<Lesson> {
    let mut config = config.clone();
    config.rules.forget_learned();
    let reading = Reading { input, own, collection, config: &config, desk: Desk::new(&config) };
    let survey = Mutex::new((RepetitionSurvey::new(), 0));
    reading.each(&|document| {
        let pieces = Pieces::of(&document, collection);
        let mut survey = survey.lock().expect("no reader panics while it counts");
        survey.0.add(&pieces);
        survey.1 += 1;
    })?;
    let (survey, documents) = survey.into_inner().expect("no reader panics while it counts");
    let learner = Mutex::new(Learner::new(survey));
    reading.each(&|document| {
        let pieces = Pieces::of(&document, collection);
        learner.lock().expect("no reader panics while it looks").add(&pieces);
    })?;
    let learner = learner.into_inner().expect("no reader panics while it looks");
    Ok(Lesson { learned: learner.finish(), documents })
}

impl Lesson {
    fn file(&self, lifetime: &Lifetime) -> String {
        let last = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * i64::from(lifetime.expires));
        let day = &last.to_string()[.."2027-05-24".len()];
        rules_file(&self.learned, self.documents, day)
    }

    /// Writes the rule file, in one step.
    pub fn write(&self, output: &Path, lifetime: &Lifetime) -> Result<()> {
        disk::replace(output, self.file(lifetime).as_bytes())
            .map_err(|error| Stop::new(format!("cannot write {}: {error}", output.display())))
    }

    /// Says in one line what was learned.
    pub fn summary(&self) -> String {
        let mut sources: Vec<&str> = self.learned.iter().map(|entry| entry.source.as_str()).collect();
        sources.dedup();
        format!("learned {} texts of {} sources from {} documents", self.learned.len(), sources.len(), self.documents)
    }
}

/// One way through a directory, as often as it is wanted.
struct Reading<'a> {
    input: &'a Path,
    own: &'a [&'a Path],
    collection: &'a str,
    config: &'a Config,
    desk: Desk,
}

impl Reading<'_> {
    /// Cleans every article and hands its document on, over all processors and in no order. What gives no document
    /// teaches nothing; `run` says why.
    fn each(&self, take: &(dyn Fn(Document) + Sync)) -> Result<()> {
        let cannot = |error| Stop::new(format!("cannot read {}: {error}", self.input.display()));
        let scan = Mutex::new(Scan::new(self.input, self.own).map_err(cannot)?);
        let jobs = match self.config.options.service.workers {
            0 => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            jobs => jobs,
        };
        let budget = Budget::new(self.config.options.limits.memory.0);
        std::thread::scope(|threads| {
            for _ in 0..jobs {
                threads.spawn(|| self.read(&scan, &budget, take));
            }
        });
        Ok(())
    }

    fn read(&self, scan: &Mutex<Scan>, budget: &Budget, take: &(dyn Fn(Document) + Sync)) {
        let (tool, digest) = (tool(), self.config.digest());
        let processor = Processor {
            desk: &self.desk,
            limits: self.config.input_limits,
            collection: self.collection,
            tool: &tool,
            config: &digest,
            budget,
            said: Said::default(),
        };
        loop {
            let Some(found) = scan.lock().expect("no reader panics in the scan").next() else { return };
            let Found::File(path) = found else { continue };
            if !self.config.include.is_match(&path) || self.config.exclude.is_match(&path) || is_sidecar(&path) {
                continue;
            }
            let Ok(input) = InputFile::open(&self.input.join(&path), name::shown(&path)) else { continue };
            // A fault of the input is in what came of it.
            let _ = processor.work(&input, |document| take(*document), Ok);
        }
    }
}
