//! Legacy encodings by themselves: their names, and how bytes are read with them. Which one a text is in is for
//! `legacy` to say.

use std::sync::LazyLock;

use encoding_rs::Encoding;

use super::repair::Codepage;

/// A legacy encoding: one from before Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legacy {
    Whatwg(&'static Encoding),
    /// One that WHATWG's list leaves out.
    Table(Codepage, &'static str),
    /// Cyrillic of MS-DOS, which WHATWG's list leaves out too.
    Ibm855,
}

impl Legacy {
    pub const CP437: Legacy = Legacy::Table(Codepage::Cp437, "IBM437");
    pub const CP850: Legacy = Legacy::Table(Codepage::Cp850, "IBM850");

    /// Returns the WHATWG name, or IANA's where there is none.
    pub fn name(self) -> &'static str {
        match self {
            Legacy::Whatwg(encoding) => encoding.name(),
            Legacy::Table(_, name) => name,
            Legacy::Ibm855 => "IBM855",
        }
    }

    /// Decodes `bytes` and tells whether any were malformed.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Legacy::Whatwg(encoding) => {
                let (text, malformed) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), malformed)
            }
            Legacy::Table(codepage, _) => (read(bytes, codepage.upper_half()), false),
            Legacy::Ibm855 => (read(bytes, &IBM855_HALF), false),
        }
    }
}

fn read(bytes: &[u8], half: &[char]) -> String {
    let one = |&byte: &u8| if byte < 0x80 { char::from(byte) } else { half[usize::from(byte) - 0x80] };
    bytes.iter().map(one).collect()
}

/// Unicode's mapping of code page 855.
const IBM855: &str = "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{AD}ыЫзЗшШэЭщЩчЧ§■\u{A0}";

static IBM855_HALF: LazyLock<Vec<char>> = LazyLock::new(|| IBM855.chars().collect());
