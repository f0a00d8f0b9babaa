//! A page as a list of segments: its lines of text in order, each with what its place in the tree says of it.
//!
//! A segment ends wherever a reader would see a line end: at the edge of a block element, of a table cell or list
//! item, and at a double line break. So no two words are glued at an edge, and none is parted at an inline tag.

use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element;

use super::flow::{Flow, compact, flow, hides};
use super::hints::hints;
use crate::article::BlockKind;
use crate::extract::html::page::Page;

/// One line of text of a page.
#[derive(Clone, Debug)]
pub struct Segment {
    pub text: String,
    pub kind: BlockKind,
    /// Code points inside links.
    pub link_chars: u32,
    pub links: u32,
    /// Code points in bold or emphasis.
    pub strong_chars: u32,
    /// The element that holds it, as an index into `Survey::boxes`.
    pub parent: u32,
    /// Where it starts in the page's text, in code points.
    pub offset: u32,
    /// It ended in a line break instead of the edge of an element.
    pub by_break: bool,
    /// What the names of inline elements in it hint at.
    pub hints: u16,
}

/// A block element, with sums over everything below it.
#[derive(Clone, Debug)]
pub struct BlockBox {
    pub parent: u32,
    pub depth: u32,
    pub tag: Tag,
    /// The tags of the box and of those above it, a bit each.
    pub tags_above: u32,
    /// 1 to 6 for a heading, else 0.
    pub level: u8,
    /// What its own names hint at.
    pub hints: u16,
    /// What its own names and those above it hint at.
    pub hints_above: u16,
    /// A digest of tag and class: its like have the same.
    pub like: u64,
    /// Hidden from readers, or from those who listen to the page.
    pub hidden: bool,
    /// Hidden from readers, as long as no script shows it.
    pub unseen: bool,
    /// schema.org's `articleBody` on it or above it.
    pub is_article_body: bool,
    /// Segments below it, code points of them, and of those in links.
    pub segments: u32,
    pub chars: u32,
    pub link_chars: u32,
    /// Code points of its paragraphs that read like prose, directly in it.
    pub prose: u32,
    /// The same, with half of what its boxes have.
    pub score: f32,
    /// Boxes directly in it.
    pub children: u32,
}

/// The elements that matter to the judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tag {
    Other,
    P,
    Div,
    Section,
    Article,
    Main,
    Aside,
    Nav,
    Header,
    Footer,
    Form,
    Figure,
    Caption,
    List,
    Item,
    Table,
    Row,
    Cell,
    Heading,
    Quote,
    Pre,
    Definition,
    Details,
    Body,
}

/// A page, surveyed.
pub struct Survey {
    pub segments: Vec<Segment>,
    pub boxes: Vec<BlockBox>,
    /// Code points of all segments.
    pub chars: u32,
}

/// Names of the groups that a segment is in; two segments are in the same group if they have the same name at the same
/// place: the box that holds both, the one above, the one above that; boxes of one likeness, and such in boxes of
/// one likeness.
pub type Company = [u32; 5];

impl Survey {
    /// Returns the company of every segment.
    pub fn companies(&self) -> Vec<Company> {
        let company = |segment: &Segment| {
            let parent = &self.boxes[segment.parent as usize];
            let grand = &self.boxes[parent.parent as usize];
            // Half of a digest is enough to tell a page's few hundred kinds of boxes apart.
            let likes = grand.like ^ parent.like.rotate_left(7);
            [segment.parent, parent.parent, grand.parent, parent.like as u32, likes as u32]
        };
        self.segments.iter().map(company).collect()
    }
}

impl Survey {
    /// Returns the row and the cell that hold a line, if the cell holds data: a few short lines, beside other cells.
    pub(super) fn data_cell(&self, parent: u32) -> Option<(u32, u32)> {
        let mut index = parent;
        while self.boxes[index as usize].tag != Tag::Cell {
            if index == 0 {
                return None;
            }
            index = self.boxes[index as usize].parent;
        }
        let cell = &self.boxes[index as usize];
        let row = &self.boxes[cell.parent as usize];
        let is_data = cell.segments <= DATA_LINES && cell.chars <= DATA_CHARS;
        (is_data && row.tag == Tag::Row && row.children >= 2).then_some((cell.parent, index))
    }
}

/// A cell with more lines or code points than this is a place of a layout; data are names, numbers, a sentence.
const DATA_LINES: u32 = 3;
const DATA_CHARS: u32 = 300;

