//! `copydesk watch` from outside: every manner of arriving, of being killed, and of being told to end.
#![cfg(feature = "service")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

mod spool;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use spool::{Spool, files, settle, wait};

#[test]
fn what_is_there_and_what_comes_is_cleaned_and_archived() {
    let mut spool = Spool::new();
    spool.put("early.txt", b"It was there before.");
    spool.start();
    spool.put("a/late.txt", b"It came later.The ferry too.");
    spool.wait_for(2);
    assert_eq!(spool.texts()["a/late.txt"], ["It came later. The ferry too."]);
    wait("the archive", || files(&spool.path("archive")).len() == 2, || spool.log());
    assert!(files(&spool.path("inbox")).is_empty() && files(&spool.path("work")).is_empty());
    assert_eq!(spool.stop().0, Some(0));
}

#[test]
fn a_sidecar_that_a_crash_parted_from_its_article_follows_it() {
    let mut spool = Spool::new();
    let write = |name: &str, bytes: &str| {
        let file = spool.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    };
    // One article was put away without its sidecar, another was claimed without it.
    write("archive/put.txt", "It was done.");
    write("work/put.txt.meta.json", "{}");
    write("work/claimed.txt", "It was at work.");
    write("inbox/claimed.txt.meta.json", "{\"url\": \"https://valley.example/claimed\"}");
    spool.start();
    spool.wait_for(1);
    wait("the archive", || files(&spool.path("archive")).len() == 4, || spool.log());
    assert!(files(&spool.path("inbox")).is_empty() && files(&spool.path("work")).is_empty());
    let document = fs::read_to_string(&files(&spool.path("outbox"))[0]).unwrap();
    assert!(document.contains("\"url\":\"https://valley.example/claimed\""), "{document}");
}

#[test]
fn the_same_name_again_with_other_content_is_kept_too() {
    let mut spool = Spool::new();
    spool.start();
    for text in ["One.", "Two.", "Two."] {
        spool.put("a.txt", text.as_bytes());
        let busy = || [files(&spool.path("inbox")), files(&spool.path("work"))].concat();
        wait("the archive", || busy().is_empty(), || spool.log());
    }
    assert_eq!(spool.texts()["a.txt"].len(), 2, "the same content twice is one document");
    assert_eq!(files(&spool.path("archive")).len(), 2);
}

#[test]
fn a_file_is_taken_only_when_it_is_whole() {
    let mut spool = Spool::new();
    spool.start();
    // One slow descriptor, held open for longer than the settle time.
    let mut slow = File::create(spool.path("inbox/slow.txt")).unwrap();
    // Chunks, reopened each time.
    for chunk in 0..6 {
        write!(slow, "Part {chunk}. ").unwrap();
        let mut file = File::options().create(true).append(true).open(spool.path("inbox/chunks.txt")).unwrap();
        write!(file, "Part {chunk}. ").unwrap();
        drop(file);
        sleep(settle() / 2);
    }
    sleep(settle() * 2);
    assert!(!spool.texts().contains_key("slow.txt"), "it is still open");
    drop(slow);
    // Truncated and written again.
    fs::write(spool.path("inbox/again.txt"), "Wrong.").unwrap();
    sleep(settle() / 2);
    fs::write(spool.path("inbox/again.txt"), "Right.").unwrap();
    // A hard link to a whole file.
    fs::write(spool.path("whole"), "Linked.").unwrap();
    fs::hard_link(spool.path("whole"), spool.path("inbox/linked.txt")).unwrap();
    // A rename-in with an old date.
    fs::write(spool.path("old"), "From 1971.").unwrap();
    let old = std::time::UNIX_EPOCH + Duration::from_secs(40_000_000);
    File::options().write(true).open(spool.path("old")).unwrap().set_modified(old).unwrap();
    fs::rename(spool.path("old"), spool.path("inbox/old.txt")).unwrap();
    spool.wait_for(5);
    let texts = spool.texts();
    let parts = "Part 0. Part 1. Part 2. Part 3. Part 4. Part 5.";
    assert_eq!((&texts["slow.txt"][0], &texts["chunks.txt"][0]), (&parts.to_owned(), &parts.to_owned()));
    assert_eq!((texts["again.txt"][0].as_str(), texts["old.txt"][0].as_str()), ("Right.", "From 1971."));
}

#[test]
fn folders_that_fill_while_they_appear_lose_nothing() {
    let mut spool = Spool::new();
    spool.start();
    for folder in 0..20 {
        let path = spool.path("inbox").join(format!("{folder}/deep/er"));
        fs::create_dir_all(&path).unwrap();
        for file in 0..10 {
            fs::write(path.join(format!("{file}.txt")), format!("Text {folder} {file}.")).unwrap();
        }
    }
    fs::create_dir_all(spool.path("ready/x")).unwrap();
    fs::write(spool.path("ready/x/y.txt"), "Moved in with its folder.").unwrap();
    fs::rename(spool.path("ready"), spool.path("inbox/ready")).unwrap();
    spool.wait_for(201);
}

