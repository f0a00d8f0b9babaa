//! How likely a seam must be before its rule parts it: one figure a kind, and others for single languages.

use std::collections::BTreeMap;

use super::SeamKind;

/// The thresholds of all kinds, 0 to 1. A seam whose likelihood reaches its threshold is parted, one that falls short
/// is at most suggested.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    every: [f32; SeamKind::ALL.len()],
    /// By language (`de`, without region), where it differs.
    single: BTreeMap<String, [Option<f32>; SeamKind::ALL.len()]>,
}

/// Chosen so that clean texts stay clean. Those of digit, case and letters belong to the weights they were trained with: made-up
/// names and compounds are commoner there than in news, so the likelihoods are lower than they would be there.
pub const DEFAULT_THRESHOLDS: [(SeamKind, f32); SeamKind::ALL.len()] = [
    (SeamKind::Sentence, 0.95),
    (SeamKind::Comma, 0.95),
    (SeamKind::Quote, 0.95),
    (SeamKind::Bracket, 0.95),
    (SeamKind::Digit, 0.9),
    (SeamKind::Case, 0.93),
    (SeamKind::Letters, 0.9),
];

impl Default for Thresholds {
    fn default() -> Self {
        let mut every = [0.0; SeamKind::ALL.len()];
        for (kind, threshold) in DEFAULT_THRESHOLDS {
            every[kind as usize] = threshold;
        }
        Thresholds { every, single: BTreeMap::new() }
    }
}

impl Thresholds {
    /// Returns the threshold of a kind in a language.
    pub fn of(&self, kind: SeamKind, language: Option<&str>) -> f32 {
        let single = language.and_then(|language| self.single.get(language)).and_then(|own| own[kind as usize]);
        single.unwrap_or(self.every[kind as usize])
    }

    /// Sets the threshold of a kind, for one language or for all that have none of their own.
    pub fn set(&mut self, kind: SeamKind, language: Option<&str>, threshold: f32) {
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
        thresholds.set(SeamKind::Case, None, 0.7);
        thresholds.set(SeamKind::Case, Some("de"), 0.9);
        assert_eq!(thresholds.of(SeamKind::Case, Some("de")), 0.9);
        assert_eq!(thresholds.of(SeamKind::Case, Some("en")), 0.7);
        assert_eq!(thresholds.of(SeamKind::Comma, Some("de")), Thresholds::default().of(SeamKind::Comma, None));
    }
}
