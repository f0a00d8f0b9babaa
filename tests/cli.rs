//! The program from outside: what it prints, where, and with which exit code. Its parts have their own tests.
#![cfg(feature = "cli")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use assert_cmd::assert::Assert;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The program in a folder of its own, without the environment's colours or settings.
fn copydesk(folder: &TempDir) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::cargo_bin("copydesk").unwrap();
    command.current_dir(folder.path()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn stdout(done: &Assert) -> String {
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn stderr(done: &Assert) -> String {
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}

fn lines(done: &Assert) -> Vec<Value> {
    stdout(done).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const DIRTY: &str = "The bridge stays closed.\n[adrotate banner=”29″]\n";

#[test]
fn clean_prints_the_document_or_its_text() {
    let folder = folder();
    fs::write(folder.path().join("a.txt"), DIRTY).unwrap();
    let document = &lines(&copydesk(&folder).args(["clean", "a.txt"]).assert().code(0))[0];
    assert_eq!(document["text"], "The bridge stays closed.");
    assert_eq!(document["provenance"]["input"]["path"], "a.txt");
    assert!(document["added"].as_str().unwrap().ends_with('Z'));
    let done = copydesk(&folder).args(["clean", "--text"]).write_stdin(DIRTY).assert().code(0);
    assert_eq!(stdout(&done), "The bridge stays closed.\n");
}

#[test]
fn what_cannot_be_cleaned_is_named_with_advice() {
    let folder = folder();
    let fail = |input: &[u8]| stderr(&copydesk(&folder).arg("clean").write_stdin(input).assert().code(1));
    assert!(fail(b"").contains("empty"));
    assert!(fail(b"\x89PNG\r\n\x1a\n....").contains("a PNG image"));
    assert!(fail(b"{\"text\": \"a").contains(" at column "));
    let stop = |args: &[&str]| stderr(&copydesk(&folder).args(args).assert().code(2));
    assert!(stop(&["clean", "absent.txt"]).contains("absent.txt"));
    assert!(stop(&["clean", "."]).contains("copydesk run"));
    fs::write(folder.path().join("a.txt"), DIRTY).unwrap();
    fs::write(folder.path().join("a.txt.meta.json"), "[]").unwrap();
    let told = stderr(&copydesk(&folder).args(["clean", "a.txt"]).assert().code(1));
    assert!(told.contains("a.txt: the sidecar is no JSON object"), "{told}");
    assert!(stop(&["explain", "a.html.meta.json"]).contains("name that"));
    assert!(stop(&["clean", "--rules", "shortcodes"]).contains("did you mean `shortcode`?"));
}

#[test]
fn work_can_stop_early_or_use_some_rules_only() {
    let folder = folder();
    let text = |args: &[&str]| {
        stdout(&copydesk(&folder).args(["clean", "--text"]).args(args).write_stdin(DIRTY).assert().code(0))
    };
    assert_eq!(text(&["--until", "decode"]), format!("{DIRTY}\n"));
    assert_eq!(text(&["--until", "extract"]), "The bridge stays closed.\n\n[adrotate banner=”29″]\n");
    assert_eq!(text(&["--rules", "glue,spacing"]), "The bridge stays closed.\n\n[adrotate banner=”29″]\n");
    assert_eq!(text(&["--rules", "shortcode"]), "The bridge stays closed.\n");
}

#[test]
fn filter_gives_one_line_for_each_line_in_order() {
    let folder = folder();
    let mut input = String::new();
    for number in 0..500 {
        input.push_str(&json!({ "id": format!("n{number}"), "text": DIRTY, "n": number }).to_string());
        input.push('\n');
    }
    input.push_str("{broken\n\n\"a string\"\n{\"id\": \"x\", \"text\": 5}\n");
    input.push_str("{\"id\": \"last\", \"text\": \"No line break follows.\"}");
    let done = copydesk(&folder).arg("filter").write_stdin(input.clone()).assert().code(0);
    assert!(stderr(&done).contains("2 of 505 records gave no document"), "{}", stderr(&done));
    let out = lines(&done);
    assert_eq!(out.len(), 505);
    for (number, document) in out.iter().take(500).enumerate() {
        assert_eq!(document["id"], format!("n{number}"));
        assert_eq!(document["metadata"], json!({ "n": number }));
        assert_eq!(document["text"], "The bridge stays closed.");
    }
    for (line, code) in [(500, "json.malformed"), (501, "input.empty")] {
        assert_eq!(out[line]["schema"], "copydesk/error/1");
        assert_eq!(out[line]["error"]["code"], code);
        assert!(!out[line]["id"].as_str().unwrap().is_empty());
    }
    assert_eq!(out[500]["raw"], "{broken");
    assert_eq!(out[502]["text"], "a string");
    assert_eq!(out[503]["quality"]["status"], "suspect");
    assert_eq!(out[503]["metadata"], json!({ "text": 5 }));
    assert_eq!(out[504]["text"], "No line break follows.");

    let again = copydesk(&folder).arg("filter").write_stdin(input.clone()).assert().code(0);
    assert_eq!(stdout(&again), stdout(&done), "a retry gives the same bytes");
    copydesk(&folder).args(["filter", "--strict"]).write_stdin(input).assert().code(1);
}

#[test]
fn filter_answers_before_the_input_ends() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("copydesk"))
        .arg("filter")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for number in 0..3 {
        writeln!(input, "{{\"id\": \"{number}\", \"text\": \"One.\"}}").unwrap();
        input.flush().unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"id\":\"{number}\"")), "{line}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn filter_ends_quietly_when_its_reader_goes_away() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("copydesk"))
        .arg("filter")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let line = format!("{}\n", json!({ "text": DIRTY.repeat(100) }));
    // Until the program notices that nobody listens; then the pipe breaks under us.
    for _ in 0..10_000 {
        if input.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn explain_shows_edits_with_rule_and_reason_and_fields_with_source() {
    let folder = folder();
    let record = json!({ "headline": "Closed", "text": DIRTY }).to_string();
    let story = stdout(&copydesk(&folder).arg("explain").write_stdin(record.clone()).assert().code(0));
    assert!(story.contains("1 edit\n"), "{story}");
    assert!(story.contains("artifact.shortcode  sure"), "{story}");
    assert!(story.contains("[-⏎⏎[adrotate banner=”29″]-]"), "{story}");
    assert!(story.contains("Closed  from input.headline"), "{story}");
    let coloured = stdout(
        &copydesk(&folder).arg("explain").env("CLICOLOR_FORCE", "1").write_stdin(record.clone()).assert().code(0),
    );
    assert!(coloured.contains("\u{1b}[") && !coloured.contains("[-⏎"), "{coloured}");
    let json = &lines(&copydesk(&folder).args(["explain", "--json"]).write_stdin(record).assert().code(0))[0];
    assert_eq!(json["edits"][0]["rule"], "artifact.shortcode");
    assert_eq!(json["fields"]["title"]["source"], "input.headline");
}

#[test]
fn a_mistake_in_the_configuration_is_shown_in_its_line() {
    let folder = folder();
    copydesk(&folder).args(["config", "init"]).assert().code(0);
    copydesk(&folder).args(["config", "check"]).assert().code(0);
    let again = copydesk(&folder).args(["config", "init"]).assert().code(2);
    assert!(stderr(&again).contains("move it away first"));
    fs::write(folder.path().join("bad.toml"), "[spool]\n\n[clean]\naply = \"sure\"\n").unwrap();
    let message = stderr(&copydesk(&folder).args(["config", "check", "--config", "bad.toml"]).assert().code(2));
    assert!(message.contains("bad.toml:4:1") && message.contains("^^^^"), "{message}");
    assert!(message.contains("did you mean `apply`?"), "{message}");
    let report = copydesk(&folder).args(["config", "check", "--json", "--config", "bad.toml"]).assert().code(2);
    assert_eq!(lines(&report)[0]["valid"], false);
}

#[test]
fn the_configuration_in_force_is_shown_with_its_origin() {
    let folder = folder();
    fs::write(folder.path().join("a.toml"), "[clean]\napply = \"sure\"\n").unwrap();
    let shown = stdout(
        &copydesk(&folder)
            .args(["config", "show", "--config", "a.toml"])
            .env("COPYDESK_SPOOL__INBOX", "in")
            .assert()
            .code(0),
    );
    assert!(shown.contains("apply = \"sure\"  # file"), "{shown}");
    assert!(shown.contains("inbox = \"in\"  # environment"), "{shown}");
    assert!(shown.contains("outbox = \"outbox\"  # default"), "{shown}");
}

#[test]
fn options_of_all_commands_are_taken_before_the_command_too() {
    let folder = folder();
    fs::write(folder.path().join("a.toml"), "[clean]\napply = \"sure\"\n").unwrap();
    for args in [["--config", "a.toml", "config", "show"], ["config", "--config", "a.toml", "show"]] {
        let shown = stdout(&copydesk(&folder).args(args).assert().code(0));
        assert!(shown.contains("apply = \"sure\"  # file"), "{shown}");
    }
    let quiet = copydesk(&folder).args(["-q", "--config", "a.toml", "config", "check"]).assert().code(0);
    assert_eq!(stdout(&quiet), "");
    let stop = |args: &[&str]| stderr(&copydesk(&folder).args(args).assert().code(2));
    #[cfg(feature = "service")]
    assert!(stop(&["--config", "absent.toml", "watch"]).contains("absent.toml"));
    assert!(stop(&["--config", "a.toml"]).contains("a command is missing"));
    assert!(stop(&["--version", "config", "show"]).contains("stands alone"));
}

#[test]
fn a_new_configuration_goes_where_it_is_told() {
    let folder = folder();
    let wrote = |args: &[&str]| stdout(&copydesk(&folder).args(args).assert().code(0));
    assert_eq!(wrote(&["config", "init"]), "wrote config/copydesk.toml\n");
    assert_eq!(wrote(&["config", "init", "--config", "a.toml"]), "wrote a.toml\n");
    assert_eq!(wrote(&["config", "init", "b.toml"]), "wrote b.toml\n");
    assert!(fs::read_to_string(folder.path().join("a.toml")).unwrap().contains("root = \".\""));
    let both = copydesk(&folder).args(["config", "init", "c.toml", "--config", "d.toml"]).assert().code(2);
    assert!(stderr(&both).contains("c.toml") && stderr(&both).contains("d.toml"));
}

#[test]
fn a_mistake_in_the_environment_names_the_variable() {
    let folder = folder();
    let check = |name: &str, value: &str| {
        let done = copydesk(&folder).args(["config", "check"]).env(name, value).assert();
        (done.get_output().status.code().unwrap(), stderr(&done))
    };
    for (name, value, says) in [
        ("COPYDESK_LIMITS__DEPTH", "4", "COPYDESK_LIMITS__DEPTH=4 in the environment: a page needs"),
        ("COPYDESK_SERVICE__WORKERS", "many", "COPYDESK_SERVICE__WORKERS=many in the environment: invalid type"),
        ("COPYDESK_LIMITS__DEPHT", "400", "COPYDESK_LIMITS__DEPHT=400 in the environment: unknown field"),
        ("COPYDESK_LIMITS__DEPHT", "400", "did you mean `depth`?"),
        ("COPYDESK_SPOOL_INBOX", "in", "did you mean COPYDESK_SPOOL__INBOX?"),
    ] {
        let (code, message) = check(name, value);
        assert!(code == 2 && message.contains(says), "{code}: {message}");
    }
    // What others set: our own build, and Kubernetes for a service of this name.
    for name in ["COPYDESK_UPDATE", "COPYDESK_SERVICE_HOST", "COPYDESK_PORT_9464_TCP_ADDR"] {
        assert_eq!(check(name, "1"), (0, String::new()));
    }
    let pair = copydesk(&folder)
        .args(["config", "check"])
        .env("COPYDESK_RETENTION__ARCHIVE_AGE", "1 d")
        .env("COPYDESK_SPOOL__OUTBOX", "archive/clean")
        .assert()
        .code(2);
    assert!(stderr(&pair).contains("COPYDESK_RETENTION__ARCHIVE_AGE, COPYDESK_SPOOL__OUTBOX"), "{}", stderr(&pair));
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_stops_only_if_it_is_ours() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = folder();
    let wrong = OsStr::from_bytes(b"\xFF");
    copydesk(&folder).args(["config", "check"]).env("SOMEBODYS", wrong).assert().code(0);
    let ours = copydesk(&folder).args(["config", "check"]).env("COPYDESK_CLEAN__APPLY", wrong).assert().code(2);
    assert!(stderr(&ours).contains("COPYDESK_CLEAN__APPLY"));
}

#[test]
fn the_help_and_the_pages_tell_formats_exit_codes_files_and_environment() {
    let folder = folder();
    let said = |args: &[&str]| stdout(&copydesk(&folder).args(args).assert().code(0));
    let help = said(&["--help"]);
    for part in [
        "HTML",
        "json_lines",
        "UTF-16",
        "gzip",
        "zstd",
        "Exit status:",
        "config/copydesk.toml",
        "COPYDESK_SECTION__KEY",
    ] {
        assert!(help.contains(part), "{part}: {help}");
    }
    let own_lines = help.split_once("\nInput:").unwrap().1.lines();
    assert!(own_lines.clone().all(|line| line.len() <= 80), "{help}");
    for args in [&["man"][..], &["man", "run"], &["man", "filter"]] {
        let page = said(args);
        for section in [".SH INPUT", ".SH \"EXIT STATUS\"", ".SH FILES", ".SH ENVIRONMENT"] {
            assert_eq!(page.matches(section).count(), 1, "{section}: {page}");
        }
    }
}

#[test]
fn what_failed_is_listed_with_its_file_and_line() {
    let folder = folder();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/a.jsonl"), "{\"text\": \"One.\"}\n{broken\n\n[4]\n").unwrap();
    fs::write(folder.path().join("in/b.txt"), "").unwrap();
    copydesk(&folder).args(["run", "in", "out", "--quiet"]).assert().code(1);
    let list =
        |args: &[&str]| copydesk(&folder).args(["failed", "list", "--from", "out.failed"]).args(args).assert().code(0);
    let rows: Vec<Vec<String>> =
        stdout(&list(&[])).lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    let starts = [
        ["a.jsonl", "json.malformed", "a.jsonl:2: not valid JSON"],
        ["a.jsonl", "json.not_an_object", "a.jsonl:4: a JSON array"],
        ["b.txt", "input.empty", "the input is empty"],
    ];
    assert_eq!(rows.len(), starts.len(), "{rows:?}");
    for (row, start) in rows.iter().zip(starts) {
        assert!(row[..2] == start[..2] && row[2].starts_with(start[2]), "{row:?}");
    }
    let inputs = lines(&list(&["--json"]));
    assert_eq!(inputs.len(), 2, "an object an input");
    assert_eq!(inputs[0]["records"][1]["record"], 4);
}

#[test]
fn the_program_says_what_it_is() {
    let folder = folder();
    let version = &lines(&copydesk(&folder).args(["version", "--json"]).assert().code(0))[0];
    assert_eq!(version["document"], "copydesk/document/1");
    let plain = stdout(&copydesk(&folder).arg("--version").assert().code(0));
    assert_eq!(plain, concat!("copydesk ", env!("CARGO_PKG_VERSION"), "\n"));
    let verbose = stdout(&copydesk(&folder).args(["--version", "--verbose"]).assert().code(0));
    assert_eq!(verbose.contains("wordfreq"), cfg!(feature = "lexicon"), "{verbose}");
    let schema: Value = serde_json::from_str(&stdout(&copydesk(&folder).arg("schema").assert().code(0))).unwrap();
    assert_eq!(schema["$id"], "urn:copydesk:document:1");
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&copydesk(&folder).args(["completions", shell]).assert().code(0)).contains("explain"));
    }
    assert!(stdout(&copydesk(&folder).arg("man").assert().code(0)).starts_with(".ie"));
    assert!(stdout(&copydesk(&folder).args(["man", "filter"]).assert().code(0)).contains("strict"));
    assert!(stdout(&copydesk(&folder).arg("rules").assert().code(0)).contains("artifact.shortcode"));
    assert!(stdout(&copydesk(&folder).args(["rules", "shortcode"]).assert().code(0)).contains("→"));
    assert!(stderr(&copydesk(&folder).args(["rules", "shortcodes"]).assert().code(2)).contains("did you mean"));
}

