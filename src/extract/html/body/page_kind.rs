//! What a page is, where it is no article: an error page, a listing, a wall before the article, an empty shell.
//!
//! An article may quote every phrase here. So a phrase counts only on a page that has no running prose to speak of, and
//! a page is called a listing only by its shape.

use std::sync::LazyLock;

use scraper::{Html, Selector};

use super::line_text::folded;
use super::survey::{PageSurvey, Segment, is_prose};
use super::tag::BoxTag;
use super::word_groups::WordGroups;
use crate::article::{BlockKind, Meta};
use crate::extract::html::page::Page;
use crate::reason::Reason;
use crate::text::phrases::section;

/// A page with this many code points of prose in one run has an article; even a news item of one paragraph comes near
/// it, the explanations of error pages and walls do not.
const RUNNING: u32 = 500;
/// A bot check has no more text on its page than this, in code points.
const CHECK_PAGE: u32 = 1500;
/// A wall of consent holds no more than this: its notice, and little of what stands behind it.
const CONSENT_PAGE: u32 = 4000;
/// A stub before a paywall has no more than this, in code points.
const STUB: u32 = 800;
/// A shell has no more text than this: a name, a line that asks for JavaScript.
const SHELL: u32 = 200;
/// The line that names an error is no longer than this, in bytes of its folded form.
const LONGEST_ERROR: usize = 120;
/// So many headlines that are links make a listing, if nothing else on the page is prose.
const HEADLINES: usize = 8;

/// Returns what the page is, if it is no article.
pub(super) fn page_kind(page: &Page<'_>, survey: &PageSurvey, kept: &[bool], meta: &Meta) -> Option<Reason> {
    let shown: u32 = chars(survey.segments.iter().zip(kept).filter(|(_, kept)| **kept).map(|(segment, _)| segment));
    let run = longest_run(survey, kept);
    if shown <= CONSENT_PAGE && is_consent_wall(survey, kept, shown) {
        return Some(Reason::PageConsentWall);
    }
    if run >= RUNNING {
        return None;
    }
    let title = meta.title.as_ref().map_or("", |title| title.value.as_str());
    let says = |kind: PagePhrase, text: &str| phrases_in(text) & kind.bit() != 0;
    let lines = || survey.segments.iter().map(|segment| segment.text.as_str());
    let headings = survey.segments.iter().zip(kept).filter(|(segment, kept)| **kept || is_heading(segment));
    let titles = headings.map(|(segment, _)| segment.text.as_str()).chain([title]);
    let checks = |line: &str| says(PagePhrase::BotCheck, line) && says(PagePhrase::BotCheck, &without_quotes(line));
    if survey.chars <= CHECK_PAGE && lines().chain([title]).any(checks) && !says_article(page, meta) {
        return Some(Reason::PageBotCheck);
    }
    if titles.filter(|line| line.len() <= LONGEST_ERROR).any(|line| says(PagePhrase::Error, line)) {
        return Some(Reason::PageError);
    }
    if shown <= STUB && lines().any(|line| says(PagePhrase::Paywall, line)) {
        return Some(Reason::PagePaywall);
    }
    if run == 0 && survey.chars <= SHELL && has(&page.dom, "script") {
        return Some(Reason::PageShell);
    }
    (is_listing(survey, kept) && !says_article(page, meta)).then_some(Reason::PageListing)
}

/// Returns a line without what it quotes: a bot check addresses the reader itself, an article quotes it.
fn without_quotes(line: &str) -> String {
    let mut own = String::with_capacity(line.len());
    let mut closing: Option<&[char]> = None;
    for character in line.chars() {
        closing = match closing {
            Some(marks) if marks.contains(&character) => None,
            None => match character {
                '"' => Some(&['"']),
                '“' => Some(&['”']),
                '„' => Some(&['“', '”']),
                '«' => Some(&['»']),
                '»' => Some(&['«', '»']),
                '‘' => Some(&['’']),
                '「' => Some(&['」']),
                _ => {
                    own.push(character);
                    None
                }
            },
            quoting => quoting,
        };
    }
    own
}

