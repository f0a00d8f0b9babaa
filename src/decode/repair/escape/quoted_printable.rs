//! Quoted-printable (RFC 2045, 6.7), the form in which mail carries text: `=E2=80=99`, and a `=` at a line's end that joins
//! it with the next one.

use std::borrow::Cow;

use compact_str::CompactString;

use super::{Addresses, Escape, Meaning, Standing, is_address, promote_words, read_bytes, standing};
use crate::text::closes_sentence;

/// No line of quoted-printable is longer, in bytes; those that were broken come near.
const LINE: std::ops::RangeInclusive<usize> = 60..=76;

/// Returns `text` without its soft line breaks, if it is quoted-printable: they are the mail's, not the writer's.
pub fn without_soft_breaks(text: &str) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"=\n").is_none() {
        return Cow::Borrowed(text);
    }
    let mut escapes = read(text);
    promote_words(&mut escapes);
    let count = |standing| escapes.iter().filter(|escape| escape.standing == standing).count();
    let broken = text.lines().filter(|line| line.ends_with('=') && LINE.contains(&line.len())).count();
    let agree = count(Standing::Proof) >= 1 || count(Standing::Fitting) + broken >= 2;
    if !agree || count(Standing::Foreign) + count(Standing::Shown) > 0 {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("=\n", ""))
}

/// Reads every `=` of `text`; what begins no escape is foreign, but in addresses.
pub fn read(text: &str) -> Vec<Escape> {
    let bytes = text.as_bytes();
    let mut escapes = Vec::new();
    let mut addresses = Addresses::default();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'=', &bytes[at..]).map(|offset| at + offset) {
        at = start + 1;
        let (row, end) = row(bytes, start);
        if row.is_empty() {
            let soft = bytes.get(at).is_none_or(|&byte| byte == b'\n' || byte == b' ');
            // A page or a wrapped text has made a blank of the line break.
            let end = if bytes.get(at) == Some(&b' ') { at + 1 } else { at };
            let standing = match soft {
                true if start > 0 && !text[..start].ends_with(['=', '\n']) => Standing::Neutral,
                _ if addresses.hold(text, start, is_address) => continue,
                _ => Standing::Foreign,
            };
            escapes.push(Escape { span: start..end, meaning: Meaning::Text(CompactString::default()), standing });
            continue;
        }
        at = end;
        // In an address of a mail each `=` is written `=3D`: `?id=12` is no mail's.
        if row != *b"=" && addresses.hold(text, start, is_address) {
            continue;
        }
        escapes.extend(characters(text, start, end, &row));
    }
    let mut blanks =
        escapes.iter().filter(|escape| escape.standing == Standing::Neutral && is_soft(text, &escape.span));
    // An equation stands between blanks; a soft break only by accident.
    let certain = escapes.iter().filter(|escape| escape.standing == Standing::Proof).count();
    if certain < 2 && blanks.any(|escape| text[..escape.span.start].ends_with(' ')) {
        escapes.iter_mut().for_each(|escape| escape.standing = Standing::Foreign);
    }
    escapes
}

fn is_soft(text: &str, span: &std::ops::Range<usize>) -> bool {
    &text[span.clone()] == "= "
}

/// Reads the row of bytes at `start`, and says where it ends. Digits are capital ones; small ones are read where they make
/// UTF-8.
fn row(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut row = Vec::new();
    let mut at = start;
    let mut has_small = false;
    while let Some([b'=', high, low]) = bytes[at..].first_chunk::<3>() {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'A'..=b'F' => Some(byte - b'A' + 10),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        has_small |= high.is_ascii_lowercase() || low.is_ascii_lowercase();
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { break };
        row.push(high << 4 | low);
        at += 3;
    }
    if has_small && !read_bytes(&row).1 {
        return (Vec::new(), start);
    }
    (row, at)
}

/// Returns the escapes of one row: breaks and tabs are apart from characters.
fn characters(text: &str, start: usize, end: usize, row: &[u8]) -> Vec<Escape> {
    let mut escapes = Vec::new();
    let place = |index: usize| start + 3 * index;
    let mut at = 0;
    while at < row.len() {
        let (length, meaning) = match &row[at..] {
            [b'\r', b'\n', ..] => (2, Meaning::LineBreak),
            [b'\n' | b'\r', ..] => (1, Meaning::LineBreak),
            [b'\t', ..] => (1, Meaning::Tab),
            rest => {
                let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r' | b'\t')).unwrap_or(rest.len());
                (length, Meaning::Text(read_bytes(&rest[..length]).0.into()))
            }
        };
        let span = place(at)..place(at + length);
        let standing = match &meaning {
            Meaning::Text(meant) => standing_of(text, start, end, &row[at..at + length], meant),
            _ => Standing::Fitting,
        };
        escapes.push(Escape { span, meaning, standing });
        at += length;
    }
    escapes
}

fn standing_of(text: &str, start: usize, end: usize, row: &[u8], meant: &str) -> Standing {
    let first = meant.chars().next().unwrap_or(' ');
    let line_end = text[end..].is_empty() || text[end..].starts_with('\n');
    if first.is_control() {
        return Standing::Foreign;
    }
    if row.is_ascii() {
        let stopped = text[..start].ends_with(|it: char| closes_sentence(it) || matches!(it, ',' | ';' | ':'));
        let value = meant == "=" && text[end..].starts_with('"');
        let fits = meant == " " && line_end && stopped || value;
        return if fits { Standing::Fitting } else { Standing::Neutral };
    }
    // `x=FF` is a setting; a letter of Latin-1 stands in a word.
    let letters = |part: &mut dyn Iterator<Item = char>| part.take(2).take_while(|it| it.is_alphabetic()).count();
    let joined = letters(&mut text[..start].chars().rev()) + letters(&mut text[end..].chars());
    match standing(text, &(start..end), first) {
        Standing::Proof if !read_bytes(row).1 && joined < 2 => Standing::Neutral,
        Standing::Proof if !read_bytes(row).1 => Standing::Fitting,
        standing => standing,
    }
}
