//! UTF-8 that was read as a legacy encoding: `doesnâ€™t`, `Ñ‚ĞµĞºÑÑ‚`, `caf├⌐`.
//!
//! The whole document says which encoding it was, each run of damaged characters whether it is damage at all. One
//! layer is taken off at a time; the rules come back until nothing is left to take off.

use std::collections::HashSet;
use std::ops::Range;

use super::Damage;
use super::codepage::{COUNT, Codepage, Reading, reading};
use super::loss::{Loss, Losses, NO_BREAK_SPACE, lost_byte};
use super::scan::scan;
use super::strangeness::{Look, strangeness};
use crate::text::{Certainty, Proposal};

/// How much each encoding explains of a document's damage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The strangeness that reading back from each encoding takes away, by `Codepage as usize`.
    explained: [i32; COUNT],
}

impl Evidence {
    /// Takes in what a line tells. What proves nothing by itself counts once, however often it stands: a formula that
    /// comes back is no more damaged for that.
    fn add<'a>(&mut self, line: &'a DamagedLine, weak: &mut HashSet<(Codepage, &'a str)>) {
        for explanation in &line.explanations {
            for run in explanation.runs.iter().filter(|run| run.gain > 0) {
                if run.gain >= STRONG || weak.insert((explanation.codepage, run.meant.as_str())) {
                    self.explained[explanation.codepage as usize] += run.gain;
                }
            }
        }
    }

    /// Returns the stronger of two testimonies: a document and its source page say the same thing twice.
    fn or(&self, other: &Evidence) -> Evidence {
        let mut both = *self;
        for (own, other) in both.explained.iter_mut().zip(other.explained) {
            *own = (*own).max(other);
        }
        both
    }
}

/// A run needs to lose so much strangeness by its repair to be taken for damage without a witness: one sign of money
/// or one accented capital inside a word is less, both together are more.
const STRONG: i32 = 3;
/// So much, explained elsewhere in the document, makes it a witness.
const WITNESS: i32 = 2 * STRONG;
/// A line goes by the document's encoding unless another explains this share more, in percent.
const PREFERENCE: i32 = 125;

/// The lines of a text that may hold misread UTF-8, and what they tell together.
pub struct Survey {
    lines: Vec<DamagedLine>,
    losses: Losses,
    pub evidence: Evidence,
}

impl Survey {
    pub fn of(text: &str) -> Survey {
        let losses = Losses::of(text);
        let lines: Vec<_> =
            suspicious_lines(text).filter_map(|(start, line)| DamagedLine::of(start, line, &losses)).collect();
        let mut evidence = Evidence::default();
        let mut weak = HashSet::new();
        lines.iter().for_each(|line| evidence.add(line, &mut weak));
        Survey { losses: losses.proved(lost_bytes(&lines)), lines, evidence }
    }

    /// Finds misread UTF-8, given what is known of the document that the text is from.
    pub fn repairs(&self, document: &Evidence) -> Vec<(Damage, Proposal)> {
        let evidence = self.evidence.or(document);
        self.lines.iter().flat_map(|line| line.repairs(&evidence, &self.losses)).collect()
    }
}

/// Tells whether the document's sequences lack more than spaces: then a space after one is no proof of anything.
fn lost_bytes(lines: &[DamagedLine]) -> bool {
    let explanations = || lines.iter().filter_map(|line| line.explanations.iter().max_by_key(|one| one.score));
    let broken: usize = explanations().map(|explanation| explanation.cut_short).sum();
    let whole: usize = explanations().flat_map(|explanation| &explanation.runs).map(|run| run.sequences).sum();
    broken * 20 > whole
}

/// A line that holds something which could be misread UTF-8.
struct DamagedLine {
    characters: Characters,
    explanations: Vec<Explanation>,
}

/// An encoding with fewer than one in so many of the beginnings that the best one has does not explain a line.
const LIKELY: u32 = 2;

