//! `copydesk run`: a whole directory, once, over all processors.
//!
//! Workers clean file after file; the main thread commits what they have finished, in groups, and counts. The originals
//! stay where they are unless the user says otherwise. What is done already is not done again.

mod commit;
mod places;
mod report;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};

use clap::{Args, ValueEnum};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use self::commit::{Commits, RunInput};
use self::places::Places;
use self::report::{Progress, Report};
use super::articles::SaidArgs;
use super::learn::{self, Lifetime};
use super::{CommonArgs, Exit, Result, Stop, WorkArgs, configuration};
use crate::config::Config;
use crate::desk::{Desk, tool};
use crate::output::JsonLines;
use crate::reason::Reason;
use crate::spool::claim::{PathState, look};
use crate::spool::committer::{Committer, Finished};
use crate::spool::job::{Budget, InputFile, Processor, Worked, is_of_input};
use crate::spool::sidecar::{WITHOUT_ARTICLE, article_of, is_sidecar};
use crate::spool::{Draft, Finisher, Found, Originals, Outbox, Scan, name};

#[derive(Debug, Args)]
pub struct RunArgs {
    /// The directory to clean [default: the inbox of the configuration]
    #[arg(value_name = "IN")]
    input: Option<PathBuf>,
    /// Where the documents go [default: the outbox of the configuration]
    #[arg(value_name = "OUT", requires = "input")]
    output: Option<PathBuf>,
    /// What becomes of originals whose documents are safe; `archive` moves them to the archive of the configuration
    #[arg(long, value_enum, default_value_t = OriginalsArg::Keep)]
    originals: OriginalsArg,
    /// Clean everything, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Clean also what is done already
    #[arg(long)]
    again: bool,
    /// How many files are cleaned at once [default: as `[service] workers`, else one a processor]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
    /// First learn what repeats in each source, write it to this file, and clean with it
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    learn: Option<PathBuf>,
    /// Print the report as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    said: SaidArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    common: CommonArgs,
}

/// What becomes of an original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OriginalsArg {
    Keep,
    Archive,
    Delete,
}

impl From<OriginalsArg> for Originals {
    fn from(originals: OriginalsArg) -> Self {
        match originals {
            OriginalsArg::Keep => Originals::Keep,
            OriginalsArg::Archive => Originals::Archive,
            OriginalsArg::Delete => Originals::Delete,
        }
    }
}

/// How many finished files may wait to be committed; beyond that the workers wait.
const QUEUE: usize = 256;

pub fn run(args: &RunArgs) -> Result {
    let mut config = configuration::load(&args.common, Some(&args.work))?;
    args.said.name_source(&mut config);
    let said = args.said.said()?;
    let places = Places::find(args.input.as_deref(), args.output.as_deref(), &config)?;
    if let Some(file) = &args.learn {
        config = learned(args, file, &places)?;
        args.said.name_source(&mut config);
    }
    let outbox = if args.dry_run { None } else { Some(places.open_outbox()?) };
    let scan = places.scan()?;
    let progress = Progress::start(args.common.quiet);

    let desk = Desk::new(&config);
    let stopped = interrupts()?;
    let (tool, signature) = (tool(), config.digest());
    let budget = Budget::new(config.options.limits.memory.0);
    let finisher = Finisher {
        failed: places.failed.clone(),
        archive: places.archive.clone(),
        originals: args.originals.into(),
        tool: tool.clone(),
        config: signature.clone(),
    };
    let worker = RunWorker {
        places: &places,
        outbox: outbox.as_ref(),
        processor: Processor {
            desk: &desk,
            limits: config.input_limits,
            collection: &places.collection,
            tool: &tool,
            config: &signature,
            budget: &budget,
            said: said.clone(),
        },
        finisher: &finisher,
        config: &config,
        again: args.again,
        stopped: &stopped,
        progress: &progress,
        up_to_date: AtomicU64::new(0),
        lone_sidecars: Mutex::default(),
        trouble: OnceLock::new(),
    };
    let (sender, receiver) = sync_channel(QUEUE);
    let scan = Mutex::new(scan);
    let jobs = args.jobs.map_or(config.options.service.workers, NonZeroUsize::get);
    let jobs = if jobs == 0 { std::thread::available_parallelism().map_or(1, NonZeroUsize::get) } else { jobs };
    let mut commits = Commits::new(&places, &progress, &stopped);
    // On a terminal the inbox is counted beside the work.
    let count = if progress.is_shown() { Some(places.scan()?) } else { None };
    std::thread::scope(|threads| {
        if let Some(scan) = count {
            let (worker, progress) = (&worker, &progress);
            threads.spawn(move || progress.count(scan.filter(|found| worker.wants(found.path()))));
        }
        for _ in 0..jobs {
            let sender = sender.clone();
            let (worker, scan) = (&worker, &scan);
            threads.spawn(move || worker.work(scan, &sender));
        }
        drop(sender);
        let committer = Committer::new(outbox.as_ref());
        committer.run(&receiver, &mut commits);
        // Where trouble ended it, no worker may wait for room in the queue.
        drop(receiver);
        let (sender, receiver) = sync_channel(QUEUE);
        let worker = &worker;
        threads.spawn(move || worker.refuse_lone_sidecars(&sender));
        committer.run(&receiver, &mut commits);
        drop(receiver);
        progress.end();
    });
    let up_to_date = worker.up_to_date.into_inner();
    let report = worker.trouble.into_inner().map_or_else(|| commits.end(), Err)?;
    end(args, Report { up_to_date, ..report })
}

