//! Entities that lost their stop, or have a blank in them: `&pound5m`, `&#8217s`, `&rsquo s`, `&amp#8217;`, `& rsquo;`.
//!
//! HTML reads the names of Latin-1 without a stop wherever they begin (HTML, 13.5). In prose `&` also stands between two
//! words, so that here a name counts only where its character may stand.

use super::Damage;
use super::entity_name::{LONGEST, character, named};
use crate::text::is_word;

/// Reads such an entity at `start` of `text`: what was meant, and where it ends.
pub fn read(text: &str, start: usize) -> Option<(Damage, char, usize)> {
    let before = text[..start].chars().next_back();
    let mut at = start + 1;
    while text[at..].starts_with("amp") {
        at += if text[at + 3..].starts_with(';') { 4 } else { 3 };
    }
    let is_nested = at > start + 1;
    let body = &text[at..];
    if body.starts_with('=') {
        return None;
    }
    let found = spaced(body).filter(|_| !is_nested).or_else(|| number(body)).or_else(|| name(body, before));
    if (found.is_some() || is_nested) && is_in_address(text, start) {
        return None;
    }
    if let Some((damage, meant, length)) = found {
        return Some((damage, meant, at + length + blank(before, meant, &text[at + length..])));
    }
    // `AT&ampT`: behind a name that goes on it is a word.
    let ends = !body.starts_with(|after: char| after.is_lowercase());
    (is_nested && ends).then_some((Damage::EscapedEntity, '&', at))
}

/// Tells whether the word in which `&` stands has begun as an address, in which `&` parts fields.
fn is_in_address(text: &str, start: usize) -> bool {
    let near = &text[text.floor_char_boundary(start.saturating_sub(LONGEST_ADDRESS))..start];
    let word = near.rsplit(char::is_whitespace).next().unwrap_or(near);
    word.contains("://") || word.contains("www.") || word.contains('?') && word.contains('=')
}

/// Looked for no further back, in bytes: a text without a blank may hold a hundred thousand `&`.
const LONGEST_ADDRESS: usize = 300;

/// `& rsquo;`: with its stop, and only names that are no word.
fn spaced(body: &str) -> Option<(Damage, char, usize)> {
    let inner = body.strip_prefix(' ')?;
    if inner.starts_with("amp;") {
        return Some((Damage::EscapedEntity, '&', 1 + "amp;".len()));
    }
    let end = inner.bytes().take(LONGEST + 1).position(|byte| byte == b';')?;
    let (damage, meant) = character(&inner[..end], false)?;
    let known = inner.starts_with('#') || matches!(class(&inner[..end], meant), Class::Letter | Class::Mark);
    known.then_some((damage, meant, 1 + end + 1))
}

/// `#8217` and `#x2019`, with their stop where another `&amp` went before.
fn number(body: &str) -> Option<(Damage, char, usize)> {
    let digits = body.strip_prefix('#')?;
    let (prefix, length) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (2, digits.bytes().take(4).take_while(u8::is_ascii_hexdigit).count()),
        None => (1, digits.bytes().take(5).take_while(u8::is_ascii_digit).count()),
    };
    let read = |length: usize| {
        let (damage, meant) = character(&body[..prefix + length], false)?;
        let plausible = matches!(meant, '"' | '&' | '\'' | '\u{A0}'..='\u{24F}' | '\u{370}'..='\u{52F}' | '\u{2010}'..='\u{2044}' | '€' | '™');
        plausible.then_some((damage, meant, prefix + length))
    };
    // A figure may follow at once.
    let (damage, meant, end) = (2..=length).rev().find_map(read)?;
    Some((damage, meant, end + usize::from(body[end..].starts_with(';'))))
}

/// What the character of a name asks of the text beside it.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    /// A letter with its accent: it stands within words.
    Letter,
    /// Punctuation and blanks: a word may follow at once.
    Mark,
    /// A unit before its number.
    Money,
    /// A sign that no letter follows.
    Sign,
    /// A name that is also a word, or the letter of another alphabet.
    Word,
}

fn class(name: &str, meant: char) -> Class {
    const ACCENTS: [&str; 9] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "lig"];
    match name {
        "quot" | "apos" | "nbsp" | "iquest" | "iexcl" | "hellip" | "ndash" | "mdash" => Class::Mark,
        _ if name.ends_with("quo") => Class::Mark,
        "pound" | "euro" | "yen" | "copy" => Class::Money,
        "reg" | "trade" | "deg" | "plusmn" | "sup2" | "sup3" | "frac12" | "frac14" | "frac34" | "middot" | "bull"
        | "cent" => Class::Sign,
        _ if meant.is_alphabetic()
            && ACCENTS.iter().any(|accent| name.len() > accent.len() && name.ends_with(accent)) =>
        {
            Class::Letter
        }
        "Scaron" | "scaron" => Class::Letter,
        _ => Class::Word,
    }
}

/// The longest known name that `body` begins with, where its character may stand.
fn name(body: &str, before: Option<char>) -> Option<(Damage, char, usize)> {
    let longest = body.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let (meant, length) = (3..=longest).rev().find_map(|length| Some((named(&body[..length])?, length)))?;
    let name = &body[..length];
    let after = body[length..].chars().next();
    let joined = before.is_some_and(is_word);
    let letter = after.is_some_and(char::is_alphabetic);
    let fits = match class(name, meant) {
        Class::Letter => true,
        Class::Mark => !["quota", "quote"].iter().any(|word| body.starts_with(word)),
        Class::Money => !joined && !letter,
        Class::Sign => {
            !letter
                && (name != "bull" || !joined)
                && (joined || matches!(name, "bull" | "middot" | "plusmn") || name.starts_with("frac"))
        }
        Class::Word => false,
    };
    let end = length + usize::from(after == Some(';'));
    fits.then_some((Damage::EscapedEntity, meant, end))
}

/// Returns how many blanks behind an entity stand for its stop: `It&rsquo s`, `&ldquo Hello`.
fn blank(before: Option<char>, meant: char, rest: &str) -> usize {
    let Some(rest) = rest.strip_prefix(' ') else { return 0 };
    let word: &str = &rest[..rest.bytes().take(3).take_while(u8::is_ascii_alphabetic).count()];
    let apostrophe = matches!(meant, '’' | '\'')
        && before.is_some_and(char::is_alphabetic)
        && matches!(word, "s" | "t" | "d" | "m" | "re" | "ve" | "ll");
    let opening = matches!(meant, '“' | '‘' | '„' | '‚' | '¿' | '¡') && before.is_none_or(|before| !is_word(before));
    usize::from(apostrophe || opening)
}
