//! Writes the names of the features and their digest in the first line, then the segments of pages with their features, one
//! page a line, for `scripts/train_segments.py`:
//! `cargo run --release --bin segments -- FOLDER > segments.jsonl`.

use std::io::Write;

use copydesk::input::{Content, Said};
use copydesk::internals::{Settings, decode, feature_names, names_hash, segments};
use copydesk_benches::{data_folder, files};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let names = feature_names();
    serde_json::to_writer(&mut out, &serde_json::json!({"features": names, "hash": names_hash(&names)}))?;
    writeln!(out)?;
    for (name, bytes) in files(&data_folder("a folder of pages")) {
        let decoded = decode(&bytes, Content::Page, &Said::default());
        let segments = segments(&decoded.text, &Settings::default());
        serde_json::to_writer(&mut out, &serde_json::json!({"name": name, "segments": segments}))?;
        writeln!(out)?;
    }
    out.flush()
}
