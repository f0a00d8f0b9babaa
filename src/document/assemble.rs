//! Puts a document together from what the stages before it know. Changes no text.

use std::collections::BTreeMap;

use super::quality::{self, Signals};
use super::{
    DOCUMENT_SCHEMA, Document, DocumentBlock, DocumentBlockKind, DocumentEdit, Fingerprint, InputProvenance,
    Provenance, SuggestedEdit,
};
use crate::article::{Block, BlockKind, Field, Meta, MetaField, Precision, Sourced, When, meta_fields};
use crate::decode::EncodingSource;
use crate::decode::repair::escape;
use crate::input::{Content, Origin};
use crate::reason::Reason;
use crate::rules::Suggestion;
use crate::text::{Change, Span};

/// What is the same for every document of one desk.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// name/version+commit
    pub tool: String,
    /// BLAKE3 of the effective configuration, as `b3:` and 16 hex digits.
    pub config: String,
    /// The version of the rules.
    pub rules: &'static str,
    /// The largest share of a text that rules may take out before its document is marked.
    pub most_removed: f64,
}

/// What is known of the input itself.
pub struct InputFacts {
    /// The first 32 hex digits of BLAKE3 over the article's own bytes.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its place in the file, from 1.
    pub record: Option<u64>,
    /// The digest of what was said of it from outside.
    pub evidence: Option<String>,
    /// The media type that came with it.
    pub media_type: Option<String>,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes.
    pub blake3: blake3::Hash,
    /// What it was read as.
    pub content: Content,
    /// The WHATWG name of its encoding; where there is none, the name that docs/decoding.md lists.
    pub encoding: &'static str,
    /// The evidence that decided on the encoding.
    pub encoding_source: EncodingSource,
    /// Code points of the decoded input.
    pub decoded_chars: u64,
}

/// What the rules made of an article.
pub struct Work {
    /// What is known of the article, as rules left it.
    pub meta: Meta,
    /// Its text, as rules left it.
    pub text: String,
    /// Where the text comes from, if not from where an input of its kind has it.
    pub text_source: Option<&'static str>,
    /// The blocks of `text`.
    pub blocks: Vec<Block>,
    /// The changes to each field, `text` first; empty ones need not be there.
    pub changes: Vec<(Field, Vec<Change>)>,
    /// In `text`.
    pub suggestions: Vec<Suggestion>,
    /// What decoding and extraction have to say.
    pub notes: Vec<Reason>,
    /// How sure the language detector is, 0 to 1, where it was asked.
    pub language_confidence: Option<f32>,
}

/// Builds the document.
pub fn assemble(input: InputFacts, work: Work, stamp: &Stamp) -> Document {
    let Work { meta, text, text_source, blocks, changes, suggestions, notes, language_confidence } = work;
    let mut edits = Vec::new();
    let mut removed = BTreeMap::new();
    let mut removed_from_text = 0;
    for (field, changes) in &changes {
        let value = field.text_of(&text, |field| meta.value(field)).expect("an edited field is there");
        let mut points = CodePoints::of(value);
        for change in changes {
            let gone = quality::count_removal(&mut removed, change, &value[change.out.clone()]);
            // What a repair shortens is still there.
            let taken = *field == Field::Text && !change.rule.starts_with("repair.");
            removed_from_text += if taken { gone } else { 0 };
            edits.push(DocumentEdit {
                rule: change.rule.to_string(),
                field: field.to_string(),
                at: points.at(change.out.start),
                before: change.before.to_string(),
                after: value[change.out.clone()].to_owned(),
                confidence: change.confidence,
                certainty: change.certainty.into(),
            });
        }
    }

    let id = meta.id.clone().unwrap_or_else(|| input.id.clone());
    let domain = meta.canonical_url.iter().chain(&meta.url).find_map(|url| domain(&url.value));
    let created = meta.published.as_ref().and_then(|when| created(&when.value));
    let mut fields: BTreeMap<String, String> = MetaField::ALL
        .iter()
        .filter_map(|&field| Some((field.name().to_owned(), meta.source_of(field)?.to_owned())))
        .collect();
    fields.extend(text_source.map(|source| ("text".to_owned(), source.to_owned())));

    let (fingerprint, words) = Fingerprint::of(&text);
    let quality = quality::judge(Signals {
        text: &text,
        words,
        // What was only decoded is the source of a page or a record, in which escapes are grammar.
        escapes_left: !blocks.is_empty() && escape::is_left(&text),
        decoded_chars: input.decoded_chars,
        edits: edits.len() as u64,
        removed,
        removed_from_text,
        most_removed: stamp.most_removed,
        notes: &notes,
        language_confidence,
        suggestions: suggested(&text, &suggestions),
    });
    let provenance = Provenance {
        tool: stamp.tool.clone(),
        config: stamp.config.clone(),
        rules: stamp.rules.to_owned(),
        input: InputProvenance {
            path: input.origin.path,
            record: input.record,
            container: Some(input.origin.container).filter(|name| !name.is_empty()).map(str::to_owned),
            bytes: input.bytes,
            blake3: input.blake3.to_hex().to_string(),
            format: input.content,
            media_type: input.media_type,
            encoding: Some(input.encoding.to_owned()),
            encoding_source: Some(input.encoding_source),
            evidence: input.evidence,
        },
        fields,
        edits,
    };
    let blocks = document_blocks(&text, &blocks);
    let schema = DOCUMENT_SCHEMA.to_owned();
    let (added, source) = (meta.added.or(input.origin.modified), meta.source.unwrap_or(input.origin.collection));
    let metadata = meta.extra;
    macro_rules! document {
        ($($member:ident: $field:ident $row:tt)+) => {
            Document {
                $($member: FromField::from_field(meta.$member),)+
                schema, id, text, created, added, source, domain, blocks, metadata, quality, fingerprint, provenance,
            }
        };
    }
    meta_fields!(document)
}

