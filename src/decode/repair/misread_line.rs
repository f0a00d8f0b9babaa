//! A line as a reader of misread bytes sees it: the bytes that its characters were in an encoding, and the UTF-8 that
//! they make.

use std::ops::Range;

use super::codepage::{COUNT, Codepage, Reading, reading};
use super::loss::{Loss, Losses, NO_BREAK_SPACE, lost_byte};
use super::scan::skip_ascii;
use super::strangeness::{ClassId, beside, meeting, strangeness, within};
use super::unwritten::was_grave_a;

/// A line as a reader of misread bytes sees it: most characters are ASCII, and need no look.
pub struct MisreadLine<'t> {
    /// Its place in the text.
    pub start: usize,
    pub text: &'t str,
    /// The characters beyond ASCII.
    pub beyond: Vec<Beyond>,
}

/// A character beyond ASCII.
#[derive(Clone, Copy)]
pub struct Beyond {
    /// Its place in the line.
    pub at: usize,
    pub value: char,
    pub reading: Option<&'static Reading>,
    /// How strange the line is from its first character beyond ASCII to this one.
    pub strangeness: i32,
}

impl Beyond {
    pub fn end(self) -> usize {
        self.at + self.value.len_utf8()
    }

    /// Returns its byte, or 0 where the encoding does not have it.
    pub fn byte(self, codepage: Codepage) -> u8 {
        self.reading.map_or(0, |reading| reading.bytes[codepage as usize])
    }

    pub fn leads(self, codepage: Codepage) -> bool {
        self.reading.is_some_and(|reading| reading.leads & (1 << codepage as u16) != 0)
    }

    pub fn continues(self, codepage: Codepage) -> bool {
        self.reading.is_some_and(|reading| reading.continuations & (1 << codepage as u16) != 0)
    }

    /// Tells whether it is no evidence that a text is undamaged: damage leaves such characters behind.
    pub fn is_silent(self) -> bool {
        matches!(self.value, '\u{80}'..='\u{A0}' | '\u{FFFD}')
    }
}

/// An encoding explains a line only if it has at least one in so many of the sequence beginnings that the best one has.
const LIKELY: u32 = 2;