const OWN_RULES: &str = r#"
[[rule]]
name = "evening_edition"
find = "Read on in the evening edition."
scope = "line"
sources = ["ferrytimes.example"]
fixes = [["He left.\n\nRead on in the evening edition.", "He left."]]

[[rule]]
name = "photographer"
regex = "Photo: (.+)"
scope = "edge"
action = "move"
to = "metadata.photographers"
fixes = [["He left.\n\nPhoto: Ines Okafor", "He left."]]
"#;

#[test]
fn rules_of_ones_own_are_checked_listed_and_applied() {
    let folder = folder();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/copydesk.toml"), "[rules]\nfiles = [\"own.toml\"]\n").unwrap();
    fs::write(folder.path().join("config/own.toml"), OWN_RULES).unwrap();
    let checked = stdout(&copydesk(&folder).args(["config", "check"]).assert().code(0));
    assert!(checked.contains("user.evening_edition: "), "{checked}");
    assert!(stdout(&copydesk(&folder).args(["rules", "user"]).assert().code(0)).contains("user.photographer (likely"));

    let text = "The bridge stays closed.\n\nPhoto: Ines Okafor\n\nRead on in the evening edition.";
    let record = |url: &str| json!({ "text": text, "url": url }).to_string();
    let clean =
        |url: &str| lines(&copydesk(&folder).arg("filter").write_stdin(record(url)).assert().code(0))[0].clone();
    let document = clean("https://www.ferrytimes.example/a");
    assert_eq!(document["text"], "The bridge stays closed.");
    assert_eq!(document["metadata"]["photographers"], json!(["Ines Okafor"]));
    let edits = document["provenance"]["edits"].as_array().unwrap();
    assert_eq!(
        edits.iter().map(|edit| &edit["rule"]).collect::<Vec<_>>(),
        ["user.photographer", "user.evening_edition"]
    );
    assert_eq!(document["quality"]["removed"].as_object().unwrap().keys().collect::<Vec<_>>(), ["user"]);
    assert!(clean("https://other.example/a")["text"].as_str().unwrap().ends_with("evening edition."));
}

