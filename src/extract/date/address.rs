//! The day that an address names: `/2017/03/02/`, `/2017-03-02-bridge`, `/20170302/`, `/2017/mar/02/`.

use super::day::Day;
use super::months;
use crate::article::When;

/// Returns the day that the path of `url` names, with the part that names it as its raw form.
///
/// A year and a month alone name no day and are left out: every page of an archive has them.
pub(in crate::extract) fn in_address(url: &str) -> Option<When> {
    // The address of a copy in a web archive ends with the address of the page itself.
    let path = url.rsplit_once("://").map_or(url, |(_, rest)| rest);
    let path = path.find(['/', '?']).map_or("", |start| &path[start..]);
    let path = path.split('#').next().unwrap_or(path);
    numbers(path)
        .into_iter()
        .find_map(|(start, _)| parted(path, start).or_else(|| day_first(path, start)).or_else(|| compact(path, start)))
}

/// Returns where each run of digits starts and ends.
fn numbers(path: &str) -> Vec<(usize, usize)> {
    let bytes = path.as_bytes();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            runs.push((at, end));
            at = end;
        } else {
            at += 1;
        }
    }
    runs
}

/// Reads `2017/03/02` and its kin: year, month and day parted by one and the same mark.
fn parted(path: &str, start: usize) -> Option<When> {
    let rest = &path[start..];
    let mark = rest.as_bytes().get(4).copied().filter(|byte| b"/-_.".contains(byte))? as char;
    let mut parts = rest.splitn(3, mark);
    let (year, month, tail) = (parts.next()?, parts.next()?, parts.next()?);
    let length = tail.bytes().take_while(u8::is_ascii_digit).count();
    let day = &tail[..length];
    let month_number = match month.parse::<u32>() {
        Ok(number) if (1..=2).contains(&month.len()) => number,
        Ok(_) => return None,
        Err(_) => months::number(&month.to_lowercase(), "en")?,
    };
    if !recent(year) || !(1..=2).contains(&length) {
        return None;
    }
    let raw = &rest[..rest.len() - tail.len() + length];
    Some(Day::new(year.parse().ok()?, month_number, day.parse().ok()?)?.when(raw))
}

/// Reads `29-10-2021`, the day first. A day up to 12 is not read, because it may be a month.
fn day_first(path: &str, start: usize) -> Option<When> {
    let raw = path.get(start..start + 10)?;
    let alone = !path[start + 10..].starts_with(|next: char| next.is_ascii_alphanumeric());
    let mut parts = raw.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day_number: u32 = day.parse().ok().filter(|&day| day > 12)?;
    if !alone || day.len() != 2 || month.len() != 2 || !recent(year) {
        return None;
    }
    Some(Day::new(year.parse().ok()?, month.parse().ok()?, day_number)?.when(raw))
}

/// Reads `20170302`, alone or with the time behind it in the same number (`201703020915`).
fn compact(path: &str, start: usize) -> Option<When> {
    let digits: &str = &path[start..start + path[start..].bytes().take_while(u8::is_ascii_digit).count()];
    if !matches!(digits.len(), 8 | 12 | 14) || !recent(&digits[..4]) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse().ok();
    Some(Day::new(number(0..4)?, number(4..6)?, number(6..8)?)?.when(&digits[..8]))
}

/// Tells whether a year can be one of the web; another number of four digits is an article's number.
fn recent(year: &str) -> bool {
    year.len() == 4 && year.parse::<u32>().is_ok_and(|year| (1990..=2099).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Option<(&str, &str)>) {
        let found = in_address(url);
        let found = found.as_ref().map(|when| (when.value.as_str(), when.raw.as_deref().unwrap()));
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn days_in_addresses() {
        check("https://example.org/news/2017/03/02/bridge", Some(("2017-03-02", "2017/03/02")));
        check("https://example.org/2017-3-2-bridge.html", Some(("2017-03-02", "2017-3-2")));
        check("https://example.org/29-10-2021", Some(("2021-10-29", "29-10-2021")));
        check("https://example.org/a/20170302/b", Some(("2017-03-02", "20170302")));
        check("https://example.org/2017/mar/02/bridge", Some(("2017-03-02", "2017/mar/02")));
        check(
            "https://archive.example/web/20140109030403/http://example.org/2017/03/02/a",
            Some(("2017-03-02", "2017/03/02")),
        );
        check("https://example.org/2017_03_02", Some(("2017-03-02", "2017_03_02")));
    }

    #[test]
    fn what_names_no_day() {
        for url in [
            "https://example.org/2017/03/bridge",
            "https://example.org/20171302/",
            "https://example.org/02-03-2017",
            "https://example.org/article12017030299",
            "https://2017-03-02.example.org/",
            "https://example.org/2017/2018/2019",
        ] {
            check(url, None);
        }
    }
}
