//! Moments in machine form: ISO 8601 and what comes near it, RFC 2822, seconds since 1970.

use std::sync::LazyLock;

use regex::Regex;

use crate::article::{Precision, When, Zone};

/// Reads a moment in machine form: ISO 8601 with or without time and zone, RFC 2822, or seconds since 1970.
pub(in crate::extract) fn machine(raw: &str) -> Option<When> {
    let raw = raw.trim();
    iso(raw).or_else(|| rfc2822(raw)).or_else(|| unix(raw))
}

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?)?)?$").expect("the pattern is valid")
});

fn iso(raw: &str) -> Option<When> {
    let parts = ISO.captures(raw)?;
    let part = |group: usize| parts.get(group).map(|part| part.as_str());
    let number = |group: usize| part(group).map(|part| part.parse::<u32>().expect("the pattern asks for digits"));
    let year = number(1).filter(|year| (1600..=2200).contains(year))?;
    let mut value = format!("{year:04}");
    let mut precision = Precision::Year;
    let mut zone = None;
    if let Some(month) = number(2) {
        if !(1..=12).contains(&month) {
            return None;
        }
        value.push_str(&format!("-{month:02}"));
        precision = Precision::Month;
        if let Some(day) = number(3) {
            jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
            value.push_str(&format!("-{day:02}"));
            precision = Precision::Day;
        }
    }
    if let (Some(hour), Some(minute)) = (number(4), number(5)) {
        if hour > 23 || minute > 59 || number(6).is_some_and(|second| second > 60) {
            return None;
        }
        value.push_str(&format!("T{hour:02}:{minute:02}"));
        precision = Precision::Minute;
        if let Some(second) = number(6) {
            value.push_str(&format!(":{second:02}{}", part(7).unwrap_or("")));
            precision = Precision::Second;
        }
        zone = Some(if part(8).is_some() { Zone::Given } else { Zone::Unknown });
        value.push_str(&part(8).map(offset).unwrap_or_default());
    }
    Some(When { value, precision, zone, raw: Some(raw.to_owned()) })
}

/// Brings an offset to the form `+01:00`.
fn offset(raw: &str) -> String {
    match raw {
        "Z" | "UTC" | "GMT" => "Z".to_owned(),
        _ if raw.contains(':') => raw.to_owned(),
        _ => format!("{}:{}", &raw[..3], raw.get(3..).filter(|rest| !rest.is_empty()).unwrap_or("00")),
    }
}

fn rfc2822(raw: &str) -> Option<When> {
    let zoned = jiff::fmt::rfc2822::parse(raw).ok()?;
    let value = zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Some(When { value, precision: Precision::Second, zone: Some(Zone::Given), raw: Some(raw.to_owned()) })
}

/// Seconds or milliseconds since 1970, between 1990 and 2100; an epoch is UTC by definition.
fn unix(raw: &str) -> Option<When> {
    let number: f64 = raw.parse().ok().filter(|_| raw.len() >= 9)?;
    let seconds = if number >= 1e11 { number / 1000.0 } else { number };
    if !(631_152_000.0..4_102_444_800.0).contains(&seconds) {
        return None;
    }
    let timestamp = jiff::Timestamp::from_second(seconds as i64).ok()?;
    Some(When {
        value: timestamp.to_string(),
        precision: Precision::Second,
        zone: Some(Zone::Given),
        raw: Some(raw.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, value: &str, precision: Precision, zone: Option<Zone>) {
        let when = machine(raw).unwrap();
        assert_eq!((when.value.as_str(), when.precision, when.zone), (value, precision, zone), "{raw}");
    }

    #[test]
    fn what_the_source_did_not_say_is_not_invented() {
        check("2017-03-02T09:15:00+0100", "2017-03-02T09:15:00+01:00", Precision::Second, Some(Zone::Given));
        check("2017-03-02 09:15", "2017-03-02T09:15", Precision::Minute, Some(Zone::Unknown));
        check("2017-03-02", "2017-03-02", Precision::Day, None);
        check("Thu, 02 Mar 2017 09:15:00 +0100", "2017-03-02T09:15:00+01:00", Precision::Second, Some(Zone::Given));
        check("1488442500", "2017-03-02T08:15:00Z", Precision::Second, Some(Zone::Given));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for raw in ["", "2017-02-30", "2017-13", "yesterday", "12345", "0000-00-00"] {
            assert_eq!(machine(raw), None, "{raw}");
        }
    }
}