#[test]
fn a_rule_that_cannot_be_is_shown_in_its_line() {
    let folder = folder();
    fs::write(folder.path().join("c.toml"), "[rules]\nfiles = [\"own.toml\"]\n").unwrap();
    let refuse = |rule: &str| {
        fs::write(folder.path().join("own.toml"), rule).unwrap();
        stderr(&copydesk(&folder).args(["config", "check", "--config", "c.toml"]).assert().code(2))
    };
    let told = refuse("[[rule]]\nname = \"label\"\nfind = \"or\"\n");
    assert!(told.contains("own.toml:3:8") && told.contains("^^^^"), "{told}");
    assert!(told.contains("rule `label`: the rule matches too much"), "{told}");
    let told = refuse(&OWN_RULES.replace("Photo: (.+)", "Picture: (.+)"));
    assert!(told.contains("own.toml:15:10") && told.contains("Photo: Ines Okafor”"), "{told}");
}

/// An inbox of two sites: each has its own furniture around articles that share nothing.
fn write_sites(folder: &TempDir) {
    let things = ["bridge", "harbour", "school", "market", "theatre", "library", "station"];
    for (number, thing) in things.iter().enumerate() {
        let story = |site: &str| {
            let other = things[(number + 3) % things.len()];
            format!(
                "The {thing} of {site} was closed for {number} weeks.\n\nNobody at the {other} had heard of the {thing} before.\n\n\
                 In the {other}, where {number} people work, they still do not know what the {thing} is for."
            )
        };
        let text =
            |site: &str, line: &str| format!("{}\n\n{line}", story(site)).replace("LIKES", &format!("{}", 12 + number));
        let record = |url: &str, text: String| json!({ "url": url, "text": text }).to_string() + "\n";
        let mut lines =
            record(&format!("https://aller.example/{number}"), text("Aller", "LIKES neighbours liked this page"));
        lines +=
            &record(&format!("https://sommer.example/{number}"), text("Sommer", "Your Sommer desk, day and night"));
        fs::create_dir_all(folder.path().join("in")).unwrap();
        fs::write(folder.path().join(format!("in/{number}.jsonl")), lines).unwrap();
    }
}

