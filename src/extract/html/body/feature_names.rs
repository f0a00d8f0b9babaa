//! The numbers that the model judges a line by, each with its name and its meaning, in the model's order.
//!
//! This list is the only one. The model file carries the digest of its names, so a change of the list needs a model that
//! was trained with it (`scripts/train_segments.py`). In debug builds each number that is written must give the name that
//! stands at its place here.

use crate::text::names_hash;

/// How many numbers describe a line and its place on the page.
pub const SEGMENT_FEATURES: usize = 198;
/// How many more the second round has: the judgements of the first round on the lines around it.
pub const CONTEXT_FEATURES: usize = 25;

/// Name and meaning of each number. A flag is 1 for yes and 0 for no.
pub static FEATURES: [(&str, &str); SEGMENT_FEATURES + CONTEXT_FEATURES] = [
    ("line.chars", "code points of the line, log2(1 + n)"),
    ("line.words", "words, counted by blanks"),
    ("line.link_share", "share of its code points in links"),
    ("line.links", "links in it"),
    ("line.strong_share", "share of its code points in bold or emphasis"),
    ("line.ends_sentence", "it ends a sentence"),
    ("line.stops", "marks that may end a sentence"),
    ("line.commas", "marks that may part a sentence"),
    ("line.digit_share", "share of ASCII digits"),
    ("line.capital_share", "share of capitals among its letters"),
    ("line.kind", "0 paragraph, 1 to 6 heading of that level, 7 list item, 8 quote, 9 caption, 10 table"),
    ("line.ends_at_break", "it ends at a line break, not at the edge of an element"),
    ("line.starts_lower_case", "it starts with a small letter"),
    ("line.ends_with_colon", "it ends with a colon"),
    ("line.starts_with_quote", "it starts with an opening quotation mark"),
    ("line.copies", "how often its text stands on the page, 9 at most"),
    ("hints_above.body", "names of its box or of one above hint at the article's own text"),
    ("hints_above.article", "names of its box or of one above hint at the article as a whole"),
    ("hints_above.comments", "names of its box or of one above hint at comments"),
    ("hints_above.related", "names of its box or of one above hint at links to other articles"),
    ("hints_above.social", "names of its box or of one above hint at share bars and social networks"),
    ("hints_above.advert", "names of its box or of one above hint at advertisements"),
    ("hints_above.offer", "names of its box or of one above hint at newsletters, subscriptions, donations"),
    (
        "hints_above.navigation",
        "names of its box or of one above hint at menus, breadcrumbs, a page's header or footer",
    ),
    ("hints_above.aside", "names of its box or of one above hint at columns and boxes beside the text"),
    ("hints_above.media", "names of its box or of one above hint at pictures, videos and their captions"),
    ("hints_above.byline", "names of its box or of one above hint at bylines, dates, author boxes"),
    ("hints_above.tags", "names of its box or of one above hint at tags"),
    ("hints_above.notice", "names of its box or of one above hint at consent, legal notices, pop-ups"),
    ("hints_above.lead", "names of its box or of one above hint at the lead or summary"),
    ("hints_above.hidden", "names of its box or of one above hint at what is hidden, or for machines alone"),
    ("hints_above.pull quote", "names of its box or of one above hint at quotes pulled out of the text"),
    ("hints_near.body", "names of the three nearest boxes hint at the article's own text"),
    ("hints_near.article", "names of the three nearest boxes hint at the article as a whole"),
    ("hints_near.comments", "names of the three nearest boxes hint at comments"),
    ("hints_near.related", "names of the three nearest boxes hint at links to other articles"),
    ("hints_near.social", "names of the three nearest boxes hint at share bars and social networks"),
    ("hints_near.advert", "names of the three nearest boxes hint at advertisements"),
    ("hints_near.offer", "names of the three nearest boxes hint at newsletters, subscriptions, donations"),
    ("hints_near.navigation", "names of the three nearest boxes hint at menus, breadcrumbs, a page's header or footer"),
    ("hints_near.aside", "names of the three nearest boxes hint at columns and boxes beside the text"),
    ("hints_near.media", "names of the three nearest boxes hint at pictures, videos and their captions"),
    ("hints_near.byline", "names of the three nearest boxes hint at bylines, dates, author boxes"),
    ("hints_near.tags", "names of the three nearest boxes hint at tags"),
    ("hints_near.notice", "names of the three nearest boxes hint at consent, legal notices, pop-ups"),
    ("hints_near.lead", "names of the three nearest boxes hint at the lead or summary"),
    ("hints_near.hidden", "names of the three nearest boxes hint at what is hidden, or for machines alone"),
    ("hints_near.pull quote", "names of the three nearest boxes hint at quotes pulled out of the text"),
    ("inside.article", "a box of this kind holds it"),
    ("inside.main", "a box of this kind holds it"),
    ("inside.section", "a box of this kind holds it"),
    ("inside.aside", "a box of this kind holds it"),
    ("inside.nav", "a box of this kind holds it"),
    ("inside.header", "a box of this kind holds it"),
    ("inside.footer", "a box of this kind holds it"),
    ("inside.form", "a box of this kind holds it"),
    ("inside.figure", "a box of this kind holds it"),
    ("inside.list", "a box of this kind holds it"),
    ("inside.table", "a box of this kind holds it"),
    ("inside.quote", "a box of this kind holds it"),
    ("box.tag", "kind of the box that holds the line directly, as a number"),
    ("box_above.tag", "the same of the box above that"),
    ("box.depth", "boxes above its box"),
    ("box.hidden", "its box is hidden from readers or from those who listen"),
    ("box.article_body", "its box is in schema.org's articleBody"),
    ("box.score", "prose in its box, as a share of that in the box with the most"),
    ("box_above.score", "the same of the box above"),
    ("box_above_2.score", "the same of the box above that"),
    ("box.link_share", "share of its box's code points in links"),
    ("box_above.link_share", "the same of the box above"),
    ("box_above_2.link_share", "the same of the box above that"),
    ("box.prose", "code points of prose directly in its box, log2(1 + n)"),
    ("box_above.prose", "the same of the box above"),
    ("box.lines", "lines in its box, log2(1 + n)"),
    ("box_above.lines", "the same of the box above"),
    ("box.steps_to_best", "boxes between it and the one with the most prose, 20 if that does not hold it"),
    ("line.position", "share of the page's lines before it"),
    ("line.after_first_prose", "from the first prose of the best box to it, as a share of the page"),
    ("line.after_last_prose", "from the last prose of the best box to it, as a share of the page"),
    ("shape.boxes", "boxes of the same tag and class as its box, log2(1 + n)"),
    ("shape.chars_per_line", "code points of a line in those boxes, on average"),
    ("shape.link_share", "share of the code points of those boxes in links"),
    ("before_2.chars", "code points of the second line before, log2(1 + n); -1 for none"),
    ("before_2.link_share", "share of links in the second line before; -1 for none"),
    ("before_2.near", "the second line before is in the same box or in the same box above it; -1 for none"),
    ("before_1.chars", "code points of the line before, log2(1 + n); -1 for none"),
    ("before_1.link_share", "share of links in the line before; -1 for none"),
    ("before_1.near", "the line before is in the same box or in the same box above it; -1 for none"),
    ("after_1.chars", "code points of the line after, log2(1 + n); -1 for none"),
    ("after_1.link_share", "share of links in the line after; -1 for none"),
    ("after_1.near", "the line after is in the same box or in the same box above it; -1 for none"),
    ("after_2.chars", "code points of the second line after, log2(1 + n); -1 for none"),
    ("after_2.link_share", "share of links in the second line after; -1 for none"),
    ("after_2.near", "the second line after is in the same box or in the same box above it; -1 for none"),
    ("says.title", "the line is the title"),
    ("says.title_part", "the line holds the title, or the title the line"),
    ("says.description", "the line is the description"),
    ("says.description_part", "the description holds the line"),
    ("line.has_bullets", "it holds marks of menus and lists"),
    ("line.has_rights", "it holds marks of rights"),
    ("line.has_address", "it holds an address of the web or of mail"),
    ("line.has_year", "it holds a year of this or the last century"),
    ("line.has_parenthesis", "it is short and holds a parenthesis"),
    ("says.related", "a phrase of it speaks of a link to other articles"),
    ("says.subscribe", "a phrase of it speaks of newsletters, subscriptions, registration"),
    ("says.share", "a phrase of it speaks of share bars and networks"),
    ("says.rights", "a phrase of it speaks of owners of rights"),
    ("says.consent", "a phrase of it speaks of consent and blocked contents"),
    ("says.caption", "a phrase of it speaks of captions and credits"),
    ("says.date", "a phrase of it speaks of the day of writing"),
    ("says.comments", "a phrase of it speaks of comments"),
    ("says.advert", "a phrase of it speaks of advertisements"),
    ("hints_inside.body", "names of inline elements in it hint at the article's own text"),
    ("hints_inside.article", "names of inline elements in it hint at the article as a whole"),
    ("hints_inside.comments", "names of inline elements in it hint at comments"),
    ("hints_inside.related", "names of inline elements in it hint at links to other articles"),
    ("hints_inside.social", "names of inline elements in it hint at share bars and social networks"),
    ("hints_inside.advert", "names of inline elements in it hint at advertisements"),
    ("hints_inside.offer", "names of inline elements in it hint at newsletters, subscriptions, donations"),
    ("hints_inside.navigation", "names of inline elements in it hint at menus, breadcrumbs, a page's header or footer"),
    ("hints_inside.aside", "names of inline elements in it hint at columns and boxes beside the text"),
    ("hints_inside.media", "names of inline elements in it hint at pictures, videos and their captions"),
    ("hints_inside.byline", "names of inline elements in it hint at bylines, dates, author boxes"),
    ("hints_inside.tags", "names of inline elements in it hint at tags"),
    ("hints_inside.notice", "names of inline elements in it hint at consent, legal notices, pop-ups"),
    ("hints_inside.lead", "names of inline elements in it hint at the lead or summary"),
    ("hints_inside.hidden", "names of inline elements in it hint at what is hidden, or for machines alone"),
    ("hints_inside.pull quote", "names of inline elements in it hint at quotes pulled out of the text"),
    ("heading.distance", "lines since the last heading; -1 for none"),
    ("heading.kind", "kind of that line, as of line.kind; -1 for none"),
    ("heading.chars", "code points of the heading, log2(1 + n); -1 for none"),
    ("heading.same_box", "the heading is in the same box"),
    ("heading.says.related", "a phrase of the heading speaks of a link to other articles"),
    ("heading.says.subscribe", "a phrase of the heading speaks of newsletters, subscriptions, registration"),
    ("heading.says.share", "a phrase of the heading speaks of share bars and networks"),
    ("heading.says.rights", "a phrase of the heading speaks of owners of rights"),
    ("heading.says.consent", "a phrase of the heading speaks of consent and blocked contents"),
    ("heading.says.caption", "a phrase of the heading speaks of captions and credits"),
    ("heading.says.date", "a phrase of the heading speaks of the day of writing"),
    ("heading.says.comments", "a phrase of the heading speaks of comments"),
    ("heading.says.advert", "a phrase of the heading speaks of advertisements"),
    ("comments.distance", "lines since the comments began, log2; -1 before them"),
    ("shape.most_prose", "its box is of the shape that holds most prose"),
    ("box_above.most_prose", "the box above its box is the one that holds most prose in its boxes"),
    ("box.most_prose", "its box is that one"),
    ("box.children", "boxes directly in its box, log2(1 + n)"),
    ("box_above.children", "the same of the box above"),
    ("line.offset_in_box", "code points between the start of its box and it, eight lines back at most"),
    ("line.share_of_box", "its share of the code points of its box"),
    ("before_1.says.related", "a phrase of the line before speaks of a link to other articles"),
    ("before_1.says.subscribe", "a phrase of the line before speaks of newsletters, subscriptions, registration"),
    ("before_1.says.share", "a phrase of the line before speaks of share bars and networks"),
    ("before_1.says.rights", "a phrase of the line before speaks of owners of rights"),
    ("before_1.says.consent", "a phrase of the line before speaks of consent and blocked contents"),
    ("before_1.says.caption", "a phrase of the line before speaks of captions and credits"),
    ("before_1.says.date", "a phrase of the line before speaks of the day of writing"),
    ("before_1.says.comments", "a phrase of the line before speaks of comments"),
    ("before_1.says.advert", "a phrase of the line before speaks of advertisements"),
    ("before.prose_distance", "lines back to the next long line of prose, 20 for none near"),
    ("after.prose_distance", "lines on to the next long line of prose, 20 for none near"),
    ("before_1.kind", "kind of the line before, as of line.kind; -1 for none"),
    ("after_1.kind", "kind of the line after, as of line.kind; -1 for none"),
    ("before_1.ends_sentence", "the line before ends a sentence"),
    ("after_1.ends_sentence", "the line after ends a sentence"),
    ("page.chars", "code points of the page, log2(1 + n)"),
    ("beside.hints.body", "names of boxes beside the article that hold it hint at the article's own text"),
    ("beside.hints.article", "names of boxes beside the article that hold it hint at the article as a whole"),
    ("beside.hints.comments", "names of boxes beside the article that hold it hint at comments"),
    ("beside.hints.related", "names of boxes beside the article that hold it hint at links to other articles"),
    ("beside.hints.social", "names of boxes beside the article that hold it hint at share bars and social networks"),
    ("beside.hints.advert", "names of boxes beside the article that hold it hint at advertisements"),
    (
        "beside.hints.offer",
        "names of boxes beside the article that hold it hint at newsletters, subscriptions, donations",
    ),
    (
        "beside.hints.navigation",
        "names of boxes beside the article that hold it hint at menus, breadcrumbs, a page's header or footer",
    ),
    ("beside.hints.aside", "names of boxes beside the article that hold it hint at columns and boxes beside the text"),
    (
        "beside.hints.media",
        "names of boxes beside the article that hold it hint at pictures, videos and their captions",
    ),
    ("beside.hints.byline", "names of boxes beside the article that hold it hint at bylines, dates, author boxes"),
    ("beside.hints.tags", "names of boxes beside the article that hold it hint at tags"),
    ("beside.hints.notice", "names of boxes beside the article that hold it hint at consent, legal notices, pop-ups"),
    ("beside.hints.lead", "names of boxes beside the article that hold it hint at the lead or summary"),
    (
        "beside.hints.hidden",
        "names of boxes beside the article that hold it hint at what is hidden, or for machines alone",
    ),
    ("beside.hints.pull quote", "names of boxes beside the article that hold it hint at quotes pulled out of the text"),
    ("beside.inside.article", "a box of this kind beside the article holds it"),
    ("beside.inside.section", "a box of this kind beside the article holds it"),
    ("beside.inside.aside", "a box of this kind beside the article holds it"),
    ("beside.inside.nav", "a box of this kind beside the article holds it"),
    ("beside.inside.header", "a box of this kind beside the article holds it"),
    ("beside.inside.footer", "a box of this kind beside the article holds it"),
    ("beside.inside.form", "a box of this kind beside the article holds it"),
    ("beside.inside.list", "a box of this kind beside the article holds it"),
    ("beside.inside.table", "a box of this kind beside the article holds it"),
    ("line.is_machine_value", "it is a value for machines: an address, or mostly figures"),
    ("box_above.shape_boxes", "boxes of the shape of the box above, log2(1 + n)"),
    ("box_above_2.shape_boxes", "the same of the box above that"),
    ("box.siblings", "boxes of the shape of its box that stand beside it, itself among them"),
    ("box_above.siblings", "the same of the box above"),
    ("box_above_2.siblings", "the same of the box above that"),
    ("box.link_lines", "share of the lines of its box that are links"),
    ("box_above.link_lines", "the same of the box above"),
    // What the first round of the model says, 0 to 1 each.
    ("judged.before_3", "judgement on the third line before; -1 for none"),
    ("judged.before_2", "judgement on the second line before; -1 for none"),
    ("judged.before_1", "judgement on the line before; -1 for none"),
    ("judged.after_1", "judgement on the line after; -1 for none"),
    ("judged.after_2", "judgement on the second line after; -1 for none"),
    ("judged.after_3", "judgement on the third line after; -1 for none"),
    ("judged.line", "judgement on the line itself"),
    ("judged.share_before", "share of the page's judgements, summed up, that stands before it"),
    ("judged.page", "sum of the page's judgements, log2(1 + n)"),
    ("judged.near", "mean judgement on it and eight lines to either side"),
    ("judged.box", "mean judgement on the other lines in its box, weighed by words; -1 for none"),
    ("judged.box_above", "mean judgement on the other lines in the box above, weighed by words; -1 for none"),
    ("judged.box_above_2", "mean judgement on the other lines in the box above that, weighed by words; -1 for none"),
    (
        "judged.shape",
        "mean judgement on the other lines in boxes of the shape of its box, weighed by words; -1 for none",
    ),
    (
        "judged.shape_pair",
        "mean judgement on the other lines in such boxes within boxes of the shape of the box above, weighed by words; -1 for none",
    ),
    ("sure.from_first", "lines since the first that is surely of the article; -1 for none"),
    ("sure.from_last", "lines since the last that is surely of the article; -1 for none"),
    ("sure.before_distance", "lines back to the next that is surely of the article, 99 at most; -1 for none"),
    ("sure.after_distance", "lines on to the next that is surely of the article, 99 at most; -1 for none"),
    ("sure.before_same_box", "the next such line before it is in the same box; -1 for none on the page"),
    ("sure.after_same_box", "the next such line after it is in the same box; -1 for none on the page"),
    ("sure.before_same_box_above", "the next such line before it is in the same box above; -1 for none on the page"),
    ("sure.after_same_box_above", "the next such line after it is in the same box above; -1 for none on the page"),
    ("sure.before_same_shape", "the next such line before it is in a box of the same shape; -1 for none on the page"),
    ("sure.after_same_shape", "the next such line after it is in a box of the same shape; -1 for none on the page"),
];

