//! Bytes that are no valid UTF-8, in a text that is otherwise UTF-8: what each run of them is by its form.
//!
//! What a run is in its context, a character that was cut or a letter of a legacy encoding, is for `mixed` to say.

/// What a run of bytes is by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Valid UTF-8.
    Valid,
    /// `C0 80`, which is NUL in Java's modified UTF-8.
    Nul,
    /// A pair of surrogates of three bytes each (CESU-8, Unicode Technical Report 26): a character.
    Surrogates(char),
    /// A surrogate without its other half, an overlong form, or a number beyond U+10FFFF.
    Impossible,
    /// The beginning of a character whose other bytes are missing.
    Cut,
    /// A byte that only goes on with a character, after none.
    Continuation,
    /// A byte that UTF-8 does not have.
    Alien,
}

/// A run of bytes of one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'b> {
    pub form: Form,
    pub bytes: &'b [u8],
}

/// Returns the runs of `bytes`; each that is not valid is one character that was damaged, or one byte.
pub fn runs(bytes: &[u8]) -> impl Iterator<Item = Run<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let &first = rest.first()?;
        let valid = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(error) => error.valid_up_to(),
        };
        let (form, length) = if valid > 0 { (Form::Valid, valid) } else { invalid(first, &rest[1..]) };
        let (run, after) = rest.split_at(length);
        rest = after;
        Some(Run { form, bytes: run })
    })
}

/// Returns the form and the length of what begins with a byte that begins no valid sequence; `after` follows it.
fn invalid(first: u8, after: &[u8]) -> (Form, usize) {
    let continuing = after.iter().take(5).take_while(|byte| matches!(byte, 0x80..=0xBF)).count();
    let second = if continuing > 0 { after[0] } else { 0 };
    match first {
        0x80..=0xBF => (Form::Continuation, 1),
        0xC0 if second == 0x80 => (Form::Nul, 2),
        0xC0 | 0xC1 if continuing > 0 => (Form::Impossible, 2),
        0xC2..=0xDF => (Form::Cut, 1),
        0xED if second >= 0xA0 && continuing > 1 => surrogate(second, after),
        0xE0 if continuing > 1 => (Form::Impossible, 3),
        0xE0..=0xEF => (Form::Cut, 1 + continuing.min(1)),
        0xF0..=0xF7 if continuing > 2 => (Form::Impossible, 4),
        0xF0..=0xF4 => (Form::Cut, 1 + continuing),
        0xF8..=0xFB if continuing > 3 => (Form::Impossible, 5),
        0xFC | 0xFD if continuing > 4 => (Form::Impossible, 6),
        _ => (Form::Alien, 1),
    }
}

/// Returns the form and the length of a surrogate; `after` is what follows its first byte.
fn surrogate(second: u8, after: &[u8]) -> (Form, usize) {
    let ten_bits = |second: u8, third: u8| u32::from(second & 0x0F) << 6 | u32::from(third & 0x3F);
    match *after {
        [_, third, 0xED, low @ 0xB0..=0xBF, last @ 0x80..=0xBF, ..] if second < 0xB0 => {
            let number = 0x1_0000 + (ten_bits(second, third) << 10 | ten_bits(low & 0x0F, last));
            (Form::Surrogates(char::from_u32(number).expect("a pair of surrogates is a character")), 6)
        }
        _ => (Form::Impossible, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[(Form, usize)]) {
        let found: Vec<_> = runs(bytes).map(|run| (run.form, run.bytes.len())).collect();
        assert_eq!(found, expected, "{bytes:X?}");
    }

    #[test]
    fn a_damaged_character_is_one_run() {
        check(b"caf\xC3...", &[(Form::Valid, 3), (Form::Cut, 1), (Form::Valid, 3)]);
        check(b"\xE2\x80 x\xF0\x9F\x98", &[(Form::Cut, 2), (Form::Valid, 2), (Form::Cut, 3)]);
        check(
            b"\xE0\x80\x80\xF0\x80\x80\x80\xC1\xBF",
            &[(Form::Impossible, 3), (Form::Impossible, 4), (Form::Impossible, 2)],
        );
        check(b"\xF4\x90\x80\x80\xFC\x80\x80\x80\x80\x80", &[(Form::Impossible, 4), (Form::Impossible, 6)]);
        check(b"a\xC0\x80b", &[(Form::Valid, 1), (Form::Nul, 2), (Form::Valid, 1)]);
    }

    #[test]
    fn surrogates_are_read_in_pairs() {
        check(b"\xED\xA0\xBD\xED\xB8\x80", &[(Form::Surrogates('😀'), 6)]);
        check(b"\xED\xA0\xBD \xED\xB8\x80", &[(Form::Impossible, 3), (Form::Valid, 1), (Form::Impossible, 3)]);
        check(b"\xED\xA0\xBD\xED\xA0\xBD\xED\xB8\x80", &[(Form::Impossible, 3), (Form::Surrogates('😀'), 6)]);
    }

    #[test]
    fn other_bytes_stand_alone() {
        check(b"\x93a\x94", &[(Form::Continuation, 1), (Form::Valid, 1), (Form::Continuation, 1)]);
        check(b"M\xFCll", &[(Form::Valid, 1), (Form::Alien, 1), (Form::Valid, 2)]);
    }
}
