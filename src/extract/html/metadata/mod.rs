//! What a page says about its article, each field with the place that said it.
//!
//! One walk gathers all that may be metadata; then each field is chosen from the evidence for it.

mod authors;
mod dates;
mod evidence;
mod headline;
mod json_ld;
mod links;
mod page_scan;
mod site;
mod subject;
mod text;
mod title;
mod title_text;

use super::page::Page;
use crate::article::{Meta, Sourced};
use crate::extract::language;
use evidence::PageEvidence;
use headline::Headline;
use json_ld::JsonLd;
use page_scan::PageScan;

/// Reads the metadata of a page.
pub(super) fn read(page: &Page<'_>) -> Meta {
    let scan = PageScan::gather(page);
    let titles = own_titles(&scan);
    let canonical_url = links::canonical(&scan, page.url);
    let address = page.url.or(canonical_url.as_ref().map(|url| url.value.as_str()));
    let json_ld = JsonLd::read(&scan.scripts, &titles, address);
    let sites = site::names(&scan, &json_ld, address);
    let headline = Headline::find(&scan, &titles, &sites);
    let evidence = PageEvidence { headline, sites, scan, json_ld, address };
    let language = page_language(&evidence);
    let (published, modified) = dates::choose(&evidence, language.as_ref().map(|language| language.value.as_str()));
    Meta {
        title: title::choose(&evidence),
        description: subject::description(&evidence),
        authors: authors::choose(&evidence),
        published,
        modified,
        site_name: subject::site_name(&evidence),
        section: subject::section(&evidence),
        tags: subject::tags(&evidence),
        free_access: subject::free_access(&evidence),
        image: links::image(&evidence),
        license: links::license(&evidence),
        language,
        canonical_url,
        ..Meta::default()
    }
}

/// Returns the text that a page's JSON-LD gives as its article's, as it stands there.
pub(super) fn json_ld_body(page: &Page<'_>) -> Option<String> {
    let scan = PageScan::gather(page);
    let canonical_url = links::canonical(&scan, page.url);
    let address = page.url.or(canonical_url.as_ref().map(|url| url.value.as_str()));
    let json_ld = JsonLd::read(&scan.scripts, &own_titles(&scan), address);
    json_ld.values("articleBody").find_map(|body| body.as_str().map(str::to_owned))
}

/// Returns the page's own words for its title.
fn own_titles(scan: &PageScan<'_>) -> Vec<String> {
    scan.tag_named("og:title").map(str::to_owned).into_iter().chain(scan.title.clone()).collect()
}

/// Returns the language that the page declares: that of the root element, else that of a tag.
fn page_language(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    let scan = &evidence.scan;
    let root = scan.language.and_then(language::canonical).map(|tag| Sourced::new(tag, "html.lang"));
    let json_ld = || {
        evidence
            .json_ld
            .text("inLanguage")
            .and_then(|said| language::canonical(&said))
            .map(|tag| Sourced::new(tag, "json_ld.inLanguage"))
    };
    let tag = |name: &str| {
        scan.tag_named(name).and_then(language::canonical).map(|tag| Sourced::new(tag, format!("meta.{name}")))
    };
    root.or_else(json_ld)
        .or_else(|| ["og:locale", "content-language", "language", "dc.language"].into_iter().find_map(tag))
}

#[cfg(test)]
mod tests {
    use super::text::folded;
    use super::*;
    use crate::extract::Settings;

    fn read_page(source: &str) -> Meta {
        read(&Page::parse(source, Some("https://www.allerpost.example/news/1"), Settings::default().depth))
    }

    #[test]
    fn a_page_is_read_from_its_json_ld() {
        let meta = read_page(
            r##"<html lang="en-GB"><head><title>Bridge stays closed – Aller Post</title>
            <meta property="og:title" content="You will not believe this bridge"><meta property="og:site_name" content="Aller Post">
            <link rel="canonical" href="/news/bridge">
            <script type="application/ld+json">{"@graph": [{"@type": "WebPage", "@id": "#page"}, {"@type": "Person", "@id": "#mara", "name": "Mara Lindqvist"},
            {"@type": ["Article"], "headline": "Bridge stays closed", "author": {"@id": "#mara"}, "datePublished": "2017-03-02T09:15:00+01:00",
            "dateModified": "2017-03-03", "isAccessibleForFree": "True", "keywords": "bridge, Aller",}]}</script></head>
            <body><h1>Bridge stays closed</h1></body></html>"##,
        );
        assert_eq!(meta.title, Some(Sourced::new("Bridge stays closed".into(), "json_ld.headline")));
        assert_eq!(meta.authors, Some(Sourced::new(vec!["Mara Lindqvist".into()], "json_ld.author")));
        assert_eq!(meta.published.unwrap().value.value, "2017-03-02T09:15:00+01:00");
        assert_eq!(meta.modified.unwrap().value.value, "2017-03-03");
        assert_eq!(meta.language, Some(Sourced::new("en-GB".into(), "html.lang")));
        assert_eq!(meta.canonical_url.unwrap().value, "https://www.allerpost.example/news/bridge");
        assert_eq!(meta.site_name.unwrap().value, "Aller Post");
        assert!(meta.free_access.unwrap().value);
        assert_eq!(meta.tags.unwrap().value, ["bridge", "Aller"]);
    }

