//! A page as a list of segments: its lines of text in order, each with what its place in the tree says of it.
//!
//! A segment ends wherever a reader would see a line end: at the edge of a block element, of a table cell or list
//! item, and at a double line break. So no two words are glued at an edge, and none is parted at an inline tag.

use std::collections::HashMap;

use ego_tree::iter::Edge;
use html5ever::{LocalName, local_name};
use scraper::Node;
use scraper::node::Element;

use super::flow::{Flow, flow, hides};
use super::hints::hints;
use super::tag::BoxTag;
use crate::article::BlockKind;
use crate::extract::html::page::Page;
use crate::text::Span;

/// One line of text of a page.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its text.
    pub text: String,
    /// What kind of block it is.
    pub kind: BlockKind,
    /// Code points inside links.
    pub link_chars: u32,
    /// Links in it.
    pub links: u32,
    /// Code points in bold or emphasis.
    pub strong_chars: u32,
    /// The element that holds it, as an index into `PageSurvey::boxes`.
    pub parent: u32,
    /// Where it starts in the page's text, in code points.
    pub offset: u32,
    /// It ended in a line break instead of the edge of an element.
    pub by_break: bool,
    /// What the names of inline elements in it hint at.
    pub hints: u16,
    /// Which bytes of its text are code, in ascending order.
    pub code: Vec<Span>,
    /// The blanks in its text, as bytes, that stand where the page has a line break.
    pub breaks: Vec<usize>,
    /// The preformatted text that it is a line of, as an index into `PageSurvey::preformatted`.
    pub preformatted: Option<usize>,
}

/// A block element, with sums over everything below it.
#[derive(Clone, Debug)]
pub struct BlockBox {
    /// The box that holds it, as an index into `PageSurvey::boxes`.
    pub parent: u32,
    /// How many boxes hold it.
    pub depth: u32,
    /// Its tag.
    pub tag: BoxTag,
    /// The tags of the box and of those above it, a bit each.
    pub tags_above: u32,
    /// 1 to 6 for a heading, else 0.
    pub level: u8,
    /// What its own names hint at.
    pub hints: u16,
    /// What its own names and those above it hint at.
    pub hints_above: u16,
    /// Its shape, by tag and class, as an index into `PageSurvey::shapes`.
    pub shape: u32,
    /// Hidden from readers, or from those who listen to the page.
    pub hidden: bool,
    /// Hidden from readers, as long as no script shows it.
    pub invisible: bool,
    /// schema.org's `articleBody` on it or above it.
    pub is_article_body: bool,
    /// Segments below it, code points of them, and of those in links.
    pub segments: u32,
    pub chars: u32,
    pub link_chars: u32,
    /// Code points of its paragraphs that read like prose, directly in it.
    pub prose: u32,
    /// `prose`, and half of the scores of the boxes directly in it.
    pub score: f32,
    /// Boxes directly in it.
    pub children: u32,
}

/// What a walk through a page found.
pub struct PageSurvey {
    /// The lines of text, in the order of the page.
    pub segments: Vec<Segment>,
    /// The block elements, each after the one that holds it.
    pub boxes: Vec<BlockBox>,
    /// The shapes of boxes, each a digest of tag and class.
    pub shapes: Vec<u64>,
    /// The preformatted texts, with all their blanks and line breaks.
    pub preformatted: Vec<String>,
    /// Code points of all segments.
    pub chars: u32,
}

/// The numbers of the groups that a segment is in.
///
/// Two segments are in the same group if they have the same number at the same place. The places are: the box that holds
/// the segment, the box above that, the box above that one, the shape of the first box, and the shapes of the first two.
/// No number is larger than the number of boxes.
pub type GroupIds = [u32; 5];

impl PageSurvey {
    /// Returns the groups of every segment.
    pub fn group_ids(&self) -> Vec<GroupIds> {
        let mut pairs = HashMap::new();
        let groups = |segment: &Segment| {
            let parent = &self.boxes[segment.parent as usize];
            let grand = &self.boxes[parent.parent as usize];
            let next = pairs.len() as u32;
            let pair = *pairs.entry((grand.shape, parent.shape)).or_insert(next);
            [segment.parent, parent.parent, grand.parent, parent.shape, pair]
        };
        self.segments.iter().map(groups).collect()
    }
}

impl PageSurvey {
    /// Returns the row and the cell that hold a line, if the cell holds data: a few short lines, beside other cells.
    pub(super) fn data_cell(&self, parent: u32) -> Option<(u32, u32)> {
        let mut index = parent;
        while self.boxes[index as usize].tag != BoxTag::Cell {
            if index == 0 {
                return None;
            }
            index = self.boxes[index as usize].parent;
        }
        let cell = &self.boxes[index as usize];
        let row = &self.boxes[cell.parent as usize];
        let is_data = cell.segments <= DATA_LINES && cell.chars <= DATA_CHARS;
        (is_data && row.tag == BoxTag::Row && row.children >= 2).then_some((cell.parent, index))
    }
}

