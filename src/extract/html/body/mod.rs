//! Where a page's article is: the page becomes a list of segments, each is judged, and those that belong to the article
//! become its blocks.

mod beside_article;
mod feature_names;
mod features;
mod flow;
mod hints;
mod line_phrases;
mod line_text;
mod model;
mod page_kind;
mod survey;
mod tag;
mod word_groups;

use std::collections::{HashMap, HashSet};

use aho_corasick::AhoCorasick;

use self::features::KnownMetadata;
use self::survey::{GroupIds, PageSurvey, Segment, survey};
use self::tag::BoxTag;
use super::page::Page;
use crate::article::{Article, BlockKind, Meta};
use crate::extract::plain;
use crate::reason::Reason;
use crate::text::ends_sentence;

pub use self::feature_names::feature_names;
pub use self::features::Features;

/// A segment belongs to the article from this judgement on. Below one half, because a line lost from an article costs a
/// reader more than a line too many; in cross-validation 0.40 and 0.50 are worse on most of the sets.
const BELONGS: f32 = 0.45;
/// Where nothing reaches that, what comes nearest is taken, if it comes this near.
const MAY_BELONG: f32 = 0.05;
/// A text of this many code points or more that stands twice is one of a page's two layouts for two screens.
const TWIN: usize = 40;

/// A line of a page with the judgement on it.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedLine {
    /// Its text.
    pub text: String,
    /// How likely it is part of the article, 0 to 1.
    pub judgement: f32,
    /// Whether it became part of the article.
    pub kept: bool,
    /// What of its shape and place speaks for or against it: `navigation`, `mostly links`.
    pub facts: Vec<&'static str>,
}

/// Returns the article of a page whose metadata are known.
pub(super) fn read(page: &Page<'_>, meta: Meta) -> Article {
    let mut article = Article { meta, ..Article::default() };
    let survey = survey(page);
    let judgements = judge(page, &survey, &article.meta);
    let kept = keep(&survey, &judgements, own_title(page, &article.meta));
    write(&survey, &kept, &mut article);
    if !page.fragment {
        article.notes.extend(page_kind::page_kind(page, &survey, &kept, &article.meta));
    }
    if article.body.is_empty() {
        article.notes.push(Reason::PageNoArticle);
    } else if !judgements.iter().any(|&judgement| judgement >= BELONGS) {
        article.notes.push(Reason::PageUncertain);
    }
    if page.capped {
        article.notes.push(Reason::PageDepthCapped);
    }
    article
}

/// Appends one segment as a block; lines that are set one below the other on purpose, such as verse, keep their breaks.
fn push(segment: &Segment, kind: BlockKind, article: &mut Article) {
    let text = segment.text.as_str();
    if segment.breaks.len() >= 2 && matches!(kind, BlockKind::Paragraph | BlockKind::Quote) {
        let starts = segment.breaks.iter().map(|at| at + 1);
        let ends = segment.breaks.iter().copied().chain([text.len()]);
        let lines: Vec<&str> =
            std::iter::once(0).chain(starts).zip(ends).map(|(start, end)| &text[start..end]).collect();
        if plain::are_set(&lines) {
            article.body.push_showing(BlockKind::Preformatted, &lines.join("\n"), &segment.code);
            return;
        }
    }
    // A page may set its prose in the type of code.
    let shown: usize = segment.code.iter().map(ExactSizeIterator::len).sum();
    let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let is_prose = shown * 10 > text.len() * 9 && survey::is_prose(segment, chars) && ends_sentence(text);
    article.body.push_showing(kind, text, if is_prose { &[] } else { &segment.code });
}

