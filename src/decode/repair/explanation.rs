//! What a line is, if it was misread as one encoding: which of its characters are UTF-8 read byte by byte, layer by layer,
//! and how much less strange it is when they are read back.

use std::ops::Range;
use std::rc::Rc;

use super::codepage::{Codepage, reading};
use super::loss::{Loss, Losses};
use super::misread_line::{Beyond, MisreadLine, sequence};
use super::strangeness::ClassId;
use super::unwritten::Place;

/// What a line is, if it was misread as one encoding.
#[derive(Clone)]
pub struct Explanation {
    pub codepage: Codepage,
    /// Shared by encodings that have the same characters for all bytes of the line.
    reading_back: Rc<ReadingBack>,
    /// By how much the line is less strange when it is read back.
    pub score: i32,
    /// Some sequence in it is incomplete.
    pub broken: bool,
    /// How many sequences are incomplete and not followed by a space.
    pub cut_short: usize,
}

/// What is misread in a line, and what it means.
struct ReadingBack {
    runs: Vec<Run>,
    /// What all runs mean, one after the other.
    meant: String,
}

/// Misread sequences without a gap.
pub struct Run {
    /// The bytes of the line that it takes.
    pub place: Range<usize>,
    /// Where it stands in what its explanation means.
    meant: Range<usize>,
    /// The worst loss among its sequences.
    pub loss: Loss,
    pub sequences: usize,
    /// How many of the sequences have three bytes or more.
    long: usize,
    /// Nobody writes one of the sequences.
    pub unwritten: bool,
    /// By how much the line is less strange when the run is read back.
    pub gain: i32,
}

/// The fewest sequences that are no accident if they cover all characters beyond ASCII of a line.
const ENOUGH: usize = 4;

impl Explanation {
    pub fn of(codepage: Codepage, line: &MisreadLine<'_>, losses: &Losses) -> Explanation {
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

    pub fn runs(&self) -> &[Run] {
        &self.reading_back.runs
    }

    /// Returns what a run means.
    pub fn meaning(&self, run: &Run) -> &str {
        &self.reading_back.meant[run.meant.clone()]
    }

    /// Tells whether it explains `line` as `codepage` too: every character has the same byte in both encodings, and
    /// nothing was lost, which is told for one encoding only.
    pub fn reads_alike(&self, line: &MisreadLine<'_>, codepage: Codepage) -> bool {
        let same = |sign: &Beyond| sign.byte(self.codepage) == sign.byte(codepage);
        !self.broken
            && !self.codepage.has_letters_as_leads()
            && !codepage.has_letters_as_leads()
            && self.runs().iter().all(|run| run.loss == Loss::None)
            && line.beyond.iter().all(same)
    }

    /// Returns the same explanation for an encoding that reads the line alike.
    pub fn as_codepage(&self, codepage: Codepage) -> Explanation {
        Explanation { codepage, ..self.clone() }
    }

    /// Tells whether the line gets less strange and few of the characters read back are such as no article has.
    pub fn is_sound(&self) -> bool {
        let sequences: usize = self.runs().iter().map(|run| run.sequences).sum();
        let rare = self.reading_back.meant.chars().filter(|&meant| ClassId::of(meant).is_rare()).count();
        self.score > 0 && rare * 3 < sequences
    }

    /// Tells whether it reads back all characters beyond ASCII of a line, so that no other explanation is needed.
    pub fn leaves_nothing(&self, line: &MisreadLine<'_>) -> bool {
        let taken: usize = self.runs().iter().map(|run| run.place.len()).sum();
        let all: usize = line.beyond.iter().map(|sign| sign.value.len_utf8()).sum();
        let sequences: usize = self.runs().iter().map(|run| run.sequences).sum();
        sequences >= ENOUGH && taken == all && self.is_sound()
    }
}

/// Tells whether the characters that would begin the sequences of `runs` stand more often where none begins: then they
/// are letters, and what follows them now and then is an accident.
fn is_contradicted(codepage: Codepage, runs: &[Run], line: &MisreadLine<'_>) -> bool {
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

/// How many times the same text can have been misread, one time after another.
const LAYERS: usize = 3;
/// The extra gain of a sequence of three bytes or more, and the most for all of a run: two characters that form a
/// sequence may meet by accident, three hardly.
const LONG_SEQUENCE: i32 = 2;
const LONG_SEQUENCES: i32 = 16;

/// The extra gain of a run that holds a sequence which nobody writes: enough to count as damage by itself.
const UNWRITTEN: i32 = 3;

impl Run {
    /// Reads the run that begins with the character beyond ASCII at `index` of the line's, and puts what it means at the
    /// end of `meant`.
    fn at(
        codepage: Codepage,
        line: &MisreadLine<'_>,
        index: usize,
        losses: &Losses,
        meant: &mut String,
    ) -> Option<Run> {
        let place = line.beyond[index].at..line.beyond[index].at;
        let mut run = Run {
            place,
            meant: meant.len()..meant.len(),
            loss: Loss::None,
            sequences: 0,
            long: 0,
            unwritten: false,
            gain: 0,
        };
        let first = index;
        let mut next = Some(index);
        while let Some(index) = next {
            let Some(sequence) = line.sequence(codepage, index, losses) else { break };
            let place = Place {
                codepage,
                before: &line.text[..run.place.end],
                misread: &line.text[run.place.end..sequence.end],
                after: &line.text[sequence.end..],
                meant: sequence.meant,
            };
            run.unwritten |= !losses.about_encodings && sequence.loss == Loss::None && place.is_unwritten();
            run.loss = run.loss.max(sequence.loss);
            run.place.end = sequence.end;
            // A byte order mark inside a text has no meaning, and the next decoder would drop it.
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
        if run.unwritten {
            run.gain = run.gain.max(0) + UNWRITTEN;
        }
        Some(run)
    }

    /// Reads back as many more layers as make the text least strange; `before` is the strangeness of the text as it is.
    fn take_off_layers(&mut self, codepage: Codepage, line: &MisreadLine<'_>, before: i32, meant: &mut String) {
        let mut peeled = peel(codepage, &meant[self.meant.start..]);
        for _ in 1..LAYERS {
            let Some(deeper) = peeled else { return };
            peeled = peel(codepage, &deeper);
            let gain = before - line.strangeness(&self.place, &deeper);
            // Where it makes no difference, one layer more is read back, unless that gives letters of a rare script.
            let foreign = deeper.chars().any(|meant| ClassId::of(meant).is_of_rare_script());
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
