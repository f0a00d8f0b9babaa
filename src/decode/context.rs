//! Whether a run of bytes that is no valid UTF-8 is a damaged character or legacy text, by what stands around it.

use super::damage::{Form, Run, runs};
use crate::text::{Script, script};

/// A part of a line, judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'b> {
    /// Valid UTF-8.
    Text(&'b str),
    /// A character that was written in an unusual way.
    Character(char),
    /// NUL, which no text has.
    Nul,
    /// A character that cannot be known any more.
    Lost,
    /// Bytes of a legacy encoding.
    Legacy(&'b [u8]),
}

/// What the valid part of a file is written in.
pub struct Profile {
    /// The first bytes of its sequences.
    leads: [bool; 256],
    /// The second bytes of its sequences that begin with C3: which letters of Latin-1 it has.
    latin_1: [bool; 256],
    /// The second bytes of its sequences that begin with E2: which signs it has.
    signs: [bool; 256],
    scripts: Vec<Script>,
    /// The script of most letters.
    pub main: Script,
    /// Some of the text, markup left out.
    pub sample: String,
}

/// How much of a text is looked at for its scripts, in bytes.
const SAMPLE: usize = 16 * 1024;
/// Markup, addresses and foreign names are in ASCII: a letter beyond it weighs as much as so many.
const ASCII_LETTERS: usize = 20;

impl Profile {
    pub fn of<'b>(lines: impl Iterator<Item = &'b [u8]>) -> Profile {
        let mut profile = Profile {
            leads: [false; 256],
            latin_1: [false; 256],
            signs: [false; 256],
            scripts: vec![Script::Latin],
            main: Script::Latin,
            sample: String::new(),
        };
        let mut counts: Vec<(Script, usize)> = vec![(Script::Latin, 0)];
        let mut tag = false;
        for line in lines {
            for run in runs(line).filter(|run| run.form == Form::Valid) {
                for pair in run.bytes.windows(2).filter(|pair| pair[0] >= 0xC0) {
                    profile.leads[usize::from(pair[0])] = true;
                    profile.latin_1[usize::from(pair[1])] |= pair[0] == 0xC3;
                    profile.signs[usize::from(pair[1])] |= pair[0] == 0xE2;
                }
                if profile.sample.len() > SAMPLE {
                    continue;
                }
                for character in text(run.bytes).chars() {
                    // What stands in tags is in no language.
                    tag = character == '<' || tag && character != '>' && character != '\n';
                    if tag {
                        continue;
                    }
                    profile.sample.push(character);
                    let Some(script) = script(character) else { continue };
                    let weight = if character.is_ascii() { 1 } else { ASCII_LETTERS };
                    match counts.iter_mut().find(|(other, _)| *other == script) {
                        Some((_, count)) => *count += weight,
                        None => counts.push((script, weight)),
                    }
                }
            }
        }
        profile.scripts.extend(counts.iter().map(|(script, _)| *script));
        profile.main = counts.iter().max_by_key(|(_, count)| *count).map_or(Script::Latin, |(script, _)| *script);
        profile
    }

    /// Tells whether the text has letters of the script of a letter.
    pub fn has(&self, letter: char) -> bool {
        script(letter).is_none_or(|script| self.scripts.contains(&script))
    }

    /// Tells whether a character beyond ASCII is like others of the text: what two or three legacy letters look like by
    /// chance hardly is.
    fn is_alike(&self, character: char) -> bool {
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).as_bytes();
        let is_sign = bytes[0] != 0xE2 || self.signs[usize::from(bytes[1])];
        self.leads[usize::from(bytes[0])] && is_sign && self.has(character)
    }
}

/// Returns valid UTF-8 as what it is.
fn text(valid: &[u8]) -> &str {
    std::str::from_utf8(valid).expect("a valid run is valid")
}

/// A run of bytes with what stands beside it.
struct Place<'b> {
    run: Run<'b>,
    /// The valid characters before and after it, on its line.
    before: Option<char>,
    after: Option<char>,
    /// Whether two capitals stand before it.
    capitals: bool,
    /// Whether another run that is not valid touches it.
    crowded: bool,
}