#[test]
fn what_repeats_is_learned_and_then_taken_out() {
    let folder = folder();
    write_sites(&folder);
    let learn = |args: &[&str]| copydesk(&folder).args(["learn", "in"]).args(args).assert().code(0);
    let done = learn(&["--output", "learned.toml"]);
    assert!(stderr(&done).contains("learned 2 texts of 2 sources from 14 documents"), "{}", stderr(&done));
    let file = fs::read_to_string(folder.path().join("learned.toml")).unwrap();
    assert!(
        file.contains("source = \"aller.example\"\nline = \"# neighbours liked this page\"\ndocuments = 7\n"),
        "{file}"
    );
    assert_eq!(stdout(&learn(&["--quiet"])), file, "the same documents teach the same");

    fs::write(folder.path().join("c.toml"), "[rules]\nfiles = [\"learned.toml\"]\n").unwrap();
    let filter = |url: &str| {
        let record = json!({ "url": url, "text": "He left.\n\n99 neighbours liked this page" }).to_string();
        lines(&copydesk(&folder).args(["filter", "--config", "c.toml"]).write_stdin(record).assert().code(0))[0].clone()
    };
    let document = filter("https://www.aller.example/new");
    assert_eq!(document["text"], "He left.");
    assert_eq!(document["provenance"]["edits"][0]["rule"], "learned.line");
    assert_eq!(filter("https://sommer.example/new")["text"], "He left.\n\n99 neighbours liked this page");
    let again = learn(&["--quiet", "--config", "c.toml"]);
    assert_eq!(stdout(&again), file, "what is applied already is learned again");
}

