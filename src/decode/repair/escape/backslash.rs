//! Escapes of string literals, as JSON, Python, C and PHP write them: `\n`, `\u2019`, `\xe2\x80\x99`, `\342\200\231`, `\'`.

use compact_str::{CompactString, ToCompactString};

use super::wrapping::Wrapping;
use super::{Escape, Meaning, Standing, read_bytes, standing, standing_of_break};
use crate::text::is_word;

/// Reads every backslash of `text`; what begins no escape is foreign.
pub fn read(text: &str, wrapping: &Option<Wrapping>) -> Vec<Escape> {
    let bytes = text.as_bytes();
    let mut escapes: Vec<Escape> = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'\\', &bytes[at..]).map(|offset| at + offset) {
        let escape = escape(text, start);
        at = escape.span.end;
        escapes.push(escape);
    }
    judge_breaks(text, &mut escapes);
    let inner = wrapping.as_ref().map_or(0..text.len(), |wrapping| wrapping.inner.clone());
    for sign in ['"', '\'', '/'] {
        if is_inconsistent(&text[inner.clone()], sign, &escapes) {
            escapes.push(Escape {
                span: text.len()..text.len(),
                meaning: Meaning::Text(CompactString::default()),
                standing: Standing::Foreign,
            });
        }
    }
    escapes
}

/// Who escapes a sign escapes all of them: where it also stands bare, the escaped ones stand in a piece of code.
fn is_inconsistent(text: &str, sign: char, escapes: &[Escape]) -> bool {
    let is_sign = |escape: &&Escape| matches!(&escape.meaning, Meaning::Text(meant) if meant.starts_with(sign));
    let escaped = escapes.iter().filter(is_sign).count();
    escaped > 0 && text.matches(sign).count() > escaped
}

/// Reads the escape whose backslash stands at `start`. Text that was escaped again and again has as many backslashes.
fn escape(text: &str, start: usize) -> Escape {
    let bytes = text.as_bytes();
    let letter = start + bytes[start..].iter().take_while(|&&byte| byte == b'\\').count();
    let made = |end: usize, meaning: Meaning, standing: Standing| Escape { span: start..end, meaning, standing };
    let foreign = || made(letter, Meaning::Text(CompactString::default()), Standing::Foreign);
    if is_path(text, start) {
        return foreign();
    }
    match bytes.get(letter) {
        Some(b'n') => made(letter + 1, Meaning::LineBreak, Standing::Neutral),
        Some(b'r') => {
            let rest = bytes[letter + 1..].iter().take_while(|&&byte| byte == b'\\').count();
            let pair = rest > 0 && bytes.get(letter + 1 + rest) == Some(&b'n');
            made(if pair { letter + 2 + rest } else { letter + 1 }, Meaning::LineBreak, Standing::Neutral)
        }
        Some(b't') => {
            let shown = text[..start].ends_with(' ') && !text[letter + 1..].starts_with(|it: char| it.is_uppercase());
            made(letter + 1, Meaning::Tab, if shown { Standing::Shown } else { Standing::Neutral })
        }
        Some(&sign @ (b'"' | b'\'' | b'/')) => {
            let standing = standing_of_sign(text, start, letter + 1, char::from(sign));
            made(letter + 1, Meaning::Text(char::from(sign).to_compact_string()), standing)
        }
        Some(b'u' | b'U') => match code_point(text, letter) {
            Some((meant, end)) => {
                let meaning = meaning(meant);
                let standing = if matches!(meaning, Meaning::Text(_)) {
                    standing(text, &(start..end), meant)
                } else {
                    Standing::Neutral
                };
                made(end, meaning, standing)
            }
            // A text that was cut off may have been so within an escape.
            None if text.len() - letter <= 5 && bytes[letter + 1..].iter().all(u8::is_ascii_hexdigit) => {
                made(text.len(), Meaning::Text(CompactString::default()), Standing::Neutral)
            }
            None => foreign(),
        },
        Some(b'x' | b'0'..=b'7') => match byte_row(text, start) {
            Some((row, end)) => {
                let (meant, is_utf8) = read_bytes(&row);
                let first = meant.chars().next().unwrap_or(' ');
                if meant == "\n" || meant == "\r\n" {
                    return made(end, Meaning::LineBreak, Standing::Neutral);
                }
                let standing = match standing(text, &(start..end), first) {
                    Standing::Proof if !is_utf8 => Standing::Fitting,
                    standing => standing,
                };
                made(end, Meaning::Text(meant.into()), standing)
            }
            None => foreign(),
        },
        _ => foreign(),
    }
}

