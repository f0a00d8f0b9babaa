//! UTF-8 that was read as a legacy encoding: `doesnâ€™t`, `Ñ‚ĞµĞºÑÑ‚`, `caf├⌐`.
//!
//! The whole document says which encoding it was, each run of damaged characters whether it is damage at all. One
//! layer is taken off at a time; the rules come back until nothing is left to take off.

use std::ops::Range;

use super::codepage::{COUNT, Codepage, Reading, is_suspicious, reading};
use super::strangeness::{Look, strangeness};
use crate::text::{Certainty, Proposal};

/// How much each encoding explains of a document's damage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The strangeness that reading back from each encoding takes away, by `Codepage as usize`.
    explained: [i32; COUNT],
}

impl Evidence {
    /// Collects the evidence of a whole text.
    pub fn of(text: &str) -> Evidence {
        let mut evidence = Evidence::default();
        for line in damaged_lines(text) {
            evidence.add(&line);
        }
        evidence
    }

    fn add(&mut self, line: &DamagedLine) {
        for explanation in &line.explanations {
            self.explained[explanation.codepage as usize] += explanation.score;
        }
    }

    /// Returns the stronger of two testimonies: a document and its source page say the same thing twice.
    fn or(mut self, other: &Evidence) -> Evidence {
        for (own, other) in self.explained.iter_mut().zip(other.explained) {
            *own = (*own).max(other);
        }
        self
    }
}

/// A run needs to lose so much strangeness by its repair to be taken for damage without a witness: one sign of money
/// or one accented capital inside a word is less, both together are more.
const STRONG: i32 = 3;
/// So much, explained elsewhere in the document, makes it a witness.
const WITNESS: i32 = 2 * STRONG;
/// A line goes by the document's encoding unless another explains this share more, in percent.
const PREFERENCE: i32 = 125;

/// Finds misread UTF-8 in `text`, given what is known of the document that it is from.
pub fn find(text: &str, document: &Evidence) -> Vec<Proposal> {
    let lines: Vec<_> = damaged_lines(text).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let mut own = Evidence::default();
    lines.iter().for_each(|line| own.add(line));
    let evidence = own.or(document);
    lines.iter().flat_map(|line| line.repairs(&evidence)).collect()
}

/// A line that holds something which could be misread UTF-8.
struct DamagedLine {
    /// Each character with its place in the text.
    characters: Vec<(usize, char)>,
    explanations: Vec<Explanation>,
}

/// What a line is, if it was misread as one encoding.
struct Explanation {
    codepage: Codepage,
    runs: Vec<Run>,
    /// The strangeness that goes.
    score: i32,
}

/// Misread sequences without a gap.
struct Run {
    /// The first character and the one after the last.
    start: usize,
    end: usize,
    meant: String,
    sequences: usize,
    /// The strangeness that goes if it is repaired.
    gain: i32,
}

/// Something in a line that speaks for or against damage around it.
#[derive(Clone, Copy, PartialEq)]
enum Witness {
    Damage,
    /// A character beyond ASCII that came through.
    Intact,
    Undecided,
}

fn damaged_lines(text: &str) -> impl Iterator<Item = DamagedLine> {
    suspicious_lines(text).filter_map(move |(start, line)| DamagedLine::of(start, line))
}

/// Returns the lines that hold two neighbours which could begin a misread sequence.
fn suspicious_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        (!line.is_ascii() && has_suspicious_pair(line)).then_some((at, line))
    })
}

fn has_suspicious_pair(line: &str) -> bool {
    let mut last: Option<&Reading> = None;
    line.chars().any(|character| {
        let current = if character.is_ascii() { None } else { reading(character) };
        let found = last.zip(current).is_some_and(|(first, second)| is_suspicious(first, second));
        last = current;
        found
    })
}

impl DamagedLine {
    fn of(start: usize, line: &str) -> Option<DamagedLine> {
        let characters: Vec<_> = line.char_indices().map(|(at, character)| (start + at, character)).collect();
        let looks: Vec<_> = characters.iter().map(|&(_, character)| Look::of(character)).collect();
        let readings: Vec<_> = characters.iter().map(|&(_, character)| reading(character)).collect();
        let possible = readings
            .windows(2)
            .filter_map(|pair| Some(pair[0]?.leads & pair[1]?.continuations))
            .fold(0, |possible, pair| possible | pair);
        let explanations: Vec<_> = Codepage::ALL
            .into_iter()
            .filter(|&codepage| possible & (1 << codepage as u16) != 0)
            .filter_map(|codepage| Explanation::of(codepage, &readings, &looks))
            .collect();
        (!explanations.is_empty()).then_some(DamagedLine { characters, explanations })
    }

