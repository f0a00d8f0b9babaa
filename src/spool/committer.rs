//! The last step of all inputs, in groups: their documents are made durable together and get their names, then what
//! failed is set aside with its reason and the originals are put away.
//!
//! A sync costs milliseconds, however many files it covers. That is why one thread does this for all workers.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::barrier::in_parallel;
use super::claim::{PathState, look};
use super::finish::Finisher;
use super::job::Worked;
use super::outbox::{Draft, Outbox};
use super::reason::ReasonFile;

/// The most inputs in one group.
const GROUP: usize = 256;
/// How long the first input of a group waits for others.
const GROUP_WAIT: Duration = Duration::from_millis(20);
/// How long the committer waits for an input before it shows that it is alive.
const TURN: Duration = Duration::from_secs(1);

/// An input that has gone through the desk.
pub trait Input: Send + Sync {
    /// Returns its path below the inbox.
    fn path(&self) -> &Path;

    /// Returns where its file lies now.
    fn original(&self) -> &Path;

    /// Returns how it is put away.
    fn finisher(&self) -> &Finisher;
}

/// An input and what its work gave, as a worker hands them in.
pub struct Finished<I> {
    pub input: I,
    pub worked: Box<Worked>,
    /// Its documents and the name below the outbox under which they are published; nothing if it gave none.
    pub draft: Option<(Draft, PathBuf)>,
}

/// What became of an input.
#[derive(Debug)]
pub enum Disposition {
    /// It is published, or set aside for this reason, or both where some of its records failed.
    Done { worked: Box<Worked>, reason: Option<Box<ReasonFile>> },
    /// It gave no document, and somebody took the original away before it could be set aside.
    Gone,
    /// Our own disk or the system failed, which says nothing of the input: it is to be done again.
    Trouble(Trouble),
}

/// What the disk refused.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("cannot write to the outbox: {0}")]
    Publish(io::Error),
    #[error("cannot put the original away: {0}")]
    Finish(io::Error),
}

impl Trouble {
    /// Returns the error of the system.
    pub fn error(&self) -> &io::Error {
        let (Trouble::Publish(error) | Trouble::Finish(error)) = self;
        error
    }
}

/// Who hands in inputs, and is told what became of each.
pub trait Owner {
    type Input: Input;

    /// Is called again and again, also while there is nothing to do: the committing thread is alive.
    fn turn(&mut self) {}

    /// Notes that an input has come. Returns whether others are on their way, so that it is worth waiting for them.
    fn received(&mut self) -> bool;

    /// Notes what became of an input.
    fn settled(&mut self, input: Self::Input, disposition: Disposition);

    /// Notes that all inputs of a group are settled, which took so long. Returns whether to go on.
    fn committed(&mut self, took: Duration) -> ControlFlow<()>;
}

/// Publishes documents and puts originals away.
pub struct Committer<'a> {
    outbox: Option<&'a Outbox>,
}

impl<'a> Committer<'a> {
    /// Makes a committer that publishes in `outbox`; without one it writes nothing and only finds the reasons.
    pub fn new(outbox: Option<&'a Outbox>) -> Self {
        Committer { outbox }
    }

    /// Commits what comes in until all senders are gone or the owner has had enough.
    pub fn run<O: Owner>(&self, finished: &Receiver<Finished<O::Input>>, owner: &mut O) {
        loop {
            owner.turn();
            let first = match finished.recv_timeout(TURN) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let group = gather(first, finished, owner);
            let start = Instant::now();
            self.commit(group, owner);
            if owner.committed(start.elapsed()).is_break() {
                return;
            }
        }
    }

    fn commit<O: Owner>(&self, group: Vec<Finished<O::Input>>, owner: &mut O) {
        let mut failed = Vec::new();
        for (input, worked, published) in self.publish(group) {
            if let Err(error) = published {
                owner.settled(input, Disposition::Trouble(Trouble::Publish(error)));
                continue;
            }
            match input.finisher().reason(input.original(), input.path(), &worked) {
                Some(reason) => failed.push((input, worked, Box::new(reason))),
                None => {
                    let result = self.finish(&input, &worked, None);
                    settle(owner, input, worked, None, result);
                }
            }
        }
        // Each of these has a reason file that is synced: one after the other they would hold up all that follows.
        let results = in_parallel(&mut failed, |(input, worked, reason)| self.finish(input, worked, Some(reason)));
        for ((input, worked, reason), result) in failed.into_iter().zip(results) {
            settle(owner, input, worked, Some(reason), result);
        }
    }

