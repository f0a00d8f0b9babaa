//! What is said of an article from outside its own text: evidence with its source, never the truth.

use encoding_rs::Encoding;
use serde_json::{Map, Value};

/// What a command line, a sidecar file, a container or an HTTP header says of an article.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Said {
    /// The address that the article was fetched from.
    pub url: Option<Statement>,
    /// A label of the WHATWG Encoding Standard.
    pub charset: Option<Statement>,
    /// A media type, with or without parameters: `text/html; charset=utf-8`.
    pub media_type: Option<Statement>,
    /// When the article was fetched, as RFC 3339.
    pub fetched: Option<Statement>,
    /// The identifier that the article has where it comes from.
    pub id: Option<Statement>,
    /// The collection that the article belongs to.
    pub source: Option<Statement>,
    /// The article's language as BCP 47.
    pub language: Option<Statement>,
    /// What a sidecar says beyond these: kept in the document's `metadata`.
    pub extra: Map<String, Value>,
}

/// A value and who states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// As it was stated.
    pub value: String,
    /// Who states it.
    pub witness: Witness,
}

/// Who states something of an article. A stronger witness stands before a weaker one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Witness {
    /// An HTTP header that was stored with the article.
    Http,
    /// The record that holds the article.
    Record,
    /// The file `NAME.meta.json` beside the article.
    Sidecar,
    /// An option of the command line.
    Option,
}

impl Witness {
    /// Returns the name that stands in `provenance`.
    pub fn as_str(self) -> &'static str {
        match self {
            Witness::Http => "http",
            Witness::Record => "record",
            Witness::Sidecar => "sidecar",
            Witness::Option => "option",
        }
    }
}

/// Why a sidecar cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SidecarError {
    /// It is no JSON object.
    #[error("the sidecar is no JSON object ({0}): write {{\"url\": …, \"charset\": …}}, or remove it")]
    Malformed(String),
    /// It cannot be read at all.
    #[error("cannot read the sidecar: {0}; put a regular file there, or remove it")]
    Unreadable(String),
    /// One of its values cannot be what its key says.
    #[error("the sidecar's `{key}` {fault}: mend it, or remove the key")]
    Value {
        /// The key in question.
        key: &'static str,
        /// What is wrong with its value.
        fault: String,
    },
}

impl Said {
    /// Returns nothing but a charset.
    pub fn with_charset(label: &str, witness: Witness) -> Self {
        Said { charset: Some(Statement::new(label, witness)), ..Said::default() }
    }

    /// Reads a sidecar: a JSON object with any of `url`, `charset`, `media_type`, `fetched`, `id`, `source` and
    /// `language`. Other keys are kept in `extra`.
    ///
    /// # Errors
    /// If it is no JSON object, or a value cannot be what its key says.
    pub fn from_sidecar(json: &[u8]) -> Result<Self, SidecarError> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        let mut object: Map<String, Value> =
            serde_json::from_slice(json).map_err(|error| SidecarError::Malformed(error.to_string()))?;
        let mut take = |key: &'static str| match object.shift_remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(value)) if !value.trim().is_empty() => {
                Ok(Some(Statement::new(value.trim(), Witness::Sidecar)))
            }
            Some(Value::Number(value)) if key == "id" => Ok(Some(Statement::new(&value.to_string(), Witness::Sidecar))),
            Some(_) => Err(SidecarError::Value { key, fault: "is no text".into() }),
        };
        let said = Said {
            url: take("url")?,
            charset: take("charset")?,
            media_type: take("media_type")?,
            fetched: take("fetched")?,
            id: take("id")?,
            source: take("source")?,
            language: take("language")?,
            extra: Map::new(),
        };
        said.check()?;
        Ok(Said { extra: object, ..said })
    }

    /// Checks that each value can be what its key says.
    ///
    /// # Errors
    /// With the first value that cannot.
    pub fn check(&self) -> Result<(), SidecarError> {
        let fault = |key, fault: String| Err(SidecarError::Value { key, fault });
        if let Some(url) = &self.url
            && !url::Url::parse(&url.value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        {
            return fault("url", format!("({}) is no http address", url.value));
        }
        if let Some(charset) = &self.charset
            && Encoding::for_label(charset.value.as_bytes()).is_none()
        {
            return fault("charset", format!("({}) is no label of the WHATWG Encoding Standard", charset.value));
        }
        if let Some(fetched) = &self.fetched
            && fetched.value.parse::<jiff::Timestamp>().is_err()
        {
            return fault("fetched", format!("({}) is no moment with its zone as RFC 3339", fetched.value));
        }
        Ok(())
    }

    /// Returns what either says; where both speak, the stronger witness is heard, and of two alike the first.
    pub fn or(self, other: Said) -> Self {
        let stronger = |one: Option<Statement>, other: Option<Statement>| match (one, other) {
            (Some(one), Some(other)) => Some(if other.witness > one.witness { other } else { one }),
            (one, other) => one.or(other),
        };
        let mut extra = other.extra;
        extra.extend(self.extra);
        Said {
            url: stronger(self.url, other.url),
            charset: stronger(self.charset, other.charset),
            media_type: stronger(self.media_type, other.media_type),
            fetched: stronger(self.fetched, other.fetched),
            id: stronger(self.id, other.id),
            source: stronger(self.source, other.source),
            language: stronger(self.language, other.language),
            extra,
        }
    }

    /// Returns what holds for each record of a file: an address, an identifier and a media type are those of one
    /// article, or of the file.
    pub fn of_each_record(&self) -> Self {
        Said { url: None, id: None, media_type: None, ..self.clone() }
    }

    /// Returns the encoding that is stated, by a charset or by the parameter of a media type, and by whom.
    pub fn encoding(&self) -> Option<(&'static Encoding, Witness)> {
        let charset = self.charset.as_ref().and_then(|charset| charset.encoding(&charset.value));
        charset.or_else(|| {
            let media_type = self.media_type.as_ref()?;
            media_type.encoding(parameter(&media_type.value, "charset")?)
        })
    }

    /// Returns the media type without parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let stated = &self.media_type.as_ref()?.value;
        Some(stated.split(';').next().unwrap_or(stated).trim().to_ascii_lowercase())
    }

    /// Returns 16 hex digits of BLAKE3 over everything that is stated; nothing where nothing is.
    pub fn digest(&self) -> Option<String> {
        if *self == Said::default() {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        let statements =
            [&self.url, &self.charset, &self.media_type, &self.fetched, &self.id, &self.source, &self.language];
        for (place, statement) in statements.into_iter().enumerate() {
            let Some(Statement { value, witness }) = statement else { continue };
            hasher.update(format!("{place}\0{}\0{value}\0", witness.as_str()).as_bytes());
        }
        hasher.update(Value::Object(self.extra.clone()).to_string().as_bytes());
        Some(hasher.finalize().to_hex()[..16].to_owned())
    }
}

