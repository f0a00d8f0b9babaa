//! What a rule is given: the text as it stands, its blocks, and what is known of the article.

use std::cell::OnceCell;
use std::sync::Arc;

use super::artifact::{Marks, PhraseLine, lines, shown};
use super::glue::{self, Seam, Thresholds};
use super::line::Line;
use crate::article::{Block, Field};
use crate::decode::repair::{self, Evidence, Found};
use crate::text::{Proposal, Span, Vocabulary};

/// A text that rules read. What is costly to find out about it is found once, when the first rule asks for it.
pub struct Draft<'a> {
    /// The field's text.
    pub text: &'a str,
    /// The text's blocks, in order; one block for a field that is not the text.
    pub blocks: &'a [Block],
    /// The field.
    pub field: Field,
    /// What is known of the article beside it.
    pub context: &'a Context<'a>,
    vocabulary: OnceCell<Vocabulary>,
    damage: OnceCell<Found>,
    seams: OnceCell<Vec<Seam>>,
    marks: OnceCell<Marks>,
    phrase_lines: OnceCell<Vec<PhraseLine>>,
    speaks_of_code: OnceCell<bool>,
}

/// What is known of the article whose text or field a draft is.
#[derive(Clone, Debug, Default)]
pub struct Context<'t> {
    /// BCP 47; absent where nobody could tell.
    pub language: Option<String>,
    /// The headline, if there is one.
    pub title: Option<String>,
    /// The names under which the article's source is known, in lower case, the closest first: its site's host, what
    /// the record says, the folder, the collection.
    pub sources: Vec<String>,
    /// What the whole decoded input tells of how its characters were damaged.
    pub damage: Evidence<'t>,
    /// How likely a seam between two glued words must be before it is parted.
    pub glue: Arc<Thresholds>,
}

impl Context<'_> {
    /// Tells whether the article comes from `source`, in any case of letters; a host stands for those below it.
    pub fn is_from(&self, source: &str) -> bool {
        let source = source.to_lowercase();
        let below =
            |name: &String| name.strip_suffix(&source).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.sources.iter().any(below)
    }
}

impl<'a> Draft<'a> {
    /// Takes a field's text with its blocks.
    pub fn new(text: &'a str, blocks: &'a [Block], field: Field, context: &'a Context<'a>) -> Self {
        Draft {
            text,
            blocks,
            field,
            context,
            vocabulary: OnceCell::new(),
            damage: OnceCell::new(),
            seams: OnceCell::new(),
            marks: OnceCell::new(),
            phrase_lines: OnceCell::new(),
            speaks_of_code: OnceCell::new(),
        }
    }

    /// Returns each block with its kind and text.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = Line<'a>> + ExactSizeIterator + use<'a> {
        let text = self.text;
        self.blocks.iter().map(move |block| Line {
            kind: block.kind,
            start: block.span.start,
            text: &text[block.span.clone()],
        })
    }

    /// Returns the words of the text, counted.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| Vocabulary::of(self.text))
    }

    /// Returns the language without region or script (`de` of `de-AT`), if it is known.
    pub fn language(&self) -> Option<&str> {
        self.context.language.as_deref().map(|tag| tag.split('-').next().unwrap_or(tag))
    }

    /// Returns where characters stand that can open an artifact.
    pub(super) fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| Marks::of(self.text))
    }

    /// Returns the lines, or edges of lines, that are a page's phrases, in ascending order.
    pub(super) fn phrase_lines(&self) -> &[PhraseLine] {
        self.phrase_lines.get_or_init(|| lines::find(self.lines()))
    }

    /// Tells whether what stands at `span`, a stretch of code or markup, is an example that the text speaks of.
    pub(super) fn is_shown(&self, span: &Span) -> bool {
        let index = self.block_at(span);
        shown::is_shown(self.text, span, &self.blocks[..self.blocks.len().min(index + 1)], || self.speaks_of_code())
    }

    /// Tells whether `span` lies in code that the text shows, where no space is a lost or a needless one.
    pub(super) fn is_in_code(&self, span: &Span) -> bool {
        let block = self.blocks.get(self.block_at(span));
        block.is_some_and(|block| shown::is_in_code(self.text, span, block, || self.speaks_of_code()))
    }

    /// Returns the number of the block in which `span` begins.
    fn block_at(&self, span: &Span) -> usize {
        self.blocks.partition_point(|block| block.span.end <= span.start)
    }

    fn speaks_of_code(&self) -> bool {
        *self.speaks_of_code.get_or_init(|| shown::speaks_of_code(self.text, self.marks()))
    }

    /// Withdraws the proposals that would take out what the text speaks of.
    pub(super) fn spare_shown(&self, found: &mut Vec<Proposal>) {
        found.retain(|proposal| !self.is_shown(&proposal.span));
    }

    /// Returns all character damage in the text, in ascending order.
    pub(super) fn damage(&self) -> &Found {
        self.damage.get_or_init(|| repair::find(self.text, &self.context.damage))
    }

    /// Returns all places where words may stand glued, in ascending order.
    pub(super) fn seams(&self) -> &[Seam] {
        self.seams.get_or_init(|| glue::find(self.text, self.lines(), self.vocabulary()))
    }
}
