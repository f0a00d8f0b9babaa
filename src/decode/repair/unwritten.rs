//! Pairs of misread characters that nobody writes, whatever stands around them: what they are by themselves is proof of
//! damage, also in a title of two words.
//!
//! The model of strangeness knows kinds of characters and no words, so that it cannot tell `ESPAÃ‘A` from a Portuguese
//! word in capitals before a quote. Here the few leads that begin most misread letters are looked at one by one.

use super::apostrophe::last_word;
use super::codepage::{Codepage, reading};
use crate::lexicon::Lexicon;
use crate::text::is_word;

/// No more than so many bytes before a sequence are looked at for the word that it stands in.
const LONGEST_WORD: usize = 64;

/// A sequence as it stands in its line.
pub struct Place<'t> {
    pub codepage: Codepage,
    /// What stands before it.
    pub before: &'t str,
    pub misread: &'t str,
    pub after: &'t str,
    /// What it means.
    pub meant: char,
}

impl Place<'_> {
    /// Tells whether nobody writes the sequence where it stands.
    pub fn is_unwritten(&self) -> bool {
        let mut misread = self.misread.chars();
        let (Some(lead), Some(second)) = (misread.next(), misread.next()) else { return false };
        let byte = |character| reading(character).map_or(0, |reading| reading.bytes[self.codepage as usize]);
        match (self.codepage, byte(lead)) {
            (Codepage::Macintosh, _) => self.is_unwritten_on_macintosh(lead, second),
            (Codepage::Cp437, 0xC2) => self.is_unwritten_among_drawings(second),
            (codepage, _) if !is_western(codepage) => false,
            (_, 0xC2) => self.is_unwritten_sign(second),
            (_, 0xC3..=0xC6) => self.is_unwritten_letter(lead, second),
            (_, 0xE2) => !self.before.ends_with(is_word) && is_symbol(self.meant),
            _ => false,
        }
    }

    /// Judges `Â` and a sign: `Â£5`, `25Â°C`. No word ends in a small `Â`, and what ends in a capital one may have a sign
    /// behind it.
    fn is_unwritten_sign(&self, second: char) -> bool {
        let quotes = matches!(second, '«' | '»') && self.before.ends_with(['«', '“', '"', '„', '‘']);
        let sign = ('\u{A1}'..='\u{BF}').contains(&second) || second == 'Ł';
        sign && self.codepage != Codepage::Windows1257 && !self.before.ends_with(char::is_uppercase) && !quotes
    }

    /// Judges `Ã`, `Ä` or `Å` (in windows-1250 `Ă`, `Ä` or `Ĺ`) and what goes on with the sequence.
    fn is_unwritten_letter(&self, lead: char, second: char) -> bool {
        let near = &self.before[self.before.ceil_char_boundary(self.before.len().saturating_sub(LONGEST_WORD))..];
        let word = last_word(near);
        let next = self.after.chars().next().unwrap_or(' ');
        if is_letter(second) {
            // `FÃŠTE`, `Ãœbermut`: no two such capitals stand beside each other.
            return lead == 'Ã' && matches!(second, 'Š' | 'Œ' | 'Ž' | 'š' | 'œ' | 'ž' | 'Ÿ');
        }
        // No word goes on with such a capital after a small letter: `cafÃ©`. Ångströms have powers.
        if word.ends_with(char::is_lowercase) {
            return !matches!(second, '²' | '³') || next.is_alphabetic();
        }
        let begins = word.chars().count() < 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        // Marks that may follow a word ending in a capital `Ã` or standing alone: `É—sim`, `MANHÃ’S`, `IRMÃ™`.
        let mark =
            matches!(second, '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '•' | '™' | '›' | '»' | '®' | '©' | '\u{A0}');
        match lead {
            _ if second == '\u{AD}' => next == ' ' || next.is_lowercase(),
            'Ã' if second == '\u{A0}' => {
                !word.is_empty() && begins && next.is_lowercase() && !ends_portuguese_word(word)
            }
            'Ã' if matches!(second, '€' | 'ˆ' | '‰' | '†' | '‡' | '‹' | '„') => true,
            // `MÃ¡laga`, `RÄ«ga`, `Ã…rhus`; but `Å—så` may be an exclamation.
            _ if begins && next.is_lowercase() => {
                !matches!(second, '’' | '\u{A0}') && (lead == 'Ã' || !matches!(second, '–' | '—' | '…'))
            }
            // `ESPAÃ‘A`, `Ã…RETS`.
            'Ã' if next.is_ascii_uppercase() => {
                let capitals = word.chars().all(char::is_uppercase);
                let more = self.after.chars().nth(1).is_some_and(char::is_uppercase);
                capitals && if word.is_empty() { more } else { !mark || !ends_portuguese_word(word) }
            }
            _ => false,
        }
    }

    /// Judges `¬` and a sign, `√` and a letter of which a word goes on, and `‚` and two more that mean a sign.
    fn is_unwritten_on_macintosh(&self, lead: char, second: char) -> bool {
        let begins = !self.before.ends_with(is_word);
        match lead {
            '¬' => matches!(second, '£' | '©' | '®' | '¨' | 'µ' | '§' | '°' | '«' | '»' | '¢'),
            '√' => begins && second.is_alphabetic() && self.after.starts_with(|next: char| next.is_ascii_lowercase()),
            '‚' => begins && is_symbol(self.meant),
            '\u{F8FF}' => true,
            _ => false,
        }
    }

    /// Judges `┬` and a block or a corner that no drawing joins to it: `25 ┬░C`, `┬╜ cup`.
    fn is_unwritten_among_drawings(&self, second: char) -> bool {
        let drawn = |character: char| matches!(character, '\u{2500}'..='\u{25A0}');
        let apart = !self.before.ends_with(drawn) && !self.after.starts_with(drawn);
        let beside = self.before.ends_with(char::is_alphanumeric) || self.after.starts_with(char::is_alphanumeric);
        apart
            && (beside || matches!(second, '╜'))
            && matches!(second, '░' | '▒' | '▓' | '║' | '╜' | '╝' | '╗' | '┤' | '╡')
    }
}