impl Statement {
    /// Returns what `witness` states.
    pub fn new(value: &str, witness: Witness) -> Self {
        Statement { value: value.to_owned(), witness }
    }

    fn encoding(&self, label: &str) -> Option<(&'static Encoding, Witness)> {
        Encoding::for_label(label.trim().as_bytes()).map(|encoding| (encoding, self.witness))
    }
}

/// Returns a parameter of a media type, without quotation marks.
fn parameter<'a>(media_type: &'a str, name: &str) -> Option<&'a str> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_states_what_it_may_and_keeps_the_rest() {
        let said = Said::from_sidecar(
            br#"{"url": "https://a.example/1", "charset": "koi8-r", "id": 7, "fetched": "2024-03-05T09:00:00Z", "job": 3}"#,
        )
        .unwrap();
        assert_eq!(said.url, Some(Statement::new("https://a.example/1", Witness::Sidecar)));
        assert_eq!(said.id.as_ref().unwrap().value, "7");
        assert_eq!(said.encoding(), Some((encoding_rs::KOI8_R, Witness::Sidecar)));
        assert_eq!(said.extra["job"], 3);
    }

    #[test]
    fn a_sidecar_that_cannot_be_meant_is_refused() {
        let refuse = |json: &str| Said::from_sidecar(json.as_bytes()).unwrap_err().to_string();
        assert!(refuse("[1]").contains("no JSON object"));
        assert!(refuse(r#"{"charset": "klingon"}"#).contains("`charset` (klingon) is no label"));
        assert!(refuse(r#"{"url": "ferry"}"#).contains("`url` (ferry) is no http address"));
        assert!(refuse(r#"{"fetched": "yesterday"}"#).contains("RFC 3339"));
        assert!(refuse(r#"{"language": 4}"#).contains("`language` is no text"));
    }

    #[test]
    fn the_stronger_witness_is_heard() {
        let sidecar = Said::with_charset("koi8-r", Witness::Sidecar);
        let option = Said::with_charset("windows-1251", Witness::Option);
        assert_eq!(sidecar.clone().or(option.clone()), option.clone().or(sidecar));
        let header =
            Said { media_type: Some(Statement::new("Text/HTML; Charset=\"big5\"", Witness::Http)), ..Said::default() };
        assert_eq!(header.encoding(), Some((encoding_rs::BIG5, Witness::Http)));
        assert_eq!(header.media_type().as_deref(), Some("text/html"));
        assert_eq!(option.or(header).encoding(), Some((encoding_rs::WINDOWS_1251, Witness::Option)));
    }

    #[test]
    fn the_digest_tells_what_was_said() {
        assert_eq!(Said::default().digest(), None);
        let digest = |witness| Said::with_charset("koi8-r", witness).digest();
        assert!(digest(Witness::Option).is_some());
        assert_ne!(digest(Witness::Option), digest(Witness::Sidecar));
    }
}
