//! Units of two or four bytes: UTF-16 and UTF-32, told without a mark by what characters their units are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use encoding_rs::Encoding;

use crate::text::{Script, script};

/// A Unicode encoding of wide units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// UTF-16, little or big endian.
    Utf16(&'static Encoding),
    /// UTF-32.
    Utf32 {
        /// Whether the first byte of a unit is its highest.
        big_endian: bool,
    },
}

impl Wide {
    /// Recognizes UTF-32 by its mark, and text without a mark by its characters: read in the right order the units are
    /// letters of one or two scripts with the blanks, marks and digits that belong to them; read in the wrong one, or from
    /// what is no such text, they are controls, unpaired surrogates and characters from all over Unicode. Looks at the
    /// first 64 KiB.
    pub fn of(bytes: &[u8]) -> Option<Wide> {
        if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
            return Some(Wide::Utf32 { big_endian: false });
        }
        if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
            return Some(Wide::Utf32 { big_endian: true });
        }
        let has_zeros = memchr::memchr(0, &bytes[..bytes.len().min(SAMPLE)]).is_some();
        let head = &bytes[..bytes.len().min(if has_zeros { SAMPLE } else { SAMPLE_WITHOUT_ZEROS })];
        // Wide text without a zero has no ASCII at all; text of single bytes has a blank in every tenth byte or more.
        let blanks = || head.iter().filter(|byte| matches!(byte, b' ' | b'\n')).count();
        if !has_zeros && blanks() * BYTES_TO_BLANK > head.len() {
            return None;
        }
        // Without a zero, a blank or a line break, it is short, and no text of single bytes: in Thai every other byte is
        // a control.
        let has_controls = || head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=31)).count() * 4 > head.len();
        let is_narrow = || simdutf8::basic::from_utf8(head).is_ok() && !has_controls();
        if !has_zeros && (head.len() < LEAST_WITHOUT_ZEROS || is_narrow()) {
            return None;
        }
        let (units, _) = head.as_chunks::<4>();
        let utf32 = [false, true].into_iter().find(|&big_endian| {
            let read = |unit: &[u8; 4]| if big_endian { u32::from_be_bytes(*unit) } else { u32::from_le_bytes(*unit) };
            has_zeros && Survey::of(units.iter().map(|unit| char::from_u32(read(unit)))).is_text()
        });
        if let Some(big_endian) = utf32 {
            return Some(Wide::Utf32 { big_endian });
        }
        let (pairs, _) = head.as_chunks::<2>();
        let survey = |big_endian: bool| {
            let read = |pair: &[u8; 2]| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
            Survey::of(char::decode_utf16(pairs.iter().map(read)).map(Result::ok))
        };
        let [little, big] = [survey(false), survey(true)];
        match (little.is_text(), big.is_text()) {
            (true, false) => Some(Wide::Utf16(encoding_rs::UTF_16LE)),
            (false, true) => Some(Wide::Utf16(encoding_rs::UTF_16BE)),
            (true, true) if little.common != big.common => Some(Wide::Utf16(if little.common > big.common {
                encoding_rs::UTF_16LE
            } else {
                encoding_rs::UTF_16BE
            })),
            _ => None,
        }
    }

    /// Tells whether bytes that begin with a mark of UTF-16 are no text in it: the mark is two bytes of a number then.
    pub fn is_noise(bytes: &[u8]) -> bool {
        let (pairs, _) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
        let survey = |read: fn([u8; 2]) -> u16| {
            Survey::of(char::decode_utf16(pairs.iter().skip(1).map(|&pair| read(pair))).map(Result::ok))
        };
        let survey = match bytes {
            [0xFF, 0xFE, ..] => survey(u16::from_le_bytes),
            [0xFE, 0xFF, ..] => survey(u16::from_be_bytes),
            _ => return false,
        };
        // Text has next to no such characters, and every tenth pair of bytes at random is one.
        survey.odd * 20 > survey.all && !bytes.starts_with(&[0xFF, 0xFE, 0, 0])
    }

    /// Returns the IANA name.
    pub fn name(self) -> &'static str {
        match self {
            Wide::Utf16(encoding) => encoding.name(),
            Wide::Utf32 { big_endian: true } => "UTF-32BE",
            Wide::Utf32 { big_endian: false } => "UTF-32LE",
        }
    }
}

/// How many bytes tell.
const SAMPLE: usize = 64 * 1024;
/// How many tell where no zero is among them.
const SAMPLE_WITHOUT_ZEROS: usize = 1024;
/// Where one byte in fewer than these is a blank or a line break, and none is a zero, the bytes are no wide text: as halves of
/// units these two come as often as any others, hardly once in a hundred.
const BYTES_TO_BLANK: usize = 33;
/// Fewer bytes without a zero can be anything.
const LEAST_WITHOUT_ZEROS: usize = 20;

/// What the characters are that units were read as.
#[derive(Debug, Default)]
struct Survey {
    all: usize,
    /// Controls, unpaired surrogates, private use, signs that prose does not have.
    odd: usize,
    /// Printable ASCII and line breaks.
    ascii: usize,
    /// Letters by their script, those of ASCII aside.
    scripts: BTreeMap<Script, usize>,
    /// Letters and marks that are among the commonest of their script.
    common: usize,
    kana: usize,
}

impl Survey {
    fn of(characters: impl Iterator<Item = Option<char>>) -> Survey {
        let mut survey = Survey::default();
        for character in characters {
            survey.all += 1;
            let Some(character) = character else {
                survey.odd += 1;
                continue;
            };
            match character {
                '\t' | '\n' | '\r' | ' '..='~' => survey.ascii += 1,
                _ if is_mark(character) => {}
                _ => match script(character) {
                    Some(script) => {
                        *survey.scripts.entry(script).or_default() += 1;
                        survey.common += usize::from(is_common(character));
                        survey.kana += usize::from(matches!(character, '\u{3041}'..='\u{30FF}'));
                    }
                    None => survey.odd += 1,
                },
            }
        }
        survey
    }

