//! Which characters beyond ASCII languages use, and how often Russian uses its letters: enough to tell a text in a
//! language from one in none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::control::windows_1252;
use super::scan::beyond_ascii;

/// The characters beyond ASCII of a text, counted.
pub struct Letters {
    /// Each small letter or sign once, ascending.
    counts: Vec<(char, u32)>,
    total: u32,
    capitals: u32,
}

/// What every language may have: quotes, dashes, money, and the signs of a newspaper.
const COMMON: &str = "‘’“”„‚«»‹›–—…•·€£°§©®™²³½¼¾×−\u{A0}\u{AD}\u{200B}\u{FEFF}\u{2009}\u{202F}";

/// The accented letters of languages that are written in Latin ones, small ones only.
const ALPHABETS: &[&str] = &[
    // French
    "éèêëàâçîïôœùûüÿæ",
    // German
    "äöüß",
    // Spanish, Catalan, Galician, Basque
    "áéíóúüñ¡¿ºªïçàèò",
    // Portuguese
    "áâãàçéêíóôõúüºª",
    // Italian
    "àèéìòóù",
    // Danish, Norwegian, Faroese
    "æøåéóèêòôäö",
    // Swedish, Finnish
    "åäöéšžü",
    // Icelandic
    "áðéíóúýþæö",
    // Dutch
    "éëïóöüèêáí",
    // Polish
    "ąćęłńóśźż",
    // Czech, Slovak
    "áčďéěíňóřšťúůýžäľĺôŕ",
    // Hungarian
    "áéíóöőúüű",
    // Romanian
    "ăâîșțşţ",
    // Croatian, Bosnian, Slovene, Serbian
    "čćđšž",
    // Turkish, Azeri
    "çğıöşüâîûəi̇",
    // Lithuanian
    "ąčęėįšųūž",
    // Latvian
    "āčēģīķļņšūž",
    // Estonian
    "äöõüšž",
    // Albanian
    "ëç",
    // Welsh, Irish
    "âêîôûŵŷáéíóúïëö",
    // Maltese
    "ċġħżàèìòù",
    // Esperanto
    "ĉĝĥĵŝŭ",
    // Vietnamese
    "àáạảãâầấậẩẫăằắặẳẵèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹđ",
];

/// Tells whether the beginning of a text is plainly in a language: the quick look that lets most texts go.
pub fn is_plain(text: &str) -> bool {
    let traits: &[Traits] = &TRAITS;
    let mut languages = [0_u32; 32];
    let (mut total, mut capitals, mut suspects, mut cyrillic, mut fit) = (0_u32, 0, 0, 0, 0.0);
    for character in beyond_ascii(text) {
        // A text with other scripts in it was not read as a legacy encoding of one byte.
        let Some(traits) = traits.get(character as usize).filter(|traits| !traits.foreign) else { return true };
        if traits.common && !traits.suspect {
            continue;
        }
        total += 1;
        capitals += u32::from(traits.capital);
        suspects += u32::from(traits.suspect);
        if traits.fit < 0.0 {
            cyrillic += 1;
            fit += traits.fit;
        }
        let mut alphabets = traits.alphabets;
        while alphabets != 0 {
            languages[alphabets.trailing_zeros() as usize] += 1;
            alphabets &= alphabets - 1;
        }
        if total == GLANCE {
            break;
        }
    }
    let best = languages.into_iter().max().unwrap_or(0);
    let latin = best * 20 > total * 17 && suspects * 10 < total && capitals * 5 < total * 2;
    let russian = cyrillic * 10 > total * 9 && fit > CYRILLIC_FIT * f64::from(cyrillic);
    total == 0 || latin || russian
}

/// The characters of legacy encodings and of most languages with small alphabets are below.
const DENSE: usize = 0x2600;
/// So many characters beyond ASCII are looked at first.
const GLANCE: u32 = 64;

