//! Bytes become characters: which encoding it is, by what evidence; then the text.
//!
//! Line breaks are made `\n` here. Repairing characters that were damaged before they reached us is `repair`'s.

mod code_pages;
mod context;
mod damage;
mod encoding;
pub mod font_text;
mod legacy;
mod letters;
mod mixed;
mod prescan;
pub mod repair;
mod spelling;
mod stray;
mod unicode;
mod vietnamese;
pub mod zawgyi;

use std::borrow::Cow;

use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::input::{Content, Said, Wide, Witness};
use crate::reason::Reason;
use crate::text;

use mixed::mixed;
use prescan::prescan;
use unicode::{cut_utf8, decode_wide};

/// The text of an input, and how it is known to be that.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Every character of the input, line breaks as `\n`, no byte order mark.
    pub text: String,
    /// The encoding's WHATWG name, or its usual one where WHATWG leaves it out; where a file mixes two, that of the greater
    /// part.
    pub encoding: &'static str,
    /// What decided on it.
    pub encoding_source: EncodingSource,
    /// What was the matter with the bytes.
    pub notes: Vec<Reason>,
}

/// The evidence that decided on the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EncodingSource {
    /// A byte order mark.
    Bom,
    /// An HTTP header's charset.
    Http,
    /// The page's own `meta`, or an XML declaration.
    Meta,
    /// The record that holds the page.
    Record,
    /// The file `NAME.meta.json` beside the input.
    Sidecar,
    /// An option of the command line.
    Option,
    /// The file's format, which defines it.
    Container,
    /// The bytes themselves.
    Detected,
    /// What browsers assume where nothing says otherwise.
    Default,
}

impl From<Witness> for EncodingSource {
    fn from(witness: Witness) -> Self {
        match witness {
            Witness::Http => EncodingSource::Http,
            Witness::Record => EncodingSource::Record,
            Witness::Sidecar => EncodingSource::Sidecar,
            Witness::Option => EncodingSource::Option,
        }
    }
}

/// Decodes `bytes`, which are a page, a text or a record as `content` tells.
///
/// The evidence is heard in this order: a byte order mark; the zeros of UTF-16 and UTF-32; the escapes of ISO-2022-JP;
/// valid UTF-8; UTF-8 that breaks off; UTF-8 and a legacy encoding in one file; then what is said of the
/// encoding (from outside, by the page) against what the bytes look like.
pub fn decode(bytes: &[u8], content: Content, said: &Said) -> Decoded {
    let verdict = wide(bytes).or_else(|| unicode(bytes)).unwrap_or_else(|| {
        let said = label(bytes, content, said);
        if bytes.is_ascii() {
            ascii(bytes, content, said)
        } else {
            mixed(bytes, said.is_some()).unwrap_or_else(|| legacy(bytes, said))
        }
    });
    with_line_feeds(verdict)
}

/// Makes all line breaks line feeds.
fn with_line_feeds(mut decoded: Decoded) -> Decoded {
    if memchr::memchr(b'\r', decoded.text.as_bytes()).is_some() {
        decoded.text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    }
    // NEL's byte is the ellipsis in encodings of Windows.
    let mark = if decoded.encoding.starts_with("windows-") { '…' } else { text::NEXT_LINE };
    if let Cow::Owned(text) = text::with_line_feeds(&decoded.text, mark) {
        decoded.text = text;
    }
    decoded
}

/// Returns fields that a container gave as characters, as the JSON of a record.
pub fn already_characters(fields: &Map<String, Value>) -> Decoded {
    let text = serde_json::to_string(fields).expect("a map of values can always be written as JSON");
    verdict(text, encoding_rs::UTF_8.name(), EncodingSource::Container, false)
}

/// Text of wide units, and text with a byte order mark.
fn wide(bytes: &[u8]) -> Option<Decoded> {
    // A mark of UTF-16 is also the first half of one of UTF-32.
    if let (Some((encoding, mark)), false) = (Encoding::for_bom(bytes), bytes.starts_with(&[0xFF, 0xFE, 0, 0])) {
        let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Some(verdict(text.into_owned(), encoding.name(), EncodingSource::Bom, malformed));
    }
    let wide = Wide::of(bytes)?;
    let (text, malformed) = decode_wide(wide, bytes);
    Some(verdict(text, wide.name(), EncodingSource::Detected, malformed))
}

/// UTF-8 with something beyond ASCII, and ISO-2022-JP, whose bytes are all ASCII.
fn unicode(bytes: &[u8]) -> Option<Decoded> {
    let utf8 = encoding_rs::UTF_8.name();
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) if !text.is_ascii() => Some(verdict(text.to_owned(), utf8, EncodingSource::Detected, false)),
        Ok(_) => escaped(bytes),
        Err(_) => {
            let mut cut = verdict(cut_utf8(bytes)?, utf8, EncodingSource::Detected, false);
            cut.notes.push(Reason::DecodeCutOff);
            Some(cut)
        }
    }
}

