//! Legacy encodings: which one it is, from the bytes and from what is said of them.
//!
//! Labels can be false and guesses can be wrong, so neither decides alone: the text is decoded both ways, and the reading
//! that looks more damaged loses. Where both look alike, the label is believed.

use encoding_rs::Encoding;

use super::encoding::Legacy;
use super::repair::{ClassId, strangeness};
use super::spelling::Ranking;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub encoding: Legacy,
    /// Whether it is what was said of the bytes; else it is what they look like.
    pub is_label: bool,
    /// Whether the best reading is words of a language. Without tables of letters none is doubted.
    pub is_language: bool,
}

/// Decides on the encoding of `bytes`, which are no Unicode; `label` is what is said of them.
pub fn choose(bytes: &[u8], label: Option<&'static Encoding>) -> Choice {
    let sample = sample(bytes);
    let label = label.filter(|label| *label != encoding_rs::UTF_8 && *label != encoding_rs::REPLACEMENT);
    let label = label.map(Legacy::Whatwg);
    let paired = Paired::of(&sample);
    let ranking = if paired.is_likely() { None } else { Ranking::of(&sample) };
    let guess = ranking.as_ref().map_or_else(|| detect(&sample, &paired), Ranking::best);
    let is_language = match (&ranking, guess) {
        (Some(ranking), _) => ranking.is_language(),
        (None, Legacy::Whatwg(encoding)) => has_common_characters(&sample, encoding),
        (None, _) => true,
    };
    let Some(label) = label else { return Choice { encoding: guess, is_label: false, is_language } };
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
    Choice { encoding: if believed { label } else { guess }, is_label: believed, is_language }
}

/// Tells whether a text in an East Asian encoding is written in the characters that are common there: kana, Hangul
/// syllables, and the first of the two levels that each standard sorts its Chinese characters into by use.
fn has_common_characters(sample: &[u8], encoding: &'static Encoding) -> bool {
    let is_common: fn(u8, u8) -> bool = match encoding.name() {
        "GBK" | "gb18030" => |first, second| matches!(first, 0xA1..=0xA9 | 0xB0..=0xD7) && second >= 0xA1,
        "EUC-KR" => |first, second| matches!(first, 0xA1..=0xAC | 0xB0..=0xC8) && second >= 0xA1,
        "EUC-JP" => |first, second| matches!(first, 0xA1..=0xA5 | 0xB0..=0xCF) && second >= 0xA1,
        "Shift_JIS" => |first, _| matches!(first, 0x81..=0x83 | 0x88..=0x97),
        "Big5" => |first, _| matches!(first, 0xA1..=0xC6),
        _ => return true,
    };
    // Half-width katakana stand alone, and telephones have their pictures from 0xF0 on.
    let is_alone = |byte: u8| encoding == encoding_rs::SHIFT_JIS && matches!(byte, 0xA0..=0xDF | 0xF0..);
    let (mut common, mut pairs) = (0_usize, 0_usize);
    let mut rest = sample;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if let (0x81.., Some((&second @ 0x40.., beyond))) = (first, after.split_first())
            && !is_alone(first)
        {
            pairs += 1;
            common += usize::from(is_common(first, second));
            rest = beyond;
        }
    }
    pairs < LEAST_COMMON || common * 4 >= pairs * 3
}

/// Fewer pairs say nothing. Of real texts, nine tenths of the characters and more are common ones.
const LEAST_COMMON: usize = 8;

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
    /// up on: Japanese is a fifth Kana, two fifths with its marks, and Big5 has its common characters in front.
    fn with_odd_bytes(&self) -> Option<&'static Encoding> {
        let pairs = self.both_high + self.others;
        if pairs < LEAST_PAIRS {
            return None;
        }
        if self.kana * 5 > pairs && self.others * 20 < pairs {
            return Some(encoding_rs::EUC_JP);
        }
        if self.others * 20 > pairs * 19 && self.shift_jis * 5 > pairs * 2 {
            return Some(encoding_rs::SHIFT_JIS);
        }
        (self.others * 5 > pairs && self.common_big5 * 4 > pairs * 3).then_some(encoding_rs::BIG5)
    }
}

