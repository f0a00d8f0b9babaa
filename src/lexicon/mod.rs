//! How frequent words are, language by language, and how readily they compound: embedded maps, read in place.
//!
//! `scripts/make_lexicon.py` makes the maps, `data/lexicon/NOTICE.md` says whose data they are. Built without the
//! feature `lexicon` there are none, and [`Lexicon::of`] knows no language.

#[cfg(feature = "lexicon")]
mod embedded;

/// The words of one language.
#[cfg(feature = "lexicon")]
#[derive(Clone, Copy)]
pub struct Lexicon(&'static fst::Map<&'static [u8]>);

/// There is none in a build without the feature.
#[cfg(not(feature = "lexicon"))]
#[derive(Clone, Copy)]
pub struct Lexicon(std::convert::Infallible);

/// What the lexicon knows of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entry {
    /// Its frequency on Zipf's scale (log10 of occurrences per 10⁹ words), in steps of a quarter: `the` 7.75, `kettle`
    /// 3.5.
    pub zipf: f32,
    /// How many words begin with it and go on with another word, as log2 of the count, at most 7.
    pub begins: u8,
    /// How many words end with it after another word, as log2 of the count, at most 7.
    pub ends: u8,
}

/// The credit that the licence of the data asks for; `None` in a build without the data.
pub const NOTICE: Option<&str> = if cfg!(feature = "lexicon") {
    Some("word frequencies: wordfreq 3.1.1 by Robyn Speer, adapted, CC BY-SA 4.0 (data/lexicon/NOTICE.md)")
} else {
    None
};

impl Lexicon {
    /// Returns the lexicon of a language (`de`, without region), if there is one.
    #[cfg(feature = "lexicon")]
    pub fn of(language: &str) -> Option<Lexicon> {
        embedded::map(language).map(Lexicon)
    }

    /// Returns nothing: this build carries no lexicon.
    #[cfg(not(feature = "lexicon"))]
    pub fn of(_language: &str) -> Option<Lexicon> {
        None
    }

    /// Returns what is known of `word`, which has to be in lower case, its apostrophes typed `'`.
    #[cfg(feature = "lexicon")]
    pub fn look_up(self, word: &str) -> Option<Entry> {
        self.0.get(word).map(Entry::unpacked)
    }

    /// Returns the words that `word` begins with, from the shortest to itself: how many bytes each has and what is known
    /// of it.
    #[cfg(feature = "lexicon")]
    pub fn beginnings(self, word: &str) -> impl Iterator<Item = (usize, Entry)> {
        let mut place = Place::start(self.0.as_fst());
        let entries = word.bytes().zip(1..).map_while(move |(byte, end)| {
            place.step(byte)?;
            Some(place.entry().map(|entry| (end, entry)))
        });
        entries.flatten()
    }

    /// Returns nothing: this build carries no lexicon.
    #[cfg(not(feature = "lexicon"))]
    pub fn beginnings(self, _word: &str) -> impl Iterator<Item = (usize, Entry)> {
        std::iter::empty()
    }

    /// Cannot be called: nobody has a lexicon in this build.
    #[cfg(not(feature = "lexicon"))]
    pub fn look_up(self, _word: &str) -> Option<Entry> {
        match self.0 {}
    }

    /// Returns the words that `pattern` becomes when one of `letters` stands in place of each `gap`, and what is known of
    /// them. Only beginnings of words are gone on with, so that many gaps cost little more than one.
    #[cfg(feature = "lexicon")]
    pub fn fillings(self, pattern: &str, gap: char, letters: &str) -> Vec<(String, Entry)> {
        let mut found = Vec::new();
        let mut begun = vec![(String::with_capacity(pattern.len()), Place::start(self.0.as_fst()), pattern)];
        while let Some((beginning, place, rest)) = begun.pop() {
            let (left, right) = rest.split_once(gap).map_or((rest, None), |(left, right)| (left, Some(right)));
            let Some(place) = place.after(left) else { continue };
            match right {
                Some(right) => {
                    let mut buffer = [0; 4];
                    begun.extend(letters.chars().filter_map(|letter| {
                        let place = place.after(letter.encode_utf8(&mut buffer))?;
                        Some((format!("{beginning}{left}{letter}"), place, right))
                    }));
                }
                None => found.extend(place.entry().map(|entry| (beginning + left, entry))),
            }
        }
        found
    }

