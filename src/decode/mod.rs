//! Bytes become characters: which encoding it is, by what evidence; then the text.
//!
//! Line breaks are made `\n` here. Repairing characters that were damaged before they reached us is `repair`'s.

mod legacy;
mod letters;
mod mixed;
mod prescan;
pub mod repair;
mod spelling;
mod unicode;

use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::input::{Format, Transport, Wide};
use crate::reason::Reason;

use legacy::Chosen;
use mixed::mixed;
use prescan::prescan;
use unicode::{cut_utf8, decode_wide};

/// The text of an input, and how it is known to be that.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Every character of the input, line breaks as `\n`, no byte order mark.
    pub text: String,
    /// The WHATWG name of the encoding; where a file mixes two, that of the greater part.
    pub encoding: &'static str,
    pub encoding_source: EncodingSource,
    pub notes: Vec<Reason>,
}

/// The evidence that decided on the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EncodingSource {
    Bom,
    /// An HTTP header's charset.
    Http,
    /// The page's own `meta`, or an XML declaration.
    Meta,
    Sidecar,
    Config,
    /// The bytes themselves.
    Detected,
    Default,
}

/// Decodes `bytes`, which `format` says are a page, a text or a record.
///
/// The evidence is heard in this order: a byte order mark; the zeros of UTF-16 and UTF-32; the escapes of ISO-2022-JP;
/// valid UTF-8; UTF-8 that breaks off; UTF-8 and a legacy encoding in one file; then what is said of the
/// encoding (by the transport, by the page) against what the bytes look like.
pub fn decode(bytes: &[u8], format: Format, transport: &Transport) -> Decoded {
    let verdict = wide(bytes).or_else(|| unicode(bytes)).unwrap_or_else(|| {
        let said = said(bytes, format, transport);
        if bytes.is_ascii() { ascii(bytes, format, said) } else { mixed(bytes).unwrap_or_else(|| legacy(bytes, said)) }
    });
    if memchr::memchr(b'\r', verdict.text.as_bytes()).is_none() {
        return verdict;
    }
    Decoded { text: verdict.text.replace("\r\n", "\n").replace('\r', "\n"), ..verdict }
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
fn said(bytes: &[u8], format: Format, transport: &Transport) -> Option<(&'static Encoding, EncodingSource)> {
    let http = transport.charset.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    let page = || (format == Format::Html).then(|| prescan(bytes)).flatten();
    http.map(|label| (label, EncodingSource::Http)).or_else(|| page().map(|label| (label, EncodingSource::Meta)))
}

/// ASCII reads the same in every encoding that may be said; a page that says nothing has the default of browsers.
fn ascii(bytes: &[u8], format: Format, said: Option<(&'static Encoding, EncodingSource)>) -> Decoded {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (encoding, source) = match (said, format) {
        (Some(said), _) => said,
        (None, Format::Html) => (encoding_rs::WINDOWS_1252, EncodingSource::Default),
        (None, _) => (encoding_rs::UTF_8, EncodingSource::Detected),
    };
    verdict(text, encoding.name(), source, false)
}

fn legacy(bytes: &[u8], said: Option<(&'static Encoding, EncodingSource)>) -> Decoded {
    let (encoding, chosen) = legacy::choose(bytes, said.map(|(label, _)| label));
    let (source, overruled) = match (chosen, said) {
        (Chosen::Label, Some((_, source))) => (source, false),
        (_, said) => (EncodingSource::Detected, said.is_some_and(|(label, _)| label.name() != encoding.name())),
    };
    let (text, malformed) = encoding.decode(bytes);
    let mut verdict = verdict(text, encoding.name(), source, malformed);
    verdict.notes.extend(overruled.then_some(Reason::DecodeLabelOverruled));
    verdict
}

fn verdict(text: String, encoding: &'static str, source: EncodingSource, malformed: bool) -> Decoded {
    let notes = if malformed { vec![Reason::DecodeMalformedBytes] } else { Vec::new() };
    Decoded { text, encoding, encoding_source: source, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], format: Format, text: &str, encoding: &str) {
        let decoded = decode(bytes, format, &Transport::default());
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
    }

    #[test]
    fn each_kind_of_evidence_is_heard() {
        check(b"\xEF\xBB\xBFa\r\nb\rc", Format::Text, "a\nb\nc", "UTF-8");
        check(b"\xFF\xFEa\0\xE9\0", Format::Text, "aé", "UTF-16LE");
        check("früh".as_bytes(), Format::Text, "früh", "UTF-8");
        check(b"\x1B$B$\"\x1B(B", Format::Text, "あ", "ISO-2022-JP");
        check(b"<p>plain", Format::Html, "<p>plain", "windows-1252");
        check(b"<meta charset=koi8-r>", Format::Html, "<meta charset=koi8-r>", "KOI8-R");
        check(b"plain", Format::Text, "plain", "UTF-8");
    }

    #[test]
    fn a_label_that_is_not_believed_is_noted() {
        let text = "Вечером в городе прошёл сильный дождь, и жители помогали друг другу выносить вещи.";
        let notes = |label: &str| {
            let page = format!("<meta charset={label}><p>{text}");
            let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&page);
            let decoded = decode(&bytes, Format::Html, &Transport::default());
            assert_eq!((decoded.text, decoded.encoding), (page, "windows-1251"));
            decoded.notes
        };
        assert_eq!(notes("windows-1251"), Vec::<Reason>::new());
        assert_eq!(notes("utf-8"), [Reason::DecodeLabelOverruled]);
        assert_eq!(notes("koi8-r"), [Reason::DecodeLabelOverruled]);
    }
}