    fn repairs(&self, evidence: &Evidence) -> Vec<Proposal> {
        let Some(explanation) = self.best(evidence) else { return Vec::new() };
        let witnesses = self.witnesses(explanation);
        let known = evidence.explained[explanation.codepage as usize];
        let intact = witnesses.contains(&Witness::Intact);
        let mut proposals = Vec::new();
        for run in &explanation.runs {
            let strong = run.gain >= STRONG;
            // One sequence alone, beside characters that came through, may as well be a slip of the pen.
            let lonely = intact && run.sequences == 1 && known <= run.gain;
            let certainty = match strong {
                true if lonely => Certainty::Unsure,
                true => Certainty::Sure,
                false if supported(&witnesses, run.start, run.gain, known) => Certainty::Likely,
                false => continue,
            };
            let span = self.characters[run.start].0..self.end_of(run.end - 1);
            proposals.push(Proposal::new(span, run.meant.as_str(), certainty));
        }
        proposals
    }

    /// Returns the explanation that the line itself and the document favour.
    fn best(&self, evidence: &Evidence) -> Option<&Explanation> {
        let own = self.explanations.iter().rev().max_by_key(|explanation| explanation.score)?;
        let documents = self
            .explanations
            .iter()
            .rev()
            .max_by_key(|explanation| evidence.explained[explanation.codepage as usize])?;
        Some(if documents.score * PREFERENCE >= own.score * 100 { documents } else { own })
    }

    /// Says of each character what it tells of its surroundings.
    fn witnesses(&self, explanation: &Explanation) -> Vec<Witness> {
        let mut witnesses: Vec<_> = self
            .characters
            .iter()
            .map(
                |(_, character)| {
                    if character.is_ascii() || *character == '\u{A0}' { Witness::Undecided } else { Witness::Intact }
                },
            )
            .collect();
        for run in &explanation.runs {
            let said = if run.gain >= STRONG { Witness::Damage } else { Witness::Undecided };
            witnesses[run.start..run.end].fill(said);
        }
        witnesses
    }

    fn end_of(&self, index: usize) -> usize {
        let (at, character) = self.characters[index];
        at + character.len_utf8()
    }
}

/// Tells whether a run that proves nothing by itself stands among damage: the nearest witness on either side says so,
/// or there is none and the document is known to be damaged.
fn supported(witnesses: &[Witness], start: usize, gain: i32, known: i32) -> bool {
    let decided = |witness: &&Witness| **witness != Witness::Undecided;
    let before = witnesses[..start].iter().rev().find(decided);
    let after = witnesses[start..].iter().find(decided);
    match (before, after) {
        (Some(Witness::Damage), None | Some(Witness::Damage)) | (None, Some(Witness::Damage)) => true,
        (Some(Witness::Damage), Some(_)) | (Some(_), Some(Witness::Damage)) => gain > 0,
        (Some(_), Some(_)) => false,
        _ => known >= WITNESS && gain >= 0,
    }
}

impl Explanation {
    fn of(codepage: Codepage, readings: &[Option<&'static Reading>], looks: &[Look]) -> Option<Explanation> {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < readings.len() {
            let (meant, end) = sequences(codepage, readings, at);
            if meant.is_empty() {
                at += 1;
                continue;
            }
            runs.push(Run::of(codepage, looks, at..end, meant));
            at = end;
        }
        let sequences: usize = runs.iter().map(|run| run.sequences).sum();
        let rare = runs.iter().flat_map(|run| run.meant.chars()).filter(|&meant| Look::of(meant).is_rare()).count();
        let score = runs.iter().map(|run| run.gain.max(0)).sum();
        (score > 0 && rare * 3 < sequences).then_some(Explanation { codepage, runs, score })
    }
}

/// The same damage may have been done so often, one on top of the other.
const LAYERS: usize = 3;