    /// Cannot be called: nobody has a lexicon in this build.
    #[cfg(not(feature = "lexicon"))]
    pub fn fillings(self, _pattern: &str, _gap: char, _letters: &str) -> Vec<(String, Entry)> {
        match self.0 {}
    }
}

/// A place in a map: behind the beginning of some of its words.
#[cfg(feature = "lexicon")]
#[derive(Clone)]
struct Place {
    map: &'static fst::raw::Fst<&'static [u8]>,
    node: fst::raw::Node<'static>,
    number: fst::raw::Output,
}

#[cfg(feature = "lexicon")]
impl Place {
    fn start(map: &'static fst::raw::Fst<&'static [u8]>) -> Place {
        Place { map, node: map.root(), number: fst::raw::Output::zero() }
    }

    /// Goes on by a byte, if a word does.
    fn step(&mut self, byte: u8) -> Option<()> {
        let transition = self.node.transition(self.node.find_input(byte)?);
        self.number = self.number.cat(transition.out);
        self.node = self.map.node(transition.addr);
        Some(())
    }

    /// Returns the place behind `text`, if a word goes on so.
    fn after(&self, text: &str) -> Option<Place> {
        let mut place = self.clone();
        text.bytes().try_for_each(|byte| place.step(byte))?;
        Some(place)
    }

    /// Returns what is known of the word that ends here, if one does.
    fn entry(&self) -> Option<Entry> {
        self.node.is_final().then(|| Entry::unpacked(self.number.cat(self.node.final_output()).value()))
    }
}

#[cfg(feature = "lexicon")]
impl Entry {
    /// Reads the number that stands with a word, laid out as `scripts/make_lexicon.py` says.
    fn unpacked(number: u64) -> Self {
        let field = |shift: u32, bits: u32| u8::try_from(number >> shift & ((1 << bits) - 1)).unwrap_or(u8::MAX);
        Entry { zipf: f32::from(field(0, 5)) / 4.0, begins: field(5, 3), ends: field(8, 3) }
    }
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_commonest_words() {
        for (language, word) in [
            ("de", "und"),
            ("en", "doesn't"),
            ("es", "que"),
            ("fi", "ja"),
            ("fr", "les"),
            ("it", "che"),
            ("nl", "het"),
            ("pl", "nie"),
            ("pt", "não"),
            ("ru", "что"),
            ("tr", "bir"),
        ] {
            let entry = Lexicon::of(language).unwrap().look_up(word);
            assert!(entry.is_some_and(|entry| entry.zipf > 5.0), "{language} {word} {entry:?}");
        }
        assert!(Lexicon::of("xx").is_none());
    }

    #[test]
    fn gaps_are_filled_with_what_makes_a_word() {
        let french = Lexicon::of("fr").unwrap();
        let mut words: Vec<_> =
            french.fillings("d?j?", '?', "éèàâ").into_iter().map(|(word, entry)| (entry.zipf > 5.0, word)).collect();
        words.sort();
        assert_eq!(words.last(), Some(&(true, "déjà".to_owned())));
        for (_, word) in words {
            assert!(french.look_up(&word).is_some(), "{word}");
        }
        assert!(french.fillings("?".repeat(100_000).as_str(), '?', "éèàâ").is_empty());
    }

    #[test]
    fn words_say_whether_they_compound() {
        let english = Lexicon::of("en").unwrap();
        assert!(english.look_up("over").unwrap().begins > english.look_up("with").unwrap().begins);
        assert_eq!(english.look_up("russiadoesn't"), None);
    }

    #[test]
    fn a_word_s_beginnings_are_those_that_are_words() {
        for (language, word) in [("en", "overcoat"), ("en", "thequay"), ("ru", "чтоон"), ("de", "überall"), ("en", "")]
        {
            let lexicon = Lexicon::of(language).unwrap();
            let ends = (1..=word.len()).filter(|&end| word.is_char_boundary(end));
            let expected: Vec<_> = ends.filter_map(|end| Some((end, lexicon.look_up(&word[..end])?))).collect();
            assert_eq!(lexicon.beginnings(word).collect::<Vec<_>>(), expected, "{word}");
        }
    }
}
