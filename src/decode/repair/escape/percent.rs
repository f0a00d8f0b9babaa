//! Percent-encoding (RFC 3986, 2.1) outside of addresses: `%E2%80%99`, `%20`; and what JavaScript's `escape` writes,
//! `%u2019`.

use compact_str::CompactString;

use super::{Addresses, Escape, Meaning, Standing, is_address, read_bytes, standing};

/// Reads the escapes of `text` outside of addresses. Any other `%` is a sign of its own.
pub fn read(text: &str) -> Vec<Escape> {
    let bytes = text.as_bytes();
    let mut escapes = Vec::new();
    let mut at = 0;
    let mut addresses = Addresses::default();
    while let Some(start) = memchr::memchr(b'%', &bytes[at..]).map(|offset| at + offset) {
        at = start + 1;
        // A path may have lost its host.
        if addresses.hold(text, start, |word| is_address(word) || word.contains('/')) {
            continue;
        }
        let Some((meant, end, is_utf8)) = row(text, start) else { continue };
        let first = meant.chars().next().unwrap_or(' ');
        let after_digit = text[..start].ends_with(|it: char| it.is_ascii_digit());
        let standing = match standing(text, &(start..end), first) {
            // `5%20` may be five per cent of something.
            _ if after_digit && !is_utf8 => continue,
            Standing::Proof if !is_utf8 => Standing::Neutral,
            Standing::Neutral if first.is_ascii() && is_inside(text, start, end) => Standing::Fitting,
            standing => standing,
        };
        at = end;
        let meaning = match meant.as_str() {
            "\n" | "\r\n" => Meaning::LineBreak,
            "\t" => Meaning::Tab,
            _ => Meaning::Text(meant),
        };
        escapes.push(Escape { span: start..end, meaning, standing });
    }
    let fitting = escapes.iter().filter(|escape| escape.standing == Standing::Fitting).count();
    // Letters and signs of a URL that lost its beginning look the same: fewer than three are too few.
    if fitting < 3 && !escapes.iter().any(|escape| escape.standing == Standing::Proof) {
        escapes.retain(|escape| escape.standing != Standing::Fitting);
    }
    escapes
}

fn is_inside(text: &str, start: usize, end: usize) -> bool {
    let joined = |it: char| !it.is_whitespace();
    text[..start].ends_with(joined) && text[end..].starts_with(joined)
}

/// Reads a row of escapes at `start`: what they mean, where they end, and whether they are UTF-8 beyond ASCII or code
/// points.
fn row(text: &str, start: usize) -> Option<(CompactString, usize, bool)> {
    let hexadecimal = |from: usize, digits: usize| {
        let part = text.get(from..from + digits)?;
        part.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(part, 16).ok()).flatten()
    };
    if text[start + 1..].starts_with('u') {
        let meant = char::from_u32(hexadecimal(start + 2, 4)?)?;
        return Some((CompactString::from_iter([meant]), start + 6, !meant.is_ascii()));
    }
    let mut row = Vec::new();
    let mut at = start;
    while text[at..].starts_with('%')
        && let Some(byte) = hexadecimal(at + 1, 2)
    {
        row.push(u8::try_from(byte).ok()?);
        at += 3;
    }
    let (meant, is_utf8) = read_bytes(&row);
    (!row.is_empty()).then(|| (meant.into(), at, is_utf8))
}
