//! A day of the calendar, and the moment that it and a time of day make.

use crate::article::{Precision, When, Zone};

/// The years that an article can be of; other numbers of four digits are something else.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2200;

/// The parts of a moment that a source gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: i16,
    pub(super) month: i8,
    pub(super) day: i8,
}

impl Day {
    /// Returns the day, if the calendar has it.
    pub(super) fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
        jiff::civil::Date::new(year, month, day).ok().filter(|_| YEARS.contains(&year))?;
        Some(Day { year, month, day })
    }

    /// Returns the day as a moment that is precise to the day.
    pub(super) fn when(self, raw: &str) -> When {
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
pub(super) fn with_time(mut when: When, hour: u32, minute: u32) -> When {
    when.value.push_str(&format!("T{hour:02}:{minute:02}"));
    when.precision = Precision::Minute;
    when.zone = Some(Zone::Unknown);
    when
}
