//! What is known of a segment, as numbers for the model that judges it.
//!
//! Their names and their order stand in `feature_names.rs`.

use std::cmp::Reverse;
use std::collections::HashMap;

use memchr::memmem;

use super::beside_article::{BesideArticle, is_machine_value};
use super::feature_names::{FeatureRow, SEGMENT_FEATURES};
use super::hints::HINT_NAMES;
use super::line_phrases::{group_names, phrases_in};
use super::line_text::{CharacterCounts, folded, has_year};
use super::survey::{BlockBox, PageSurvey};
use super::tag::BoxTag;
use crate::article::BlockKind;
use crate::text::ends_sentence;

/// The numbers of one segment, as [`FEATURES`](super::feature_names::FEATURES) names them.
pub type Features = [f32; SEGMENT_FEATURES];

/// What the page's metadata say, for comparison with its lines.
pub struct KnownMetadata<'a> {
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
}

/// Computes the features of all segments.
pub fn features(survey: &PageSurvey, known: &KnownMetadata<'_>) -> Vec<Features> {
    let page = PageFacts::of(survey, known);
    let mut all = vec![[0.0; SEGMENT_FEATURES]; survey.segments.len()];
    for (index, values) in all.iter_mut().enumerate() {
        page.write(index, values);
    }
    all
}

/// What holds for the page as a whole.
struct PageFacts<'a> {
    survey: &'a PageSurvey,
    chars: Vec<u32>,
    /// The box with the most prose.
    best: u32,
    /// Where the first and the last prose of that box stand, in code points.
    first_prose: u32,
    last_prose: u32,
    /// How often each text stands on the page.
    copies: HashMap<&'a str, u32>,
    /// For boxes of one shape, by its number: how many, their segments, code points, and those in links.
    shapes: Vec<ShapeSums>,
    title: String,
    /// Looks for the title.
    title_in: memmem::Finder<'static>,
    description: String,
    /// Each text in lower case without its marks.
    folded: Vec<String>,
    /// What each text says, as groups of phrases.
    phrases: Vec<u16>,
    /// The last heading before each segment, or a short line that could be one.
    headings: Vec<Option<u32>>,
    /// The first line of the comments, if there is one.
    comments: usize,
    /// The shape of most of the prose, and of what holds it.
    prose_shape: u32,
    prose_home: u32,
    beside: BesideArticle,
}

#[derive(Clone, Default)]
struct ShapeSums {
    boxes: u32,
    segments: u32,
    chars: u32,
    link_chars: u32,
}

impl<'a> PageFacts<'a> {
    fn of(survey: &'a PageSurvey, known: &KnownMetadata<'_>) -> Self {
        let chars: Vec<u32> = survey.segments.iter().map(|segment| segment.text.chars().count() as u32).collect();
        let best = (0..survey.boxes.len()).max_by(|&left, &right| {
            survey.boxes[left].score.total_cmp(&survey.boxes[right].score).then(right.cmp(&left))
        });
        let best = best.unwrap_or(0) as u32;
        let mut copies = HashMap::with_capacity(survey.segments.len());
        let mut shapes = vec![ShapeSums::default(); survey.shapes.len()];
        // Which boxes are the best one or lie below it; a box stands after those above it.
        let mut in_best = vec![false; survey.boxes.len()];
        for (index, block) in survey.boxes.iter().enumerate() {
            shapes[block.shape as usize].boxes += 1;
            in_best[index] = index == best as usize || in_best[block.parent as usize];
        }
        let (mut first_prose, mut last_prose) = (u32::MAX, 0);
        for (segment, &chars) in survey.segments.iter().zip(&chars) {
            *copies.entry(segment.text.as_str()).or_insert(0) += 1;
            let shape = &mut shapes[survey.boxes[segment.parent as usize].shape as usize];
            shape.segments += 1;
            shape.chars += chars;
            shape.link_chars += segment.link_chars;
            if chars >= 80 && segment.link_chars * 2 < chars && in_best[segment.parent as usize] {
                first_prose = first_prose.min(segment.offset);
                last_prose = last_prose.max(segment.offset);
            }
        }
        let folded_texts: Vec<String> = survey.segments.iter().map(|segment| folded(&segment.text)).collect();
        let phrases: Vec<u16> = folded_texts.iter().map(|text| phrases_in(text)).collect();
        let (prose_shape, prose_home) = homes(survey, &chars);
        let title = folded(known.title.unwrap_or(""));
        PageFacts {
            headings: headings(survey, &chars),
            comments: comments(&chars, &phrases, survey),
            beside: BesideArticle::of(survey, best, &chars),
            prose_shape,
            prose_home,
            survey,
            chars,
            best,
            first_prose: first_prose.min(last_prose),
            last_prose,
            copies,
            shapes,
            title_in: memmem::Finder::new(&title).into_owned(),
            title,
            description: folded(known.description.unwrap_or("")),
            folded: folded_texts,
            phrases,
        }
    }

