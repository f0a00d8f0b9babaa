//! The desk: the only road from an article's bytes to its document. Pure: no files, no clock, no threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::Value;

use crate::article::{Article, Block, BlockKind, Body, Meta};
use crate::config::{Config, Stage};
use crate::decode::repair::Evidence;
use crate::decode::{self, Decoded};
use crate::document::{Document, InputFacts, Stamp, Work, assemble};
use crate::extract::{self, Refusal};
use crate::input::{self, Content, Expect, Head, InputError, Origin, Payload, RawInput, extension};
use crate::reason::Reason;
use crate::rules::glue::Thresholds;
use crate::rules::user::Target;
use crate::rules::{
    AnyRule, Context, Edited, Field, FieldValue, Group, RULES_VERSION, RuleSet, Suggestion, source_names,
};
use crate::text::Ledger;

/// A desk with its rules laid out. Cheap to share between threads.
pub struct Desk {
    rules: RuleSet,
    /// The group `repair` alone: it runs before the others, and also where the work stops before the rules.
    repairs: RuleSet,
    glue: Arc<Thresholds>,
    until: Stage,
    settings: extract::Settings,
    stamp: Stamp,
    bytes_limit: u64,
}

/// What became of an input.
#[derive(Debug)]
pub enum Outcome {
    /// The article's document.
    Document(Box<Document>),
    /// There is no document in this input; it is to be set aside with the reason.
    Failure(Failure),
}

/// Why an input gave no document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// Why, in one word for programs.
    pub code: Reason,
    /// What is wrong, where, and what to do.
    pub message: String,
}

impl Desk {
    /// Lays out the desk.
    pub fn new(config: &Config) -> Self {
        let is_repair = |rule: &&AnyRule| rule.group() == Group::Repair;
        Desk {
            rules: RuleSet::new(config.rules.enabled().cloned(), config.apply),
            repairs: RuleSet::new(config.rules.enabled().filter(is_repair).cloned(), config.apply),
            glue: Arc::clone(&config.glue),
            until: config.until,
            settings: extract::Settings { depth: config.depth },
            stamp: Stamp {
                tool: tool(),
                config: config.digest(),
                rules: RULES_VERSION,
                most_removed: config.most_removed,
            },
            bytes_limit: config.input_limits.bytes,
        }
    }

    /// Turns an article's bytes into its document.
    ///
    /// Never panics: a panic in one article is caught and becomes its failure.
    pub fn clean(&self, raw: RawInput) -> Outcome {
        catch_unwind(AssertUnwindSafe(|| self.work(raw)))
            .unwrap_or_else(|panic| {
                let what = panic
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or_else(|| panic.downcast_ref::<&str>().copied());
                Err(Failure {
                    code: Reason::InternalPanic,
                    message: format!(
                        "copydesk itself failed on this input: {}; please report it with the input",
                        what.unwrap_or("no message")
                    ),
                })
            })
            .map_or_else(Outcome::Failure, |document| Outcome::Document(Box::new(document)))
    }

    /// Returns all lines of a page with the judgement on each; nothing for an input that is no page.
    pub fn trace(&self, raw: &RawInput) -> Option<Vec<extract::JudgedLine>> {
        let content = self.admit(raw).ok().filter(|content| *content == Content::Page)?;
        let decoded = decode::decode(raw.bytes(), content, &raw.item.said);
        catch_unwind(AssertUnwindSafe(|| extract::trace(&decoded.text, &self.settings))).ok()
    }

    fn work(&self, raw: RawInput) -> Result<Document, Failure> {
        let content = self.admit(&raw)?;
        let decoded = match &raw.item.payload {
            Payload::Fields(fields) => decode::already_characters(fields),
            _ => decode::decode(raw.bytes(), content, &raw.item.said),
        };
        let mut article = match self.until {
            Stage::Decode => undivided(&decoded),
            Stage::Extract | Stage::Rules => extract::extract(&decoded, content, &raw.item.said, &self.settings)?,
        };
        // Damaged characters hide the language and what the other rules look for, so they are repaired first. The
        // evidence is the whole input's: a title of three words cannot tell by itself what happened to it.
        let damage = Evidence::of(&decoded.text);
        article.notes.extend(damage.zawgyi().is_likely().then_some(Reason::TextZawgyi));
        let context = Context {
            sources: sources(&article.meta, &raw.origin),
            damage,
            glue: Arc::clone(&self.glue),
            ..Context::default()
        };
        let mut edited = repair(&self.repairs, &mut article, &context);
        let language_confidence = match self.until {
            Stage::Decode => None,
            Stage::Extract | Stage::Rules => extract::language::identify(&mut article),
        };
        if self.until == Stage::Rules {
            let context = Context {
                language: article.meta.language.as_ref().map(|language| language.value.clone()),
                title: article.meta.title.as_ref().map(|title| title.value.clone()),
                ..context
            };
            edited = edit(&self.rules, &mut article, edited.ledgers, &context);
            move_to_fields(&mut article.meta, std::mem::take(&mut edited.field_values));
        }

        let facts = facts(raw, content, &decoded);
        let mut notes = decoded.notes;
        notes.extend(&article.notes);
        let text_source = article.body_source;
        let (text, blocks) = article.body.into_parts();
        let changes = edited.ledgers.into_iter().map(|(field, ledger)| (field, ledger.into_parts().1)).collect();
        let suggestions = edited.suggestions;
        let work =
            Work { meta: article.meta, text, text_source, blocks, changes, suggestions, notes, language_confidence };
        Ok(assemble(facts, work, &self.stamp))
    }

