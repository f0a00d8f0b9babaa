//! The whole road, stage by stage, over a folder of articles: `cargo run --release --bin desk -- FOLDER`.

use copydesk::config::{Config, Stage};
use copydesk::desk::Desk;
use copydesk::input::RawInput;
use copydesk_benches::{Contestant, compare, data_folder, files};

/// Turns for each stage; the median of five is steady to a few per cent.
const ROUNDS: usize = 5;

fn main() {
    let files = files(&data_folder("a folder of articles"));
    let megabytes = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() as f64 / 1e6;
    println!("{} files, {megabytes:.1} MB", files.len());
    let desks =
        [("decode", Stage::Decode), ("decode, extract", Stage::Extract), ("decode, extract, rules", Stage::Rules)].map(
            |(name, until)| {
                let mut config = Config::defaults(".".as_ref());
                config.until = until;
                (name, Desk::new(&config))
            },
        );
    for (unit, amount) in [("MB", megabytes), ("files", files.len() as f64)] {
        let mut contestants: Vec<Contestant<'_>> = desks
            .iter()
            .map(|(name, desk)| {
                Contestant::new(name, || {
                    for (name, bytes) in &files {
                        std::hint::black_box(desk.clean(RawInput::named(bytes.clone(), name)));
                    }
                })
            })
            .collect();
        compare(unit, amount, ROUNDS, &mut contestants);
    }
}
