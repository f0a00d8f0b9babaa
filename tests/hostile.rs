//! Input that means ill, or looks as if it did: it ends in one place, with a reason, and delays nobody.
#![cfg(feature = "service")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made here says so")]

mod spool;

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Child;

use flate2::Compression;
use flate2::write::GzEncoder;
use spool::{Spool, files, wait};

const PICTURE: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00";

/// Waits until an input stands in `failed/`, and returns for what reason.
fn refusal(spool: &Spool, name: &str) -> String {
    let there = || fs::symlink_metadata(spool.path("failed").join(name)).is_ok();
    wait(name, there, || spool.log());
    spool.reason(name)["code"].as_str().unwrap().to_owned()
}

/// Returns the most memory that a process has used so far, in bytes.
fn peak_memory(process: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

fn gzip(content: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    content.for_each(|part| packed.write_all(&part).unwrap());
    packed.finish().unwrap()
}

#[test]
fn what_is_too_large_or_unpacks_to_too_much_is_refused_in_little_memory() {
    const MEGABYTE: usize = 1 << 20;
    let limits = "bytes = \"256 KiB\"\ndecompressed_bytes = \"1 MiB\"\nratio = 50\nmemory = \"4 MiB\"";
    let mut spool = Spool::configured(&format!("[limits]\n{limits}\n"));
    spool.start();
    spool.put("warm.txt", b"A good one.");
    spool.wait_for(1);
    let before = peak_memory(spool.service.as_ref().unwrap());
    let zeros = || (0..16).map(|_| vec![0; MEGABYTE]);
    let words = || (0..16).map(|_| b"word ".repeat(MEGABYTE / 5));
    let records = || (0..1500).map(|_| [b"{\"text\": \"", &b"word ".repeat(200)[..], b"\"}\n"].concat());
    spool.put("zeros.txt.gz", &gzip(zeros()));
    spool.put("page.html.gz", &gzip(words()));
    spool.put("records.jsonl.gz", &gzip(records()));
    spool.put("words.txt.zst", &zstd::encode_all(words().collect::<Vec<_>>().concat().as_slice(), 1).unwrap());
    // A bomb in a bomb is opened once.
    spool.put("twice.txt.gz", &gzip(std::iter::once(gzip(zeros()))));
    spool.put("line.txt", &b"word ".repeat(MEGABYTE));
    let mut long = b"{\"text\": \"Before.\"}\n{\"text\": \"".to_vec();
    long.extend(b"word ".repeat(MEGABYTE));
    long.extend(b"\"}\n{\"text\": \"After.\"}\n");
    spool.put("long.jsonl", &long);
    // What is told of each failure costs more than the record itself.
    spool.put("failures.jsonl", &b"1\n".repeat(20_000));
    spool.put("good.txt", b"A good one, too.");
    for (name, codes) in [
        ("zeros.txt.gz", ["input.compressed", "input.binary"]),
        ("page.html.gz", ["input.compressed", "input.too_large"]),
        ("records.jsonl.gz", ["input.compressed", "input.too_large"]),
        ("words.txt.zst", ["input.compressed", "input.too_large"]),
        ("twice.txt.gz", ["input.compressed", "input.binary"]),
        ("line.txt", ["input.too_large"; 2]),
        ("failures.jsonl", ["input.too_many_failures"; 2]),
    ] {
        let code = refusal(&spool, name);
        assert!(codes.contains(&code.as_str()), "{name}: {code}");
    }
    spool.wait_for(4);
    assert_eq!(spool.texts()["long.jsonl"], ["Before.", "After."]);
    assert_eq!(spool.reason("long.jsonl")["records"][0]["code"], "input.too_large");
    let grown = peak_memory(spool.service.as_ref().unwrap()) - before;
    assert!(grown < 64 << 20, "{} MB more than for a small one", grown >> 20);
}

#[test]
fn a_deep_or_senseless_page_delays_nobody() {
    let mut spool = Spool::new();
    spool.start();
    let deep = "<div>".repeat(20_000) + "The ferry left late.";
    spool.put("deep.html", deep.as_bytes());
    spool.put("tables.html", "<table><tr><td>".repeat(5_000).as_bytes());
    spool.put("attributes.html", format!("<p {}>Text.</p>", "a='b' ".repeat(50_000)).as_bytes());
    spool.put("brackets.jsonl", format!("{{\"text\": {}\n", "[".repeat(100_000)).as_bytes());
    let noise: Vec<u8> = (0..200_000_u32).map(|number| blake3::hash(&number.to_le_bytes()).as_bytes()[0]).collect();
    spool.put("noise.html", &noise);
    spool.put("good.txt", b"A good one.");
    wait("the good one", || spool.texts().contains_key("good.txt"), || spool.log());
    let done = || {
        let busy = [files(&spool.path("inbox")), files(&spool.path("work"))].concat();
        busy.is_empty()
    };
    wait("the others", done, || spool.log());
    assert!(!spool.log().contains("internal."), "{}", spool.log());
    assert!(spool.texts()["deep.html"][0].contains("The ferry left late."));
}

#[test]
fn what_is_no_file_is_neither_opened_nor_followed() {
    let mut spool = Spool::new();
    fs::create_dir(spool.path("secret")).unwrap();
    fs::write(spool.path("secret/key.txt"), "not for the outbox").unwrap();
    let inbox = spool.path("inbox");
    symlink("/etc/passwd", inbox.join("passwd.txt")).unwrap();
    symlink("../secret/key.txt", inbox.join("relative.txt")).unwrap();
    symlink("nowhere", inbox.join("dangling.txt")).unwrap();
    symlink("loop.txt", inbox.join("loop.txt")).unwrap();
    symlink(spool.path("secret"), inbox.join("folder")).unwrap();
    symlink("..", inbox.join("up")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, inbox.join("pipe.txt"), rustix::fs::Mode::from(0o600)).unwrap();
    let _listener = UnixListener::bind(inbox.join("socket.txt")).unwrap();
    fs::create_dir(inbox.join("folder.html")).unwrap();
    spool.start();
    let names = ["passwd.txt", "relative.txt", "dangling.txt", "loop.txt", "folder", "up", "pipe.txt", "socket.txt"];
    for name in names {
        assert_eq!(refusal(&spool, name), "input.special", "{name}");
    }
    spool.put("folder.html/good.txt", b"In a folder with the name of a page.");
    spool.wait_for(1);
    assert_eq!(fs::read_link(spool.path("failed/passwd.txt")).unwrap(), Path::new("/etc/passwd"), "moved as a link");
    wait("the original", || files(&spool.path("archive")).len() == 1, || spool.log());
    assert_eq!(fs::read_to_string(spool.path("secret/key.txt")).unwrap(), "not for the outbox");
}

#[test]
fn what_may_not_be_read_is_refused_or_passed_over() {
    let mut spool = Spool::new();
    spool.start();
    fs::write(spool.path("closed"), "Nobody may read this.").unwrap();
    fs::set_permissions(spool.path("closed"), Permissions::from_mode(0o000)).unwrap();
    fs::rename(spool.path("closed"), spool.path("inbox/closed.txt")).unwrap();
    fs::create_dir(spool.path("shut")).unwrap();
    fs::write(spool.path("shut/in.txt"), "Behind a closed door.").unwrap();
    fs::set_permissions(spool.path("shut"), Permissions::from_mode(0o000)).unwrap();
    fs::rename(spool.path("shut"), spool.path("inbox/shut")).unwrap();
    spool.put("good.txt", b"A good one.");
    if fs::read(spool.path("inbox/shut/in.txt")).is_ok() || rustix::process::geteuid().is_root() {
        eprintln!("not looked at: what may not be read, for root may read everything");
        spool.wait_for(3);
        return;
    }
    spool.wait_for(1);
    assert_eq!(refusal(&spool, "closed.txt"), "input.unreadable");
    fs::set_permissions(spool.path("inbox/shut"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn names_of_any_bytes_go_every_way() {
    let mut spool = Spool::new();
    spool.start();
    let long = [&[b'n'; 250][..], b".html"].concat();
    let names: [&[u8]; 8] = [
        b"line\nbreak.html",
        b"no-\xFF-utf8.html",
        b"-leading.html",
        b"--help",
        b" blank .html",
        b"quote'\"`$(id).html",
        b"..two.dots.html",
        &long,
    ];
    for name in names {
        for (folder, content) in [("good", &b"<p>A strange name.</p>"[..]), ("bad", PICTURE)] {
            fs::create_dir_all(spool.path("inbox").join(folder)).unwrap();
            fs::write(spool.path("aside"), content).unwrap();
            fs::rename(spool.path("aside"), spool.path("inbox").join(folder).join(OsStr::from_bytes(name))).unwrap();
        }
    }
    // A leading dot is the sign of a file that is still being written.
    let counted = names.len() - 1;
    spool.wait_for(counted);
    wait("the refusals", || spool.status()["in_failed"] == counted, || spool.log());
    wait("the originals", || files(&spool.path("work")).is_empty(), || spool.log());
    assert_eq!(files(&spool.path("archive/good")).len(), counted);
    let (code, listed) = spool.ask(&["failed", "list", "--json"]);
    assert_eq!((code, listed.lines().count()), (0, counted), "{listed}");
    assert_eq!(spool.ask(&["failed", "retry", "--all"]).0, 0);
    wait("the second refusals", || spool.status()["failed"] == 2 * counted, || spool.log());
    wait("the originals", || files(&spool.path("work")).is_empty(), || spool.log());
    assert_eq!(spool.ask(&["failed", "discard", "--all"]).0, 0);
    assert!(files(&spool.path("failed")).is_empty());
}

#[test]
fn killed_while_it_tidies_up_it_leaves_no_input_without_its_reason() {
    const INPUTS: usize = 800;
    let mut spool = Spool::configured("[retention]\nfailed_size = \"0 B\"\narchive_size = \"0 B\"\n");
    for number in 0..INPUTS {
        for name in [format!("failed/{}/{number}.txt", number % 7), format!("archive/{}/{number}.txt", number % 7)] {
            let path = spool.path(&name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "x").unwrap();
        }
        fs::write(spool.path(&format!("failed/{}/{number}.txt.reason.json", number % 7)), "{}").unwrap();
    }
    fs::create_dir(spool.path("outbox")).unwrap();
    fs::write(spool.path("outbox/kept.json"), "{}").unwrap();
    // What is younger than that stays in any case.
    std::thread::sleep(std::time::Duration::from_secs(2));
    let root = spool.path("");
    let left = |folder: &str| files(&root.join(folder));
    while !left("failed").is_empty() {
        let before = left("failed").len() + left("archive").len();
        let mut child = spool.command().spawn().unwrap();
        wait("the tidying", || left("failed").len() + left("archive").len() < before, || spool.log());
        child.kill().unwrap();
        child.wait().unwrap();
        for file in left("failed").iter().filter(|file| file.extension().is_some_and(|ending| ending == "txt")) {
            assert!(file.with_extension("txt.reason.json").exists(), "{} has no reason any more", file.display());
        }
    }
    spool.start();
    wait("the archive", || left("archive").is_empty(), || spool.log());
    assert_eq!(left("outbox").len(), 1);
}
