//! What is known of a segment, as numbers for the model that judges it.
//!
//! The order of the numbers is the model's: whoever changes it trains the model anew (`scripts/train_segments.py`).

use std::cmp::Reverse;
use std::collections::HashMap;

use memchr::memmem;

use super::apart::{Apart, is_machine_value};
use super::hints::HINTS;
use super::line_phrases::{PHRASES, phrases};
use super::line_text::{Counts, ends_sentence, folded, has_year};
use super::survey::{BlockBox, Survey};
use super::tag::Tag;
use crate::article::BlockKind;

/// How many numbers a segment has.
pub const FEATURES: usize = 198;

/// The numbers of one segment.
pub type Features = [f32; FEATURES];

/// What the page's metadata say, for comparison with its lines.
pub struct Known<'a> {
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
}

/// Computes the features of all segments.
pub fn features(survey: &Survey, known: &Known<'_>) -> Vec<Features> {
    let page = PageFacts::of(survey, known);
    let mut all = vec![[0.0; FEATURES]; survey.segments.len()];
    for (index, values) in all.iter_mut().enumerate() {
        page.write(index, values);
    }
    all
}

/// What holds for the page as a whole.
struct PageFacts<'a> {
    survey: &'a Survey,
    chars: Vec<u32>,
    /// The box with the most prose.
    best: u32,
    /// Where the first and the last prose of that box stand, in code points.
    first_prose: u32,
    last_prose: u32,
    /// How often each text stands on the page.
    copies: HashMap<&'a str, u32>,
    /// For boxes of one likeness, by its number: how many, their segments, code points, and those in links.
    likes: Vec<Like>,
    title: String,
    /// Looks for the title.
    title_in: memmem::Finder<'static>,
    description: String,
    /// Each text in lower case without its marks.
    folded: Vec<String>,
    /// What each text says, as groups of phrases.
    said: Vec<u16>,
    /// The last heading before each segment, or a short line that could be one.
    headings: Vec<Option<u32>>,
    /// The first line of the comments, if there is one.
    comments: usize,
    /// The likeness of most of the prose, and of what holds it.
    prose_like: u32,
    prose_home: u32,
    apart: Apart,
}

#[derive(Clone, Default)]
struct Like {
    boxes: u32,
    segments: u32,
    chars: u32,
    link_chars: u32,
}

/// Writes numbers in order.
struct Numbers<'a> {
    values: &'a mut Features,
    next: usize,
}

impl Numbers<'_> {
    fn put(&mut self, value: f32) {
        self.values[self.next] = value;
        self.next += 1;
    }

    fn flag(&mut self, value: bool) {
        self.put(f32::from(u8::from(value)));
    }
}

impl<'a> PageFacts<'a> {
    fn of(survey: &'a Survey, known: &Known<'_>) -> Self {
        let chars: Vec<u32> = survey.segments.iter().map(|segment| segment.text.chars().count() as u32).collect();
        let best = (0..survey.boxes.len()).max_by(|&left, &right| {
            survey.boxes[left].score.total_cmp(&survey.boxes[right].score).then(right.cmp(&left))
        });
        let best = best.unwrap_or(0) as u32;
        let mut copies = HashMap::with_capacity(survey.segments.len());
        let mut likes = vec![Like::default(); survey.likes.len()];
        // Which boxes are the best one or lie below it; a box stands after those above it.
        let mut in_best = vec![false; survey.boxes.len()];
        for (index, block) in survey.boxes.iter().enumerate() {
            likes[block.like as usize].boxes += 1;
            in_best[index] = index == best as usize || in_best[block.parent as usize];
        }
        let (mut first_prose, mut last_prose) = (u32::MAX, 0);
        for (segment, &chars) in survey.segments.iter().zip(&chars) {
            *copies.entry(segment.text.as_str()).or_insert(0) += 1;
            let like = &mut likes[survey.boxes[segment.parent as usize].like as usize];
            like.segments += 1;
            like.chars += chars;
            like.link_chars += segment.link_chars;
            if chars >= 80 && segment.link_chars * 2 < chars && in_best[segment.parent as usize] {
                first_prose = first_prose.min(segment.offset);
                last_prose = last_prose.max(segment.offset);
            }
        }
        let folded_texts: Vec<String> = survey.segments.iter().map(|segment| folded(&segment.text)).collect();
        let said: Vec<u16> = folded_texts.iter().map(|text| phrases(text)).collect();
        let (prose_like, prose_home) = homes(survey, &chars);
        let title = folded(known.title.unwrap_or(""));
        PageFacts {
            headings: headings(survey, &chars),
            comments: comments(&chars, &said, survey),
            apart: Apart::of(survey, best, &chars),
            prose_like,
            prose_home,
            survey,
            chars,
            best,
            first_prose: first_prose.min(last_prose),
            last_prose,
            copies,
            likes,
            title_in: memmem::Finder::new(&title).into_owned(),
            title,
            description: folded(known.description.unwrap_or("")),
            folded: folded_texts,
            said,
        }
    }

