//! Learning from repetition: which lines, starts and ends of articles a source repeats from document to document.
//!
//! Documents are read twice: a [`RepetitionSurvey`] counts everything in a sketch of fixed size, then a [`Learner`] looks closely
//! at what the survey saw more than once. Every step only adds, takes a maximum or keeps the smallest hashes, so the
//! order of the documents changes nothing. Pure: whoever calls reads the documents and writes the file.

mod evidence;
mod page;
mod pieces;

use std::collections::{BTreeSet, HashMap};

pub use crate::rules::learned::Place;
pub use page::rules_file;
pub use pieces::Pieces;

use self::evidence::{Sightings, is_furniture};
use self::pieces::{Piece, key};
use crate::text::mixed;

/// How often everything occurs, nearly: a count-min sketch (G. Cormode, S. Muthukrishnan, "An improved data stream
/// summary", 2005) whose counters stop at 255. It never counts too little.
pub struct RepetitionSurvey {
    /// Two rows of counters, a power of two each.
    rows: [Vec<u8>; 2],
}

/// Looks closely at what a survey saw repeat.
pub struct Learner {
    survey: RepetitionSurvey,
    most_candidates: usize,
    candidates: HashMap<u64, Candidate>,
    /// The candidates again, the least promising first.
    ranks: BTreeSet<(u8, u64)>,
    /// Documents by source, as far as it is one of those that repeat.
    documents: HashMap<String, u32>,
}

/// A text that was learned, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Learned {
    /// The source that repeats it.
    pub source: String,
    /// Where in a document it stands.
    pub place: Place,
    /// With each number as `#` and each run of blanks as one space.
    pub text: String,
    /// Documents of the source that hold it.
    pub documents: u32,
    /// All documents of the source.
    pub of: u32,
}

/// A text that may turn out to be furniture.
struct Candidate {
    source: String,
    place: Place,
    text: String,
    documents: u32,
    at_edge: u32,
    suspected: u32,
    /// The documents with the smallest hashes, in ascending order: text and SimHash. A sample that does not depend on
    /// the order in which they came.
    sample: Vec<(u64, u64)>,
}

/// How many counters a row has by default, as a power of two. A million documents have some 40 million different
/// texts; with two rows of 64 million counters fewer than one in fifty of them is counted as three by accident.
const COUNTERS: u32 = 26;
/// How many candidates are looked at by default: some 100 MB.
const CANDIDATES: usize = 1 << 18;
/// A text is looked at closely if it may stand in this many documents.
const LEAST: u8 = 2;
/// Documents kept of each candidate, to tell copies: the highest demand is five that are none.
const SAMPLE: usize = 16;
/// Bits in which the SimHashes of near copies differ at most; documents that only share a frame differ in more.
const COPY_BITS: u32 = 10;

impl RepetitionSurvey {
    /// Starts a survey of the size that a million documents need: 128 MiB of counters, touched as they are used.
    pub fn new() -> Self {
        RepetitionSurvey::with_counters(COUNTERS)
    }

    /// Starts a survey with two rows of 2 to the power of `exponent` counters.
    pub fn with_counters(exponent: u32) -> Self {
        let row = vec![0; 1 << exponent];
        RepetitionSurvey { rows: [row.clone(), row] }
    }

    /// Counts what a document holds.
    pub fn add(&mut self, document: &Pieces) {
        self.count(source_key(&document.source));
        for piece in &document.pieces {
            self.count(piece.key);
        }
    }

    fn count(&mut self, key: u64) {
        for (row, place) in self.rows.iter_mut().zip(places(key)) {
            let counter = place & (row.len() - 1);
            row[counter] = row[counter].saturating_add(1);
        }
    }

    /// Returns how often a text was counted, or more.
    fn estimate(&self, key: u64) -> u8 {
        let counts = self.rows.iter().zip(places(key)).map(|(row, place)| row[place & (row.len() - 1)]);
        counts.min().unwrap_or_default()
    }
}

impl Default for RepetitionSurvey {
    fn default() -> Self {
        RepetitionSurvey::new()
    }
}

impl Learner {
    /// Starts on what `survey` found. It must have seen the same documents that come now.
    pub fn new(survey: RepetitionSurvey) -> Self {
        Learner::with_candidates(survey, CANDIDATES)
    }

