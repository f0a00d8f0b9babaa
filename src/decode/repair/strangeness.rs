//! How strange a row of characters looks to someone who reads many languages: no number of its own means anything,
//! only the difference between a text as it stands and as it would be after a repair.
//!
//! Knows no encodings and no words, only what letters, marks and signs do beside each other in every script: case
//! rises inside a word only by accident, scripts do not change inside a word, signs of money do not stand in it.

use std::sync::LazyLock;

/// What a character is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A blank of any width, a line break, or the edge of the text.
    Blank,
    Lower,
    Upper,
    /// A letter of a script without case, with the vowel signs and tones that belong to it.
    Caseless,
    /// A combining mark of no script.
    Mark,
    Digit,
    /// The apostrophe in both its forms.
    Apostrophe,
    /// Quotes of all shapes, and the two Spanish marks that open a sentence.
    Quote,
    /// Marks that end a clause.
    Point,
    Dash,
    /// Signs that stand beside figures: money, degrees, fractions, paragraphs.
    Sign,
    /// Signs that follow a word or a unit: ™ ® © ª º ² ³.
    Suffix,
    /// Signs that prose hardly has: ¤ ¦ ¨ ¬ ¯ ´ ¶ ¸ and their like.
    Odd,
    /// Parts of drawn tables.
    Drawing,
    Math,
    /// The soft hyphen.
    Hidden,
    /// ASCII's other signs, emoji, arrows: may stand anywhere.
    Free,
    Control,
    Replacement,
    /// Letters and signs that articles do not have, private use, and numbers without a character.
    Rare,
}

/// Scripts, as far as their letters must not be mixed in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    None,
    Latin,
    Greek,
    Cyrillic,
    /// Chinese, Japanese and Korean: written in one line with each other and with Latin.
    EastAsian,
    /// Any other: the number of its Unicode block.
    Other(u16),
}

/// What all characters have in common that look alike to their neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Class {
    kind: Kind,
    script: Script,
    ascii: bool,
}

impl Class {
    fn of(character: char) -> Class {
        let (kind, script) = look(character);
        Class { kind, script, ascii: character.is_ascii() }
    }

    fn is_letter(self) -> bool {
        matches!(self.kind, Kind::Lower | Kind::Upper | Kind::Caseless)
    }
}

/// A character as its neighbours see it: the number of its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look(u8);

impl Look {
    /// What stands before the first and after the last character of a text: a blank.
    pub const EDGE: Look = Look(0);

    #[inline]
    pub fn of(character: char) -> Look {
        let costs: &Costs = &COSTS;
        costs.looks.get(character as usize).copied().unwrap_or_else(|| costs.look_up(character))
    }

    fn class(self) -> Class {
        COSTS.classes[usize::from(self.0)]
    }

    /// Tells whether the character is no text that an article would have.
    pub fn is_rare(self) -> bool {
        COSTS.rare[usize::from(self.0) % CLASSES]
    }

    /// Tells whether it is a letter of a script that two misread bytes often happen to fall into.
    pub fn is_of_rare_script(self) -> bool {
        matches!(self.class().script, Script::Other(_))
    }
}

/// What all classes cost beside each other, reckoned once.
struct Costs {
    classes: Vec<Class>,
    /// The looks of the characters that misread text is made of, and most others.
    looks: [Look; DENSE],
    /// What two neighbours cost, and the right one wherever it stands; by the left one, then the right one.
    pairs: [[u8; CLASSES]; CLASSES],
    /// Whether each class is a letter, whether it can cost more between two letters, and whether articles have it not.
    letters: [bool; CLASSES],
    parts: [bool; CLASSES],
    rare: [bool; CLASSES],
    /// The look of U+FFFD.
    lost: Look,
}

/// There are no more than so many classes.
const CLASSES: usize = 128;
/// The looks of characters below are kept.
const DENSE: usize = 0x2600;