#[test]
fn what_was_learned_expires() {
    let folder = folder();
    write_sites(&folder);
    copydesk(&folder).args(["learn", "in", "--output", "learned.toml", "--expires", "0"]).assert().code(0);
    fs::write(folder.path().join("c.toml"), "[rules]\nfiles = [\"learned.toml\"]\n").unwrap();
    let done = copydesk(&folder).args(["config", "check", "--config", "c.toml"]).assert().code(0);
    assert!(stderr(&done).contains("2 learned rules no longer hold"), "{}", stderr(&done));
    fs::write(folder.path().join("learned.toml"), "expires = \"soon\"\n").unwrap();
    let done = copydesk(&folder).args(["config", "check", "--config", "c.toml"]).assert().code(2);
    assert!(stderr(&done).contains("learned.toml:1:11"), "{}", stderr(&done));
}

#[test]
fn a_run_can_learn_first() {
    let folder = folder();
    write_sites(&folder);
    copydesk(&folder).args(["run", "in", "out", "--learn", "learned.toml"]).assert().code(0);
    assert!(folder.path().join("learned.toml").exists());
    let documents = fs::read_to_string(folder.path().join("out/3.jsonl.jsonl")).unwrap();
    for document in documents.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        assert!(document["text"].as_str().unwrap().ends_with("is for."), "{document}");
        assert_eq!(document["provenance"]["edits"][0]["rule"], "learned.line");
    }
}

