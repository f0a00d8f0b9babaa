//! Any bytes become text, and the repair of that text ends: `cargo +nightly fuzz run decode`.
//!
//! The first byte chooses the format, the second the label that the transport gives.

#![no_main]

use copydesk::decode::decode;
use copydesk::decode::repair::{Evidence, find};
use copydesk::input::{Format, Transport};
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 4] = [Format::Text, Format::Html, Format::Json, Format::Jsonl];
/// Encodings of each kind, and a label that names none.
const LABELS: [&str; 8] =
    ["utf-8", "windows-1252", "windows-1251", "koi8-r", "shift_jis", "gb18030", "utf-16le", "no such encoding"];

fuzz_target!(|bytes: &[u8]| {
    let [format, label, bytes @ ..] = bytes else { return };
    let format = FORMATS[usize::from(*format) % FORMATS.len()];
    let charset = LABELS.get(usize::from(*label) % (LABELS.len() + 1)).map(|label| (*label).to_owned());
    let decoded = decode(bytes, format, &Transport { charset, ..Transport::default() });
    assert!(!decoded.text.contains('\r'), "line breaks are made one form");

    let evidence = Evidence::of(&decoded.text);
    let found = find(&decoded.text, &evidence);
    let mut end = 0;
    for (damage, proposal) in found.iter() {
        assert!(proposal.span.start >= end, "{damage:?} at {:?} overlaps or stands out of order", proposal.span);
        assert!(decoded.text.get(proposal.span.clone()).is_some(), "{damage:?} at {:?} cuts a character", proposal.span);
        end = proposal.span.end;
    }
    assert_eq!(find(&decoded.text, &evidence), found, "the same text has the same damage");
});