    /// Writes the numbers of one segment.
    fn write(&self, index: usize, values: &mut Features) {
        let mut numbers = Numbers { values, next: 0 };
        let counts = Counts::of(&self.survey.segments[index].text);
        self.own(index, &counts, &mut numbers);
        self.place(index, &mut numbers);
        self.neighbours(index, &mut numbers);
        self.words(index, &counts, &mut numbers);
        self.company(index, &mut numbers);
        self.apart(index, &mut numbers);
        debug_assert_eq!(numbers.next, FEATURES, "each feature has its place");
    }

    /// The line itself: 16 numbers.
    fn own(&self, index: usize, counts: &Counts, numbers: &mut Numbers<'_>) {
        let segment = &self.survey.segments[index];
        let chars = self.chars[index];
        let text = segment.text.as_str();
        numbers.put(log(chars));
        numbers.put(counts.words as f32);
        numbers.put(share(segment.link_chars, chars));
        numbers.put(segment.links as f32);
        numbers.put(share(segment.strong_chars, chars));
        numbers.flag(ends_sentence(text));
        numbers.put(counts.stops as f32);
        numbers.put(counts.commas as f32);
        numbers.put(counts.digits as f32 / chars.max(1) as f32);
        numbers.put(counts.capitals as f32 / counts.letters.max(1) as f32);
        numbers.put(f32::from(kind_number(segment.kind)));
        numbers.flag(segment.by_break);
        numbers.flag(text.starts_with(char::is_lowercase));
        numbers.flag(text.ends_with(':'));
        numbers.flag(text.starts_with(['“', '"', '„', '«', '‘']));
        numbers.put(self.copies[text].min(9) as f32);
    }

    /// Where it stands: 32 hints, 12 ancestors, 22 others.
    fn place(&self, index: usize, numbers: &mut Numbers<'_>) {
        let segment = &self.survey.segments[index];
        let parent = self.block(segment.parent);
        let grand = self.block(parent.parent);
        let great = self.block(grand.parent);
        for bit in 0..HINTS {
            numbers.flag(parent.hints_above >> bit & 1 == 1);
        }
        let near = parent.hints | grand.hints | great.hints;
        for bit in 0..HINTS {
            numbers.flag(near >> bit & 1 == 1);
        }
        const ABOVE: [Tag; 12] = [
            Tag::Article,
            Tag::Main,
            Tag::Section,
            Tag::Aside,
            Tag::Nav,
            Tag::Header,
            Tag::Footer,
            Tag::Form,
            Tag::Figure,
            Tag::List,
            Tag::Table,
            Tag::Quote,
        ];
        for tag in ABOVE {
            numbers.flag(parent.tags_above >> tag as u32 & 1 == 1);
        }
        numbers.put(f32::from(parent.tag as u8));
        numbers.put(f32::from(grand.tag as u8));
        numbers.put(parent.depth as f32);
        numbers.flag(parent.hidden);
        numbers.flag(parent.is_article_body);
        let top = self.block(self.best).score.max(1.0);
        for block in [parent, grand, great] {
            numbers.put(block.score / top);
        }
        for block in [parent, grand, great] {
            numbers.put(share(block.link_chars, block.chars));
        }
        numbers.put(log(parent.prose));
        numbers.put(log(grand.prose));
        numbers.put(log(parent.segments));
        numbers.put(log(grand.segments));
        numbers.put(self.steps_to_best(segment.parent));
        numbers.put(index as f32 / self.survey.segments.len() as f32);
        let page = self.survey.chars.max(1) as f32;
        numbers.put((segment.offset as f32 - self.first_prose as f32) / page);
        numbers.put((segment.offset as f32 - self.last_prose as f32) / page);
        let like = &self.likes[parent.like as usize];
        numbers.put(log(like.boxes));
        numbers.put(like.chars as f32 / like.segments.max(1) as f32);
        numbers.put(share(like.link_chars, like.chars));
    }

