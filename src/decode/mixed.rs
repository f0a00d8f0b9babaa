//! UTF-8 with other bytes in it: characters that were cut or damaged, a quote from an old editor, a paragraph from
//! another system.
//!
//! First each run of bytes that is no valid UTF-8 is judged by its form and its neighbours (`context`): what is a piece
//! of UTF-8 is no letter of another encoding. What is left is legacy text. Lines that are all legacy are read together;
//! single words and quotes are read as words of the languages that the document is in. No reading brings in a script
//! that the document does not have, unless whole lines read well in it.

use encoding_rs::Encoding;

use super::context::{Part, Profile, is_quote, resolve};
use super::damage::{Form, runs};
use super::encoding::Legacy;
use super::legacy;
use super::stray::{Languages, Unit};
use super::{Decoded, EncodingSource, verdict};
use crate::reason::Reason;
use crate::text::{Script, script};

/// Returns the text of a file that is UTF-8 with other bytes in it; `None` if it is in one legacy encoding. `is_labelled` says
/// whether an encoding was named.
pub fn mixed(bytes: &[u8], is_labelled: bool) -> Option<Decoded> {
    let lines: Vec<&[u8]> = legacy::lines(bytes).collect();
    let facts: Vec<LineBytes> = lines.iter().map(|line| LineBytes::of(line)).collect();
    let sure = facts.iter().filter(|line| line.is_utf8()).map(|line| line.sequences).sum::<usize>();
    // In a line of its own as many sequences as strays cannot be chance; in a file with UTF-8 elsewhere one is enough.
    let is_both = |line: &LineBytes| line.stray > 0 && line.sequences > 0 && (sure > 0 || line.sequences >= line.stray);
    let inside = facts.iter().filter(|line| is_both(line)).map(|line| line.sequences).sum::<usize>();
    let strays = facts.iter().map(|line| line.stray).sum::<usize>();
    // One sequence in a line may be chance, as many as strays in the whole file are not.
    let single = facts.iter().filter(|line| line.stray == 0).map(|line| line.sequences).sum::<usize>();
    if sure + inside == 0 && strays > 0 && single < strays {
        // A few bytes in a Latin text are no words of another script, unless somebody says so.
        if is_labelled || !is_sparse(bytes) || is_latin(bytes) {
            return None;
        }
    }
    // Bytes of East Asian encodings come in pairs, some of which look like UTF-8 by chance: one in seven as a sequence of
    // two bytes, next to none as one of three.
    let long = facts.iter().map(|line| line.long).sum::<usize>();
    if sure + inside < strays * 4 && long < strays {
        let whole = legacy::choose(bytes, None).encoding;
        let sure_long = facts.iter().filter(|line| line.is_utf8()).map(|line| line.long).max().unwrap_or(0);
        let few = sure < SEQUENCES_IN_PAIRS && sure_long < LONG_IN_PAIRS;
        if is_multibyte(whole) && (is_labelled || !is_sparse(bytes)) && (few || !whole.decode(bytes).1) {
            return None;
        }
    }
    let valid = lines.iter().zip(&facts).filter(|(_, line)| line.stray == 0 || line.sequences >= line.stray);
    let profile = Profile::of(valid.map(|(line, _)| *line));
    let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::of(line, &profile)).collect();
    Some(read(&lines, &profile))
}

/// Tells whether next to no letters of a text are beyond ASCII.
fn is_sparse(bytes: &[u8]) -> bool {
    let beyond = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    plain_letters(bytes) > beyond * SPARSE
}

/// Where more letters than so many are ASCII for each byte beyond it, those bytes are no words of a script of their own.
const SPARSE: usize = 12;

/// Tells whether the letters beyond ASCII are Latin in the encoding that the bytes look like.
fn is_latin(bytes: &[u8]) -> bool {
    // The commonest case by far: quotes and dashes of windows-1252.
    if bytes.iter().all(|&byte| byte.is_ascii() || is_quote(byte)) {
        return true;
    }
    let (text, _) = legacy::choose(bytes, None).encoding.decode(bytes);
    text.chars()
        .filter(|letter| !letter.is_ascii())
        .all(|letter| script(letter).is_none_or(|script| script == Script::Latin))
}

/// Fewer valid sequences than these say nothing in a text of paired bytes.
const SEQUENCES_IN_PAIRS: usize = 20;
/// The same for sequences of three bytes, in one line that is all valid.
const LONG_IN_PAIRS: usize = 12;

