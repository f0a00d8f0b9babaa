//! The promises that every input is held to: nothing panics, edits replay, clean text passes, twice is once, and the
//! same bytes give the same document.

mod common;

use std::io::Write;

use common::{DESK, clean, clean_twice, raw};
use copydesk::desk::Outcome;
use copydesk::input::{self, Limits, Source};
use proptest::prelude::*;

/// Sentences without a fault, in many languages, one a line.
const CLEAN: &str = include_str!("fixtures/clean.txt");

#[test]
fn each_clean_sentence_passes_unchanged_to_the_letter() {
    for sentence in CLEAN.lines() {
        let document = clean_twice(sentence.as_bytes(), "a.txt").unwrap();
        assert_eq!(document.text, sentence);
        assert_eq!(document.provenance.edits, []);
    }
}

#[test]
fn the_same_article_in_any_wrapping_gives_the_same_text() {
    let text = CLEAN.lines().take(20).collect::<Vec<_>>().join("\n");
    let expected = clean(text.as_bytes(), "a.txt").unwrap().text;
    assert_eq!(expected, text.replace('\n', "\n\n"));

    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(clean(&utf16, "a.txt").unwrap().text, expected);
    let (legacy, _, unmappable) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!unmappable);
    assert_eq!(clean(&legacy, "a.txt").unwrap().text, expected);
    let record = serde_json::json!({ "body": text, "crawler": "x" }).to_string();
    assert_eq!(clean(record.as_bytes(), "a.jsonl").unwrap().text, expected);
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(clean(crlf.as_bytes(), "a.txt").unwrap().text, expected);

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let packed = gzip.finish().unwrap();
    let mut articles = input::open(Source::new(packed.as_slice(), "a.txt.gz"), Limits::default()).unwrap();
    assert_eq!(clean(&articles.next().unwrap().unwrap().raw, "a.txt").unwrap().text, expected);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let text = "One.Two. [adrotate banner=3]\nRussiadoesn’t. Russia doesn’t.";
    let write = || match DESK.clean(raw(text.as_bytes(), "a.txt")) {
        Outcome::Document(document) => serde_json::to_string(&document).unwrap(),
        Outcome::Failure(failure) => panic!("{}", failure.message),
    };
    assert_eq!(write(), write());
}

/// A line without a blank, of any kind, is looked at once and not once for each of its signs; a desk that did so would
/// not come to the end of this test.
#[test]
fn long_rows_of_signs_cost_their_length() {
    for sign in [
        "&#",
        "&unknown ",
        "function(){ ",
        "<",
        "{{",
        "aB",
        "3,4",
        "a.B",
        "“a” ",
        "a)b(",
        "[",
        "[/a]",
        "\u{FFFD}",
        "Рђ",
        "http://a.example/?utm_a=1&b=2&",
        "(foto: ..) b:) ",
        "click here! ",
        "follow us on facebook and ",
    ] {
        let row = sign.repeat((1 << 20) / sign.len());
        assert!(!clean(row.as_bytes(), "a.txt").unwrap().text.is_empty(), "{sign}");
    }
    for escape in ["&amp&pound", "a.\\nB", "\\u2019a", "=E9a ", "a=b&", "%20a", "u2019t", "\"\"", "\0a", "\x1B]", "[1m"]
    {
        let row = escape.repeat((1 << 17) / escape.len());
        assert!(!clean(row.as_bytes(), "a.txt").unwrap().text.is_empty(), "{escape:?}");
    }
    // In a text whose language is known every lost letter is looked for among its words.
    let english = "The pilot said that they have to wait for the fog and for the tide. ".repeat(20);
    for word in ["xa\u{FFFD}b\u{FFFD}c\u{FFFD}d ", "a\u{FFFD}\u{FFFD}\u{FFFD}b "] {
        let text = format!("{english}\n{}", word.repeat((1 << 15) / word.len()));
        assert!(!clean(text.as_bytes(), "a.txt").unwrap().text.is_empty(), "{word}");
    }
}

/// Clean paragraphs of several sentences of one script, in random order.
fn clean_paragraphs() -> impl Strategy<Value = String> {
    let sentences: Vec<&str> = CLEAN.lines().collect();
    let paragraph = prop::collection::vec(prop::sample::select(sentences), 1..5).prop_map(|parts| parts.join(" "));
    prop::collection::vec(paragraph, 1..6).prop_map(|paragraphs| paragraphs.join("\n\n"))
}

