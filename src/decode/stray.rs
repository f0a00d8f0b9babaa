//! Which legacy encoding makes words of bytes that stand in a text of known language: in a name, in a short line.
//!
//! `spelling` has nothing but the bytes to go by and needs a few lines of them. Here the valid characters around the
//! bytes say which letters and words can be meant; an encoding that makes letters of a script that the text does not
//! have is left out.

use super::encoding::Legacy;
use super::letters::{FOREIGN, Language};
use super::spelling::{encodings, is_sign, one, sign, small};

/// A character of a word, or a byte that is to become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Character(char),
    Byte(u8),
}

/// Languages that a text may be in, each with what it costs beside the likeliest, in sixteenths of a nat.
pub struct Languages(Vec<(&'static Language, u32)>);

impl Languages {
    /// Ranks those that are written with `letter` by how well they spell `text`.
    pub fn of(text: &str, letter: char) -> Languages {
        let sample: Vec<char> = text.chars().take(SAMPLE).map(small).collect();
        let cost = |language: &Language| -> u32 {
            let mut last = Some(0);
            let mut cost = 0;
            for &character in &sample {
                let class = language.class(character);
                // The edges of words and their neighbours in other scripts are the same in all.
                if last != Some(0) || class != Some(0) {
                    cost += language.cost(last, class);
                }
                last = class;
            }
            cost
        };
        let is_written = |language: &&Language| language.class(letter).is_some_and(|class| class > 0);
        let mut languages: Vec<_> =
            Language::all().iter().filter(is_written).map(|language| (language, cost(language))).collect();
        languages.sort_by_key(|(_, cost)| *cost);
        let least = languages.first().map_or(0, |(_, cost)| *cost);
        for (_, cost) in &mut languages {
            *cost = ((*cost - least) / 2).min(MOST_BEHIND);
        }
        Languages(languages)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the encoding that spells `words` best in one of the languages, of those that make no letters but what
    /// `allows` allows.
    pub fn encoding(&self, words: &[Vec<Unit>], allows: impl Fn(char) -> bool) -> Option<Legacy> {
        let mut best: Option<(u32, Legacy)> = None;
        for (encoding, prior) in encodings() {
            let half: Vec<char> = (0x80..=0xFF).map(|byte| one(encoding, byte)).collect();
            let read = |unit: Unit| match unit {
                Unit::Character(character) => (character, false),
                Unit::Byte(byte) => (half[usize::from(byte) - 0x80], true),
            };
            let words: Vec<Vec<(char, bool)>> =
                words.iter().map(|word| word.iter().map(|&unit| read(unit)).collect()).collect();
            let mut strays = words.iter().flatten().filter(|(_, stray)| *stray);
            if !strays.all(|&(character, _)| allows(character)) {
                continue;
            }
            let blank = half[0x20] == '\u{A0}';
            let looks = prior * RARER + words.iter().map(|word| looks(word, blank)).sum::<u32>();
            let spelled = self
                .0
                .iter()
                .map(|(language, behind)| behind + words.iter().map(|word| spelling(language, word)).sum::<u32>());
            let Some(cost) = spelled.min().map(|spelled| looks + spelled) else { continue };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, encoding));
            }
        }
        best.map(|(_, encoding)| encoding)
    }

    /// Tells whether a text reads like words of one of the languages.
    pub fn reads(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().map(small).collect();
        let mean = |language: &Language| {
            let (mut cost, mut pairs, mut last) = (0, 0_u32, Some(0));
            for &letter in letters.iter().chain(&[' ']) {
                let class = language.class(letter);
                if last != Some(0) || class != Some(0) {
                    cost += language.cost(last, class);
                    pairs += 1;
                }
                last = class;
            }
            cost / pairs.max(1)
        };
        self.0.iter().any(|(language, _)| mean(language) <= READABLE)
    }
}

/// In a file that is UTF-8 bytes of old systems are rarer still than among files of their own; by how much is set by hand.
const RARER: u32 = 2;
/// How much of a text tells its language, in code points.
const SAMPLE: usize = 1500;
/// A text quotes others, so that its letters do not exclude any: 12 nats at most, as in `spelling`.
const MOST_BEHIND: u32 = 12 * 16;
/// What a pair of letters costs at most, in sixteenths of a nat, in a text that is a language's. Set by hand between what a few
/// sentences cost in their own encoding and in wrong ones.
const READABLE: u32 = 56;

/// Returns what the case of letters and the signs cost in any language; `blank`: a no-break space is where Windows and ISO
/// have it, and is no letter of another system.
fn looks(word: &[(char, bool)], blank: bool) -> u32 {
    let is_letter = |character: char| character.is_alphabetic() && !is_sign(character);
    let character = |at: usize| word.get(at).map_or(' ', |(character, _)| *character);
    let mut cost = 0;
    for at in 0..=word.len() {
        let (before, here, after) = (character(at.wrapping_sub(1)), character(at), character(at + 1));
        let is_stray = |at: usize| word.get(at).is_some_and(|(_, stray)| *stray);
        if is_stray(at) || is_stray(at.wrapping_sub(1)) {
            cost += match () {
                () if before.is_lowercase() && here.is_uppercase() => 96,
                () if here.is_uppercase() => 24,
                () => 0,
            };
            let parts = |sign: char, letter: char| is_odd(sign) && is_letter(letter);
            cost += if parts(before, here) || parts(here, before) { 40 } else { 0 };
        }
        if is_stray(at) {
            cost += sign(here);
            // An apostrophe, a soft hyphen and a tone stand in words; a quotation mark and a blank do not.
            let stands_inside =
                matches!(here, '’' | '\u{AD}' | '·' | '\u{300}'..='\u{36F}') || here == '\u{A0}' && blank;
            cost += if is_sign(here) && !stands_inside && is_letter(before) && is_letter(after) { 200 } else { 0 };
        }
    }
    cost
}

/// Tells whether a sign is none of those that stand beside words.
fn is_odd(character: char) -> bool {
    !character.is_ascii() && is_sign(character) && sign(character) >= 80
}

/// Returns what a word costs in a language.
fn spelling(language: &Language, word: &[(char, bool)]) -> u32 {
    let class = |character: char| if is_sign(character) { Some(0) } else { language.class(small(character)) };
    let mut last = Some(0);
    let mut cost = 0;
    for &(character, _) in word.iter().chain(&[(' ', false)]) {
        let class = class(character);
        cost += match (last, class) {
            (Some(0), Some(0)) => 0,
            (None, _) | (_, None) => FOREIGN,
            (last, class) => language.cost(last, class),
        };
        last = class;
    }
    cost
}
