//! Burmese for the font Zawgyi: Unicode's code points of Burmese with other meanings and in another order.
//!
//! Zawgyi stores what the eye sees from left to right (the vowel `ေ` and the medial `ြ` before their consonant), gives
//! the medials and the vowel killer other numbers, and has letters below others at the numbers of Mon, Karen and Shan.
//! What each code point means is taken from Unicode's transform `Zawgyi-my` (CLDR, `my-t-my-s0-zawgyi`, Unicode License v3),
//! which Google's myanmar-tools (Apache-2.0) use too; the order that syllables are written in afterwards is that of
//! Unicode Technical Note 11. What this makes of texts was compared with the transform in ICU.

use compact_str::CompactString;

use crate::text::{Certainty, Proposal};

/// What a text tells of Zawgyi.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zawgyi {
    /// Places that the rules of Unicode's syllables exclude and Zawgyi's order explains.
    zawgyi: u32,
    /// Places that Zawgyi excludes.
    unicode: u32,
    /// Signs that Burmese has in Zawgyi only: Unicode has letters of Shan, Mon and Karen there.
    signs: u32,
}

impl Zawgyi {
    /// Looks at a text, which few bytes tell to have no Burmese.
    pub fn of(text: &str) -> Zawgyi {
        let mut counts = Zawgyi::default();
        for run in runs(text) {
            counts.add(&text[run]);
        }
        counts
    }

    /// Tells whether the text was written for Zawgyi, in part at least.
    pub fn is_likely(self) -> bool {
        self.zawgyi >= LEAST
    }

    fn add(&mut self, run: &str) {
        let mut last = None;
        let mut letters = run.chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied();
            match letter {
                // A virama stacks the consonant behind it on the one before.
                '\u{1039}' if !next.is_some_and(is_consonant) => self.zawgyi += 1,
                // A vowel or medial that begins a word, or follows what ends a syllable.
                '\u{1031}' | '\u{103B}' | '\u{107E}'..='\u{1084}'
                    if last.is_none_or(ends_syllable)
                        && next.is_some_and(|next| is_consonant(next) || next == '\u{103B}') =>
                {
                    self.zawgyi += 1;
                }
                // A killed consonant has no vowel of its own; the contraction of `ု` behind it is real.
                '\u{103A}' if matches!(next, Some('\u{102B}'..='\u{102E}' | '\u{1032}')) => self.zawgyi += 1,
                // In Zawgyi a letter follows this vowel, and these medials do not exist.
                '\u{1031}' if !next.is_some_and(|next| is_consonant(next) || is_before(next)) => self.unicode += 1,
                '\u{103E}' | '\u{103F}' => self.unicode += 1,
                '\u{105A}' | '\u{1060}'..='\u{1097}' => self.signs += 1,
                '\u{103A}' if matches!(next, Some('\u{1038}' | '\u{1039}')) => self.unicode += 1,
                _ => {}
            }
            last = Some(letter);
        }
    }
}

/// So many places of Zawgyi's order outweigh one that is not: a slip of the keyboard. In 5,400 lines of Burmese none had both
/// in Unicode, and 17 in Zawgyi.
const COUNTER: u32 = 4;

/// So many places of a document must be Zawgyi's before a word of it is read so.
const LEAST: u32 = 3;

/// Finds the words of a text that are Zawgyi's beyond doubt, with what they are in Unicode. `document` is what the whole
/// document tells.
///
/// A line is judged by itself, for a document may quote: it must show Zawgyi's order, and next to nothing that Zawgyi
/// cannot hold. Where the whole document shows nothing of Unicode's, one of Zawgyi's signs is enough. A line that neither
/// tells of stays.
pub fn find(text: &str, document: Zawgyi) -> Vec<Proposal> {
    let mut found = Vec::new();
    // A text of which no document is known tells of itself.
    let document = if document == Zawgyi::default() { Zawgyi::of(text) } else { document };
    if !document.is_likely() {
        return found;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let counts = Zawgyi::of(line);
        let by_order = counts.zawgyi > COUNTER * counts.unicode;
        if by_order || document.unicode == 0 && counts.unicode == 0 && counts.signs > 0 {
            for run in runs(line) {
                let after = convert(&line[run.clone()]);
                if after != line[run.clone()] {
                    found.push(Proposal::new(start + run.start..start + run.end, after, Certainty::Sure));
                }
            }
        }
        start += line.len();
    }
    found
}