/// Returns the most code points of kept prose that stand in one run, no headline that is a link between.
fn longest_run(survey: &PageSurvey, kept: &[bool]) -> u32 {
    let (mut longest, mut run) = (0, 0);
    for (segment, kept) in survey.segments.iter().zip(kept) {
        let chars = segment.text.chars().count() as u32;
        if is_link_headline(segment, chars) {
            run = 0;
        } else if *kept && is_prose(segment, chars) {
            run += chars;
            longest = longest.max(run);
        }
    }
    longest
}

/// Tells whether a line is a headline that leads to its article: of some length, and all of it a link.
fn is_link_headline(segment: &Segment, chars: u32) -> bool {
    (15..=200).contains(&chars) && segment.link_chars * 10 >= chars * 9
}

fn is_heading(segment: &Segment) -> bool {
    matches!(segment.kind, BlockKind::Heading(_))
}

/// Tells whether at least half of what was kept is a notice on cookies and data.
///
/// One of its lines must say what such notices say. Lines in an `article` do not count: they report on such notices.
fn is_consent_wall(survey: &PageSurvey, kept: &[bool], shown: u32) -> bool {
    let mut asked = false;
    let notices = survey.segments.iter().zip(kept).filter(|(_, kept)| **kept).filter(|(segment, _)| {
        let home = &survey.boxes[segment.parent as usize];
        if home.is_article_body || home.tags_above & (1 << BoxTag::Article as u32) != 0 {
            return false;
        }
        let said = phrases_in(&segment.text);
        asked |= said & PagePhrase::Consent.bit() != 0;
        said & (PagePhrase::Consent.bit() | PagePhrase::Data.bit()) != 0
    });
    let notices = chars(notices.map(|(segment, _)| segment));
    asked && notices * 2 >= shown
}

/// Tells whether the page has many headlines that are links, and most of what was kept are their teasers.
fn is_listing(survey: &PageSurvey, kept: &[bool]) -> bool {
    let is_headline = |segment: &Segment| is_link_headline(segment, segment.text.chars().count() as u32);
    let headlines = survey.segments.iter().filter(|segment| is_heading(segment) && is_headline(segment)).count();
    if headlines < HEADLINES {
        return false;
    }
    let prose: Vec<usize> = (0..survey.segments.len())
        .filter(|&index| {
            kept[index] && is_prose(&survey.segments[index], survey.segments[index].text.chars().count() as u32)
        })
        .collect();
    // A teaser follows its headline, or has a byline or a section's name between.
    let teasers =
        prose.iter().filter(|&&index| survey.segments[index.saturating_sub(3)..index].iter().any(is_headline));
    teasers.count() * 3 >= prose.len() * 2
}

/// Tells whether the page calls itself one article.
fn says_article(page: &Page<'_>, meta: &Meta) -> bool {
    let given = |source: &str| source.starts_with("json_ld") || source.starts_with("meta");
    meta.published.as_ref().is_some_and(|published| given(&published.source))
        || has(&page.dom, "meta[property='og:type'][content='article'], [itemprop~='articleBody']")
}

fn has(dom: &Html, selector: &str) -> bool {
    let selector = Selector::parse(selector).expect("the selectors here are valid");
    dom.select(&selector).next().is_some()
}

fn chars<'a>(segments: impl Iterator<Item = &'a Segment>) -> u32 {
    segments.map(|segment| segment.text.chars().count() as u32).sum()
}

/// What a phrase says that the page is.
#[derive(Clone, Copy)]
#[repr(u8)]
enum PagePhrase {
    Error,
    BotCheck,
    Paywall,
    /// Said in notices of consent and hardly elsewhere.
    Consent,
    /// Words on cookies and personal data.
    Data,
}

