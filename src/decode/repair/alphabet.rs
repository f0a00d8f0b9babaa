//! Which characters beyond ASCII languages use, and how often Russian uses its letters: enough to tell a text in a
//! language from one in none.

use std::sync::LazyLock;

use super::control::windows_1252;
use super::scan::beyond_ascii;

/// The characters beyond ASCII of a text, counted.
pub struct Letters {
    /// How many there are of each kind, by its place in `Kinds`.
    counts: Vec<u32>,
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

/// Tells whether the beginning of a text is evidently in one language: a fast test that is enough for most texts.
pub fn is_plain(text: &str) -> bool {
    let kinds: &Kinds = &KINDS;
    let mut letters = Letters::none();
    let mut counted = 0;
    for character in beyond_ascii(text) {
        let kind = kinds.of(character);
        let traits = kinds.traits[kind];
        // A text with other scripts in it was not read as a legacy encoding of one byte.
        if traits.foreign {
            return true;
        }
        if !traits.common || traits.suspect {
            letters.counts[kind] += 1;
            counted += 1;
        }
        if counted == GLANCE {
            break;
        }
    }
    let sums = letters.sums();
    let latin =
        sums.best * 20 > sums.total * 17 && sums.suspects * 10 < sums.total && sums.capitals * 5 < sums.total * 2;
    let russian = sums.cyrillic * 10 > sums.total * 9 && sums.fit > CYRILLIC_FIT * f64::from(sums.cyrillic);
    sums.total == 0 || latin || russian
}

/// The characters of legacy encodings and of most languages with small alphabets are below.
const DENSE: usize = 0x2600;
/// How many characters beyond ASCII the fast test reads.
const GLANCE: u32 = 64;

/// What is known of a character.
#[derive(Clone, Copy, Default, PartialEq)]
struct Traits {
    /// The alphabets that have it, one bit each.
    alphabets: u32,
    /// The logarithm of its frequency in Russian, 0 for what is not Cyrillic.
    fit: f64,
    common: bool,
    suspect: bool,
    capital: bool,
    foreign: bool,
    /// The sign that Russian texts have and the other Cyrillic encodings too.
    number: bool,
}

/// Characters that have the same traits are of one kind: there are some hundreds.
struct Kinds {
    /// The kind of each character below `DENSE`.
    dense: Vec<u16>,
    traits: Vec<Traits>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let mut kinds = Kinds { dense: Vec::with_capacity(DENSE), traits: Vec::new() };
    for character in ('\0'..).take(DENSE) {
        let traits = Traits::new(character);
        let kind = kinds.traits.iter().position(|known| *known == traits).unwrap_or_else(|| {
            kinds.traits.push(traits);
            kinds.traits.len() - 1
        });
        kinds.dense.push(u16::try_from(kind).expect("there are fewer kinds than characters"));
    }
    let others = [Traits::new('\u{FEFF}'), Traits::new('ﬁ'), Traits::new('橋')];
    kinds.traits.extend(others);
    kinds
});

impl Kinds {
    fn of(&self, character: char) -> usize {
        match (self.dense.get(character as usize), character) {
            (Some(&kind), _) => usize::from(kind),
            // The last three.
            (None, '\u{FEFF}') => self.traits.len() - 3,
            (None, other) if is_latin_sign(other) => self.traits.len() - 2,
            (None, _) => self.traits.len() - 1,
        }
    }
}

impl Traits {
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
            number: character == '№',
        }
    }
}

/// Signs that no language needs, and that letters become when they are misread.
const SUSPECT: &str = "‚ˆ‰†‡ƒ˜¸¨¤¦¬¯´¶‹›ÿ˚˝ˇ";

/// Sums over the characters of a text.
#[derive(Default)]
struct Sums {
    total: u32,
    capitals: u32,
    suspects: u32,
    foreign: u32,
    /// Those that are not common signs.
    telling: u32,
    /// How many of those are of the alphabet that has the most of them.
    best: u32,
    /// How many of them are Cyrillic letters, and the sum of their `fit`.
    cyrillic: u32,
    fit: f64,
    /// How many of them are neither Cyrillic nor the sign of a number.
    others: u32,
}

