//! The signals by which good documents are told from those that need a look.

use std::collections::BTreeMap;

use super::{Quality, Status, SuggestedEdit};
use crate::decode::font_text::font_of;
use crate::reason::Reason;
use crate::rules::RULES;
use crate::text::Change;

/// What the signals are computed from.
pub(super) struct Signals<'a> {
    pub text: &'a str,
    pub words: u64,
    /// The text holds escapes that look like dirt.
    pub escapes_left: bool,
    pub decoded_chars: u64,
    pub edits: u64,
    pub removed: BTreeMap<String, u64>,
    /// Code points that rules took out of the text.
    pub removed_from_text: u64,
    /// The largest share of a text that rules may take out before its document is marked.
    pub most_removed: f64,
    pub notes: &'a [Reason],
    pub language_confidence: Option<f32>,
    pub suggestions: Vec<SuggestedEdit>,
}

/// A text with more than one U+FFFD in this many code points is marked: below that a reader can still read it.
const REPLACEMENT_SHARE: u64 = 500;

pub(super) fn judge(signals: Signals<'_>) -> Quality {
    let Signals { text, words, decoded_chars, edits, removed, notes, language_confidence, suggestions, .. } = signals;
    let (removed_from_text, most_removed) = (signals.removed_from_text, signals.most_removed);
    let chars = text.chars().count() as u64;
    let replacement_chars = text.matches('\u{FFFD}').count() as u64;
    let mojibake_left = mojibake_left(text);
    let mut reasons = notes.to_vec();
    if chars == 0 {
        reasons.push(Reason::TextEmpty);
    }
    if replacement_chars * REPLACEMENT_SHARE > chars {
        reasons.push(Reason::TextReplacementChars);
    }
    if font_of(text).is_some() {
        reasons.push(Reason::TextFontEncoding);
    }
    if mojibake_left > 0 {
        reasons.push(Reason::TextMojibakeLeft);
    }
    if signals.escapes_left {
        reasons.push(Reason::TextEscapesLeft);
    }
    if removed_from_text as f64 > (chars + removed_from_text) as f64 * most_removed {
        reasons.push(Reason::TextMuchRemoved);
    }
    reasons.sort_unstable();
    reasons.dedup();
    Quality {
        status: if reasons.is_empty() { Status::Ok } else { Status::Suspect },
        reasons,
        chars,
        words,
        language_confidence,
        replacement_chars,
        mojibake_left,
        edits,
        kept_ratio: thousandths(chars, decoded_chars),
        removed,
        suggestions,
    }
}

/// Counts under its rule's family what a change took out, and returns it: code points before, less those after.
pub(super) fn count_removal(removed: &mut BTreeMap<String, u64>, change: &Change, after: &str) -> u64 {
    let gone = (change.before.chars().count() as u64).saturating_sub(after.chars().count() as u64);
    if gone == 0 {
        return 0;
    }
    let last = change.rule.rsplit('+').next().unwrap_or(&change.rule);
    // A rule of the configuration is counted under its group, so that counts of different configurations can be added.
    let group = last.split('.').next().unwrap_or(last);
    let family = RULES.iter().find(|rule| rule.name == last).map_or(group, |rule| rule.family);
    *removed.entry(family.to_owned()).or_insert(0) += gone;
    gone
}

/// Counts what UTF-8 read as windows-1252 leaves and no language writes: `Ã` or `Â` and a C1 control or a symbol, `Ã` after
/// a small letter, `â€`, and what is left of that where characters were lost: `â??`, `€™`, `€œ`.
fn mojibake_left(text: &str) -> u64 {
    // `Ã`, `Â` and `â` are 0xC3 and a second byte; few texts hold that pair at all.
    let suspects = memchr::memchr_iter(0xC3, text.as_bytes()).filter(|&at| {
        let next = || text[at + 2..].chars().next().unwrap_or(' ');
        match text.as_bytes()[at + 1] {
            0x83 if at > 0 && text.as_bytes()[at - 1].is_ascii_lowercase() => true,
            0x82 | 0x83 => {
                matches!(next(), '\u{80}'..='\u{A9}' | '\u{AB}'..='\u{B4}' | '\u{B6}'..='\u{B9}' | '\u{BB}'..='\u{BF}' | '€' | '‚' | 'ƒ' | '„' | '…' | '†' | '‡' | 'ˆ' | '‰' | '‹' | '™')
            }
            0xA2 => next() == '€' || text[at + 2..].starts_with("??"),
            _ => false,
        }
    });
    // The sign of money stands before a figure or after a blank, never before these.
    let halves = memchr::memmem::find_iter(text.as_bytes(), "€")
        .filter(|&at| !text[..at].ends_with('â') && text[at + '€'.len_utf8()..].starts_with(['™', 'œ', '˜', '¦']));
    suspects.count() as u64 + halves.count() as u64
}

fn thousandths(part: u64, whole: u64) -> f32 {
    if whole == 0 {
        return 0.0;
    }
    (part as f32 / whole as f32 * 1000.0).round().min(1000.0) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(text: &str, removed_from_text: u64) -> Vec<Reason> {
        let signals = Signals {
            text,
            words: 1,
            escapes_left: false,
            decoded_chars: 100,
            edits: 1,
            removed: BTreeMap::new(),
            removed_from_text,
            most_removed: 0.3,
            notes: &[],
            language_confidence: None,
            suggestions: Vec::new(),
        };
        judge(signals).reasons
    }

    #[test]
    fn a_document_that_lost_more_than_the_stated_share_is_marked() {
        let text = "a".repeat(70);
        assert_eq!(reasons(&text, 30), []);
        assert_eq!(reasons(&text, 31), [Reason::TextMuchRemoved]);
    }

    #[test]
    fn what_is_left_of_mojibake_is_counted() {
        for text in ["voilÃ  tout", "She said â??yes.", "It was €œfine€.", "the bakers€™ guild", "donâ€t"]
        {
            assert_eq!(reasons(text, 0), [Reason::TextMojibakeLeft], "{text}");
        }
        for text in ["SÃO PAULO", "Il coûte 5 €.", "„5 €“", "pâté", "R$ 5 – MAÇÃ", "qu’il aimât ?"] {
            assert_eq!(reasons(text, 0), [], "{text}");
        }
    }

    #[test]
    fn the_share_of_lost_characters_is_the_one_that_the_reason_names() {
        let text = |lost| format!("{}{}", "\u{FFFD}".repeat(lost), "a".repeat(REPLACEMENT_SHARE as usize * 2 - lost));
        assert_eq!(reasons(&text(2), 0), []);
        assert_eq!(reasons(&text(3), 0), [Reason::TextReplacementChars]);
        assert!(Reason::TextReplacementChars.text().contains(&format!("one in {REPLACEMENT_SHARE} ")));
    }
}
