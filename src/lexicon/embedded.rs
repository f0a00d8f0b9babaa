//! The maps themselves, one a language, opened where they lie in the program.

use std::sync::LazyLock;

use fst::Map;

/// Returns the map of a language.
pub fn map(language: &str) -> Option<&'static Map<&'static [u8]>> {
    MAPS.iter().find(|(name, _)| *name == language).map(|(_, map)| &**map)
}

type Embedded = LazyLock<Map<&'static [u8]>>;

macro_rules! embedded {
    ($($language:literal),*) => {
        [$(($language, LazyLock::new(|| open(include_bytes!(concat!("../../data/lexicon/", $language, ".fst")))))),*]
    };
}

static MAPS: [(&str, Embedded); 11] = embedded!["de", "en", "es", "fi", "fr", "it", "nl", "pl", "pt", "ru", "tr"];

fn open(bytes: &'static [u8]) -> Map<&'static [u8]> {
    Map::new(bytes).expect("the maps are made by the project's own script")
}
