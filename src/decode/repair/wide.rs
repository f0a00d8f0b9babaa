//! UTF-8 that was read as an East Asian encoding, two bytes a character: `didn鈥檛`, `caf茅`, `f眉r`.
//!
//! A text in Latin letters is full of single Chinese characters then, inside words, and every one of them stands for
//! bytes of UTF-8. Where the second half of such a character was a byte that the encoding does not allow there, it is
//! lost: `鈥�` was a quote or a dash, and its place says which.

use std::ops::Range;

use compact_str::CompactString;
use encoding_rs::Encoding;

use super::letter::LOST;
use super::quotes::Proof;
use super::replacement;
use crate::text::{Certainty, Proposal};

/// Those that UTF-8 is read as, the commonest first.
const READ_AS: [&Encoding; 4] = [encoding_rs::GBK, encoding_rs::SHIFT_JIS, encoding_rs::BIG5, encoding_rs::EUC_KR];

/// So many runs inside words prove the damage, and of all runs at most one in so many may be something else: a Chinese
/// name that a Latin text quotes is valid UTF-8 by accident for one character in five.
const LEAST: usize = 2;
const OTHERS: usize = 20;

/// A document that was read as one of these encodings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wide(&'static Encoding);

impl Wide {
    /// Tells whether a whole text was read so.
    pub fn of(text: &str) -> Option<Wide> {
        let share = |encoding: &&'static Encoding| {
            let (mut meant, mut inside, mut others) = (0, 0, 0);
            for place in runs(text) {
                match read_back(encoding, &text[place.clone()]) {
                    Some(_) => {
                        meant += 1;
                        // In GBK what any quote or dash begins with; nobody writes the character.
                        let mark = text[place.clone()].starts_with('鈥');
                        inside +=
                            usize::from(mark || text[..place.start].ends_with(|it: char| it.is_ascii_alphabetic()));
                    }
                    None => others += 1,
                }
                // A text in an East Asian language is told by its first lines.
                if others > meant + OTHERS {
                    return None;
                }
            }
            (inside >= LEAST && others * OTHERS <= meant).then_some(meant)
        };
        let read_as = READ_AS.into_iter().filter_map(|encoding| Some((share(&encoding)?, encoding)));
        // The first of those that explain as much.
        read_as.rev().max_by_key(|(meant, _)| *meant).map(|(_, encoding)| Wide(encoding))
    }

    /// Finds what was misread in a text of the document, in ascending order.
    pub fn find(self, text: &str) -> Vec<Proposal> {
        let mut meant = String::with_capacity(text.len());
        let mut found = Vec::new();
        let mut end = 0;
        for place in runs(text) {
            let Some(read) = read_back(self.0, &text[place.clone()]) else { continue };
            meant.push_str(&text[end..place.start]);
            end = place.end;
            found.push((place, meant.len()..meant.len() + read.len()));
            meant.push_str(&read);
        }
        meant.push_str(&text[end..]);
        let restored = replacement::restored(&meant, Proof::Document);
        let known =
            |at: usize| restored.binary_search_by_key(&at, |(place, _)| *place).ok().map(|known| restored[known].1);
        let proposal = |(place, read): (Range<usize>, Range<usize>)| {
            let characters = meant[read.clone()].char_indices();
            let after = characters.map(|(at, character)| match character {
                LOST => known(read.start + at).unwrap_or(LOST),
                other => other,
            });
            Proposal::new(place, after.collect::<CompactString>(), Certainty::Likely)
        };
        found.into_iter().map(proposal).collect()
    }
}

/// Returns the places of the runs of East Asian characters, with the U+FFFD that follow them.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(is_wide)?;
        let length = text[start..].find(|character| !is_wide(character) && character != LOST);
        from = length.map_or(text.len(), |length| start + length);
        Some(start..from)
    })
}

/// Tells whether a character is one that two bytes of an East Asian encoding are.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{33FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{E000}'..='\u{E864}' | '\u{FE30}'..='\u{FE6B}' | '\u{FF61}'..='\u{FF9F}')
}

/// Reads a run back: what its bytes are in UTF-8, with U+FFFD for a character whose last byte was lost.
fn read_back(encoding: &'static Encoding, run: &str) -> Option<String> {
    let mut meant = String::new();
    let mut parts = run.split(LOST).peekable();
    while let Some(part) = parts.next() {
        let (bytes, _, unmapped) = encoding.encode(part);
        let cut = parts.peek().is_some();
        let read = match std::str::from_utf8(&bytes) {
            Ok(read) if !cut => read,
            Err(error) if cut && error.error_len().is_none() => {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
            }
            _ => return None,
        };
        if unmapped || !read.chars().all(is_western) {
            return None;
        }
        meant.push_str(read);
        meant.extend(cut.then_some(LOST));
    }
    Some(meant)
}

/// Tells whether a text in Latin letters has the character.
fn is_western(character: char) -> bool {
    matches!(character, '\0'..='\u{17F}' | '\u{218}'..='\u{21B}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{214F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut mended = text.to_owned();
        for proposal in Wide::of(text).map(|wide| wide.find(text)).unwrap_or_default().into_iter().rev() {
            mended.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(mended, expected);
    }

    #[test]
    fn fix_each_encoding() {
        let meant = "Les élèves ont créé un étang où même les hérons, très rares, ont été vus.";
        for encoding in READ_AS {
            let (misread, _, lossy) = encoding.decode(meant.as_bytes());
            assert!(!lossy, "{misread}");
            check(&misread, meant);
        }
    }

    #[test]
    fn fix_marks_that_lost_a_byte() {
        check("He waits 鈥� as ever 鈥� and leaves.", "He waits — as ever — and leaves.");
        check(
            "They didn鈥檛 say 鈥渘o.鈥� The mayor doesn鈥檛 wait 鈥� and leaves.",
            "They didn’t say “no.” The mayor doesn’t wait — and leaves.",
        );
    }

    #[test]
    fn dont_flag_east_asian_words() {
        for text in [
            "The liquor 茅台 is sold in 北京, and the词 of the day is 路.",
            "iPhone手机和iPad平板电脑都很受欢迎",
            "東京でiPhoneを買った",
            "The words 茅 and 眉 are read máo and méi.",
        ] {
            check(text, text);
        }
    }
}
