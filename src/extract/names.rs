//! Names of authors as bylines write them: labels, lists, roles, dates and addresses around the people.
//!
//! Who among them is a person, an agency or the paper itself is not decided here; the names stay as they are written.

mod byline_end;

use std::sync::LazyLock;

use regex::Regex;

use crate::text::phrases::section;

/// The words in and around names.
struct NameWords {
    /// Words that introduce an author.
    labels: Vec<&'static str>,
    /// Words that say what somebody does.
    roles: Vec<&'static str>,
    /// Roles that Korean, Japanese and Chinese write after the name.
    roles_after_name: Vec<&'static str>,
    /// Degrees and the like that follow a name after a comma and belong to it, without their full stops.
    degrees: Vec<&'static str>,
    /// Places to follow an author, not authors.
    networks: Vec<&'static str>,
    /// Words in lower case that stand inside names.
    particles: Vec<&'static str>,
}

static WORDS: LazyLock<NameWords> = LazyLock::new(|| {
    let below = |heading: &str| section(include_str!("../../data/phrases/authors.txt"), heading).collect();
    NameWords {
        labels: byline_words("labels").collect(),
        roles: below("roles"),
        roles_after_name: below("roles_after_name"),
        degrees: below("degrees"),
        networks: below("networks"),
        particles: below("particles"),
    }
});

/// Returns the words of bylines below one heading of their list.
pub(super) fn byline_words(heading: &str) -> impl Iterator<Item = &'static str> {
    section(include_str!("../../data/phrases/bylines.txt"), heading)
}

/// Marks and words between two names.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<String> = byline_words("joiners").map(regex::escape).collect();
    let pattern = format!(r"\s*[,;|،、•·]\s*|\s+/\s+|\s*&\s*|\s+(?:{})\s+|\s+[–—]\s+", words.join("|"));
    Regex::new(&pattern).expect("the pattern is valid")
});
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\S+@\S+\.\S+|https?://\S+").expect("the pattern is valid"));

/// The longest name in code points; what is longer is a sentence.
const LONGEST: usize = 70;

/// Returns the names of a byline, in its order, each once.
pub(super) fn split(byline: &str) -> Vec<String> {
    let byline = ADDRESS.replace_all(byline, " ");
    let mut rest = byline.trim().trim_start_matches(['(', '（', '[']).trim_end_matches(['）', ']']);
    while let Some(unlabelled) = without_label(rest) {
        rest = unlabelled;
    }
    let rest = &rest[..byline_end::start(rest).unwrap_or(rest.len())];
    let mut names: Vec<String> = Vec::new();
    for part in BETWEEN.split(rest) {
        let part = part.trim();
        let part = without_label(part).unwrap_or(part).trim_matches([':', ',', '*', '-', '–', '"']).trim();
        // A nickname or a firm in brackets belongs to the name; half a pair of brackets does not.
        let part = if part.contains('(') && !part.starts_with('(') && part.ends_with(')') {
            part
        } else {
            part.trim_matches(['(', ')']).trim()
        };
        match names.last_mut() {
            Some(last) if is_title(part) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => names.extend(name(part)),
        }
    }
    let mut seen = Vec::new();
    names.retain(|name| {
        let key = name.to_lowercase();
        let fresh = !seen.contains(&key);
        seen.push(key);
        fresh
    });
    names
}

/// Returns what stands after the word that introduces an author and the blank or colon behind that word.
///
/// `None` if the text does not begin with such a word.
fn without_label(text: &str) -> Option<&str> {
    let first = text.chars().next()?.to_lowercase().next()?;
    WORDS.labels.iter().filter(|label| label.starts_with(first)).find_map(|label| {
        let mut characters = text.chars();
        let same = |expected: char| characters.next().is_some_and(|there| there.to_lowercase().eq([expected]));
        if !label.chars().all(same) {
            return None;
        }
        let rest = characters.as_str();
        let name = rest.trim_start();
        name.strip_prefix([':', '：']).or((name.len() < rest.len()).then_some(name)).map(str::trim_start)
    })
}

/// Tells whether a text is one name and nothing else: no label, no list, no address, no markup.
pub(super) fn is_single(text: &str) -> bool {
    !text.contains(['<', '@']) && without_label(text).is_none() && !BETWEEN.is_match(text) && !ADDRESS.is_match(text)
}

/// The longest name of a script without capitals, in code points.
const LONGEST_CASELESS: usize = 24;

