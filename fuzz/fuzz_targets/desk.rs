//! Any bytes become a document or a failure with its reason, and the edits of a document replay:
//! `cargo +nightly fuzz run desk`.

#![no_main]

use std::sync::LazyLock;

use copydesk::config::{Config, Stage};
use copydesk::desk::{Desk, Outcome};
use copydesk::input::RawInput;
use copydesk::reason::Reason;
use libfuzzer_sys::fuzz_target;

static DESK: LazyLock<Desk> = LazyLock::new(|| Desk::new(&Config::defaults(".".as_ref())));
static EXTRACTION: LazyLock<Desk> = LazyLock::new(|| {
    let mut config = Config::defaults(".".as_ref());
    config.until = Stage::Extract;
    config.rules.restrict("").expect("no names are no wrong names");
    Desk::new(&config)
});

fuzz_target!(|bytes: &[u8]| {
    let raw = || RawInput::new(bytes);
    match DESK.clean(raw()) {
        Outcome::Failure(failure) => assert_ne!(failure.code, Reason::InternalPanic, "{}", failure.message),
        Outcome::Document(document) => {
            let Outcome::Document(extracted) = EXTRACTION.clean(raw()) else { panic!("it was extracted a moment ago") };
            assert_eq!(document.undone("text"), Some(extracted.text), "the edits replay");
        }
    }
});