/// A cell with more lines or code points than this lays out the page; a cell of data holds a name, a number or a sentence.
const DATA_LINES: u32 = 3;
const DATA_CHARS: u32 = 300;

/// Walks through a page once.
pub fn survey(page: &Page<'_>) -> PageSurvey {
    let mut walk = SurveyWalk::new();
    // What the open elements do, the outermost first.
    let mut flows: Vec<Flow> = Vec::new();
    let mut skipping = 0_u32;
    for edge in page.dom.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(_) if skipping > 0 => skipping += 1,
                Node::Element(element) => match flow(node, element) {
                    Flow::Skip => skipping += 1,
                    Flow::Object => {
                        skipping += 1;
                        walk.line.object_waits = true;
                    }
                    flow => {
                        flows.push(flow);
                        walk.open(element, flow);
                    }
                },
                Node::Text(text) if skipping == 0 => walk.text(text),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    if skipping > 0 {
                        skipping -= 1;
                    } else if let Some(flow) = flows.pop() {
                        walk.close(element, flow);
                    }
                }
            }
        }
    }
    walk.end()
}

/// The state of a walk.
struct SurveyWalk {
    survey: PageSurvey,
    /// The numbers of the shapes so far.
    shapes: HashMap<u64, u32>,
    /// The open boxes, as indices.
    open: Vec<u32>,
    line: OpenLine,
    links_open: u32,
    strong_open: u32,
    pre_open: u32,
    code_open: u32,
    /// Line breaks that stand at the end of the line so far.
    breaks: u32,
}

/// The line being gathered.
#[derive(Default)]
struct OpenLine {
    text: String,
    link_chars: u32,
    links: u32,
    strong_chars: u32,
    blank_waits: bool,
    /// A picture, a button or the like stands after the last word.
    object_waits: bool,
    /// The blank that waits stands where the page has a line break.
    break_waits: bool,
    hints: u16,
    code: Vec<Span>,
    breaks: Vec<usize>,
}

impl SurveyWalk {
    fn new() -> Self {
        let root = BlockBox {
            parent: 0,
            depth: 0,
            tag: BoxTag::Body,
            tags_above: 0,
            level: 0,
            hints: 0,
            hints_above: 0,
            shape: 0,
            hidden: false,
            invisible: false,
            is_article_body: false,
            segments: 0,
            chars: 0,
            link_chars: 0,
            prose: 0,
            score: 0.0,
            children: 0,
        };
        SurveyWalk {
            survey: PageSurvey {
                segments: Vec::new(),
                boxes: vec![root],
                shapes: vec![0],
                preformatted: Vec::new(),
                chars: 0,
            },
            shapes: HashMap::from([(0, 0)]),
            open: vec![0],
            line: OpenLine::default(),
            links_open: 0,
            strong_open: 0,
            pre_open: 0,
            code_open: 0,
            breaks: 0,
        }
    }

    fn open(&mut self, element: &Element, flow: Flow) {
        match flow {
            Flow::Skip | Flow::Object => {}
            Flow::Break => self.line_break(),
            Flow::Inline => self.open_inline(element),
            Flow::Line => {
                self.flush(false);
                self.open_inline(element);
            }
            Flow::Block(tag) => {
                self.flush(false);
                self.open_box(element, tag);
                self.break_preformatted();
                if tag == BoxTag::Pre {
                    if self.pre_open == 0 {
                        self.survey.preformatted.push(String::new());
                    }
                    self.pre_open += 1;
                }
            }
        }
    }

    fn open_inline(&mut self, element: &Element) {
        let class = element.attrs.iter().find(|(name, _)| name.local == local_name!("class"));
        self.line.hints |= class.map_or(0, |(_, class)| hints(class));
        match element.name() {
            "a" => {
                self.links_open += 1;
                self.line.links += 1;
            }
            "b" | "strong" | "em" | "i" => self.strong_open += 1,
            "code" | "kbd" | "samp" => self.code_open += 1,
            _ => {}
        }
    }

