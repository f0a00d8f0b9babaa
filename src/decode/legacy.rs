//! Legacy encodings: which one it is, from the bytes and from what is said of them.
//!
//! Labels lie, and guesses are sometimes wrong, so neither wins by itself: the text is read both ways, and what reads
//! more strangely loses. Where both read alike the label is believed.

use encoding_rs::Encoding;

use super::repair::{Codepage, Letters, Look, cyrillic_fit, strangeness};

/// An encoding of before Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legacy {
    Whatwg(&'static Encoding),
    /// One that WHATWG's list leaves out.
    Table(Codepage, &'static str),
}

impl Legacy {
    /// Returns the WHATWG name, or IANA's where there is none.
    pub fn name(self) -> &'static str {
        match self {
            Legacy::Whatwg(encoding) => encoding.name(),
            Legacy::Table(_, name) => name,
        }
    }

    /// Decodes `bytes` and tells whether any were malformed.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Legacy::Whatwg(encoding) => {
                let (text, malformed) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), malformed)
            }
            Legacy::Table(codepage, _) => {
                let half = codepage.upper_half();
                let one = |&byte: &u8| if byte < 0x80 { char::from(byte) } else { half[usize::from(byte) - 0x80] };
                (bytes.iter().map(one).collect(), false)
            }
        }
    }
}

/// Decides on the encoding of `bytes`, which are no Unicode; `label` is what is said of them.
pub fn choose(bytes: &[u8], label: Option<&'static Encoding>) -> (Legacy, Chosen) {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = Legacy::Whatwg(detector.guess(None, chardetng::Utf8Detection::Deny));
    let label = label.filter(|label| *label != encoding_rs::UTF_8 && *label != encoding_rs::REPLACEMENT);
    let label = label.map(Legacy::Whatwg);
    let sample = sample(bytes);
    let guessed = Reading::of(guess, &sample);
    if let Some(label) = label {
        let labelled = Reading::of(label, &sample);
        if label == guess || (!labelled.malformed && labelled.strangeness <= guessed.strangeness + TOLERATED) {
            return (label, Chosen::Label);
        }
    }
    let other = OTHERS.into_iter().map(|other| Reading::of(other, &sample));
    let best = other
        .filter(|other| other.reads_better_than(&guessed))
        .min_by(|one, two| one.strangeness.total_cmp(&two.strangeness));
    (best.map_or(guess, |best| best.encoding), Chosen::Guess)
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Label,
    Guess,
}

/// Encodings that the detector does not know.
const OTHERS: [Legacy; 4] = [
    Legacy::Whatwg(encoding_rs::MACINTOSH),
    Legacy::Whatwg(encoding_rs::X_MAC_CYRILLIC),
    Legacy::Table(Codepage::Cp437, "IBM437"),
    Legacy::Table(Codepage::Cp850, "IBM850"),
];

/// A label may read so much more strangely than the guess, a character: a guess among siblings (windows-1252 and
/// ISO-8859-15, EUC-KR and its extensions) hangs on a few bytes.
const TOLERATED: f64 = 0.05;
/// What another encoding must read better than the guess, a character beyond ASCII. Two Cyrillic encodings share their
/// small letters, so that less has to do.
const LEAST_GAIN: f64 = 0.2;
const LEAST_CYRILLIC_GAIN: f64 = 0.02;
/// Fewer characters beyond ASCII say nothing of an encoding that the detector does not know.
const LEAST_CHARACTERS: u32 = 6;

/// How many bytes of lines with bytes beyond ASCII are read in more than one way.
const SAMPLE: usize = 16 * 1024;

/// Returns the first lines with bytes beyond ASCII.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        sample.extend_from_slice(&line[..line.len().min(SAMPLE - sample.len())]);
        if sample.len() >= SAMPLE {
            break;
        }
    }
    sample
}

/// A sample as an encoding reads it.
struct Reading {
    encoding: Legacy,
    malformed: bool,
    letters: Letters,
    /// How strange it looks, for each character beyond ASCII.
    strangeness: f64,
}

impl Reading {
    fn of(encoding: Legacy, sample: &[u8]) -> Reading {
        let (text, malformed) = encoding.decode(sample);
        let letters = Letters::of(text.chars().filter(|character| !character.is_ascii()));
        let cost = strangeness(Look::EDGE, text.chars().map(Look::of), Look::EDGE);
        let strangeness = f64::from(cost) / f64::from(letters.total().max(1));
        Reading { encoding, malformed, letters, strangeness }
    }

    fn reads_better_than(&self, guess: &Reading) -> bool {
        if self.letters.total() < LEAST_CHARACTERS || !self.letters.is_in_language() {
            return false;
        }
        if self.encoding == Legacy::Whatwg(encoding_rs::X_MAC_CYRILLIC) {
            let better = guess.strangeness > self.strangeness + LEAST_CYRILLIC_GAIN;
            return better && cyrillic_fit(&self.letters) > cyrillic_fit(&guess.letters);
        }
        guess.strangeness > self.strangeness * 3.0 + LEAST_GAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, encoding: Legacy, label: Option<&str>) {
        let bytes = match encoding {
            Legacy::Whatwg(known) => known.encode(text).0.into_owned(),
            Legacy::Table(codepage, _) => {
                let half = codepage.upper_half();
                let byte = |character: char| match half.iter().position(|own| *own == character) {
                    Some(at) => at as u8 + 0x80,
                    None => character as u8,
                };
                text.chars().map(byte).collect()
            }
        };
        let label = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        let (chosen, _) = choose(&bytes, label);
        assert_eq!(chosen.decode(&bytes).0, text, "{}", chosen.name());
    }

    #[test]
    fn the_bytes_tell_the_encoding() {
        let german = "Die Fähre fuhr früh, und niemand wußte, weshalb der Kapitän schwieg. Später hieß es, die Brücke sei gesperrt.";
        check(german, Legacy::Whatwg(encoding_rs::WINDOWS_1252), None);
        check(german, Legacy::Whatwg(encoding_rs::MACINTOSH), None);
        check(german, Legacy::Table(Codepage::Cp850, "IBM850"), None);
        let russian =
            "Паром ушёл рано утром, и никто не знал, почему капитан молчал. Позже Яна сказала, что мост закрыт.";
        check(russian, Legacy::Whatwg(encoding_rs::WINDOWS_1251), None);
        check(russian, Legacy::Whatwg(encoding_rs::X_MAC_CYRILLIC), None);
    }

    #[test]
    fn a_label_that_lies_is_not_believed() {
        let russian = "Паром ушёл рано утром, и никто не знал, почему капитан молчал.";
        check(russian, Legacy::Whatwg(encoding_rs::WINDOWS_1251), Some("windows-1252"));
        check(russian, Legacy::Whatwg(encoding_rs::KOI8_R), Some("utf-8"));
        let polish = "Prom odpłynął wcześnie, a nikt nie wiedział, dlaczego kapitan milczał.";
        check(polish, Legacy::Whatwg(encoding_rs::ISO_8859_2), Some("iso-8859-2"));
    }
}