    /// Writes the numbers of one segment.
    fn write(&self, index: usize, values: &mut Features) {
        let mut row = FeatureRow::new(values, 0);
        let counts = CharacterCounts::of(&self.survey.segments[index].text);
        self.own(index, &counts, &mut row);
        self.place(index, &mut row);
        self.neighbours(index, &mut row);
        self.words(index, &counts, &mut row);
        self.groups(index, &mut row);
        self.apart(index, &mut row);
        row.end();
    }

    /// The line itself.
    fn own(&self, index: usize, counts: &CharacterCounts, row: &mut FeatureRow<'_>) {
        let segment = &self.survey.segments[index];
        let chars = self.chars[index];
        let text = segment.text.as_str();
        row.put("line.chars", log(chars));
        row.put("line.words", counts.words as f32);
        row.put("line.link_share", share(segment.link_chars, chars));
        row.put("line.links", segment.links as f32);
        row.put("line.strong_share", share(segment.strong_chars, chars));
        row.flag("line.ends_sentence", ends_sentence(text));
        row.put("line.stops", counts.stops as f32);
        row.put("line.commas", counts.commas as f32);
        row.put("line.digit_share", counts.digits as f32 / chars.max(1) as f32);
        row.put("line.capital_share", counts.capitals as f32 / counts.letters.max(1) as f32);
        row.put("line.kind", f32::from(kind_number(segment.kind)));
        row.flag("line.ends_at_break", segment.by_break);
        row.flag("line.starts_lower_case", text.starts_with(char::is_lowercase));
        row.flag("line.ends_with_colon", text.ends_with(':'));
        row.flag("line.starts_with_quote", text.starts_with(['“', '"', '„', '«', '‘']));
        row.put("line.copies", self.copies[text].min(9) as f32);
    }

    /// Where it stands.
    fn place(&self, index: usize, row: &mut FeatureRow<'_>) {
        let segment = &self.survey.segments[index];
        let parent = self.block(segment.parent);
        let grand = self.block(parent.parent);
        let great = self.block(grand.parent);
        write_hints("hints_above", parent.hints_above, row);
        write_hints("hints_near", parent.hints | grand.hints | great.hints, row);
        const INSIDE: [(BoxTag, &str); 12] = [
            (BoxTag::Article, "article"),
            (BoxTag::Main, "main"),
            (BoxTag::Section, "section"),
            (BoxTag::Aside, "aside"),
            (BoxTag::Nav, "nav"),
            (BoxTag::Header, "header"),
            (BoxTag::Footer, "footer"),
            (BoxTag::Form, "form"),
            (BoxTag::Figure, "figure"),
            (BoxTag::List, "list"),
            (BoxTag::Table, "table"),
            (BoxTag::Quote, "quote"),
        ];
        for (tag, name) in INSIDE {
            row.flag_of("inside", name, parent.tags_above >> tag as u32 & 1 == 1);
        }
        row.put("box.tag", f32::from(parent.tag as u8));
        row.put("box_above.tag", f32::from(grand.tag as u8));
        row.put("box.depth", parent.depth as f32);
        row.flag("box.hidden", parent.hidden);
        row.flag("box.article_body", parent.is_article_body);
        let top = self.block(self.best).score.max(1.0);
        row.put("box.score", parent.score / top);
        row.put("box_above.score", grand.score / top);
        row.put("box_above_2.score", great.score / top);
        row.put("box.link_share", share(parent.link_chars, parent.chars));
        row.put("box_above.link_share", share(grand.link_chars, grand.chars));
        row.put("box_above_2.link_share", share(great.link_chars, great.chars));
        row.put("box.prose", log(parent.prose));
        row.put("box_above.prose", log(grand.prose));
        row.put("box.lines", log(parent.segments));
        row.put("box_above.lines", log(grand.segments));
        row.put("box.steps_to_best", self.steps_to_best(segment.parent));
        row.put("line.position", index as f32 / self.survey.segments.len() as f32);
        let page = self.survey.chars.max(1) as f32;
        row.put("line.after_first_prose", (segment.offset as f32 - self.first_prose as f32) / page);
        row.put("line.after_last_prose", (segment.offset as f32 - self.last_prose as f32) / page);
        let shape = &self.shapes[parent.shape as usize];
        row.put("shape.boxes", log(shape.boxes));
        row.put("shape.chars_per_line", shape.chars as f32 / shape.segments.max(1) as f32);
        row.put("shape.link_share", share(shape.link_chars, shape.chars));
    }

