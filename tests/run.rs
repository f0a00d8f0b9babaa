//! `copydesk run` from outside: what appears, what is set aside, what is not done twice.
#![cfg(feature = "cli")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A desk of its own: an inbox, and a place for the rest.
struct Place {
    root: TempDir,
}

impl Place {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let place = Place { root: tempfile::tempdir().unwrap() };
        fs::create_dir(place.path("in")).unwrap();
        for (name, content) in files {
            place.put(name, content);
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn put(&self, name: &str, content: &[u8]) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn command(&self, options: &[&str]) -> Command {
        let mut command = Command::cargo_bin("copydesk").unwrap();
        command.current_dir(self.root.path()).args(["run", "in", "out", "--json", "--quiet"]).args(options);
        command
    }

    /// Runs and returns exit code, report and what was said.
    fn run(&self, options: &[&str]) -> (i32, Value, String) {
        let output = self.command(options).output().unwrap();
        let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output.status.code().unwrap(), report, String::from_utf8(output.stderr).unwrap())
    }

    fn documents(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path("out").join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The visible files below a folder.
    fn files(&self, folder: &str) -> Vec<String> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with(".tmp") {
                    walk(root, &path, found);
                } else if path.is_file() {
                    found.push(path.strip_prefix(root).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        let root = self.path(folder);
        let mut found = Vec::new();
        walk(&root, &root, &mut found);
        found.sort();
        found
    }
}

const LETTER: &[u8] = b"The ferry left late.The captain did not say why.\n";

#[test]
fn each_input_becomes_a_document_under_its_own_name() {
    let records = b"{\"id\": \"x\", \"text\": \"One.\"}\n{\"text\": \"Two.\"}\n";
    let place = Place::new(&[("a.txt", LETTER), ("b/c.jsonl", records), (".hidden", b"x"), ("d.part", b"x")]);
    let (code, report, said) = place.run(&[]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert_eq!((&report["documents"], &report["inputs"]), (&3.into(), &2.into()));
    assert_eq!(place.files("out"), ["a.txt.json", "b/c.jsonl.jsonl"]);
    assert_eq!(place.documents("a.txt.json")[0]["text"], "The ferry left late. The captain did not say why.");
    let records = place.documents("b/c.jsonl.jsonl");
    assert_eq!((&records[0]["id"], &records[1]["provenance"]["input"]["record"]), (&"x".into(), &2.into()));
    assert_eq!(records[0]["source"], "in");
    assert!(place.path("in/a.txt").exists(), "originals stay");
}

#[test]
fn what_is_done_is_not_done_again() {
    let place = Place::new(&[("a.txt", LETTER), ("b.jsonl", b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n")]);
    place.run(&[]);
    let first = fs::read(place.path("out/a.txt.json")).unwrap();
    let (_, report, _) = place.run(&[]);
    assert_eq!((&report["inputs"], &report["up_to_date"]), (&0.into(), &2.into()));
    let (_, report, _) = place.run(&["--again"]);
    assert_eq!(report["inputs"], 2);
    assert_eq!(fs::read(place.path("out/a.txt.json")).unwrap(), first, "the same bytes");
    let (_, report, _) = place.run(&["--rules", "glue"]);
    assert_eq!(report["inputs"], 2, "another configuration is other work");
    place.run(&[]);
    place.put("b.jsonl", b"{\"text\": \"One.\"}\n{\"text\": \"Three.\"}\n");
    let (_, report, _) = place.run(&[]);
    assert_eq!((&report["inputs"], &report["up_to_date"]), (&1.into(), &1.into()));
}

#[test]
fn what_cannot_be_done_is_set_aside_with_its_reason() {
    let place = Place::new(&[
        ("a.txt", LETTER),
        ("photo.html", b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00"),
        ("empty.txt", b""),
        ("some.jsonl", b"{\"text\": \"One.\"}\n{\"text\": \n{\"text\": \"Three.\"}\n"),
    ]);
    let (code, report, said) = place.run(&[]);
    assert_eq!(code, 1);
    assert_eq!(place.files("out"), ["a.txt.json", "some.jsonl.jsonl"]);
    assert_eq!(
        place.files("out.failed"),
        ["empty.txt.reason.json", "photo.html.reason.json", "some.jsonl.failed.jsonl", "some.jsonl.reason.json"]
    );
    let reason: Value =
        serde_json::from_slice(&fs::read(place.path("out.failed/photo.html.reason.json")).unwrap()).unwrap();
    assert_eq!((&reason["schema"], &reason["code"]), (&"copydesk/reason/1".into(), &"input.binary".into()));
    assert_eq!(fs::read(place.path("out.failed/some.jsonl.failed.jsonl")).unwrap(), b"{\"text\":\n");
    assert_eq!(place.documents("some.jsonl.jsonl").len(), 2);
    assert_eq!(report["failures"].as_array().unwrap().len(), 3);
    assert!(said.contains("photo.html: this is a JPEG image"), "{said}");
    assert!(said.contains("copydesk: some.jsonl:2: not valid JSON"), "{said}");

    place.put("photo.html", b"<p>Now it is a page.</p>");
    place.run(&[]);
    assert!(!place.path("out.failed/photo.html.reason.json").exists(), "what is done since has no reason any more");
}

#[test]
fn a_compressed_file_that_breaks_off_is_set_aside_whole() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for number in 0..5000 {
        writeln!(gzip, "{{\"id\": {number}, \"text\": \"{}\"}}", blake3::hash(&[number as u8]).to_hex()).unwrap();
    }
    let whole = gzip.finish().unwrap();
    let place = Place::new(&[("a.jsonl.gz", &whole[..whole.len() / 2]), ("b.jsonl.gz", &whole)]);
    let (code, report, _) = place.run(&[]);
    assert_eq!((code, &report["documents"]), (1, &5000.into()));
    assert_eq!(place.files("out"), ["b.jsonl.gz.jsonl"]);
    assert_eq!(place.files("out.failed"), ["a.jsonl.gz.reason.json"]);
}

#[test]
fn originals_can_be_archived_or_deleted() {
    let place = Place::new(&[("a/b.txt", LETTER), ("empty.txt", b"")]);
    let config = "[spool]\narchive = \"old\"\n";
    fs::write(place.path("desk.toml"), config).unwrap();
    place.run(&["--config", "desk.toml", "--originals", "archive"]);
    assert_eq!(place.files("in"), Vec::<String>::new());
    assert_eq!(place.files("old"), ["a/b.txt"]);
    assert_eq!(place.files("out.failed"), ["empty.txt", "empty.txt.reason.json"]);
    place.put("c.txt", LETTER);
    place.run(&["--originals", "delete"]);
    assert_eq!(place.files("in"), Vec::<String>::new());
    assert_eq!(place.files("out"), ["a/b.txt.json", "c.txt.json"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::new(&[("a.txt", LETTER), ("empty.txt", b"")]);
    let (code, report, _) = place.run(&["--dry-run"]);
    assert_eq!((code, &report["documents"], &report["edits"]["glue.sentence"]), (1, &1.into(), &1.into()));
    assert!(!place.path("out").exists() && !place.path("out.failed").exists());
}

#[test]
fn nothing_is_read_through_a_link_or_from_a_pipe() {
    let place = Place::new(&[("a.txt", LETTER)]);
    fs::write(place.path("secret.txt"), "not for the outbox").unwrap();
    std::os::unix::fs::symlink("../secret.txt", place.path("in/link.txt")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, place.path("in/pipe.txt"), rustix::fs::Mode::from(0o600)).unwrap();
    let (code, report, said) = place.run(&[]);
    assert_eq!((code, &report["documents"]), (1, &1.into()));
    assert!(said.contains("link.txt: a symbolic link") && said.contains("pipe.txt: a named pipe"), "{said}");
}

#[test]
fn names_may_be_any_bytes() {
    use std::os::unix::ffi::OsStrExt;

    let place = Place::new(&[]);
    let names: [&[u8]; 5] = [b"line\nbreak.txt", b"no-\xFF-utf8.txt", b"-leading.txt", b"..txt", &[b'n'; 255]];
    for name in names {
        fs::write(place.path("in").join(std::ffi::OsStr::from_bytes(name)), LETTER).unwrap();
    }
    let (code, report, said) = place.run(&[]);
    // `..txt` starts with a dot: hidden.
    assert_eq!((code, &report["documents"], said.as_str()), (0, &4.into(), ""));
    assert_eq!(place.files("out").len(), 4);
}

#[test]
fn what_is_in_the_way_is_named_with_what_to_do() {
    let place = Place::new(&[("a.txt", LETTER)]);
    let refuse = |arguments: &[&str], part: &str| {
        let mut command = Command::cargo_bin("copydesk").unwrap();
        let output = command.current_dir(place.root.path()).arg("run").args(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(part), "{said}");
    };
    refuse(&["nowhere", "out"], "the inbox nowhere is not there");
    refuse(&["in/a.txt", "out"], "`copydesk clean in/a.txt`");
    refuse(&["in", "in"], "both inbox and outbox");
    assert!(!place.path("out").exists(), "a refused run leaves nothing behind");
    fs::create_dir(place.path("locked")).unwrap();
    fs::set_permissions(place.path("locked"), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write anywhere.
    if fs::write(place.path("locked/probe"), "").is_err() {
        refuse(&["in", "locked"], "cannot write to the outbox locked");
    }
    fs::write(place.path("file"), "").unwrap();
    refuse(&["in", "file"], "cannot write to the outbox file");
}

#[test]
fn an_outbox_inside_the_inbox_is_not_taken_for_input() {
    let place = Place::new(&[("a.txt", LETTER)]);
    for _ in 0..2 {
        let mut command = Command::cargo_bin("copydesk").unwrap();
        command.current_dir(place.root.path()).args(["run", "in", "in/out", "--quiet"]).assert().success();
    }
    assert_eq!(place.files("in/out"), ["a.txt.json"]);
}

const KOI8_R: &[u8] = b"\xF0\xC1\xD2\xCF\xCD \xD5\xDB\xA3\xCC.\n";

#[test]
fn what_a_sidecar_says_is_heard_and_goes_with_its_article() {
    let said = br#"{"url": "https://ferry.example/1", "charset": "koi8-r", "source": "north", "id": "n-1", "job": 4}"#;
    let place = Place::new(&[("a.txt", KOI8_R), ("a.txt.meta.json", said), ("b/c.txt", LETTER)]);
    let (code, report, told) = place.run(&[]);
    assert_eq!((code, told.as_str(), &report["inputs"]), (0, "", &2.into()));
    assert_eq!(place.files("out"), ["a.txt.json", "b/c.txt.json"]);
    let document = &place.documents("a.txt.json")[0];
    assert_eq!(document["text"], "Паром ушёл.");
    assert_eq!((&document["id"], &document["source"]), (&"n-1".into(), &"north".into()));
    assert_eq!((&document["url"], &document["metadata"]["job"]), (&"https://ferry.example/1".into(), &4.into()));
    let provenance = &document["provenance"];
    assert_eq!(provenance["fields"]["url"], "sidecar");
    assert_eq!(provenance["input"]["encoding_source"], "sidecar");

    let (_, report, _) = place.run(&[]);
    assert_eq!(report["up_to_date"], 2);
    place.put("a.txt.meta.json", br#"{"url": "https://ferry.example/2"}"#);
    let (_, report, _) = place.run(&["--originals", "delete"]);
    assert_eq!((&report["inputs"], &report["up_to_date"]), (&1.into(), &1.into()), "other evidence is other work");
    assert_eq!(place.documents("a.txt.json")[0]["url"], "https://ferry.example/2");
    assert_eq!(place.files("in"), ["b/c.txt"], "what was done before is left");
}

#[test]
fn a_sidecar_that_cannot_be_understood_or_stands_alone_is_set_aside() {
    let place = Place::new(&[
        ("a.txt", LETTER),
        ("a.txt.meta.json", b"{\"charset\": \"klingon\"}"),
        ("gone.html.meta.json", b"{}"),
    ]);
    let (code, report, told) = place.run(&["--originals", "archive"]);
    assert_eq!((code, &report["documents"]), (1, &0.into()));
    assert!(told.contains("a.txt: the sidecar's `charset` (klingon) is no label"), "{told}");
    assert!(told.contains("gone.html.meta.json: it says something of an article that is not beside it"), "{told}");
    assert_eq!(
        place.files("out.failed"),
        ["a.txt", "a.txt.meta.json", "a.txt.reason.json", "gone.html.meta.json", "gone.html.meta.json.reason.json"]
    );
    assert!(place.files("in").is_empty());
}

#[test]
fn a_sidecar_is_not_taken_for_a_lone_one_while_its_article_is_put_away() {
    for originals in ["archive", "delete"] {
        let place = Place::new(&[]);
        for number in 0..300 {
            place.put(&format!("{number}.txt"), LETTER);
            place.put(&format!("{number}.txt.meta.json"), br#"{"url": "https://ferry.example/1"}"#);
        }
        let (code, report, told) = place.run(&["--originals", originals, "--jobs", "4"]);
        assert_eq!((code, &report["documents"]), (0, &300.into()), "{told}");
        assert_eq!((place.files("in").len(), place.files("out.failed").len()), (0, 0), "{told}");
    }
}

#[test]
fn what_options_say_is_heard_before_a_sidecar() {
    let place = Place::new(&[("a.txt", KOI8_R), ("a.txt.meta.json", br#"{"url": "https://ferry.example/1"}"#)]);
    place.run(&["--charset", "koi8-r", "--url", "https://ferry.example/2", "--source", "south"]);
    let document = &place.documents("a.txt.json")[0];
    assert_eq!((&document["text"], &document["source"]), (&"Паром ушёл.".into(), &"south".into()));
    assert_eq!(
        (&document["url"], &document["provenance"]["fields"]["url"]),
        (&"https://ferry.example/2".into(), &"option".into())
    );
    assert_eq!(document["provenance"]["input"]["encoding_source"], "option");
    let (code, _, told) = place.run(&["--charset", "klingon"]);
    assert_eq!(code, 2);
    assert!(told.contains("--charset (klingon) is no label"), "{told}");
}

#[test]
fn nothing_that_follows_an_array_is_lost_with_its_original() {
    let place = Place::new(&[
        ("twice.json", b"[\n{\"text\": \"One.\"}\n][\n{\"text\": \"Two.\"}\n]"),
        ("cut.json", b"[{\"text\": \"Three.\"}, {\"text\": \"Fo"),
    ]);
    let (code, report, _) = place.run(&["--originals", "delete"]);
    assert_eq!((code, &report["documents"]), (1, &3.into()));
    assert_eq!(place.documents("twice.json.jsonl")[1]["text"], "Two.");
    assert_eq!(fs::read(place.path("out.failed/cut.json.failed.jsonl")).unwrap(), b"{\"text\": \"Fo\n");
    assert!(place.files("in").is_empty());
}

#[test]
fn a_record_that_cannot_be_held_keeps_its_file() {
    let long = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"One.\"}}\n{{broken\n", "The ferry left. ".repeat(100));
    let place = Place::new(&[("a.jsonl", long.as_bytes()), ("c.toml", b"[limits]\nbytes = \"1 KiB\"\n")]);
    fs::rename(place.path("in/c.toml"), place.path("c.toml")).unwrap();
    let (code, report, told) = place.run(&["--originals", "delete", "--config", "c.toml"]);
    assert_eq!((code, &report["documents"]), (1, &1.into()), "{told}");
    assert_eq!(place.files("out"), ["a.jsonl.jsonl"]);
    assert_eq!(place.files("out.failed"), ["a.jsonl", "a.jsonl.reason.json"], "the file has its other records too");
    assert_eq!(fs::read(place.path("out.failed/a.jsonl")).unwrap(), long.as_bytes());
}
