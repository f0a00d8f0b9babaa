//! Legacy encodings: which one it is, from the bytes and from what is said of them.
//!
//! Labels can be false and guesses can be wrong, so neither decides alone: the text is decoded both ways, and the reading
//! that looks more damaged loses. Where both look alike, the label is believed.

use encoding_rs::Encoding;

use super::encoding::Legacy;
use super::repair::{ClassId, strangeness};
use super::spelling::Ranking;

/// Decides on the encoding of `bytes`, which are no Unicode; `label` is what is said of them.
pub fn choose(bytes: &[u8], label: Option<&'static Encoding>) -> (Legacy, Chosen) {
    let sample = sample(bytes);
    let label = label.filter(|label| *label != encoding_rs::UTF_8 && *label != encoding_rs::REPLACEMENT);
    let label = label.map(Legacy::Whatwg);
    let paired = Paired::of(&sample);
    let ranking = if paired.is_likely() { None } else { Ranking::of(&sample) };
    let guess = ranking.as_ref().map_or_else(|| detect(&sample, &paired), Ranking::best);
    let Some(label) = label else { return (guess, Chosen::Guess) };
    let behind = ranking.as_ref().and_then(|ranking| ranking.behind(label));
    let believed = label == guess
        || (beyond(&sample) <= FEW && makes_letters(&sample, label))
        || match behind {
            Some(behind) => behind <= BEHIND + BEHIND_EACH * beyond(&sample),
            None => {
                let (labelled, guessed) = (Reading::of(label, &sample), Reading::of(guess, &sample));
                !labelled.malformed && labelled.strangeness <= guessed.strangeness + TOLERATED
            }
        };
    if believed { (label, Chosen::Label) } else { (guess, Chosen::Guess) }
}

/// Tells whether an encoding makes a letter of every byte beyond ASCII.
fn makes_letters(sample: &[u8], encoding: Legacy) -> bool {
    let (text, malformed) = encoding.decode(sample);
    !malformed && text.chars().filter(|character| !character.is_ascii()).all(char::is_alphabetic)
}

/// Returns the detector's guess, which is good at East Asian encodings as long as every byte is valid.
fn detect(sample: &[u8], paired: &Paired) -> Legacy {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    if !guess.is_single_byte() {
        return Legacy::Whatwg(guess);
    }
    let own = || Ranking::of(sample).map_or(Legacy::Whatwg(guess), |ranking| ranking.best());
    paired.with_odd_bytes().map_or_else(own, Legacy::Whatwg)
}

fn beyond(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| !byte.is_ascii()).count()).unwrap_or(u32::MAX)
}

/// The pairs of bytes that East Asian encodings are made of.
struct Paired {
    /// Pairs of two bytes that EUC-JP, EUC-KR, GB 2312 and most of Big5 have.
    both_high: u32,
    /// Pairs whose second byte is below them.
    others: u32,
    /// Bytes that begin no pair.
    odd: u32,
    kana: u32,
    /// Pairs that are Hiragana, Katakana or marks in Shift_JIS.
    shift_jis: u32,
    common_big5: u32,
}

impl Paired {
    fn of(sample: &[u8]) -> Paired {
        let mut paired = Paired { both_high: 0, others: 0, odd: 0, kana: 0, shift_jis: 0, common_big5: 0 };
        let mut rest = sample;
        while let Some(&first) = rest.first() {
            let second = rest.get(1).copied().unwrap_or(0);
            let length = match (first, second) {
                (0..=0x7F, _) => 1,
                (0xA1..=0xFE, 0xA1..=0xFE) => {
                    paired.both_high += 1;
                    paired.kana += u32::from(matches!(first, 0xA4 | 0xA5));
                    2
                }
                (0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE) => {
                    paired.others += 1;
                    2
                }
                _ => {
                    paired.odd += 1;
                    1
                }
            };
            paired.shift_jis += u32::from(length == 2 && matches!(first, 0x81..=0x83) && !second.is_ascii_lowercase());
            paired.common_big5 += u32::from(length == 2 && matches!(first, 0xA4..=0xC6));
            rest = &rest[length..];
        }
        paired
    }

    /// Tells whether nearly all bytes stand in pairs. Letters with accents before plain ones look like pairs too, but
    /// few of the pairs then have two bytes beyond ASCII.
    fn is_likely(&self) -> bool {
        let pairs = self.both_high + self.others;
        let european = self.both_high * 10 < pairs * 3 && self.shift_jis * 5 < pairs;
        // Half-width Katakana of Shift_JIS stand alone.
        let odd = if self.shift_jis * 5 >= pairs { pairs / 5 } else { pairs / 20 };
        self.odd <= odd && !european
    }

