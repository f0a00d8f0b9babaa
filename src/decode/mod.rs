//! Bytes become characters: which encoding it is, by what evidence; then the text.
//!
//! Line breaks are made `\n` here. Repairing characters that were damaged before they reached us is `repair`'s.

pub mod repair;

use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::article::Note;
use crate::input::{Format, Transport};

/// The text of an input, and how it is known to be that.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Every character of the input, line breaks as `\n`, no byte order mark.
    pub text: String,
    /// The WHATWG name of the encoding; where a file mixes two, that of the greater part.
    pub encoding: &'static str,
    pub encoding_source: EncodingSource,
    pub notes: Vec<Note>,
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
pub fn decode(bytes: &[u8], _format: Format, transport: &Transport) -> Decoded {
    let (encoding, encoding_source, bom) = if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        (encoding, EncodingSource::Bom, bom)
    } else if std::str::from_utf8(bytes).is_ok() {
        (encoding_rs::UTF_8, EncodingSource::Detected, 0)
    } else if let Some(label) = transport.charset.as_deref().and_then(|label| Encoding::for_label(label.as_bytes())) {
        (label, EncodingSource::Http, 0)
    } else {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        (detector.guess(None, chardetng::Utf8Detection::Allow), EncodingSource::Detected, 0)
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[bom..]);
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
    let notes = if had_errors { vec!["decode.malformed_bytes"] } else { Vec::new() };
    Decoded { text, encoding: encoding.name(), encoding_source, notes }
}