/// What a line's bytes beyond ASCII are by their form.
struct LineBytes {
    /// Valid UTF-8 sequences of more than one byte, and what only a writer of UTF-8 can have written.
    sequences: usize,
    /// Other runs, each a byte or a piece of a sequence.
    stray: usize,
    /// Sequences of three bytes or more, which legacy text hardly has by chance.
    long: usize,
}

impl LineBytes {
    fn of(bytes: &[u8]) -> LineBytes {
        let mut line = LineBytes { sequences: 0, stray: 0, long: 0 };
        if bytes.is_ascii() {
            return line;
        }
        let mut last = None;
        for run in runs(bytes) {
            match run.form {
                Form::Valid => {
                    for &byte in run.bytes {
                        line.sequences += usize::from(byte >= 0xC0);
                        line.long += usize::from(byte >= 0xE0);
                    }
                }
                Form::Surrogates(_) => {
                    line.sequences += 1;
                    line.long += 1;
                }
                _ if is_telling(run.form, run.bytes, last) => {}
                _ => line.stray += 1,
            }
            last = run.bytes.last().copied();
        }
        line
    }

    fn is_utf8(&self) -> bool {
        self.stray == 0 && (self.sequences >= 2 || self.long > 0)
    }
}

/// Tells whether a run that is not valid can have been written by nothing but a writer of UTF-8, even if all else is
/// ASCII; `last` is the byte before it.
fn is_telling(form: Form, run: &[u8], last: Option<u8>) -> bool {
    let beside_ascii = last.is_none_or(|byte| byte.is_ascii());
    match form {
        Form::Nul => beside_ascii,
        Form::Impossible => run.len() > 2 && beside_ascii,
        // The beginnings of general punctuation, of emoji, and of Latin letters with marks.
        Form::Cut => match *run {
            [0xE2, 0x80, ..] | [0xF0, 0x9F, ..] => beside_ascii,
            [0xC2 | 0xC3] => last.is_some_and(|byte| byte.is_ascii_lowercase()),
            _ => false,
        },
        _ => false,
    }
}

/// A line of the file, judged.
struct Line<'b> {
    bytes: &'b [u8],
    parts: Vec<Part<'b>>,
    /// All that it has beyond ASCII is legacy, and it is most of its letters.
    dense: bool,
}

impl<'b> Line<'b> {
    fn of(bytes: &'b [u8], profile: &Profile) -> Line<'b> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Line { bytes, parts: vec![Part::Text(text)], dense: false };
        }
        let (parts, is_legacy) = resolve(bytes, profile);
        let beyond = bytes.iter().filter(|byte| !byte.is_ascii()).count();
        let least = if profile.main == Script::EastAsian { LEAST_DENSE_PAIRED } else { LEAST_DENSE };
        let dense = is_legacy && beyond >= least && beyond >= plain_letters(bytes);
        Line { bytes, parts, dense }
    }

    fn legacy(&self) -> impl Iterator<Item = u8> {
        self.parts.iter().flat_map(|part| if let Part::Legacy(bytes) = *part { bytes } else { &[] }).copied()
    }

    /// Returns the line's characters, and its bytes that are still to be read.
    fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for part in &self.parts {
            match *part {
                Part::Text(text) => units.extend(text.chars().map(Unit::Character)),
                Part::Character(character) => units.push(Unit::Character(character)),
                Part::Nul => {}
                Part::Lost => units.push(Unit::Character(char::REPLACEMENT_CHARACTER)),
                Part::Legacy(bytes) => units.extend(bytes.iter().map(|&byte| Unit::Byte(byte))),
            }
        }
        units
    }
}

/// Fewer bytes beyond ASCII than these are single words, not a line of another script; of pairs of bytes two are enough.
const LEAST_DENSE: usize = 12;
const LEAST_DENSE_PAIRED: usize = 4;

/// Returns how many ASCII letters stand outside tags.
fn plain_letters(line: &[u8]) -> usize {
    let mut tag = false;
    let is_plain = |byte: &&u8| {
        tag = **byte == b'<' || tag && **byte != b'>';
        !tag && byte.is_ascii_alphabetic()
    };
    line.iter().filter(is_plain).count()
}