    #[test]
    fn a_page_without_json_ld_is_read_from_what_it_shows() {
        let meta = read_page(
            r#"<title>Aller Post | Bridge stays closed</title><body><h1><span>Traffic</span><br>Bridge stays closed</h1>
            <p class="byline">By Mara Lindqvist and Tom O’Shea</p><p class="post-date">Posted on 2 March 2017</p>
            <aside><time datetime="2019-01-01">1 January 2019</time></aside></body>"#,
        );
        assert_eq!(meta.authors, Some(Sourced::new(vec!["Mara Lindqvist".into(), "Tom O’Shea".into()], "byline")));
        assert_eq!(meta.published.unwrap().value.value, "2017-03-02");
        assert_eq!(meta.language, None);
    }

    fn title(head: &str, body: &str) -> (String, String) {
        let title = read_page(&format!("<html><head>{head}</head><body>{body}</body></html>")).title.unwrap();
        (title.value, title.source)
    }

    #[test]
    fn a_title_loses_its_site_its_section_and_its_kicker() {
        let head = |shared: &str| {
            format!("<meta property='og:site_name' content='Aller Post'><meta property='og:title' content='{shared}'>")
        };
        let check = |shared: &str, heading: &str, expected: &str| {
            assert_eq!(title(&head(shared), &format!("<h1>{heading}</h1>")).0, expected, "{shared} / {heading}");
        };
        check("Bridge stays closed – Aller Post", "Bridge stays closed", "Bridge stays closed");
        check("Bridge stays closed | News | Aller Post", "", "Bridge stays closed");
        check("Aller Post: Bridge stays closed", "Bridge stays closed", "Bridge stays closed");
        check("Bridge stays closed", "Traffic: Bridge stays closed", "Bridge stays closed");
        check(
            "The closed bridge nobody talks about",
            "Bridge over the Aller stays closed until spring",
            "Bridge over the Aller stays closed until spring",
        );
        check("Bridge – a history", "Bridge – a history", "Bridge – a history");
    }