/// Learns from the inbox, writes the rules to `file`, and returns the configuration that uses them.
fn learned(args: &RunArgs, file: &Path, places: &Places) -> Result<Config> {
    let config = configuration::load(&args.common, None)?;
    let own = [places.output.as_path(), &places.failed, &places.archive];
    let lesson = learn::learn(&places.input, &own, &places.collection, &config)?;
    lesson.write(file, &Lifetime::default())?;
    if !args.common.quiet {
        let _ = writeln!(std::io::stderr(), "{}", lesson.summary());
    }
    configuration::load_with_rules(&args.common, Some(&args.work), file)
}

fn end(args: &RunArgs, report: Report) -> Result {
    if args.json {
        super::print(&(report.json() + "\n"))?;
    }
    if !args.common.quiet {
        let _ = std::io::stderr().write_all(report.table(args.dry_run).as_bytes());
    }
    if report.interrupted {
        return Err(Stop::new("interrupted; run the same command again to do the rest"));
    }
    Ok(if report.failures.is_empty() { Exit::Done } else { Exit::SomeFailed })
}

/// Returns the flag that SIGINT and SIGTERM set: the run then ends after the files that are being cleaned. A second
/// signal ends the process at once; nothing is lost by that either.
fn interrupts() -> Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(&stopped))
            .and_then(|_| flag::register(signal, Arc::clone(&stopped)))
            .map_err(|error| Stop::new(format!("cannot listen for signals: {error}")))?;
    }
    Ok(stopped)
}

/// What the threads that clean share.
struct RunWorker<'a> {
    places: &'a Places,
    /// Where the documents go; nowhere in a dry run, which writes nothing.
    outbox: Option<&'a Outbox>,
    processor: Processor<'a>,
    finisher: &'a Finisher,
    config: &'a Config,
    /// Inputs are cleaned also if that is done already.
    again: bool,
    /// No further input is begun.
    stopped: &'a AtomicBool,
    progress: &'a Progress,
    /// How many inputs had their documents already.
    up_to_date: AtomicU64,
    /// Sidecars beside which no article stood when they were found. An article that is put away goes a moment before
    /// its sidecar, so that these are judged when all else is committed.
    lone_sidecars: Mutex<Vec<PathBuf>>,
    /// What the system or our own disk refused first; it ends the run.
    trouble: OnceLock<Stop>,
}

/// What a worker made of an input.
enum WorkResult {
    /// It is to be committed: its documents have this name, if it gave any and the run writes at all.
    Worked(Box<Worked>, Option<(Draft, PathBuf)>),
    /// Its documents are there already.
    UpToDate,
    /// The system or our own disk failed, as this tells, which says nothing of the input.
    Trouble(String),
}

impl WorkResult {
    fn failed(code: Reason, message: String) -> Self {
        WorkResult::Worked(Box::new(Worked::failed(code, message)), None)
    }
}

/// Tells whether anything stands at a path.
fn is_there(state: PathState) -> bool {
    !matches!(state, PathState::Gone)
}

impl<'a> RunWorker<'a> {
    /// Cleans file after file until none is left or the run is stopped.
    fn work(&self, scan: &Mutex<Scan>, sender: &SyncSender<Finished<RunInput<'a>>>) {
        while !self.stopped.load(Ordering::Relaxed) {
            let Some(found) = scan.lock().expect("no worker panics in the scan").next() else { return };
            if !self.wants(found.path()) {
                continue;
            }
            let found = match found {
                Found::File(path) if is_sidecar(&path) => {
                    self.lone_sidecars.lock().expect("no worker panics at the list").push(path);
                    continue;
                }
                other => other,
            };
            let (path, result) = self.clean(found);
            match result {
                WorkResult::Worked(worked, draft) => {
                    if sender.send(Finished { input: self.input(path), worked, draft }).is_err() {
                        return;
                    }
                }
                WorkResult::UpToDate => {
                    self.up_to_date.fetch_add(1, Ordering::Relaxed);
                    self.progress.step();
                }
                WorkResult::Trouble(trouble) => {
                    self.stopped.store(true, Ordering::Relaxed);
                    let message = format!("{trouble}; nothing is lost: mend it and run the same command again");
                    self.trouble.get_or_init(|| Stop::new(message));
                }
            }
        }
    }

