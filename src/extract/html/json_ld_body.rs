//! The article text in JSON-LD (`articleBody`), for pages that show it only by a script.

use super::page::Page;
use super::{body, metadata};
use crate::article::{Article, Body};
use crate::extract::settings::Settings;
use crate::extract::{markup, plain};
use crate::reason::Reason;

/// Where such a text comes from, for `provenance.fields`.
const SOURCE: &str = "json_ld.articleBody";
/// A shorter `articleBody`, in code points, is a teaser.
const SHORTEST: usize = 500;
/// `articleBody` must be so many times as long as the text that is shown: pages write captions and lists of other articles
/// into it, which they show beside the article.
const TIMES: usize = 4;

/// Puts the `articleBody` of a page in the place of what was found on it, if the page shows next to nothing.
pub(super) fn complete(page: &Page<'_>, article: Article, settings: &Settings) -> Article {
    let shown = article.body.text().chars().count();
    // Most pages show their article, and are not read a second time.
    if page.fragment || shown > LONGEST_STUB {
        return article;
    }
    let Some(article_body) = metadata::json_ld_body(page) else { return article };
    let body = read(&article_body, settings);
    let length = body.text().chars().count();
    if length < SHORTEST.max(shown * TIMES) {
        return article;
    }
    let notes = article.notes.into_iter().filter(|note| !NO_ARTICLE_SHOWN.contains(note)).collect();
    Article { body, body_source: Some(SOURCE), notes, ..article }
}

/// More than this, in code points, is no stub, whatever `articleBody` holds.
const LONGEST_STUB: usize = 2_000;

/// The notes on a page that shows no article.
const NO_ARTICLE_SHOWN: [Reason; 4] =
    [Reason::PageNoArticle, Reason::PageUncertain, Reason::PageShell, Reason::PagePaywall];

/// Returns the body that an `articleBody` makes: a text with lines, or one with tags.
fn read(article_body: &str, settings: &Settings) -> Body {
    let unescaped = markup::unescaped(article_body);
    let text = unescaped.as_deref().unwrap_or(article_body);
    if markup::is_markup(text) {
        return body::read(&Page::parse(text, None, settings.depth), Default::default()).body;
    }
    let mut body = Body::default();
    plain::push_paragraphs(text, &mut body);
    body
}

#[cfg(test)]
mod tests {
    use crate::extract::{Settings, html};
    use crate::reason::Reason;

    const FIRST: &str = "The bridge over the Aller will not open before spring, the county said on Monday, because the deck is rusted through.";
    const SECOND: &str = "The county pays for the ferry until then, and the council has asked for a second boat from the yard at Verden.";

    fn page(body: &str, shown: &str) -> String {
        let article_body = serde_json::json!({
            "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge stays closed", "articleBody": body,
        });
        format!(
            "<!doctype html><html><head><title>Bridge stays closed</title>
            <script type=\"application/ld+json\">{article_body}</script></head><body><div id=app>{shown}</div></body></html>"
        )
    }

    fn read(source: &str) -> (Vec<String>, Option<&'static str>, Vec<Reason>) {
        let article = html::extract(source, None, &Settings::default());
        (article.body.iter().map(|(_, text)| text.to_owned()).collect(), article.body_source, article.notes)
    }

    #[test]
    fn an_article_that_only_json_ld_holds_is_read() {
        let lines: Vec<String> =
            (1..=3).flat_map(|day| [format!("Day {day}. {FIRST}"), format!("Day {day}. {SECOND}")]).collect();
        let plain = lines.join("\n\n");
        let tagged: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
        let escaped = tagged.replace('<', "&lt;").replace('>', "&gt;");
        for article_body in [&plain, &tagged, &escaped] {
            for shown in ["", "<p>The ferry runs until spring, the county said.</p>"] {
                let (found, source, notes) = read(&page(article_body, shown));
                assert_eq!((found, source), (lines.clone(), Some("json_ld.articleBody")), "{article_body}");
                assert_eq!(notes, []);
            }
        }
    }

    #[test]
    fn what_a_page_shows_goes_before_its_json_ld() {
        let shown: String = (1..=6).map(|day| format!("<p>Day {day}. {FIRST} {SECOND}</p>")).collect();
        let article_body = format!("Told. {FIRST}\n\n{SECOND}\n\n").repeat(8);
        let (found, source, _) = read(&page(&article_body, &format!("<article>{shown}</article>")));
        assert!(source.is_none() && found.len() == 6, "{found:?}");
        let (_, source, _) = read(&page("A short word of the bridge.", ""));
        assert_eq!(source, None);
    }
}
