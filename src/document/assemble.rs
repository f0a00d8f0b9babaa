//! Puts a document together from what the stages before it know. Changes no text.

use std::collections::BTreeMap;

use super::quality::{self, Signals};
use super::{
    DOCUMENT_SCHEMA, Document, DocumentBlock, DocumentBlockKind, DocumentEdit, Fingerprint, InputProvenance,
    Provenance, SuggestedEdit,
};
use crate::article::{Block, BlockKind, Meta, Precision, Sourced, When};
use crate::decode::EncodingSource;
use crate::input::{Format, Origin};
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
    pub rules: &'static str,
    /// The largest share of a text that rules may take out before its document is marked.
    pub most_removed: f64,
}

/// What is known of the input itself.
pub struct InputFacts {
    /// The first 32 hex digits of BLAKE3 over the input's bytes and, where the file holds many, the record's number
    /// as eight bytes, least significant first.
    pub id: String,
    pub origin: Origin,
    pub media_type: Option<String>,
    pub bytes: u64,
    pub blake3: blake3::Hash,
    pub format: Format,
    pub encoding: &'static str,
    pub encoding_source: EncodingSource,
    /// Code points of the decoded input.
    pub decoded_chars: u64,
}

/// What the rules made of an article.
pub struct Work {
    pub meta: Meta,
    pub text: String,
    /// Where the text comes from, if not from where an input of its kind has it.
    pub text_source: Option<&'static str>,
    pub blocks: Vec<Block>,
    /// The changes to each field, `text` first; empty ones need not be there.
    pub changes: Vec<(String, Vec<Change>)>,
    /// In `text`.
    pub suggestions: Vec<Suggestion>,
    pub notes: Vec<Reason>,
    pub language_confidence: Option<f32>,
}

/// Builds the document.
pub fn assemble(input: InputFacts, work: Work, stamp: &Stamp) -> Document {
    let Work { meta, text, text_source, blocks, changes, suggestions, notes, language_confidence } = work;
    let mut edits = Vec::new();
    let mut removed = BTreeMap::new();
    let mut removed_from_text = 0;
    for (field, changes) in &changes {
        let value = field_value(field, &text, &meta);
        let mut points = CodePoints::of(value);
        for change in changes {
            let gone = quality::count_removal(&mut removed, change, &value[change.out.clone()]);
            removed_from_text += if field == "text" { gone } else { 0 };
            edits.push(DocumentEdit {
                rule: change.rule.to_string(),
                field: field.clone(),
                at: points.at(change.out.start),
                before: change.before.to_string(),
                after: value[change.out.clone()].to_owned(),
                confidence: change.confidence,
                certainty: change.certainty.into(),
            });
        }
    }

    let mut fields = BTreeMap::new();
    let id = meta.id.clone().unwrap_or_else(|| input.id.clone());
    let domain = meta.canonical_url.iter().chain(&meta.url).find_map(|url| domain(&url.value));
    let created = meta.published.as_ref().and_then(|when| created(&when.value));
    let mut take = |name: &str, source: Option<&str>| {
        if let Some(source) = source {
            fields.insert(name.to_owned(), source.to_owned());
        }
    };
    take("text", text_source);
    take("title", source(&meta.title));
    take("description", source(&meta.description));
    take("authors", source(&meta.authors));
    take("published", source(&meta.published));
    take("modified", source(&meta.modified));
    take("url", source(&meta.url));
    take("canonical_url", source(&meta.canonical_url));
    take("site_name", source(&meta.site_name));
    take("language", source(&meta.language));
    take("section", source(&meta.section));
    take("tags", source(&meta.tags));
    take("image", source(&meta.image));
    take("license", source(&meta.license));
    take("free_access", source(&meta.free_access));

    let (fingerprint, words) = Fingerprint::of(&text);
    let quality = quality::judge(Signals {
        text: &text,
        words,
        decoded_chars: input.decoded_chars,
        edits: edits.len() as u64,
        removed,
        removed_from_text,
        most_removed: stamp.most_removed,
        notes: &notes,
        language_confidence,
        suggestions: suggested(&text, &suggestions),
    });
    Document {
        schema: DOCUMENT_SCHEMA.to_owned(),
        id,
        fingerprint,
        blocks: document_blocks(&text, &blocks),
        text,
        title: value(meta.title),
        description: value(meta.description),
        authors: value(meta.authors).unwrap_or_default(),
        published: value(meta.published),
        modified: value(meta.modified),
        created,
        added: meta.added.or(input.origin.modified),
        source: meta.source.unwrap_or(input.origin.collection),
        url: value(meta.url),
        canonical_url: value(meta.canonical_url),
        domain,
        site_name: value(meta.site_name),
        language: value(meta.language),
        section: value(meta.section),
        tags: value(meta.tags).unwrap_or_default(),
        image: value(meta.image),
        license: value(meta.license),
        free_access: value(meta.free_access),
        metadata: meta.extra,
        quality,
        provenance: Provenance {
            tool: stamp.tool.clone(),
            config: stamp.config.clone(),
            rules: stamp.rules.to_owned(),
            input: InputProvenance {
                path: input.origin.path,
                record: input.origin.record,
                bytes: input.bytes,
                blake3: input.blake3.to_hex().to_string(),
                format: input.format,
                media_type: input.media_type,
                encoding: Some(input.encoding.to_owned()),
                encoding_source: Some(input.encoding_source),
            },
            fields,
            edits,
        },
    }
}

fn value<T>(field: Option<Sourced<T>>) -> Option<T> {
    field.map(|field| field.value)
}

fn source<T>(field: &Option<Sourced<T>>) -> Option<&str> {
    field.as_ref().map(|field| field.source.as_str())
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

/// Returns the field that an edit's `field` names: `text`, `title`, `authors[2]`.
fn field_value<'a>(field: &str, text: &'a str, meta: &'a Meta) -> &'a str {
    let item = |list: &'a Option<Sourced<Vec<String>>>, rest: &str| -> &'a str {
        let index: usize = rest.trim_end_matches(']').parse().expect("the desk numbers the items");
        &list.as_ref().expect("an edited list is there").value[index]
    };
    let one = |value: &'a Option<Sourced<String>>| value.as_ref().expect("an edited field is there").value.as_str();
    match field {
        "text" => text,
        "title" => one(&meta.title),
        "description" => one(&meta.description),
        _ => match field.split_once('[') {
            Some(("authors", rest)) => item(&meta.authors, rest),
            Some(("tags", rest)) => item(&meta.tags, rest),
            _ => unreachable!("the desk edits no field named {field}"),
        },
    }
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
            };
            let Span { start, end } = block.span;
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
