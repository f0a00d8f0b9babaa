//! The language of a text by its commonest words. Rules use it because it depends on the text alone, and language
//! detection uses it as a fast first test: most texts need no comparison with all languages.
//!
//! Rules do not use the article's declared language. It may come from a page's tag, or from text that other rules have
//! removed; a text that is cleaned a second time could then be read in another language than the first time.

use std::sync::LazyLock;

use super::phrases::sections;
use super::words::{Vocabulary, WordKey};

/// Returns the language that most of a text's common words belong to, if it is clearly ahead of the next.
pub fn language_of_words(vocabulary: &Vocabulary) -> Option<&'static str> {
    let votes = Votes::of(vocabulary);
    (votes.first >= LEAST_VOTES && votes.first * 4 >= votes.second * 5).then_some(votes.language)
}

/// Returns the language that a text is evidently in: at least a seventh of its words are among the language's commonest,
/// and less than half as many are among those of any other language.
///
/// Comparing a text with all languages takes many times as long; most texts need only this test.
pub fn evident_language(vocabulary: &Vocabulary) -> Option<&'static str> {
    let (votes, words) = (Votes::of(vocabulary), vocabulary.total());
    (words >= LEAST_WORDS && votes.first * 7 >= words && votes.second * 2 < votes.first).then_some(votes.language)
}

/// How many of a text's words are among the commonest of the language that has the most, and of the next.
struct Votes {
    language: &'static str,
    first: u32,
    second: u32,
}

impl Votes {
    fn of(vocabulary: &Vocabulary) -> Votes {
        let votes = COMMONEST.iter().map(|(language, words)| {
            let count = words.iter().map(|&word| vocabulary.count_of(word)).sum();
            (*language, count)
        });
        votes.fold(Votes { language: "", first: 0, second: 0 }, |votes, (language, count): (_, u32)| {
            if count > votes.first {
                Votes { language, first: count, second: votes.first }
            } else {
                Votes { second: votes.second.max(count), ..votes }
            }
        })
    }
}

/// A text with fewer words is not evidently in any language.
const LEAST_WORDS: u32 = 60;

/// The fewest common words that decide. A headline has one or two, a paragraph a dozen.
const LEAST_VOTES: u32 = 3;

/// The commonest words of each language. Languages without a lexicon are there so that they are not taken for their
/// neighbours.
static COMMONEST: LazyLock<Vec<(&str, Vec<WordKey>)>> = LazyLock::new(|| {
    let languages = sections(include_str!("../../data/phrases/commonest_words.txt")).into_iter();
    languages.map(|(language, words)| (language, words.into_iter().map(WordKey::of).collect())).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_tells_its_language() {
        for (language, text) in [
            ("en", "The mayor of the town said that he was leaving and that nobody was to follow."),
            ("de", "Der Bürgermeister und die Räte sind mit dem Plan nicht zufrieden, und das ist von Dauer."),
            ("es", "El alcalde de la villa dijo que los vecinos y las tiendas cierran por la noche."),
            ("pt", "O prefeito disse que não há uma data para os trabalhos, e em maio tem mais."),
            ("nl", "De burgemeester zei dat het plan van de raad niet op tijd komt."),
        ] {
            assert_eq!(language_of_words(&Vocabulary::of(text)), Some(language), "{text}");
        }
        assert_eq!(language_of_words(&Vocabulary::of("Bridge closed")), None);
    }

    #[test]
    fn a_text_is_plainly_in_one_language_or_in_none() {
        let english = "The mayor of the town said that he was leaving and that nobody was to follow him to the river. ";
        let german = "Der Bürgermeister und die Räte sind mit dem Plan nicht zufrieden, und das ist von Dauer. ";
        let plain = |text: &str| evident_language(&Vocabulary::of(text));
        assert_eq!((plain(&english.repeat(4)), plain(&german.repeat(4))), (Some("en"), Some("de")));
        // Too short, in two at once, and in words that stand in none.
        assert_eq!(plain(english), None);
        assert_eq!(plain(&(english.repeat(4) + &german.repeat(4))), None);
        assert_eq!(plain(&"Bridge closed until spring, county says. ".repeat(20)), None);
    }
}