/// A line's characters, and what is known of each.
struct Characters {
    /// The place of the first in the text.
    start: usize,
    values: Vec<char>,
    readings: Vec<Option<&'static Reading>>,
    /// Which are beyond ASCII: most are not, and need no look.
    beyond: Vec<usize>,
}

/// What a line is, if it was misread as one encoding.
struct Explanation {
    codepage: Codepage,
    runs: Vec<Run>,
    /// The strangeness that goes.
    score: i32,
    /// Some sequence in it has no end.
    broken: bool,
    /// How many have none where the next character is not a space either.
    cut_short: usize,
}

/// Misread sequences without a gap.
struct Run {
    /// The characters that it takes.
    place: Range<usize>,
    meant: String,
    /// The worst that one of them suffered.
    loss: Loss,
    sequences: usize,
    /// How many of the sequences have three bytes or more.
    long: usize,
    /// The strangeness that goes if it is repaired.
    gain: i32,
}

/// Something in a line that speaks for or against damage around it.
#[derive(Clone, Copy, PartialEq)]
enum Witness {
    Damage,
    /// A character beyond ASCII that came through.
    Intact,
}

/// Returns the lines that hold two neighbours which could begin a misread sequence.
fn suspicious_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        scan(line).sequences.then_some((at, line))
    })
}

impl DamagedLine {
    fn of(start: usize, line: &str, losses: &Losses) -> Option<DamagedLine> {
        let characters = Characters::of(start, line);
        let explanations: Vec<_> = characters
            .likely_codepages()
            .map(|codepage| Explanation::of(codepage, &characters, losses))
            .filter(Explanation::is_sound)
            .collect();
        (!explanations.is_empty()).then_some(DamagedLine { characters, explanations })
    }

    fn repairs(&self, evidence: &Evidence, losses: &Losses) -> Vec<(Damage, Proposal)> {
        let Some(explanation) = self.best(evidence) else { return Vec::new() };
        let known = evidence.explained[explanation.codepage as usize];
        if explanation.broken && known >= WITNESS {
            let thorough = Explanation::of(explanation.codepage, &self.characters, losses);
            return self.granted(&thorough, known);
        }
        self.granted(explanation, known)
    }

