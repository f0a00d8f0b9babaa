//! Reads JSON as scrapers write it: strictly first, then once more with the faults mended that Python's `json` and
//! hand-made writers leave (NaN, raw control characters in strings, half of a surrogate pair).

use serde_json::Value;

/// Parses one JSON value; the flag says that it had to be mended first.
///
/// # Errors
/// If it is no JSON even then, with the position of the first fault. Nesting deeper than 128 is refused too.
pub fn parse(text: &str) -> Result<(Value, bool), serde_json::Error> {
    match serde_json::from_str(text) {
        Ok(value) => Ok((value, false)),
        Err(error) => match mend(text) {
            Some(mended) => serde_json::from_str(&mended).map(|value| (value, true)).map_err(|_| error),
            None => Err(error),
        },
    }
}

/// Returns `text` with the known faults mended, or none if it shows none of them.
fn mend(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len());
    let mut changed = false;
    let mut in_string = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let width = character.len_utf8();
        if in_string {
            match character {
                '"' => in_string = false,
                '\\' => {
                    let (escape, taken, is_mended) = string_escape(rest);
                    mended.push_str(escape);
                    changed |= is_mended;
                    rest = &rest[taken..];
                    continue;
                }
                '\u{0}'..='\u{1F}' => {
                    mended.push_str(&format!("\\u{:04x}", u32::from(character)));
                    changed = true;
                    rest = &rest[width..];
                    continue;
                }
                _ => {}
            }
        } else if character == '"' {
            in_string = true;
        } else if let Some(taken) = ["NaN", "-Infinity", "Infinity"].iter().find(|name| rest.starts_with(**name)) {
            mended.push_str("null");
            changed = true;
            rest = &rest[taken.len()..];
            continue;
        }
        mended.push(character);
        rest = &rest[width..];
    }
    changed.then_some(mended)
}

/// Returns what stands for the escape at the start of `rest`, how many bytes it takes, and whether it was mended.
fn string_escape(rest: &str) -> (&str, usize, bool) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    match unit(0) {
        Some(0xD800..=0xDBFF) if matches!(unit(6), Some(0xDC00..=0xDFFF)) => (&rest[..12], 12, false),
        Some(0xD800..=0xDFFF) => ("\\ufffd", 6, true),
        _ => {
            let width = rest[1..].chars().next().map_or(0, char::len_utf8);
            (&rest[..1 + width], 1 + width, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_common_writers_are_mended() {
        let (value, mended) =
            parse("{\"a\": NaN, \"text\": \"NaN\tcut \\ud83d end \\ud83d\\ude00\", \"b\": [-Infinity]}").unwrap();
        assert!(mended);
        assert_eq!(value["a"], Value::Null);
        assert_eq!(value["text"], "NaN\tcut \u{FFFD} end 😀");
    }

    #[test]
    fn what_is_no_json_stays_an_error() {
        assert!(parse("{\"text\": \"a").is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn large_numbers_keep_their_digits() {
        let (value, _) = parse("{\"n\": 123456789012345678901234567890.10}").unwrap();
        assert_eq!(value.to_string(), "{\"n\":123456789012345678901234567890.10}");
    }
}
