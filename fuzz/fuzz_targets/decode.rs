//! Any bytes become text, and the repair of that text ends: `cargo +nightly fuzz run decode`.
//!
//! The first byte chooses the content, the second the label that is stated.

#![no_main]

use copydesk::input::{Content, Said, Witness};
use copydesk::internals::{Evidence, decode, find};
use libfuzzer_sys::fuzz_target;

const CONTENTS: [Content; 3] = [Content::Text, Content::Page, Content::Record];
/// Encodings of each kind, and a label that names none.
const LABELS: [&str; 8] =
    ["utf-8", "windows-1252", "windows-1251", "koi8-r", "shift_jis", "gb18030", "utf-16le", "no such encoding"];

fuzz_target!(|bytes: &[u8]| {
    let [content, label, bytes @ ..] = bytes else { return };
    let content = CONTENTS[usize::from(*content) % CONTENTS.len()];
    let label = LABELS.get(usize::from(*label) % (LABELS.len() + 1));
    let said = label.map_or_else(Said::default, |label| Said::with_charset(label, Witness::Http));
    let decoded = decode(bytes, content, &said);
    assert!(!decoded.text.contains('\r'), "line breaks are made one form");

    let evidence = Evidence::of(&decoded.text);
    let found = find(&decoded.text, &evidence);
    let mut end = 0;
    for (damage, proposal) in found.iter() {
        assert!(proposal.span.start >= end, "{damage:?} at {:?} overlaps or stands out of order", proposal.span);
        assert!(
            decoded.text.get(proposal.span.clone()).is_some(),
            "{damage:?} at {:?} cuts a character",
            proposal.span
        );
        end = proposal.span.end;
    }
    assert_eq!(find(&decoded.text, &evidence), found, "the same text has the same damage");
});
