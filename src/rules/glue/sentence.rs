//! Two sentences without a space between them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::known::Known;
use super::score::{COMMON, FUNCTION, Half};
use super::site::{Site, is_acronym, is_capitalized, is_plain, letters};
use super::{SeamKind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;
use crate::text::phrases::entries;

pub static RULE: Rule = Rule {
    name: "glue.sentence",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space between a sentence's end and the next sentence's beginning.",
    evidence: "A stop, question mark, exclamation mark or colon stands between a word in small letters and a \
               capitalized one. Where the first word is a name, an acronym or a number, the second has to be a common \
               word of the language or one that the document uses elsewhere. Abbreviations, initials, addresses, file \
               names and code stay whole.",
    examples: &[
        Example::Fixes("It ended the talks.The minister left.", "It ended the talks. The minister left."),
        Example::Fixes("Did it help?They said no.", "Did it help? They said no."),
        Example::Fixes("Nobody asked again.3. Keep a diary", "Nobody asked again. 3. Keep a diary"),
        Example::Keeps("He read it on example.Org and in node.js."),
        Example::Keeps("The U.S.Army and J.K.Rowling."),
        Example::Keeps("Open readme.TXT or write to Jo.Miller@example.org."),
        Example::Keeps(
            "The office talks on Rocket.Chat, which is a chat, and a rocket of the town paid for Rocket.Chat too.",
        ),
        Example::Keeps("pathlib.Path — where the files of the office are, and where they were before that."),
        Example::Keeps("They went by 12.Go to the coast, and read example.org/page?#section6 on the way."),
        Example::Keeps("It began at 10.30 and version 2.0b came out in fig.3 of St.Petersburg."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| propose(draft, SeamKind::Sentence, found),
};

/// Endings of addresses and file names that somebody wrote with capitals.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "gov", "edu", "info", "biz", "int", "mil", "io", "tv", "js", "ts", "py", "rs", "cs", "md",
    "txt", "html", "htm", "php", "pdf", "doc", "docx", "xls", "zip", "exe", "jpg", "png", "gif", "mp3", "mp4", "xml",
    "csv", "json", "asp", "aspx", "jsp", "uk", "eu", "ru", "br", "nl", "ch",
];

/// What ends in a stop without ending a sentence, where the next word's capital is its own.
static ABBREVIATIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../../data/phrases/abbreviations.txt")).collect());

/// The likelihood of a name or a number before a stop with an unfamiliar word behind it: enough beside other seams.
pub(super) const LIKELY: f32 = 0.6;
/// On Zipf's scale: what sentences begin with (`The`, `But`, `When`).
const OPENER: f32 = 5.5;

pub fn judge(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let body = site.left().trim_end_matches(['.', '!', '?', ':']);
    let marks = &site.left()[body.len()..];
    let left = site.left_word();
    let after = site.after();
    let repeated = marks.len() > 1 && !marks.contains(['.', ':']);
    if marks.len() != 1 && !repeated || left.is_empty() || ABBREVIATIONS.contains(left.to_lowercase().as_str()) {
        return None;
    }
    if after == '#' || after.is_ascii_digit() {
        return before_number(site, left, after);
    }
    let right = site.right_word();
    let closed = body.ends_with([')', ']', '%', '”', '»', '’', '“']);
    if !closed && !body.ends_with(left) {
        return None;
    }
    if !site.right().starts_with(right) || !after.is_uppercase() || ENDINGS.contains(&right.to_lowercase().as_str()) {
        return None;
    }
    // `file.Close()`, `Meziantou.Analyzer.Rules`: what goes on like code is code.
    let rest = &site.right()[right.len()..];
    if rest.starts_with(['.', '(', '[']) && !rest.starts_with("...")
        || body.strip_suffix(left).is_some_and(|earlier| earlier.ends_with('.') && !left.starts_with(is_digit))
    {
        return None;
    }
    let single = letters(right) == 1;
    if single && (rest.starts_with(['.', '\'', '’']) || !site.rest().starts_with([' ', ':'])) {
        return None;
    }
    if !single && !is_capitalized(right) {
        return acronym_follows(left, right.trim_end_matches(['s', '’', '\'']), known);
    }
    if marks == ":" {
        return label_ends(left, right, known);
    }
    // `Rocket.Chat` a second time is a name, and is no proof that the document has `Rocket` elsewhere.
    let joined = match closed {
        true => 0,
        false => known.count_joined(&site.line[site.at - marks.len() - left.len()..site.at + right.len()]),
    };
    let elsewhere = |word: &str| known.count(word) > joined;
    Some(match () {
        () if closed => 0.98,
        () if left.ends_with(|last: char| last.is_ascii_digit()) => {
            match () {
                () if digits_end(left, right, known) => 0.97,
                // `1.Release the idea`, `1.FC Köln`
                () if site.follows_first_word() => 0.55,
                () => LIKELY,
            }
        }
        () if letters(left) == 1 || left.split('-').any(|part| letters(part) == 1) => return None,
        () if is_plain(left) && left.starts_with(char::is_lowercase) => match letters(left) {
            _ if known.is_technical() && known.zipf(right) < FUNCTION => 0.8,
            // `pathlib.Path — a class`: no sentence is one small word.
            _ if site.follows_first_word() => 0.7,
            3.. => 0.99,
            _ if known.zipf(left) >= COMMON => 0.99,
            _ => 0.7,
        },
        () if known.is_technical() && !is_plain(left) && !is_acronym(left) => 0.55,
        () if single => {
            if known.has(left) && known.zipf(right) >= FUNCTION {
                0.97
            } else {
                0.55
            }
        }
        () if is_opener(right, known) => 0.98,
        () if joined > 1 => 0.55,
        // German nouns have capitals, so they are as plain as other words.
        () if known.language() == Some("de") && known.zipf(left) >= 3.5 && known.zipf(right) >= COMMON => 0.96,
        () if known.zipf(right) >= COMMON && elsewhere(left) => 0.96,
        () if known.is_technical() => 0.55,
        () => LIKELY,
    })
}

/// A list's next number (`again.3. Keep`) or rank (`again.#3`) after a sentence.
fn before_number(site: &Site<'_>, left: &str, after: char) -> Option<f32> {
    let sure = is_plain(left) && left.starts_with(char::is_lowercase) && letters(left) >= 4;
    if !sure || site.left().ends_with(':') {
        return None;
    }
    let number = site.right().trim_start_matches('#');
    let digits = number.trim_start_matches(|character: char| character.is_ascii_digit());
    match after {
        // `/page?#section6`
        '#' => (digits.len() < number.len()).then_some(0.96),
        // The stop after the list's number is a mark at the token's edge, or a word is glued to it as well.
        _ if digits.is_empty() && site.rest().starts_with(['.', ')']) => Some(0.97),
        _ if digits.starts_with(". ") => Some(0.97),
        _ => None,
    }
}

/// `Reserved.CNN`, but not `ML.NET` or `Node.JS`.
fn acronym_follows(left: &str, right: &str, known: &Known<'_>) -> Option<f32> {
    let plain = is_plain(left) && letters(left) >= 4 && !known.is_technical();
    (plain && is_acronym(right) && known.count(right) > 1).then_some(0.96)
}

/// `highlights:Start`, but not `For:UI` or `Episode:Two`.
fn label_ends(left: &str, right: &str, known: &Known<'_>) -> Option<f32> {
    let small = is_plain(left) && left.starts_with(char::is_lowercase);
    let sure = small && letters(left) >= 2 && known.zipf(left) >= 3.5 && is_familiar(right, known);
    sure.then_some(0.96)
}

/// `2018.The`, but not `3.Liga` or `12.Go`.
fn digits_end(left: &str, right: &str, known: &Known<'_>) -> bool {
    left.len() >= 3 && is_familiar(right, known)
        || left.len() >= 2 && is_opener(right, known) && !Half::of(right, known).ends_names()
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

fn is_opener(word: &str, known: &Known<'_>) -> bool {
    known.zipf(word) >= OPENER
}

/// Tells whether the language or the document uses `word` elsewhere; once it stands at the seam itself.
fn is_familiar(word: &str, known: &Known<'_>) -> bool {
    known.zipf(word) >= COMMON || known.count(word) > 1
}
