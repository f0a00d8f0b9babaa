//! Where a page's article is: the page becomes a list of segments, each is judged, and those that belong to the article
//! become its blocks.

mod apart;
mod features;
mod hints;
mod kind;
mod model;
mod survey;
mod words;

use std::collections::HashSet;

use self::features::Known;
use self::survey::{Company, Segment, Survey, survey};
use super::page::Page;
use crate::article::{Article, BlockKind, Meta};

pub use self::features::Features;

/// A segment belongs to the article from this judgement on. Below one half, because a line lost from an article costs a
/// reader more than a line too many.
const BELONGS: f32 = 0.4;
/// Where nothing reaches that, what comes nearest is taken, if it comes this near.
const MAY_BELONG: f32 = 0.05;
/// A text of this many code points or more that stands twice is one of a page's two layouts for two screens.
const TWIN: usize = 40;

/// A line of a page with the judgement on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub text: String,
    /// How likely it is part of the article, 0 to 1.
    pub judgement: f32,
    pub kept: bool,
    /// What of its shape and place speaks for or against it: `navigation`, `mostly links`.
    pub facts: Vec<&'static str>,
}

/// Finds the article's blocks and writes them into `article`, whose metadata are known.
pub(super) fn find(page: &Page<'_>, article: &mut Article) {
    let survey = survey(page);
    let judgements = judge(page, &survey, &article.meta);
    let kept = keep(&survey, &judgements);
    write(&survey, &kept, article);
    if !page.fragment {
        article.notes.extend(kind::kind(page, &survey, &kept, &article.meta));
    }
    if article.body.is_empty() {
        article.notes.push("page.no_article");
    } else if !judgements.iter().any(|&judgement| judgement >= BELONGS) {
        article.notes.push("page.uncertain");
    }
}

/// Writes the kept segments as blocks. The cells of a table's row are one block, parted by tabs; a cell that holds more
/// than data is a place of a layout, and its lines are paragraphs.
fn write(survey: &Survey, kept: &[bool], article: &mut Article) {
    let mut row: Option<Row> = None;
    for (segment, _) in survey.segments.iter().zip(kept).filter(|(_, kept)| **kept) {
        let cell = (segment.kind == BlockKind::Table).then(|| survey.data_cell(segment.parent)).flatten();
        match (&mut row, cell) {
            (Some(open), Some((index, cell))) if open.index == index => {
                open.text.push(if open.cell == cell { ' ' } else { '\t' });
                open.text.push_str(&segment.text);
                open.cell = cell;
                continue;
            }
            _ => {}
        }
        if let Some(done) = row.take() {
            article.body.push(BlockKind::Table, &done.text);
        }
        match cell {
            Some((index, cell)) => row = Some(Row { index, cell, text: segment.text.clone() }),
            None if segment.kind == BlockKind::Table => article.body.push(BlockKind::Paragraph, &segment.text),
            None => article.body.push(segment.kind, &segment.text),
        }
    }
    if let Some(done) = row {
        article.body.push(BlockKind::Table, &done.text);
    }
}

/// The row of a table that is being written: its box, the box of its last cell, and what it holds so far.
struct Row {
    index: u32,
    cell: u32,
    text: String,
}

/// Returns all lines of a page with the judgement on each.
pub(super) fn trace(page: &Page<'_>, meta: &Meta) -> Vec<Judged> {
    let survey = survey(page);
    let judgements = judge(page, &survey, meta);
    let kept = keep(&survey, &judgements);
    let judged = survey.segments.iter().zip(judgements).zip(kept);
    judged
        .map(|((segment, judgement), kept)| Judged {
            text: segment.text.clone(),
            judgement,
            kept,
            facts: facts(&survey, segment),
        })
        .collect()
}

/// Returns the segments of a page with their features and their company.
pub(super) fn segments(page: &Page<'_>, meta: &Meta) -> Vec<(String, Features, Company)> {
    let survey = survey(page);
    let known = features(&survey, meta).into_iter().zip(survey.companies());
    let texts = survey.segments.iter().map(|segment| segment.text.clone());
    texts.zip(known).map(|(text, (features, company))| (text, features, company)).collect()
}

/// Judges each segment. A piece of a page has nothing around the article that it could be told from; there all is
/// kept but lines of links.
fn judge(page: &Page<'_>, survey: &Survey, meta: &Meta) -> Vec<f32> {
    if !page.fragment {
        return model::judge(&features(survey, meta), &survey.companies());
    }
    let is_link_line = |segment: &Segment| {
        let chars = segment.text.chars().count();
        segment.link_chars as usize * 10 > chars * 9 && chars < 200
    };
    survey.segments.iter().map(|segment| if is_link_line(segment) { 0.0 } else { 1.0 }).collect()
}

fn features(survey: &Survey, meta: &Meta) -> Vec<Features> {
    let known = Known {
        title: meta.title.as_ref().map(|title| title.value.as_str()),
        description: meta.description.as_ref().map(|description| description.value.as_str()),
    };
    features::features(survey, &known)
}

/// Names what is plain to see of a segment; the model weighs these and more.
fn facts(survey: &Survey, segment: &Segment) -> Vec<&'static str> {
    let parent = &survey.boxes[segment.parent as usize];
    let mut facts: Vec<&'static str> = hints::told(parent.hints_above | segment.hints).collect();
    if parent.hidden {
        facts.push("not shown");
    }
    if segment.link_chars as usize * 2 > segment.text.chars().count() {
        facts.push("mostly links");
    }
    facts
}

/// Decides which segments belong to the article.
fn keep(survey: &Survey, judgements: &[f32]) -> Vec<bool> {
    let best = judgements.iter().copied().fold(0.0, f32::max);
    let least = if best >= BELONGS { BELONGS } else { (best / 3.0).max(MAY_BELONG) };
    let mut seen = HashSet::new();
    survey
        .segments
        .iter()
        .zip(judgements)
        .map(|(segment, &judgement)| {
            judgement >= least && (segment.text.len() < TWIN || seen.insert(segment.text.as_str()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Settings, html};

    #[test]
    fn a_row_is_one_block_and_a_place_of_a_layout_is_none() {
        let read = |source: &str| {
            let article = html::extract(source, None, &Settings { depth: 512 });
            article.body.iter().map(|(kind, text)| (kind, text.to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(
            read("<table><tr><th>Year<th>Rate<tr><td>2016<td>3.1</table>"),
            [(BlockKind::Table, "Year\tRate".to_owned()), (BlockKind::Table, "2016\t3.1".to_owned())]
        );
        assert_eq!(
            read("<table><tr><td><p>The bridge stays closed.</table>"),
            [(BlockKind::Paragraph, "The bridge stays closed.".to_owned())]
        );
    }
}