/// Tells whether a character is a letter, and no sign that Unicode counts as one.
fn is_letter(character: char) -> bool {
    character.is_alphabetic() && !matches!(character, 'ª' | 'º' | 'µ')
}

/// Tells whether an encoding has accented Latin letters where UTF-8 has its leads.
fn is_western(codepage: Codepage) -> bool {
    matches!(
        codepage,
        Codepage::Windows1252
            | Codepage::Windows1250
            | Codepage::Windows1254
            | Codepage::Windows1257
            | Codepage::Iso8859_2
    )
}

/// Tells whether a character is a sign that stands by itself: punctuation, money, arrows, notes, dingbats.
fn is_symbol(meant: char) -> bool {
    matches!(meant, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2044}' | '\u{20A0}'..='\u{20BF}' | '\u{2100}'..='\u{214F}')
        || matches!(meant, '\u{2190}'..='\u{22FF}' | '\u{2500}'..='\u{27BF}')
}

/// Tells whether a Portuguese word in capitals may end in `Ã` after `beginning`; it may where no lexicon is at hand.
fn ends_portuguese_word(beginning: &str) -> bool {
    let word = format!("{}ã", beginning.to_lowercase());
    Lexicon::of("pt").is_none_or(|lexicon| lexicon.look_up(&word).is_some())
}

/// So frequent (on Zipf's scale) must a word be that ends in `à`, and so much more than the one in `í`.
const LEAST_ZIPF: f32 = 3.0;
const MORE: f32 = 2.0;

/// Tells whether `Ã` after `before` was `à`, whose second byte is a no-break space, and not `í`, whose second byte is a
/// soft hyphen: both are lost easily, and no word ends in `Ã` after a small letter.
pub fn was_grave_a(before: &str) -> bool {
    let word = last_word(&before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_WORD))..]);
    if !word.ends_with(char::is_lowercase) {
        return false;
    }
    let word = word.to_lowercase();
    let most = |languages: [&str; 3], end: char| {
        let entries = languages.into_iter().filter_map(|code| Lexicon::of(code)?.look_up(&format!("{word}{end}")));
        entries.map(|entry| entry.zipf).fold(0.0, f32::max)
    };
    let grave = most(["fr", "it", "pt"], 'à');
    grave >= LEAST_ZIPF && grave >= most(["es", "pt", "it"], 'í') + MORE
}
