//! Tells a text's language by its commonest words.
//!
//! The article's own language is not asked: it may come from a page's tag or from text that other rules have taken out
//! since, and then a text that is cleaned again would be read with other eyes than the first time.

use std::sync::LazyLock;

use crate::text::{Vocabulary, WordKey};

/// Returns the language that the commonest words of a text speak for, if one does clearly.
pub fn told_by_words(vocabulary: &Vocabulary) -> Option<&'static str> {
    let mut votes: Vec<(u32, &str)> = KEYS
        .iter()
        .map(|(language, words)| (words.iter().map(|&word| vocabulary.count_of(word)).sum(), *language))
        .collect();
    votes.sort_by(|one, other| other.cmp(one));
    let [(first, language), (second, _), ..] = votes[..] else { return None };
    (first >= LEAST_VOTES && first * 4 >= second * 5).then_some(language)
}

/// A headline has one or two of them, a paragraph a dozen.
const LEAST_VOTES: u32 = 3;

/// Twelve each. Languages without a lexicon are there so that they are not taken for their neighbours.
const COMMONEST: &[(&str, [&str; 12])] = &[
    ("da", ["og", "af", "til", "der", "ikke", "er", "det", "at", "på", "som", "blev", "efter"]),
    ("de", ["der", "die", "und", "das", "ist", "nicht", "mit", "den", "von", "ein", "auf", "sich"]),
    ("en", ["the", "and", "of", "to", "was", "that", "with", "for", "his", "this", "are", "from"]),
    ("es", ["el", "los", "las", "una", "por", "con", "del", "para", "que", "se", "su", "y"]),
    ("fi", ["ja", "on", "ei", "että", "se", "oli", "myös", "joka", "mutta", "ovat", "kun", "hän"]),
    ("fr", ["les", "des", "est", "une", "dans", "qui", "pour", "et", "du", "sur", "au", "le"]),
    ("it", ["il", "di", "che", "della", "per", "gli", "non", "sono", "nel", "con", "una", "è"]),
    ("nb", ["og", "av", "til", "ikke", "er", "det", "på", "som", "har", "etter", "ble", "seg"]),
    ("nl", ["het", "een", "van", "en", "dat", "zijn", "niet", "op", "voor", "met", "aan", "de"]),
    ("pl", ["nie", "się", "na", "jest", "że", "do", "to", "przez", "od", "jak", "po", "w"]),
    ("pt", ["não", "uma", "os", "dos", "para", "com", "mais", "do", "da", "em", "ao", "que"]),
    ("ru", ["и", "в", "не", "на", "что", "с", "по", "как", "из", "к", "за", "он"]),
    ("sv", ["och", "att", "det", "som", "är", "av", "inte", "för", "på", "med", "den", "till"]),
    ("tr", ["bir", "ve", "bu", "için", "ile", "da", "de", "olarak", "daha", "çok", "olan", "gibi"]),
];

static KEYS: LazyLock<Vec<(&str, [WordKey; 12])>> =
    LazyLock::new(|| COMMONEST.iter().map(|(language, words)| (*language, words.map(WordKey::of))).collect());

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
            assert_eq!(told_by_words(&Vocabulary::of(text)), Some(language), "{text}");
        }
        assert_eq!(told_by_words(&Vocabulary::of("Bridge closed")), None);
    }
}