/// Returns the places of the words in letters of the block Myanmar.
fn runs(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + memchr::memchr(LEAD, &bytes[from..])?;
            // The block is U+1000 to U+109F; its two full stops part words.
            let length = text[start..].find(|letter| !is_letter(letter)).unwrap_or(text.len() - start);
            if length > 0 {
                from = start + length;
                return Some(start..from);
            }
            from = start + 3;
        }
    })
}

/// The first byte of U+1000 to U+1FFF in UTF-8.
const LEAD: u8 = 0xE1;

fn is_letter(letter: char) -> bool {
    matches!(letter, '\u{1000}'..='\u{1049}' | '\u{104C}'..='\u{109F}')
}

fn is_consonant(letter: char) -> bool {
    matches!(letter, '\u{1000}'..='\u{102A}' | '\u{103F}' | '\u{1050}'..='\u{1055}' | '\u{106A}' | '\u{106B}' | '\u{1075}'..='\u{1081}' | '\u{108F}' | '\u{1090}')
}

/// Tells whether a letter stands before its consonant in Zawgyi.
fn is_before(letter: char) -> bool {
    matches!(letter, '\u{1031}' | '\u{103B}' | '\u{107E}'..='\u{1084}')
}

/// Tells whether a syllable may end with a letter, but not go on with a vowel.
fn ends_syllable(letter: char) -> bool {
    matches!(letter, '\u{102B}'..='\u{1030}' | '\u{1032}' | '\u{1036}'..='\u{103A}' | '\u{1040}'..='\u{1049}')
}

/// A syllable while it is read: the letter and what belongs to it, in the order that Unicode writes them in.
#[derive(Default)]
struct Syllable {
    /// `ေ` that is still waiting for its letter.
    waiting: bool,
    kinzi: bool,
    /// The letter, with what is stacked below it where Zawgyi has one sign for both.
    base: CompactString,
    stacked: Option<char>,
    medials: [bool; 4],
    e: bool,
    /// Vowels above, below, and `ာ`.
    above: Option<char>,
    below: Option<char>,
    aa: Option<char>,
    killed: bool,
    anusvara: bool,
    dot: bool,
    visarga: bool,
}

/// The medials `ျ ြ ွ ှ`.
const MEDIALS: [char; 4] = ['\u{103B}', '\u{103C}', '\u{103D}', '\u{103E}'];
const YA: usize = 0;
const RA: usize = 1;
const WA: usize = 2;
const HA: usize = 3;

/// Writes a word of Zawgyi in Unicode.
fn convert(word: &str) -> CompactString {
    let mut text = CompactString::with_capacity(word.len());
    let mut syllable = Syllable::default();
    let letters: Vec<char> = word.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let letter = if letter == '\u{1040}' && is_wa(&letters, at) { '\u{101D}' } else { letter };
        if is_before(letter) {
            // Both wait for the letter behind them; the vowel comes first.
            let goes_on = syllable.base.is_empty() && syllable.waiting;
            // Some write the vowel behind its letter, before what is stacked below it or before `ာ`.
            let inside = letter == '\u{1031}'
                && letters.get(at + 1).is_some_and(|&next| base(next).is_none() && !is_before(next));
            if !goes_on && !inside {
                syllable.write(&mut text);
                syllable.waiting = true;
            }
            if letter == '\u{1031}' { syllable.e = true } else { syllable.medials[RA] = true }
        } else if let Some(base) = base(letter) {
            if !(syllable.base.is_empty() && syllable.waiting) {
                syllable.write(&mut text);
            }
            syllable.waiting = false;
            syllable.base.push_str(base);
            if base.is_empty() {
                syllable.base.push(letter);
            }
        } else {
            syllable.mark(letter);
        }
    }
    syllable.write(&mut text);
    text
}

/// Tells whether a zero stands for the letter `ဝ`, which looks alike: it has a vowel or medial, or stands in a word.
fn is_wa(letters: &[char], at: usize) -> bool {
    let is_digit = |letter: Option<&char>| letter.is_some_and(|letter| matches!(letter, '\u{1040}'..='\u{1049}'));
    let before = at.checked_sub(1).and_then(|at| letters.get(at));
    let after = letters.get(at + 1);
    !is_digit(before) && !is_digit(after) && (before.is_some() || after.is_some())
}

/// Returns what letters are in Unicode that a syllable begins with; an empty string for one that stays.
fn base(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{1000}'..='\u{102A}' | '\u{103F}'..='\u{104D}' | '\u{104F}' => "",
        '\u{104E}' => "\u{104E}\u{1004}\u{103A}\u{1038}",
        '\u{106A}' => "\u{1025}",
        '\u{106B}' => "\u{100A}",
        '\u{106E}' => "\u{100D}\u{1039}\u{100D}",
        '\u{106F}' => "\u{100D}\u{1039}\u{100E}",
        '\u{1086}' => "\u{103F}",
        '\u{108F}' => "\u{1014}",
        '\u{1090}' => "\u{101B}",
        '\u{1091}' => "\u{100F}\u{1039}\u{100D}",
        '\u{1092}' => "\u{100B}\u{1039}\u{100C}",
        '\u{1097}' => "\u{100B}\u{1039}\u{100B}",
        _ => return None,
    })
}