/// Reads the legacy parts and puts the text together.
fn read(lines: &[Line<'_>], profile: &Profile) -> Decoded {
    let dense: Vec<u8> = lines.iter().filter(|line| line.dense).flat_map(|line| line.bytes.iter().copied()).collect();
    let of_lines = (!dense.is_empty()).then(|| legacy::choose(&dense, None));
    let of_lines = of_lines.filter(|choice| choice.is_language).map(|choice| choice.encoding);
    let of_lines = of_lines.filter(|encoding| is_plausible(*encoding, &dense, profile));
    let of_lines = of_lines.or_else(|| familiar(&dense, profile));
    let is_read_whole = |line: &&Line<'_>| line.dense && of_lines.is_some();
    let rest: Vec<&Line<'_>> = lines.iter().filter(|line| !is_read_whole(line)).collect();
    let of_words = WordEncodings::of(&rest, profile);
    let mut text = String::new();
    let mut legacy_bytes = 0;
    for line in lines {
        legacy_bytes += line.legacy().count();
        match of_lines.filter(|_| line.dense) {
            Some(encoding) => text.push_str(&encoding.decode(line.bytes).0),
            None => of_words.read(line, &mut text),
        }
    }
    let parts = || lines.iter().flat_map(|line| &line.parts);
    let sequences: usize = parts()
        .map(|part| if let Part::Text(text) = part { text.bytes().filter(|&byte| byte >= 0xC0).count() } else { 0 })
        .sum();
    let name = match of_lines.or(of_words.latin) {
        Some(encoding) if legacy_bytes > sequences => encoding.name(),
        _ => encoding_rs::UTF_8.name(),
    };
    let mut decoded = verdict(text, name, EncodingSource::Detected, parts().any(|part| *part == Part::Lost));
    let is_modified = |part: &Part<'_>| matches!(part, Part::Nul | Part::Character(_));
    decoded.notes.extend((legacy_bytes > 0).then_some(Reason::DecodeMixedEncodings));
    decoded.notes.extend(parts().any(is_modified).then_some(Reason::DecodeModifiedUtf));
    decoded
}

/// Tells whether lines of an encoding read well, or at least bring in no script that the file does not have.
fn is_plausible(encoding: Legacy, lines: &[u8], profile: &Profile) -> bool {
    let (text, malformed) = encoding.decode(lines);
    let mut letters = text.chars().filter(|character| !character.is_ascii()).filter_map(script).peekable();
    if letters.peek().is_none() || malformed && is_multibyte(encoding) {
        return false;
    }
    let mut scripts: Vec<(Script, usize)> = Vec::new();
    for letter in letters {
        match scripts.iter_mut().find(|(other, _)| *other == letter) {
            Some((_, count)) => *count += 1,
            None => scripts.push((letter, 1)),
        }
    }
    let (all, most) = (scripts.iter().map(|(_, count)| count).sum::<usize>(), scripts.iter().max_by_key(|it| it.1));
    let Some(&(main, count)) = most else { return false };
    // Letters of several scripts are no text in any.
    if count * 10 < all * 9 {
        return false;
    }
    match main.common_letter().map(|letter| Languages::of(&text, letter)) {
        Some(languages) if !languages.is_empty() => languages.reads(&text),
        _ => {
            text.chars().any(|character| script(character) == Some(main) && profile.has(character))
                || count >= LEAST_FOREIGN
        }
    }
}

/// Returns the East Asian encoding that gives lines characters that the rest of the text has too; for lines that are too
/// short to be known by themselves.
fn familiar(lines: &[u8], profile: &Profile) -> Option<Legacy> {
    if profile.main != Script::EastAsian || lines.is_empty() {
        return None;
    }
    let encodings =
        [encoding_rs::GBK, encoding_rs::SHIFT_JIS, encoding_rs::EUC_KR, encoding_rs::BIG5, encoding_rs::EUC_JP];
    let known = |encoding: &'static Encoding| {
        let (text, malformed) = encoding.decode_without_bom_handling(lines);
        let characters = || text.chars().filter(|character| script(*character) == Some(Script::EastAsian));
        let known = characters().filter(|character| profile.sample.contains(*character)).count();
        (known, malformed || known * 4 < characters().count() || known == 0)
    };
    let best = encodings.into_iter().map(|encoding| (known(encoding), encoding));
    let best = best.filter(|((_, strange), _)| !strange).max_by_key(|((known, _), _)| *known);
    best.map(|(_, encoding)| Legacy::Whatwg(encoding))
}

/// So many letters of a script without a table of its languages are no accident.
const LEAST_FOREIGN: usize = 20;

/// How single words and signs are read.
struct WordEncodings {
    /// Those with Latin letters.
    latin: Option<Legacy>,
    /// Those in the script of the text, where it is another; `None` if there is no way to tell.
    own: Option<Legacy>,
    main: Script,
}