    /// Returns the encoding whose commonest characters the pairs are, for texts with odd bytes that the detector gives
    /// up on: Japanese is a fifth Kana, and Big5 has its common characters in front.
    fn with_odd_bytes(&self) -> Option<&'static Encoding> {
        let pairs = self.both_high + self.others;
        if pairs < LEAST_PAIRS {
            return None;
        }
        if self.kana * 5 > pairs && self.others * 20 < pairs {
            return Some(encoding_rs::EUC_JP);
        }
        (self.others * 5 > pairs && self.common_big5 * 4 > pairs * 3).then_some(encoding_rs::BIG5)
    }
}

/// Fewer pairs say nothing of an encoding that is not even valid.
const LEAST_PAIRS: u32 = 40;

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Label,
    Guess,
}

/// By how much the label's reading may be stranger than the guess's, for each character beyond ASCII. Between similar
/// encodings (windows-1252 and ISO-8859-15, EUC-KR and its extensions) a guess rests on few bytes.
const TOLERATED: f64 = 0.05;
/// How far the label may be behind the best guess, in sixteenths of a nat: a constant, and more for each byte beyond
/// ASCII. A name in another language is no evidence against the label.
const BEHIND: u32 = 8 * 16;
const BEHIND_EACH: u32 = 3;
/// Up to so many bytes beyond ASCII a label is believed if it makes letters of all of them: they may be a foreign name.
const FEW: u32 = 4;

/// The size of the sample that is decoded in several ways, in bytes.
const SAMPLE: usize = 16 * 1024;

/// Returns the first lines with bytes beyond ASCII.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    for line in lines(bytes).filter(|line| !line.is_ascii()) {
        sample.extend_from_slice(&line[..line.len().min(SAMPLE - sample.len())]);
        if sample.len() >= SAMPLE {
            break;
        }
    }
    sample
}

/// Returns the lines of a file, each with the break that ends it.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// A sample as an encoding reads it.
struct Reading {
    malformed: bool,
    /// How strange it looks, for each character beyond ASCII.
    strangeness: f64,
}

impl Reading {
    fn of(encoding: Legacy, sample: &[u8]) -> Reading {
        let (text, malformed) = encoding.decode(sample);
        let beyond = text.chars().filter(|character| !character.is_ascii()).count();
        let cost = strangeness(ClassId::EDGE, text.chars().map(ClassId::of), ClassId::EDGE);
        Reading { malformed, strangeness: f64::from(cost) / beyond.max(1) as f64 }
    }
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::super::repair::Codepage;
    use super::*;

    fn check(text: &str, encoding: Legacy, label: Option<&str>) {
        let bytes = match encoding {
            Legacy::Whatwg(known) => known.encode(text).0.into_owned(),
            Legacy::Table(..) | Legacy::Ibm855 => {
                let half: Vec<char> = encoding.decode(&(0x80..=0xFF).collect::<Vec<u8>>()).0.chars().collect();
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
        check(russian, Legacy::Ibm855, None);
    }

    #[test]
    fn a_short_text_is_known_by_its_letters() {
        check("Der Kapitän fährt früher zurück.", Legacy::Whatwg(encoding_rs::MACINTOSH), None);
        check("Prom odpłynął wcześnie, a kapitan milczał.", Legacy::Whatwg(encoding_rs::WINDOWS_1250), None);
        check("Gemi erken ayrıldı ve kimse değişikliği anlamadı.", Legacy::Whatwg(encoding_rs::WINDOWS_1254), None);
    }

    #[test]
    fn japanese_stands_in_pairs() {
        let text = "フェリーは、朝早く出た。船長のタナカさんは、橋が閉まったことをだれにも話さなかった。";
        check(text, Legacy::Whatwg(encoding_rs::SHIFT_JIS), None);
        check(text, Legacy::Whatwg(encoding_rs::EUC_JP), None);
    }

    #[test]
    fn quotes_alone_are_of_the_web() {
        check("“The ferry didn’t sail,” he said – “it’s closed.”", Legacy::Whatwg(encoding_rs::WINDOWS_1252), None);
    }

    #[test]
    fn a_single_letter_does_not_overrule_a_label() {
        check("The ferry 'ţ' left early.", Legacy::Whatwg(encoding_rs::ISO_8859_2), Some("iso-8859-2"));
        check("It’s closed.", Legacy::Whatwg(encoding_rs::WINDOWS_1252), Some("iso-8859-2"));
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