/// Returns the consonant that a sign of Zawgyi stacks below another.
fn stacked(letter: char) -> Option<char> {
    Some(match letter {
        '\u{1060}' => '\u{1000}',
        '\u{1061}' => '\u{1001}',
        '\u{1062}' => '\u{1002}',
        '\u{1063}' => '\u{1003}',
        '\u{1065}' => '\u{1005}',
        '\u{1066}' | '\u{1067}' => '\u{1006}',
        '\u{1068}' => '\u{1007}',
        '\u{1069}' => '\u{1008}',
        '\u{106C}' => '\u{100B}',
        '\u{106D}' => '\u{100C}',
        '\u{1070}' => '\u{100F}',
        '\u{1071}' | '\u{1072}' | '\u{1096}' => '\u{1010}',
        '\u{1073}' | '\u{1074}' => '\u{1011}',
        '\u{1075}' => '\u{1012}',
        '\u{1076}' => '\u{1013}',
        '\u{1077}' => '\u{1014}',
        '\u{1078}' => '\u{1015}',
        '\u{1079}' => '\u{1016}',
        '\u{107A}' => '\u{1017}',
        '\u{107B}' | '\u{1093}' => '\u{1018}',
        '\u{107C}' => '\u{1019}',
        '\u{1085}' => '\u{101C}',
        _ => return None,
    })
}

impl Syllable {
    /// Adds what belongs to a letter.
    fn mark(&mut self, letter: char) {
        if let Some(consonant) = stacked(letter) {
            self.stacked = Some(consonant);
            self.medials[WA] |= letter == '\u{1096}';
            return;
        }
        match letter {
            '\u{1064}' => self.kinzi = true,
            '\u{108B}' => (self.kinzi, self.above) = (true, Some('\u{102D}')),
            '\u{108C}' => (self.kinzi, self.above) = (true, Some('\u{102E}')),
            '\u{108D}' => (self.kinzi, self.anusvara) = (true, true),
            '\u{103A}' | '\u{107D}' => self.medials[YA] = true,
            '\u{103C}' => self.medials[WA] = true,
            '\u{103D}' | '\u{1087}' => self.medials[HA] = true,
            '\u{108A}' => (self.medials[WA], self.medials[HA]) = (true, true),
            '\u{1088}' => (self.medials[HA], self.below) = (true, Some('\u{102F}')),
            '\u{1089}' => (self.medials[HA], self.below) = (true, Some('\u{1030}')),
            '\u{102D}' | '\u{102E}' | '\u{1032}' => self.above = Some(letter),
            '\u{108E}' => (self.above, self.anusvara) = (Some('\u{102D}'), true),
            '\u{102F}' | '\u{1033}' => self.below = Some('\u{102F}'),
            '\u{1030}' | '\u{1034}' => self.below = Some('\u{1030}'),
            '\u{102B}' | '\u{102C}' => self.aa = Some(letter),
            '\u{105A}' => (self.aa, self.killed) = (Some('\u{102B}'), true),
            '\u{1039}' => self.killed = true,
            '\u{1036}' => self.anusvara = true,
            '\u{1037}' | '\u{1094}' | '\u{1095}' => self.dot = true,
            '\u{1038}' => self.visarga = true,
            // What Zawgyi does not have.
            _ => self.base.push(letter),
        }
    }