    /// The lines around it.
    fn neighbours(&self, index: usize, row: &mut FeatureRow<'_>) {
        let parent = self.survey.segments[index].parent;
        let grand = self.block(parent).parent;
        for (step, name) in [(-2, "before_2"), (-1, "before_1"), (1, "after_1"), (2, "after_2")] {
            let other = self.near(index, step);
            let segment = other.map(|other| &self.survey.segments[other]);
            let chars = other.map(|other| self.chars[other]);
            row.put_of(name, "chars", chars.map_or(-1.0, log));
            let links = segment.zip(chars).map(|(segment, chars)| share(segment.link_chars, chars));
            row.put_of(name, "link_share", links.unwrap_or(-1.0));
            let near = segment
                .map(|segment| segment.parent == parent || self.block(segment.parent).parent == grand)
                .map(|near| f32::from(u8::from(near)));
            row.put_of(name, "near", near.unwrap_or(-1.0));
        }
    }

    /// What it says.
    fn words(&self, index: usize, counts: &CharacterCounts, row: &mut FeatureRow<'_>) {
        let text = self.survey.segments[index].text.as_str();
        let plain = self.folded[index].as_str();
        row.flag("says.title", !self.title.is_empty() && plain == self.title);
        let has_title = || !self.title.is_empty() && self.title_in.find(plain.as_bytes()).is_some();
        row.flag("says.title_part", plain.len() > 12 && (self.title.contains(plain) || has_title()));
        row.flag("says.description", !self.description.is_empty() && plain == self.description);
        row.flag("says.description_part", plain.len() > 30 && self.description.contains(plain));
        row.flag("line.has_bullets", counts.has_bullets);
        row.flag("line.has_rights", counts.has_rights);
        row.flag("line.has_address", text.contains("http") || text.contains("www.") || text.contains('@'));
        row.flag("line.has_year", has_year(text));
        row.flag("line.has_parenthesis", text.contains('(') && text.len() < 120);
        self.write_phrases("says", Some(index), row);
    }

    fn write_phrases(&self, group: &str, index: Option<usize>, row: &mut FeatureRow<'_>) {
        let phrases = index.map_or(0, |index| self.phrases[index]);
        for (bit, name) in group_names().enumerate() {
            row.flag_of(group, name, phrases >> bit & 1 == 1);
        }
    }

