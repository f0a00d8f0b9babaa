//! The language of an article: the declared one, checked against the one that a detector finds in the text.

use whatlang::Lang;

use crate::article::{Article, Sourced};
use crate::reason::Reason;
use crate::text::{Vocabulary, evident_language};

/// How many code points of the text the detector reads: more makes it slower and no better (98.4 % right at 1,000).
const SAMPLE: usize = 1000;
/// Texts with fewer letters are guessed wrong too often to be believed.
const LEAST_LETTERS: usize = 60;

/// A text must have so many letters to overrule the declared language. Templates leave `lang="en"` on pages of any language.
const ENOUGH_LETTERS: usize = 400;

/// Compares the declared language with the one that the detector finds in the text, and returns how sure the detector is,
/// 0 to 1.
///
/// Where the page says nothing the text decides. Where the two disagree a note is made, and a text that is long enough
/// decides too, if its language and the page's are both among those that the detector knows apart.
pub fn identify(article: &mut Article) -> Option<f32> {
    let sample: String = article.body.text().chars().take(SAMPLE).collect();
    let letters = sample.chars().filter(|character| character.is_alphabetic()).count();
    if letters < LEAST_LETTERS {
        return None;
    }
    let (seen, confidence) = match evident_language(&Vocabulary::of(&sample)) {
        Some(plain) => (plain, Some(1.0)),
        None => {
            let detected = whatlang::detect(&sample)?;
            let confidence = Some((detected.confidence() as f32 * 1000.0).round() / 1000.0);
            if !detected.is_reliable() {
                return confidence;
            }
            (tag(detected.lang()), confidence)
        }
    };
    let overruled = match &article.meta.language {
        None => true,
        Some(said) if agrees(&said.value, seen) => false,
        Some(said) => {
            article.notes.push(Reason::LanguageDisagreement);
            letters >= ENOUGH_LETTERS && is_known(&said.value)
        }
    };
    if overruled {
        article.meta.language = Some(Sourced::new(seen.to_owned(), "text"));
    }
    confidence
}

/// Tells whether the detector knows the language of a tag at all.
fn is_known(said: &str) -> bool {
    let primary = said.split('-').next().unwrap_or(said);
    Lang::all().iter().any(|language| tag(*language) == primary)
}

/// Brings a BCP 47 tag to its usual case (`en`, `pt-BR`); `en_US` is mended, a language's name is not a tag.
pub fn canonical(tag: &str) -> Option<String> {
    let text = tag.trim().replace('_', "-");
    let mut parts = text.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut tag = primary;
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        tag.push_str(&if part.len() == 2 { part.to_ascii_uppercase() } else { part.to_owned() });
    }
    Some(tag)
}

/// Tells whether a page's tag may stand for what the detector saw; whatlang tells Bokmål from neither Nynorsk nor
/// plain `no`, and Serbo-Croatian's standards not from each other.
fn agrees(said: &str, seen: &str) -> bool {
    const ALIKE: &[&[&str]] = &[
        &["nb", "no", "nn", "da"],
        &["hr", "sr", "bs", "sh"],
        &["id", "ms"],
        &["cs", "sk"],
        &["es", "gl", "ca"],
        &["pt", "gl"],
        &["fa", "ps"],
        &["zh", "yue"],
        &["ru", "uk", "be", "bg", "mk"],
    ];
    let said = said.split('-').next().unwrap_or(said);
    said == seen || ALIKE.iter().any(|group| group.contains(&said) && group.contains(&seen))
}

/// Returns the BCP 47 tag of a language: ISO 639-1 where there is one.
fn tag(language: Lang) -> &'static str {
    match language {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::BlockKind;

    fn check(said: &str, text: &str, language: &str, notes: &[Reason]) {
        let mut article = Article::default();
        article.meta.language = Some(Sourced::new(said.to_owned(), "html.lang"));
        article.body.push(BlockKind::Paragraph, text);
        identify(&mut article);
        assert_eq!(
            (article.meta.language.unwrap().value.as_str(), article.notes.as_slice()),
            (language, notes),
            "{text}"
        );
    }

    const GERMAN: &str = "Die Brücke über die Aller bleibt bis zum Frühjahr gesperrt, weil die Risse in den Pfeilern tiefer sind, als der erste Bericht vermuten ließ. ";

    #[test]
    fn a_long_text_overrules_a_template() {
        check("en", &GERMAN.repeat(5), "de", &[Reason::LanguageDisagreement]);
        check("de-CH", &GERMAN.repeat(5), "de-CH", &[]);
    }

    #[test]
    fn a_short_text_and_an_unknown_language_leave_the_pages_word() {
        check("en", GERMAN, "en", &[Reason::LanguageDisagreement]);
        check("lb", &GERMAN.repeat(5), "lb", &[Reason::LanguageDisagreement]);
    }
}
