//! Character repair beside the crate `plsfix`, on damaged and on clean text:
//! `cargo run --release --bin repair -- DAMAGED [CLEAN]`, two folders of UTF-8 texts.

use copydesk_benches::{Contestant, compare, data_folder, files, plsfix_without_style, repair, repairs};

/// Turns for each; the median of five is steady to a few per cent.
const ROUNDS: usize = 5;

fn main() {
    let damaged = data_folder("a folder of damaged texts, and perhaps one of clean ones");
    measure("damaged", &damaged);
    if let Some(clean) = std::env::args_os().nth(2) {
        measure("clean", clean.as_ref());
    }
}

fn measure(name: &str, folder: &std::path::Path) {
    let texts: Vec<String> = files(folder).into_iter().filter_map(|(_, bytes)| String::from_utf8(bytes).ok()).collect();
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    println!("{name}: {} texts, {megabytes:.1} MB", texts.len());
    let rules = repairs();
    let ours = || texts.iter().for_each(|text| drop(std::hint::black_box(repair(&rules, text))));
    let scan = || {
        texts.iter().for_each(|text| {
            std::hint::black_box(copydesk::internals::find(text, &Default::default()));
        });
    };
    let config = plsfix_without_style();
    let peer = || texts.iter().for_each(|text| drop(std::hint::black_box(plsfix::fix_text(text, Some(&config)))));
    let mut contestants = [
        Contestant::new("copydesk, found and applied", ours),
        Contestant::new("copydesk, found once", scan),
        Contestant::new("plsfix", peer),
    ];
    compare("MB", megabytes, ROUNDS, &mut contestants);
}
