//! The service as its operator sees it: metrics, health, the service manager, signals, retention, `failed`.
#![cfg(feature = "service")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the disk, and fails by panicking")]

mod spool;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use spool::{Spool, files, wait};

/// Returns where a service that was given port 0 serves its metrics.
fn address(spool: &Spool) -> SocketAddr {
    let log = spool.log();
    let line = log.lines().find(|line| line.contains("serving metrics")).expect("it says so");
    line.rsplit("address=").next().unwrap().trim().parse().unwrap()
}

fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(spool::PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(address: SocketAddr, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
}

#[test]
fn metrics_count_what_is_done_and_readiness_follows_the_disk() {
    let mut spool = Spool::configured("[service]\nmetrics = \"127.0.0.1:0\"\n");
    spool.start();
    let address = address(&spool);
    assert!(get(address, "/healthz").starts_with("HTTP/1.1 200 OK\r\n"));
    wait("readiness", || get(address, "/readyz").contains("200 OK"), || spool.log());
    spool.put("a.txt", b"It came late.The ferry too.");
    spool.put("empty.txt", b"");
    let counted = || {
        let page = get(address, "/metrics");
        [
            "copydesk_inputs_total 2\n",
            "copydesk_documents_total 1\n",
            "copydesk_failed_total{code=\"input.empty\"} 1\n",
            "copydesk_edits_total{rule=\"glue.sentence\"} 1\n",
            "copydesk_input_seconds_count 2\n",
            "copydesk_ready 1\n",
        ]
        .iter()
        .all(|line| page.contains(line))
    };
    wait("the counts", counted, || get(address, "/metrics"));
    fs::remove_dir_all(spool.path("outbox")).unwrap();
    fs::write(spool.path("outbox"), "in the way").unwrap();
    spool.put("b.txt", b"It waits.");
    wait("unreadiness", || get(address, "/readyz").contains("503 Service Unavailable"), || spool.log());
    assert!(get(address, "/metrics").contains("copydesk_troubles_total 1\n"));
    assert!(get(address, "/healthz").contains("200 OK"), "a full disk is no reason to restart");
    fs::remove_file(spool.path("outbox")).unwrap();
    wait("readiness", || get(address, "/readyz").contains("200 OK"), || spool.log());
}

#[test]
fn no_client_keeps_others_from_the_metrics() {
    let mut spool = Spool::configured("[service]\nmetrics = \"127.0.0.1:0\"\n");
    spool.start();
    let address = address(&spool);
    // More than are let in at once, each saying nothing or half a line.
    let mut silent: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(address).unwrap()).collect();
    silent.iter_mut().step_by(2).for_each(|stream| stream.write_all(b"GET /met").unwrap());
    assert!(get(address, "/metrics").contains("copydesk_build_info"));
    assert!(ask(address, &format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(60_000))).starts_with("HTTP/1.1 431"));
    assert!(ask(address, "POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
    assert!(ask(address, "\0\u{1}\u{2}\n\n").starts_with("HTTP/1.1 400"));
    drop(silent);
    // The service itself does not notice.
    spool.put("a.txt", b"Still here.");
    spool.wait_for(1);
}

#[test]
fn an_address_in_use_is_refused_with_its_key() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let spool = Spool::configured(&format!("[service]\nmetrics = \"{}\"\n", taken.local_addr().unwrap()));
    let output = spool.command().stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("[service] metrics"), "{said}");
}

#[test]
fn the_service_manager_hears_how_it_goes() {
    let mut spool = Spool::new();
    let socket = UnixDatagram::bind(spool.path("notify")).unwrap();
    socket.set_read_timeout(Some(spool::PATIENCE)).unwrap();
    let hear = |what: &str| {
        let mut buffer = [0; 1024];
        loop {
            let length = socket.recv(&mut buffer).unwrap_or_else(|error| panic!("waiting for {what}: {error}"));
            let message = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if message.starts_with(what) {
                return message;
            }
        }
    };
    let mut command = spool.command();
    command.env("NOTIFY_SOCKET", spool.path("notify")).env("WATCHDOG_USEC", "2000000");
    spool.start_with(command);
    hear("READY=1");
    spool.put("a.txt", b"A good one.");
    hear("STATUS=0 waiting, 0 in work, 1 documents");
    // Fed although there is nothing to do: both loops come round.
    hear("WATCHDOG=1");
    hear("WATCHDOG=1");
    spool.signal(Signal::HUP);
    assert!(hear("RELOADING=1").contains("MONOTONIC_USEC="));
    hear("READY=1");
    spool.signal(Signal::TERM);
    hear("STOPPING=1");
}

