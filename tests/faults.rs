//! A faulty environment: each system call on an input's way goes wrong in each manner, and comes right again. Nothing is
//! lost, nothing is taken for a fault of the input, nothing is done twice.
#![cfg(all(feature = "service", target_os = "linux"))]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made here says so")]

mod spool;
mod syscalls;

use std::fs;
use std::process::{Command, Stdio};
use std::thread;

use libc::{EDQUOT, EINVAL, EIO, EMFILE, ENFILE, ENOENT, ENOSPC, EROFS};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use spool::{Spool, files, wait};
use syscalls::{Call, Fault, Seen, Supervisor, supervise};

/// What a disk or a system may say.
const ERRNOS: [i32; 7] = [EIO, ENOSPC, EDQUOT, EROFS, EMFILE, ENFILE, ENOENT];

/// The steps of an input's way, each with the system call that it stands on.
const STEPS: &[(Call, &[&str])] = &[
    // Looked for, and looked at.
    (Call::List, &["/inbox"]),
    (Call::Open, &["/inbox"]),
    // Claimed and read.
    (Call::RenameToFree, &["/inbox/", "/work/"]),
    (Call::Open, &["/work/"]),
    (Call::Read, &["/work/"]),
    // Its documents written aside, made durable, and published.
    (Call::Open, &["/outbox/.tmp/"]),
    (Call::Write, &["/outbox/.tmp/"]),
    (Call::Sync, &["/outbox/.tmp/"]),
    (Call::MakeFolder, &["/outbox/"]),
    (Call::Rename, &["/outbox/.tmp/"]),
    (Call::Open, &["/outbox/on"]),
    (Call::Sync, &["/outbox/on"]),
    // The original put away.
    (Call::MakeFolder, &["/archive/"]),
    (Call::Rename, &["/work/", "/archive/"]),
    // Set aside with its reason.
    (Call::MakeFolder, &["/failed/"]),
    (Call::Open, &["/failed/"]),
    (Call::Write, &["/failed/"]),
    (Call::Sync, &["/failed"]),
    (Call::Rename, &["/failed/", ".reason.json"]),
    (Call::Rename, &["/work/", "/failed/"]),
];
/// How many services share the steps.
const SERVICES: usize = 10;

/// Starts a service whose system calls can be made to fail; nothing where the system does not allow that.
fn start(spool: &mut Spool, fault: Option<Fault>) -> Option<Supervisor> {
    let mut supervisor = None;
    spool.start_by(|command| {
        let (child, answering) = supervise(command, fault)
            .inspect_err(|error| eprintln!("skipped: system calls cannot be supervised here: {error}"))
            .ok()?;
        supervisor = Some(answering);
        Some(child)
    });
    supervisor
}

#[test]
fn a_fault_at_any_step_loses_nothing_and_is_over_when_it_is_cured() {
    thread::scope(|threads| {
        for first in 0..SERVICES {
            threads.spawn(move || {
                let mut spool = Spool::configured("[service]\nrescan = \"1 s\"\n");
                let Some(supervisor) = start(&mut spool, None) else { return };
                let mut rounds = Vec::new();
                for (step, (call, paths)) in STEPS.iter().enumerate().skip(first).step_by(SERVICES) {
                    for errno in ERRNOS {
                        let round = format!("on/{step}-{errno}");
                        degrade_and_recover(&spool, &supervisor, Fault { call: *call, paths, errno }, &round);
                        rounds.push(round);
                    }
                }
                assert_all_came_through(&spool, &rounds);
                assert_eq!(spool.stop().0, Some(0), "{}", spool.log());
                assert!(!spool.log().contains("panicked"), "{}", spool.log());
            });
        }
    });
}