    /// Refuses the sidecars that are still there without an article, once all other inputs are committed.
    fn refuse_lone_sidecars(&self, sender: &SyncSender<Finished<RunInput<'a>>>) {
        for path in std::mem::take(&mut *self.lone_sidecars.lock().expect("no worker panics at the list")) {
            if self.stopped.load(Ordering::Relaxed) {
                return;
            }
            if !self.wants(&path) || !look(&self.places.input.join(&path)).is_ok_and(is_there) {
                continue;
            }
            let worked = Box::new(Worked::failed(Reason::SidecarWithoutArticle, WITHOUT_ARTICLE.to_owned()));
            if sender.send(Finished { input: self.input(path), worked, draft: None }).is_err() {
                return;
            }
        }
    }

    fn input(&self, path: PathBuf) -> RunInput<'a> {
        RunInput { original: self.places.input.join(&path), path, finisher: self.finisher }
    }

    /// Tells whether a file is an input: the configuration does not leave it alone, and it says nothing of another.
    fn wants(&self, path: &Path) -> bool {
        let of_another = || is_sidecar(path) && look(&self.places.input.join(article_of(path))).is_ok_and(is_there);
        self.config.include.is_match(path) && !self.config.exclude.is_match(path) && !of_another()
    }

    fn clean(&self, found: Found) -> (PathBuf, WorkResult) {
        match found {
            Found::File(path) => {
                let result = self.clean_file(&path);
                (path, result)
            }
            Found::Special(path, kind) => {
                let message = format!("{kind} is not read: put the file itself there");
                (path, WorkResult::failed(Reason::InputSpecial, message))
            }
            Found::Unreadable(path, error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                (path, WorkResult::failed(Reason::InputUnreadable, format!("cannot look into the folder: {error}")))
            }
            Found::Unreadable(path, error) => {
                let folder = self.places.input.join(&path);
                let trouble = format!("cannot look into {}: {error}", folder.display());
                (path, WorkResult::Trouble(trouble))
            }
        }
    }

    fn clean_file(&self, path: &Path) -> WorkResult {
        let full = self.places.input.join(path);
        let shown = name::shown(path);
        let input = match InputFile::open(&full, shown.clone()) {
            Ok(input) => input,
            // Whatever the error, a file that has been taken away meanwhile is no trouble of the system.
            Err(error) if is_of_input(&error, &full) || matches!(look(&full), Ok(PathState::Gone)) => {
                return WorkResult::failed(Reason::InputUnreadable, format!("cannot read it: {error}"));
            }
            Err(error) => return WorkResult::Trouble(format!("cannot read {}: {error}", full.display())),
        };
        if !self.again && self.is_done(path, &shown) {
            return WorkResult::UpToDate;
        }
        let Some(outbox) = self.outbox else {
            return match self.processor.write(&input, &JsonLines, &mut std::io::sink()) {
                Ok(worked) => WorkResult::Worked(Box::new(worked), None),
                Err(error) => WorkResult::Trouble(format!("cannot read {}: {error}", full.display())),
            };
        };
        let draft = outbox.draft().and_then(|mut draft| {
            let worked = self.processor.write(&input, &JsonLines, &mut draft)?;
            Ok((worked, draft))
        });
        match draft {
            Ok((worked, draft)) if worked.is_whole() => {
                let name = self.places.document_name(path, &worked.digest, worked.many);
                WorkResult::Worked(Box::new(worked), Some((draft, name)))
            }
            Ok((worked, _)) => WorkResult::Worked(Box::new(worked), None),
            Err(error) => {
                let (from, to) = (full.display(), self.places.output.display());
                WorkResult::Trouble(format!("cannot clean {from} into {to}: {error}"))
            }
        }
    }

    /// Tells whether the documents of an input are there already. Where their name holds the digest, it is known only
    /// after cleaning.
    fn is_done(&self, path: &Path, shown: &str) -> bool {
        let Some(outbox) = self.outbox.filter(|_| !self.places.name_needs_id()) else { return false };
        [false, true].into_iter().any(|many| {
            let name = self.places.document_name(path, "", many);
            outbox.published(&name).is_some_and(|published| {
                InputFile::open(&self.places.input.join(path), shown.to_owned())
                    .is_ok_and(|input| self.processor.is_done(&input, &JsonLines, published))
            })
        })
    }
}