#[test]
fn the_same_record_has_the_same_id_through_every_door() {
    let folder = folder();
    let record = "{\"text\": \"The ferry left.\"}";
    let write = |name: &str, content: String| fs::write(folder.path().join(name), content).unwrap();
    write("in.jsonl", format!("\n{{\"text\": \"Nobody waved.\"}}\n{record} \r\n"));
    write("array.json", format!("[ {record} ]"));
    write("one.json", format!("{record}\n"));
    let ids = |args: &[&str]| -> Vec<Value> {
        let documents = lines(&copydesk(&folder).args(args).assert().code(0));
        documents
            .into_iter()
            .filter(|document| document["text"] == "The ferry left.")
            .map(|document| document["id"].clone())
            .collect()
    };
    let filtered = lines(&copydesk(&folder).arg("filter").write_stdin(record).assert().code(0));
    for args in
        [&["clean", "in.jsonl"][..], &["clean", "array.json"], &["clean", "one.json"], &["filter", "array.json"]]
    {
        assert_eq!(ids(args), [filtered[0]["id"].clone()], "{args:?}");
    }
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::rename(folder.path().join("in.jsonl"), folder.path().join("in/a.jsonl")).unwrap();
    copydesk(&folder).args(["run", "in", "out"]).assert().code(0);
    let published = fs::read_to_string(folder.path().join("out/a.jsonl.jsonl")).unwrap();
    let document: Value = serde_json::from_str(published.lines().nth(1).unwrap()).unwrap();
    assert_eq!(document["id"], filtered[0]["id"]);
    assert_eq!(document["provenance"]["input"]["record"], 3, "the line, also where blank ones stand above");
}