/// Writes the kept segments as blocks. A preformatted text is written as it stands. The cells of a table's row are one block, parted by tabs; a cell that holds more
/// than data is a place of a layout, and its lines are paragraphs.
fn write(survey: &PageSurvey, kept: &[bool], article: &mut Article) {
    let mut row: Option<Row> = None;
    let mut written = None;
    for (segment, _) in survey.segments.iter().zip(kept).filter(|(_, kept)| **kept) {
        if segment.preformatted.is_some() && segment.preformatted == written {
            continue;
        }
        let is_cell = segment.kind == BlockKind::Table && segment.preformatted.is_none();
        let cell = is_cell.then(|| survey.data_cell(segment.parent)).flatten();
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
            None => match segment.preformatted {
                Some(index) => {
                    plain::push_preformatted(&survey.preformatted[index], &mut article.body);
                    written = Some(index);
                }
                None if segment.kind == BlockKind::Table => push(segment, BlockKind::Paragraph, article),
                None => push(segment, segment.kind, article),
            },
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
pub(super) fn trace(page: &Page<'_>, meta: &Meta) -> Vec<JudgedLine> {
    let survey = survey(page);
    let judgements = judge(page, &survey, meta);
    let kept = keep(&survey, &judgements, own_title(page, meta));
    let facts = facts(&survey, &judgements, &kept, meta);
    let judged = survey.segments.iter().zip(judgements).zip(kept).zip(facts);
    judged
        .map(|(((segment, judgement), kept), facts)| JudgedLine { text: segment.text.clone(), judgement, kept, facts })
        .collect()
}

/// Returns the segments of a page with their features and their groups.
pub(super) fn segments(page: &Page<'_>, meta: &Meta) -> Vec<(String, Features, GroupIds)> {
    let survey = survey(page);
    let known = features(&survey, meta).into_iter().zip(survey.group_ids());
    let texts = survey.segments.iter().map(|segment| segment.text.clone());
    texts.zip(known).map(|(text, (features, groups))| (text, features, groups)).collect()
}

/// Judges each segment. A piece of a page has nothing around the article that it could be told from; there all is
/// kept but lines of links.
fn judge(page: &Page<'_>, survey: &PageSurvey, meta: &Meta) -> Vec<f32> {
    if !page.fragment {
        let mut judgements = model::judge(&features(survey, meta), &survey.group_ids());
        judge_wholes(survey, &mut judgements);
        return judgements;
    }
    let is_link_line = |segment: &Segment| {
        let chars = segment.text.chars().count();
        segment.link_chars as usize * 10 > chars * 9 && chars < 200
    };
    survey.segments.iter().map(|segment| if is_link_line(segment) { 0.0 } else { 1.0 }).collect()
}

/// Gives all lines of a list, row, quote or preformatted text the same judgement: the mean of theirs, weighted by words.
///
/// So such a group is kept or left out as a whole. Half a list is worse for a reader than a list too many.
fn judge_wholes(survey: &PageSurvey, judgements: &mut [f32]) {
    let whole = |segment: &Segment| {
        let parent = segment.parent;
        let near = [parent, survey.boxes[parent as usize].parent];
        let is_whole = |index: &u32| {
            matches!(survey.boxes[*index as usize].tag, BoxTag::List | BoxTag::Row | BoxTag::Quote | BoxTag::Pre)
        };
        near.into_iter().find(is_whole)
    };
    let weight = |segment: &Segment| segment.text.split(' ').take(MOST_WORDS).count() as f32 + 1.0;
    let mut sums: HashMap<u32, (f32, f32)> = HashMap::new();
    let wholes: Vec<Option<u32>> = survey.segments.iter().map(whole).collect();
    for ((segment, &judgement), whole) in survey.segments.iter().zip(&*judgements).zip(&wholes) {
        if let Some(whole) = whole {
            let (sum, weights) = sums.entry(*whole).or_default();
            *sum += judgement * weight(segment);
            *weights += weight(segment);
        }
    }
    for (judgement, whole) in judgements.iter_mut().zip(&wholes) {
        if let Some((sum, weights)) = whole.and_then(|whole| sums.get(&whole)) {
            *judgement = sum / weights;
        }
    }
}

/// A line weighs as much as it has words, up to this many: a longer one proves no more.
const MOST_WORDS: usize = 60;

fn features(survey: &PageSurvey, meta: &Meta) -> Vec<Features> {
    let known = KnownMetadata {
        title: meta.title.as_ref().map(|title| title.value.as_str()),
        description: meta.description.as_ref().map(|description| description.value.as_str()),
    };
    features::features(survey, &known)
}

/// Names what is plain to see of each segment; the model weighs these and more. Every line has its place or its shape.
fn facts(survey: &PageSurvey, judgements: &[f32], kept: &[bool], meta: &Meta) -> Vec<Vec<&'static str>> {
    let title = meta.title.as_ref().map(|title| title.value.as_str());
    let least = least(judgements);
    let mut first = kept.iter().position(|&kept| kept).unwrap_or(kept.len());
    let last = kept.iter().rposition(|&kept| kept).unwrap_or(0);
    if first == kept.len() {
        first = 0;
    }
    let of = |(index, segment): (usize, &Segment)| {
        let parent = &survey.boxes[segment.parent as usize];
        let chars = segment.text.chars().count();
        let mut facts: Vec<&'static str> = hints::names(parent.hints_above | segment.hints).collect();
        if parent.hidden {
            facts.push("not shown");
        }
        if segment.link_chars as usize * 2 > chars {
            facts.push("mostly links");
        }
        if title == Some(segment.text.as_str()) {
            facts.push("the title");
        }
        if !kept[index] {
            // A line with a judgement high enough is left out for three reasons: it stands twice, is hidden or is the title.
            let is_title = index < first && title == Some(segment.text.as_str());
            if judgements[index] >= least && !parent.invisible && !is_title {
                facts.push("stands twice");
            } else if index < first {
                facts.push("above the text");
            } else if index > last {
                facts.push("below the text");
            } else {
                facts.push("within the text");
            }
        }
        facts.push(match segment.kind {
            _ if survey::is_prose(segment, u32::try_from(chars).unwrap_or(u32::MAX)) => "prose",
            BlockKind::Heading(_) => "heading",
            BlockKind::ListItem => "list item",
            BlockKind::Quote => "quote",
            BlockKind::Caption => "caption",
            BlockKind::Table => "table",
            BlockKind::Preformatted => "preformatted",
            BlockKind::Paragraph => "no sentence",
        });
        facts
    };
    survey.segments.iter().enumerate().map(of).collect()
}

/// Returns the title that has its own field, so that it need not stand in the text; a piece of a page keeps all its lines.
fn own_title<'a>(page: &Page<'_>, meta: &'a Meta) -> Option<&'a str> {
    meta.title.as_ref().map(|title| title.value.as_str()).filter(|_| !page.fragment)
}

/// Decides which segments belong to the article. The heading above them that only says its title does not.
fn keep(survey: &PageSurvey, judgements: &[f32], title: Option<&str>) -> Vec<bool> {
    let least = least(judgements);
    let found = least >= BELONGS;
    let drops_unseen = found && has_seen_article(survey, judgements, least);
    let mut seen = HashSet::new();
    let mut kept: Vec<bool> = survey
        .segments
        .iter()
        .zip(judgements)
        .map(|(segment, &judgement)| {
            judgement >= least
                && !(drops_unseen && survey.boxes[segment.parent as usize].invisible)
                && (segment.text.len() < TWIN || segment.preformatted.is_some() || seen.insert(segment.text.as_str()))
        })
        .collect();
    if found {
        mend(survey, judgements, &mut kept);
        keep_shown(survey, &mut kept);
    }
    if let Some(first) = kept.iter().position(|&kept| kept)
        && matches!(survey.segments[first].kind, BlockKind::Heading(_))
        && title == Some(survey.segments[first].text.as_str())
        && kept[first + 1..].contains(&true)
    {
        kept[first] = false;
    }
    kept
}

/// Keeps the headings between two kept lines whose own judgement is only a little too low.
fn mend(survey: &PageSurvey, judgements: &[f32], kept: &mut [bool]) {
    let found = kept.to_vec();
    let hints = |segment: &Segment| survey.boxes[segment.parent as usize].hints_above | segment.hints;
    for index in 1..found.len().saturating_sub(1) {
        let (segment, next) = (&survey.segments[index], &survey.segments[index + 1]);
        kept[index] |= matches!(segment.kind, BlockKind::Heading(_))
            && judgements[index] >= SUBHEADING
            && (found[index - 1] && found[index + 1])
            && hints(segment) & !hints(next) == 0
            && segment.link_chars * 2 <= segment.text.chars().count() as u32;
    }
}

/// The lowest judgement with which a heading between two kept lines is kept, if its names hint at nothing that those of the
/// next line do not. Of these headings six in seven are part of the article.
const SUBHEADING: f32 = 0.25;

/// Keeps the preformatted texts that stand between two kept lines, or beside one in the same place: no page sets its furniture
/// so. The numbers of code's lines are none of it.
fn keep_shown(survey: &PageSurvey, kept: &mut [bool]) {
    let parent = |index: u32| survey.boxes[index as usize].parent;
    let is_shown = |index: &usize| survey.segments[*index].preformatted.is_some();
    let mut index = 0;
    while index < kept.len() {
        let Some(shown) = survey.segments[index].preformatted else {
            index += 1;
            continue;
        };
        let length = survey.segments[index..].iter().take_while(|segment| segment.preformatted == Some(shown)).count();
        let run = index..index + length;
        index = run.end;
        let before = (0..run.start).rev().find(|index| kept[*index] || !is_shown(index)).filter(|&before| kept[before]);
        let after = (run.end..kept.len()).find(|index| !is_shown(index));
        let home = survey.segments[run.start].parent;
        let places = [parent(home), parent(parent(home))];
        let beside = before.filter(|&before| places.contains(&parent(survey.segments[before].parent)));
        let invisible = survey.boxes[home as usize].invisible;
        let stands_within = before.is_some() && after.is_some_and(|after| kept[after]);
        if is_numbers(&survey.preformatted[shown]) {
            kept[run].fill(false);
        } else if !invisible && (stands_within || beside.is_some()) {
            kept[run].fill(true);
        }
    }
}

/// Tells whether a preformatted text holds nothing but the numbers of another one's lines.
fn is_numbers(text: &str) -> bool {
    let mut lines = text.split_ascii_whitespace();
    let first = lines.next().and_then(|line| line.parse::<u32>().ok());
    first.is_some_and(|first| lines.zip(first + 1..).all(|(line, number)| line.parse() == Ok(number)))
}

/// Returns the judgement from which on a segment belongs to the article.
fn least(judgements: &[f32]) -> f32 {
    let best = judgements.iter().copied().fold(0.0, f32::max);
    if best >= BELONGS { BELONGS } else { (best / 3.0).max(MAY_BELONG) }
}

/// Tells whether readers see most of the article without a script. Then what is hidden in it are slides, forms, another
/// layout; a page that hides all of its article, or most, shows it by a script.
///
/// A hidden line that holds one of the article's own is a copy for machines, and hides nothing.
fn has_seen_article(survey: &PageSurvey, judgements: &[f32], least: f32) -> bool {
    let article = || survey.segments.iter().zip(judgements).filter(|&(_, &judgement)| judgement >= least);
    let is_unseen = |segment: &Segment| survey.boxes[segment.parent as usize].invisible;
    let seen = || article().map(|(segment, _)| segment).filter(|segment| !is_unseen(segment));
    let invisible = || article().map(|(segment, _)| segment).filter(|segment| is_unseen(segment));
    if invisible().next().is_none() {
        return true;
    }
    let lines = seen().map(|segment| segment.text.as_str()).filter(|line| line.len() >= TWIN).take(MOST_LINES);
    let lines = AhoCorasick::new(lines).expect("the lines are few, and no longer than a page");
    let hidden: usize =
        invisible().filter(|segment| !lines.is_match(&segment.text)).map(|segment| segment.text.len()).sum();
    seen().map(|segment| segment.text.len()).sum::<usize>() >= hidden * 2
}

/// How many lines are compared to find a hidden copy. One line is not enough: the copy may begin below what is free to read.
const MOST_LINES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Settings, html};

    #[test]
    fn a_row_is_one_block_and_a_place_of_a_layout_is_none() {
        let read = |source: &str| {
            let article = html::extract(source, None, &Settings::default());
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

    fn page(body: &str) -> String {
        format!(
            "<!doctype html><html><head><title>Bridge stays closed</title></head><body><nav><a href=/>Home</a></nav><article>
            <h1>Bridge stays closed</h1><p>The bridge over the Aller will not open before the spring, the county said on Monday,
            because the deck is rusted through and must be renewed from pier to pier.</p>{body}<p>The county pays for the ferry
            until then, and the council has asked for a second boat, which would come from the yard at Verden in March.</p>
            </article><footer>Aller Courier, Verden</footer></body></html>"
        )
    }

    #[test]
    fn what_is_hidden_beside_an_article_that_is_seen_is_no_part_of_it() {
        let text = |source: &str| html::extract(source, None, &Settings::default()).body.text().to_owned();
        let line = "The engineer said that the bridge had been open for a week, and that nobody had seen her close it.";
        assert!(text(&page(&format!("<p>{line}</p>"))).contains(line));
        assert!(!text(&page(&format!("<p hidden>{line}</p>"))).contains(line));
        assert!(!text(&page(&format!("<div style='display: none'><p>{line}</p></div>"))).contains(line));
        let copy =
            format!("The bridge over the Aller will not open before the spring, the county said. {line} ").repeat(6);
        let first = "<p>The bridge over the Aller will not open before the spring, the county said.</p>";
        let copied = format!("{first}<div style='display:none'><p>{copy}</p></div>");
        assert!(!text(&page(&copied)).contains(line), "{:?}", html::trace(&page(&copied), &Settings::default()));
        // The copy may be of the end alone, where readers have to pay.
        let end = format!("until then, the council said. {line} ");
        let paid: Vec<String> = (0..12).map(|number| format!("Boat {number} goes at {number}, {end}")).collect();
        let paragraphs: String = paid.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
        let glued = format!("{paragraphs}</article><div style='display:none'>{}</div><article>", paid.concat());
        assert_eq!(text(&page(&glued)).matches("Boat 11 goes").count(), 1);
        // A script shows the whole of it.
        assert!(
            text(&page("").replace("<article>", "<article style='display:none'>"))
                .contains("The bridge over the Aller")
        );
    }

    #[test]
    fn what_is_preformatted_keeps_its_lines_and_is_code() {
        let read = |body: &str| html::extract(&page(body), None, &Settings::default()).body;
        let shown = |body: &str| {
            let body = read(body);
            let block = body.blocks().iter().find(|block| block.kind == BlockKind::Preformatted).cloned();
            block.map(|block| (body.text()[block.span].to_owned(), !block.code.is_empty()))
        };
        let code = "for tide in tides:\n    if tide.high:\n\n        show(tide)";
        assert_eq!(shown(&format!("<pre><code>{code}\n</code></pre>")), Some((code.to_owned(), true)));
        assert_eq!(shown(&format!("<pre>{}</pre>", code.replace('\n', "<br>"))), Some((code.to_owned(), true)));
        let lines = code.lines().map(|line| format!("<div>{line}</div>")).collect::<String>();
        assert_eq!(shown(&format!("<pre>{lines}</pre>")), Some((code.replace("\n\n", "\n"), true)));
        let numbered = format!("<table><tr><td><pre>1\n2\n3\n4</pre><td><pre>{code}</pre></table>");
        assert_eq!(shown(&numbered), Some((code.to_owned(), true)));
        let verse = "The mud is deep,<br>the tide is low,<br>the crabs are asleep<br>and the boats cannot go.";
        assert_eq!(
            shown(&format!("<blockquote><p>{verse}</p></blockquote>")),
            Some((verse.replace("<br>", "\n"), false))
        );
        let broken = "The county pays<br>for the ferry until then<br>and nobody knows<br>how long that is.";
        assert_eq!(shown(&format!("<p>{broken}</p>")), None);
        let prose = "   The keeper writes a letter to the clerk of the harbour, and the clerk\n   answers it within a week, unless the harbour is closed, or the clerk\n   has left the town, or the letter came on a day on which nobody works.";
        assert_eq!(shown(&format!("<pre>{prose}</pre>")), None);
        assert!(read(&format!("<pre>{prose}</pre>")).text().contains("and the clerk answers it within"));
    }

    #[test]
    fn code_in_a_line_is_marked_unless_it_is_the_whole_of_its_prose() {
        let code = |body: &str| {
            let body = html::extract(&page(body), None, &Settings::default()).body;
            let of = |block: &crate::article::Block| {
                let text = &body.text()[block.span.clone()];
                block.code.iter().map(|span| text[span.clone()].to_owned()).collect::<Vec<_>>()
            };
            body.blocks().iter().flat_map(of).collect::<Vec<_>>()
        };
        let line = "<p>Press <kbd>Ctrl</kbd>, write <code>[tide <b>id</b>=1]</code> and see <samp> ok </samp>, said the clerk.</p>";
        assert_eq!(code(line), ["Ctrl", "[tide id=1]", "ok"]);
        assert!(
            code("<p><code>The clerk has a machine that types so, and all of it is prose, said the clerk.</code></p>")
                .is_empty()
        );
    }

    #[test]
    fn every_line_has_its_reason() {
        let line = "The engineer said that the bridge had been open for a week, and that nobody had seen her close it.";
        let source = page(&format!("<p>{line}</p><p>{line}</p><p hidden>{line} So it is.</p>"));
        let lines = html::trace(&source, &Settings::default());
        assert!(lines.iter().all(|line| !line.facts.is_empty()), "{lines:?}");
        let facts = |at: usize| (lines[at].kept, lines[at].facts.as_slice());
        let last = lines.len() - 1;
        assert!(lines[0].facts.contains(&"above the text") && lines[last].facts.contains(&"below the text"));
        assert!(lines[1].facts.contains(&"the title"));
        assert!(facts(3).0 && facts(3).1.contains(&"prose"));
        assert!(!facts(4).0 && facts(4).1.contains(&"stands twice"));
        assert!(!facts(5).0 && facts(5).1.contains(&"not shown"));
    }

    #[test]
    fn headings_within_the_article_are_taken_in() {
        let source = "<div class=x><p>The deck is rusted through, from pier to pier.</p><h2>What comes next</h2><p>A ferry runs until
            spring.</p><h2 class=newsletter>Read it every morning</h2><p>The county pays for it.</p><h2>More of this</h2></div>";
        let survey = survey(&Page::parse(source, None, Settings::default().depth));
        let judgements = [0.9, 0.3, 0.9, 0.3, 0.9, 0.3];
        assert_eq!(keep(&survey, &judgements, None), [true, true, true, false, true, false]);
        let unsure = [0.9, 0.2, 0.9, 0.3, 0.9, 0.3];
        assert_eq!(keep(&survey, &unsure, None), [true, false, true, false, true, false]);
    }

    #[test]
    fn a_list_is_judged_as_a_whole() {
        let source = "<p>The council asks for two things.<ul><li>A second boat from the yard<li>A free bus</ul><blockquote><p>So it
            is.<p>The county</blockquote><ul><li><a href=/>Home</a></ul>";
        let survey = survey(&Page::parse(source, None, Settings::default().depth));
        let mut judgements = [0.9, 0.7, 0.1, 0.2, 0.8, 0.3];
        judge_wholes(&survey, &mut judgements);
        let [own, boat, bus, first, second, alone] = judgements;
        assert_eq!((own, alone), (0.9, 0.3));
        assert!((boat - (7.0 * 0.7 + 4.0 * 0.1) / 11.0).abs() < 1e-6 && boat == bus, "{judgements:?}");
        assert!((first - (4.0 * 0.2 + 3.0 * 0.8) / 7.0).abs() < 1e-6 && first == second, "{judgements:?}");
    }

    #[test]
    fn the_title_above_the_text_is_no_line_of_it() {
        let survey = survey(&Page::parse(
            "<h1>Bridge</h1><p>It stays closed.</p><h2>Bridge</h2><p>So it is.</p>",
            None,
            Settings::default().depth,
        ));
        assert_eq!(keep(&survey, &[0.9; 4], Some("Bridge")), [false, true, true, true]);
        assert_eq!(keep(&survey, &[0.9; 4], Some("Ferry")), [true; 4]);
        assert_eq!(keep(&survey, &[0.9, 0.0, 0.0, 0.0], Some("Bridge")), [true, false, false, false]);
    }
}