/// ISO-2022-JP, which changes its characters by escapes; `bytes` are ASCII.
fn escaped(bytes: &[u8]) -> Option<Decoded> {
    memchr::memmem::find(bytes, b"\x1B$")?;
    let (text, malformed) = encoding_rs::ISO_2022_JP.decode_without_bom_handling(bytes);
    let name = encoding_rs::ISO_2022_JP.name();
    (!malformed).then(|| verdict(text.into_owned(), name, EncodingSource::Detected, false))
}

/// What is said of the encoding, and by whom.
fn label(bytes: &[u8], content: Content, said: &Said) -> Option<(&'static Encoding, EncodingSource)> {
    let page = || (content == Content::Page).then(|| prescan(bytes)).flatten();
    let outside = said.encoding().map(|(label, witness)| (label, EncodingSource::from(witness)));
    outside.or_else(|| page().map(|label| (label, EncodingSource::Meta)))
}

/// ASCII reads the same in every encoding that may be said; a page that says nothing has the default of browsers.
fn ascii(bytes: &[u8], content: Content, said: Option<(&'static Encoding, EncodingSource)>) -> Decoded {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (encoding, source) = match (said, content) {
        (Some(said), _) => said,
        (None, Content::Page) => (encoding_rs::WINDOWS_1252, EncodingSource::Default),
        (None, _) => (encoding_rs::UTF_8, EncodingSource::Detected),
    };
    verdict(text, encoding.name(), source, false)
}

fn legacy(bytes: &[u8], said: Option<(&'static Encoding, EncodingSource)>) -> Decoded {
    let choice = legacy::choose(bytes, said.map(|(label, _)| label));
    let encoding = choice.encoding;
    let (source, overruled) = match said {
        Some((_, source)) if choice.is_label => (source, false),
        said => (EncodingSource::Detected, said.is_some_and(|(label, _)| label.name() != encoding.name())),
    };
    let (text, malformed) = encoding.decode(bytes);
    let mut verdict = verdict(text, encoding.name(), source, malformed);
    verdict.notes.extend(overruled.then_some(Reason::DecodeLabelOverruled));
    verdict.notes.extend((!choice.is_language).then_some(Reason::DecodeUncertain));
    verdict
}

fn verdict(text: String, encoding: &'static str, source: EncodingSource, malformed: bool) -> Decoded {
    let notes = if malformed { vec![Reason::DecodeMalformedBytes] } else { Vec::new() };
    Decoded { text, encoding, encoding_source: source, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content: Content, text: &str, encoding: &str) {
        let decoded = decode(bytes, content, &Said::default());
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
    }

    #[test]
    fn each_kind_of_evidence_is_heard() {
        check(b"\xEF\xBB\xBFa\r\nb\rc", Content::Text, "a\nb\nc", "UTF-8");
        check(b"\xFF\xFEa\0\xE9\0", Content::Text, "aé", "UTF-16LE");
        check("früh".as_bytes(), Content::Text, "früh", "UTF-8");
        check(b"\x1B$B$\"\x1B(B", Content::Text, "あ", "ISO-2022-JP");
        check(b"<p>plain", Content::Page, "<p>plain", "windows-1252");
        check(b"<meta charset=koi8-r>", Content::Page, "<meta charset=koi8-r>", "KOI8-R");
        check(b"plain", Content::Text, "plain", "UTF-8");
    }

    #[test]
    fn a_label_from_outside_is_heard_before_the_pages_own() {
        let (bytes, ..) = encoding_rs::KOI8_R.encode("<meta charset=windows-1251><p>Паром ушёл.");
        for (witness, source) in [
            (Witness::Http, EncodingSource::Http),
            (Witness::Sidecar, EncodingSource::Sidecar),
            (Witness::Option, EncodingSource::Option),
            (Witness::Record, EncodingSource::Record),
        ] {
            let decoded = decode(&bytes, Content::Page, &Said::with_charset("koi8-r", witness));
            assert!(decoded.text.ends_with("Паром ушёл."), "{}", decoded.text);
            assert_eq!((decoded.encoding, decoded.encoding_source), ("KOI8-R", source));
        }
    }

    #[test]
    fn a_reading_that_is_no_language_is_noted() {
        // German in EBCDIC: no encoding that is known makes words of it.
        let bytes = b"\xC4\x85\xA2@\xC6\x81\x88\x99\x85\x95@\x89\xA2\xA3@\x95\x89\x83\x88\xA3@\xA6\x85\x89\xA3K";
        let notes = decode(bytes, Content::Text, &Said::default()).notes;
        assert_eq!(notes.contains(&Reason::DecodeUncertain), cfg!(feature = "lexicon"));
    }

    #[test]
    fn a_label_that_is_not_believed_is_noted() {
        let text = "Вечером в городе прошёл сильный дождь, и жители помогали друг другу выносить вещи.";
        let notes = |label: &str| {
            let page = format!("<meta charset={label}><p>{text}");
            let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&page);
            let decoded = decode(&bytes, Content::Page, &Said::default());
            assert_eq!((decoded.text, decoded.encoding), (page, "windows-1251"));
            decoded.notes
        };
        assert_eq!(notes("windows-1251"), Vec::<Reason>::new());
        assert_eq!(notes("utf-8"), [Reason::DecodeLabelOverruled]);
        assert_eq!(notes("koi8-r"), [Reason::DecodeLabelOverruled]);
    }
}
