//! Legacy encodings by themselves: their names, and how bytes are read with them. Which one a text is in is for
//! `legacy` to say.

use encoding_rs::Encoding;

use super::code_pages::CodePage;
use super::repair::Codepage;
use super::vietnamese;

/// A legacy encoding: one from before Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legacy {
    Whatwg(&'static Encoding),
    /// One that WHATWG's list leaves out and the repairs know.
    Table(Codepage, &'static str),
    /// One that only a text as a whole can be in.
    Page(&'static CodePage),
    /// Vietnamese of VNI's fonts for Windows, which write a letter as one byte or two.
    Vni,
}

impl Legacy {
    pub const CP437: Legacy = Legacy::Table(Codepage::Cp437, "IBM437");
    pub const CP850: Legacy = Legacy::Table(Codepage::Cp850, "IBM850");

    /// Returns the WHATWG name, or IANA's where there is none.
    pub fn name(self) -> &'static str {
        match self {
            Legacy::Whatwg(encoding) => encoding.name(),
            Legacy::Table(_, name) => name,
            Legacy::Page(page) => page.name,
            Legacy::Vni => "x-vni",
        }
    }

    /// Decodes `bytes` and tells whether any were malformed.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Legacy::Whatwg(encoding) => {
                let (text, malformed) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), malformed)
            }
            Legacy::Table(codepage, _) => (read(bytes, codepage.upper_half(), char::from), false),
            Legacy::Page(page) => {
                let text = read(bytes, &page.half, |byte| page.control(byte).unwrap_or(char::from(byte)));
                let malformed = bytes
                    .iter()
                    .any(|&byte| byte >= 0x80 && page.half[usize::from(byte) - 0x80] == char::REPLACEMENT_CHARACTER);
                (text, malformed)
            }
            Legacy::Vni => (vietnamese::decode_vni(bytes), false),
        }
    }
}

fn read(bytes: &[u8], half: &[char], low: impl Fn(u8) -> char) -> String {
    let one = |&byte: &u8| if byte < 0x80 { low(byte) } else { half[usize::from(byte) - 0x80] };
    bytes.iter().map(one).collect()
}