    #[test]
    fn a_newspaper_s_headline_for_readers_goes_before_the_one_for_search_engines() {
        let head = |kind: &str, window: &str, shared: &str| {
            format!(
                "<title>{window} – Aller Post</title><meta property='og:title' content='{shared}'>
                <meta property='og:site_name' content='Aller Post'><script type='application/ld+json'>
                {{\"@type\": \"{kind}\", \"headline\": \"Aller bridge closed: detours and costs\"}}</script>"
            )
        };
        let search = "Aller bridge closed: detours and costs";
        let readers = "The winter in which two villages drifted apart";
        let check = |kind: &str, window: &str, shared: &str, heading: &str, expected: &str| {
            assert_eq!(title(&head(kind, window, shared), &format!("<h1>{heading}</h1>")).0, expected);
        };
        check("NewsArticle", search, readers, search, readers);
        check("NewsArticle", readers, readers, readers, search);
        check("NewsArticle", search, "Two villages, one detour", readers, readers);
        // A blog's shared title advertises.
        check("BlogPosting", search, readers, search, search);
    }

    #[test]
    fn a_headline_is_told_from_what_its_heading_holds_beside_it() {
        let head = "<title>Bridge stays closed until spring – Aller Post</title>";
        for heading in [
            "<span>Traffic in winter</span> <span>Bridge stays closed until spring</span>",
            "<time>2 March 2017</time>Bridge stays closed until spring",
            "<style>.kicker { color: red }</style>Bridge stays closed until spring",
        ] {
            assert_eq!(title(head, &format!("<h1>{heading}</h1>")).0, "Bridge stays closed until spring", "{heading}");
        }
        let head = "<title>Traffic in winter: Bridge stays closed until spring – Aller Post</title>";
        let whole = "<h1><span>Traffic in winter</span>: Bridge stays closed until spring</h1>";
        assert_eq!(folded(&title(head, whole).0), "trafficinwinterbridgestayscloseduntilspring");
    }

    #[test]
    fn a_blog_s_name_above_the_headline_is_no_headline() {
        let head = "<title>Bridge stays closed until spring | Notes from the river</title>";
        assert_eq!(
            title(head, "<h1>Notes from the river</h1><h1>Bridge stays closed until spring</h1>").0,
            "Bridge stays closed until spring"
        );
        assert_eq!(
            title("<title>Bridge stays closed until spring | Notes</title>", "").0,
            "Bridge stays closed until spring"
        );
    }

    #[test]
    fn a_heading_that_names_the_site_or_a_label_is_no_headline() {
        let head = "<title>Bridge stays closed until spring</title><meta property='og:site_name' content='Aller Post'>";
        assert_eq!(
            title(head, "<h1>Aller Post</h1><h2>Bridge stays closed until spring</h2>").0,
            "Bridge stays closed until spring"
        );
    }

    #[test]
    fn a_blog_s_title_for_search_does_not_go_before_its_heading() {
        let head = |kind: &str, headline: &str| {
            format!(
                "<title>Best Ferries on the Aller 2017 – River Notes</title>
                <meta property='og:title' content='Best Ferries on the Aller 2017'>
                <script type='application/ld+json'>{{\"@type\": \"{kind}\", \"headline\": \"{headline}\"}}</script>"
            )
        };
        let (search, heading) = ("Best Ferries on the Aller 2017", "Nine ferries I took this summer on the Aller");
        let check = |kind: &str, headline: &str, heading: &str, expected: &str| {
            assert_eq!(title(&head(kind, headline), &format!("<h1>{heading}</h1>")).0, expected, "{kind} {headline}");
        };
        check("BlogPosting", search, heading, heading);
        check("NewsArticle", search, heading, search);
        // JSON-LD has the words of neither.
        check("BlogPosting", "Summer on the river", search, search);
        check("BlogPosting", &format!("{search}: {}", "a summer on the water, ".repeat(10)), heading, heading);
    }

    #[test]
    fn a_window_without_the_site_s_name_shows_the_headline() {
        let head = |window: &str| {
            format!(
                "<title>{window}</title><meta property='og:site_name' content='Aller Post'>
                <meta property='og:title' content='The winter in which two villages drifted apart'>
                <script type='application/ld+json'>{{\"@type\": \"NewsArticle\", \"headline\": \"Aller bridge closed until spring\"}}</script>"
            )
        };
        let heading = "<h1>Aller bridge closed until spring</h1>";
        assert_eq!(title(&head("Aller bridge closed until spring"), heading).0, "Aller bridge closed until spring");
        assert_eq!(
            title(&head("Aller bridge closed until spring – Aller Post"), heading).0,
            "The winter in which two villages drifted apart"
        );
    }

    #[test]
    fn a_stated_headline_ends_a_title_that_goes_on_with_its_section() {
        let head = "<meta property='og:title' content='Bridge over the Aller stays closed-Politics'>";
        let stated = "<meta name='headline' content='Bridge over the Aller stays closed'>";
        assert_eq!(title(&format!("{head}{stated}"), "").0, "Bridge over the Aller stays closed");
        assert_eq!(title(head, "").0, "Bridge over the Aller stays closed-Politics");
    }

    #[test]
    fn what_resembles_the_site_s_name_stays_in_a_headline() {
        let head = |shared: &str| {
            format!("<meta property='og:site_name' content='Ferries'><meta property='og:title' content='{shared}'>")
        };
        let check = |shared: &str, heading: &str, expected: &str| {
            assert_eq!(title(&head(shared), &format!("<h1>{heading}</h1>")).0, expected);
        };
        check("Ferries today – all nine lines", "Ferries today – all nine lines", "Ferries today – all nine lines");
        check("Ferries – all nine lines", "All nine of the lines", "All nine of the lines");
        check("Ferries today – all nine lines", "All nine of the lines", "All nine of the lines");
    }

    #[test]
    fn a_heading_that_leads_home_or_has_no_letters_is_no_headline() {
        let head = "<title>Nine ferries of a summer | Notes from the river</title>";
        for heading in [
            "<h1><a href='https://www.allerpost.example/'>Notes from the river</a></h1>",
            "<h1><a href='/'><span>Notes from the river</span></a></h1>",
            "<h1>…</h1>",
        ] {
            assert_eq!(title(head, heading).0, "Nine ferries of a summer", "{heading}");
        }
        let own = "<h1><a href='/news/ferries'>Nine ferries and a summer</a></h1>";
        assert_eq!(title(head, own).0, "Nine ferries and a summer");
    }

    fn authors(body: &str) -> Vec<String> {
        let head = "<meta property='og:site_name' content='Aller Post'>";
        let page = format!(
            "<html><head>{head}</head><body><main><h1>Bridge stays closed until spring</h1>{body}</main></body></html>"
        );
        read_page(&page).authors.map(|authors| authors.value).unwrap_or_default()
    }

    #[test]
    fn people_go_before_the_paper_and_the_agency() {
        let stated = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"Bridge\", \"author\": {\"name\": \"Aller Post\"}}</script>";
        assert_eq!(authors(&format!("{stated}<p class='byline'>By Mara Lindqvist</p>")), ["Mara Lindqvist"]);
        assert_eq!(authors(stated), ["Aller Post"]);
        assert_eq!(authors("<p>Von Jörg Ahrens und Ute Klamm</p>"), ["Jörg Ahrens", "Ute Klamm"]);
        assert_eq!(authors("<a href='/author/mara'>Mara Lindqvist</a>"), ["Mara Lindqvist"]);
    }

    #[test]
    fn a_person_s_name_goes_before_an_account() {
        let stated = "<meta name='author' content='mara.lindqvist'>";
        assert_eq!(authors(&format!("{stated}<p class='byline'>By Mara Lindqvist</p>")), ["Mara Lindqvist"]);
        assert_eq!(authors(stated), ["mara.lindqvist"]);
        assert_eq!(authors("<meta name='citation_author' content='Lindqvist, Mara'>"), ["Mara Lindqvist"]);
    }

    #[test]
    fn the_bare_name_is_told_from_its_role() {
        let body = "<div class='byline'><div class='author-name'>Mara Lindqvist</div> Head Ferryman</div>";
        assert_eq!(authors(body), ["Mara Lindqvist"]);
        assert_eq!(authors("<p>Posted by <a href='/people/7'>Mara</a> in the evening</p>"), ["Mara"]);
        assert_eq!(authors("<span class='author vcard'><a class='fn' href='/author/mara'>mara</a></span>"), ["mara"]);
    }

    #[test]
    fn the_authors_of_other_things_are_not_the_articles() {
        assert!(authors("<div class='comments'><span class='author'>Tom O’Shea</span></div>").is_empty());
        assert!(authors("<figure><figcaption><span class='author'>Tom O’Shea</span></figcaption></figure>").is_empty());
        assert!(authors("<p class='byline'>Share this on Facebook</p>").is_empty());
    }

    fn published(body: &str) -> Option<(String, String)> {
        let page =
            format!("<html lang='en'><body><main><h1>Bridge stays closed until spring</h1>{body}</main></body></html>");
        read_page(&page).published.map(|when| (when.value.value, when.source))
    }

    #[test]
    fn the_first_publication_is_told_from_the_last_change() {
        let page = "<p>Updated <time datetime='2017-03-04'>4 March 2017</time></p><p>Published <time datetime='2017-03-02T09:15'>2 March 2017</time></p>";
        assert_eq!(published(page), Some(("2017-03-02T09:15".into(), "time".into())));
        let meta = read_page(&format!("<h1>Bridge stays closed</h1>{page}"));
        assert_eq!(meta.modified.unwrap().value.value, "2017-03-04");
    }

    #[test]
    fn what_readers_see_decides_between_two_stated_days() {
        let tags = "<meta property='article:published_time' content='2017-02-27T10:00'><meta name='pubdate' content='2017-03-02'>";
        assert_eq!(
            published(&format!("{tags}<p>2 March 2017</p>")),
            Some(("2017-03-02".into(), "meta.pubdate".into()))
        );
        assert_eq!(published(tags), Some(("2017-02-27T10:00".into(), "meta.article:published_time".into())));
        let touched = "<meta property='article:published_time' content='2019-05-06T10:00:00Z'><meta property='article:modified_time' content='2019-05-06T10:00:00Z'>";
        let shown = "<p class='post-date'>2 March 2017</p>";
        assert_eq!(published(&format!("{touched}{shown}")).unwrap().0, "2017-03-02");
        assert_eq!(published(touched).unwrap().0, "2019-05-06T10:00:00Z");
    }

    #[test]
    fn a_day_is_read_from_a_plain_line_and_not_from_a_teaser() {
        assert_eq!(published("<p>2 March 2017</p>"), Some(("2017-03-02".into(), "text".into())));
        assert_eq!(published("<nav><time datetime='2019-01-01'>1 January 2019</time></nav>"), None);
    }

    #[test]
    fn the_paper_s_own_day_goes_before_the_one_of_utc() {
        let meta = read(&Page::parse(
            "<meta property='article:published_time' content='2017-03-03T02:15:00Z'><h1>Bridge stays closed</h1>",
            Some("https://www.allerpost.example/2017/03/02/bridge"),
            Settings::default().depth,
        ));
        assert_eq!(meta.published, Some(Sourced::new(meta.published.clone().unwrap().value, "url")));
        assert_eq!(meta.published.unwrap().value.value, "2017-03-02");
    }
}
