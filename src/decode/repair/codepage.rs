//! Legacy encodings turned round: from a character to the byte that it was read from.
//!
//! Owns the tables only; what a row of such bytes means is `mojibake`'s and `mixup`'s to say.

use std::sync::LazyLock;

use encoding_rs::Encoding;

/// A legacy encoding that a text may have been misread as. The order is that of preference where two explain the
/// damage equally well: how common they are in the wild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codepage {
    /// Also ISO-8859-1, which browsers read as windows-1252: a C1 control stands for its byte in either.
    Windows1252,
    Windows1251,
    Windows1250,
    Macintosh,
    Cp437,
    Windows1254,
    Windows1257,
    Windows1253,
    Iso8859_2,
    Cp850,
    Koi8R,
    Cp866,
}

/// How many there are.
pub const COUNT: usize = Codepage::ALL.len();

impl Codepage {
    pub const ALL: [Codepage; 12] = [
        Codepage::Windows1252,
        Codepage::Windows1251,
        Codepage::Windows1250,
        Codepage::Macintosh,
        Codepage::Cp437,
        Codepage::Windows1254,
        Codepage::Windows1257,
        Codepage::Windows1253,
        Codepage::Iso8859_2,
        Codepage::Cp850,
        Codepage::Koi8R,
        Codepage::Cp866,
    ];

    /// Those that UTF-8 is misread as.
    pub const MISREAD: [Codepage; COUNT] = Codepage::ALL;

    /// Returns the characters of the bytes 0x80 to 0xFF, in order; C1 controls where the encoding leaves one free.
    pub fn upper_half(self) -> &'static [char] {
        static HALVES: LazyLock<[Vec<char>; COUNT]> = LazyLock::new(|| Codepage::ALL.map(Codepage::read_upper_half));
        &HALVES[self as usize]
    }

    fn read_upper_half(self) -> Vec<char> {
        let known: &'static Encoding = match self {
            Codepage::Windows1252 => encoding_rs::WINDOWS_1252,
            Codepage::Windows1251 => encoding_rs::WINDOWS_1251,
            Codepage::Windows1250 => encoding_rs::WINDOWS_1250,
            Codepage::Macintosh => encoding_rs::MACINTOSH,
            Codepage::Windows1254 => encoding_rs::WINDOWS_1254,
            Codepage::Windows1257 => encoding_rs::WINDOWS_1257,
            Codepage::Windows1253 => encoding_rs::WINDOWS_1253,
            Codepage::Iso8859_2 => encoding_rs::ISO_8859_2,
            Codepage::Koi8R => encoding_rs::KOI8_R,
            Codepage::Cp866 => encoding_rs::IBM866,
            Codepage::Cp437 => return CP437.chars().collect(),
            Codepage::Cp850 => return CP850.chars().collect(),
        };
        let one = |byte: u8| {
            let bytes = [byte];
            let decoded = known.decode_without_bom_handling_and_without_replacement(&bytes);
            decoded.and_then(|text| text.chars().next()).unwrap_or(char::from(byte))
        };
        (0x80..=0xFF).map(one).collect()
    }
}

impl Codepage {
    /// Tells whether UTF-8 sequences begin with what is a common letter of a language written in this encoding.
    pub fn has_letters_as_leads(self) -> bool {
        matches!(self, Codepage::Windows1251 | Codepage::Windows1253 | Codepage::Koi8R | Codepage::Cp866)
    }

    /// Tells whether byte 0xA0 is a no-break space.
    pub fn has_no_break_space(self) -> bool {
        !matches!(self, Codepage::Macintosh | Codepage::Cp437 | Codepage::Cp850 | Codepage::Koi8R | Codepage::Cp866)
    }
}

/// What one character is in each encoding.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its byte, or 0 where the encoding does not have it; by `Codepage as usize`.
    pub bytes: [u8; COUNT],
    /// The encodings in which that byte may begin a UTF-8 sequence, one bit each.
    pub leads: u16,
    /// The encodings in which that byte may go on with one.
    pub continuations: u16,
}

/// Returns what `character` is in the encodings, if it is beyond ASCII and any of them has it.
pub fn reading(character: char) -> Option<&'static Reading> {
    let tables: &'static Tables = &TABLES;
    tables.reading(character)
}

struct Tables {
    readings: Vec<Reading>,
    /// For each character below `DENSE` its place in `readings`; 0 for none.
    index: [u16; DENSE],
    /// The few characters above.
    sparse: Vec<(char, u16)>,
}

/// All but three characters of these encodings (two ligatures and Apple's logo, of Macintosh) stand below.
const DENSE: usize = 0x2600;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::build);

impl Tables {
    fn build() -> Self {
        let mut tables = Tables { readings: vec![Reading::default()], index: [0; DENSE], sparse: Vec::new() };
        for codepage in Codepage::ALL {
            for (byte, character) in (0x80..=0xFF).zip(codepage.upper_half().iter().copied()) {
                tables.add(codepage, byte, character);
            }
        }
        // ISO-8859-1 has C1 controls where windows-1252 has quotes; one entry stands for both.
        for byte in 0x80..=0x9F {
            tables.add(Codepage::Windows1252, byte, char::from(byte));
        }
        tables
    }

    fn add(&mut self, codepage: Codepage, byte: u8, character: char) {
        let place = match self.place(character) {
            0 => {
                let place = u16::try_from(self.readings.len()).expect("a dozen encodings have some 1,500 characters");
                self.readings.push(Reading::default());
                match self.index.get_mut(character as usize) {
                    Some(entry) => *entry = place,
                    None => self.sparse.push((character, place)),
                }
                place
            }
            place => place,
        };
        let reading = &mut self.readings[usize::from(place)];
        let entry = &mut reading.bytes[codepage as usize];
        if *entry != 0 {
            return;
        }
        *entry = byte;
        match byte {
            0x80..=0xBF => reading.continuations |= 1 << codepage as u16,
            // In code page 866 the other leads are Russian letters, and letters go on with them.
            0xE0..=0xF4 if codepage == Codepage::Cp866 && byte != 0xE2 => {}
            0xC2..=0xF4 => reading.leads |= 1 << codepage as u16,
            _ => {}
        }
    }

    fn place(&self, character: char) -> u16 {
        match self.index.get(character as usize) {
            Some(&place) => place,
            None => self.sparse.iter().find(|(other, _)| *other == character).map_or(0, |&(_, place)| place),
        }
    }

    fn reading(&self, character: char) -> Option<&Reading> {
        match self.place(character) {
            0 => None,
            place => Some(&self.readings[usize::from(place)]),
        }
    }
}

/// Unicode's mapping of code page 437, which WHATWG's encodings leave out.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
/// Unicode's mapping of code page 850.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_has_its_128_characters() {
        for codepage in Codepage::ALL {
            assert_eq!(codepage.upper_half().len(), 128, "{codepage:?}");
        }
    }

    #[test]
    fn a_character_knows_its_byte() {
        let byte = |character, codepage| reading(character).unwrap().bytes[codepage as usize];
        assert_eq!(byte('Ã', Codepage::Windows1252), 0xC3);
        assert_eq!(byte('\u{9D}', Codepage::Windows1252), 0x9D);
        assert_eq!(byte('Р', Codepage::Windows1251), 0xD0);
        assert_eq!(byte('├', Codepage::Cp437), 0xC3);
        assert_eq!(byte('ﬁ', Codepage::Macintosh), 0xDE);
        assert!(reading('a').is_none() && reading('橋').is_none());
    }
}