/// What is known of a character.
#[derive(Clone, Copy, Default)]
struct Traits {
    /// The alphabets that have it, one bit each.
    alphabets: u32,
    /// The logarithm of its frequency in Russian, 0 for what is not Cyrillic.
    fit: f64,
    common: bool,
    suspect: bool,
    capital: bool,
    foreign: bool,
}

static TRAITS: LazyLock<Vec<Traits>> = LazyLock::new(|| ('\0'..).take(DENSE).map(Traits::new).collect());

impl Traits {
    fn of(character: char) -> Traits {
        TRAITS.get(character as usize).copied().unwrap_or_else(|| Traits::new(character))
    }

    fn new(character: char) -> Traits {
        let small = small(character);
        let holders = (0..).zip(ALPHABETS).filter(|(_, alphabet)| alphabet.contains(small));
        let suspect = SUSPECT.contains(small) || windows_1252(character).is_some_and(|meant| SUSPECT.contains(meant));
        Traits {
            alphabets: holders.fold(0, |all, (place, _)| all | (1 << place)),
            fit: if is_cyrillic(small) { frequency(small).ln() } else { 0.0 },
            common: COMMON.contains(character),
            suspect,
            capital: character.is_uppercase(),
            foreign: !is_latin_sign(character) && !is_cyrillic(character) && !is_drawing(character),
        }
    }
}

/// Signs that no language needs, and that letters become when they are misread.
const SUSPECT: &str = "‚ˆ‰†‡ƒ˜¸¨¤¦¬¯´¶‹›ÿ˚˝ˇ";

impl Letters {
    /// Counts `characters`; a C1 control counts as what windows-1252 has at its place.
    pub fn of(characters: impl Iterator<Item = char>) -> Letters {
        let mut dense = vec![0_u32; DENSE];
        let mut others = BTreeMap::new();
        for character in characters {
            match dense.get_mut(character as usize) {
                Some(count) => *count += 1,
                None => *others.entry(character).or_insert(0) += 1,
            }
        }
        let dense = (0..).zip(dense).filter(|(_, count)| *count > 0);
        let dense = dense.filter_map(|(code, count)| Some((char::from_u32(code)?, count)));
        let mut letters = Letters { counts: Vec::new(), total: 0, capitals: 0 };
        for (character, count) in dense.chain(others) {
            let character = windows_1252(character).unwrap_or(character);
            letters.capitals += count * u32::from(character.is_uppercase());
            letters.total += count;
            letters.counts.push((small(character), count));
        }
        letters.counts.sort_unstable();
        letters.counts.dedup_by(|(later, more), (earlier, count)| {
            let same = later == earlier;
            *count += *more * u32::from(same);
            same
        });
        letters
    }

    /// Returns how many there are.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// Returns the share of capitals.
    pub fn capitals(&self) -> f64 {
        f64::from(self.capitals) / f64::from(self.total.max(1))
    }

    /// Tells whether the text can be in a language, so that nobody need look further.
    pub fn is_language(&self) -> bool {
        // A text with other scripts in it was not read as a legacy encoding of one byte.
        let elsewhere = self.count(|traits| traits.foreign);
        let suspect = self.count(|traits| traits.suspect);
        let latin = self.latin_share() > 0.85 && suspect * 10 < self.total && self.capitals() < 0.4;
        elsewhere * 10 > self.total || latin || cyrillic_fit(self) > CYRILLIC_FIT
    }

    /// Tells whether all of it is of one alphabet.
    pub fn is_in_language(&self) -> bool {
        self.capitals() < 0.4 && (self.latin_share() >= 0.97 || cyrillic_fit(self) > CYRILLIC_FIT)
    }

    /// Returns how much of it is of the one language written in Latin letters that has the most, 0 to 1. Common signs
    /// do not count, but a text of them alone is in every language.
    pub fn latin_share(&self) -> f64 {
        let mut shares = [0_u32; ALPHABETS.len()];
        let mut counted = 0;
        for (traits, count) in self.traits().filter(|(traits, _)| !traits.common) {
            counted += count;
            for (place, share) in shares.iter_mut().enumerate() {
                *share += count * ((traits.alphabets >> place) & 1);
            }
        }
        if counted == 0 { 1.0 } else { f64::from(shares.into_iter().max().unwrap_or(0)) / f64::from(counted) }
    }

