//! A spool of its own with a service on it, for the tests that look at the service from outside.
#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub const SETTLE_MS: u64 = 200;
/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A spool of its own with a service on it.
pub struct Spool {
    root: TempDir,
    pub service: Option<Child>,
}

impl Spool {
    pub fn new() -> Self {
        Spool::configured("")
    }

    pub fn configured(more: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let spool = Spool { root, service: None };
        spool.configure(more);
        fs::create_dir(spool.path("inbox")).unwrap();
        spool
    }

    pub fn configure(&self, more: &str) {
        let config = format!("[spool]\nsettle = \"{SETTLE_MS} ms\"\n{more}\n[log]\nlevel = \"info\"\n");
        fs::write(self.path("copydesk.toml"), config).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let log = File::options().create(true).append(true).open(self.path("log")).unwrap();
        command.args(["watch", "--config"]).arg(self.path("copydesk.toml")).env_remove("RUST_LOG");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        command
    }

    pub fn start(&mut self) {
        let command = self.command();
        self.start_with(command);
    }

    /// Starts the service by a command of one's own, in an environment of one's own.
    pub fn start_with(&mut self, mut command: Command) {
        self.start_by(|_| Some(command.spawn().unwrap()));
    }

    /// Starts the service in a manner of one's own; nothing is waited for where that is not possible.
    pub fn start_by(&mut self, start: impl FnOnce(&mut Command) -> Option<Child>) {
        let mut command = self.command();
        let before = self.log().matches(" watching").count();
        let Some(child) = start(&mut command) else { return };
        self.service = Some(child);
        wait("the service to start", || self.log().matches(" watching").count() > before, || self.log());
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let child = self.service.as_ref().unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_child(child), signal).unwrap();
    }

    /// Ends the service in order and returns its exit code and how long that took.
    pub fn stop(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        self.signal(rustix::process::Signal::TERM);
        let status = self.service.take().unwrap().wait().unwrap();
        (status.code(), start.elapsed())
    }

    pub fn kill(&mut self) {
        let mut child = self.service.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Puts a file into the inbox as a careful program does: hidden first, then by a rename.
    pub fn put(&self, name: &str, content: &[u8]) {
        let target = self.path("inbox").join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let aside = target.with_file_name(".aside");
        fs::write(&aside, content).unwrap();
        fs::rename(aside, target).unwrap();
    }

    /// The texts in the outbox by their input's path, each a whole document.
    pub fn texts(&self) -> BTreeMap<String, Vec<String>> {
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in files(&self.path("outbox")) {
            let mut json = String::new();
            File::open(&file).unwrap().read_to_string(&mut json).unwrap();
            for line in json.lines() {
                let document: Value =
                    serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                let path = document["provenance"]["input"]["path"].as_str().unwrap().to_owned();
                texts.entry(path).or_default().push(document["text"].as_str().unwrap_or("").to_owned());
            }
        }
        texts
    }

    pub fn wait_for(&self, documents: usize) {
        let count = || self.texts().values().map(Vec::len).sum::<usize>();
        wait(&format!("{documents} documents"), || count() >= documents, || self.log());
        assert_eq!(count(), documents);
    }

    /// Asks the program about this spool; returns its exit code and what it printed.
    pub fn ask(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let output = command.args(arguments).arg("--config").arg(self.path("copydesk.toml")).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    }

    pub fn status(&self) -> Value {
        serde_json::from_str(&self.ask(&["status", "--json"]).1).unwrap()
    }

    /// Waits until the service says that it is degraded for this reason, or well if that is empty.
    pub fn wait_degraded(&self, reason: &str) {
        let says = || self.status()["degraded"]["reason"].as_str().unwrap_or_default().to_owned();
        let done = || if reason.is_empty() { says().is_empty() } else { says().contains(reason) };
        wait(&format!("degraded: {reason:?}"), done, || says() + "\n" + &self.log());
    }

    pub fn reason(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path("failed").join(format!("{name}.reason.json"))).unwrap()).unwrap()
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Some(mut child) = self.service.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The visible files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_name().as_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

pub fn wait(what: &str, mut done: impl FnMut() -> bool, log: impl Fn() -> String) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}\n{}", log());
        sleep(Duration::from_millis(5));
    }
}

pub fn settle() -> Duration {
    Duration::from_millis(SETTLE_MS)
}
