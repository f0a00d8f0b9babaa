//! Where the names of a byline end: at a date, an hour, an account, or a word such as “published”.
//!
//! The tests compare this code with a regular expression that finds the same. The expression is not used here: to compile it
//! takes longer than to read a page.

use std::sync::LazyLock;

use super::byline_words;
use crate::text::is_word;

/// The words that follow names.
struct EndWords {
    /// Words such as “published”.
    ends: Vec<&'static str>,
    /// The same, of several words with any blanks between.
    spaced_ends: Vec<&'static str>,
    /// Weekdays, but for those that end in `day`.
    weekdays: Vec<&'static str>,
    /// Endings of a day's number.
    ordinals: Vec<&'static str>,
}

static WORDS: LazyLock<EndWords> = LazyLock::new(|| EndWords {
    ends: byline_words("ends").collect(),
    spaced_ends: byline_words("spaced_ends").collect(),
    weekdays: byline_words("weekdays").collect(),
    ordinals: byline_words("ordinals").collect(),
});

/// Returns where what follows the names begins, with the blanks and the mark before it; `None` if nothing does.
pub(super) fn start(byline: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, first) in byline.char_indices() {
        let rest = Rest(&byline[at..]);
        // The names end only where the rest is one line.
        let is_end = |after: Option<Rest<'_>>| after.is_some_and(|after| !after.0.contains('\n'));
        let parted = is_part(before) != is_part(first) && is_end(announcement(rest));
        let open = || {
            before.is_whitespace()
                && (is_end(weekday(rest)) || is_end(day_or_hour(rest)) || is_end(month(rest)) || is_end(year(rest)))
        };
        if parted || open() {
            let names = byline[..at].trim_end();
            let mark = |last: char| matches!(last, '|' | ',' | '•' | '·' | '–' | '—' | '-');
            return Some(names.strip_suffix(mark).map_or(names, str::trim_end).len());
        }
        before = first;
    }
    None
}