static COSTS: LazyLock<Costs> = LazyLock::new(|| {
    let mut costs = Costs {
        classes: vec![Class::of(' ')],
        looks: [Look::EDGE; DENSE],
        pairs: [[0; CLASSES]; CLASSES],
        letters: [false; CLASSES],
        parts: [false; CLASSES],
        rare: [false; CLASSES],
        lost: Look::EDGE,
    };
    let dense = ('\0'..).take(DENSE);
    for character in dense.clone().chain(['\u{FEFF}', '\u{FFFD}', '橋', '\u{3000}', 'ﬁ', '\u{E000}']) {
        let class = Class::of(character);
        if !costs.classes.contains(&class) {
            costs.classes.push(class);
        }
    }
    for (place, character) in dense.enumerate() {
        costs.looks[place] = costs.find(Class::of(character));
    }
    costs.lost = costs.find(Class::of('\u{FFFD}'));
    for (place, &left) in costs.classes.iter().enumerate() {
        for (cost, &right) in costs.pairs[place].iter_mut().zip(&costs.classes) {
            *cost = u8::try_from(pair(left, right) + alone(right)).expect("no pair costs less than nothing");
        }
        costs.letters[place] = left.is_letter();
        costs.rare[place] = left.kind == Kind::Rare;
        let letters = costs.classes.iter().filter(|class| class.is_letter());
        costs.parts[place] =
            letters.clone().any(|&before| letters.clone().any(|&after| between(before, left, after) != 0));
    }
    costs
});

impl Costs {
    /// Finds the look of a character that is not kept.
    #[cold]
    fn look_up(&self, character: char) -> Look {
        // What most often stands among misread characters.
        if character == '\u{FFFD}' { self.lost } else { self.find(Class::of(character)) }
    }

    fn find(&self, class: Class) -> Look {
        let place = self.classes.iter().position(|known| *known == class).unwrap_or(0);
        assert!(place < CLASSES, "there are fewer than {CLASSES} classes of characters");
        Look(place as u8)
    }
}

/// Returns how strange `stretch` is between its neighbours.
pub fn strangeness(before: Look, stretch: impl Iterator<Item = Look>, after: Look) -> i32 {
    let mut total = 0;
    let (mut earlier, mut last) = (Look::EDGE, before);
    // The neighbours themselves are not judged, so that nothing stands before the first.
    for look in stretch {
        total += beside(last, look) + within(earlier, last, look);
        (earlier, last) = (last, look);
    }
    total + meeting(last, after) + within(earlier, last, after)
}

/// Returns what a character costs wherever it stands and beside the one before it.
#[inline]
pub fn beside(left: Look, look: Look) -> i32 {
    i32::from(COSTS.pairs[usize::from(left.0) % CLASSES][usize::from(look.0) % CLASSES])
}

/// Returns what two neighbours cost.
#[inline]
pub fn meeting(left: Look, right: Look) -> i32 {
    beside(left, right) - alone(right.class())
}

/// Returns what a character costs between two others, beyond what it costs beside each.
#[inline]
pub fn within(left: Look, middle: Look, right: Look) -> i32 {
    let costs: &Costs = &COSTS;
    let is = |flags: &[bool; CLASSES], look: Look| flags[usize::from(look.0) % CLASSES];
    if is(&costs.parts, middle) && is(&costs.letters, left) && is(&costs.letters, right) {
        between(left.class(), middle.class(), right.class())
    } else {
        0
    }
}

/// What a character costs wherever it stands.
fn alone(class: Class) -> i32 {
    match class.kind {
        Kind::Rare => 4,
        Kind::Control => 3,
        Kind::Replacement => 2,
        Kind::Odd => 1,
        _ => 0,
    }
}

/// What two neighbours cost.
fn pair(left: Class, right: Class) -> i32 {
    if left.is_letter() && right.is_letter() {
        return letters(left, right);
    }
    let (other, letter_first) = match (left.is_letter(), right.is_letter()) {
        (true, false) => (right, true),
        (false, true) => (left, false),
        _ => return signs(left, right),
    };
    match other.kind {
        Kind::Drawing => 3,
        // 5 °C and 3 £m are written, C° and m£ hardly.
        Kind::Sign if !letter_first => 1,
        Kind::Sign | Kind::Odd | Kind::Math => 2,
        Kind::Suffix if !letter_first => 2,
        Kind::Mark if !letter_first => 1,
        Kind::Hidden => 1,
        _ => 0,
    }
}