/// Puts in an article, a picture, and records of which one is broken, while something goes wrong.
fn degrade_and_recover(spool: &Spool, supervisor: &Supervisor, fault: Fault, round: &str) {
    supervisor.set(Some(fault));
    spool.put(&format!("{round}/a.txt"), format!("The ferry left late, {round}.").as_bytes());
    spool.put(&format!("{round}/b.html"), b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00");
    spool.put(&format!("{round}/c.jsonl"), format!("{{\"text\": \"It came {round}.\"}}\n{{\"text\": \n").as_bytes());
    let told = || format!("{fault:?}, {round}: {} hits\n{}", supervisor.hits(), spool.log());
    wait("the fault", || supervisor.hits() >= 2, told);
    let failed = spool.path("failed");
    assert!(!failed.join(round).join("a.txt").exists(), "no fault of the input: {}", told());
    // A document that can be seen is whole.
    spool.texts();
    supervisor.set(None);
    let through = || {
        let here = |name: &str| fs::symlink_metadata(spool.path(name)).is_ok();
        here(&format!("archive/{round}/a.txt"))
            && here(&format!("archive/{round}/c.jsonl"))
            && here(&format!("failed/{round}/b.html"))
    };
    wait("all three to come through", through, told);
}

fn assert_all_came_through(spool: &Spool, rounds: &[String]) {
    let texts = spool.texts();
    assert_eq!(texts.len(), rounds.len() * 2, "{:?}", texts.keys());
    for round in rounds {
        assert_eq!(texts[&format!("{round}/a.txt")], [format!("The ferry left late, {round}.")]);
        assert_eq!(texts[&format!("{round}/c.jsonl")], [format!("It came {round}.")]);
        assert_eq!(spool.reason(&format!("{round}/b.html"))["code"], "input.binary");
        assert_eq!(spool.reason(&format!("{round}/c.jsonl"))["records"][0]["record"], 2);
    }
    assert_eq!(files(&spool.path("archive")).len(), rounds.len() * 2);
    assert_eq!(files(&spool.path("failed")).len(), rounds.len() * 4, "{:?}", files(&spool.path("failed")));
    assert!(files(&spool.path("inbox")).is_empty() && files(&spool.path("work")).is_empty());
    let aside = || fs::read_dir(spool.path("outbox/.tmp")).unwrap().count();
    wait("drafts to go", || aside() == 1, || format!("{} besides the lock", aside() - 1));
}

#[test]
fn each_step_is_durable_before_the_next_one_relies_on_it() {
    let mut spool = Spool::new();
    let Some(supervisor) = start(&mut spool, None) else { return };
    for number in 0..40 {
        spool.put(&format!("{}/deep/{number}.txt", number % 3), format!("Article {number}.").as_bytes());
        spool.put(&format!("{}/deep/{number}.html", number % 3), b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00");
    }
    let put_away = || files(&spool.path("archive")).len() == 40 && files(&spool.path("failed")).len() == 80;
    wait("all to be put away", put_away, || spool.log());
    let seen = supervisor.seen();
    let after = |from: usize, call: Call, paths: &[&str]| {
        let found = seen[from..].iter().position(|(other, on)| *other == call && paths == on);
        from + found.unwrap_or_else(|| panic!("{call:?} of {paths:?} is missing after {:?}", seen[from]))
    };
    let root = |name: &str| spool.path(name).canonicalize().unwrap().to_str().unwrap().to_owned();
    let before = |till: usize, call: Call, path: &str| {
        assert!(
            seen[..till].iter().any(|(other, on)| *other == call && on[0] == path),
            "{call:?} of {path} is missing before {:?}",
            seen[till]
        );
    };
    let mut published = 0;
    for (at, (call, paths)) in seen.iter().enumerate() {
        let [from, to] = paths.as_slice() else { continue };
        if *call != Call::Rename || to.contains("/archive/") || from.contains("/work/") || to.contains("/state/") {
            continue;
        }
        // The content is synced before the name is given: by itself, or with the whole file system.
        let made = seen.iter().rposition(|(call, on)| *call == Call::Open && on[0] == *from).unwrap();
        let is_sync = |(call, on): &Seen| match call {
            Call::Sync => on[0] == from.replace("/./", "/"),
            Call::SyncAll => on[0] == root("outbox"),
            _ => false,
        };
        assert!(seen[made..at].iter().any(is_sync), "{from} is not synced");
        let folder = to.replace("/./", "/");
        let folder = std::path::Path::new(&folder).parent().unwrap();
        // The name, and those of the folders above it, are synced before the original is put away.
        let synced = after(at, Call::Sync, &[folder.to_str().unwrap()]);
        let name = std::path::Path::new(to).file_name().unwrap().to_str().unwrap();
        let (input, put_away) = match name.strip_suffix(".reason.json") {
            Some(input) => (input, "failed"),
            None => (name.split_inclusive(".txt").next().unwrap(), "archive"),
        };
        let moved = seen.iter().position(|(call, paths)| {
            *call == Call::Rename && paths[0].contains("/work/") && paths[1].ends_with(&format!("/{input}"))
        });
        let moved = moved.unwrap_or_else(|| panic!("{input} is not put away"));
        assert!(seen[moved].1[1].contains(put_away) && synced < moved, "{input}: {:?}", &seen[at..=moved.max(at)]);
        if put_away == "archive" {
            before(moved, Call::Sync, &root("outbox"));
            before(moved, Call::Sync, folder.parent().unwrap().to_str().unwrap());
        }
        published += 1;
    }
    assert_eq!(published, 80);
}

#[test]
fn a_status_that_cannot_be_written_stops_nothing() {
    let mut spool = Spool::new();
    let fault = Fault { call: Call::Write, paths: &["/state/"], errno: ENOSPC };
    if start(&mut spool, Some(fault)).is_none() {
        return;
    }
    spool.put("a.txt", b"A good one.");
    spool.wait_for(1);
}

#[test]
fn a_file_system_that_cannot_promise_to_replace_nothing_is_good_enough() {
    let mut spool = Spool::new();
    // As NFS says it.
    let fault = Fault { call: Call::RenameToFree, paths: &[], errno: EINVAL };
    let Some(supervisor) = start(&mut spool, Some(fault)) else { return };
    for text in ["One.", "Two."] {
        spool.put("a/b.txt", text.as_bytes());
        wait("the archive", || files(&spool.path("inbox")).is_empty(), || spool.log());
    }
    spool.wait_for(2);
    assert!(supervisor.hits() >= 2);
}

#[test]
fn a_file_system_that_cannot_sync_all_at_once_is_good_enough() {
    let mut spool = Spool::new();
    for number in 0..100 {
        spool.put(&format!("{number}.txt"), b"A good one.");
    }
    let fault = Fault { call: Call::SyncAll, paths: &[], errno: EIO };
    if start(&mut spool, Some(fault)).is_some() {
        spool.wait_for(100);
        assert!(!spool.log().contains("waiting until"), "{}", spool.log());
    }
}

#[test]
fn without_watches_it_polls_and_says_so_until_there_are_some() {
    let mut spool = Spool::configured("[service]\npoll_interval = \"100 ms\"\n");
    let fault = Fault { call: Call::Watch, paths: &["/inbox"], errno: ENOSPC };
    let Some(supervisor) = start(&mut spool, Some(fault)) else { return };
    spool.wait_degraded("no file events");
    spool.put("a/b.txt", b"Found by looking.");
    spool.wait_for(1);
    assert_eq!(spool.status()["ready"], true, "slower, and no less able");
    supervisor.set(None);
    // Another folder in the inbox's place is asked for anew.
    fs::rename(spool.path("inbox"), spool.path("old")).unwrap();
    fs::create_dir(spool.path("inbox")).unwrap();
    spool.wait_degraded("");
    assert_eq!(spool.status()["polling"], false);
    // A folder that appears when there are no more watches.
    supervisor.set(Some(Fault { call: Call::Watch, paths: &["/inbox/late"], errno: ENOSPC }));
    fs::create_dir(spool.path("inbox/late")).unwrap();
    spool.wait_degraded("for some folders");
    spool.put("late/c.txt", b"Found by looking.");
    spool.wait_for(2);
}

#[test]
fn out_of_descriptors_it_waits() {
    let mut spool = Spool::new();
    spool.start();
    spool.put("early.txt", b"A good one.");
    spool.wait_for(1);
    let pid = Pid::from_child(spool.service.as_ref().unwrap());
    let open = fs::read_dir(format!("/proc/{}/fd", pid.as_raw_nonzero())).unwrap().count() as u64;
    let limit = |current| {
        prlimit(Some(pid), Resource::Nofile, Rlimit { current: Some(current), maximum: Some(1024) }).unwrap();
    };
    limit(open);
    for number in 0..50 {
        spool.put(&format!("{number}.txt"), b"It waits.");
    }
    wait("the trouble", || spool.log().contains("waiting until that is mended"), || spool.log());
    assert!(files(&spool.path("failed")).is_empty(), "{:?}", files(&spool.path("failed")));
    limit(1024);
    spool.wait_for(51);
    assert!(files(&spool.path("failed")).is_empty(), "{:?}", files(&spool.path("failed")));
}

#[test]
fn folders_that_are_taken_away_are_made_anew() {
    let mut spool = Spool::new();
    spool.start();
    spool.put("a/1.txt", b"A good one.");
    spool.wait_for(1);
    wait("the archive", || spool.path("archive/a/1.txt").exists(), || spool.log());
    for folder in ["archive", "failed", "work", "outbox", "inbox"] {
        fs::rename(spool.path(folder), spool.path(&format!("gone-{folder}"))).unwrap();
        fs::create_dir_all(spool.path("inbox")).unwrap();
        spool.put(&format!("a/{folder}.txt"), folder.as_bytes());
        spool.put(&format!("a/{folder}.html"), b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00");
        let through = || {
            spool.path(&format!("archive/a/{folder}.txt")).exists()
                && spool.path(&format!("failed/a/{folder}.html")).exists()
        };
        wait(folder, through, || spool.log());
    }
    assert_eq!(spool.texts().keys().collect::<Vec<_>>(), ["a/inbox.txt", "a/outbox.txt"]);
    spool.wait_degraded("");
}

/// A small disk of its own; nothing where this user may not mount one.
struct Disk {
    path: std::path::PathBuf,
}

impl Disk {
    fn mount(path: std::path::PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let disk = Disk { path };
        if disk.command("mount", &["-t", "tmpfs", "-o", "size=4m", "tmpfs"]) {
            return Some(disk);
        }
        eprintln!("skipped: this user may not mount a disk of 4 MB");
        std::mem::forget(disk);
        None
    }

    fn command(&self, program: &str, arguments: &[&str]) -> bool {
        let mut command = Command::new(program);
        command.args(arguments).arg(&self.path).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the service may still have its folders open.
        self.command("umount", &["-l"]);
    }
}

#[test]
fn a_full_disk_is_waited_for_and_another_in_its_place_is_taken() {
    let mut spool = Spool::new();
    let Some(disk) = Disk::mount(spool.path("outbox")) else { return };
    spool.start();
    let fill = || fs::write(disk.path.join(".fill"), vec![0; 8 << 20]).unwrap_err();
    fill();
    spool.put("full.txt", "It waits. ".repeat(1000).as_bytes());
    spool.wait_degraded("No space left");
    assert!(files(&spool.path("failed")).is_empty());
    fs::remove_file(disk.path.join(".fill")).unwrap();
    spool.wait_for(1);
    spool.wait_degraded("");
    // Another disk is mounted over the outbox, and taken away again.
    let over = Disk::mount(spool.path("outbox")).unwrap();
    spool.put("over.txt", b"On another disk.");
    spool.wait_for(1);
    drop(over);
    spool.put("under.txt", b"On the first one.");
    spool.wait_for(2);
    assert!(files(&spool.path("failed")).is_empty());
}

#[test]
fn a_run_ends_at_a_fault_of_the_system_and_the_next_one_does_the_rest() {
    let root = tempfile::tempdir().unwrap();
    let steps: &[(Call, &[&str])] = &[
        (Call::List, &["/in"]),
        (Call::Open, &["/in/a.txt"]),
        (Call::Read, &["/in/a.txt"]),
        (Call::Open, &["/out/.tmp/0"]),
        (Call::Write, &["/out/.tmp/"]),
        (Call::Sync, &["/out/.tmp/"]),
        (Call::Rename, &["/out/.tmp/"]),
        (Call::Sync, &["/out/sub"]),
        (Call::Write, &["/out.failed/"]),
    ];
    for (index, (call, paths)) in steps.iter().enumerate() {
        let place = root.path().join(index.to_string());
        fs::create_dir_all(place.join("in/sub")).unwrap();
        fs::write(place.join("in/a.txt"), "The ferry left late.").unwrap();
        fs::write(place.join("in/sub/b.txt"), "It came back.").unwrap();
        fs::write(place.join("in/c.html"), b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00").unwrap();
        let command = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
            command.args(["run", "--quiet"]).arg(place.join("in")).arg(place.join("out")).current_dir(&place);
            command.stderr(fs::File::create(place.join("said")).unwrap());
            command
        };
        let errno = ERRNOS[index % (ERRNOS.len() - 1)];
        let fault = Fault { call: *call, paths, errno };
        let Ok((mut child, supervisor)) = supervise(&mut command(), Some(fault)) else {
            return eprintln!("skipped: system calls cannot be supervised here");
        };
        let code = child.wait().unwrap().code();
        let said = fs::read_to_string(place.join("said")).unwrap();
        assert!(supervisor.hits() > 0, "{fault:?}");
        assert_eq!(code, Some(2), "{fault:?}: {said}");
        assert!(!said.contains("panicked"), "{fault:?}: {said}");
        let reasons = files(&place.join("out.failed"));
        assert!(reasons.iter().all(|file| file.ends_with("c.html.reason.json")), "{fault:?}: {reasons:?}");
        assert_eq!(command().status().unwrap().code(), Some(1), "the picture alone fails");
        assert_eq!(files(&place.join("out")).len(), 2, "{fault:?}");
        assert_eq!(files(&place.join("out.failed")).len(), 1, "{fault:?}");
    }
}

#[test]
fn a_sidecar_that_the_system_cannot_open_is_no_fault_of_its_article() {
    let mut spool = Spool::configured("[service]\nrescan = \"1 s\"\n");
    let Some(supervisor) = start(&mut spool, None) else { return };
    for errno in [EIO, EMFILE, ENFILE] {
        let article = format!("{errno}.txt");
        let fault = Fault { call: Call::Open, paths: &["/work/", ".meta.json"], errno };
        supervisor.set(Some(fault));
        spool.put(&format!("{article}.meta.json"), b"{\"source\": \"north\"}");
        spool.put(&article, format!("The ferry left late, {errno}.").as_bytes());
        let told = || format!("{fault:?}: {} hits\n{}", supervisor.hits(), spool.log());
        wait("the fault", || supervisor.hits() >= 2, told);
        assert!(files(&spool.path("failed")).is_empty() && !spool.texts().contains_key(&article), "{}", told());
        supervisor.set(None);
        wait("the article", || spool.texts().contains_key(&article), told);
    }
    for document in files(&spool.path("outbox")) {
        let document = fs::read_to_string(document).unwrap();
        assert!(document.is_empty() || document.contains("\"source\":\"north\""), "{document}");
    }
    assert_eq!(spool.stop().0, Some(0), "{}", spool.log());
}