/// Dirt of every kind that the rules know, between words and letters.
fn dirty_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "Russia",
            "doesn’t",
            "https://a.example/?utm_source=a&b=1",
            "(Photo: .)",
            "Click here!",
            "World News",
            "Tags: harbour, pier",
            "talks",
            "The",
            "end",
            " ",
            "  ",
            "\n",
            "\n\n",
            ".",
            ",",
            "“",
            "”",
            "'",
            "(",
            ")",
            "[",
            "]",
            "[adrotate banner=”29″]",
            "[gallery ids=1,2]",
            "[the]",
            "[/caption]",
            "â€œ",
            "â€™",
            "Ã©",
            "&amp;amp;",
            "&#146;",
            "&nbsp;",
            "\u{92}",
            "\u{FFFD}",
            "\u{200B}",
            "\u{AD}",
            "\u{A0}",
            "<b>",
            "</p>",
            "<!--",
            "-->",
            "var x = 1;",
            "{",
            "}",
            "Advertisement",
            "Read more",
            "Share on Facebook",
            "3,000",
            "people",
            "U.S.",
            "é",
            "e\u{301}",
            "Привет",
            "橋",
            "👨\u{200D}👩",
            "ة",
            "\t",
            "\u{2028}",
            "http://example.org/a?utm_source=x",
            "@name",
            "#tag",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn random_html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<p>", "</p>", "<div>", "</div>", "<article>", "</article>", "<b>", "</b>", "<br>", "<li>", "<ul>", "<table>",
            "<td>", "<tr>", "<script>", "</script>", "<style>", "<h1>", "</h1>", "<title>", "</title>", "<template>", "<svg>",
            "<math>", "<noscript>", "<a href='/x'>", "</a>", "<meta property=\"og:title\" content=\"A &amp; B\">",
            "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":[{\"name\":\"A B\"}]}</script>",
            "<time datetime=\"2017-03-02T09:15\">", "</time>", "&nbsp;", "&#128;", "&lt;p&gt;", "<!--", "-->", "<", ">", "\"",
            "<p class=\"byline\">By Mara Lindqvist</p>", "<html lang=\"de\">", "<select><option>", "<textarea>", "<plaintext>",
        ])
        .prop_map(str::to_owned),
        prop::sample::select(CLEAN.lines().collect::<Vec<_>>()).prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| format!("<!doctype html>{}", pieces.concat()))
}

fn random_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        dirty_text().prop_map(Into::into),
    ];
    let names = vec![
        "text",
        "content",
        "body",
        "html",
        "title",
        "headline",
        "authors",
        "byline",
        "date",
        "published",
        "url",
        "lang",
        "id",
        "tags",
        "image",
        "source",
        "added",
        "x",
        "",
        "metadata",
        "schema",
    ];
    let value = leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((prop::sample::select(names.clone()), inner), 0..6).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    });
    value.prop_map(|value| value.to_string())
}

#[test]
fn a_field_that_would_be_emptied_stays() {
    let document =
        clean("{\"authors\": [\"[adrotate banner=”29″]\"], \"text\": \"They left.\"}".as_bytes(), "a.json").unwrap();
    assert_eq!(document.authors, ["[adrotate banner=”29″]"]);
}

#[test]
fn the_rows_of_a_table_are_rows_the_second_time() {
    let line = "The bridge over the Aller stays closed until spring, the council said on Tuesday.";
    for (left, right, row) in [("€", line, format!("€\t{line}")), (line, "[adrotate banner=”29″]", line.to_owned())]
    {
        let page = format!("<!doctype html><table><tr><td>{left}<td>{right}</table>");
        assert_eq!(clean_twice(page.as_bytes(), "a.html").unwrap().text, row);
    }
}

#[test]
fn damage_that_shows_when_other_damage_is_gone_is_repaired_at_once() {
    let twice_misread = "Le caf√© pr√®s du ch√¢teauˆšªte 5 ‚ćÂc¨ ‚Äì c€šÄôest trop : ¬´ voil√Ãâ€ ¬ª.";
    let document = clean_twice(twice_misread.as_bytes(), "a.txt").unwrap();
    assert!(document.text.contains("près du ch"), "{}", document.text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clean_paragraphs_pass_unchanged(text in clean_paragraphs()) {
        let document = clean_twice(text.as_bytes(), "a.txt").unwrap();
        prop_assert_eq!(&document.text, &text);
        prop_assert!(document.provenance.edits.is_empty());
    }

    #[test]
    fn dirty_text_keeps_the_laws(text in dirty_text()) {
        let _ = clean_twice(text.as_bytes(), "a.txt");
    }

    #[test]
    fn random_bytes_keep_the_laws(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = clean_twice(&bytes, "a.txt");
        let _ = clean(&bytes, "a.html");
        let _ = clean(&bytes, "a.jsonl");
    }

    #[test]
    fn random_html_keeps_the_laws(page in random_html()) {
        let _ = clean_twice(page.as_bytes(), "a.html");
    }

    #[test]
    fn random_json_keeps_the_laws(record in random_json()) {
        let _ = clean_twice(record.as_bytes(), "a.json");
    }
}
