//! One pass over a text for the characters that can open an artifact.

/// Where such characters stand, in bytes, each list ascending.
#[derive(Debug, Default)]
pub struct Marks {
    /// `[`
    pub brackets: Vec<usize>,
    /// `<`
    pub angles: Vec<usize>,
    /// `{`
    pub braces: Vec<usize>,
    /// `%` and `*`
    pub template_signs: Vec<usize>,
    /// First bytes of characters without width.
    pub invisible: Vec<usize>,
}

impl Marks {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut marks = Marks::default();
        for (at, &byte) in bytes.iter().enumerate() {
            if !OPENS[usize::from(byte)] {
                continue;
            }
            match byte {
                b'[' => marks.brackets.push(at),
                b'<' => marks.angles.push(at),
                b'{' => marks.braces.push(at),
                b'%' | b'*' => marks.template_signs.push(at),
                _ if is_invisible(&bytes[at..]) => marks.invisible.push(at),
                _ => {}
            }
        }
        marks
    }
}

/// The bytes that are worth a second look: ASCII openers, and the first bytes of U+00AD, U+200B … U+2069 and U+FEFF.
static OPENS: [bool; 256] = {
    let mut opens = [false; 256];
    let mut index = 0;
    let bytes = [b'[', b'<', b'{', b'%', b'*', 0xC2, 0xE2, 0xEF];
    while index < bytes.len() {
        opens[bytes[index] as usize] = true;
        index += 1;
    }
    opens
};

fn is_invisible(bytes: &[u8]) -> bool {
    match bytes {
        [0xC2, 0xAD, ..] | [0xEF, 0xBB, 0xBF, ..] => true,
        [0xE2, 0x80, last, ..] => matches!(last, 0x8B..=0x8F | 0xAA..=0xAE),
        [0xE2, 0x81, last, ..] => matches!(last, 0xA0 | 0xA6..=0xA9),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_at_its_first_byte() {
        let marks = Marks::of("a[<{%*\u{AD}é–\u{200B}\u{FEFF}");
        assert_eq!((marks.brackets, marks.angles, marks.braces), (vec![1], vec![2], vec![3]));
        assert_eq!(marks.template_signs, [4, 5]);
        assert_eq!(marks.invisible, [6, 13, 16]);
    }
}