    fn open_box(&mut self, element: &Element, tag: BoxTag) {
        let parent = *self.open.last().expect("the root stays open");
        let facts = AttributeFacts::of(element);
        let shape = self.shape_number(digest(tag, facts.class));
        let above = &self.survey.boxes[parent as usize];
        let invisible = above.invisible || facts.invisible;
        let new = BlockBox {
            parent,
            depth: above.depth + 1,
            tag,
            tags_above: above.tags_above | 1 << tag as u32,
            level: heading_level(element.name()),
            hints: facts.hints,
            hints_above: above.hints_above | facts.hints,
            shape,
            hidden: above.hidden || invisible || facts.aria_hidden,
            invisible,
            is_article_body: above.is_article_body || facts.is_article_body,
            segments: 0,
            chars: 0,
            link_chars: 0,
            prose: 0,
            score: 0.0,
            children: 0,
        };
        let index = u32::try_from(self.survey.boxes.len()).unwrap_or(u32::MAX);
        self.survey.boxes[parent as usize].children += 1;
        self.survey.boxes.push(new);
        self.open.push(index);
    }

    /// Returns the number of a shape.
    fn shape_number(&mut self, digest: u64) -> u32 {
        *self.shapes.entry(digest).or_insert_with(|| {
            self.survey.shapes.push(digest);
            self.survey.shapes.len() as u32 - 1
        })
    }

    fn close(&mut self, element: &Element, flow: Flow) {
        match flow {
            Flow::Skip | Flow::Object | Flow::Break => {}
            Flow::Inline => self.close_inline(element),
            Flow::Line => {
                self.flush(false);
                self.close_inline(element);
            }
            Flow::Block(tag) => {
                self.flush(false);
                self.break_preformatted();
                self.open.pop();
                self.pre_open -= u32::from(tag == BoxTag::Pre);
            }
        }
    }

