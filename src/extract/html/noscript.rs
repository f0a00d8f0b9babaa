//! The content of `noscript`, for readers without scripts. The parser reads it as one text without markup.

/// If all `noscript` elements of a page hold less than this, in bytes, they are a request to switch scripts on, or a
/// tracking pixel.
const SHORTEST: usize = 200;

/// Returns the page without its `noscript` tags, so that what stands between them is parsed as part of the page; `None` if
/// that is too little for an article.
pub(super) fn opened(source: &str) -> Option<String> {
    let mut parts = Vec::new();
    let (mut from, mut inside, mut opened) = (0, None, 0);
    for at in memchr::memchr_iter(b'<', source.as_bytes()) {
        let Some(end) = (at >= from).then(|| tag_end(source, at, inside.is_some())).flatten() else { continue };
        parts.push(&source[from..at]);
        match inside.take() {
            Some(start) => opened += at - start,
            None => inside = Some(end),
        }
        from = end;
    }
    parts.push(&source[from..]);
    (opened >= SHORTEST).then(|| parts.concat())
}

/// Returns where a `noscript` tag ends that begins at `at`, if one does: an end tag inside such an element, else one
/// that begins it.
fn tag_end(source: &str, at: usize, inside: bool) -> Option<usize> {
    let name = if inside { "</noscript" } else { "<noscript" };
    let start = source.as_bytes().get(at..at + name.len())?;
    let rest = &source.as_bytes()[at + name.len()..];
    let ends = rest.first().is_some_and(|next| matches!(next, b'>' | b'/') || next.is_ascii_whitespace());
    (start.eq_ignore_ascii_case(name.as_bytes()) && ends)
        .then(|| memchr::memchr(b'>', rest).map(|length| at + name.len() + length + 1))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Settings, html};

    #[test]
    fn the_tags_go_and_what_they_hold_stays() {
        let text = "The bridge stays closed. ".repeat(30);
        let source = format!("<p>a<NoScript class=x>{text}</noscript ><noscripts>b<noscript>c</noscript>");
        assert_eq!(opened(&source), Some(format!("<p>a{text}<noscripts>bc")));
        assert_eq!(opened("<noscript>Please switch scripts on.</noscript>"), None);
        assert_eq!(opened("<noscript"), None);
    }

    #[test]
    fn an_article_for_readers_without_scripts_is_found() {
        let read = |inner: &str, beside: &str| {
            let page = format!(
                "<!doctype html><html><head><title>Bridge stays closed</title></head><body><div id=app></div>
                <noscript>{inner}</noscript>{beside}<script src=app.js></script></body></html>"
            );
            assert_eq!(html::trace(&page, &Settings::default()).iter().filter(|line| line.kept).count(), {
                html::extract(&page, None, &Settings::default()).body.iter().count()
            });
            html::extract(&page, None, &Settings::default())
        };
        let prose = "<article><h1>Bridge stays closed</h1><p>The bridge over the Aller will not open before the spring, the county
            said on Monday, because the deck is rusted through and must be renewed from pier to pier.</p><p>The county pays for
            the ferry until then, and the council has asked for a second boat, which would come from Verden in March.</p>
            <p>Until then the bus goes by Ahlden, which takes an hour more, and those who work in Verden have begun to share their
            cars, the mayor said, because the last ferry leaves at nine in the evening, and the
            first at six, when the milk has long been on its way to the dairy and the bakers have closed their ovens.</p></article>";
        let article = read(prose, "");
        assert!(article.body.text().contains("The county pays") && article.notes.is_empty(), "{article:?}");
        let other = read(&prose.replace("bridge", "tunnel"), prose);
        assert!(other.body.text().contains("bridge") && !other.body.text().contains("tunnel"));
        let asking =
            "This page needs scripts. Please switch them on in the settings of your browser and load it again. "
                .repeat(6);
        assert!(!read(&format!("<p class=notice>{asking}</p>"), "").notes.is_empty());
    }
}