/// `Published`, `Last updated`, `on Monday`, `@mara`
fn announcement(rest: Rest<'_>) -> Option<Rest<'_>> {
    let ended = |rest: &Rest<'_>| !rest.0.starts_with(is_part);
    let said = WORDS.ends.iter().find_map(|word| rest.word(word).filter(ended));
    let spaced = || WORDS.spaced_ends.iter().find_map(|words| rest.spaced_words(words).filter(ended));
    let on_day = || {
        let (word, rest) = rest.word("on ")?.run(is_part);
        (word.len() > "day".len() && ends_in_day(word)).then_some(rest)
    };
    let account = || {
        let (word, rest) = rest.mark('@')?.run(is_part);
        (!word.is_empty()).then_some(rest)
    };
    said.or_else(spaced).or_else(on_day).or_else(account)
}

/// `Thursday, March 2`, `Do, 2. März`
fn weekday(rest: Rest<'_>) -> Option<Rest<'_>> {
    let (word, rest) = rest.run(char::is_alphabetic);
    let stem = word.chars().count().saturating_sub("day".len());
    let is_day = WORDS.weekdays.iter().any(|day| Rest(word).word(day).is_some_and(|rest| rest.0.is_empty()))
        || (3..=6).contains(&stem) && ends_in_day(word);
    if !is_day {
        return None;
    }
    let rest = rest.after('.').after(',').blanks()?;
    let month = || {
        let (word, rest) = rest.run(char::is_alphabetic);
        (3..=9).contains(&word.chars().count()).then(|| rest.after('.').blanks()).flatten()
    };
    let ended = |rest: &Rest<'_>| !rest.0.starts_with(is_part);
    [Some(rest), month()].into_iter().flatten().find_map(|rest| rest.digits(1..=2).filter(ended))
}

/// `2 March`, `02.03.`, `9:15`, `2nd`
fn day_or_hour(rest: Rest<'_>) -> Option<Rest<'_>> {
    let rest = rest.digits(1..=2)?;
    let number = || {
        let rest = rest.mark('.').or(rest.mark('/')).or(rest.mark(':'))?;
        let rest = rest.0.strip_prefix(char::is_whitespace).map_or(rest, Rest);
        rest.0.strip_prefix(is_digit).map(Rest)
    };
    let word = || {
        let (word, rest) = rest.after('.').blanks()?.run(char::is_alphabetic);
        (word.chars().count() >= 3).then_some(rest)
    };
    let ordinal = || WORDS.ordinals.iter().find_map(|ending| rest.word(ending)?.mark(' '));
    number().or_else(word).or_else(ordinal)
}

/// `March 2nd, 2017`
fn month(rest: Rest<'_>) -> Option<Rest<'_>> {
    let (word, rest) = rest.run(char::is_alphabetic);
    if !(3..=9).contains(&word.chars().count()) {
        return None;
    }
    let rest = rest.after('.').blanks()?.digits(1..=2)?;
    let rest = WORDS.ordinals.iter().find_map(|ending| rest.word(ending)).unwrap_or(rest);
    let (year, rest) = rest.after(',').blanks()?.run(is_digit);
    (year.chars().count() >= 4).then_some(rest)
}

/// `2017`
fn year(rest: Rest<'_>) -> Option<Rest<'_>> {
    let (word, rest) = rest.run(is_part);
    let of_two_centuries = word.starts_with("19") || word.starts_with("20");
    (of_two_centuries && word.chars().count() == 4 && word.chars().all(is_digit)).then_some(rest)
}

/// What is left of a byline; each step returns what is left after it, `None` if it cannot be taken.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Steps over a word that is given in small letters and may stand in any.
    fn word(self, word: &str) -> Option<Self> {
        let mut characters = self.0.chars();
        let same = |expected: char| characters.next().is_some_and(|there| there.to_lowercase().eq([expected]));
        word.chars().all(same).then_some(Rest(characters.as_str()))
    }

    /// Steps over several words with blanks between.
    fn spaced_words(self, words: &str) -> Option<Self> {
        let mut words = words.split(' ');
        let first = self.word(words.next()?)?;
        words.try_fold(first, |rest, word| rest.blanks()?.word(word))
    }

    fn mark(self, mark: char) -> Option<Self> {
        self.0.strip_prefix(mark).map(Rest)
    }

    /// Steps over a mark, if it stands there.
    fn after(self, mark: char) -> Self {
        self.mark(mark).unwrap_or(self)
    }

    fn blanks(self) -> Option<Self> {
        let (blanks, rest) = self.run(char::is_whitespace);
        (!blanks.is_empty()).then_some(rest)
    }

    /// Steps over all digits there, if they are so many.
    fn digits(self, count: std::ops::RangeInclusive<usize>) -> Option<Self> {
        let (digits, rest) = self.run(is_digit);
        count.contains(&digits.chars().count()).then_some(rest)
    }

    /// Steps over the characters of one kind; returns them too.
    fn run(self, kind: impl Fn(char) -> bool) -> (&'a str, Self) {
        let end = self.0.find(|character| !kind(character)).unwrap_or(self.0.len());
        let (run, rest) = self.0.split_at(end);
        (run, Rest(rest))
    }
}

fn is_part(character: char) -> bool {
    is_word(character) || character == '_'
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || !character.is_ascii() && character.is_numeric()
}

fn ends_in_day(word: &str) -> bool {
    word.get(word.len().saturating_sub("day".len())..).is_some_and(|end| end.eq_ignore_ascii_case("day"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\s*[|,•·–—-]?\s*(?:",
            r"\b(?:last\s+(?:updated|modified)|published|updated|posted|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|on \w+day|follow|@\w+)\b.*",
            r"|(?:\s|^)(?:\p{L}{3,6}day|Mo|Di|Mi|Do|Fr|Sa|So|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch)\.?,?\s+(?:\p{L}{3,9}\.?\s+)?\d{1,2}\b.*",
            r"|(?:\s|^)\d{1,2}(?:[./:]\s?\d|\.?\s+\p{L}{3,}|st |nd |rd |th ).*",
            r"|(?:\s|^)\p{L}{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}.*",
            r"|(?:\s|^)(?:19|20)\d\d\b.*",
            r")$",
        ))
        .unwrap()
    });

    fn check(byline: &str) {
        let expected = PATTERN.find(byline).map(|tail| tail.start());
        assert_eq!(start(byline), expected, "{byline:?}");
    }

    #[test]
    fn names_end_where_the_pattern_finds_their_end() {
        for byline in [
            "Mara Lindqvist | Published 2 March",
            "Mara Lindqvist, last  Modified",
            "Standish Lunin",
            "Ute Klamm Stand: 9 Uhr",
            "Mara on Mondays",
            "Mara on Sunday",
            "Mara on day",
            "Mara on Xday",
            "Mara @mara",
            "Mara@mara",
            "@mara",
            "Mara – @",
            "Mara Thursday, March 2, 2017",
            "Mara Thursday 22nd",
            "Mara Thursday 22",
            "Yesterday 2",
            "Mara Doomsday 3 x",
            "Ute Do, 2. März",
            "Ute Do 2",
            "Ute Mittwoch. 12",
            "Ute Montags 12",
            "Ute 02.03.",
            "Ute 02. 03.",
            "Ute 2. März",
            "Ute 2. xy",
            "Ute 9:15",
            "Ute 123:4",
            "Mara 2nd of",
            "Mara 2nd",
            "Mara March 2nd, 2017",
            "Mara March 2, 20",
            "Mara Mar. 2 20178",
            "Mara 2017",
            "Mara 2017er",
            "Mara 1817",
            "2017",
            " 2017",
            "Mara\n2017\nTom",
            "Mara, , 2017",
            "Mara - , 2017",
            "Mara-2017",
            "UPDATED",
            "Mara mis à jour",
            "Mara • 3/4",
            "",
        ] {
            check(byline);
        }
    }

    proptest! {
        #[test]
        fn any_byline_ends_where_the_pattern_ends_it(parts in proptest::collection::vec(prop_oneof![
            Just(" "), Just("  "), Just(","), Just("|"), Just("–"), Just("."), Just(":"), Just("/"), Just("@"), Just("\n"), Just("_"),
            Just("Mara"), Just("é"), Just("Do"), Just("Thursday"), Just("day"), Just("on"), Just("March"), Just("2"), Just("12"), Just("2017"),
            Just("19"), Just("nd"), Just("th "), Just("last"), Just("updated"), Just("Follow"), Just("stand"), Just("mis à jour"),
        ], 0..12)) {
            check(&parts.concat());
        }
    }
}