    fn close_inline(&mut self, element: &Element) {
        match element.name() {
            "a" => self.links_open -= 1,
            "b" | "strong" | "em" | "i" => self.strong_open -= 1,
            "code" | "kbd" | "samp" => self.code_open -= 1,
            _ => {}
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks >= 2 || self.pre_open > 0 {
            self.flush(true);
        } else {
            self.line.blank_waits = true;
            self.line.break_waits = true;
        }
        if let Some(text) = self.open_preformatted() {
            text.push('\n');
        }
    }

    /// Returns the preformatted text that is being gathered.
    fn open_preformatted(&mut self) -> Option<&mut String> {
        if self.pre_open > 0 { self.survey.preformatted.last_mut() } else { None }
    }

    /// Ends the line of the preformatted text that is being gathered: the edge of a block stands there.
    fn break_preformatted(&mut self) {
        if let Some(text) = self.open_preformatted()
            && !text.is_empty()
            && !text.ends_with('\n')
        {
            text.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(whole) = self.open_preformatted() {
            whole.push_str(text);
            let mut lines = text.split('\n');
            if let Some(first) = lines.next() {
                self.words(first);
            }
            for line in lines {
                self.flush(true);
                self.words(line);
            }
            return;
        }
        self.words(text);
    }

    /// Adds text to the line, runs of HTML's white space as one blank.
    fn words(&mut self, text: &str) {
        let blank = |character: char| character.is_ascii_whitespace();
        let line = &mut self.line;
        line.blank_waits |= text.starts_with(blank) || (line.object_waits && parts_words(&line.text, text));
        line.object_waits = false;
        let before = line.text.len();
        let mut code = None;
        for word in text.split_ascii_whitespace() {
            if line.blank_waits && !line.text.is_empty() {
                if line.break_waits {
                    line.breaks.push(line.text.len());
                }
                line.text.push(' ');
            }
            line.break_waits = false;
            code.get_or_insert(line.text.len());
            line.text.push_str(word);
            line.blank_waits = true;
        }
        if line.text.len() == before {
            return;
        }
        line.blank_waits = text.ends_with(blank);
        if let (Some(start), true) = (code, self.code_open > 0) {
            match line.code.last_mut() {
                Some(last) if last.end + 1 >= start => last.end = line.text.len(),
                _ => line.code.push(start..line.text.len()),
            }
        }
        let chars = count(&line.text[before..]);
        line.link_chars += if self.links_open > 0 { chars } else { 0 };
        line.strong_chars += if self.strong_open > 0 { chars } else { 0 };
        self.breaks = 0;
    }

    /// Ends the line; what it holds becomes a segment.
    fn flush(&mut self, by_break: bool) {
        self.breaks = 0;
        // The gathered text is copied out, so that its room serves the next line.
        let mut line = std::mem::take(&mut self.line);
        let cut = line.text.len() - line.text.trim_start().len();
        let text = line.text.trim().to_owned();
        line.text.clear();
        self.line.text = line.text;
        if text.is_empty() {
            return;
        }
        let parent = *self.open.last().expect("the root stays open");
        let chars = count(&text);
        let segment = Segment {
            kind: self.kind(parent),
            link_chars: line.link_chars.min(chars),
            links: line.links,
            strong_chars: line.strong_chars.min(chars),
            parent,
            offset: self.survey.chars,
            by_break,
            hints: line.hints,
            code: moved_back(line.code, cut),
            breaks: line.breaks.iter().map(|at| at.saturating_sub(cut)).collect(),
            preformatted: (self.pre_open > 0).then(|| self.survey.preformatted.len() - 1),
            text,
        };
        self.survey.chars += chars;
        self.survey.segments.push(segment);
    }

    fn kind(&self, parent: u32) -> BlockKind {
        let mut index = parent;
        // The nearest element that says what the line is; beyond a few it is about something else.
        for _ in 0..6 {
            let block = &self.survey.boxes[index as usize];
            match block.tag {
                BoxTag::Heading => return BlockKind::Heading(block.level),
                BoxTag::Item | BoxTag::Definition => return BlockKind::ListItem,
                BoxTag::Quote => return BlockKind::Quote,
                BoxTag::Caption => return BlockKind::Caption,
                BoxTag::Cell | BoxTag::Row => return BlockKind::Table,
                BoxTag::Article | BoxTag::Main | BoxTag::Body => return BlockKind::Paragraph,
                _ => index = block.parent,
            }
        }
        BlockKind::Paragraph
    }

    fn end(mut self) -> PageSurvey {
        self.flush(false);
        let PageSurvey { segments, boxes, .. } = &mut self.survey;
        for segment in segments {
            let chars = count(&segment.text);
            let home = &mut boxes[segment.parent as usize];
            if is_prose(segment, chars) {
                home.prose += chars;
            }
            home.segments += 1;
            home.chars += chars;
            home.link_chars += segment.link_chars;
        }
        // Children stand after their parents, so one pass backwards sums them up.
        for index in (1..boxes.len()).rev() {
            let (before, own) = boxes.split_at_mut(index);
            let own = &mut own[0];
            own.score += own.prose as f32;
            let parent = &mut before[own.parent as usize];
            parent.score += own.score / 2.0;
            parent.segments += own.segments;
            parent.chars += own.chars;
            parent.link_chars += own.link_chars;
        }
        self.survey
    }
}

/// Returns spans of a text of which the first `cut` bytes were taken off.
fn moved_back(mut spans: Vec<Span>, cut: usize) -> Vec<Span> {
    spans.iter_mut().for_each(|span| *span = span.start.saturating_sub(cut)..span.end.saturating_sub(cut));
    spans
}

/// What an element's attributes say of it.
#[derive(Default)]
struct AttributeFacts<'a> {
    class: &'a str,
    hints: u16,
    /// Hidden from readers.
    invisible: bool,
    /// Hidden from those who listen to the page.
    aria_hidden: bool,
    is_article_body: bool,
}

impl<'a> AttributeFacts<'a> {
    fn of(element: &'a Element) -> Self {
        let mut facts = AttributeFacts::default();
        for (name, value) in &element.attrs {
            let value: &str = value;
            match name.local {
                local_name!("class") => {
                    facts.class = value;
                    facts.hints |= hints(value);
                }
                local_name!("id") => facts.hints |= hints(value),
                local_name!("hidden") => facts.invisible = true,
                local_name!("aria-hidden") => facts.aria_hidden |= value == "true",
                local_name!("style") => facts.invisible |= hides(value),
                _ if may_name_content(&name.local) => {
                    if value.len() <= LONGEST_NAME {
                        facts.hints |= hints(value);
                    }
                    facts.is_article_body |= name.local == local_name!("itemprop") && value.contains("articleBody");
                }
                _ => {}
            }
        }
        facts
    }
}

/// Tells whether an attribute's value may be a name for what the element holds.
fn may_name_content(name: &LocalName) -> bool {
    matches!(*name, local_name!("role") | local_name!("aria-label") | local_name!("itemprop") | local_name!("itemtype"))
        || name.starts_with("data-")
}

/// Prose has some length, a sentence's end or a comma, and is not mostly links.
pub(super) fn is_prose(segment: &Segment, chars: u32) -> bool {
    chars >= 40 && segment.link_chars * 2 < chars && segment.text.contains([',', '.', '。', '、', '?', '!', '؟', '،'])
}

/// Tells whether a picture between two texts stands between two words; ideographs have no blanks between them.
fn parts_words(before: &str, after: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() && letter < FIRST_IDEOGRAPH;
    before.ends_with(is_letter) && after.starts_with(is_letter)
}

/// The first of the blocks for Chinese and Japanese, CJK radicals.
const FIRST_IDEOGRAPH: char = '\u{2E80}';

/// Attributes longer than this, in bytes, hold data rather than names.
const LONGEST_NAME: usize = 40;

/// FNV-1a over tag and class.
fn digest(tag: BoxTag, class: &str) -> u64 {
    class.bytes().fold(0xCBF2_9CE4_8422_2325_u64 ^ tag as u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

fn heading_level(name: &str) -> u8 {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => level - b'0',
        _ => 0,
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
