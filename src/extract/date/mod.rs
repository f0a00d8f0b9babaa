//! Moments as pages, texts and records write them, as precisely as they were written and no more.
//!
//! Which of several moments is the article's is not decided here.

mod address;
mod machine;
mod months;
mod visible;

pub(super) use address::in_address;
pub(super) use machine::machine;
pub(super) use visible::Reader;

use crate::article::{Precision, When, Zone};

/// The years that an article can be of; other numbers of four digits are something else.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2200;

/// The parts of a moment that a source gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    year: i16,
    month: i8,
    day: i8,
}

impl Day {
    /// Returns the day, if the calendar has it.
    fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
        jiff::civil::Date::new(year, month, day).ok().filter(|_| YEARS.contains(&year))?;
        Some(Day { year, month, day })
    }

    /// Returns the day as a moment of that precision.
    fn when(self, raw: &str) -> When {
        let Day { year, month, day } = self;
        When {
            value: format!("{year:04}-{month:02}-{day:02}"),
            precision: Precision::Day,
            zone: None,
            raw: Some(raw.to_owned()),
        }
    }
}

/// Adds a time of day to a moment that is precise to the day.
fn with_time(mut when: When, hour: u32, minute: u32) -> When {
    when.value.push_str(&format!("T{hour:02}:{minute:02}"));
    when.precision = Precision::Minute;
    when.zone = Some(Zone::Unknown);
    when
}

/// Reads a line that is nothing but a date, in machine form or in words.
pub(super) fn whole_line(line: &str, reader: &Reader) -> Option<When> {
    let line = line.trim();
    machine(line).filter(|_| line.contains(['-', ':'])).or_else(|| reader.whole(line))
}
