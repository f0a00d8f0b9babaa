//! Nothing is lost at the door: whatever is appended to a file, cut off it or joined with it, each record in it comes
//! out as an article, or in the bytes of a failure, or the whole file is refused.

use std::collections::BTreeMap;
use std::io::Write;

use copydesk::input::{CONTAINERS, Expect, Limits, Opened, Refused, Source, open};
use proptest::prelude::*;

/// A word that stands nowhere else: it tells where a record went.
fn token(number: usize) -> String {
    format!("token{number:04}x")
}

/// A file with records in each of the ways that containers read, and in some that they do not.
fn file(shape: usize, tokens: std::ops::Range<usize>) -> Vec<u8> {
    let record = |number| format!("{{\"id\": {number}, \"text\": \"The ferry [left], {{{}}}.\"}}", token(number));
    let pretty = |number| record(number).replace(", \"", ",\n  \"");
    let all = |one: &dyn Fn(usize) -> String, between: &str| tokens.clone().map(one).collect::<Vec<_>>().join(between);
    match shape % 7 {
        0 => all(&record, "\n") + "\n",
        1 => format!("[{}]", all(&record, ", ")),
        2 => format!("[\n{}\n]", all(&record, ",\n")),
        3 => all(&pretty, "\n") + "\n",
        4 => all(&|number| format!("\x1E{}", record(number)), "\n"),
        5 => all(&|number| format!("<p>The ferry left, {}.</p>", token(number)), "\n"),
        _ => all(&|number| format!("The ferry left, {}.", token(number)), "\n\n"),
    }
    .into_bytes()
}

/// Returns how often each token comes out whole; `None` if the file as a whole is refused.
fn come_out(bytes: &[u8], name: &str, expect: Expect, limits: Limits) -> Option<BTreeMap<String, usize>> {
    let source = Source { expect, ..Source::new(bytes, name) };
    let opened: Opened<'_> = open(source, limits).ok()?;
    let mut found = BTreeMap::new();
    for item in opened {
        let raw = match item {
            Ok(item) => item.raw,
            Err(Refused { raw: Some(raw), .. }) => raw,
            // Whoever is told so keeps the whole file.
            Err(Refused { raw: None, .. }) => return None,
        };
        let text = String::from_utf8_lossy(&raw).into_owned();
        for (at, _) in text.match_indices("token") {
            if let Some(token) = text.get(at..at + 10).filter(|token| token.ends_with('x')) {
                *found.entry(token.to_owned()).or_insert(0) += 1;
            }
        }
    }
    Some(found)
}

fn whole_tokens(bytes: &[u8]) -> BTreeMap<String, usize> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut found = BTreeMap::new();
    for (at, _) in text.match_indices("token") {
        if let Some(token) = text.get(at..at + 10).filter(|token| token.ends_with('x')) {
            *found.entry(token.to_owned()).or_insert(0) += 1;
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_record_comes_out_of_a_file_however_it_was_put_together(
        parts in prop::collection::vec((0..7_usize, 0..4_usize, any::<prop::sample::Index>(), 0..4_u8), 1..5),
        name in prop::sample::select(vec!["a.jsonl", "a.json", "a.txt", "a", "a.html"]),
        records in any::<bool>(),
        narrow in any::<bool>(),
    ) {
        let mut bytes = Vec::new();
        let mut next = 0;
        for (shape, count, at, change) in parts {
            let mut part = file(shape, next..next + count);
            next += count;
            match change {
                // Cut at the end, cut at the beginning, or with something put in.
                1 => part.truncate(at.index(part.len() + 1)),
                2 => drop(part.drain(..at.index(part.len() + 1))),
                3 => {
                    let at = at.index(part.len() + 1);
                    part.splice(at..at, b"\n]\n\"".iter().copied());
                }
                _ => {}
            }
            bytes.extend(part);
        }
        let expect = if records { Expect::Records } else { Expect::Articles };
        let limits = if narrow { Limits { bytes: 64, ..Limits::default() } } else { Limits::default() };
        if let Some(found) = come_out(&bytes, name, expect, limits) {
            prop_assert_eq!(found, whole_tokens(&bytes), "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn examples_of_all_containers_lose_nothing_when_they_are_joined(
        first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>(), packed in any::<bool>(),
    ) {
        let examples: Vec<_> = CONTAINERS.iter().flat_map(|container| container.examples).collect();
        let (first, second) = (first.get(&examples), second.get(&examples));
        let mut bytes = [first.bytes, second.bytes].concat();
        let plain = bytes.clone();
        if packed {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(&bytes).unwrap();
            bytes = gzip.finish().unwrap();
        }
        let Ok(opened) = open(Source::new(bytes.as_slice(), first.name), Limits::default()) else { return Ok(()) };
        let letters = |bytes: &[u8]| bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
        let mut out = 0;
        for item in opened {
            match item {
                Ok(item) => out += letters(&item.raw),
                Err(Refused { raw: Some(raw), .. }) => out += letters(&raw),
                Err(Refused { raw: None, .. }) => return Ok(()),
            }
        }
        prop_assert_eq!(out, letters(&plain));
    }
}