    /// Publishes the documents of a group. Returns its inputs, each with what came of publishing.
    fn publish<I>(&self, group: Vec<Finished<I>>) -> Vec<(I, Box<Worked>, io::Result<()>)> {
        let mut drafts = Vec::new();
        let mut inputs = Vec::new();
        for Finished { input, worked, draft } in group {
            inputs.push((input, worked, draft.is_some()));
            drafts.extend(draft);
        }
        let mut results = self.outbox.map(|outbox| outbox.publish(drafts)).unwrap_or_default().into_iter();
        let mut result_of = |has_draft| match has_draft {
            true => results.next().expect("a draft is made for an outbox, which tells what became of each"),
            false => Ok(()),
        };
        inputs.into_iter().map(|(input, worked, has_draft)| (input, worked, result_of(has_draft))).collect()
    }

    fn finish(&self, input: &impl Input, worked: &Worked, reason: Option<&ReasonFile>) -> io::Result<()> {
        if self.outbox.is_none() {
            return Ok(());
        }
        input.finisher().finish(input.original(), input.path(), worked, reason)
    }
}

/// Takes the inputs that follow the first one closely.
fn gather<O: Owner>(
    first: Finished<O::Input>,
    finished: &Receiver<Finished<O::Input>>,
    owner: &mut O,
) -> Vec<Finished<O::Input>> {
    let deadline = Instant::now() + GROUP_WAIT;
    let mut more = owner.received();
    let mut group = vec![first];
    while more && group.len() < GROUP {
        let Ok(next) = finished.recv_timeout(deadline.saturating_duration_since(Instant::now())) else { break };
        more = owner.received();
        group.push(next);
    }
    group
}