    /// Says what the article is, or why it cannot be read.
    fn admit(&self, raw: &RawInput) -> Result<Content, Failure> {
        let bytes = raw.bytes();
        if bytes.len() as u64 > self.bytes_limit {
            let message =
                format!("an article of {} bytes, more than [limits] bytes = {} allows", bytes.len(), self.bytes_limit);
            return Err(Failure { code: Reason::InputTooLarge, message });
        }
        let known = match &raw.item.payload {
            Payload::Whole => None,
            Payload::Known(content) | Payload::Part { content, .. } => Some(*content),
            Payload::Fields(_) => return Ok(Content::Record),
        };
        if bytes.iter().all(|&byte| byte.is_ascii_whitespace() || byte == 0) {
            return Err(InputError::Empty.into());
        }
        if let Some(content) = known {
            return Ok(content);
        }
        let extension = extension(&raw.origin.path).unwrap_or_default();
        let media_type = raw.item.said.media_type().unwrap_or_default();
        let head = Head::new(bytes, true, &extension, &media_type);
        match input::content(&head) {
            Err(InputError::Unsupported(_)) if self.expects() == Expect::Texts => Ok(input::nearest(&head)),
            content => content.map_err(Failure::from),
        }
    }

    /// Returns what this desk takes: where it only decodes, texts of any format.
    pub fn expects(&self) -> Expect {
        match self.until {
            Stage::Decode => Expect::Texts,
            Stage::Extract | Stage::Rules => Expect::Articles,
        }
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Failure { code: error.reason(), message: error.to_string() }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure { code: refusal.code, message: refusal.message }
    }
}

/// Returns name, version and, where the build says it, commit: `copydesk/0.1.0+abc1234`.
pub fn tool() -> String {
    let commit = option_env!("COPYDESK_COMMIT").map(|commit| format!("+{commit}")).unwrap_or_default();
    format!("copydesk/{}{commit}", env!("CARGO_PKG_VERSION"))
}

/// The names of an article's source.
fn sources(meta: &Meta, origin: &Origin) -> Vec<String> {
    let urls = [&meta.canonical_url, &meta.url].map(|url| url.as_ref().map(|url| url.value.as_str()));
    source_names(urls, meta.source.as_deref(), &origin.path, &origin.collection)
}

/// The whole decoded input as one block, line breaks and all.
fn undivided(decoded: &Decoded) -> Article {
    Article { body: Body::undivided(decoded.text.clone()), ..Article::default() }
}

fn facts(raw: RawInput, content: Content, decoded: &Decoded) -> InputFacts {
    let blake3 = blake3::hash(&raw.item.raw);
    InputFacts {
        id: blake3.to_hex()[..32].to_owned(),
        origin: raw.origin,
        record: raw.item.number,
        evidence: raw.item.said.digest(),
        media_type: raw.item.said.media_type.map(|media_type| media_type.value),
        bytes: raw.item.raw.len() as u64,
        blake3,
        content,
        encoding: decoded.encoding,
        encoding_source: decoded.encoding_source,
        decoded_chars: decoded.text.chars().count() as u64,
    }
}

/// An article's texts after some rules: what was done to each, `text` first.
struct EditedArticle {
    ledgers: Vec<(Field, Ledger)>,
    /// In `text`.
    suggestions: Vec<Suggestion>,
    /// From `text` to fields.
    field_values: Vec<FieldValue>,
}

