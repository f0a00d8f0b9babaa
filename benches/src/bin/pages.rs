//! Extraction from pages beside the crates `trafilatura` and `dom_smoothie`, and where our own time goes:
//! `cargo run --release --bin pages -- FOLDER`, a folder of HTML pages.

use std::hint::black_box;

use copydesk::config::{Config, Stage};
use copydesk::desk::{Desk, Outcome};
use copydesk::input::{Content, RawInput, Said};
use copydesk::internals::{Decoded, Settings, decode, extract, metadata};
use copydesk::output::{Form, JsonLines};
use copydesk_benches::{Contestant, compare, data_folder, files};
use trafilatura::{ExtractionFocus, Options};

/// Turns for each; the best of seven is steady to a few per cent.
const ROUNDS: usize = 7;

fn main() {
    let files = files(&data_folder("a folder of HTML pages"));
    let megabytes = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() as f64 / 1e6;
    println!("{} pages, {megabytes:.1} MB", files.len());
    let settings = Settings::default();
    let pages: Vec<Decoded> = files.iter().map(|(_, bytes)| decode(bytes, Content::Page, &Said::default())).collect();
    let until = |until| {
        let mut config = Config::defaults(".".as_ref());
        config.until = until;
        Desk::new(&config)
    };
    let (decoding, extracting, whole) = (until(Stage::Decode), until(Stage::Extract), until(Stage::Rules));
    let clean = |desk: &Desk| {
        for (name, bytes) in &files {
            let raw = RawInput::named(bytes.clone(), name);
            black_box(match desk.clean(raw) {
                Outcome::Document(document) => {
                    let mut json = Vec::new();
                    JsonLines.encode(&document, &mut json);
                    json.len()
                }
                Outcome::Failure(_) => 0,
            });
        }
    };
    let each = |work: &dyn Fn(&str)| pages.iter().for_each(|page| work(&page.text));
    // Its mode of highest precision, which also scores best; with the fallbacks it needs for that.
    let precise = Options::default().with_focus(ExtractionFocus::FavorPrecision).with_fallback(true);

    // The peers are given decoded text and return it with its metadata; ours begins with bytes and ends with JSON.
    let mut contestants = [
        Contestant::new("copydesk, bytes to document", || clean(&whole)),
        Contestant::new("trafilatura, precision", || {
            each(&|page| drop(black_box(trafilatura::extract(page, &precise))))
        }),
        Contestant::new("dom_smoothie", || {
            each(&|page| {
                let parsed = dom_smoothie::Readability::new(page, None, None).and_then(|mut reader| reader.parse());
                drop(black_box(parsed));
            });
        }),
        Contestant::new("scraper, parse alone", || {
            each(&|page| drop(black_box(scraper::Html::parse_document(page))));
        }),
        Contestant::new("our decoding alone", || {
            for (_, bytes) in &files {
                black_box(decode(bytes, Content::Page, &Said::default()));
            }
        }),
        Contestant::new("our parse and metadata", || {
            each(&|page| drop(black_box(metadata(page, &settings))));
        }),
        Contestant::new("our parse, metadata and body", || {
            pages.iter().for_each(|page| {
                drop(black_box(extract(page, Content::Page, &Said::default(), &settings)));
            });
        }),
        Contestant::new("the desk until decode", || clean(&decoding)),
        Contestant::new("the desk until extract", || clean(&extracting)),
    ];
    compare("pages", files.len() as f64, ROUNDS, &mut contestants);
    println!("One page is {:.3} MB on average.", megabytes / files.len() as f64);
}
