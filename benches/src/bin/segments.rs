//! Writes the segments of pages with their features, one page a line, for `scripts/train_segments.py`:
//! `cargo run --release --bin segments -- FOLDER > segments.jsonl`.

use std::io::Write;

use copydesk::decode::decode;
use copydesk::extract::{Settings, segments};
use copydesk::input::{Content, Said};
use copydesk_benches::{data_folder, files};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (name, bytes) in files(&data_folder("a folder of pages")) {
        let decoded = decode(&bytes, Content::Page, &Said::default());
        let segments = segments(&decoded.text, &Settings { depth: 512 });
        serde_json::to_writer(&mut out, &serde_json::json!({"name": name, "segments": segments}))?;
        writeln!(out)?;
    }
    out.flush()
}
