//! UTF-8 and a legacy encoding in one file: a quote from an old editor, a paragraph from another system.
//!
//! Lines that are valid UTF-8 are that; the others are read together as one legacy encoding, and where such a line
//! holds UTF-8 too, its sequences are kept and only the bytes between them are read so.

use super::encoding::Legacy;
use super::legacy;
use super::{Decoded, EncodingSource, verdict};
use crate::reason::Reason;

/// Returns the text of a file that mixes encodings; `None` if it does not.
pub fn mixed(bytes: &[u8]) -> Option<Decoded> {
    let lines: Vec<&[u8]> = legacy::lines(bytes).collect();
    let facts: Vec<LineBytes> = lines.iter().map(|line| LineBytes::of(line)).collect();
    let sure = facts.iter().filter(|line| line.is_utf8()).map(|line| line.sequences).sum::<usize>();
    // In a line of its own as many sequences as strays cannot be chance; in a file with UTF-8 elsewhere one is enough.
    let is_both = |line: &LineBytes| line.stray > 0 && line.sequences > 0 && (sure > 0 || line.sequences >= line.stray);
    let inside = facts.iter().filter(|line| is_both(line)).map(|line| line.sequences).sum::<usize>();
    if sure + inside == 0 {
        return None;
    }
    // Bytes of East Asian encodings come in pairs, some of which look like UTF-8 by chance.
    let whole = legacy::choose(bytes, None).encoding;
    if is_multibyte(whole) && (sure < SEQUENCES_IN_PAIRS || !whole.decode(bytes).1) {
        return None;
    }
    let rest: Vec<u8> = lines
        .iter()
        .zip(&facts)
        .filter(|(_, line)| line.stray > 0)
        .flat_map(|(bytes, line)| if is_both(line) { without_sequences(bytes) } else { bytes.to_vec() })
        .collect();
    // Quotes and dashes stand at the same bytes in all of Windows' encodings and say nothing of the letters.
    let (encoding, is_language) = if rest.iter().any(|&byte| byte >= 0xA0) {
        let choice = legacy::choose(&rest, None);
        (choice.encoding, choice.is_language)
    } else {
        (Legacy::Whatwg(encoding_rs::WINDOWS_1252), true)
    };
    let mut text = String::with_capacity(bytes.len());
    for (line, facts) in lines.iter().zip(&facts) {
        match std::str::from_utf8(line) {
            Ok(valid) => text.push_str(valid),
            Err(_) if is_both(facts) => read_between(line, encoding, &mut text),
            Err(_) => text.push_str(&encoding.decode(line).0),
        }
    }
    let strays = facts.iter().map(|line| line.stray).sum::<usize>();
    let name = if strays > sure + inside { encoding.name() } else { encoding_rs::UTF_8.name() };
    let mut decoded = verdict(text, name, EncodingSource::Detected, false);
    decoded.notes.push(Reason::DecodeMixedEncodings);
    decoded.notes.extend((!is_language).then_some(Reason::DecodeUncertain));
    Some(decoded)
}

/// Fewer valid sequences than these say nothing in a text of paired bytes.
const SEQUENCES_IN_PAIRS: usize = 20;

/// What a line's bytes beyond ASCII are.
struct LineBytes {
    /// Valid UTF-8 sequences of more than one byte.
    sequences: usize,
    /// Bytes beyond ASCII that belong to none.
    stray: usize,
    /// A sequence of three bytes or more, which no legacy text has by chance.
    long: bool,
}

impl LineBytes {
    fn of(bytes: &[u8]) -> LineBytes {
        let mut line = LineBytes { sequences: 0, stray: 0, long: false };
        if bytes.is_ascii() {
            return line;
        }
        for chunk in bytes.utf8_chunks() {
            line.stray += chunk.invalid().len();
            for character in chunk.valid().chars().filter(|character| !character.is_ascii()) {
                line.sequences += 1;
                line.long |= character.len_utf8() > 2;
            }
        }
        line
    }

    fn is_utf8(&self) -> bool {
        self.stray == 0 && (self.sequences >= 2 || self.long)
    }
}

fn without_sequences(bytes: &[u8]) -> Vec<u8> {
    let ascii = |chunk: std::str::Utf8Chunk<'_>| {
        let mut part: Vec<u8> = chunk.valid().chars().filter(char::is_ascii).map(|character| character as u8).collect();
        part.extend_from_slice(chunk.invalid());
        part
    };
    bytes.utf8_chunks().flat_map(ascii).collect()
}

fn read_between(line: &[u8], encoding: Legacy, text: &mut String) {
    for chunk in line.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&encoding.decode(chunk.invalid()).0);
    }
}

fn is_multibyte(encoding: Legacy) -> bool {
    matches!(encoding, Legacy::Whatwg(known) if !known.is_single_byte())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legacy_paragraph_in_utf8_is_read_as_what_it_is() {
        let russian = "Паром ушёл рано утром, и никто не знал, почему капитан молчал весь день.";
        let old = "Позже Яна сказала, что мост закрыт до весны, и все пошли домой пешком.";
        let bytes =
            [russian.as_bytes(), b"\n", &encoding_rs::WINDOWS_1251.encode(old).0, b"\n", russian.as_bytes()].concat();
        assert_eq!(mixed(&bytes).unwrap().text, format!("{russian}\n{old}\n{russian}"));
    }

    #[test]
    fn an_old_quote_in_a_line_of_utf8_is_read_as_a_quote() {
        let bytes = [b"\x93".as_slice(), "Früh fuhr die Fähre über".as_bytes(), b"\x94 sagte er."].concat();
        assert_eq!(mixed(&bytes).unwrap().text, "“Früh fuhr die Fähre über” sagte er.");
    }

    #[test]
    fn one_encoding_is_not_two() {
        assert!(mixed(&encoding_rs::WINDOWS_1252.encode("Die Fähre fuhr früh.\nSpäter hieß es so.").0).is_none());
    }
}
