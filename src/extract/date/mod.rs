//! Moments as pages, texts and records write them, as precisely as they were written and no more.
//!
//! Which of several moments is the article's is not decided here.

mod address;
mod day;
mod machine;
mod months;
mod visible;

pub(super) use address::in_address;
pub(super) use machine::machine;
pub(super) use visible::{DateReader, words};

use crate::article::When;

/// Reads a line that is nothing but a date, in machine form or in words.
pub(super) fn whole_line(line: &str, reader: &DateReader) -> Option<When> {
    let line = line.trim();
    machine(line).filter(|_| line.contains(['-', ':'])).or_else(|| reader.whole(line))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{Precision, Zone};

    /// Says how many units of a moment a raw form can tell: each run of digits is one, a compact day three, and any
    /// word one, for it may be a month's name.
    fn units(raw: &str) -> usize {
        let runs = raw.split(|character: char| !character.is_numeric()).filter(|run| !run.is_empty());
        let digits: usize = runs.map(|run| if run.len() >= 8 { 3 } else { 1 }).sum();
        digits + usize::from(raw.contains(char::is_alphabetic))
    }

    fn is_epoch(raw: &str) -> bool {
        raw.len() >= 9 && raw.parse::<f64>().is_ok()
    }

    fn holds(when: &When) {
        let raw = when.raw.as_deref().expect("a date that was read keeps its raw form");
        if is_epoch(raw) {
            return;
        }
        let needed = match when.precision {
            Precision::Year => 1,
            Precision::Month => 2,
            Precision::Day => 3,
            Precision::Minute => 5,
            Precision::Second => 6,
        };
        assert!(units(raw) >= needed, "{} from {raw:?}", when.value);
        let offset = when.value.len() > 10 && when.value[10..].contains(['Z', '+', '-']);
        assert_eq!(offset, when.zone == Some(Zone::Given), "{} from {raw:?}", when.value);
        assert!(!offset || raw.contains(['Z', 'T', 'C', '+', '-']), "{} from {raw:?}", when.value);
        assert_eq!(when.value.len() > 10, when.precision >= Precision::Minute, "{}", when.value);
    }

    proptest! {
        #[test]
        fn no_date_is_more_precise_than_its_raw_form(
            day in "[0-9]{1,4}[-/. ]{1,2}([0-9]{1,2}|März|May|de marzo de|марта|月)[-/., ]{0,2}[0-9]{0,4}",
            time in "([T ,]{1,2}[0-9]{1,2}[:.h][0-9]{2}(:[0-9]{2})?( ?(Z|\\+01:00|p\\.m\\.|Uhr))?)?",
            language in "(en|en-US|de|hr|)",
        ) {
            let raw = format!("{day}{time}");
            let reader = DateReader::new(Some(&language), true);
            machine(&raw).iter().for_each(holds);
            for found in reader.all(&raw) {
                prop_assert_eq!(found.when.raw.as_deref(), Some(&raw[found.span.clone()]));
                holds(&found.when);
            }
            whole_line(&raw, &reader).iter().for_each(holds);
            in_address(&format!("https://example.org/{}", raw.replace(' ', "/"))).iter().for_each(holds);
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,80}", digits in "[0-9 .,:/T-]{0,40}") {
            let reader = DateReader::new(None, false);
            for text in [&text, &digits] {
                reader.all(text).for_each(|found| holds(&found.when));
                machine(text).iter().for_each(holds);
                in_address(text);
            }
        }
    }
}