impl Letters {
    fn none() -> Letters {
        Letters { counts: vec![0; KINDS.traits.len()] }
    }

    /// Counts `characters`; a C1 control counts as what windows-1252 has at its place.
    pub fn of(characters: impl Iterator<Item = char>) -> Letters {
        Letters::counted(characters.map(|character| (character, 1)))
    }

    /// Takes in characters that were counted before.
    pub fn counted(characters: impl Iterator<Item = (char, u32)>) -> Letters {
        let kinds: &Kinds = &KINDS;
        let mut letters = Letters::none();
        for (character, count) in characters {
            let meant = if character < '\u{A0}' { windows_1252(character).unwrap_or(character) } else { character };
            letters.counts[kinds.of(meant)] += count;
        }
        letters
    }

    /// Returns how many there are.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Returns the share of capitals.
    pub fn capitals(&self) -> f64 {
        self.sums().capital_share()
    }

    /// Tells whether the text can be in a language, so that nobody need look further.
    pub fn is_language(&self) -> bool {
        let sums = self.sums();
        let latin = sums.latin_share() > 0.85 && sums.suspects * 10 < sums.total && sums.capital_share() < 0.4;
        // A text with other scripts in it was not read as a legacy encoding of one byte.
        sums.foreign * 10 > sums.total || latin || sums.cyrillic_fit() > CYRILLIC_FIT
    }

    /// Tells whether all of it is of one alphabet.
    pub fn is_in_language(&self) -> bool {
        let sums = self.sums();
        sums.capital_share() < 0.4 && (sums.latin_share() >= 0.97 || sums.cyrillic_fit() > CYRILLIC_FIT)
    }

    /// Returns how well it fits the language that it fits best: a number to be compared.
    pub fn fit(&self) -> f64 {
        let sums = self.sums();
        sums.latin_share().max(1.0 + sums.cyrillic_fit() / 10.0)
    }

    /// Returns the mean logarithm of the letters' frequency in Russian, in nats; very low where there are few Cyrillic
    /// ones.
    pub fn cyrillic_fit(&self) -> f64 {
        self.sums().cyrillic_fit()
    }

    fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        let mut alphabets = [0_u32; ALPHABETS.len()];
        for (&count, traits) in self.counts.iter().zip(&KINDS.traits).filter(|(count, _)| **count > 0) {
            sums.total += count;
            sums.capitals += count * u32::from(traits.capital);
            sums.suspects += count * u32::from(traits.suspect);
            sums.foreign += count * u32::from(traits.foreign);
            if traits.common {
                continue;
            }
            sums.telling += count;
            if traits.fit < 0.0 {
                sums.cyrillic += count;
                sums.fit += f64::from(count) * traits.fit;
            } else if !traits.number {
                sums.others += count;
            }
            let mut holders = traits.alphabets;
            while holders != 0 {
                alphabets[holders.trailing_zeros() as usize] += count;
                holders &= holders - 1;
            }
        }
        sums.best = alphabets.into_iter().max().unwrap_or(0);
        sums
    }
}

impl Sums {
    fn capital_share(&self) -> f64 {
        f64::from(self.capitals) / f64::from(self.total.max(1))
    }

    /// Returns how much of it is of the one language written in Latin letters that has the most, 0 to 1. Common signs
    /// do not count, but a text of them alone is in every language.
    fn latin_share(&self) -> f64 {
        if self.telling == 0 { 1.0 } else { f64::from(self.best) / f64::from(self.telling) }
    }

    fn cyrillic_fit(&self) -> f64 {
        let counted = self.cyrillic + self.others;
        if self.cyrillic * 10 < counted * 9 || counted == 0 {
            return f64::NEG_INFINITY;
        }
        (self.fit + f64::from(self.others) * (UNKNOWN / 100.0).ln()) / f64::from(counted)
    }
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
