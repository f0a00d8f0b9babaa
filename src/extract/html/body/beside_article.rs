//! How a box differs from the article beside it: the names of the boxes that hold it but not the article, and how many boxes
//! of the same shape stand beside it.
//!
//! A page's outer boxes hold article and comments alike, and their names (`has-comments`, `with-sidebar`) apply
//! to everything in them. So only boxes that do not hold the box with most of the prose are looked at here.

use std::collections::HashMap;

use super::survey::{BlockBox, PageSurvey};
use crate::text::NumberHash;

/// For each box of a page, by its index.
pub struct BesideArticle {
    /// What its name and the names of the boxes above it hint at; boxes that hold the article's prose do not count.
    pub hints: Vec<u16>,
    /// The tags of the same boxes, a bit each.
    pub tags: Vec<u32>,
    /// How many boxes in the same box have the same shape, itself included.
    pub siblings: Vec<u16>,
    /// How many of the segments in it are links and hardly anything else.
    pub link_lines: Vec<u32>,
}

/// More boxes of one shape are a long list, however many there are.
const MOST_SIBLINGS: u16 = 200;

impl BesideArticle {
    /// Compares all boxes with `best`, the box with the most prose. `chars` are the code points of each segment.
    pub fn of(survey: &PageSurvey, best: u32, chars: &[u32]) -> BesideArticle {
        let boxes = &survey.boxes;
        let mut holds_best = vec![false; boxes.len()];
        holds_best[0] = true;
        let mut index = best as usize;
        while index != 0 {
            holds_best[index] = true;
            index = boxes[index].parent as usize;
        }
        let mut hints = vec![0; boxes.len()];
        let mut tags = vec![0; boxes.len()];
        let mut shapes: HashMap<u64, u16, NumberHash> = HashMap::default();
        let place = |block: &BlockBox| u64::from(block.parent) << 32 | u64::from(block.shape);
        for (index, block) in boxes.iter().enumerate().skip(1) {
            // A box stands after those above it.
            if !holds_best[index] {
                hints[index] = hints[block.parent as usize] | block.hints;
                tags[index] = tags[block.parent as usize] | 1 << block.tag as u32;
            }
            let shape = shapes.entry(place(block)).or_insert(0);
            *shape = shape.saturating_add(1);
        }
        let siblings = boxes.iter().map(|block| shapes.get(&place(block)).map_or(1, |&shape| shape.min(MOST_SIBLINGS)));
        let mut link_lines = vec![0; boxes.len()];
        for (segment, &chars) in survey.segments.iter().zip(chars) {
            link_lines[segment.parent as usize] += u32::from(segment.link_chars * 5 > chars * 4);
        }
        for (index, block) in boxes.iter().enumerate().skip(1).rev() {
            link_lines[block.parent as usize] += link_lines[index];
        }
        BesideArticle { hints, tags, siblings: siblings.collect(), link_lines }
    }
}

/// Tells whether a text is a value for machines: an address, or mostly figures.
pub fn is_machine_value(text: &str) -> bool {
    let figures = || text.bytes().filter(u8::is_ascii_digit).count();
    !text.contains(' ') && (text.starts_with("http") || figures() * 2 > text.len())
}

#[cfg(test)]
mod tests {
    use super::super::hints::{MarkupHint, bit};
    use super::super::survey::survey;
    use super::*;
    use crate::extract::Settings;
    use crate::extract::html::page::Page;

    #[test]
    fn names_speak_only_of_what_stands_beside_the_article() {
        let source = r#"<body class="has-comments"><div class="text"><p>The bridge over the river stays closed until the
            spring, said the county, because the deck is being renewed.</p></div>
            <div class="comments"><ul><li><a href="/1">First of all</a></li><li><a href="/2">And then</a></li></ul></div>"#;
        let survey = survey(&Page::parse(source, None, Settings::default().depth));
        let chars: Vec<u32> = survey.segments.iter().map(|segment| segment.text.chars().count() as u32).collect();
        let apart = BesideArticle::of(&survey, survey.segments[0].parent, &chars);
        let comments = bit(MarkupHint::Comments);
        let home = |segment: usize| survey.segments[segment].parent as usize;
        assert_eq!(apart.hints[home(0)] & comments, 0);
        assert_eq!(apart.hints[home(1)] & comments, comments);
        assert_eq!((apart.siblings[home(0)], apart.siblings[home(1)]), (1, 2));
        assert_eq!(apart.link_lines[survey.boxes[home(1)].parent as usize], 2);
    }

    #[test]
    fn values_for_machines_are_no_text() {
        assert!(is_machine_value("2026-03-04T12:00:00+01:00") && is_machine_value("https://allerpost.example/a"));
        assert!(!is_machine_value("B-52") && !is_machine_value("in 2026"));
    }
}