    /// Starts with room for `most` candidates; where there are more, those that occur most are looked at.
    pub fn with_candidates(survey: RepetitionSurvey, most: usize) -> Self {
        Learner {
            survey,
            most_candidates: most,
            candidates: HashMap::new(),
            ranks: BTreeSet::new(),
            documents: HashMap::new(),
        }
    }

    /// Looks at a document.
    pub fn add(&mut self, document: &Pieces) {
        if self.survey.estimate(source_key(&document.source)) < LEAST {
            return;
        }
        *self.documents.entry(document.source.clone()).or_default() += 1;
        for piece in &document.pieces {
            let estimate = self.survey.estimate(piece.key);
            if estimate >= LEAST && self.has_room(estimate, piece.key) {
                let candidate = self.candidates.entry(piece.key).or_insert_with(|| Candidate::new(document, piece));
                candidate.see(document, piece);
            }
        }
    }

    /// Makes room for a candidate, if it is more promising than another. A candidate's rank is the survey's count and
    /// never changes, so one that had to go would have to go again.
    fn has_room(&mut self, estimate: u8, key: u64) -> bool {
        if !self.ranks.insert((estimate, key)) || self.ranks.len() <= self.most_candidates {
            return true;
        }
        let (_, least) = self.ranks.pop_first().expect("one was put in");
        self.candidates.remove(&least);
        least != key
    }

    /// Decides what is furniture, and returns it in a fixed order.
    pub fn finish(self) -> Vec<Learned> {
        let of = |candidate: &Candidate| self.documents.get(&candidate.source).copied().unwrap_or_default();
        let judged = self.candidates.values().map(|candidate| (candidate, of(candidate)));
        let chosen = judged.filter(|(candidate, of)| candidate.is_furniture(*of));
        let mut learned: Vec<Learned> = chosen.map(|(candidate, of)| candidate.learned(of)).collect();
        learned.sort();
        without_parts(learned)
    }
}

impl Candidate {
    fn new(document: &Pieces, piece: &Piece) -> Self {
        Candidate {
            source: document.source.clone(),
            place: piece.place,
            text: piece.text.clone(),
            documents: 0,
            at_edge: 0,
            suspected: 0,
            sample: Vec::new(),
        }
    }

    fn see(&mut self, document: &Pieces, piece: &Piece) {
        self.documents += 1;
        self.at_edge += u32::from(piece.at_edge);
        self.suspected += u32::from(piece.suspected);
        let seen = (document.text_hash, document.simhash);
        if let Err(at) = self.sample.binary_search(&seen) {
            self.sample.insert(at, seen);
            self.sample.truncate(SAMPLE);
        }
    }

    /// Returns how many documents of the sample are no copies of each other.
    fn originals(&self) -> usize {
        let mut originals: Vec<u64> = Vec::new();
        for (_, simhash) in &self.sample {
            if originals.iter().all(|other| (other ^ simhash).count_ones() > COPY_BITS) {
                originals.push(*simhash);
            }
        }
        originals.len()
    }

    fn is_furniture(&self, of: u32) -> bool {
        let part = |count: u32, whole: u32| count as f32 / whole.max(1) as f32;
        let seen = Sightings {
            documents: self.originals(),
            at_edge: part(self.at_edge, self.documents),
            share: part(self.documents, of),
            suspected: part(self.suspected, self.documents),
        };
        is_furniture(self.place, &self.text, seen)
    }

    fn learned(&self, of: u32) -> Learned {
        Learned {
            source: self.source.clone(),
            place: self.place,
            text: self.text.clone(),
            documents: self.documents,
            of,
        }
    }
}

/// Leaves out the starts and ends that are only a part of a longer one that stands in the same documents.
fn without_parts(learned: Vec<Learned>) -> Vec<Learned> {
    let is_part = |part: &Learned| {
        learned.iter().any(|whole| {
            whole.source == part.source
                && whole.place == part.place
                && whole.documents == part.documents
                && whole.text.len() > part.text.len()
                && match part.place {
                    Place::Line => false,
                    Place::Prefix => whole.text.starts_with(&part.text),
                    Place::Tail => whole.text.ends_with(&part.text),
                }
        })
    };
    learned.iter().filter(|part| part.place == Place::Line || !is_part(part)).cloned().collect()
}

