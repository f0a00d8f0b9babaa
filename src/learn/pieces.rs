//! What of a document may repeat in others: its lines, the start of its first and the end of its last.

use crate::document::Document;
use crate::rules::learned::{Place, masked, word_spans};
use crate::rules::source_names;
use crate::text::{closes_sentence, is_closing_mark, mixed};

/// A document as the learner sees it.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// The closest name of its source.
    pub(super) source: String,
    /// Tells copies of a text apart from others.
    pub(super) text_hash: u64,
    /// Tells near copies.
    pub(super) simhash: u64,
    /// Each once.
    pub(super) pieces: Vec<Piece>,
}

/// A text that stands in a document.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub place: Place,
    /// As `masked` makes it.
    pub text: String,
    /// It stands within the first or the last three lines.
    pub at_edge: bool,
    /// A rule suggested to take it out.
    pub suspected: bool,
    /// Of the text, its place and the source.
    pub key: u64,
}

/// How many lines from either end are an edge.
const EDGE_LINES: usize = 3;
/// Longer lines are prose: the longest disclaimers and forms in news have some 600 characters. In bytes.
const LONGEST_LINE: usize = 1000;
/// A start or an end is at most this long, in words, and is cut in no more than this many places.
const LONGEST_CUT: usize = 60;
const CUTS: usize = 8;
/// Shorter ones say nothing: four words, or twenty code points.
const SHORTEST_CUT_WORDS: usize = 4;
const SHORTEST_CUT_CHARS: usize = 20;

impl Pieces {
    /// Takes a document apart. `collection` is what its source is called where it says none itself.
    pub fn of(document: &Document, collection: &str) -> Self {
        let own = Some(document.source.as_str()).filter(|source| *source != collection);
        let urls = [document.canonical_url.as_deref(), document.url.as_deref()];
        let source =
            source_names(urls, own, &document.provenance.input.path, collection).into_iter().next().unwrap_or_default();
        let mut pieces = Vec::new();
        let lines: Vec<&str> = document.text.split("\n\n").filter(|line| !line.is_empty()).collect();
        let suspicious: Vec<&str> = document
            .quality
            .suggestions
            .iter()
            .filter(|edit| edit.after.is_empty())
            .map(|edit| edit.before.trim())
            .collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.len() <= LONGEST_LINE) {
            let at_edge = index < EDGE_LINES || index + EDGE_LINES >= lines.len();
            let suspected = suspicious.contains(&line.trim());
            pieces.push(Piece::new(&source, Place::Line, line, at_edge, suspected));
        }
        if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
            pieces.extend(starts(first).map(|text| Piece::new(&source, Place::Prefix, text, true, false)));
            pieces.extend(ends(last).map(|text| Piece::new(&source, Place::Tail, text, true, false)));
        }
        pieces.sort_by_key(|piece| (piece.key, !piece.at_edge, !piece.suspected));
        pieces.dedup_by_key(|piece| piece.key);
        let fingerprint = &document.fingerprint;
        let hexadecimal = |digits: &str| u64::from_str_radix(&digits[..16.min(digits.len())], 16).unwrap_or_default();
        Pieces {
            source,
            text_hash: hexadecimal(&fingerprint.text_blake3),
            simhash: hexadecimal(&fingerprint.simhash64),
            pieces,
        }
    }
}

impl Piece {
    fn new(source: &str, place: Place, text: &str, at_edge: bool, suspected: bool) -> Self {
        let text = masked(text);
        Piece { place, key: key(source, place.as_str(), &text), text, at_edge, suspected }
    }
}

/// Returns a hash of strings, the same on every machine and in every release.
pub(super) fn key(source: &str, place: &str, text: &str) -> u64 {
    let bytes = [source, place, text].into_iter().flat_map(|part| part.bytes().chain([0xFF]));
    // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo; 64-bit basis and prime), then mixed: its low bits alone are weak.
    mixed(bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)))
}

/// Returns the starts of a line behind which something new begins: a capital, a figure or a quotation.
fn starts(line: &str) -> impl Iterator<Item = &str> {
    let words = word_spans(line);
    let cut = move |index: usize| {
        let (_, end) = words[index];
        let next = words.get(index + 1).map(|(start, end)| &line[*start..*end])?;
        (long_enough(&line[..end], index + 1) && begins(next)).then_some(&line[..end])
    };
    (0..word_spans(line).len().min(LONGEST_CUT)).filter_map(cut).take(CUTS)
}

/// Returns the ends of a line before which a sentence ends, the shortest first.
fn ends(line: &str) -> impl Iterator<Item = &str> {
    let words = word_spans(line);
    let count = words.len();
    let cut = move |index: usize| {
        let (start, _) = words[index];
        let (_, end) = words[index.checked_sub(1)?];
        let closed = line[..end].trim_end_matches(is_closing_mark).ends_with(closes_sentence);
        (long_enough(&line[start..], count - index) && closed).then_some(&line[start..])
    };
    (count.saturating_sub(LONGEST_CUT)..count).rev().filter_map(cut).take(CUTS)
}

fn long_enough(text: &str, words: usize) -> bool {
    words >= SHORTEST_CUT_WORDS || text.chars().count() >= SHORTEST_CUT_CHARS
}

fn begins(word: &str) -> bool {
    word.starts_with(|character: char| !character.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_cut_where_something_new_begins() {
        let cuts: Vec<_> = starts("Share this article on Facebook: The mayor left.").collect();
        assert_eq!(cuts, ["Share this article on", "Share this article on Facebook:"]);
    }

    #[test]
    fn an_end_is_cut_behind_a_sentence() {
        let cuts: Vec<_> = ends("He left. “No.” Copyright 2026 Aller Press. All rights reserved.").collect();
        assert_eq!(
            cuts,
            [
                "All rights reserved.",
                "Copyright 2026 Aller Press. All rights reserved.",
                "“No.” Copyright 2026 Aller Press. All rights reserved."
            ]
        );
    }
}
