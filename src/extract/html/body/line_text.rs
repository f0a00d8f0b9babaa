//! What the characters of a line say about it, whatever its place on the page.

/// What a line's characters are.
#[derive(Default)]
pub(super) struct CharacterCounts {
    pub(super) words: u32,
    pub(super) letters: u32,
    pub(super) capitals: u32,
    pub(super) digits: u32,
    /// Marks that may end a sentence, and marks that may stand within one.
    pub(super) stops: u32,
    pub(super) commas: u32,
    /// Whether it has separators or bullets, as menus have them, and whether it has marks of rights.
    pub(super) has_bullets: bool,
    pub(super) has_rights: bool,
}

impl CharacterCounts {
    /// Counts the characters of a line.
    pub(super) fn of(text: &str) -> Self {
        let mut counts = CharacterCounts { words: 1, ..CharacterCounts::default() };
        for character in text.chars() {
            match character {
                'a'..='z' => counts.letters += 1,
                'A'..='Z' => {
                    counts.letters += 1;
                    counts.capitals += 1;
                }
                ' ' => counts.words += 1,
                '0'..='9' => counts.digits += 1,
                '.' | '!' | '?' | '。' | '؟' | '।' => counts.stops += 1,
                ',' | ';' | '、' | '،' | '，' => counts.commas += 1,
                '|' | '»' | '›' | '→' | '▶' | '•' | '·' => counts.has_bullets = true,
                '©' | '®' | '™' => counts.has_rights = true,
                '\0'..='\x7F' => {}
                _ => {
                    counts.letters += u32::from(character.is_alphabetic());
                    counts.capitals += u32::from(character.is_uppercase());
                }
            }
        }
        counts
    }
}

/// Returns a text in lower case, with nothing but letters and digits, and one blank between words.
pub(super) fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parted = false;
    for character in text.chars() {
        // Nearly all characters are ASCII, which needs no table.
        let counts = if character.is_ascii() { character.is_ascii_alphanumeric() } else { character.is_alphanumeric() };
        if !counts {
            parted = true;
            continue;
        }
        if parted && !plain.is_empty() {
            plain.push(' ');
        }
        parted = false;
        if character.is_ascii() {
            plain.push(character.to_ascii_lowercase());
        } else {
            plain.extend(character.to_lowercase());
        }
    }
    plain
}

/// Tells whether a year of this or the last century stands in the text.
pub(super) fn has_year(text: &str) -> bool {
    text.as_bytes().windows(4).any(|part| {
        matches!(part, [b'1', b'9', tens, ones] | [b'2', b'0', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit())
    })
}