    /// Tells whether the characters are those of a text.
    ///
    /// Two characters in a hundred may be damaged. Of letters beyond ASCII nine in ten belong to one script; beside Latin
    /// letters with marks stand more without. East Asian characters are so many that half of all pairs of bytes are
    /// some: a tenth of them in a text, and none in two hundred of others, are among the commonest.
    fn is_text(&self) -> bool {
        let letters: usize = self.scripts.values().sum();
        let Some((&script, &most)) = self.scripts.iter().max_by_key(|(_, count)| **count) else {
            return self.all >= LEAST && self.odd * 50 <= self.all && self.ascii * 2 > self.all;
        };
        let latin = self.scripts.get(&Script::Latin).filter(|_| script != Script::Latin).copied().unwrap_or(0);
        let is_coherent = (most + latin) * 10 >= letters * 9;
        let is_plausible = match script {
            Script::Latin => self.ascii > letters,
            Script::EastAsian => (self.common + self.kana / 2) * 10 >= most && self.common + self.kana > 0,
            _ => true,
        };
        // A page of plain letters may quote any other.
        let is_plain = self.ascii > letters * 4;
        self.all >= LEAST && self.odd * 50 <= self.all && (is_plain || is_coherent && is_plausible)
    }
}

/// Fewer units can be anything.
const LEAST: usize = 2;

/// Tells whether prose has a character that is no letter and not ASCII: Latin-1's signs, general punctuation, money,
/// arrows, pictures, and the marks and full-width forms of East Asia. The spaces of U+2000 are left out: they are a
/// blank whose bytes are swapped.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{A0}'..='\u{A9}' | '\u{AB}'..='\u{B9}' | '\u{BB}'..='\u{BF}' | '\u{D7}' | '\u{F7}' | '\u{2BC}' | '\u{300}'..='\u{36F}'
        | '\u{2009}'..='\u{2064}' | '\u{20A0}'..='\u{20BF}' | '\u{2100}'..='\u{214F}' | '\u{2190}'..='\u{21FF}' | '\u{2200}'..='\u{22FF}'
        | '\u{2460}'..='\u{27BF}' | '\u{3001}'..='\u{303F}' | '\u{3000}' | '\u{FE0F}' | '\u{FEFF}' | '\u{FF01}'..='\u{FF65}'
        | '\u{1F000}'..='\u{1FAFF}')
}

/// The commonest characters of Chinese in both its forms and of Japanese, and syllables of Korean: a fourth to a half of what
/// a text is written with.
const COMMON: &str = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市间建議會說們為國來個時這後過學對開東長關發話經現將實點種問業機門電無見進動樣當與給車場議員者今年月日時間前後大小本語出入行来分回新高同内東京市会社政府事件者言思見上下中発表開関係氏的性化力方向合手地場所理用目以外最多々이다는의에가을지고하사기리로자서도어은한그대시나인들일를라있해부정장구했습니아보수스주전";

fn is_common(character: char) -> bool {
    COMMON_SET.binary_search(&character).is_ok()
}

static COMMON_SET: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut set: Vec<char> = COMMON.chars().collect();
    set.sort_unstable();
    set.dedup();
    set
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(Wide::of(&little).map(Wide::name), Some("UTF-16LE"), "{text}");
        assert_eq!(Wide::of(&big).map(Wide::name), Some("UTF-16BE"), "{text}");
        let little: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
        let big: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect();
        assert_eq!(Wide::of(&little).map(Wide::name), Some("UTF-32LE"), "{text}");
        assert_eq!(Wide::of(&big).map(Wide::name), Some("UTF-32BE"), "{text}");
    }

    #[test]
    fn text_in_any_script_is_known_by_its_characters() {
        check("The ferry left.");
        check("第一次会议\u{3000}没有结果\n市长不愿意谈论那份报告。");
        check("渡し船は朝早く港を出た。\n船長は橋が閉まったことを話さなかった。");
        check("선장은 오늘 배가 뜨지 않는다고 말했다.");
        check("Паром ушёл рано утром.");
        check("กัปตันกล่าวว่าเรือจะไม่ออกในวันนี้");
        check("कप्तान ने कहा कि नाव आज नहीं चलेगी।");
        check("قال القبطان إن العبارة لن تبحر اليوم.");
    }

    #[test]
    fn a_page_of_japanese_needs_no_blank() {
        check(&"渡し船は朝早く港を出たが、船長は橋が閉まったことをだれにも話さなかった。".repeat(40));
    }

    #[test]
    fn a_mark_before_no_text_is_none() {
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(0x9E37_79B9) >> 24) as u8).collect();
        assert!(Wide::is_noise(&[b"\xFE\xFF", &*noise].concat()));
        assert!(!Wide::is_noise(b"\xFF\xFEa\0\0\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q\0r\0s\0t\0"));
    }

    #[test]
    fn other_bytes_are_not_wide() {
        assert_eq!(Wide::of(b"The ferry left."), None);
        assert_eq!(Wide::of(b"The ferry left.\0"), None);
        let (shift_jis, ..) =
            encoding_rs::SHIFT_JIS.encode("渡し船は朝早く港を出たが、船長は橋が閉まったことをだれにも話さなかった。");
        assert_eq!(Wide::of(&shift_jis), None);
        assert_eq!(Wide::of(&[&*shift_jis, b"\0\n", &*shift_jis].concat()), None);
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(0x9E37_79B9) >> 24) as u8).collect();
        assert_eq!(Wide::of(&noise), None);
    }
}