    /// Returns how well it fits the language that it fits best: a number to be compared.
    pub fn fit(&self) -> f64 {
        self.latin_share().max(1.0 + cyrillic_fit(self) / 10.0)
    }

    fn count(&self, wanted: impl Fn(&Traits) -> bool) -> u32 {
        self.traits().filter(|(traits, _)| wanted(traits)).map(|(_, count)| count).sum()
    }

    fn traits(&self) -> impl Iterator<Item = (Traits, u32)> {
        self.counts.iter().map(|&(character, count)| (Traits::of(character), count))
    }
}

/// Returns the mean logarithm of the letters' frequency in Russian, in nats; very low where there are few Cyrillic ones.
pub fn cyrillic_fit(letters: &Letters) -> f64 {
    let (mut counted, mut cyrillic, mut weight) = (0, 0, 0.0);
    let unknown = (UNKNOWN / 100.0).ln();
    for &(character, count) in letters.counts.iter().filter(|(character, _)| *character != '№') {
        let traits = Traits::of(character);
        if traits.common {
            continue;
        }
        counted += count;
        cyrillic += count * u32::from(is_cyrillic(character));
        weight += f64::from(count) * if is_cyrillic(character) { traits.fit } else { unknown };
    }
    if cyrillic * 10 < counted * 9 || counted == 0 { f64::NEG_INFINITY } else { weight / f64::from(counted) }
}

/// Returns a small letter's share of Russian, 0 to 1.
fn frequency(letter: char) -> f64 {
    RUSSIAN.iter().find(|(other, _)| *other == letter).map_or(UNKNOWN, |(_, share)| *share) / 100.0
}

/// Russian and Ukrainian texts of some length have -3.2 and better, those misread among the Cyrillic encodings -3.6 and
/// worse.
const CYRILLIC_FIT: f64 = -3.35;

/// The frequency of a character that the table does not have, in percent.
const UNKNOWN: f64 = 0.1;

/// How often Russian uses its letters, in percent (Lyashevskaya and Sharov, frequency dictionary of modern Russian,
/// 2009), with the letters that Ukrainian, Belarusian, Serbian and Macedonian have beside them at a mean value.
const RUSSIAN: &[(char, f64)] = &[
    ('о', 10.97),
    ('е', 8.45),
    ('а', 8.01),
    ('и', 7.35),
    ('н', 6.7),
    ('т', 6.26),
    ('с', 5.47),
    ('р', 4.73),
    ('в', 4.54),
    ('л', 4.4),
    ('к', 3.49),
    ('м', 3.21),
    ('д', 2.98),
    ('п', 2.81),
    ('у', 2.62),
    ('я', 2.01),
    ('ы', 1.9),
    ('ь', 1.74),
    ('г', 1.7),
    ('з', 1.65),
    ('б', 1.59),
    ('ч', 1.44),
    ('й', 1.21),
    ('х', 0.97),
    ('ж', 0.94),
    ('ш', 0.73),
    ('ю', 0.64),
    ('ц', 0.48),
    ('щ', 0.36),
    ('э', 0.32),
    ('ф', 0.26),
    ('ъ', 0.04),
    ('ё', 0.04),
    ('і', 2.0),
    ('ї', 0.6),
    ('є', 0.5),
    ('ў', 1.0),
    ('ј', 2.0),
    ('љ', 0.5),
    ('њ', 0.5),
    ('ћ', 0.5),
];

fn small(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{4FF}')
}

/// Tells whether Latin texts, and texts that were taken for such, may hold the character.
fn is_latin_sign(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2000}'..='\u{22FF}' | 'π' | 'Ω' | 'ω' | 'ﬁ' | 'ﬂ' | '\u{F8FF}' | '◊')
}

fn is_drawing(character: char) -> bool {
    matches!(character, '\u{2500}'..='\u{25A0}')
}