/// Returns the names in the model's order.
pub fn feature_names() -> Vec<&'static str> {
    FEATURES.iter().map(|(name, _)| *name).collect()
}

/// Returns the digest of the names, which a model file must carry.
pub fn features_hash() -> u64 {
    names_hash(&feature_names())
}

/// Writes the numbers of one line in the order of the list.
pub struct FeatureRow<'a> {
    /// The numbers that are still to be written.
    rest: std::slice::IterMut<'a, f32>,
    /// The place in the list that follows the row's last number.
    end: usize,
}

impl<'a> FeatureRow<'a> {
    /// Starts a row whose numbers stand in the list from `first` on.
    pub fn new(values: &'a mut [f32], first: usize) -> Self {
        FeatureRow { end: first + values.len(), rest: values.iter_mut() }
    }

    /// Writes the next number.
    ///
    /// # Panics
    /// If the row is full; in debug builds also if the list has another name at this place.
    #[inline]
    pub fn put(&mut self, name: &str, value: f32) {
        debug_assert_eq!(self.next_name(), name, "the list has another name at this place");
        self.write(value);
    }

    /// Writes the next number as a flag.
    #[inline]
    pub fn flag(&mut self, name: &str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }

    /// Writes a flag of a group, whose name in the list is `group.name`.
    #[inline]
    pub fn flag_of(&mut self, group: &str, name: &str, value: bool) {
        self.put_of(group, name, f32::from(u8::from(value)));
    }

    /// Writes a number of a group, whose name in the list is `group.name`.
    #[inline]
    pub fn put_of(&mut self, group: &str, name: &str, value: f32) {
        debug_assert_eq!(self.next_name(), format!("{group}.{name}"), "the list has another name here");
        self.write(value);
    }

    /// Ends the row.
    ///
    /// # Panics
    /// If numbers are missing, in debug builds.
    pub fn end(self) {
        debug_assert_eq!(self.rest.len(), 0, "each number of the row is written");
    }

    fn next_name(&self) -> &'static str {
        FEATURES[self.end - self.rest.len()].0
    }

    #[inline]
    fn write(&mut self, value: f32) {
        *self.rest.next().expect("the row is as long as the list") = value;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_name_stands_once_and_has_a_meaning() {
        let names: HashSet<&str> = feature_names().into_iter().collect();
        assert_eq!(names.len(), FEATURES.len());
        assert!(FEATURES.iter().all(|(name, meaning)| !name.contains('\n') && !meaning.is_empty()));
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "the list has another name")]
    fn a_number_under_a_wrong_name_is_refused() {
        FeatureRow::new(&mut [0.0; 2], 0).put("line.words", 1.0);
    }
}