impl<'t> MisreadLine<'t> {
    pub fn of(start: usize, text: &'t str) -> MisreadLine<'t> {
        let mut beyond: Vec<Beyond> = Vec::with_capacity(text.len() / 8);
        let mut total = 0;
        let mut at = 0;
        // The last character and what it is to its neighbours.
        let mut last = ClassId::EDGE;
        loop {
            let next = skip_ascii(text.as_bytes(), at);
            if next > at || at == 0 {
                last = text[..next].chars().next_back().map_or(ClassId::EDGE, ClassId::of);
            }
            let mut rest = text[next..].chars();
            let Some(value) = rest.next() else { break };
            let class = ClassId::of(value);
            total += beside(last, class) + within(last, class, rest.next().map_or(ClassId::EDGE, ClassId::of));
            beyond.push(Beyond { at: next, value, reading: reading(value), strangeness: total });
            at = next + value.len_utf8();
            last = class;
        }
        MisreadLine { start, text, beyond }
    }

    /// Returns the encodings in which a fair share of what looks like the beginning of a sequence is one.
    pub fn likely_codepages(&self) -> impl Iterator<Item = Codepage> + use<> {
        let mut beginnings = [0_u32; COUNT];
        for pair in self.beyond.windows(2).filter(|pair| pair[0].end() == pair[1].at) {
            let (Some(first), Some(second)) = (pair[0].reading, pair[1].reading) else { continue };
            let mut both = first.leads & second.continuations;
            while both != 0 {
                beginnings[both.trailing_zeros() as usize] += 1;
                both &= both - 1;
            }
        }
        let most = Codepage::MISREAD.into_iter().map(|codepage| beginnings[codepage as usize]).max().unwrap_or(0);
        let likely = move |codepage: &Codepage| {
            let count = beginnings[*codepage as usize];
            count > 0 && count * LIKELY >= most
        };
        Codepage::MISREAD.into_iter().filter(likely)
    }

    /// Returns the bytes of the characters beyond ASCII that stand in a row from the one at `index` on.
    fn row(&self, codepage: Codepage, index: usize) -> impl Iterator<Item = u8> {
        let mut next = self.beyond[index].at;
        self.beyond[index..].iter().map_while(move |sign| {
            let adjoins = sign.at == next;
            next = sign.end();
            adjoins.then(|| sign.byte(codepage))
        })
    }

    /// Returns where the character beyond ASCII stands among its like that begins at a place of the line.
    pub fn index_at(&self, place: usize, from: usize) -> Option<usize> {
        let rest = &self.beyond[from..];
        let index = from + rest.iter().position(|sign| sign.at >= place)?;
        (self.beyond[index].at == place).then_some(index)
    }

    /// Reads the sequence that begins with the character beyond ASCII at `index`, mended if it lost a byte that can be
    /// told.
    pub fn sequence(&self, codepage: Codepage, index: usize, losses: &Losses) -> Option<Sequence> {
        if let Some((meant, length)) = sequence(self.row(codepage, index)) {
            let end = self.beyond[index + length - 1].end();
            return Some(Sequence { meant, end, loss: Loss::None });
        }
        let first = self.beyond[index];
        let length = match first.byte(codepage) {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            _ => return None,
        };
        let mut row = self.row(codepage, index);
        let known = [row.next().unwrap_or(0), row.next().unwrap_or(0)];
        let before = self.text[..first.at].chars().next_back();
        let mut known_end = first.end();
        if length == 3 {
            known_end += self.text[known_end..].chars().next()?.len_utf8();
        }
        lost_byte(codepage, &known[..length - 1], before, &self.text[known_end..], losses)
            .map(|(meant, sign)| Sequence { meant, end: known_end + sign, loss: Loss::Byte })
            .or_else(|| self.with_lost_space(codepage, first.at, length, losses))
    }

    /// Tells whether the sequence that begins with the character beyond ASCII at `index` ends before its time, and not at
    /// a space.
    pub fn is_cut_short(&self, codepage: Codepage, index: usize) -> bool {
        let mut end = self.beyond[index].end();
        for sign in &self.beyond[index + 1..] {
            if sign.at != end || !sign.continues(codepage) {
                break;
            }
            end = sign.end();
        }
        self.text[end..].chars().next().is_some_and(|next| next != ' ')
    }

    /// Reads a sequence of `length` characters some of whose no-break spaces became plain ones.
    fn with_lost_space(&self, codepage: Codepage, start: usize, length: usize, losses: &Losses) -> Option<Sequence> {
        let grave = || codepage == Codepage::Windows1252 && length == 2 && was_grave_a(&self.text[..start]);
        if losses.bytes || !codepage.has_no_break_space() || !(losses.proved || grave()) {
            return None;
        }
        let mut rest = self.text[start..].chars();
        let mut bytes = [0; 3];
        for byte in &mut bytes[..length] {
            *byte = match rest.next() {
                // It was taken off with the blanks at the line's end.
                None if length == 2 && grave() => NO_BREAK_SPACE,
                None => return None,
                Some(' ') => NO_BREAK_SPACE,
                Some(other) => reading(other)?.bytes[codepage as usize],
            };
        }
        let meant = character(&bytes[..length]).filter(|&meant| !ClassId::of(meant).is_rare())?;
        let end = self.text.len() - rest.as_str().len();
        // `voilÃ  que` was `voilÃ` and two blanks; where blanks were made one, the one that is left is the plain one.
        let keeps_space = losses.collapsed && meant == 'à' && rest.next().is_some_and(char::is_alphanumeric);
        Some(Sequence { meant, end: end - usize::from(keeps_space), loss: Loss::Space })
    }

    /// Returns how strange the line is at `place`, which holds the characters beyond ASCII from `first` on and no others.
    pub fn strangeness_of_row(&self, first: usize, place: &Range<usize>) -> i32 {
        let end = first + self.beyond[first..].partition_point(|sign| sign.at < place.end);
        let earlier = first.checked_sub(1).map_or(0, |earlier| self.beyond[earlier].strangeness);
        let last = self.beyond[end - 1];
        let after = self.text[place.end..].chars().next().map_or(ClassId::EDGE, ClassId::of);
        last.strangeness - earlier + meeting(ClassId::of(last.value), after)
    }

    /// Returns how strange the line is where `stretch` stands at `place`.
    pub fn strangeness(&self, place: &Range<usize>, stretch: &str) -> i32 {
        let before = self.text[..place.start].chars().next_back().map_or(ClassId::EDGE, ClassId::of);
        let after = self.text[place.end..].chars().next().map_or(ClassId::EDGE, ClassId::of);
        strangeness(before, stretch.chars().map(ClassId::of), after)
    }
}

/// One character as its misread bytes tell it.
pub struct Sequence {
    pub meant: char,
    /// Where it ends in the line.
    pub end: usize,
    pub loss: Loss,
}

/// Reads one UTF-8 sequence off the bytes that misread characters stand for, 0 for one that stands for none: what was
/// meant, and how many characters they are.
pub fn sequence(mut bytes: impl Iterator<Item = u8>) -> Option<(char, usize)> {
    let first = bytes.next()?;
    let length = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut sequence = [first, 0, 0, 0];
    for byte in &mut sequence[1..length] {
        *byte = bytes.next()?;
    }
    // CESU-8 has a character beyond U+FFFF as two surrogates of three bytes each.
    if first == 0xED && sequence[1] >= 0xA0 {
        let low = [bytes.next()?, bytes.next()?, bytes.next()?];
        return surrogates(&sequence[..3], &low).map(|meant| (meant, 6));
    }
    character(&sequence[..length]).map(|meant| (meant, length))
}

/// Returns the character of two surrogates of three bytes each.
fn surrogates(high: &[u8], low: &[u8]) -> Option<char> {
    let unit = |bytes: &[u8]| match bytes {
        [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF] => {
            Some(0xD000 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F))
        }
        _ => None,
    };
    char::decode_utf16([unit(high)?, unit(low)?]).next()?.ok()
}

/// Returns the one character that `bytes` are in UTF-8.
fn character(bytes: &[u8]) -> Option<char> {
    let mut code = u32::from(bytes[0]) & (0x7F >> bytes.len());
    for byte in &bytes[1..] {
        if byte & 0xC0 != 0x80 {
            return None;
        }
        code = code << 6 | u32::from(byte & 0x3F);
    }
    // A longer sequence than the character needs is not valid.
    // The two breaks of Unicode are in no article, and would part it where it was one.
    char::from_u32(code)
        .filter(|character| character.len_utf8() == bytes.len() && !matches!(character, '\u{2028}' | '\u{2029}'))
}