/// What the value of a field becomes in a document: one that is not there has no key, and a list no items.
trait FromField<T> {
    fn from_field(field: Option<Sourced<T>>) -> Self;
}

impl<T> FromField<T> for Option<T> {
    fn from_field(field: Option<Sourced<T>>) -> Self {
        field.map(|field| field.value)
    }
}

impl<T> FromField<Vec<T>> for Vec<T> {
    fn from_field(field: Option<Sourced<Vec<T>>>) -> Self {
        field.map(|field| field.value).unwrap_or_default()
    }
}

/// Returns the host of a URL without `www.`.
fn domain(url: &str) -> Option<String> {
    let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
}

/// Returns a moment as RFC 3339 in UTC, if it is one: a day alone has no time, and a time without zone no moment.
fn created(when: &When) -> Option<String> {
    if when.precision < Precision::Minute {
        return None;
    }
    let timestamp: jiff::Timestamp = when.value.parse().ok()?;
    Some(timestamp.to_string())
}

fn document_blocks(text: &str, blocks: &[Block]) -> Vec<DocumentBlock> {
    let mut points = CodePoints::of(text);
    blocks
        .iter()
        .map(|block| {
            let (kind, level) = match block.kind {
                BlockKind::Paragraph => (DocumentBlockKind::Paragraph, None),
                BlockKind::Heading(level) => (DocumentBlockKind::Heading, Some(level.clamp(1, 6))),
                BlockKind::ListItem => (DocumentBlockKind::ListItem, None),
                BlockKind::Quote => (DocumentBlockKind::Quote, None),
                BlockKind::Caption => (DocumentBlockKind::Caption, None),
                BlockKind::Table => (DocumentBlockKind::Table, None),
                BlockKind::Preformatted => (DocumentBlockKind::Preformatted, None),
            };
            let Span { start, end } = block.span.clone();
            DocumentBlock { kind, start: points.at(start), end: points.at(end), level }
        })
        .collect()
}

fn suggested(text: &str, suggestions: &[Suggestion]) -> Vec<SuggestedEdit> {
    let mut ordered: Vec<_> = suggestions.iter().collect();
    ordered.sort_by_key(|suggestion| (suggestion.proposal.span.start, suggestion.proposal.span.end));
    let mut points = CodePoints::of(text);
    ordered
        .into_iter()
        .map(|Suggestion { rule, proposal }| SuggestedEdit {
            rule: rule.clone(),
            field: "text".to_owned(),
            at: points.at(proposal.span.start),
            before: text[proposal.span.clone()].to_owned(),
            after: proposal.after.to_string(),
            confidence: proposal.confidence,
        })
        .collect()
}

/// Turns byte offsets into code points. Asked in ascending order it reads the text once.
struct CodePoints<'a> {
    text: &'a str,
    ascii: bool,
    byte: usize,
    point: u64,
}

impl<'a> CodePoints<'a> {
    fn of(text: &'a str) -> Self {
        CodePoints { text, ascii: text.is_ascii(), byte: 0, point: 0 }
    }

    fn at(&mut self, byte: usize) -> u64 {
        if self.ascii {
            return byte as u64;
        }
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text[self.byte..byte].chars().count() as u64;
        self.byte = byte;
        self.point
    }
}
