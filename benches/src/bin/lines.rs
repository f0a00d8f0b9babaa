//! Writes what the score for stray lines sees of texts, one text a line, for `scripts/train_lines.py`:
//! `cargo run --release --bin lines < texts.jsonl > figures.jsonl`. Each text comes as the array of its lines.

use std::io::{BufRead, Write};

use copydesk::internals::{BlockKind, Body, Context, Draft, Field, stray_line_figures};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for text in std::io::stdin().lock().lines() {
        let lines: Vec<String> = serde_json::from_str(&text?)?;
        let mut body = Body::default();
        lines.iter().for_each(|line| body.push(BlockKind::Paragraph, line));
        let (text, blocks) = body.into_parts();
        let context = Context::default();
        serde_json::to_writer(&mut out, &stray_line_figures(&Draft::new(&text, &blocks, Field::Text, &context)))?;
        writeln!(out)?;
    }
    out.flush()
}