    /// The lines around it: 12 numbers.
    fn neighbours(&self, index: usize, numbers: &mut Numbers<'_>) {
        let parent = self.survey.segments[index].parent;
        let grand = self.block(parent).parent;
        for step in [-2_isize, -1, 1, 2] {
            let other = index.checked_add_signed(step).filter(|&other| other < self.survey.segments.len());
            let Some(other) = other else {
                (0..3).for_each(|_| numbers.put(-1.0));
                continue;
            };
            let segment = &self.survey.segments[other];
            numbers.put(log(self.chars[other]));
            numbers.put(share(segment.link_chars, self.chars[other]));
            let same = segment.parent == parent || self.block(segment.parent).parent == grand;
            numbers.flag(same);
        }
    }

    /// What it says: 18 numbers.
    fn words(&self, index: usize, counts: &Counts, numbers: &mut Numbers<'_>) {
        let text = self.survey.segments[index].text.as_str();
        let plain = self.folded[index].as_str();
        numbers.flag(!self.title.is_empty() && plain == self.title);
        let has_title = || !self.title.is_empty() && self.title_in.find(plain.as_bytes()).is_some();
        numbers.flag(plain.len() > 12 && (self.title.contains(plain) || has_title()));
        numbers.flag(!self.description.is_empty() && plain == self.description);
        numbers.flag(plain.len() > 30 && self.description.contains(plain));
        numbers.flag(counts.has_bullets);
        numbers.flag(counts.has_rights);
        numbers.flag(text.contains("http") || text.contains("www.") || text.contains('@'));
        numbers.flag(has_year(text));
        numbers.flag(text.contains('(') && text.len() < 120);
        self.say(Some(index), numbers);
    }

    fn say(&self, index: Option<usize>, numbers: &mut Numbers<'_>) {
        let said = index.map_or(0, |index| self.said[index]);
        for group in 0..PHRASES.len() {
            numbers.flag(said >> group & 1 == 1);
        }
    }

    /// What it belongs to: 53 numbers.
    fn company(&self, index: usize, numbers: &mut Numbers<'_>) {
        let segment = &self.survey.segments[index];
        let parent = self.block(segment.parent);
        for bit in 0..HINTS {
            numbers.flag(segment.hints >> bit & 1 == 1);
        }
        let heading = self.headings[index].map(|heading| heading as usize);
        numbers.put(heading.map_or(-1.0, |heading| (index - heading) as f32));
        numbers.put(heading.map_or(-1.0, |heading| f32::from(kind_number(self.survey.segments[heading].kind))));
        numbers.put(heading.map_or(-1.0, |heading| log(self.chars[heading])));
        numbers.flag(heading.is_some_and(|heading| self.survey.segments[heading].parent == segment.parent));
        self.say(heading, numbers);
        numbers.put(if index > self.comments { ((index - self.comments) as f32).log2() } else { -1.0 });
        numbers.flag(parent.like == self.prose_like);
        numbers.flag(parent.parent == self.prose_home);
        numbers.flag(segment.parent == self.prose_home);
        numbers.put(log(parent.children));
        numbers.put(log(self.block(parent.parent).children));
        numbers.put(segment.offset as f32 - self.block_start(index) as f32);
        numbers.put(share(self.chars[index], parent.chars));
        let near = |step: isize| index.checked_add_signed(step).filter(|&other| other < self.chars.len());
        self.say(near(-1), numbers);
        numbers.put(self.prose_near(index, -1));
        numbers.put(self.prose_near(index, 1));
        numbers.put(near(-1).map_or(-1.0, |other| f32::from(kind_number(self.survey.segments[other].kind))));
        numbers.put(near(1).map_or(-1.0, |other| f32::from(kind_number(self.survey.segments[other].kind))));
        numbers.flag(near(-1).is_some_and(|other| ends_sentence(&self.survey.segments[other].text)));
        numbers.flag(near(1).is_some_and(|other| ends_sentence(&self.survey.segments[other].text)));
        numbers.put(log(self.survey.chars));
    }

