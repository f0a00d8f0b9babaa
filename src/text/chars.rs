//! Character classes that several parts share. Each says what it is for; none is a general Unicode property.

/// Tells whether `character` can stand inside a word: a letter, a mark on one, or a digit.
pub fn is_word(character: char) -> bool {
    match character {
        '\0'..='\x7F' => character.is_ascii_alphanumeric(),
        // Latin and Cyrillic letters, then punctuation: nearly all there is, spared the tables.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24F}' | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => true,
        '\u{2000}'..='\u{206F}' => false,
        _ => character.is_alphanumeric() || is_combining(character),
    }
}

/// Tells whether `character` is a combining mark of the blocks that news text uses (Latin, Cyrillic, Hebrew,
/// Arabic and Indic vowel signs are covered by `char::is_alphanumeric` or by these ranges).
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}'
        | '\u{93C}' | '\u{94D}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}')
}

/// Tells whether `character` takes no room on the page and carries no meaning in prose.
///
/// Left out on purpose: ZWNJ and ZWJ (U+200C, U+200D), which Persian, Indic scripts and emoji need, and the
/// direction marks' siblings in right-to-left text; a rule decides about those with the text around them.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// Tells whether `character` ends a sentence.
pub fn closes_sentence(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔')
}

/// Tells whether `character` may follow a sentence's end without starting a new one: quotes and brackets.
pub fn is_closing_mark(character: char) -> bool {
    matches!(character, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』')
}

/// Tells whether `line` ends a sentence, closing marks aside.
pub fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closing_mark).ends_with(closes_sentence)
}

/// Tells whether `character` may stand before a sentence's first letter.
pub fn is_opening_mark(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '(' | '[' | '「' | '『' | '¿' | '¡')
}

/// Tells whether `character` belongs to a script that is written without spaces between words.
pub fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9D}' | '\u{20000}'..='\u{3FFFF}')
}
