//! Sizes and times as people write them: `64 MiB`, `250 ms`.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number of bytes: `64 MiB`, `512 KiB`, or plainly the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteSize(pub u64);

/// A stretch of time: `1 s`, `250 ms`, `5 min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

/// The longest that something stays: `90 d`, or `forever`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaxAge(pub Option<Duration>);

/// The most that something may take: `50 GiB`, or `unlimited`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaxSize(pub Option<u64>);

const FOREVER: &str = "forever";
const UNLIMITED: &str = "unlimited";

const SIZES: &[(&str, u64)] = &[
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1000),
    ("B", 1),
];
/// In milliseconds.
const TIMES: &[(&str, u64)] = &[("ms", 1), ("min", 60_000), ("h", 3_600_000), ("s", 1000), ("d", 86_400_000)];

/// Reads a whole number and a unit of `units`.
fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// Writes `value` in the largest unit that leaves no fraction.
fn written(value: u64, units: &[(&str, u64)]) -> String {
    let fits = |factor: u64| value >= factor && value.is_multiple_of(factor);
    let unit = units.iter().filter(|(_, factor)| fits(*factor)).max_by_key(|(_, factor)| *factor);
    unit.map_or_else(
        || format!("{value} {}", units.iter().min_by_key(|(_, factor)| *factor).expect("there are units").0),
        |(name, factor)| format!("{} {name}", value / factor),
    )
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(self.0, SIZES))
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX), TIMES))
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Wait {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Size;
        impl Visitor<'_> for Size {
            type Value = ByteSize;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a size such as \"64 MiB\" or a number of bytes")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<ByteSize, E> {
                u64::try_from(value).map(ByteSize).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<ByteSize, E> {
                measure(value, SIZES).map(ByteSize).ok_or_else(|| E::invalid_value(de::Unexpected::Str(value), &self))
            }
        }
        deserializer.deserialize_any(Size)
    }
}

impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Time;
        impl Visitor<'_> for Time {
            type Value = Wait;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as \"250 ms\", \"1 s\" or \"5 min\"")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Wait, E> {
                let milliseconds =
                    measure(value, TIMES).ok_or_else(|| E::invalid_value(de::Unexpected::Str(value), &self))?;
                Ok(Wait(Duration::from_millis(milliseconds)))
            }
        }
        deserializer.deserialize_any(Time)
    }
}

impl Serialize for MaxAge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            None => serializer.serialize_str(FOREVER),
            Some(age) => Wait(age).serialize(serializer),
        }
    }
}

impl Serialize for MaxSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            None => serializer.serialize_str(UNLIMITED),
            Some(size) => ByteSize(size).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for MaxAge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let age = (text != FOREVER).then(|| measure(&text, TIMES).map(Duration::from_millis));
        let expected = "\"forever\" or a time such as \"90 d\"";
        let wrong = || de::Error::invalid_value(de::Unexpected::Str(&text), &expected);
        age.map_or(Ok(MaxAge(None)), |age| age.map(|age| MaxAge(Some(age))).ok_or_else(wrong))
    }
}

impl<'de> Deserialize<'de> for MaxSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let size = (text != UNLIMITED).then(|| measure(&text, SIZES));
        let expected = "\"unlimited\" or a size such as \"50 GiB\"";
        let wrong = || de::Error::invalid_value(de::Unexpected::Str(&text), &expected);
        size.map_or(Ok(MaxSize(None)), |size| size.map(|size| MaxSize(Some(size))).ok_or_else(wrong))
    }
}

impl JsonSchema for MaxAge {
    fn schema_name() -> Cow<'static, str> {
        "MaxAge".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^(forever|\d+ *(ms|s|min|h|d))$" })
    }
}

impl JsonSchema for MaxSize {
    fn schema_name() -> Cow<'static, str> {
        "MaxSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^(unlimited|\d+ *(B|kB|MB|GB|KiB|MiB|GiB))$" })
    }
}

impl JsonSchema for ByteSize {
    fn schema_name() -> Cow<'static, str> {
        "ByteSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "pattern": r"^\d+ *(B|kB|MB|GB|KiB|MiB|GiB)$", "minimum": 0 })
    }
}

impl JsonSchema for Wait {
    fn schema_name() -> Cow<'static, str> {
        "Wait".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^\d+ *(ms|s|min|h|d)$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for (text, bytes) in [("64 MiB", 64 << 20), ("1500 B", 1500), ("2 kB", 2000)] {
            assert_eq!(measure(text, SIZES), Some(bytes));
            assert_eq!(ByteSize(bytes).to_string(), text);
        }
        assert_eq!(Wait(Duration::from_millis(250)).to_string(), "250 ms");
        assert_eq!(Wait(Duration::from_secs(60)).to_string(), "1 min");
        assert_eq!(Wait(Duration::ZERO).to_string(), "0 ms");
        assert_eq!(measure("1.5 s", TIMES), None);
    }
}