    /// What it belongs to.
    fn groups(&self, index: usize, row: &mut FeatureRow<'_>) {
        let segment = &self.survey.segments[index];
        let parent = self.block(segment.parent);
        write_hints("hints_inside", segment.hints, row);
        let heading = self.headings[index].map(|heading| heading as usize);
        let kind =
            |other: Option<usize>| other.map_or(-1.0, |other| f32::from(kind_number(self.survey.segments[other].kind)));
        row.put("heading.distance", heading.map_or(-1.0, |heading| (index - heading) as f32));
        row.put("heading.kind", kind(heading));
        row.put("heading.chars", heading.map_or(-1.0, |heading| log(self.chars[heading])));
        let same = heading.is_some_and(|heading| self.survey.segments[heading].parent == segment.parent);
        row.flag("heading.same_box", same);
        self.write_phrases("heading.says", heading, row);
        let since = if index > self.comments { ((index - self.comments) as f32).log2() } else { -1.0 };
        row.put("comments.distance", since);
        row.flag("shape.most_prose", parent.shape == self.prose_shape);
        row.flag("box_above.most_prose", parent.parent == self.prose_home);
        row.flag("box.most_prose", segment.parent == self.prose_home);
        row.put("box.children", log(parent.children));
        row.put("box_above.children", log(self.block(parent.parent).children));
        row.put("line.offset_in_box", segment.offset as f32 - self.block_start(index) as f32);
        row.put("line.share_of_box", share(self.chars[index], parent.chars));
        let (before, after) = (self.near(index, -1), self.near(index, 1));
        let ends = |other: Option<usize>| other.is_some_and(|other| ends_sentence(&self.survey.segments[other].text));
        self.write_phrases("before_1.says", before, row);
        row.put("before.prose_distance", self.prose_near(index, -1));
        row.put("after.prose_distance", self.prose_near(index, 1));
        row.put("before_1.kind", kind(before));
        row.put("after_1.kind", kind(after));
        row.flag("before_1.ends_sentence", ends(before));
        row.flag("after_1.ends_sentence", ends(after));
        row.put("page.chars", log(self.survey.chars));
    }

    /// How its boxes differ from the article's.
    fn apart(&self, index: usize, row: &mut FeatureRow<'_>) {
        const INSIDE: [(BoxTag, &str); 9] = [
            (BoxTag::Article, "article"),
            (BoxTag::Section, "section"),
            (BoxTag::Aside, "aside"),
            (BoxTag::Nav, "nav"),
            (BoxTag::Header, "header"),
            (BoxTag::Footer, "footer"),
            (BoxTag::Form, "form"),
            (BoxTag::List, "list"),
            (BoxTag::Table, "table"),
        ];
        let segment = &self.survey.segments[index];
        let parent = segment.parent;
        let grand = self.block(parent).parent;
        let great = self.block(grand).parent;
        write_hints("beside.hints", self.beside.hints[parent as usize], row);
        for (tag, name) in INSIDE {
            row.flag_of("beside.inside", name, self.beside.tags[parent as usize] >> tag as u32 & 1 == 1);
        }
        row.flag("line.is_machine_value", is_machine_value(&segment.text));
        let shape_boxes = |index: u32| log(self.shapes[self.block(index).shape as usize].boxes);
        row.put("box_above.shape_boxes", shape_boxes(grand));
        row.put("box_above_2.shape_boxes", shape_boxes(great));
        let siblings = |index: u32| f32::from(self.beside.siblings[index as usize]);
        row.put("box.siblings", siblings(parent));
        row.put("box_above.siblings", siblings(grand));
        row.put("box_above_2.siblings", siblings(great));
        let link_lines = |index: u32| share(self.beside.link_lines[index as usize], self.block(index).segments);
        row.put("box.link_lines", link_lines(parent));
        row.put("box_above.link_lines", link_lines(grand));
    }

    /// Returns the segment so many steps before or after another, if the page has one there.
    fn near(&self, index: usize, step: isize) -> Option<usize> {
        index.checked_add_signed(step).filter(|&other| other < self.chars.len())
    }

    /// Returns where the text of the segment's box starts, in code points; only the last eight segments are looked at.
    fn block_start(&self, index: usize) -> u32 {
        let parent = self.survey.segments[index].parent;
        let before = self.survey.segments[..index].iter().rev().take(8);
        before
            .take_while(|other| other.parent == parent)
            .last()
            .map_or(self.survey.segments[index].offset, |first| first.offset)
    }