#[test]
fn a_watchdog_for_another_process_is_not_fed() {
    let mut spool = Spool::new();
    let socket = UnixDatagram::bind(spool.path("notify")).unwrap();
    let mut command = spool.command();
    command.env("NOTIFY_SOCKET", spool.path("notify"));
    command.env("WATCHDOG_USEC", "400000").env("WATCHDOG_PID", "1");
    spool.start_with(command);
    sleep(Duration::from_millis(1300));
    socket.set_nonblocking(true).unwrap();
    let mut buffer = [0; 1024];
    while let Ok(length) = socket.recv(&mut buffer) {
        assert!(!buffer[..length].starts_with(b"WATCHDOG"));
    }
}

#[test]
fn a_wrong_configuration_is_told_of_until_it_is_mended() {
    let mut spool = Spool::new();
    spool.start();
    spool.configure("[service]\nworkers = \"many\"\n");
    spool.signal(Signal::HUP);
    wait("the refusal", || spool.log().contains("the old one holds"), || spool.log());
    // While the file is wrong, `status` cannot read it either; the service's own word stands in its file.
    let told = || fs::read_to_string(spool.path("state/status.json")).unwrap();
    wait("the report", || told().contains("the configuration was refused"), told);
    assert!(told().contains("\"ready\": true"), "work goes on");
    spool.put("a.txt", b"Still here.");
    spool.wait_for(1);
    spool.configure("");
    spool.signal(Signal::HUP);
    spool.wait_degraded("");
    assert_eq!(spool.ask(&["status"]).0, 0);
}

#[test]
fn a_log_that_cannot_be_written_stops_nothing() {
    let mut spool = Spool::new();
    let mut command = spool.command();
    command.stderr(File::options().write(true).open("/dev/full").unwrap());
    spool.service = Some(command.spawn().unwrap());
    spool.put("empty.txt", b"");
    spool.put("a.txt", b"Still here.");
    spool.wait_for(1);
    assert_eq!(spool.stop().0, Some(0));
}

#[test]
fn retention_removes_from_archive_and_failed_and_never_from_the_outbox() {
    let mut spool = Spool::configured("[retention]\narchive_age = \"2 s\"\nfailed_size = \"0 B\"\n");
    spool.start();
    spool.put("a/b.txt", b"A good one.");
    spool.put("a/empty.txt", b"");
    spool.wait_for(1);
    wait("the reason", || spool.path("failed/a/empty.txt").exists(), || spool.log());
    let left = || [files(&spool.path("archive")), files(&spool.path("failed"))].concat();
    wait("both to go", || left().is_empty(), || format!("{:?}\n{}", left(), spool.log()));
    assert_eq!(files(&spool.path("outbox")).len(), 1);
    spool.put("a/c.txt", b"The next one finds its folder.");
    spool.wait_for(2);
}

#[test]
fn stale_locks_of_a_killed_service_are_no_hindrance() {
    let mut spool = Spool::new();
    spool.start();
    spool.kill();
    assert!(spool.path("state/lock").exists() && spool.path("outbox/.tmp/lock").exists());
    assert_eq!(spool.ask(&["status"]).0, 1, "it does not run");
    spool.start();
    spool.put("a.txt", b"Still here.");
    spool.wait_for(1);
}

#[test]
fn idle_it_ends_at_once() {
    let mut spool = Spool::new();
    spool.start();
    sleep(Duration::from_millis(300));
    let (code, time) = spool.stop();
    assert_eq!(code, Some(0));
    assert!(time < Duration::from_millis(500), "{time:?}");
}

#[test]
fn what_failed_is_told_as_json_and_discarded_whole() {
    let mut spool = Spool::new();
    spool.start();
    spool.put("empty.txt", b"");
    let records = "{\"text\": \"A record that is good.\"}\n{\"text\": \n{\"text\": \"Another one.\"}\n";
    spool.put("records.jsonl", records.as_bytes());
    spool.put(&"n".repeat(255), b"");
    wait("the failures", || spool.status()["failed"] == 3, || spool.log());
    let (code, listed) = spool.ask(&["failed", "list", "--json"]);
    let lines: Vec<serde_json::Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, lines.len()), (0, 3), "{listed}");
    assert_eq!(lines[0]["failed"], "empty.txt");
    assert_eq!(lines[2]["records"][0]["record"], 2);
    let (code, done) = spool.ask(&["failed", "discard", "--json", "records.jsonl", "nosuch"]);
    assert_eq!(code, 1);
    let told: serde_json::Value = serde_json::from_str(done.lines().next().unwrap()).unwrap();
    assert_eq!((told["failed"].as_str(), told["done"].as_str()), (Some("records.jsonl"), Some("removed")));
    assert_eq!(files(&spool.path("failed")).len(), 4, "two inputs with their reasons are left");
    assert_eq!(spool.ask(&["failed", "discard", "--code", "input.empty"]).0, 0);
    assert!(files(&spool.path("failed")).is_empty());
    assert_eq!(spool.ask(&["failed", "discard"]).0, 2, "nothing is meant");
    let start = Instant::now();
    spool.put("late.txt", b"A good one.");
    spool.wait_for(3);
    assert!(start.elapsed() < spool::PATIENCE);
}