    /// What tells it from the article: 33 numbers.
    fn apart(&self, index: usize, numbers: &mut Numbers<'_>) {
        const APART: [Tag; 9] = [
            Tag::Article,
            Tag::Section,
            Tag::Aside,
            Tag::Nav,
            Tag::Header,
            Tag::Footer,
            Tag::Form,
            Tag::List,
            Tag::Table,
        ];
        let segment = &self.survey.segments[index];
        let homes = {
            let parent = segment.parent;
            let grand = self.block(parent).parent;
            [parent, grand, self.block(grand).parent]
        };
        let home = homes[0] as usize;
        for bit in 0..HINTS {
            numbers.flag(self.apart.hints[home] >> bit & 1 == 1);
        }
        for tag in APART {
            numbers.flag(self.apart.tags[home] >> tag as u32 & 1 == 1);
        }
        numbers.flag(is_machine_value(&segment.text));
        for above in &homes[1..] {
            numbers.put(log(self.likes[self.block(*above).like as usize].boxes));
        }
        for above in homes {
            numbers.put(f32::from(self.apart.siblings[above as usize]));
        }
        for above in &homes[..2] {
            numbers.put(share(self.apart.link_lines[*above as usize], self.block(*above).segments));
        }
    }

    /// Where the text of the segment's box starts, as far as the last eight segments tell.
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

/// Finds the likeness of the boxes that hold most of the page's prose, and the box that holds most of those.
fn homes(survey: &Survey, chars: &[u32]) -> (u32, u32) {
    let mut likes = vec![0; survey.likes.len()];
    let mut homes = vec![0; survey.boxes.len()];
    for (segment, &chars) in survey.segments.iter().zip(chars) {
        if chars >= 80 && segment.link_chars * 3 < chars {
            let parent = &survey.boxes[segment.parent as usize];
            likes[parent.like as usize] += chars;
            homes[parent.parent as usize] += chars;
        }
    }
    let like = (0..likes.len()).filter(|&like| likes[like] > 0).max_by_key(|&like| (likes[like], survey.likes[like]));
    let home = (0..homes.len()).filter(|&home| homes[home] > 0).max_by_key(|&home| (homes[home], Reverse(home)));
    (like.unwrap_or(0) as u32, home.unwrap_or(0) as u32)
}

/// Finds for each segment the last heading before it: an element that is one, or a short line in bold or capitals.
fn headings(survey: &Survey, chars: &[u32]) -> Vec<Option<u32>> {
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
fn comments(chars: &[u32], said: &[u16], survey: &Survey) -> usize {
    const COMMENTS: u16 = 1 << 7;
    let hint = super::hints::bit(super::hints::Hint::Comments);
    (0..chars.len())
        .find(|&index| {
            let segment = &survey.segments[index];
            let titled = matches!(segment.kind, BlockKind::Heading(_));
            let boxed = survey.boxes[segment.parent as usize].hints_above & hint != 0;
            chars[index] <= 60 && said[index] & COMMENTS != 0 && (titled || boxed)
        })
        .unwrap_or(usize::MAX)
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
    }
}