fn letters(left: Class, right: Class) -> i32 {
    if left.script != right.script {
        let east = left.script == Script::EastAsian || right.script == Script::EastAsian;
        return if east && (left.ascii || right.ascii) { 1 } else { 3 };
    }
    let rises = left.kind == Kind::Lower && right.kind == Kind::Upper;
    match (rises, left.script) {
        // Names like `iPhone` and lost spaces rise in plain letters, hardly ever in accented ones.
        (true, Script::Latin) if right.ascii => 2,
        (true, Script::Latin) => 3,
        (true, _) => 2,
        (false, Script::Latin) if !left.ascii && !right.ascii => 1,
        (false, _) => 0,
    }
}

fn signs(left: Class, right: Class) -> i32 {
    let drawn = [left, right].iter().filter(|class| class.kind == Kind::Drawing).count();
    let blank = left.kind == Kind::Blank || right.kind == Kind::Blank;
    match (drawn, right.kind) {
        (1, _) if !blank => 2,
        (_, Kind::Mark) => 3,
        _ if breaks_formula(left, right) || breaks_formula(right, left) => 1,
        _ => 0,
    }
}

/// Tells whether a mathematical sign stands at another sign that no formula has.
fn breaks_formula(math: Class, other: Class) -> bool {
    let stray = matches!(
        other.kind,
        Kind::Quote | Kind::Apostrophe | Kind::Sign | Kind::Suffix | Kind::Odd | Kind::Dash | Kind::Free
    );
    math.kind == Kind::Math && stray && !other.ascii
}

/// What a sign costs between two letters, beyond what it costs beside each; two accented capitals begin no word.
fn between(left: Class, middle: Class, right: Class) -> i32 {
    if !left.is_letter() || !right.is_letter() {
        return 0;
    }
    match middle.kind {
        Kind::Quote => 2,
        Kind::Point | Kind::Sign | Kind::Digit | Kind::Dash => 1,
        // A soft hyphen parts a small word; after a capital it is half of a letter.
        Kind::Hidden if left.kind == Kind::Lower && right.kind == Kind::Lower => -2,
        Kind::Hidden => 1,
        Kind::Upper if left.kind == Kind::Upper && right.kind == Kind::Lower && !left.ascii && !middle.ascii => 2,
        _ => 0,
    }
}

fn look(character: char) -> (Kind, Script) {
    let code = u32::from(character);
    match character {
        '\0'..='\u{7F}' => {
            (ascii(character), if character.is_ascii_alphabetic() { Script::Latin } else { Script::None })
        }
        '\u{80}'..='\u{9F}' => (Kind::Control, Script::None),
        '\u{AA}' | '\u{BA}' => (Kind::Suffix, Script::None),
        '\u{A0}'..='\u{BF}' | '×' | '÷' => (latin_sign(character), Script::None),
        'ſ' | 'ĸ' | 'ŉ' | '\u{180}'..='\u{19F}' | '\u{1A2}'..='\u{1AE}' | '\u{1B1}'..='\u{1CC}' => {
            (Kind::Rare, Script::Latin)
        }
        '\u{250}'..='\u{258}' | '\u{25A}'..='\u{2AF}' => (Kind::Rare, Script::Latin),
        '\u{C0}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' | 'ﬁ' | 'ﬂ' => (cased(character), Script::Latin),
        'ʻ' | 'ʼ' => (Kind::Apostrophe, Script::None),
        '\u{2B0}'..='\u{2FF}' => (Kind::Odd, Script::None),
        '\u{300}'..='\u{36F}' => (Kind::Mark, Script::None),
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if character.is_alphabetic() => {
            (cased(character), Script::Greek)
        }
        '\u{460}'..='\u{489}' => (Kind::Rare, Script::Cyrillic),
        '\u{400}'..='\u{52F}' => (cased(character), Script::Cyrillic),
        '\u{530}'..='\u{58F}' | '\u{10A0}'..='\u{10FF}' => (cased(character), Script::Other(block(code))),
        '\u{590}'..='\u{5F4}'
        | '\u{600}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}'
        | '\u{900}'..='\u{109F}'
        | '\u{1200}'..='\u{137F}'
        | '\u{1780}'..='\u{17FF}' => (Kind::Caseless, Script::Other(block(code))),
        '\u{1100}'..='\u{11FF}'
        | '\u{3040}'..='\u{318F}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}'
        | '\u{20000}'..='\u{2FFFF}' => (Kind::Caseless, Script::EastAsian),
        '\u{2000}'..='\u{2BFF}' => (symbol(character), Script::None),
        '\u{3000}' => (Kind::Blank, Script::None),
        '\u{3001}'..='\u{303F}'
        | '\u{3200}'..='\u{33FF}'
        | '\u{FF00}'..='\u{FFEF}'
        | '\u{FE00}'..='\u{FE4F}'
        | '\u{FEFF}'
        | '\u{1F000}'..='\u{1FAFF}'
        | '\u{E0020}'..='\u{E007F}' => (Kind::Free, Script::None),
        '\u{FFFD}' => (Kind::Replacement, Script::None),
        _ => (Kind::Rare, Script::None),
    }
}