impl Run {
    /// Takes off as many layers as make the text less strange.
    fn of(codepage: Codepage, looks: &[Look], place: Range<usize>, meant: String) -> Run {
        let sequences = meant.chars().count();
        let mut run = Run { start: place.start, end: place.end, gain: gain(looks, &place, &meant), meant, sequences };
        for _ in 1..LAYERS {
            let deeper = peel(codepage, &run.meant);
            if deeper == run.meant {
                break;
            }
            let gain = gain(looks, &place, &deeper);
            if gain < run.gain {
                break;
            }
            (run.gain, run.meant) = (gain, deeper);
        }
        run
    }
}

/// Reads back all sequences in `text`.
fn peel(codepage: Codepage, text: &str) -> String {
    let readings: Vec<_> = text.chars().map(reading).collect();
    let mut peeled = String::with_capacity(text.len());
    let mut at = 0;
    for (index, character) in text.chars().enumerate() {
        if index < at {
            continue;
        }
        match sequence(codepage, &readings[index..]) {
            Some((meant, length)) => {
                peeled.push(meant);
                at = index + length;
            }
            None => peeled.push(character),
        }
    }
    peeled
}

/// Reads the sequences that follow each other from `start` on: what was meant, and where they end.
fn sequences(codepage: Codepage, readings: &[Option<&Reading>], start: usize) -> (String, usize) {
    let mut meant = String::new();
    let mut end = start;
    while let Some((character, length)) = sequence(codepage, &readings[end..]) {
        meant.push(character);
        end += length;
    }
    (meant, end)
}

/// Returns the strangeness that goes when the characters at `place` become `meant`.
fn gain(looks: &[Look], place: &Range<usize>, meant: &str) -> i32 {
    let before = place.start.checked_sub(1).map_or(Look::EDGE, |index| looks[index]);
    let after = looks.get(place.end).copied().unwrap_or(Look::EDGE);
    let stretch = &looks[place.clone()];
    let gain =
        strangeness(before, stretch.iter().copied(), after) - strangeness(before, meant.chars().map(Look::of), after);
    if gain > 0 { gain + longer_sequences(place.len(), meant) } else { gain }
}

/// Two fitting characters may meet by accident, three hardly: half a proof for each sequence of three or more.
fn longer_sequences(length: usize, meant: &str) -> i32 {
    let beyond_two = length.saturating_sub(2 * meant.chars().count());
    i32::try_from(beyond_two.min(8)).unwrap_or(8) * 2
}

/// Reads one UTF-8 sequence off characters that were misread as `codepage`: what was meant, and how many they are.
fn sequence(codepage: Codepage, readings: &[Option<&Reading>]) -> Option<(char, usize)> {
    let index = codepage as usize;
    let lead = readings.first().copied()??.bytes[index];
    let (length, bits) = match lead {
        0xC2..=0xDF => (2, u32::from(lead & 0x1F)),
        0xE0..=0xEF => (3, u32::from(lead & 0x0F)),
        0xF0..=0xF4 => (4, u32::from(lead & 0x07)),
        _ => return None,
    };
    let mut code = bits;
    for reading in readings.get(1..length)? {
        let byte = reading.as_ref()?.bytes[index];
        if byte & 0xC0 != 0x80 {
            return None;
        }
        code = code << 6 | u32::from(byte & 0x3F);
    }
    const LEAST: [u32; 5] = [0, 0, 0x80, 0x800, 0x1_0000];
    char::from_u32(code).filter(|_| code >= LEAST[length]).map(|meant| (meant, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, expected: &str) {
        let mut text = damaged.to_owned();
        for _ in 0..4 {
            let found = find(&text, &Evidence::default());
            for proposal in found.into_iter().rev().filter(|proposal| proposal.certainty > Certainty::Unsure) {
                text.replace_range(proposal.span, &proposal.after);
            }
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn fix_each_codepage() {
        let meant = "À l’été, le café coûte 5 € – c’est trop : « voilà ».";
        for codepage in Codepage::ALL {
            let half = codepage.upper_half();
            let misread: String = meant
                .bytes()
                .map(|byte| byte.checked_sub(0x80).map_or(char::from(byte), |at| half[usize::from(at)]))
                .collect();
            check(&misread, meant);
        }
    }

    #[test]
    fn fix_three_layers() {
        check("doesnÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t", "doesn’t");
    }

    #[test]
    fn dont_flag_what_people_write() {
        for text in [
            "NESTLÉ® CAFÉ…",
            "Le café’”, dit-il",
            "Київ: Рівне і Сєвєродонецьк",
            "√π ≈ 1,77",
            "├── src",
            "Ã is a letter",
        ] {
            check(text, text);
        }
    }
}