/// Fewer pairs say nothing of an encoding that is not even valid.
const LEAST_PAIRS: u32 = 40;

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
        let room = SAMPLE - sample.len();
        if line.len() > room {
            // No character of an East Asian encoding goes on with a byte below the digits.
            let end = line[..room].iter().rposition(|byte| *byte < b'0').map_or(room, |at| at + 1);
            sample.extend_from_slice(&line[..end]);
            break;
        }
        sample.extend_from_slice(line);
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
    use super::super::code_pages::CODE_PAGES;
    use super::super::repair::Codepage;
    use super::*;

    fn check(text: &str, encoding: Legacy, label: Option<&str>) {
        let bytes = encode(text, encoding);
        let label = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        let choice = choose(&bytes, label);
        assert_eq!(choice.encoding.decode(&bytes).0, text, "{}", choice.encoding.name());
        assert!(choice.is_language, "{text}");
    }

    fn encode(text: &str, encoding: Legacy) -> Vec<u8> {
        if let Legacy::Whatwg(known) = encoding {
            return known.encode(text).0.into_owned();
        }
        let half: Vec<char> = encoding.decode(&(0x80..=0xFF).collect::<Vec<u8>>()).0.chars().collect();
        let byte = |character: char| match half.iter().position(|own| *own == character) {
            Some(at) => at as u8 + 0x80,
            None => u8::try_from(character).unwrap_or_else(|_| panic!("{} has {character}", encoding.name())),
        };
        text.chars().map(byte).collect()
    }

    fn page(name: &str) -> Legacy {
        Legacy::Page(CODE_PAGES.iter().find(|page| page.name == name).expect("the code page is known"))
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
        check(russian, page("IBM855"), None);
    }

    #[test]
    fn old_code_pages_are_known_by_their_languages() {
        for (name, text) in [
            ("IBM737", "Το πλοίο έφυγε νωρίς το πρωί και κανείς δεν ήξερε γιατί."),
            ("IBM775", "Keltas išplaukė anksti rytą, ir niekas nežinojo, kodėl kapitonas tylėjo."),
            ("IBM852", "Přívoz vyplul brzy ráno a nikdo nevěděl, proč kapitán mlčel."),
            ("IBM857", "Gemi erken ayrıldı ve kimse değişikliği anlamadı."),
            ("IBM862", "המעבורת יצאה מוקדם בבוקר ואיש לא ידע מדוע."),
            ("IBM1125", "Пором відійшов рано-вранці, і ніхто не знав, чому капітан мовчав."),
            ("MIK", "Фериботът тръгна рано сутринта и никой не знаеше защо капитанът мълчи."),
            ("KZ-1048", "Паром таңертең ерте кетіп қалды, ал капитанның неге үндемегенін ешкім білмеді."),
            ("x-mac-ce", "Prom odpłynął wcześnie rano i nikt nie wiedział, dlaczego kapitan milczał."),
            ("VISCII", "Chiếc phà rời bến từ sáng sớm, và không ai biết vì sao."),
            ("TCVN", "Chiếc phà rời bến từ sáng sớm, và không ai biết vì sao."),
        ] {
            check(text, page(name), None);
        }
    }

    #[test]
    fn vietnamese_is_known_however_it_is_written() {
        let vni = "Chieác phaø rôøi beán töø saùng sôùm, vaø khoâng ai bieát vì sao.";
        let choice = choose(&encode(vni, Legacy::Whatwg(encoding_rs::WINDOWS_1252)), None);
        assert_eq!(choice, Choice { encoding: Legacy::Vni, is_label: false, is_language: true });
        let apart = "Chi\u{EA}\u{301}c pha\u{300} r\u{1A1}\u{300}i b\u{EA}\u{301}n t\u{1B0}\u{300} sa\u{301}ng s\u{1A1}\u{301}m.";
        check(apart, Legacy::Whatwg(encoding_rs::WINDOWS_1258), None);
        let partly = "Chi\u{EA}\u{301}c phà r\u{1A1}\u{300}i b\u{EA}\u{301}n t\u{1B0}\u{300} sáng s\u{1A1}\u{301}m.";
        check(partly, Legacy::Whatwg(encoding_rs::WINDOWS_1258), None);
    }

    #[test]
    fn what_is_no_language_is_doubted() {
        // Armenian in ARMSCII-8, and German in EBCDIC.
        let armenian = "Լաստանավը մեկնեց առավոտյան վաղ, և ոչ ոք չգիտեր, թե ինչու էր նավապետը լռում";
        let armscii: Vec<u8> = armenian.chars().map(armscii).collect();
        assert!(!choose(&armscii, None).is_language);
        let ebcdic = b"\xC4\x85\xA2@\xC6\x81\x88\x99\x85\x95@\x89\xA2\xA3@\x95\x89\x83\x88\xA3@\xA6\x85\x89\xA3K";
        assert!(!choose(ebcdic, None).is_language);
        assert!(!choose(ebcdic, Some(encoding_rs::WINDOWS_1252)).is_language);
    }

    #[test]
    fn a_foreign_name_and_a_drawn_table_are_not_doubted() {
        let english = "The café of Señor Núñez is shut, and so is the façade of Åsa Þórdís Guðmundsdóttir.";
        check(english, Legacy::Whatwg(encoding_rs::WINDOWS_1252), None);
        check("├── Türen ──┤\n│ Größe │ Öl │ früh │\n└───────┘", Legacy::CP850, None);
    }

    /// Returns the byte of an Armenian character in ARMSCII-8.
    fn armscii(character: char) -> u8 {
        match character {
            'Ա'..='Ֆ' => 0xB2 + 2 * (character as u32 - 'Ա' as u32) as u8,
            'ա'..='ֆ' => 0xB3 + 2 * (character as u32 - 'ա' as u32) as u8,
            'և' => 0xA2,
            _ => character as u8,
        }
    }

    #[test]
    fn a_character_at_the_samples_end_is_whole() {
        let text = "フェリーは朝早く出た。".repeat(1000);
        check(&text, Legacy::Whatwg(encoding_rs::SHIFT_JIS), None);
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
