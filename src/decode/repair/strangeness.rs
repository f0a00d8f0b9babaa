//! How strange a row of characters looks to someone who reads many languages: no number of its own means anything,
//! only the difference between a text as it stands and as it would be after a repair.
//!
//! Knows no encodings and no words, only what letters, marks and signs do beside each other in every script: case
//! rises inside a word only by accident, scripts do not change inside a word, signs of money do not stand in it.

use std::sync::LazyLock;

/// What a character is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CharacterKind {
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
    kind: CharacterKind,
    script: Script,
    ascii: bool,
}

impl Class {
    fn of(character: char) -> Class {
        let (kind, script) = kind_and_script(character);
        Class { kind, script, ascii: character.is_ascii() }
    }

    fn is_letter(self) -> bool {
        matches!(self.kind, CharacterKind::Lower | CharacterKind::Upper | CharacterKind::Caseless)
    }
}

/// A character as its neighbours see it: the number of its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassId(u8);

impl ClassId {
    /// What stands before the first and after the last character of a text: a blank.
    pub const EDGE: ClassId = ClassId(0);

    #[inline]
    pub fn of(character: char) -> ClassId {
        let costs: &Costs = &COSTS;
        costs.ids.get(character as usize).copied().unwrap_or_else(|| costs.look_up(character))
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

/// The costs of all pairs of classes, computed once.
struct Costs {
    classes: Vec<Class>,
    /// The classes of the characters that misread text is made of, and most others.
    ids: [ClassId; DENSE],
    /// What two neighbours cost, and the right one wherever it stands; by the left one, then the right one.
    pairs: [[u8; CLASSES]; CLASSES],
    /// Whether each class is a letter, whether it can cost more between two letters, and whether articles have it not.
    letters: [bool; CLASSES],
    parts: [bool; CLASSES],
    rare: [bool; CLASSES],
    /// The class of U+FFFD.
    lost: ClassId,
}

/// The most classes that there can be.
const CLASSES: usize = 128;
/// The classes of the characters below this one are kept.
const DENSE: usize = 0x2600;

static COSTS: LazyLock<Costs> = LazyLock::new(|| {
    let mut costs = Costs {
        classes: vec![Class::of(' ')],
        ids: [ClassId::EDGE; DENSE],
        pairs: [[0; CLASSES]; CLASSES],
        letters: [false; CLASSES],
        parts: [false; CLASSES],
        rare: [false; CLASSES],
        lost: ClassId::EDGE,
    };
    let dense = ('\0'..).take(DENSE);
    for character in dense.clone().chain(['\u{FEFF}', '\u{FFFD}', '橋', '\u{3000}', 'ﬁ', '\u{E000}']) {
        let class = Class::of(character);
        if !costs.classes.contains(&class) {
            costs.classes.push(class);
        }
    }
    for (place, character) in dense.enumerate() {
        costs.ids[place] = costs.find(Class::of(character));
    }
    costs.lost = costs.find(Class::of('\u{FFFD}'));
    for (place, &left) in costs.classes.iter().enumerate() {
        for (cost, &right) in costs.pairs[place].iter_mut().zip(&costs.classes) {
            *cost = u8::try_from(pair(left, right) + alone(right)).expect("no pair costs less than nothing");
        }
        costs.letters[place] = left.is_letter();
        costs.rare[place] = left.kind == CharacterKind::Rare;
        let letters = costs.classes.iter().filter(|class| class.is_letter());
        costs.parts[place] =
            letters.clone().any(|&before| letters.clone().any(|&after| between(before, left, after) != 0));
    }
    costs
});

impl Costs {
    /// Finds the class of a character that is not kept.
    #[cold]
    fn look_up(&self, character: char) -> ClassId {
        // What most often stands among misread characters.
        if character == '\u{FFFD}' { self.lost } else { self.find(Class::of(character)) }
    }

    fn find(&self, class: Class) -> ClassId {
        let place = self.classes.iter().position(|known| *known == class).unwrap_or(0);
        assert!(place < CLASSES, "there are fewer than {CLASSES} classes of characters");
        ClassId(place as u8)
    }
}

/// Returns how strange `stretch` is between its neighbours.
pub fn strangeness(before: ClassId, stretch: impl Iterator<Item = ClassId>, after: ClassId) -> i32 {
    let mut total = 0;
    let (mut earlier, mut last) = (ClassId::EDGE, before);
    // The neighbours themselves are not judged, so that nothing stands before the first.
    for class in stretch {
        total += beside(last, class) + within(earlier, last, class);
        (earlier, last) = (last, class);
    }
    total + meeting(last, after) + within(earlier, last, after)
}

/// Returns what a character costs wherever it stands and beside the one before it.
#[inline]
pub fn beside(left: ClassId, class: ClassId) -> i32 {
    i32::from(COSTS.pairs[usize::from(left.0) % CLASSES][usize::from(class.0) % CLASSES])
}

/// Returns what two neighbours cost.
#[inline]
pub fn meeting(left: ClassId, right: ClassId) -> i32 {
    beside(left, right) - alone(right.class())
}

/// Returns what a character costs between two others, beyond what it costs beside each.
#[inline]
pub fn within(left: ClassId, middle: ClassId, right: ClassId) -> i32 {
    let costs: &Costs = &COSTS;
    let is = |flags: &[bool; CLASSES], class: ClassId| flags[usize::from(class.0) % CLASSES];
    if is(&costs.parts, middle) && is(&costs.letters, left) && is(&costs.letters, right) {
        between(left.class(), middle.class(), right.class())
    } else {
        0
    }
}

/// What a character costs wherever it stands.
fn alone(class: Class) -> i32 {
    match class.kind {
        CharacterKind::Rare => 4,
        CharacterKind::Control => 3,
        CharacterKind::Replacement => 2,
        CharacterKind::Odd => 1,
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
        CharacterKind::Drawing => 3,
        // 5 °C and 3 £m are written, C° and m£ hardly.
        CharacterKind::Sign if !letter_first => 1,
        CharacterKind::Sign | CharacterKind::Odd | CharacterKind::Math => 2,
        CharacterKind::Suffix if !letter_first => 2,
        CharacterKind::Mark if !letter_first => 1,
        CharacterKind::Hidden => 1,
        _ => 0,
    }
}

fn letters(left: Class, right: Class) -> i32 {
    if left.script != right.script {
        let east = left.script == Script::EastAsian || right.script == Script::EastAsian;
        return if east && (left.ascii || right.ascii) { 1 } else { 3 };
    }
    let rises = left.kind == CharacterKind::Lower && right.kind == CharacterKind::Upper;
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
    let drawn = [left, right].iter().filter(|class| class.kind == CharacterKind::Drawing).count();
    let blank = left.kind == CharacterKind::Blank || right.kind == CharacterKind::Blank;
    match (drawn, right.kind) {
        (1, _) if !blank => 2,
        (_, CharacterKind::Mark) => 3,
        _ if breaks_formula(left, right) || breaks_formula(right, left) => 1,
        _ => 0,
    }
}

/// Tells whether a mathematical sign stands at another sign that no formula has.
fn breaks_formula(math: Class, other: Class) -> bool {
    let stray = matches!(
        other.kind,
        CharacterKind::Quote
            | CharacterKind::Apostrophe
            | CharacterKind::Sign
            | CharacterKind::Suffix
            | CharacterKind::Odd
            | CharacterKind::Dash
            | CharacterKind::Free
    );
    math.kind == CharacterKind::Math && stray && !other.ascii
}

/// What a sign costs between two letters, beyond what it costs beside each; two accented capitals begin no word.
fn between(left: Class, middle: Class, right: Class) -> i32 {
    if !left.is_letter() || !right.is_letter() {
        return 0;
    }
    match middle.kind {
        CharacterKind::Quote => 2,
        CharacterKind::Point | CharacterKind::Sign | CharacterKind::Digit | CharacterKind::Dash => 1,
        // A soft hyphen parts a small word; after a capital it is half of a letter.
        CharacterKind::Hidden if left.kind == CharacterKind::Lower && right.kind == CharacterKind::Lower => -2,
        CharacterKind::Hidden => 1,
        CharacterKind::Upper
            if left.kind == CharacterKind::Upper
                && right.kind == CharacterKind::Lower
                && !left.ascii
                && !middle.ascii =>
        {
            2
        }
        _ => 0,
    }
}

fn kind_and_script(character: char) -> (CharacterKind, Script) {
    let code = u32::from(character);
    match character {
        '\0'..='\u{7F}' => {
            (ascii(character), if character.is_ascii_alphabetic() { Script::Latin } else { Script::None })
        }
        '\u{80}'..='\u{9F}' => (CharacterKind::Control, Script::None),
        '\u{AA}' | '\u{BA}' => (CharacterKind::Suffix, Script::None),
        '\u{A0}'..='\u{BF}' | '×' | '÷' => (latin_sign(character), Script::None),
        'ſ' | 'ĸ' | 'ŉ' | '\u{180}'..='\u{19F}' | '\u{1A2}'..='\u{1AE}' | '\u{1B1}'..='\u{1CC}' => {
            (CharacterKind::Rare, Script::Latin)
        }
        '\u{250}'..='\u{258}' | '\u{25A}'..='\u{2AF}' => (CharacterKind::Rare, Script::Latin),
        '\u{C0}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' | 'ﬁ' | 'ﬂ' => (cased(character), Script::Latin),
        'ʻ' | 'ʼ' => (CharacterKind::Apostrophe, Script::None),
        '\u{2B0}'..='\u{2FF}' => (CharacterKind::Odd, Script::None),
        '\u{300}'..='\u{36F}' => (CharacterKind::Mark, Script::None),
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if character.is_alphabetic() => {
            (cased(character), Script::Greek)
        }
        '\u{460}'..='\u{489}' => (CharacterKind::Rare, Script::Cyrillic),
        '\u{400}'..='\u{52F}' => (cased(character), Script::Cyrillic),
        '\u{530}'..='\u{58F}' | '\u{10A0}'..='\u{10FF}' => (cased(character), Script::Other(block(code))),
        '\u{590}'..='\u{5F4}'
        | '\u{600}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}'
        | '\u{900}'..='\u{109F}'
        | '\u{1200}'..='\u{137F}'
        | '\u{1780}'..='\u{17FF}' => (CharacterKind::Caseless, Script::Other(block(code))),
        '\u{1100}'..='\u{11FF}'
        | '\u{3040}'..='\u{318F}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}'
        | '\u{20000}'..='\u{2FFFF}' => (CharacterKind::Caseless, Script::EastAsian),
        '\u{2000}'..='\u{2BFF}' => (symbol(character), Script::None),
        '\u{3000}' => (CharacterKind::Blank, Script::None),
        '\u{3001}'..='\u{303F}'
        | '\u{3200}'..='\u{33FF}'
        | '\u{FF00}'..='\u{FFEF}'
        | '\u{FE00}'..='\u{FE4F}'
        | '\u{FEFF}'
        | '\u{1F000}'..='\u{1FAFF}'
        | '\u{E0020}'..='\u{E007F}' => (CharacterKind::Free, Script::None),
        '\u{FFFD}' => (CharacterKind::Replacement, Script::None),
        _ => (CharacterKind::Rare, Script::None),
    }
}

fn cased(character: char) -> CharacterKind {
    if character.is_uppercase() { CharacterKind::Upper } else { CharacterKind::Lower }
}

/// The first number of a character's script, for the scripts that stand in blocks of 128 from U+0900 on.
fn block(code: u32) -> u16 {
    match code {
        0x0600..=0x077F => 0x0600,
        0x0900..=0x0DFF => (code & !0x7F) as u16,
        _ => (code & !0xFF) as u16,
    }
}

fn ascii(character: char) -> CharacterKind {
    match character {
        'a'..='z' => CharacterKind::Lower,
        'A'..='Z' => CharacterKind::Upper,
        '0'..='9' => CharacterKind::Digit,
        '\t' | '\n' | '\r' | ' ' => CharacterKind::Blank,
        '\'' => CharacterKind::Apostrophe,
        '"' => CharacterKind::Quote,
        '.' | ',' | ';' | ':' | '!' | '?' => CharacterKind::Point,
        _ => CharacterKind::Free,
    }
}

fn latin_sign(character: char) -> CharacterKind {
    match character {
        '\u{A0}' => CharacterKind::Blank,
        '¡' | '¿' | '«' | '»' => CharacterKind::Quote,
        '¢' | '£' | '¥' | '§' | '°' | '±' | 'µ' | '¼' | '½' | '¾' => CharacterKind::Sign,
        '©' | '®' | '²' | '³' | '¹' => CharacterKind::Suffix,
        '\u{AD}' => CharacterKind::Hidden,
        '·' => CharacterKind::Dash,
        '×' | '÷' => CharacterKind::Math,
        _ => CharacterKind::Odd,
    }
}

/// General punctuation, money, letter-like signs, arrows, mathematics, drawings and dingbats.
fn symbol(character: char) -> CharacterKind {
    match character {
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{2028}' | '\u{2029}' => CharacterKind::Blank,
        '\u{2010}'..='\u{2015}' => CharacterKind::Dash,
        '’' => CharacterKind::Apostrophe,
        '\u{2018}'..='\u{201F}' | '‹' | '›' => CharacterKind::Quote,
        '…' => CharacterKind::Point,
        '†' | '‡' | '‗' | '⁄' | 'ⁿ' | '₧' | '⌐' | '⌠' | '⌡' => CharacterKind::Odd,
        '‰' | '\u{20A0}'..='\u{20BF}' => CharacterKind::Sign,
        '™' | '\u{2070}'..='\u{209C}' => CharacterKind::Suffix,
        '\u{2200}'..='\u{22FF}' | '◊' => CharacterKind::Math,
        '\u{2500}'..='\u{25A0}' => CharacterKind::Drawing,
        '\u{2000}'..='\u{206F}' | '\u{2100}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2460}'..='\u{2473}' => {
            CharacterKind::Free
        }
        '\u{25A1}'..='\u{27BF}' | '\u{2B00}'..='\u{2B55}' => CharacterKind::Free,
        _ => CharacterKind::Rare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str) -> i32 {
        strangeness(ClassId::EDGE, text.chars().map(ClassId::of), ClassId::EDGE)
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
