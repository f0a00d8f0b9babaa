//! How likely a seam must be before its rule parts it: one figure a kind, and others for single languages.

use std::collections::BTreeMap;

use super::Kind;

/// The thresholds of all kinds, 0 to 1. A seam whose likelihood reaches its threshold is parted, one that falls short
/// is at most suggested.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    every: [f32; Kind::ALL.len()],
    /// By language (`de`, without region), where it differs.
    single: BTreeMap<String, [Option<f32>; Kind::ALL.len()]>,
}

/// Chosen so that clean texts stay clean. Those of digit, case and letters belong to the weights they were trained with: made-up
/// names and compounds are commoner there than in news, so the likelihoods are lower than they would be there.
pub const DEFAULT_THRESHOLDS: [(Kind, f32); Kind::ALL.len()] = [
    (Kind::Sentence, 0.95),
    (Kind::Comma, 0.95),
    (Kind::Quote, 0.95),
    (Kind::Bracket, 0.95),
    (Kind::Digit, 0.9),
    (Kind::Case, 0.93),
    (Kind::Letters, 0.9),
];

impl Default for Thresholds {
    fn default() -> Self {
        let mut every = [0.0; Kind::ALL.len()];
        for (kind, threshold) in DEFAULT_THRESHOLDS {
            every[kind as usize] = threshold;
        }
        Thresholds { every, single: BTreeMap::new() }
    }
}

impl Thresholds {
    /// Returns the threshold of a kind in a language.
    pub fn of(&self, kind: Kind, language: Option<&str>) -> f32 {
        let single = language.and_then(|language| self.single.get(language)).and_then(|own| own[kind as usize]);
        single.unwrap_or(self.every[kind as usize])
    }

    /// Sets the threshold of a kind, for one language or for all that have none of their own.
    pub fn set(&mut self, kind: Kind, language: Option<&str>, threshold: f32) {
        match language {
            Some(language) => self.single.entry(language.to_owned()).or_default()[kind as usize] = Some(threshold),
            None => self.every[kind as usize] = threshold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_may_have_its_own_threshold() {
        let mut thresholds = Thresholds::default();
        thresholds.set(Kind::Case, None, 0.7);
        thresholds.set(Kind::Case, Some("de"), 0.9);
        assert_eq!(thresholds.of(Kind::Case, Some("de")), 0.9);
        assert_eq!(thresholds.of(Kind::Case, Some("en")), 0.7);
        assert_eq!(thresholds.of(Kind::Comma, Some("de")), Thresholds::default().of(Kind::Comma, None));
    }
}
