//! Reasons: the codes that say what is the matter with an input, each with its meaning and what to do.
//!
//! One table holds them all. From it come the codes in documents, reason files, error lines and metrics, the document
//! schema's list, and `docs/reasons.md`.

use std::fmt;

use schemars::{Schema, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// Where a reason is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    /// In a document's `quality.reasons`: there is a document, and it asks for a look.
    Note,
    /// In reason files, error lines, reports and metrics: there is no document.
    Failure,
}

/// Declares [`Reason`] from one entry a reason: variant, code, kind, text and advice.
macro_rules! reasons {
    ($($variant:ident = $code:literal, $kind:ident, $text:literal, $advice:literal;)+) => {
        /// What is the matter with an input or with its document. Ordered by code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $(#[doc = concat!("`", $code, "`: ", $text)] $variant,)+
        }

        impl Reason {
            /// All reasons, ordered by code.
            pub const ALL: &[Reason] = &[$(Reason::$variant),+];

            /// Returns the code: lower-case words joined by a dot. Codes are stable between versions.
            pub const fn code(self) -> &'static str {
                match self { $(Reason::$variant => $code),+ }
            }

            /// Returns one sentence that says what the reason means.
            pub const fn text(self) -> &'static str {
                match self { $(Reason::$variant => $text),+ }
            }

            /// Returns one sentence that says what to do.
            pub const fn advice(self) -> &'static str {
                match self { $(Reason::$variant => $advice),+ }
            }

            /// Returns where the reason is said.
            pub const fn kind(self) -> ReasonKind {
                match self { $(Reason::$variant => ReasonKind::$kind),+ }
            }
        }
    };
}