/// Walks through a page once.
pub fn survey(page: &Page<'_>) -> Survey {
    let mut walk = Walk::new();
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
struct Walk {
    survey: Survey,
    /// The open boxes, as indices.
    open: Vec<u32>,
    line: Line,
    links_open: u32,
    strong_open: u32,
    pre_open: u32,
    /// Line breaks that stand at the end of the line so far.
    breaks: u32,
}

/// The line being gathered.
#[derive(Default)]
struct Line {
    text: String,
    link_chars: u32,
    links: u32,
    strong_chars: u32,
    blank_waits: bool,
    /// Something that is seen stands after the last word.
    object_waits: bool,
    hints: u16,
}

impl Walk {
    fn new() -> Self {
        let root = BlockBox {
            parent: 0,
            depth: 0,
            tag: Tag::Body,
            tags_above: 0,
            level: 0,
            hints: 0,
            hints_above: 0,
            like: 0,
            hidden: false,
            unseen: false,
            is_article_body: false,
            segments: 0,
            chars: 0,
            link_chars: 0,
            prose: 0,
            score: 0.0,
            children: 0,
        };
        Walk {
            survey: Survey { segments: Vec::new(), boxes: vec![root], chars: 0 },
            open: vec![0],
            line: Line::default(),
            links_open: 0,
            strong_open: 0,
            pre_open: 0,
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
                self.pre_open += u32::from(tag == Tag::Pre);
            }
        }
    }

    fn open_inline(&mut self, element: &Element) {
        self.line.hints |= element.attr("class").map_or(0, hints);
        match element.name() {
            "a" => {
                self.links_open += 1;
                self.line.links += 1;
            }
            "b" | "strong" | "em" | "i" => self.strong_open += 1,
            _ => {}
        }
    }

    fn open_box(&mut self, element: &Element, tag: Tag) {
        let parent = *self.open.last().expect("the root stays open");
        let above = &self.survey.boxes[parent as usize];
        let class = element.attr("class").unwrap_or("");
        let id = element.attr("id").unwrap_or("");
        let own = element.attrs().fold(hints(class) | hints(id), |set, (name, value)| {
            let telling = matches!(name, "role" | "aria-label" | "itemprop" | "itemtype") || name.starts_with("data-");
            if telling && value.len() <= TELLING { set | hints(value) } else { set }
        });
        let unseen = above.unseen
            || element.attr("hidden").is_some()
            || element.attr("style").is_some_and(|style| hides(&compact(style)));
        let hidden = above.hidden || unseen || element.attr("aria-hidden") == Some("true");
        let is_article_body =
            above.is_article_body || element.attr("itemprop").is_some_and(|of| of.contains("articleBody"));
        let new = BlockBox {
            parent,
            depth: above.depth + 1,
            tag,
            tags_above: above.tags_above | 1 << tag as u32,
            level: heading_level(element.name()),
            hints: own,
            hints_above: above.hints_above | own,
            like: like(tag, class),
            hidden,
            unseen,
            is_article_body,
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
                self.open.pop();
                self.pre_open -= u32::from(tag == Tag::Pre);
            }
        }
    }

    fn close_inline(&mut self, element: &Element) {
        match element.name() {
            "a" => self.links_open -= 1,
            "b" | "strong" | "em" | "i" => self.strong_open -= 1,
            _ => {}
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks >= 2 || self.pre_open > 0 {
            self.flush(true);
        } else {
            self.line.blank_waits = true;
        }
    }

    fn text(&mut self, text: &str) {
        if self.pre_open > 0 {
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
        let blank = |character: char| matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{C}');
        if text.starts_with(blank) || (self.line.object_waits && parts_words(&self.line.text, text)) {
            self.line.blank_waits = true;
        }
        self.line.object_waits = false;
        for word in text.split(blank).filter(|word| !word.is_empty()) {
            self.breaks = 0;
            let mut chars = count(word);
            if self.line.blank_waits && !self.line.text.is_empty() {
                self.line.text.push(' ');
                chars += 1;
            }
            self.line.text.push_str(word);
            self.line.blank_waits = true;
            if self.links_open > 0 {
                self.line.link_chars += chars;
            }
            if self.strong_open > 0 {
                self.line.strong_chars += chars;
            }
        }
        self.line.blank_waits = text.ends_with(blank) || (self.line.blank_waits && text.trim_matches(blank).is_empty());
    }

    /// Ends the line; what it holds becomes a segment.
    fn flush(&mut self, by_break: bool) {
        self.breaks = 0;
        let line = std::mem::take(&mut self.line);
        let text = line.text.trim_matches(|character: char| character.is_whitespace());
        if text.is_empty() {
            return;
        }
        let text = text.to_owned();
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
                Tag::Heading => return BlockKind::Heading(block.level),
                Tag::Item | Tag::Definition => return BlockKind::ListItem,
                Tag::Quote => return BlockKind::Quote,
                Tag::Caption => return BlockKind::Caption,
                Tag::Cell | Tag::Row => return BlockKind::Table,
                Tag::Article | Tag::Main | Tag::Body => return BlockKind::Paragraph,
                _ => index = block.parent,
            }
        }
        BlockKind::Paragraph
    }

    fn end(mut self) -> Survey {
        self.flush(false);
        let Survey { segments, mut boxes, chars } = self.survey;
        for segment in &segments {
            let chars = count(&segment.text);
            let mut index = segment.parent;
            let home = &mut boxes[index as usize];
            if is_prose(segment, chars) {
                home.prose += chars;
            }
            loop {
                let block = &mut boxes[index as usize];
                block.segments += 1;
                block.chars += chars;
                block.link_chars += segment.link_chars;
                if index == 0 {
                    break;
                }
                index = block.parent;
            }
        }
        // Children stand after their parents, so one pass backwards sums them up.
        for index in (1..boxes.len()).rev() {
            let (own, parent) = (boxes[index].score + boxes[index].prose as f32, boxes[index].parent as usize);
            boxes[index].score = own;
            boxes[parent].score += own / 2.0;
        }
        Survey { segments, boxes, chars }
    }
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
const TELLING: usize = 40;

/// FNV-1a over tag and class.
fn like(tag: Tag, class: &str) -> u64 {
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