    /// How many segments lie between this one and the next long line of prose in a direction; 20 for none near.
    fn prose_near(&self, index: usize, step: isize) -> f32 {
        let mut at = index;
        for distance in 1..20_u8 {
            match at.checked_add_signed(step).filter(|&other| other < self.chars.len()) {
                None => break,
                Some(other) => at = other,
            }
            if self.chars[at] >= 100 && self.survey.segments[at].link_chars * 3 < self.chars[at] {
                return f32::from(distance);
            }
        }
        20.0
    }

    fn block(&self, index: u32) -> &BlockBox {
        &self.survey.boxes[index as usize]
    }

    /// How many boxes lie between a box and the best one above it; 20 if that is not above it.
    fn steps_to_best(&self, from: u32) -> f32 {
        let mut index = from;
        let mut steps = 0;
        while index != self.best {
            if index == 0 || steps >= 19 {
                return 20.0;
            }
            index = self.block(index).parent;
            steps += 1;
        }
        steps as f32
    }
}

/// Finds the shape of the boxes that hold most of the page's prose, and the box that holds most of those.
fn homes(survey: &PageSurvey, chars: &[u32]) -> (u32, u32) {
    let mut shapes = vec![0; survey.shapes.len()];
    let mut homes = vec![0; survey.boxes.len()];
    for (segment, &chars) in survey.segments.iter().zip(chars) {
        if chars >= 80 && segment.link_chars * 3 < chars {
            let parent = &survey.boxes[segment.parent as usize];
            shapes[parent.shape as usize] += chars;
            homes[parent.parent as usize] += chars;
        }
    }
    let shape =
        (0..shapes.len()).filter(|&shape| shapes[shape] > 0).max_by_key(|&shape| (shapes[shape], survey.shapes[shape]));
    let home = (0..homes.len()).filter(|&home| homes[home] > 0).max_by_key(|&home| (homes[home], Reverse(home)));
    (shape.unwrap_or(0) as u32, home.unwrap_or(0) as u32)
}

/// Finds for each segment the last heading before it: an element that is one, or a short line in bold or capitals.
fn headings(survey: &PageSurvey, chars: &[u32]) -> Vec<Option<u32>> {
    let mut last = None;
    let mut headings = Vec::with_capacity(chars.len());
    for (index, segment) in survey.segments.iter().enumerate() {
        headings.push(last);
        let strong = chars[index] <= 60 && segment.strong_chars * 10 > chars[index] * 9;
        if matches!(segment.kind, BlockKind::Heading(_)) || strong {
            last = Some(index as u32);
        }
    }
    headings
}

/// Finds the line after which the comments stand: short, a heading or in a box of comments, and it says so.
fn comments(chars: &[u32], phrases: &[u16], survey: &PageSurvey) -> usize {
    const COMMENTS: u16 = 1 << 7;
    let hint = super::hints::bit(super::hints::MarkupHint::Comments);
    (0..chars.len())
        .find(|&index| {
            let segment = &survey.segments[index];
            let titled = matches!(segment.kind, BlockKind::Heading(_));
            let boxed = survey.boxes[segment.parent as usize].hints_above & hint != 0;
            chars[index] <= 60 && phrases[index] & COMMENTS != 0 && (titled || boxed)
        })
        .unwrap_or(usize::MAX)
}

/// Writes a set of hints, a flag each.
fn write_hints(group: &str, hints: u16, row: &mut FeatureRow<'_>) {
    for (bit, name) in HINT_NAMES.iter().enumerate() {
        row.flag_of(group, name, hints >> bit & 1 == 1);
    }
}

fn log(value: u32) -> f32 {
    (1.0 + value as f32).log2()
}

fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

fn kind_number(kind: BlockKind) -> u8 {
    match kind {
        BlockKind::Paragraph => 0,
        BlockKind::Heading(level) => level,
        BlockKind::ListItem => 7,
        BlockKind::Quote => 8,
        BlockKind::Caption => 9,
        BlockKind::Table => 10,
        BlockKind::Preformatted => 0,
    }
}