/// Tells the owner what became of an input whose documents are durable.
fn settle<O: Owner>(
    owner: &mut O,
    input: O::Input,
    worked: Box<Worked>,
    reason: Option<Box<ReasonFile>>,
    result: io::Result<()>,
) {
    let is_gone = || matches!(look(input.original()), Ok(PathState::Gone));
    let disposition = match result {
        Err(_) if is_gone() && !worked.is_whole() => Disposition::Gone,
        Err(error) if !is_gone() => Disposition::Trouble(Trouble::Finish(error)),
        // Its documents are safe, even if somebody took the original meanwhile.
        _ => Disposition::Done { worked, reason },
    };
    owner.settled(input, disposition);
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::reason::Reason;
    use crate::spool::Originals;

    struct TestInput<'a> {
        path: PathBuf,
        original: PathBuf,
        finisher: &'a Finisher,
    }

    impl Input for TestInput<'_> {
        fn path(&self) -> &Path {
            &self.path
        }

        fn original(&self) -> &Path {
            &self.original
        }

        fn finisher(&self) -> &Finisher {
            self.finisher
        }
    }

    /// Notes what it is told, and ends after so many groups.
    #[derive(Default)]
    struct TestOwner<'a> {
        /// How many inputs are said to be on their way.
        expected: isize,
        groups_left: usize,
        group: usize,
        groups: Vec<usize>,
        settled: Vec<(String, String)>,
        inputs: std::marker::PhantomData<&'a ()>,
    }

    impl<'a> Owner for TestOwner<'a> {
        type Input = TestInput<'a>;

        fn received(&mut self) -> bool {
            self.expected -= 1;
            self.group += 1;
            self.expected > 0
        }

        fn settled(&mut self, input: TestInput<'a>, disposition: Disposition) {
            let result = match disposition {
                Disposition::Done { reason, .. } => reason.map_or("done".to_owned(), |reason| reason.code),
                Disposition::Gone => "gone".to_owned(),
                Disposition::Trouble(Trouble::Publish(_)) => "not published".to_owned(),
                Disposition::Trouble(Trouble::Finish(_)) => "not put away".to_owned(),
            };
            self.settled.push((input.path.display().to_string(), result));
        }

        fn committed(&mut self, _took: Duration) -> ControlFlow<()> {
            self.groups.push(std::mem::take(&mut self.group));
            self.groups_left -= 1;
            if self.groups_left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }

    struct Folders {
        root: tempfile::TempDir,
        outbox: Outbox,
        finisher: Finisher,
    }

    impl Folders {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            fs::create_dir(root.path().join("work")).unwrap();
            let finisher = Finisher {
                failed: root.path().join("failed"),
                archive: root.path().join("archive"),
                originals: Originals::Archive,
                tool: String::new(),
                config: String::new(),
            };
            Folders { outbox: Outbox::open(&root.path().join("outbox")).unwrap(), root, finisher }
        }

        /// Makes an input whose document is published under a name, or that failed.
        fn finished(&self, path: &str, name: Option<&str>) -> Finished<TestInput<'_>> {
            let original = self.root.path().join("work").join(path);
            fs::write(&original, path).unwrap();
            let input = TestInput { path: path.into(), original, finisher: &self.finisher };
            let Some(name) = name else {
                let worked = Box::new(Worked::failed(Reason::InputBinary, "no text".to_owned()));
                return Finished { input, worked, draft: None };
            };
            let mut draft = self.outbox.draft().unwrap();
            draft.write_all(b"{}\n").unwrap();
            let mut worked = Box::new(Worked::default());
            worked.documents = 1;
            Finished { input, worked, draft: Some((draft, name.into())) }
        }

        fn is_there(&self, path: &str) -> bool {
            self.root.path().join(path).exists()
        }
    }

    #[test]
    fn each_input_of_a_group_has_its_own_end() {
        let folders = Folders::new();
        let too_deep = "x/".repeat(2100);
        fs::write(folders.root.path().join("archive"), "a file where a folder should be").unwrap();
        let group = [
            ("failed", None),
            ("unpublished", Some(too_deep.as_str())),
            ("unarchived", Some("unarchived.json")),
            ("taken", None),
            ("taken-late", Some("taken-late.json")),
        ];
        let (sender, receiver) = sync_channel(group.len());
        for (path, name) in group {
            sender.send(folders.finished(path, name)).unwrap();
        }
        for taken in ["work/taken", "work/taken-late"] {
            fs::remove_file(folders.root.path().join(taken)).unwrap();
        }
        drop(sender);
        let mut owner = TestOwner { expected: 5, groups_left: 9, ..TestOwner::default() };
        Committer::new(Some(&folders.outbox)).run(&receiver, &mut owner);
        owner.settled.sort();
        let expected = [
            ("failed", "input.binary"),
            ("taken", "gone"),
            ("taken-late", "done"),
            ("unarchived", "not put away"),
            ("unpublished", "not published"),
        ];
        let expected = expected.map(|(path, result)| (path.to_owned(), result.to_owned()));
        assert_eq!(owner.settled, expected);
        assert!(folders.is_there("failed/failed") && folders.is_there("failed/failed.reason.json"));
        assert!(folders.is_there("work/unpublished") && folders.is_there("work/unarchived"), "they can be done again");
        assert!(folders.is_there("outbox/unarchived.json") && folders.is_there("outbox/taken-late.json"));
    }

    #[test]
    fn a_group_ends_when_it_is_full_or_when_nothing_else_is_on_its_way() {
        let folders = Folders::new();
        let (sender, receiver) = sync_channel(GROUP + 9);
        for number in 0..GROUP + 5 {
            sender.send(folders.finished(&number.to_string(), None)).unwrap();
        }
        let expected = isize::try_from(GROUP + 3).unwrap();
        let mut owner = TestOwner { expected, groups_left: 4, ..TestOwner::default() };
        Committer::new(None).run(&receiver, &mut owner);
        assert_eq!(owner.groups, [GROUP, 3, 1, 1], "it has ended after four, though the sender is still there");
        drop(sender);
    }

    #[test]
    fn without_an_outbox_nothing_is_written() {
        let folders = Folders::new();
        let (sender, receiver) = sync_channel(1);
        sender.send(folders.finished("a", None)).unwrap();
        drop(sender);
        let mut owner = TestOwner { expected: 1, groups_left: 1, ..TestOwner::default() };
        Committer::new(None).run(&receiver, &mut owner);
        assert_eq!(owner.settled, [("a".to_owned(), "input.binary".to_owned())]);
        assert!(folders.is_there("work/a") && !folders.is_there("failed"));
    }
}