#[test]
fn nothing_is_lost_or_doubled_by_being_killed() {
    let mut spool = Spool::new();
    let mut written = 0;
    for round in 0..15_u64 {
        spool.start();
        let until = Instant::now() + Duration::from_millis(20 + round * 37 % 160);
        while Instant::now() < until {
            for _ in 0..20 {
                spool.put(&format!("{}/{written}.txt", written % 7), format!("Article {written} is whole.").as_bytes());
                written += 1;
            }
        }
        spool.kill();
        for (path, texts) in spool.texts() {
            assert_eq!(texts.len(), 1, "{path} is doubled");
        }
    }
    spool.start();
    spool.wait_for(written);
    let texts = spool.texts();
    for number in 0..written {
        assert_eq!(texts[&format!("{}/{number}.txt", number % 7)], [format!("Article {number} is whole.")]);
    }
    assert!(files(&spool.path("failed")).is_empty(), "{:?}", files(&spool.path("failed")));
}

#[test]
fn what_cannot_be_cleaned_goes_to_failed_and_delays_nobody() {
    let mut spool = Spool::new();
    spool.start();
    spool.put("empty.txt", b"");
    spool.put("photo.html", b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00");
    spool.put("zeros.txt", &[0; 4000]);
    fs::write(spool.path("secret"), "not for the outbox").unwrap();
    std::os::unix::fs::symlink(spool.path("secret"), spool.path("inbox/link.txt")).unwrap();
    std::os::unix::fs::symlink("nowhere", spool.path("inbox/dangling.txt")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, spool.path("inbox/pipe.txt"), rustix::fs::Mode::from(0o600)).unwrap();
    fs::create_dir(spool.path("inbox/folder.html")).unwrap();
    let names: [&[u8]; 4] = [b"line\nbreak.txt", b"no-\xFF-utf8.txt", b"-leading.txt", &[b'n'; 255]];
    for name in names {
        let target = spool.path("inbox").join(std::ffi::OsStr::from_bytes(name));
        fs::write(spool.path("aside"), "A strange name.").unwrap();
        fs::rename(spool.path("aside"), target).unwrap();
    }
    spool.put("good.txt", b"A good one.");
    spool.wait_for(5);
    for (name, code) in [
        ("empty.txt", "input.empty"),
        ("photo.html", "input.binary"),
        ("zeros.txt", "input.empty"),
        ("link.txt", "input.special"),
        ("dangling.txt", "input.special"),
        ("pipe.txt", "input.special"),
    ] {
        wait(name, || spool.path("failed").join(format!("{name}.reason.json")).exists(), || spool.log());
        assert_eq!(spool.reason(name)["code"], code, "{name}");
        wait(name, || fs::symlink_metadata(spool.path("failed").join(name)).is_ok(), || spool.log());
    }
    assert_eq!(fs::read_to_string(spool.path("secret")).unwrap(), "not for the outbox");
}

#[test]
fn a_second_service_is_refused_and_the_first_goes_on() {
    let mut spool = Spool::new();
    spool.start();
    let output = spool.command().stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another copydesk works this spool"));
    spool.put("a.txt", b"Still here.");
    spool.wait_for(1);
}

#[test]
fn it_ends_soon_when_it_is_told_to() {
    let mut spool = Spool::new();
    spool.start();
    let (code, time) = spool.stop();
    assert_eq!(code, Some(0));
    assert!(time < Duration::from_secs(2), "{time:?}");
    for number in 0..500 {
        spool.put(&format!("{number}.txt"), b"Some work to do.");
    }
    spool.start();
    let (code, time) = spool.stop();
    assert_eq!(code, Some(0));
    assert!(time < Duration::from_secs(5), "{time:?}");
    spool.start();
    spool.wait_for(500);
}

#[test]
fn the_configuration_is_read_again_and_a_wrong_one_is_not_taken() {
    let mut spool = Spool::new();
    spool.start();
    spool.configure("[rules]\nglue.sentence = false\n");
    spool.signal(rustix::process::Signal::HUP);
    wait("the new configuration", || spool.log().contains("the configuration was read again"), || spool.log());
    spool.put("a.txt", b"It came late.The ferry too.");
    spool.wait_for(1);
    assert_eq!(spool.texts()["a.txt"], ["It came late.The ferry too."]);
    spool.configure("[rules]\nglue.sentense = false\n");
    spool.signal(rustix::process::Signal::HUP);
    wait("the refusal", || spool.log().contains("the old one holds"), || spool.log());
    spool.put("b.txt", b"It came late.The ferry too.");
    spool.wait_for(2);
    assert_eq!(spool.texts()["b.txt"], ["It came late.The ferry too."]);
}

#[test]
fn trouble_of_the_disk_moves_nothing_and_is_over_when_it_is_mended() {
    let mut spool = Spool::new();
    spool.start();
    // The outbox is gone, and a file stands where it should be made again.
    fs::remove_dir_all(spool.path("outbox")).unwrap();
    fs::write(spool.path("outbox"), "in the way").unwrap();
    spool.put("a.txt", b"It waits.");
    wait("the trouble", || spool.log().contains("waiting until that is mended"), || spool.log());
    sleep(Duration::from_millis(300));
    assert!(files(&spool.path("failed")).is_empty());
    fs::remove_file(spool.path("outbox")).unwrap();
    let mended = Instant::now();
    spool.wait_for(1);
    assert!(mended.elapsed() < Duration::from_secs(10), "{:?}", mended.elapsed());
}

#[test]
fn without_file_events_it_looks_again_and_again() {
    let mut spool = Spool::configured("[service]\npoll = \"always\"\npoll_interval = \"100 ms\"\n");
    spool.start();
    for number in 0..50 {
        spool.put(&format!("{}/{number}.txt", number % 3), b"Found by looking.");
    }
    fs::write(spool.path("inbox/written.txt"), "Found when it was quiet.").unwrap();
    spool.wait_for(51);
}

#[test]
fn what_failed_is_listed_shown_and_put_back_and_status_tells_of_it() {
    let mut spool = Spool::new();
    let ask = |spool: &Spool, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let output = command.args(arguments).arg("--config").arg(spool.path("copydesk.toml")).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(ask(&spool, &["status"]).0, 1, "nothing runs yet");
    spool.start();
    spool.put("a/empty.txt", b"");
    wait("the reason", || spool.path("failed/a/empty.txt").exists(), || spool.log());
    let (code, listed) = ask(&spool, &["failed", "list"]);
    assert_eq!(code, 0);
    assert!(listed.starts_with("a/empty.txt\tinput.empty\t"), "{listed}");
    assert!(ask(&spool, &["failed", "show", "a/empty.txt"]).1.contains("copydesk/reason/1"));
    let running = || ask(&spool, &["status", "--json"]);
    wait("the count", || running().1.contains("\"failed\":1"), || running().1);
    assert_eq!(running().0, 0);
    assert_eq!(ask(&spool, &["failed", "retry", "nosuch"]).0, 1);
    spool.stop();
    assert_eq!(ask(&spool, &["failed", "retry", "--code", "input.empty"]).0, 0);
    assert!(spool.path("inbox/a/empty.txt").exists() && files(&spool.path("failed")).is_empty());
    spool.start();
    wait("the reason again", || spool.path("failed/a/empty.txt").exists(), || spool.log());
    assert_eq!(ask(&spool, &["failed", "discard", "--all"]).0, 0);
    assert!(files(&spool.path("failed")).is_empty());
}

#[test]
fn a_sidecar_goes_with_its_article_and_is_no_article() {
    let mut spool = Spool::configured("[service]\nrescan = \"200 ms\"\n");
    spool.start();
    spool.put("gone.html.meta.json", b"{}");
    // It comes first; the article may take its time.
    spool.put("a.txt.meta.json", br#"{"url": "https://ferry.example/1", "charset": "koi8-r"}"#);
    sleep(settle());
    spool.put("a.txt", b"\xF0\xC1\xD2\xCF\xCD \xD5\xDB\xA3\xCC.");
    spool.put("bad.txt.meta.json", b"[]");
    spool.put("bad.txt", b"The ferry left.");
    wait("the failures", || spool.status()["failed"] == 2, || spool.log());
    assert_eq!(spool.texts()["a.txt"], ["\u{41f}аром ушёл."]);
    let named = |folder: &str| {
        let mut names: Vec<_> =
            files(&spool.path(folder)).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(named("archive"), ["a.txt", "a.txt.meta.json"]);
    assert_eq!(spool.reason("gone.html.meta.json")["code"], "sidecar.without_article");
    assert_eq!(spool.reason("bad.txt")["code"], "sidecar.malformed");
    assert!(files(&spool.path("inbox")).is_empty() && files(&spool.path("work")).is_empty());

    fs::write(spool.path("failed/bad.txt.meta.json"), "{}").unwrap();
    assert_eq!(spool.ask(&["failed", "retry", "bad.txt"]).0, 0);
    wait("the other one", || spool.texts().contains_key("bad.txt"), || spool.log());
    assert_eq!(named("failed"), ["gone.html.meta.json", "gone.html.meta.json.reason.json"]);
    assert_eq!(spool.stop().0, Some(0));

    // A crash between the article's way into the archive and its sidecar's.
    fs::write(spool.path("work/c.txt.meta.json"), "{}").unwrap();
    spool.start();
    wait("the archive", || spool.path("archive/c.txt.meta.json").exists(), || spool.log());
}
