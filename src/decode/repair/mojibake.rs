//! UTF-8 that was read as a legacy encoding: `doesnâ€™t`, `Ñ‚ĞµĞºÑÑ‚`, `caf├⌐`.
//!
//! The whole document says which encoding it was, each run of damaged characters whether it is damage at all. One
//! layer is taken off at a time; the rules come back until nothing is left to take off.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::Damage;
use super::codepage::{COUNT, Codepage, Reading, reading};
use super::loss::{Loss, Losses, NO_BREAK_SPACE, lost_byte};
use super::scan::{has_sequence, skip_ascii};
use super::strangeness::{Look, beside, meeting, strangeness, within};
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
    fn add<'a>(&mut self, line: &'a DamagedLine<'_>, weak: &mut HashSet<(Codepage, &'a str)>) {
        for explanation in &line.explanations {
            for run in explanation.runs().iter().filter(|run| run.gain > 0) {
                if run.gain >= STRONG || weak.insert((explanation.codepage, explanation.meaning(run))) {
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
pub struct Survey<'t> {
    lines: Vec<DamagedLine<'t>>,
    losses: Losses,
    pub evidence: Evidence,
}

impl<'t> Survey<'t> {
    pub fn of(text: &'t str) -> Survey<'t> {
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
fn lost_bytes(lines: &[DamagedLine<'_>]) -> bool {
    let explanations = || lines.iter().filter_map(|line| line.explanations.iter().max_by_key(|one| one.score));
    let broken: usize = explanations().map(|explanation| explanation.cut_short).sum();
    let whole: usize = explanations().flat_map(|explanation| explanation.runs().iter()).map(|run| run.sequences).sum();
    broken * 20 > whole
}

/// A line that holds something which could be misread UTF-8.
struct DamagedLine<'t> {
    line: Line<'t>,
    explanations: Vec<Explanation>,
}

/// An encoding with fewer than one in so many of the beginnings that the best one has does not explain a line.
const LIKELY: u32 = 2;

/// A line as a reader of misread bytes sees it: most characters are ASCII, and need no look.
struct Line<'t> {
    /// Its place in the text.
    start: usize,
    text: &'t str,
    /// The characters beyond ASCII.
    beyond: Vec<Beyond>,
}

/// A character beyond ASCII.
#[derive(Clone, Copy)]
struct Beyond {
    /// Its place in the line.
    at: usize,
    value: char,
    reading: Option<&'static Reading>,
    /// How strange the line is from its first character beyond ASCII to this one.
    strangeness: i32,
}

impl Beyond {
    fn end(self) -> usize {
        self.at + self.value.len_utf8()
    }

    /// Returns its byte, or 0 where the encoding does not have it.
    fn byte(self, codepage: Codepage) -> u8 {
        self.reading.map_or(0, |reading| reading.bytes[codepage as usize])
    }

    fn leads(self, codepage: Codepage) -> bool {
        self.reading.is_some_and(|reading| reading.leads & (1 << codepage as u16) != 0)
    }

    fn continues(self, codepage: Codepage) -> bool {
        self.reading.is_some_and(|reading| reading.continuations & (1 << codepage as u16) != 0)
    }

    /// Tells whether it says nothing of damage: it is what damage leaves behind.
    fn is_silent(self) -> bool {
        matches!(self.value, '\u{A0}' | '\u{FFFD}')
    }
}

/// What a line is, if it was misread as one encoding.
#[derive(Clone)]
struct Explanation {
    codepage: Codepage,
    /// Shared by encodings that have the same characters for all bytes of the line.
    reading_back: Rc<ReadingBack>,
    /// The strangeness that goes.
    score: i32,
    /// Some sequence in it has no end.
    broken: bool,
    /// How many have none where the next character is not a space either.
    cut_short: usize,
}

/// What is misread in a line, and what it means.
struct ReadingBack {
    runs: Vec<Run>,
    /// What all runs mean, one after the other.
    meant: String,
}

/// Misread sequences without a gap.
struct Run {
    /// The bytes of the line that it takes.
    place: Range<usize>,
    /// Where it stands in what its explanation means.
    meant: Range<usize>,
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
        has_sequence(line).then_some((at, line))
    })
}

impl<'t> DamagedLine<'t> {
    fn of(start: usize, text: &'t str, losses: &Losses) -> Option<DamagedLine<'t>> {
        let line = Line::of(start, text);
        let mut explanations: Vec<Explanation> = Vec::new();
        for codepage in line.likely_codepages() {
            if explanations.iter().any(|known| known.leaves_nothing(&line)) {
                break;
            }
            let twin = explanations.iter().find(|known| line.reads_alike(known, codepage));
            let explanation = match twin {
                Some(twin) => Explanation { codepage, ..twin.clone() },
                None => Explanation::of(codepage, &line, losses),
            };
            explanations.push(explanation);
        }
        explanations.retain(Explanation::is_sound);
        (!explanations.is_empty()).then_some(DamagedLine { line, explanations })
    }

    fn repairs(&self, evidence: &Evidence, losses: &Losses) -> Vec<(Damage, Proposal)> {
        let Some(explanation) = self.best(evidence) else { return Vec::new() };
        let known = evidence.explained[explanation.codepage as usize];
        if explanation.broken && known >= WITNESS {
            let thorough = Explanation::of(explanation.codepage, &self.line, losses);
            return self.granted(&thorough, known);
        }
        self.granted(explanation, known)
    }

    /// Returns the repairs that an explanation proposes and witnesses support.
    fn granted(&self, explanation: &Explanation, known: i32) -> Vec<(Damage, Proposal)> {
        let witnesses = self.witnesses(explanation);
        let intact = witnesses.iter().any(|(_, witness)| *witness == Witness::Intact);
        let mut proposals = Vec::new();
        for run in explanation.runs().iter() {
            // One sequence alone, beside characters that came through, may as well be a slip of the pen.
            let lonely = intact && run.sequences == 1 && known <= run.gain && run.loss == Loss::None;
            let certainty = match run.gain >= STRONG {
                true if lonely => Certainty::Unsure,
                true => Certainty::Sure,
                false if supported(&witnesses, run.place.start, run.gain, known) => Certainty::Likely,
                false => continue,
            };
            let span = self.line.start + run.place.start..self.line.start + run.place.end;
            let (damage, certainty) = match run.loss {
                Loss::None => (Damage::Mojibake, certainty),
                Loss::Byte => (Damage::LostByte, certainty.min(Certainty::Likely)),
                Loss::Space => (Damage::LostSpace, certainty.min(Certainty::Likely)),
            };
            proposals.push((damage, Proposal::new(span, explanation.meaning(run), certainty)));
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
        let mut witnesses = Vec::with_capacity(explanation.runs().len());
        let mut beyond = self.line.beyond.iter().peekable();
        let intact = |sign: &Beyond| (!sign.is_silent()).then_some((sign.at, Witness::Intact));
        for run in explanation.runs().iter() {
            while let Some(sign) = beyond.next_if(|sign| sign.at < run.place.start) {
                witnesses.extend(intact(sign));
            }
            while beyond.next_if(|sign| sign.at < run.place.end).is_some() {}
            witnesses.extend((run.gain >= STRONG).then_some((run.place.start, Witness::Damage)));
        }
        witnesses.extend(beyond.filter_map(intact));
        witnesses
    }
}

impl<'t> Line<'t> {
    fn of(start: usize, text: &'t str) -> Line<'t> {
        let mut beyond: Vec<Beyond> = Vec::with_capacity(text.len() / 8);
        let mut total = 0;
        let mut at = 0;
        // The last character and what it is to its neighbours.
        let mut last = Look::EDGE;
        loop {
            let next = skip_ascii(text.as_bytes(), at);
            if next > at || at == 0 {
                last = text[..next].chars().next_back().map_or(Look::EDGE, Look::of);
            }
            let mut rest = text[next..].chars();
            let Some(value) = rest.next() else { break };
            let look = Look::of(value);
            total += beside(last, look) + within(last, look, rest.next().map_or(Look::EDGE, Look::of));
            beyond.push(Beyond { at: next, value, reading: reading(value), strangeness: total });
            at = next + value.len_utf8();
            last = look;
        }
        Line { start, text, beyond }
    }

    /// Returns the encodings in which a fair share of what looks like the beginning of a sequence is one.
    fn likely_codepages(&self) -> impl Iterator<Item = Codepage> + use<> {
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

    /// Tells whether what explains the line as one encoding explains it as `codepage` too: every character has the same
    /// byte in both, and nothing was lost, which is told for one encoding only.
    fn reads_alike(&self, known: &Explanation, codepage: Codepage) -> bool {
        let same = |sign: &Beyond| sign.byte(known.codepage) == sign.byte(codepage);
        !known.broken
            && !known.codepage.has_letters_as_leads()
            && !codepage.has_letters_as_leads()
            && known.runs().iter().all(|run| run.loss == Loss::None)
            && self.beyond.iter().all(same)
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
    fn index_at(&self, place: usize, from: usize) -> Option<usize> {
        let rest = &self.beyond[from..];
        let index = from + rest.iter().position(|sign| sign.at >= place)?;
        (self.beyond[index].at == place).then_some(index)
    }

    /// Reads the sequence that begins with the character beyond ASCII at `index`, mended if it lost a byte that can be
    /// told.
    fn sequence(&self, codepage: Codepage, index: usize, losses: &Losses) -> Option<Sequence> {
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
    fn is_cut_short(&self, codepage: Codepage, index: usize) -> bool {
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
        if !losses.proved || losses.bytes || !codepage.has_no_break_space() {
            return None;
        }
        let mut rest = self.text[start..].chars();
        let mut bytes = [0; 3];
        for byte in &mut bytes[..length] {
            *byte = match rest.next()? {
                ' ' => NO_BREAK_SPACE,
                other => reading(other)?.bytes[codepage as usize],
            };
        }
        let meant = character(&bytes[..length]).filter(|&meant| !Look::of(meant).is_rare())?;
        let end = self.text.len() - rest.as_str().len();
        // `voilÃ  que` was `voilÃ` and two blanks; where blanks were made one, the one that is left is the plain one.
        let keeps_space = losses.collapsed && meant == 'à' && rest.next().is_some_and(char::is_alphanumeric);
        Some(Sequence { meant, end: end - usize::from(keeps_space), loss: Loss::Space })
    }

    /// Returns how strange the line is at `place`, which holds the characters beyond ASCII from `first` on and no others.
    fn strangeness_of_row(&self, first: usize, place: &Range<usize>) -> i32 {
        let end = first + self.beyond[first..].partition_point(|sign| sign.at < place.end);
        let earlier = first.checked_sub(1).map_or(0, |earlier| self.beyond[earlier].strangeness);
        let last = self.beyond[end - 1];
        let after = self.text[place.end..].chars().next().map_or(Look::EDGE, Look::of);
        last.strangeness - earlier + meeting(Look::of(last.value), after)
    }

    /// Returns how strange the line is where `stretch` stands at `place`.
    fn strangeness(&self, place: &Range<usize>, stretch: &str) -> i32 {
        let before = self.text[..place.start].chars().next_back().map_or(Look::EDGE, Look::of);
        let after = self.text[place.end..].chars().next().map_or(Look::EDGE, Look::of);
        strangeness(before, stretch.chars().map(Look::of), after)
    }
}

/// One character as its misread bytes tell it.
struct Sequence {
    meant: char,
    /// Where it ends in the line.
    end: usize,
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

/// So many sequences that leave nothing of a line are no accident.
const ENOUGH: usize = 4;

impl Explanation {
    fn of(codepage: Codepage, line: &Line<'_>, losses: &Losses) -> Explanation {
        let mut runs = Vec::with_capacity(line.beyond.len() / 2);
        let mut meant = String::with_capacity(line.beyond.len());
        let (mut broken, mut cut_short) = (false, 0);
        let mut next = 0;
        for (index, sign) in line.beyond.iter().enumerate() {
            if sign.at < next || !sign.leads(codepage) {
                continue;
            }
            if let Some(run) = Run::at(codepage, line, index, losses, &mut meant) {
                next = run.place.end;
                runs.push(run);
            } else {
                broken = true;
                cut_short += usize::from(line.is_cut_short(codepage, index));
            }
        }
        let score = match codepage.has_letters_as_leads() && is_contradicted(codepage, &runs, line) {
            true => 0,
            false => runs.iter().map(|run| run.gain.max(0)).sum(),
        };
        Explanation { codepage, reading_back: Rc::new(ReadingBack { runs, meant }), score, broken, cut_short }
    }

    fn runs(&self) -> &[Run] {
        &self.reading_back.runs
    }

    /// Returns what a run means.
    fn meaning(&self, run: &Run) -> &str {
        &self.reading_back.meant[run.meant.clone()]
    }

    /// Tells whether it takes strangeness away and does not give too many characters that no article has.
    fn is_sound(&self) -> bool {
        let sequences: usize = self.runs().iter().map(|run| run.sequences).sum();
        let rare = self.reading_back.meant.chars().filter(|&meant| Look::of(meant).is_rare()).count();
        self.score > 0 && rare * 3 < sequences
    }

    /// Tells whether it reads all characters beyond ASCII of a line back, so that nobody need look for another.
    fn leaves_nothing(&self, line: &Line<'_>) -> bool {
        let taken: usize = self.runs().iter().map(|run| run.place.len()).sum();
        let all: usize = line.beyond.iter().map(|sign| sign.value.len_utf8()).sum();
        let sequences: usize = self.runs().iter().map(|run| run.sequences).sum();
        sequences >= ENOUGH && taken == all && self.is_sound()
    }
}

/// Tells whether the characters that would begin the sequences of `runs` stand more often where none begins: then they
/// are letters, and what follows them now and then is an accident.
fn is_contradicted(codepage: Codepage, runs: &[Run], line: &Line<'_>) -> bool {
    let mut begins = [false; 256];
    let mut from = 0;
    for run in runs {
        from = line.index_at(run.place.start, from).expect("a run begins with a character beyond ASCII");
        begins[usize::from(line.beyond[from].byte(codepage))] = true;
    }
    begins[0] = false;
    let sequences: usize = runs.iter().map(|run| run.sequences).sum();
    let all = line.beyond.iter().filter(|sign| begins[usize::from(sign.byte(codepage))]).count();
    all > 2 * sequences
}

/// The same damage may have been done so often, one on top of the other.
const LAYERS: usize = 3;
/// Two fitting characters may meet by accident, three hardly: so much is a sequence of three or more worth, and so
/// much all of a run's.
const LONG_SEQUENCE: i32 = 2;
const LONG_SEQUENCES: i32 = 16;

impl Run {
    /// Reads the run that begins with the character beyond ASCII at `index` of the line's, and puts what it means at the
    /// end of `meant`.
    fn at(codepage: Codepage, line: &Line<'_>, index: usize, losses: &Losses, meant: &mut String) -> Option<Run> {
        let place = line.beyond[index].at..line.beyond[index].at;
        let mut run = Run { place, meant: meant.len()..meant.len(), loss: Loss::None, sequences: 0, long: 0, gain: 0 };
        let first = index;
        let mut next = Some(index);
        while let Some(index) = next {
            let Some(sequence) = line.sequence(codepage, index, losses) else { break };
            run.loss = run.loss.max(sequence.loss);
            run.place.end = sequence.end;
            // A byte order mark in a text is none: it says nothing where it stands, and the next reader drops it.
            meant.extend(Some(sequence.meant).filter(|&meant| meant != '\u{FEFF}'));
            run.sequences += 1;
            run.long += usize::from(sequence.meant.len_utf8() > 2);
            next = line.index_at(run.place.end, index);
        }
        if run.sequences == 0 {
            return None;
        }
        let before = match run.loss {
            Loss::None => line.strangeness_of_row(first, &run.place),
            Loss::Byte | Loss::Space => line.strangeness(&run.place, &line.text[run.place.clone()]),
        };
        run.gain = before - line.strangeness(&run.place, &meant[run.meant.start..]);
        run.take_off_layers(codepage, line, before, meant);
        run.meant.end = meant.len();
        if run.gain > 0 {
            run.gain += i32::try_from(run.long).map_or(LONG_SEQUENCES, |long| long * LONG_SEQUENCE).min(LONG_SEQUENCES);
        }
        Some(run)
    }

    /// Takes off as many layers more as make the text least strange; as it stands it is so strange as `before` says.
    fn take_off_layers(&mut self, codepage: Codepage, line: &Line<'_>, before: i32, meant: &mut String) {
        let mut peeled = peel(codepage, &meant[self.meant.start..]);
        for _ in 1..LAYERS {
            let Some(deeper) = peeled else { return };
            peeled = peel(codepage, &deeper);
            let gain = before - line.strangeness(&self.place, &deeper);
            // Where it makes no difference, one layer more is the better guess, but not into a script of its own.
            let foreign = deeper.chars().any(|meant| Look::of(meant).is_of_rare_script());
            if gain > self.gain || (gain == self.gain && !foreign) {
                self.gain = gain;
                meant.truncate(self.meant.start);
                meant.push_str(&deeper);
            }
        }
    }
}

/// Reads back all sequences in `text`, if there are any.
fn peel(codepage: Codepage, text: &str) -> Option<String> {
    let bit = 1 << codepage as u16;
    let mut readings = text.chars().map(reading);
    let mut last = readings.next()?;
    let begins = readings.any(|next| {
        let (before, next) = (std::mem::replace(&mut last, next), next);
        before.is_some_and(|before| before.leads & bit != 0) && next.is_some_and(|next| next.continuations & bit != 0)
    });
    if !begins {
        return None;
    }
    let mut peeled = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.clone().next() {
        let bytes = rest.clone().map_while(|next| Some(reading(next)?.bytes[codepage as usize]));
        let (meant, length) = sequence(bytes).unwrap_or((character, 1));
        peeled.push(meant);
        rest.nth(length - 1);
    }
    (peeled != text).then_some(peeled)
}

/// Reads one UTF-8 sequence off the bytes that misread characters stand for, 0 for one that stands for none: what was
/// meant, and how many characters they are.
fn sequence(mut bytes: impl Iterator<Item = u8>) -> Option<(char, usize)> {
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
    character(&sequence[..length]).map(|meant| (meant, length))
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