#[test]
fn filter_reads_files_and_compressed_streams() {
    let folder = folder();
    assert_eq!(stdout(&copydesk(&folder).arg("filter").write_stdin("").assert().code(0)), "", "no line, no answer");
    let records = "{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": \"Two.\"}\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(records.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(records.as_bytes(), 1).unwrap();
    fs::write(folder.path().join("a.jsonl.gz"), &gzip).unwrap();
    fs::write(folder.path().join("b.json"), format!("[{}]", records.trim().replace('\n', ","))).unwrap();
    let ids = |done: Assert| lines(&done).iter().map(|document| document["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(copydesk(&folder).arg("filter").write_stdin(gzip).assert().code(0)), ["a", "b"]);
    assert_eq!(ids(copydesk(&folder).arg("filter").write_stdin(zstd).assert().code(0)), ["a", "b"]);
    let files = ["filter", "a.jsonl.gz", "b.json"];
    assert_eq!(ids(copydesk(&folder).args(files).assert().code(0)), ["a", "b", "a", "b"]);
    let done = copydesk(&folder).args(["filter", "a.jsonl.gz", "absent.jsonl"]).assert().code(2);
    assert!(stderr(&done).contains("absent.jsonl"));
    assert_eq!(lines(&done).len(), 2, "what was read before is there");
}

#[test]
fn an_answer_that_is_no_document_says_where_the_record_stands() {
    let folder = folder();
    fs::write(folder.path().join("a.jsonl"), "{\"text\": \"One.\"}\n{broken\n").unwrap();
    let told = stderr(&copydesk(&folder).args(["clean", "a.jsonl"]).assert().code(1));
    assert!(told.contains("a.jsonl:2: not valid JSON: key must be a string at column 2"), "{told}");
    let line = &lines(&copydesk(&folder).args(["filter", "a.jsonl"]).assert().code(0))[1];
    assert_eq!((&line["path"], &line["record"]), (&"a.jsonl".into(), &2.into()));
}

#[test]
fn formats_that_are_not_read_are_refused_by_name() {
    let folder = folder();
    let refuse = |name: &str, content: &str| {
        fs::write(folder.path().join(name), content).unwrap();
        stderr(&copydesk(&folder).args(["clean", name]).assert().code(1))
    };
    assert!(refuse("a.txt", "WARC/1.0\r\nWARC-Type: warcinfo\r\n").contains("this is a WARC file"));
    assert!(refuse("a.html", "<rss version=\"2.0\"><channel/></rss>").contains("this is an RSS feed"));
    assert!(refuse("b.txt", "url,title,text\nhttps://a.example/,Ferry,It left.\n").contains("a CSV table"));
    let decoded = copydesk(&folder).args(["clean", "--text", "--until", "decode", "a.html"]).assert().code(0);
    assert!(stdout(&decoded).starts_with("<rss"), "decoding alone asks for no format");
    assert!(refuse("c.txt", "[1, 2, 3]").contains("a JSON number where a record was expected"));
    fs::write(folder.path().join("d.txt"), "https://a.example/ferry\nhttps://a.example/crane\n").unwrap();
    let document = &lines(&copydesk(&folder).args(["clean", "d.txt"]).assert().code(0))[0];
    assert_eq!(
        (&document["quality"]["status"], &document["quality"]["reasons"]),
        (&"suspect".into(), &json!(["text.no_prose"]))
    );
}
