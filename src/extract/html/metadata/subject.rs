//! What the article is about and where it stands: description, section, tags, site, free access.

use serde_json::Value;

use super::evidence::PageEvidence;
use super::json_ld::words;
use super::text::folded;
use crate::article::Sourced;
use crate::extract::markup::plain_text;

/// Returns the description that the page gives of itself.
pub(super) fn description(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    tag_text(evidence, &["og:description", "description", "twitter:description", "dc.description"])
        .or_else(|| Some(Sourced::new(evidence.json_ld.text("description")?, "json_ld.description")))
}

/// Returns the name that the page gives its site, else the publisher's name.
///
/// Templates join the name and a motto by a mark. Where there is no motto, the mark is taken off.
pub(super) fn site_name(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    let trimmed = |mut name: Sourced<String>| {
        name.value.truncate(name.value.trim_end_matches(['|', '-', '–', '—', '•', ' ']).len());
        Some(name).filter(|name| !name.value.is_empty())
    };
    tag_text(evidence, &["og:site_name"])
        .and_then(trimmed)
        .or_else(|| Some(Sourced::new(evidence.json_ld.names("publisher").into_iter().next()?, "json_ld.publisher")))
        .or_else(|| tag_text(evidence, &["application-name", "twitter:app:name:iphone", "dc.publisher", "publisher"]))
}

/// Returns the section of the site that the article stands in.
pub(super) fn section(evidence: &PageEvidence<'_>) -> Option<Sourced<String>> {
    let json_ld = || Some(Sourced::new(evidence.json_ld.text("articleSection")?, "json_ld.articleSection"));
    tag_text(evidence, &["article:section"])
        .or_else(json_ld)
        .or_else(|| tag_text(evidence, &["section", "parsely-section", "cxenseparse:articlesection"]))
}

/// Returns the tags of `article:tag`, else the keywords, each once.
///
/// The site's own name is left out, and so are the ids by which its software knows the article.
pub(super) fn tags(evidence: &PageEvidence<'_>) -> Option<Sourced<Vec<String>>> {
    let article: Vec<String> = evidence.scan.tags_named("article:tag").flat_map(split).collect();
    let json_ld =
        || evidence.json_ld.values("keywords").map(keywords).find(|tags| !tags.is_empty()).unwrap_or_default();
    let tag = |name: &str| evidence.scan.tags_named(name).flat_map(split).collect::<Vec<_>>();
    let found = [
        (article, "meta.article:tag"),
        (json_ld(), "json_ld.keywords"),
        (tag("news_keywords"), "meta.news_keywords"),
        (tag("keywords"), "meta.keywords"),
    ];
    found.into_iter().find_map(|(tags, source)| {
        let mut seen = Vec::new();
        let tags: Vec<String> = tags
            .into_iter()
            .filter(|tag| {
                let key = folded(tag);
                let fresh = !key.is_empty()
                    && tag.chars().count() <= LONGEST_TAG
                    && !seen.contains(&key)
                    && !evidence.sites.contains(&key)
                    && !is_identifier(tag);
                seen.push(key);
                fresh
            })
            .take(MOST_TAGS)
            .collect();
        (!tags.is_empty()).then(|| Sourced::new(tags, source))
    })
}

/// A tag is a word or a name, not a sentence.
const LONGEST_TAG: usize = 80;
const MOST_TAGS: usize = 100;

/// Tells whether a tag is a UUID (RFC 9562): 32 hexadecimal digits in five groups.
fn is_identifier(tag: &str) -> bool {
    tag.len() == 36
        && tag.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && tag.chars().all(|character| character == '-' || character.is_ascii_hexdigit())
}

/// Returns whether the page says that it can be read without paying; `None` if it says nothing.
pub(super) fn free_access(evidence: &PageEvidence<'_>) -> Option<Sourced<bool>> {
    let value = evidence.json_ld.value("isAccessibleForFree")?;
    let free = match value {
        Value::Bool(free) => *free,
        other => match words(other)?
            .trim_start_matches("https://schema.org/")
            .trim_start_matches("http://schema.org/")
            .to_ascii_lowercase()
            .as_str()
        {
            "true" => true,
            "false" => false,
            _ => return None,
        },
    };
    Some(Sourced::new(free, "json_ld.isAccessibleForFree"))
}

/// Returns the first of the tags that holds a text.
fn tag_text(evidence: &PageEvidence<'_>, names: &[&str]) -> Option<Sourced<String>> {
    names.iter().find_map(|name| {
        let text = plain_text(evidence.scan.tag_named(name)?);
        (!text.is_empty()).then(|| Sourced::new(text, format!("meta.{name}")))
    })
}

fn keywords(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => {
            items.iter().filter_map(words).flat_map(|words| split(&words).collect::<Vec<_>>()).collect()
        }
        other => words(other).iter().flat_map(|words| split(words)).collect(),
    }
}

/// Takes a list of tags apart at its commas, bars and the like. Chinese and Japanese, which part no words with blanks,
/// part tags with them.
fn split(list: &str) -> impl Iterator<Item = String> + use<> {
    let marks = [',', ';', '|', '、', '，', '،'];
    let without_letters = !list.contains(|letter: char| letter.is_lowercase() || letter.is_uppercase());
    let ideographs = || list.contains(|letter: char| ('\u{3040}'..='\u{9FFF}').contains(&letter));
    let tags: Vec<String> = if !list.contains(marks) && without_letters && ideographs() {
        list.split_whitespace().map(plain_text).collect()
    } else {
        list.split(marks).map(plain_text).collect()
    };
    tags.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_tags_are_taken_apart() {
        let check = |list: &str, expected: &[&str]| assert_eq!(split(list).collect::<Vec<_>>(), expected, "{list}");
        check("bridge, Aller; winter road", &["bridge", "Aller", "winter road"]);
        check("桥梁 冬季 道路", &["桥梁", "冬季", "道路"]);
        check("桥梁，冬季 道路", &["桥梁", "冬季 道路"]);
        check("다리 겨울", &["다리 겨울"]);
    }

    #[test]
    fn identifiers_are_no_tags() {
        assert!(is_identifier("01234567-89ab-4cde-8f01-23456789abcd"));
        assert!(!is_identifier("winter-road"));
    }
}