impl WordEncodings {
    fn of(lines: &[&Line<'_>], profile: &Profile) -> WordEncodings {
        let main = profile.main;
        let mut encodings = WordEncodings { latin: None, own: None, main };
        let (mut latin, mut own) = (Vec::new(), Vec::new());
        for line in lines.iter().filter(|line| line.legacy().next().is_some()) {
            for word in words(&line.units()).filter(|word| is_stray(word)) {
                if encodings.is_own(word) { &mut own } else { &mut latin }.push(word.to_vec());
            }
        }
        encodings.latin = best(&mut latin, Script::Latin, profile);
        encodings.own = best(&mut own, main, profile).or_else(|| paired(&own, profile));
        encodings
    }

    fn is_own(&self, word: &[Unit]) -> bool {
        let is_latin = |unit: &Unit| matches!(*unit, Unit::Character(letter) if script(letter) == Some(Script::Latin));
        self.main != Script::Latin && !word.iter().any(is_latin)
    }

    fn read(&self, line: &Line<'_>, text: &mut String) {
        for word in words(&line.units()) {
            let is_own = self.is_own(word);
            for run in word.chunk_by(|first, second| is_byte(first) == is_byte(second)) {
                let bytes: Vec<u8> = run.iter().filter_map(byte).collect();
                if bytes.is_empty() {
                    text.extend(run.iter().filter_map(character));
                    continue;
                }
                match if is_own { self.own } else { self.latin } {
                    Some(encoding) => text.extend(encoding.decode(&bytes).0.chars().map(shown)),
                    // A sign is one in the encoding of the web; a letter of no script that the text has is none.
                    None => {
                        text.extend(WEB.decode(&bytes).0.chars().map(shown).map(|character| match script(character) {
                            Some(_) if is_own => char::REPLACEMENT_CHARACTER,
                            _ => character,
                        }))
                    }
                }
            }
        }
    }
}

/// What bytes are read as that nothing else is known of.
const WEB: Legacy = Legacy::Whatwg(encoding_rs::WINDOWS_1252);

/// Returns a decoded character; U+FFFD for a control, which an encoding has where it has no character.
fn shown(character: char) -> char {
    if matches!(character, '\u{80}'..='\u{9F}') { char::REPLACEMENT_CHARACTER } else { character }
}

/// Returns the encoding of one byte a character that reads words best in the languages of a script that the text is
/// in.
fn best(words: &mut Vec<Vec<Unit>>, main: Script, profile: &Profile) -> Option<Legacy> {
    words.truncate(MOST_WORDS);
    // They stand at the same bytes in all of Windows' encodings and say nothing of the letters.
    if words.iter().flatten().filter_map(byte).all(|byte| byte < 0xA0 && is_quote(byte)) {
        return (main == Script::Latin || words.is_empty()).then_some(WEB);
    }
    let languages = Languages::of(&profile.sample, main.common_letter()?);
    languages.encoding(words, |letter| script(letter).is_none_or(|script| script == main || script == Script::Latin))
}

/// So many words tell their encoding.
const MOST_WORDS: usize = 100;

/// Returns the East Asian encoding of words in a text that is written so.
fn paired(words: &[Vec<Unit>], profile: &Profile) -> Option<Legacy> {
    let bytes: Vec<u8> = words.iter().flatten().filter_map(byte).collect();
    let encoding = legacy::choose(&bytes, None).encoding;
    let (text, malformed) = encoding.decode(&bytes);
    let fits = profile.main == Script::EastAsian && !malformed && text.chars().all(|letter| profile.has(letter));
    (is_multibyte(encoding) && fits).then_some(encoding)
}

/// Returns the words of a line, bytes as parts of words, and what stands between them.
fn words(units: &[Unit]) -> impl Iterator<Item = &[Unit]> {
    let is_inside = |unit: &Unit| match *unit {
        Unit::Character(character) => character.is_alphabetic(),
        Unit::Byte(_) => true,
    };
    units.chunk_by(move |first, second| is_inside(first) == is_inside(second))
}

fn is_stray(word: &[Unit]) -> bool {
    word.iter().any(is_byte)
}

fn is_byte(unit: &Unit) -> bool {
    byte(unit).is_some()
}

fn byte(unit: &Unit) -> Option<u8> {
    if let Unit::Byte(byte) = *unit { Some(byte) } else { None }
}

fn character(unit: &Unit) -> Option<char> {
    if let Unit::Character(character) = *unit { Some(character) } else { None }
}

fn is_multibyte(encoding: Legacy) -> bool {
    matches!(encoding, Legacy::Whatwg(known) if !known.is_single_byte())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, notes: &[Reason]) {
        let decoded = mixed(bytes, false).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((decoded.text.as_str(), decoded.notes.as_slice()), (text, notes));
    }