    /// Returns the repairs that an explanation proposes and witnesses support.
    fn granted(&self, explanation: &Explanation, known: i32) -> Vec<(Damage, Proposal)> {
        let witnesses = self.witnesses(explanation);
        let intact = witnesses.iter().any(|(_, witness)| *witness == Witness::Intact);
        let mut proposals = Vec::new();
        // The character up to which bytes were counted, and its place in the text.
        let (mut counted, mut place) = (0, self.characters.start);
        let bytes = |characters: &[char]| characters.iter().map(|character| character.len_utf8()).sum::<usize>();
        for run in &explanation.runs {
            // One sequence alone, beside characters that came through, may as well be a slip of the pen.
            let lonely = intact && run.sequences == 1 && known <= run.gain && run.loss == Loss::None;
            let certainty = match run.gain >= STRONG {
                true if lonely => Certainty::Unsure,
                true => Certainty::Sure,
                false if supported(&witnesses, run.place.start, run.gain, known) => Certainty::Likely,
                false => continue,
            };
            let (values, run_values) =
                (&self.characters.values[counted..run.place.start], &self.characters.values[run.place.clone()]);
            let start = place + bytes(values);
            let span = start..start + bytes(run_values);
            (counted, place) = (run.place.end, span.end);
            let (damage, certainty) = match run.loss {
                Loss::None => (Damage::Mojibake, certainty),
                Loss::Byte => (Damage::LostByte, certainty.min(Certainty::Likely)),
                Loss::Space => (Damage::LostSpace, certainty.min(Certainty::Likely)),
            };
            proposals.push((damage, Proposal::new(span, run.meant.as_str(), certainty)));
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

    /// Returns what speaks for or against damage in the line, and where, in ascending order.
    fn witnesses(&self, explanation: &Explanation) -> Vec<(usize, Witness)> {
        let mut witnesses = Vec::with_capacity(explanation.runs.len());
        let mut beyond = self.characters.beyond.iter().copied().peekable();
        let silent = |at: usize| matches!(self.characters.values[at], '\u{A0}' | '\u{FFFD}');
        for run in &explanation.runs {
            while let Some(at) = beyond.next_if(|&at| at < run.place.start) {
                witnesses.extend((!silent(at)).then_some((at, Witness::Intact)));
            }
            while beyond.next_if(|&at| at < run.place.end).is_some() {}
            witnesses.extend((run.gain >= STRONG).then_some((run.place.start, Witness::Damage)));
        }
        witnesses.extend(beyond.filter(|&at| !silent(at)).map(|at| (at, Witness::Intact)));
        witnesses
    }
}

impl Characters {
    fn of(start: usize, line: &str) -> Characters {
        let mut values = Vec::with_capacity(line.len());
        values.extend(line.chars());
        let mut readings = vec![None; values.len()];
        let mut beyond = Vec::new();
        for (at, &value) in values.iter().enumerate().filter(|(_, value)| !value.is_ascii()) {
            readings[at] = reading(value);
            beyond.push(at);
        }
        Characters { start, values, readings, beyond }
    }

    /// Returns the encodings in which a fair share of what looks like the beginning of a sequence is one.
    fn likely_codepages(&self) -> impl Iterator<Item = Codepage> + use<> {
        let mut beginnings = [0_u32; COUNT];
        for &at in &self.beyond {
            let (Some(first), Some(&Some(second))) = (self.readings[at], self.readings.get(at + 1)) else { continue };
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

    /// Reads the sequence that begins at `at`, mended if it lost a byte that can be told.
    fn sequence(&self, codepage: Codepage, at: usize, losses: &Losses) -> Option<Sequence> {
        let whole = sequence(codepage, &self.readings[at..]);
        if let Some((meant, length)) = whole {
            return Some(Sequence { meant, length, loss: Loss::None });
        }
        let index = codepage as usize;
        let byte = |place: usize| self.readings.get(place).copied().flatten().map_or(0, |reading| reading.bytes[index]);
        let first = byte(at);
        let length = match first {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            _ => return None,
        };
        let before = at.checked_sub(1).map(|before| self.values[before]);
        let known = [first, byte(at + 1)];
        let rest = self.values.get(at + length - 1..)?;
        lost_byte(codepage, &known[..length - 1], before, rest, losses)
            .map(|(meant, signs)| Sequence { meant, length: length - 1 + signs, loss: Loss::Byte })
            .or_else(|| self.with_lost_space(codepage, at, length, losses))
    }

    /// Tells whether the sequence that begins at `at` ends before its time, and not at a space.
    fn is_cut_short(&self, codepage: Codepage, at: usize) -> bool {
        let continues = |reading: &&Option<&Reading>| {
            reading.is_some_and(|reading| reading.continuations & (1 << codepage as u16) != 0)
        };
        let there = self.readings[at + 1..].iter().take_while(continues).count();
        self.values.get(at + 1 + there).is_some_and(|&next| next != ' ')
    }

    /// Reads a sequence of `length` characters some of whose no-break spaces became plain ones.
    fn with_lost_space(&self, codepage: Codepage, at: usize, length: usize, losses: &Losses) -> Option<Sequence> {
        if !losses.proved || losses.bytes || !codepage.has_no_break_space() {
            return None;
        }
        let index = codepage as usize;
        let mut bytes = [0; 3];
        for (place, byte) in (at..at + length).zip(&mut bytes) {
            *byte = if *self.values.get(place)? == ' ' { NO_BREAK_SPACE } else { self.readings[place]?.bytes[index] };
        }
        let meant = character(&bytes[..length]).filter(|&meant| !Look::of(meant).is_rare())?;
        // `voilÃ  que` was `voilÃ` and two blanks; where blanks were made one, the one that is left is the plain one.
        let next = self.values.get(at + length);
        let keeps_space = losses.collapsed && meant == 'à' && next.is_some_and(|next| next.is_alphanumeric());
        Some(Sequence { meant, length: length - usize::from(keeps_space), loss: Loss::Space })
    }

    /// Returns the strangeness that goes when the characters at `place` become `meant`.
    fn gain(&self, place: &Range<usize>, meant: &str) -> i32 {
        let before = place.start.checked_sub(1).map_or(Look::EDGE, |index| Look::of(self.values[index]));
        let after = self.values.get(place.end).map_or(Look::EDGE, |&value| Look::of(value));
        let stretch = self.values[place.clone()].iter().map(|&value| Look::of(value));
        strangeness(before, stretch, after) - strangeness(before, meant.chars().map(Look::of), after)
    }
}

/// One character as its misread bytes tell it.
struct Sequence {
    meant: char,
    length: usize,
    loss: Loss,
}

/// Tells whether a run that proves nothing by itself stands among damage: the nearest witness on either side says so,
/// or there is none and the document is known to be damaged.
fn supported(witnesses: &[(usize, Witness)], start: usize, gain: i32, known: i32) -> bool {
    let (before, after) = witnesses.split_at(witnesses.partition_point(|(at, _)| *at < start));
    let before = before.last().map(|(_, witness)| witness);
    let after = after.first().map(|(_, witness)| witness);
    match (before, after) {
        (Some(Witness::Damage), None | Some(Witness::Damage)) | (None, Some(Witness::Damage)) => true,
        (Some(Witness::Damage), Some(_)) | (Some(_), Some(Witness::Damage)) => gain > 0,
        (Some(_), Some(_)) => false,
        _ => known >= WITNESS && gain >= 0,
    }
}

impl Explanation {
    fn of(codepage: Codepage, characters: &Characters, losses: &Losses) -> Explanation {
        let mut explanation = Explanation { codepage, runs: Vec::new(), score: 0, broken: false, cut_short: 0 };
        let bit = 1 << codepage as u16;
        let mut next = 0;
        for &at in &characters.beyond {
            let leads = characters.readings[at].is_some_and(|reading| reading.leads & bit != 0);
            if at < next || !leads {
                continue;
            }
            if let Some(run) = Run::at(codepage, characters, at, losses) {
                next = run.place.end;
                explanation.score += run.gain.max(0);
                explanation.runs.push(run);
            } else {
                explanation.broken = true;
                explanation.cut_short += usize::from(characters.is_cut_short(codepage, at));
            }
        }
        if codepage.has_letters_as_leads() && explanation.is_contradicted(characters) {
            explanation.score = 0;
        }
        explanation
    }

    /// Tells whether the characters that would begin its sequences stand more often where none begins: then they are
    /// letters, and what follows them now and then is an accident.
    fn is_contradicted(&self, characters: &Characters) -> bool {
        let mut begins = [false; 256];
        let byte =
            |at: usize| characters.readings[at].map_or(0, |reading| usize::from(reading.bytes[self.codepage as usize]));
        let sequences: usize = self.runs.iter().map(|run| run.sequences).sum();
        self.runs.iter().for_each(|run| begins[byte(run.place.start)] = true);
        begins[0] = false;
        let all = characters.beyond.iter().filter(|&&at| begins[byte(at)]).count();
        all > 2 * sequences
    }

    /// Tells whether it takes strangeness away and does not give too many characters that no article has.
    fn is_sound(&self) -> bool {
        let sequences: usize = self.runs.iter().map(|run| run.sequences).sum();
        let meant = self.runs.iter().flat_map(|run| run.meant.chars());
        let rare = meant.filter(|&meant| Look::of(meant).is_rare()).count();
        self.score > 0 && rare * 3 < sequences
    }
}

/// The same damage may have been done so often, one on top of the other.
const LAYERS: usize = 3;
/// Two fitting characters may meet by accident, three hardly: so much is a sequence of three or more worth, and so
/// much all of a run's.
const LONG_SEQUENCE: i32 = 2;
const LONG_SEQUENCES: i32 = 16;

impl Run {
    /// Reads the run that begins at `start`.
    fn at(codepage: Codepage, characters: &Characters, start: usize, losses: &Losses) -> Option<Run> {
        let first = characters.sequence(codepage, start, losses)?;
        let mut run =
            Run { place: start..start, meant: String::new(), loss: Loss::None, sequences: 0, long: 0, gain: 0 };
        let mut next = Some(first);
        while let Some(sequence) = next {
            run.loss = run.loss.max(sequence.loss);
            run.place.end += sequence.length;
            // A byte order mark in a text is none: it says nothing where it stands, and the next reader drops it.
            run.meant.extend(Some(sequence.meant).filter(|&meant| meant != '\u{FEFF}'));
            run.sequences += 1;
            run.long += usize::from(sequence.meant.len_utf8() > 2);
            next = characters.sequence(codepage, run.place.end, losses);
        }
        run.gain = characters.gain(&run.place, &run.meant);
        run.take_off_layers(codepage, characters);
        if run.gain > 0 {
            run.gain += i32::try_from(run.long).map_or(LONG_SEQUENCES, |long| long * LONG_SEQUENCE).min(LONG_SEQUENCES);
        }
        Some(run)
    }

    /// Takes off as many layers more as make the text least strange.
    fn take_off_layers(&mut self, codepage: Codepage, characters: &Characters) {
        let mut peeled = peel(codepage, &self.meant);
        for _ in 1..LAYERS {
            let Some(deeper) = peeled else { return };
            peeled = peel(codepage, &deeper);
            let gain = characters.gain(&self.place, &deeper);
            // Where it makes no difference, one layer more is the better guess, but not into a script of its own.
            let foreign = deeper.chars().any(|meant| Look::of(meant).is_of_rare_script());
            if gain > self.gain || (gain == self.gain && !foreign) {
                (self.gain, self.meant) = (gain, deeper);
            }
        }
    }
}

/// Reads back all sequences in `text`, if there are any.
fn peel(codepage: Codepage, text: &str) -> Option<String> {
    let bit = 1 << codepage as u16;
    let mut leads = false;
    let mut begins = |character: char| {
        let reading = reading(character);
        let begins = leads && reading.is_some_and(|reading| reading.continuations & bit != 0);
        leads = reading.is_some_and(|reading| reading.leads & bit != 0);
        begins
    };
    if !text.chars().any(&mut begins) {
        return None;
    }
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
    (peeled != text).then_some(peeled)
}

/// Reads one UTF-8 sequence off characters that were misread as `codepage`: what was meant, and how many they are.
fn sequence(codepage: Codepage, readings: &[Option<&Reading>]) -> Option<(char, usize)> {
    let index = codepage as usize;
    let first = readings.first().copied()??.bytes[index];
    let length = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [first, 0, 0, 0];
    for (byte, reading) in bytes[1..length].iter_mut().zip(readings.get(1..length)?) {
        *byte = reading.as_ref()?.bytes[index];
    }
    character(&bytes[..length]).map(|meant| (meant, length))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, expected: &str) {
        let mut text = damaged.to_owned();
        for _ in 0..4 {
            let found = Survey::of(&text).repairs(&Evidence::default());
            for (_, proposal) in found.into_iter().rev().filter(|(_, proposal)| proposal.certainty > Certainty::Unsure)
            {
                text.replace_range(proposal.span, &proposal.after);
            }
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn fix_each_codepage() {
        let meant = "À l’été, le café coûte 5 € – c’est trop : « voilà ».";
        for codepage in Codepage::MISREAD {
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