/// Tells whether a name has the look of a person's: two to five words with capitals, particles between them at most,
/// or a few letters of a script that writes names without capitals.
pub(super) fn is_personal(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = |test: fn(char) -> bool| name.chars().any(test);
    if !letters(char::is_uppercase) && !letters(char::is_lowercase) {
        return (2..=LONGEST_CASELESS).contains(&name.chars().count()) && words.len() <= 4;
    }
    let capital = |word: &str| {
        word.trim_start_matches(['‘', '’', '\'', '"', '“', '(']).starts_with(|first: char| first.is_uppercase())
    };
    let ends = [words.first(), words.last()].into_iter().flatten().all(|word| capital(word));
    let inner = words.iter().all(|word| capital(word) || WORDS.particles.contains(word));
    (2..=5).contains(&words.len()) && ends && inner && !letters(char::is_numeric)
}

/// The shortest account in code points: shorter words in lower case are the initials that papers sign with.
const SHORTEST_ACCOUNT: usize = 6;

/// Tells whether a name is an account of the site's software and not a person's: `mara.lindqvist`, `wordpressadmin`.
pub(super) fn is_account(name: &str) -> bool {
    name.chars().count() >= SHORTEST_ACCOUNT
        && name.chars().all(|character| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || matches!(character, '.' | '_' | '-')
        })
}

/// Returns the name in a part of a byline, without a role behind it; `None` if the part is no name.
fn name(part: &str) -> Option<String> {
    let mut words: Vec<&str> = part.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| WORDS.roles_after_name.contains(word)) {
        words.pop();
    }
    let role =
        words.iter().any(|word| WORDS.roles.contains(&word.trim_matches([',', '.', '(', ')']).to_lowercase().as_str()));
    let name = words.join(" ");
    let letters = name.chars().filter(|character| character.is_alphabetic()).count();
    let network = words.iter().all(|word| WORDS.networks.contains(&word.to_lowercase().as_str()));
    let good = !role
        && !network
        && !name.contains(':')
        && letters >= 2
        && name.chars().count() <= LONGEST
        && !name.starts_with(['@', '#', '/'])
        && !name.contains("://");
    good.then_some(name)
}

fn is_title(part: &str) -> bool {
    // Marks of certification belong to the title that they protect: `CEPF®`.
    (WORDS.degrees.contains(&part.replace('.', "").to_lowercase().as_str()) || part.ends_with(['®', '™']))
        && part.starts_with(|first: char| first.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(byline: &str, expected: &[&str]) {
        assert_eq!(split(byline), expected, "{byline}");
    }

    #[test]
    fn labels_and_lists() {
        check("By Mara Lindqvist and Tom O’Shea", &["Mara Lindqvist", "Tom O’Shea"]);
        check("Von Jörg Ahrens, Ute Klamm", &["Jörg Ahrens", "Ute Klamm"]);
        check("Autor: Ute Klamm und Jörg Ahrens", &["Ute Klamm", "Jörg Ahrens"]);
        check("Par Jean Dulac et Marie-Ange Petit", &["Jean Dulac", "Marie-Ange Petit"]);
        check("uk, jah", &["uk", "jah"]);
        check("Автор: Олег Лунин", &["Олег Лунин"]);
        check("박준호 기자", &["박준호"]);
        check("Mara Lindqvist, Mara Lindqvist", &["Mara Lindqvist"]);
    }

    #[test]
    fn what_stands_around_the_names_goes() {
        check("By Mara Lindqvist, Senior Reporter", &["Mara Lindqvist"]);
        check("By Mara Lindqvist | Published 2 March 2017", &["Mara Lindqvist"]);
        check("Mara Lindqvist mara@example.org", &["Mara Lindqvist"]);
        check("Mara Lindqvist, MS, RD", &["Mara Lindqvist, MS, RD"]);
        check("https://example.org/mara", &[]);
        check("By Mara Lindqvist Thursday, March 2, 2017 9:15AM", &["Mara Lindqvist"]);
        check("Von Ute Klamm Do, 2. März 2017", &["Ute Klamm"]);
        check("Ute Klamm Last updated on 2 March 2017", &["Ute Klamm"]);
        check("Mara Lindqvist M.P.H., R.D.", &["Mara Lindqvist M.P.H., R.D."]);
        check("Mara Lindqvist, CFP®", &["Mara Lindqvist, CFP®"]);
        check("Mara Lindqvist (Ferryman)", &["Mara Lindqvist (Ferryman)"]);
        check("(Mara Lindqvist)", &["Mara Lindqvist"]);
    }

    #[test]
    fn accounts_are_told_from_initials() {
        for name in ["mara.lindqvist", "wordpressadmin", "mara_84"] {
            assert!(is_account(name), "{name}");
        }
        for name in ["jah", "dpa", "Mara", "malmö", "松本太郎と仲間"] {
            assert!(!is_account(name), "{name}");
        }
    }

    #[test]
    fn people_are_told_from_words() {
        for name in ["Mara Lindqvist", "Mara van der Aller", "松本太郎", "박준호", "MARA LINDQVIST"] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["dpa", "Reuters", "read more about this", "Aller", "The Table of the League"] {
            assert!(!is_personal(name), "{name}");
        }
    }
}