// Kept in the order of the codes, so that reasons sort as their codes do; a test checks it.
reasons! {
    DecodeCutOff = "decode.cut_off", Note,
        "The input is UTF-8 and ends inside a character.",
        "Fetch the input again: it was cut off on its way.";
    DecodeLabelOverruled = "decode.label_overruled", Note,
        "The bytes do not fit the encoding that the input declares; it was read in the encoding that they fit.",
        "Correct the label at its source; the text needs a look only if it reads wrong.";
    DecodeMalformedBytes = "decode.malformed_bytes", Note,
        "Some bytes are not valid in the input's encoding; U+FFFD stands in their place.",
        "Fetch the input again, or correct the encoding that it declares.";
    DecodeMixedEncodings = "decode.mixed_encodings", Note,
        "Parts of the input are UTF-8 and others are in a legacy encoding; each was read in its own.",
        "Look at the letters beyond ASCII in the text before you rely on them.";
    DecodeModifiedUtf = "decode.modified_utf", Note,
        "The input writes emoji as two surrogates of three bytes each, or NUL as two bytes; they were read as what they mean, and NUL was left out.",
        "Correct what writes it: it writes CESU-8 or Java's modified UTF-8 where UTF-8 is expected.";
    DecodeUncertain = "decode.uncertain", Note,
        "In no known encoding are the bytes words of a language; the text was read in the encoding that comes nearest.",
        "Name the encoding with `--charset` or a label if you know it; do not rely on the letters beyond ASCII.";
    InputArray = "input.array", Failure,
        "The JSON breaks off within a record, or holds something between its records that is none.",
        "Write the file anew, or write one record a line as `.jsonl`.";
    InputBinary = "input.binary", Failure,
        "The input is a picture, an archive or another binary file, not text, HTML or JSON.",
        "Convert it to text or HTML first, or keep it out of the inbox.";
    InputCompressed = "input.compressed", Failure,
        "The compressed input is damaged or cut off, or it unpacks to more than the limits allow.",
        "Compress it anew; if it is meant to be so large, raise `[limits] decompressed_bytes` or `ratio`.";
    InputEmpty = "input.empty", Failure,
        "The input holds nothing, or nothing but blanks.",
        "Look at what wrote it: it may have failed before it wrote a word.";
    InputSpecial = "input.special", Failure,
        "The input is a link, a pipe, a socket or a device, not a regular file.",
        "Put the file itself into the inbox.";
    InputTooLarge = "input.too_large", Failure,
        "The article is larger than `[limits] bytes` allows.",
        "Raise `[limits] bytes` if articles of that size are expected.";
    InputTooManyFailures = "input.too_many_failures", Failure,
        "So many records of the input gave no document that the memory for inputs could not hold them.",
        "Correct what the first failed record shows, or split the file.";
    InputTooSlow = "input.too_slow", Failure,
        "Cleaning the input took longer than `[limits] time` allows.",
        "Raise `[limits] time`, or split the file.";
    InputTrailing = "input.trailing", Failure,
        "More follows in the file behind the end of what its format holds.",
        "Divide the file there, or drop the rest.";
    InputUnreadable = "input.unreadable", Failure,
        "The system does not let the program read the input.",
        "Give the user that the program runs as the right to read it.";
    InputUnsupported = "input.unsupported", Failure,
        "The input is text in a format that is known and not read: the message names it.",
        "Give the program the articles themselves, as text, HTML or JSON records.";
    InternalCrash = "internal.crash", Failure,
        "The program crashed on this input, also when it cleaned it alone.",
        "Report it as an error of the program, together with the input.";
    InternalPanic = "internal.panic", Failure,
        "The program failed on this input by an error of its own.",
        "Report it as an error of the program, together with the input.";
    JsonMalformed = "json.malformed", Failure,
        "The record is not valid JSON, also when the usual faults of JSON writers are allowed for.",
        "Correct the record at the position that the message names, or drop it.";
    JsonMended = "json.mended", Note,
        "The record's JSON has faults that were mended: `NaN` or `Infinity`, raw control characters, half a surrogate pair.",
        "Correct what writes the records; a half surrogate pair has become U+FFFD.";
    JsonNotAnObject = "json.not_an_object", Failure,
        "The record is a JSON value of another kind than an object.",
        "Write each record as an object such as `{\"text\": …, \"url\": …}`.";
    LanguageDisagreement = "language.disagreement", Note,
        "The input states one language, and its text looks like another.",
        "Look at `language` before you sort by it: it is the text's only if the text is long enough to tell.";
    PageBotCheck = "page.bot_check", Note,
        "The page asks visitors to show that they are human; the article is not on it.",
        "Fetch the page in a way that its site allows.";
    PageConsentWall = "page.consent_wall", Note,
        "The page is a notice on cookies and data in place of the article.",
        "Fetch the page again with consent given.";
    PageDepthCapped = "page.depth_capped", Note,
        "The page's elements are nested deeper than is read; what lies deeper moved up.",
        "Look at the order of the text: the page is damaged or made to hold up a reader.";
    PageError = "page.error", Note,
        "The page says that it was not found, or that access is denied.",
        "Check the address and fetch the page again.";
    PageListing = "page.listing", Note,
        "The page is a home page, a section or a list of results: teasers of articles, not an article.",
        "Fetch the articles that it links to instead.";
    PageNoArticle = "page.no_article", Note,
        "Nothing on the page looks like an article.",
        "Look at the page with `copydesk explain`, which shows how each line was judged.";
    PagePaywall = "page.paywall", Note,
        "The page shows the beginning of its article and asks to subscribe or log in.",
        "Fetch the page again with a subscription, or take the text for what it is: a beginning.";
    PageShell = "page.shell", Note,
        "The page holds next to no text and is filled by scripts.",
        "Fetch the page with a browser that runs its scripts.";
    PageUncertain = "page.uncertain", Note,
        "No part of the page is likely to be an article; what comes nearest was kept.",
        "Look at the page with `copydesk explain`, which shows how each line was judged.";
    ReasonLost = "reason.lost", Failure,
        "An input in `failed/` has no reason file: it was removed, or a crash came while the input was put back.",
        "Run `copydesk failed retry NAME`, which finds the reason anew.";
    RecordNoText = "record.no_text", Note,
        "The record has no field that holds a text or a page.",
        "Name the field of the text `text`, or that of the page `html`.";
    SidecarMalformed = "sidecar.malformed", Failure,
        "The file `NAME.meta.json` beside the input is no JSON object, or one of its values cannot be what its key says.",
        "Correct the key that the message names, or remove the file.";
    SidecarWithoutArticle = "sidecar.without_article", Failure,
        "A file `NAME.meta.json` stands where no `NAME` is.",
        "Put it beside its article before the article is taken, or remove it.";
    TextEmpty = "text.empty", Note,
        "The document's text is empty.",
        "Look at the other reasons and at `provenance.edits` for what became of the text.";
    TextEscapesLeft = "text.escapes_left", Note,
        "The text holds escapes of string literals, mail or addresses that look like dirt: `\\u2019`, `=E2=80=99`, `%20`.",
        "Correct what writes the texts: it writes them out once too often; what stands there could not be undone safely.";
    TextFontEncoding = "text.font_encoding", Note,
        "The text is in the encoding of a font such as Kruti Dev, Preeti or Bamini, and no words without that font.",
        "Convert it with a program for that font; the language that the document names is not its own.";
    TextMojibakeLeft = "text.mojibake_left", Note,
        "The text holds places that look like mojibake: characters that were decoded in a wrong encoding.",
        "Fetch the original again if you can; what stands there could not be repaired safely.";
    TextMuchRemoved = "text.much_removed", Note,
        "The rules took out more of the text than the share that `[clean] most_removed` names.",
        "Look at `provenance.edits`, and switch off the rule that takes too much.";
    TextNoProse = "text.no_prose", Note,
        "The text holds nothing but what machines write for machines: addresses, log lines, digests, code.",
        "Keep such files out of the inbox.";
    TextReplacementChars = "text.replacement_chars", Note,
        "More than one in 500 characters of the text is U+FFFD: characters were lost before the input came here.",
        "Fetch the original again: the lost characters are not in the input.";
    TextZawgyi = "text.zawgyi", Note,
        "The text is Burmese that was written for the font Zawgyi; the lines that show it beyond doubt are in Unicode now.",
        "Look at `provenance.edits`, and at lines that the rule `repair.zawgyi` left as they were.";
}