/// Repairs an article, and what was repaired once more as if it had come in so, until that changes nothing: what one
/// encoding explains less than another may be all that is left when the other's damage is gone.
fn repair(repairs: &RuleSet, article: &mut Article, context: &Context<'_>) -> EditedArticle {
    let mut edited = edit(repairs, article, Vec::new(), context);
    let mut changed = edited.ledgers.iter().any(|(_, ledger)| !ledger.changes().is_empty());
    for _ in 0..REPAIRS {
        if !changed {
            break;
        }
        let text = article.body.text().to_owned();
        let context = Context { damage: Evidence::of(&text), ..context.clone() };
        edited = edit(repairs, article, edited.ledgers, &context);
        changed = article.body.text() != text;
    }
    edited
}

/// So often at most. In half a million inputs made to deceive, once more was enough.
const REPAIRS: usize = 3;

/// Lets `rules` work on the body and on the fields that rules read. `ledgers` are those of the rules before, in the
/// same order; without them new ones are opened.
fn edit(rules: &RuleSet, article: &mut Article, ledgers: Vec<(Field, Ledger)>, context: &Context<'_>) -> EditedArticle {
    let mut earlier = ledgers.into_iter().map(|(_, ledger)| ledger);
    let (text, blocks) = std::mem::take(&mut article.body).into_parts();
    let ledger = earlier.next().unwrap_or_else(|| Ledger::new(text));
    let Edited { ledger, blocks, suggestions, field_values } = rules.edit(ledger, blocks, Field::Text, context);
    article.body = Body::from_parts(ledger.text().to_owned(), blocks);
    let mut ledgers = vec![(Field::Text, ledger)];
    for field in article.meta.editable() {
        let value = article.meta.text_mut(field).expect("what is editable is there");
        let block = Block::new(BlockKind::Paragraph, 0..value.len());
        let ledger = earlier.next().unwrap_or_else(|| Ledger::new(value.clone()));
        let edited = rules.edit(ledger, vec![block], field, context);
        edited.ledger.text().clone_into(value);
        ledgers.push((field, edited.ledger));
    }
    EditedArticle { ledgers, suggestions, field_values }
}

/// Puts what rules took out of the text into the fields that they name. A single field that has a value keeps it: what
/// the page says of itself stands above a line of its text, and the edit still tells what that line was.
fn move_to_fields(meta: &mut Meta, values: Vec<FieldValue>) {
    for FieldValue { rule, target, value } in values {
        match target {
            Target::Field(field) => meta.fill(field, value, rule),
            Target::Metadata(key) => {
                if let Some(list) = meta.extra.entry(key).or_insert_with(|| Value::Array(Vec::new())).as_array_mut() {
                    list.push(value.into());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Item, Said, Witness};

    fn clean(item: Item) -> Document {
        let desk = Desk::new(&Config::defaults(".".as_ref()));
        match desk.clean(RawInput { item, ..RawInput::default() }) {
            Outcome::Document(document) => *document,
            Outcome::Failure(failure) => panic!("{}", failure.message),
        }
    }

    #[test]
    fn an_article_that_was_taken_out_of_its_bytes_is_read_as_what_it_is() {
        let (bytes, ..) = encoding_rs::KOI8_R.encode("<p>Паром ушёл.</p>");
        let raw = [b"HTTP/1.1 200 OK\r\n\r\n", &*bytes].concat();
        let payload = Payload::Part { bytes: bytes.into_owned(), content: Content::Page };
        let said = Said::with_charset("koi8-r", Witness::Http);
        let document = clean(Item { raw: raw.clone(), payload, said, ..Item::default() });
        assert_eq!(document.text, "Паром ушёл.");
        let input = document.provenance.input;
        assert_eq!((input.encoding_source, input.bytes), (Some(decode::EncodingSource::Http), raw.len() as u64));
        assert_eq!(document.id, blake3::hash(&raw).to_hex()[..32], "the article's own bytes are those it came in");
    }

    #[test]
    fn fields_that_are_characters_already_are_read_as_a_record() {
        let fields = serde_json::json!({"title": "Ferry", "text": "It left.\n[adrotate banner=3]", "row": 4});
        let payload = Payload::Fields(fields.as_object().cloned().unwrap_or_default());
        let document = clean(Item { raw: b"Ferry,It left.,4".to_vec(), payload, ..Item::default() });
        assert_eq!((document.text.as_str(), document.title.as_deref()), ("It left.", Some("Ferry")));
        assert_eq!(document.metadata["row"], 4);
        assert_eq!(document.provenance.input.encoding_source, Some(decode::EncodingSource::Container));
    }
}
