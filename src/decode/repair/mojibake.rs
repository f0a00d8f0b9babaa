//! UTF-8 that was read as a legacy encoding: `doesnâ€™t`, `Ñ‚ĞµĞºÑÑ‚`, `caf├⌐`.
//!
//! The whole document decides which encoding it was; each run of such characters decides whether it is damage at all.
//! Text that was misread several times is read back one layer at a time, until nothing is left to read back.

use std::collections::HashSet;

use super::Damage;
use super::codepage::{COUNT, Codepage};
use super::explanation::Explanation;
use super::loss::{Loss, Losses};
use super::misread_line::{Beyond, MisreadLine};
use super::scan::has_sequence;
use crate::text::{Certainty, Proposal};

/// How much each encoding explains of a document's damage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The strangeness that reading back from each encoding takes away, by `Codepage as usize`.
    explained: [i32; COUNT],
}

impl Evidence {
    /// Adds the evidence of a line. A weak sequence counts once, however often it stands: a formula that is repeated is
    /// not more damaged for that.
    fn add<'a>(&mut self, line: &'a DamagedLine<'_>, weak: &mut HashSet<(Codepage, &'a str)>) {
        for explanation in &line.explanations {
            for run in explanation.runs().iter().filter(|run| run.gain > 0) {
                if run.gain >= STRONG || weak.insert((explanation.codepage, explanation.meaning(run))) {
                    self.explained[explanation.codepage as usize] += run.gain;
                }
            }
        }
    }

    /// Returns the stronger of both for each encoding. They are not added: a document repeats what its page says.
    fn or(&self, other: &Evidence) -> Evidence {
        let mut both = *self;
        for (own, other) in both.explained.iter_mut().zip(other.explained) {
            *own = (*own).max(other);
        }
        both
    }
}

/// The gain from which a run counts as damage by itself. One currency sign or one accented capital inside a word gains
/// less; both together gain more.
const STRONG: i32 = 3;
/// The gain in the whole document from which it supports a run that is weak by itself.
const WITNESS: i32 = 2 * STRONG;
/// A line follows the document's encoding unless another one gains more than this share of it, in percent.
const PREFERENCE: i32 = 125;

/// The lines of a text that may hold misread UTF-8, and the evidence of all of them.
pub struct MojibakeSurvey<'t> {
    lines: Vec<DamagedLine<'t>>,
    losses: Losses,
    pub evidence: Evidence,
}

impl<'t> MojibakeSurvey<'t> {
    pub fn of(text: &'t str) -> MojibakeSurvey<'t> {
        let losses = Losses::of(text);
        let lines: Vec<_> =
            suspicious_lines(text).filter_map(|(start, line)| DamagedLine::of(start, line, &losses)).collect();
        let mut evidence = Evidence::default();
        let mut weak = HashSet::new();
        lines.iter().for_each(|line| evidence.add(line, &mut weak));
        MojibakeSurvey { losses: losses.proved(lost_bytes(&lines)), lines, evidence }
    }

    /// Finds misread UTF-8, given what is known of the document that the text is from.
    pub fn repairs(&self, document: &Evidence) -> Vec<(Damage, Proposal)> {
        let evidence = self.evidence.or(document);
        self.lines.iter().flat_map(|line| line.repairs(&evidence, &self.losses)).collect()
    }
}

/// Tells whether the document's sequences lost more than spaces: then a space after one proves nothing.
fn lost_bytes(lines: &[DamagedLine<'_>]) -> bool {
    let explanations = || lines.iter().filter_map(|line| line.explanations.iter().max_by_key(|one| one.score));
    let broken: usize = explanations().map(|explanation| explanation.cut_short).sum();
    let whole: usize = explanations().flat_map(|explanation| explanation.runs().iter()).map(|run| run.sequences).sum();
    broken * 20 > whole
}

/// A line that holds something which could be misread UTF-8.
struct DamagedLine<'t> {
    line: MisreadLine<'t>,
    explanations: Vec<Explanation>,
}

/// A place in a line that is evidence for or against damage around it.
#[derive(Clone, Copy, PartialEq)]
enum Witness {
    Damage,
    /// A character beyond ASCII that is not damaged.
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
        let line = MisreadLine::of(start, text);
        let mut explanations: Vec<Explanation> = Vec::new();
        for codepage in line.likely_codepages() {
            if explanations.iter().any(|known| known.leaves_nothing(&line)) {
                break;
            }
            let twin = explanations.iter().find(|known| known.reads_alike(&line, codepage));
            let explanation = match twin {
                Some(twin) => twin.as_codepage(codepage),
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
        let letters = witnesses
            .iter()
            .any(|&(at, witness)| witness == Witness::Intact && self.line.text[at..].starts_with(char::is_alphabetic));
        let mut proposals = Vec::new();
        for run in explanation.runs().iter() {
            // A single sequence beside undamaged characters may be a typing error, if somebody could type it; and a letter
            // is expected only where others came through.
            let typed = !run.unwritten || !letters && explanation.meaning(run).contains(char::is_alphabetic);
            let lonely = intact && typed && run.sequences == 1 && known <= run.gain && run.loss == Loss::None;
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

/// Tells whether a weak run stands among damage: the nearest witnesses on both sides say so, or there is none and the
/// document is known to be damaged.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, expected: &str) {
        let mut text = damaged.to_owned();
        for _ in 0..4 {
            let found = MojibakeSurvey::of(&text).repairs(&Evidence::default());
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
    fn fix_what_nobody_writes() {
        check("ESPAÃ‘A: FÃŠTE", "ESPAÑA: FÊTE");
        check("Ãœbermut", "Übermut");
        check("DÄ›kuji, RÄ«ga", "Děkuji, Rīga");
        check("Tickets Â£5", "Tickets £5");
        check("â™ª La la la â™ª", "♪ La la la ♪");
        check("so good \u{F8FF}üëç", "so good 👍");
        check("√Ümile Zola", "Æmile Zola");
        check("25 ┬░C", "25 °C");
        check("Die Brücke ist fÃ¼r Räder", "Die Brücke ist für Räder");
        check("Happy Friday í\u{A0}½í¸Š", "Happy Friday 😊");
        check("╨Я╤А╨╕╨▓╨╡╤В ╨╕╨╖ ╨Ь╨╛╤Б╨║╨▓╤Л", "Привет из Москвы");
    }

    #[cfg(feature = "lexicon")]
    #[test]
    fn fix_a_grave_a_that_lost_its_second_byte() {
        check("La cittÃ  Ã¨ giÃ  lÃ", "La città è già là");
    }

    #[test]
    fn dont_flag_damage_as_an_example() {
        for text in ["Read as Latin-1, £ becomes Â£.", "In UTF-8 the letter ñ has two bytes, hence EspaÃ±a."] {
            check(text, text);
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
            "MISUTÂ AJIKKO",
            "IRMÃ™ e MANHÃ’S",
            "É—sim, disse. Å—så fint!",
            "A–Ä–Ö",
            "-PÅ “samma” VIS…",
            "AMANHÃ »",
        ] {
            check(text, text);
        }
    }
}