/// Judges each part of a line; the second value tells whether all of it that is beyond ASCII is legacy.
///
/// A part is legacy that is no piece of UTF-8; in a line that has legacy letters and no UTF-8, all is.
pub fn resolve<'b>(line: &'b [u8], profile: &Profile) -> (Vec<Part<'b>>, bool) {
    let runs: Vec<Run<'b>> = runs(line).collect();
    let is_broken = |run: &Run<'_>| matches!(run.form, Form::Cut | Form::Continuation | Form::Alien);
    let place = |at: usize| {
        let neighbours = [at.checked_sub(1).map(|at| runs[at]), runs.get(at + 1).copied()];
        let [before, after] = neighbours;
        let valid = |run: Option<Run<'b>>| run.filter(|run| run.form == Form::Valid).map(|run| text(run.bytes));
        let mut last = valid(before).unwrap_or_default().chars().rev();
        Place {
            run: runs[at],
            capitals: last.by_ref().take(2).filter(|letter| letter.is_uppercase()).count() == 2,
            before: valid(before).and_then(|text| text.chars().next_back()),
            after: valid(after).and_then(|text| text.chars().next()),
            crowded: neighbours.iter().flatten().any(is_broken),
        }
    };
    let judged: Vec<bool> = (0..runs.len()).map(|at| place(at).is_damage(profile)).collect();
    // Letters of a legacy encoding; its quotes and blanks stand in lines of UTF-8, too.
    let is_letter = |at: &usize| {
        let run = &runs[*at];
        is_broken(run) && !judged[*at] && !matches!(run.bytes, [0x80..=0xA0])
    };
    let letters = (0..runs.len()).filter(is_letter).count();
    // What is like the rest of the text, and what of it does not touch such letters.
    let (mut alike, mut own) = (0, 0);
    for (at, run) in runs.iter().enumerate().filter(|(_, run)| run.form == Form::Valid) {
        let run = text(run.bytes);
        let beside = |touches: bool, characters: &mut dyn Iterator<Item = char>| {
            let row = characters.take_while(|character| touches && !character.is_ascii());
            row.filter(|&character| profile.is_alike(character)).count()
        };
        let all = run.chars().filter(|&character| !character.is_ascii() && profile.is_alike(character)).count();
        let by_chance = beside(at > 0 && is_letter(&(at - 1)), &mut run.chars())
            + beside(at + 1 < runs.len() && is_letter(&(at + 1)), &mut run.chars().rev());
        alike += all;
        own += all.saturating_sub(by_chance);
    }
    let is_legacy = letters >= LETTERS && own == 0 && letters >= alike * LETTERS_EACH;
    let mut parts = Vec::with_capacity(runs.len());
    if is_legacy {
        for run in line.chunk_by(|first, second| first.is_ascii() == second.is_ascii()) {
            parts.push(if run.is_ascii() { Part::Text(text(run)) } else { Part::Legacy(run) });
        }
        return (parts, true);
    }
    for (at, run) in runs.iter().enumerate() {
        let part = match run.form {
            Form::Valid => Part::Text(text(run.bytes)),
            Form::Surrogates(character) => Part::Character(character),
            Form::Nul => Part::Nul,
            _ if judged[at] => Part::Lost,
            _ => Part::Legacy(run.bytes),
        };
        // What is left of one character is one character that is lost.
        let goes_on = part == Part::Lost && run.form == Form::Continuation && parts.last() == Some(&Part::Lost);
        if !goes_on {
            parts.push(part);
        }
    }
    (parts, false)
}

/// So many legacy letters make a line legacy that has next to no valid sequence.
const LETTERS: usize = 2;
/// The bytes of Cyrillic and Greek are valid sequences by chance at most where `і`, `ї`, `є` or an accented capital
/// follows a capital or stands doubled. How many of them go to one sequence is set by hand.
const LETTERS_EACH: usize = 4;

impl Place<'_> {
    /// Tells whether the run is what is left of a character of UTF-8.
    fn is_damage(&self, profile: &Profile) -> bool {
        match self.run.form {
            Form::Valid | Form::Alien | Form::Surrogates(_) | Form::Nul => false,
            Form::Impossible => true,
            Form::Cut => !self.crowded && self.is_cut(profile),
            Form::Continuation => self.is_rest(profile),
        }
    }

    /// Tells whether the beginning of a sequence is that, not letters and signs of a legacy encoding.
    fn is_cut(&self, profile: &Profile) -> bool {
        let is_known = profile.leads[usize::from(self.run.bytes[0])];
        let is_latin = |character: char| script(character) == Some(Script::Latin);
        let foreign =
            |character: Option<char>| character.and_then(script).is_some_and(|script| script != Script::Latin);
        if foreign(self.before) || foreign(self.after) && !self.before.is_some_and(is_latin) {
            return true;
        }
        let word_before = self.before.filter(|&character| is_latin(character));
        let word_after = self.after.is_some_and(is_latin);
        let in_latin = word_before.is_some() || profile.main == Script::Latin;
        match *self.run.bytes {
            // Capitals in most legacy encodings: none stands after a small letter, few end a word.
            [lead @ 0xC2..=0xDF] if is_known || lead < 0xC4 => match word_before {
                Some(letter) => letter.is_lowercase() || !word_after && !self.capitals,
                None => !word_after,
            },
            [0xC2..=0xDF] => false,
            // No word that is written in Latin ends with â.
            [0xE2] => !word_after,
            [0xE0..=0xEF] => !in_latin && is_known && !word_after,
            // ð ends words of Icelandic.
            [0xF0] => !word_after && (word_before.is_none() || !profile.latin_1[0xB0]),
            [0xF1..=0xF4] => false,
            [0xE2, ..] | [0xF0, 0x9F, ..] => true,
            // `é”`, `ęł` and `à` before a no-break space are no pieces of Chinese characters.
            [_, ref rest @ ..] => !in_latin || is_known || rest.iter().any(|&byte| is_unused(byte)),
            [] => false,
        }
    }

    /// Tells whether a byte that goes on with a character is the rest of one, not a sign of a legacy encoding.
    fn is_rest(&self, profile: &Profile) -> bool {
        let [byte] = *self.run.bytes else { return false };
        let foreign =
            |character: Option<char>| character.and_then(script).is_some_and(|script| script != Script::Latin);
        if is_quote(byte) || byte == 0x80 {
            return false;
        }
        match self.before {
            // A field that begins within a letter.
            None | Some('"' | '>') if self.after.is_some_and(char::is_lowercase) => {
                !self.crowded && profile.latin_1[usize::from(byte)]
            }
            before => foreign(before) || foreign(self.after),
        }
    }
}

/// Tells whether a byte is a quotation mark, a dash, a stop or a blank in windows-1252 and its kin.
pub fn is_quote(byte: u8) -> bool {
    matches!(byte, 0x82 | 0x84 | 0x85 | 0x8B | 0x91..=0x97 | 0x99 | 0x9B | 0xA0 | 0xAB | 0xBB)
}

/// Tells whether a byte has no character in windows-1252, or the sign of the euro, which stands after no letter.
fn is_unused(byte: u8) -> bool {
    matches!(byte, 0x80 | 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)
}