fn source_key(source: &str) -> u64 {
    key(source, "source", "")
}

/// Two places for one key, as independent as two hashes.
fn places(key: u64) -> [usize; 2] {
    [key as usize, mixed(key) as usize]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;
    use crate::desk::{Desk, Outcome};
    use crate::input::{Origin, RawInput};

    /// Takes apart the documents of one source in `folder`.
    fn pieces(folder: &str, texts: &[String]) -> Vec<Pieces> {
        let desk = Desk::new(&Config::defaults(".".as_ref()));
        let clean = |text: &String| {
            let origin = Origin { path: format!("{folder}/a.txt"), collection: "in".into(), ..Origin::default() };
            match desk.clean(RawInput { origin, ..RawInput::new(text.clone()) }) {
                Outcome::Document(document) => Pieces::of(&document, "in"),
                Outcome::Failure(failure) => panic!("{}", failure.message),
            }
        };
        texts.iter().map(clean).collect()
    }

    fn learn(documents: &[Pieces], most: usize) -> Vec<Learned> {
        let mut survey = RepetitionSurvey::with_counters(12);
        documents.iter().for_each(|document| survey.add(document));
        let mut learner = Learner::with_candidates(survey, most);
        documents.iter().for_each(|document| learner.add(document));
        learner.finish()
    }

    /// An article that shares no sentence with one of another number.
    fn article(number: u32) -> String {
        let names = ["bridge", "harbour", "school", "market", "theatre", "library", "station", "valley", "museum"];
        let name = |n: u32| names[mixed(u64::from(number * 31 + n)) as usize % names.len()];
        (0..6)
            .map(|n| {
                format!(
                    "The {} of {}{number} opened before the {} did in {}.",
                    name(n),
                    name(n + 9),
                    name(n + 20),
                    name(n + 30)
                )
            })
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    fn texts(documents: &[Pieces]) -> Vec<String> {
        learn(documents, 1000).into_iter().map(|learned| learned.text).collect()
    }

    #[test]
    fn a_line_in_three_documents_is_learned_and_one_in_two_is_not() {
        let with = |line: &str, count: u32| -> Vec<Pieces> {
            pieces(
                "ferry",
                &(0..9)
                    .map(|n| if n < count { format!("{}\n\n{line}", article(n)) } else { article(n) })
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(texts(&with("Most viewed in the Valley today", 3)), ["Most viewed in the Valley today"]);
        assert_eq!(texts(&with("Most viewed in the Valley today", 2)), [""; 0]);
    }

    #[test]
    fn copies_of_one_document_count_once() {
        let copies: Vec<String> =
            (0..6).map(|_| format!("{}\n\nMost viewed in the Valley today", article(1))).collect();
        assert_eq!(texts(&pieces("ferry", &copies)), [""; 0]);
    }

    #[test]
    fn a_start_that_repeats_is_learned_whole() {
        let documents: Vec<String> =
            (0..4).map(|n| format!("Share this story on Facebook: {}", article(n).replace("\n\n", " "))).collect();
        assert_eq!(texts(&pieces("ferry", &documents)), ["Share this story on Facebook:"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_order_of_documents_changes_nothing(order in Just((0..40_u32).collect::<Vec<_>>()).prop_shuffle(), most in 1_usize..30) {
            let furniture = ["Most viewed in the Valley today", "Share this with your neighbours", "7 comments so far today"];
            let text = |n: u32| format!("{}\n\n{}\n\n{}", article(n), furniture[n as usize % 3], furniture[(n as usize / 3) % 3]);
            let all: Vec<Pieces> = (0..40).flat_map(|n| pieces(["ferry", "harbour"][n as usize % 2], &[text(n / 2)])).collect();
            let shuffled: Vec<Pieces> = order.iter().map(|n| all[*n as usize].clone()).collect();
            let learned = learn(&all, most);
            prop_assert!(most < 12 || !learned.is_empty());
            prop_assert_eq!(learned, learn(&shuffled, most));
        }
    }
}