fn cased(character: char) -> Kind {
    if character.is_uppercase() { Kind::Upper } else { Kind::Lower }
}

/// The first number of a character's script, for the scripts that stand in blocks of 128 from U+0900 on.
fn block(code: u32) -> u16 {
    match code {
        0x0600..=0x077F => 0x0600,
        0x0900..=0x0DFF => (code & !0x7F) as u16,
        _ => (code & !0xFF) as u16,
    }
}

fn ascii(character: char) -> Kind {
    match character {
        'a'..='z' => Kind::Lower,
        'A'..='Z' => Kind::Upper,
        '0'..='9' => Kind::Digit,
        '\t' | '\n' | '\r' | ' ' => Kind::Blank,
        '\'' => Kind::Apostrophe,
        '"' => Kind::Quote,
        '.' | ',' | ';' | ':' | '!' | '?' => Kind::Point,
        _ => Kind::Free,
    }
}

fn latin_sign(character: char) -> Kind {
    match character {
        '\u{A0}' => Kind::Blank,
        '¡' | '¿' | '«' | '»' => Kind::Quote,
        '¢' | '£' | '¥' | '§' | '°' | '±' | 'µ' | '¼' | '½' | '¾' => Kind::Sign,
        '©' | '®' | '²' | '³' | '¹' => Kind::Suffix,
        '\u{AD}' => Kind::Hidden,
        '·' => Kind::Dash,
        '×' | '÷' => Kind::Math,
        _ => Kind::Odd,
    }
}

/// General punctuation, money, letter-like signs, arrows, mathematics, drawings and dingbats.
fn symbol(character: char) -> Kind {
    match character {
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{2028}' | '\u{2029}' => Kind::Blank,
        '\u{2010}'..='\u{2015}' => Kind::Dash,
        '’' => Kind::Apostrophe,
        '\u{2018}'..='\u{201F}' | '‹' | '›' => Kind::Quote,
        '…' => Kind::Point,
        '†' | '‡' | '‗' | '⁄' | 'ⁿ' | '₧' | '⌐' | '⌠' | '⌡' => Kind::Odd,
        '‰' | '\u{20A0}'..='\u{20BF}' => Kind::Sign,
        '™' | '\u{2070}'..='\u{209C}' => Kind::Suffix,
        '\u{2200}'..='\u{22FF}' | '◊' => Kind::Math,
        '\u{2500}'..='\u{25A0}' => Kind::Drawing,
        '\u{2000}'..='\u{206F}' | '\u{2100}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2460}'..='\u{2473}' => {
            Kind::Free
        }
        '\u{25A1}'..='\u{27BF}' | '\u{2B00}'..='\u{2B55}' => Kind::Free,
        _ => Kind::Rare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str) -> i32 {
        strangeness(Look::EDGE, text.chars().map(Look::of), Look::EDGE)
    }

    #[test]
    fn words_of_all_scripts_cost_nothing() {
        for text in ["été", "L’été", "Привет", "मौसम", "뉴스", "天気", "25 €", "Café™", "Ελλάδα", "rock’n’roll"]
        {
            assert_eq!(cost(text), 0, "{text}");
        }
    }

    #[test]
    fn damage_costs_more_than_what_was_meant() {
        for (damaged, meant) in [("cafÃ©s", "cafés"), ("РјРёСЂ", "мир"), ("v√§g", "väg"), ("p├Ñ", "på")]
        {
            assert!(cost(damaged) >= cost(meant) + 3, "{damaged}: {}", cost(damaged));
        }
    }
}
