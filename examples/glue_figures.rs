//! Writes what the rules for glued words see in texts: one text a line on standard input, as a JSON string; one line a
//! seam on standard output, `TEXT<TAB>KIND<TAB>AT<TAB>SCORE<TAB>WEIGHTS<TAB>FIGURES`, the text by its place, the seam by
//! its byte in the text, the figures as `name=value` parted by blanks. The last two are empty for seams that have a score
//! without weights. `scripts/train_glue.py` learns from all this.

use std::io::{self, BufRead, BufWriter, Write};

use copydesk::internals::{Figures, find_figures};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (place, line) in io::stdin().lock().lines().enumerate() {
        let text: String = serde_json::from_str(&line?)?;
        for (seam, weighed) in find_figures(&text) {
            write!(out, "{place}\t{}\t{}\t{}\t", seam.kind.as_str(), seam.at, seam.score)?;
            if let Some((weights, figures)) = weighed {
                let pairs = Figures::NAMES.iter().zip(figures.values());
                let figures: Vec<String> = pairs.map(|(name, figure)| format!("{name}={figure}")).collect();
                write!(out, "{weights}\t{}", figures.join(" "))?;
            } else {
                write!(out, "\t")?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}