    #[test]
    fn a_cut_character_is_lost_and_no_letter_of_another_script() {
        let lost = [Reason::DecodeMalformedBytes];
        check(b"Zo\xC3\xAB bakes for the caf\xC3...", "Zoë bakes for the caf\u{FFFD}...", &lost);
        check(b"It\xE2\x80\x99s closed\xE2\x80 she said", "It’s closed\u{FFFD} she said", &lost);
        check(b"The ferry caf\xC3 is closed", "The ferry caf\u{FFFD} is closed", &lost);
        let russian = "Паром ушёл рано".as_bytes();
        check(&[russian, b" \xD1\n", russian].concat(), "Паром ушёл рано \u{FFFD}\nПаром ушёл рано", &lost);
        let chinese = "大桥将关闭到春天。".as_bytes();
        check(&[chinese, b"\xE5\xB8 ", chinese].concat(), "大桥将关闭到春天。\u{FFFD} 大桥将关闭到春天。", &lost);
    }

    #[test]
    fn surrogates_and_nul_of_modified_utf_8_are_what_they_mean() {
        let modified = [Reason::DecodeModifiedUtf];
        check(b"glad \xED\xA0\xBD\xED\xB8\x80, she said", "glad 😀, she said", &modified);
        check(
            "früh\0 am Tag"
                .replace('\0', "#")
                .as_bytes()
                .iter()
                .flat_map(|&byte| if byte == b'#' { vec![0xC0, 0x80] } else { vec![byte] })
                .collect::<Vec<u8>>()
                .as_slice(),
            "früh am Tag",
            &modified,
        );
        check(b"glad \xED\xA0\xBD, she said", "glad \u{FFFD}, she said", &[Reason::DecodeMalformedBytes]);
    }

    #[test]
    fn a_legacy_paragraph_in_utf8_is_read_as_what_it_is() {
        let russian = "Паром ушёл рано утром, и никто не знал, почему капитан молчал весь день.";
        let old = "Позже Яна сказала, что мост закрыт до весны, и все пошли домой пешком.";
        let legacy = encoding_rs::WINDOWS_1251.encode(old).0;
        let english = "The captain’s ferry left early, and nobody knew why he “kept silent”.";
        for around in [russian, english] {
            let bytes = [around.as_bytes(), b"\n", &legacy, b"\n", around.as_bytes()].concat();
            check(&bytes, &format!("{around}\n{old}\n{around}"), &[Reason::DecodeMixedEncodings]);
        }
    }

    #[test]
    fn an_old_quote_or_name_in_a_line_of_utf8_is_read_as_one() {
        let mixed = [Reason::DecodeMixedEncodings];
        let german = "Früh fuhr die Fähre über";
        check(&[b"\x93", german.as_bytes(), b"\x94 sagte er."].concat(), &format!("“{german}” sagte er."), &mixed);
        check(&[german.as_bytes(), b" den Caf\xE9\x94."].concat(), &format!("{german} den Café”."), &mixed);
    }

    #[test]
    fn a_damaged_sequence_in_a_latin_text_is_no_letter_of_another_script() {
        let text = "The council has closed the bridge until spring, and the ferry leaves at ten.";
        check(
            &[text.as_bytes(), b" Tickets cost 2 \xE2\x82."].concat(),
            &format!("{text} Tickets cost 2 \u{FFFD}."),
            &[Reason::DecodeMalformedBytes],
        );
        let german =
            "Die Fähre fuhr um zehn, sagte der Rat.\nNiemand hat sie gesehen.\nAuch der Wirt nicht.\nSpäter kam sie.";
        let cut = german.replace("Später", "Sp\u{1}ter").into_bytes();
        let at = cut.iter().position(|byte| *byte == 1).unwrap();
        let cut = [&cut[..at], b"\xC3", &cut[at + 1..]].concat();
        check(&cut, &german.replace("Später", "Sp\u{FFFD}ter"), &[Reason::DecodeMalformedBytes]);
        // Where it is named, a word of another script is that.
        let (russian, ..) = encoding_rs::WINDOWS_1251
            .encode("The ferry is called Паром, and that is what everybody in the town calls it.");
        assert!(mixed(&russian, true).is_none());
    }

    #[test]
    fn one_encoding_is_not_two() {
        assert!(
            mixed(&encoding_rs::WINDOWS_1252.encode("Die Fähre fuhr früh.\nSpäter hieß es so.").0, false).is_none()
        );
    }
}