    /// Writes the syllable and begins another.
    fn write(&mut self, text: &mut CompactString) {
        let mut syllable = std::mem::take(self);
        if syllable.base == "\u{1025}" {
            // The letters `ဦ` and `ဉ` are this one in Zawgyi, with a mark or with one below.
            if syllable.above == Some('\u{102E}') {
                (syllable.base, syllable.above) = ("\u{1026}".into(), None);
            } else if syllable.stacked.is_some() || syllable.killed {
                syllable.base = "\u{1009}".into();
            }
        }
        if syllable.base == "\u{1005}" && syllable.medials[YA] {
            (syllable.base, syllable.medials[YA]) = ("\u{1008}".into(), false);
        }
        let mut push = |holds: bool, letters: &str| {
            if holds {
                text.push_str(letters);
            }
        };
        push(syllable.kinzi, "\u{1004}\u{103A}\u{1039}");
        push(true, &syllable.base);
        if let Some(consonant) = syllable.stacked {
            text.push('\u{1039}');
            text.push(consonant);
        }
        text.extend(MEDIALS.iter().zip(syllable.medials).filter(|(_, holds)| *holds).map(|(medial, _)| *medial));
        let has_vowel = syllable.above.is_some() || syllable.below.is_some();
        let killed_first = syllable.killed && syllable.aa.is_none() && has_vowel;
        let tail = [
            killed_first.then_some('\u{103A}'),
            syllable.e.then_some('\u{1031}'),
            syllable.above,
            syllable.below,
            syllable.aa,
            syllable.anusvara.then_some('\u{1036}'),
            syllable.dot.then_some('\u{1037}'),
            (syllable.killed && !killed_first).then_some('\u{103A}'),
            syllable.visarga.then_some('\u{1038}'),
        ];
        text.extend(tail.into_iter().flatten());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zawgyi: &str, unicode: &str) {
        let document = Zawgyi::of(zawgyi);
        let mut text = zawgyi.to_owned();
        for proposal in find(zawgyi, document).into_iter().rev() {
            text.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(text, unicode);
        assert!(find(&text, document).is_empty(), "what was converted is left alone");
    }

    #[test]
    fn zawgyi_becomes_unicode() {
        check(
            "ကူးတို႔သေဘၤာသည္ မနက္ေစာေစာ ထြက္ခြာသြားခဲ့ၿပီး ကပၸတိန္ ဘာေၾကာင့္ တိတ္ဆိတ္ေနသည္ကို ဘယ္သူမွ် မသိခဲ့ပါ။",
            "ကူးတို့သင်္ဘောသည် မနက်စောစော ထွက်ခွာသွားခဲ့ပြီး ကပ္ပတိန် ဘာကြောင့် တိတ်ဆိတ်နေသည်ကို ဘယ်သူမျှ မသိခဲ့ပါ။",
        );
        check(
            "ဗုဒၶဘာသာ၊ သတၱမတန္း၊ ပစၥည္း၊ အဂၤလိပ္၊ ကမ႓ာ၊ မႏၲေလး၊ ဥကၠ႒၊ ပုဏၰား၊ ဉာဏ္၊ ကြၽႏ္ုပ္တို႔",
            "ဗုဒ္ဓဘာသာ၊ သတ္တမတန်း၊ ပစ္စည်း၊ အင်္ဂလိပ်၊ ကမ္ဘာ၊ မန္တလေး၊ ဥက္ကဋ္ဌ၊ ပုဏ္ဏား၊ ဉာဏ်၊ ကျွန်ုပ်တို့",
        );
    }

    #[test]
    fn unicode_is_left_alone() {
        for text in [
            "မြန်မာနိုင်ငံသည် အရှေ့တောင်အာရှရှိ နိုင်ငံဖြစ်သည်။ ကျွန်ုပ်တို့ ယောက်ျားများ ဩဂုတ်လတွင် အင်္ဂလိပ်စာ သင်ကြသည်။",
            "ၵႂၢမ်းတႆး ပဵၼ်ၵႂၢမ်းလၢတ်ႈ ဢၼ်ၵူၼ်းတႆးၸႂ်ႉ။ မိူင်းတႆး မီးယူႇ တၢင်းဝၼ်းဢွၵ်ႇ ႁႅၼ်းၸိုင်ႈ။",
            "ဘာသာမန်ဂှ် ဒှ်ဘာသာမွဲ ပ္ဍဲကောန်ဂကူမည်တအ်။ ဒၞာဲဗွိုၚ်ဂၠိုၚ်ကောန်ဂကူမန် ဂွံဆဵုကေတ်",
            "ပှၤကညီအကျိၥ်အံၤ မ့ၢ်ဝဲ ကျိၥ်တၢ်ကတိၤလၢ ပှၤကညီတဖၣ် သူဝဲ။",
        ] {
            assert!(!Zawgyi::of(text).is_likely(), "{text}");
        }
    }

    #[test]
    fn a_line_is_judged_by_itself() {
        let zawgyi = "မနက္ေစာေစာ ထြက္ခြာသြားခဲ့ၿပီး ဘာေၾကာင့္ တိတ္ဆိတ္ေနသည္ကို";
        let unicode = "မနက်စောစော ထွက်ခွာသွားခဲ့ပြီး ဘာကြောင့် တိတ်ဆိတ်နေသည်ကို";
        check(&format!("{unicode}\n{zawgyi}"), &format!("{unicode}\n{unicode}"));
    }
}