/// `C:\new`
fn is_path(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    before.next() == Some(':')
        && before.next().is_some_and(|drive| drive.is_ascii_alphabetic())
        && before.next().is_none_or(|it| !is_word(it))
}

fn standing_of_sign(text: &str, start: usize, end: usize, sign: char) -> Standing {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let word = |it: Option<char>| it.is_some_and(is_word);
    match sign {
        '/' if word(before) && word(after) || before == Some('<') || before == Some(':') => Standing::Fitting,
        '/' => Standing::Neutral,
        _ if word(before) && word(after) => Standing::Fitting,
        _ if matches!(before, Some('"' | '\'' | '`' | '(')) && matches!(after, Some('"' | '\'' | '`' | ')')) => {
            Standing::Shown
        }
        _ if before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace) => Standing::Shown,
        _ if word(before) || word(after) => Standing::Fitting,
        _ => Standing::Neutral,
    }
}

fn meaning(meant: char) -> Meaning {
    match meant {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Meaning::LineBreak,
        '\t' => Meaning::Tab,
        meant => Meaning::Text(meant.to_compact_string()),
    }
}

/// Reads `u2019`, `ud83d\ude00`, `u{1f600}` or `U0001f600` at `letter`, and says where it ends.
fn code_point(text: &str, letter: usize) -> Option<(char, usize)> {
    let hexadecimal = |start: usize, digits: usize| {
        let part = text.get(start..start + digits)?;
        part.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(part, 16).ok()).flatten()
    };
    if text[letter..].starts_with('U') {
        return Some((char::from_u32(hexadecimal(letter + 1, 8)?)?, letter + 9));
    }
    if let Some(rest) = text[letter + 1..].strip_prefix('{') {
        let digits = rest.find('}').filter(|digits| (1..=6).contains(digits))?;
        return Some((char::from_u32(hexadecimal(letter + 2, digits)?)?, letter + 3 + digits));
    }
    let first = hexadecimal(letter + 1, 4)?;
    if let Some(meant) = char::from_u32(first) {
        return Some((meant, letter + 5));
    }
    let rest = &text[letter + 5..];
    let backslashes = rest.len() - rest.trim_start_matches('\\').len();
    let second = letter + 5 + backslashes;
    let low = (text[second..].starts_with('u') && first < 0xDC00).then(|| hexadecimal(second + 1, 4))??;
    let pair = [u16::try_from(first).ok()?, u16::try_from(low).ok()?];
    let meant = char::decode_utf16(pair).next()?.ok()?;
    Some((meant, second + 5))
}

/// Reads a row of bytes, `\xe2\x80\x99` or `\342\200\231`, and says where it ends. Of octal ones only those that are UTF-8
/// beyond ASCII count: `\1` is also what a search pattern calls its first group.
fn byte_row(text: &str, start: usize) -> Option<(Vec<u8>, usize)> {
    let bytes = text.as_bytes();
    let mut row = Vec::new();
    let mut end = start;
    let mut octal = false;
    loop {
        let letter = end + bytes[end..].iter().take_while(|&&byte| byte == b'\\').count();
        if letter == end {
            break;
        }
        let (radix, digits) = match bytes.get(letter) {
            Some(b'x') => (16, letter + 1..letter + 3),
            Some(b'2' | b'3') => (8, letter..letter + 3),
            _ => break,
        };
        let next = digits.end;
        let Some(byte) = text.get(digits).and_then(|digits| u8::from_str_radix(digits, radix).ok()) else { break };
        octal |= radix == 8;
        row.push(byte);
        end = next;
    }
    let is_utf8 = std::str::from_utf8(&row).is_ok_and(|text| !text.is_ascii());
    (!row.is_empty() && (!octal || is_utf8)).then_some((row, end))
}

/// Says how the breaks stand; those that follow each other stand as one.
fn judge_breaks(text: &str, escapes: &mut [Escape]) {
    let mut at = 0;
    while at < escapes.len() {
        let mut end = at + 1;
        if escapes[at].meaning == Meaning::LineBreak {
            while end < escapes.len()
                && escapes[end].meaning == Meaning::LineBreak
                && super::is_blank(&text[escapes[end - 1].span.end..escapes[end].span.start])
            {
                end += 1;
            }
            let span = escapes[at].span.start..escapes[end - 1].span.end;
            let standing = standing_of_break(text, &span, end - at);
            escapes[at].standing = standing;
        }
        at = end;
    }
}