impl PagePhrase {
    const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// Each kind of phrase with its heading in the list.
const HEADINGS: [(PagePhrase, &str); 5] = [
    (PagePhrase::Error, "error"),
    (PagePhrase::BotCheck, "bot_check"),
    (PagePhrase::Paywall, "paywall"),
    (PagePhrase::Consent, "consent"),
    (PagePhrase::Data, "data"),
];

static MATCHER: LazyLock<WordGroups> = LazyLock::new(|| {
    let list = include_str!("../../../../data/phrases/pages_without_article.txt");
    let below = |(kind, heading)| section(list, heading).map(move |phrase| (kind as usize, phrase));
    let phrases: Vec<(usize, &str)> = HEADINGS.into_iter().flat_map(below).collect();
    WordGroups::new(phrases.iter().copied(), false)
});

/// Returns the set of kinds that the phrases in a text stand for.
fn phrases_in(text: &str) -> u16 {
    MATCHER.find(&folded(text))
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::extract::{Settings, html};
    use crate::reason::Reason;

    fn read(body: &str) -> Article {
        let page = format!("<!doctype html><html><head><title>Aller Courier</title></head><body>{body}</body></html>");
        html::extract(&page, None, &Settings::default())
    }

    fn check(body: &str, kind: Reason) {
        assert!(read(body).notes.contains(&kind), "{kind}: {:?}", read(body).notes);
    }

    #[test]
    fn a_page_that_is_no_article_is_called_what_it_is() {
        check("<h1>Page not found</h1><p>It may have moved, or the link was never right.</p>", Reason::PageError);
        check(
            "<h1>Seite nicht gefunden</h1><p>Bitte benutzen Sie die Suche, um weiterzukommen.</p>",
            Reason::PageError,
        );
        check("<h1>One moment</h1><p>Please verify you are human, then the page will open.</p>", Reason::PageBotCheck);
        check(
            "<h2>Your choice</h2><p>We and our partners store cookies on your device, to show you advertising and to count visits.</p><p>You can withdraw your consent at any time in the settings of this page.</p>",
            Reason::PageConsentWall,
        );
        check(
            "<article><h1>Bridge stays closed</h1><p>The bridge over the Aller will not open before the spring, the council said.</p><div>Subscribe to read the whole story.</div></article>",
            Reason::PagePaywall,
        );
        check("<div id=root></div><script src=app.js></script>", Reason::PageShell);
    }

    #[test]
    fn a_listing_is_known_by_its_teasers() {
        let teaser = |number: u32| {
            format!(
                "<div class=item><h2><a href=/{number}>The council talks of bridge number {number}</a></h2><p>The builders have left the town for pier {number}, and nobody can say when they return.</p></div>"
            )
        };
        check(&format!("<main>{}</main>", (1..=12).map(teaser).collect::<String>()), Reason::PageListing);
    }

    #[test]
    fn a_short_article_that_quotes_a_check_is_an_article() {
        let flagged = |head: &str, line: &str| {
            let page = format!(
                "<!doctype html><html><head>{head}</head><body><h1>Ferry tickets</h1><p>{line}</p></body></html>"
            );
            html::extract(&page, None, &Settings::default()).notes.contains(&Reason::PageBotCheck)
        };
        let quoting =
            "The new ticket office greets its guests with “Verify you are human”, and many of them turn round.";
        let asking = "The office asks all guests to verify you are human, which many of them do not shape.";
        assert!(!flagged("", quoting));
        assert!(!flagged("<meta property='og:type' content='article'>", asking));
        assert!(flagged("", "Please verify you are human to go on."));
    }

    #[test]
    fn an_article_about_such_pages_is_an_article() {
        let prose = |who: &str| {
            format!(
                "<p>A page that says page not found has cost the county a day of work, the {who} said, because we use cookies to count visits and nobody had asked to verify you are human.</p>"
            )
        };
        let prose: String = ["clerk", "mayor", "builder", "ferryman"].into_iter().map(prose).collect();
        let article = read(&format!("<article><h1>Why a page not found costs money</h1>{prose}</article>"));
        assert!(!article.notes.iter().any(|note| note.code().starts_with("page.")), "{:?}", article.notes);
    }
}
