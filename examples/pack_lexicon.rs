//! Packs a list of words into a lexicon map: `WORD<TAB>NUMBER` lines in the order of their bytes on standard input, the
//! map on standard output. `scripts/make_lexicon.py` says what the numbers mean and calls it.

use std::io::{self, BufRead, BufWriter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut map = fst::MapBuilder::new(BufWriter::new(io::stdout().lock()))?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (word, number) = line.split_once('\t').ok_or("a line without a tab")?;
        map.insert(word, number.parse()?)?;
    }
    map.finish()?;
    Ok(())
}
