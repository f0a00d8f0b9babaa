//! What several tests need: a desk, its documents, and the laws that every document keeps.
#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::sync::LazyLock;

use copydesk::config::{Config, Stage};
use copydesk::desk::{Desk, Failure, Outcome};
use copydesk::document::{self, Document, DocumentBlockKind};
use copydesk::input::{RawInput, Said, Statement, Witness};
use copydesk::reason::Reason;

pub static DESK: LazyLock<Desk> = LazyLock::new(|| Desk::new(&Config::defaults(".".as_ref())));

/// Stops after extraction and repairs nothing: its text is what edits must replay to.
pub static EXTRACTION: LazyLock<Desk> = LazyLock::new(|| {
    let mut config = Config::defaults(".".as_ref());
    config.until = Stage::Extract;
    config.rules.restrict("").expect("no names are no wrong names");
    Desk::new(&config)
});

static SCHEMA: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&document::schema()).expect("our schema is valid"));

pub fn raw(bytes: &[u8], name: &str) -> RawInput {
    RawInput::named(bytes, name)
}

/// Cleans an input and holds the document to every law.
pub fn clean(bytes: &[u8], name: &str) -> Result<Document, Failure> {
    let outcome = DESK.clean(raw(bytes, name));
    let document = match outcome {
        Outcome::Failure(failure) => {
            assert_ne!(failure.code, Reason::InternalPanic, "{}", failure.message);
            return Err(failure);
        }
        Outcome::Document(document) => *document,
    };
    let json = serde_json::to_string(&document).expect("a document can be written");
    let value = serde_json::from_str(&json).expect("what was written reads back");
    let errors: Vec<_> =
        SCHEMA.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{json}");
    let again: Document = serde_json::from_str(&json).expect("what was written reads back");
    assert_eq!(serde_json::to_string(&again).expect("a document can be written"), json);

    let Outcome::Document(extracted) = EXTRACTION.clean(raw(bytes, name)) else {
        panic!("it was extracted a moment ago")
    };
    assert_eq!(
        document.undone("text").as_deref(),
        Some(extracted.text.as_str()),
        "the edits replay to the extracted text"
    );
    assert_eq!(document.undone("title"), extracted.title, "the title's edits replay");
    for (index, author) in extracted.authors.iter().enumerate() {
        assert_eq!(document.undone(&format!("authors[{index}]")).as_ref(), Some(author));
    }

    let characters: Vec<char> = document.text.chars().collect();
    let blocks: Vec<String> = document
        .blocks
        .iter()
        .map(|block| characters[block.start as usize..block.end as usize].iter().collect())
        .collect();
    assert_eq!(blocks.join("\n\n"), document.text, "the blocks are the text");
    for (block, text) in document.blocks.iter().zip(&blocks) {
        let is_one_line = !text.contains('\n') || block.kind == DocumentBlockKind::Preformatted;
        assert!(!text.is_empty() && is_one_line, "a block is one line, unless it is preformatted: {text:?}");
    }
    Ok(document)
}

/// Cleans an input and holds that cleaning its text again changes nothing.
pub fn clean_twice(bytes: &[u8], name: &str) -> Result<Document, Failure> {
    let once = clean(bytes, name)?;
    // The text is said to be text: what it quotes of a page or a record must not make it one.
    let mut said = Said::default();
    said.media_type = Some(Statement::new("text/plain", Witness::Option));
    let mut again = RawInput::new(once.text.clone());
    again.item.said = said;
    match DESK.clean(again) {
        Outcome::Document(twice) => {
            assert_eq!(twice.text, once.text, "cleaning twice is cleaning once");
            assert_eq!(twice.provenance.edits, [], "the second time there is nothing to do");
        }
        // Nothing was left, or nothing but control characters.
        Outcome::Failure(failure) => {
            assert!(
                matches!(failure.code, Reason::InputEmpty | Reason::InputBinary | Reason::InputUnsupported),
                "{}",
                failure.message
            )
        }
    }
    Ok(once)
}