impl Reason {
    /// Returns the reason that has this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Reason::ALL.iter().copied().find(|reason| reason.code() == code)
    }

    /// Returns the JSON Schema of the codes of one kind.
    pub fn schema_of(kind: ReasonKind) -> Schema {
        let codes: Vec<_> = Reason::ALL.iter().filter(|reason| reason.kind() == kind).map(|it| it.code()).collect();
        json_schema!({ "type": "string", "enum": codes })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;

        impl Visitor<'_> for Code {
            type Value = Reason;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the code of a reason")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<Reason, E> {
                Reason::from_code(code).ok_or_else(|| E::invalid_value(de::Unexpected::Str(code), &self))
            }
        }

        deserializer.deserialize_str(Code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_sort_as_their_codes_do() {
        let codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert!(codes.is_sorted_by(|left, right| left < right), "{codes:?}");
        assert!(Reason::ALL.is_sorted());
    }

    #[test]
    fn a_code_is_words_joined_by_a_dot() {
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        for code in Reason::ALL.iter().map(|reason| reason.code()) {
            assert!(code.split('.').count() == 2 && code.split('.').all(is_word), "{code}");
        }
    }

    #[test]
    fn text_and_advice_are_one_sentence_each() {
        for reason in Reason::ALL {
            for sentence in [reason.text(), reason.advice()] {
                assert!(sentence.starts_with(char::is_uppercase) && sentence.ends_with('.'), "{reason}: {sentence}");
                assert!(!sentence.contains(". "), "{reason}: {sentence}");
            }
        }
    }

    #[test]
    fn a_reason_is_written_and_read_as_its_code() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.code()));
            assert_eq!(serde_json::from_str::<Reason>(&json).unwrap(), *reason);
        }
        assert!(serde_json::from_str::<Reason>("\"page.unheard_of\"").is_err());
    }
}
