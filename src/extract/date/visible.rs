//! Dates as people write them for people, in the languages of news: `2 March 2017, 09:15`, `02.03.2017`,
//! `2017年3月2日`, `Mar. 2, 2017`.

use std::sync::LazyLock;

use super::day::{Day, with_time};
use super::machine::machine;
use super::months;
use crate::article::When;
use crate::text::phrases::section;

/// Reads the dates of one page or text.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct DateReader {
    /// The primary subtag of the language, empty where it is not known.
    language: String,
    /// Whether `03/02/2017` is the second of March.
    month_first: bool,
}

/// A date within a text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::extract) struct FoundDate {
    pub(in crate::extract) when: When,
    /// Where it stands, in bytes.
    pub(in crate::extract) span: std::ops::Range<usize>,
}

impl DateReader {
    /// Returns a reader for a text whose BCP 47 tag, where known, is `language`; `american` tells whether the page
    /// is at home where the month comes first.
    pub(in crate::extract) fn new(language: Option<&str>, american: bool) -> Self {
        let tag = language.unwrap_or("").to_ascii_lowercase();
        let month_first = tag == "en-us" || (american && (tag.is_empty() || tag == "en"));
        DateReader { language: tag.split('-').next().unwrap_or("").to_owned(), month_first }
    }

    /// Returns the first date of `text`.
    pub(in crate::extract) fn first(&self, text: &str) -> Option<FoundDate> {
        self.all(text).next()
    }

    /// Returns every date of `text` in order.
    pub(in crate::extract) fn all(&self, text: &str) -> impl Iterator<Item = FoundDate> {
        let tokens = tokens(text);
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < tokens.len() {
                let start = at;
                at += 1;
                if let Some((day, length)) = self.day_at(&tokens[start..]) {
                    at = start + length;
                    return Some(finish(text, &tokens, start, at, day));
                }
            }
            None
        })
    }

    /// Reads a text that is a date and at most a label and a weekday beside it.
    pub(super) fn whole(&self, line: &str) -> Option<When> {
        let found = self.first(line)?;
        let rest = [&line[..found.span.start], &line[found.span.end..]];
        let words: usize = rest
            .iter()
            .map(|part| part.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count())
            .sum();
        let letters: usize =
            rest.iter().map(|part| part.chars().filter(|character| character.is_alphanumeric()).count()).sum();
        (words <= WORDS_AROUND && letters <= LETTERS_AROUND).then_some(found.when)
    }

    /// Reads a day at the head of `tokens`, and tells how many it takes.
    fn day_at(&self, tokens: &[Token<'_>]) -> Option<(Day, usize)> {
        self.numbered(tokens)
            .or_else(|| self.day_month_year(tokens))
            .or_else(|| self.month_day_year(tokens))
            .or_else(|| self.year_month_day(tokens))
    }

    /// `02.03.2017`, `2/3/2017`, `2017-03-02`, `2017. 3. 2.`, `2017年3月2日`.
    fn numbered(&self, tokens: &[Token<'_>]) -> Option<(Day, usize)> {
        let [a, b, c, ..] = tokens else { return None };
        let (x, y, z) = (a.number()?, b.number()?, c.number()?);
        let parted = |token: &Token<'_>| {
            matches!(token.after.trim(), "." | "/" | "-" | "–" | "年" | "月" | "년" | "월" | "．" | "／")
        };
        let goes_on = c.after == "." && tokens.get(3).is_some_and(Token::is_number);
        if !parted(a) || !parted(b) || b.width > 2 || a.before_digit || goes_on {
            return None;
        }
        if a.width == 4 && c.width <= 2 {
            return Some((Day::new(x, y, z)?, 3));
        }
        // A year of two digits is read only between full stops, where neither a fraction nor a score is likely.
        let full = c.width == 4;
        let short =
            c.width == 2 && a.width == 2 && b.width == 2 && a.after == "." && b.after == "." && (10..=49).contains(&z);
        if a.width > 2 || a.after.trim() != b.after.trim() || !(full || short) {
            return None;
        }
        let year = if full { z } else { 2000 + z };
        let month_first = self.month_first && a.after == "/";
        let (day, month) = if month_first { (y, x) } else { (x, y) };
        Day::new(year, month, day).or_else(|| Day::new(year, day, month)).map(|day| (day, 3))
    }

    /// `2 March 2017`, `2. März 2017`, `2 de marzo de 2017`, `2nd of March, 2017`.
    fn day_month_year(&self, tokens: &[Token<'_>]) -> Option<(Day, usize)> {
        let day = tokens.first()?.number().filter(|_| tokens[0].width <= 2)?;
        let month_at = skip(tokens, 1, &WORDS.links);
        let month = self.month(tokens.get(month_at)?)?;
        let year_at = skip(tokens, month_at + 1, &WORDS.links);
        let year = tokens.get(year_at)?.year()?;
        Some((Day::new(year, month, day)?, year_at + 1))
    }

    /// `March 2, 2017`, `Mar. 2nd 2017`.
    fn month_day_year(&self, tokens: &[Token<'_>]) -> Option<(Day, usize)> {
        let month = self.month(tokens.first()?)?;
        let day = tokens.get(1)?.number().filter(|_| tokens[1].width <= 2)?;
        let year_at = skip(tokens, 2, &WORDS.links);
        let year = tokens.get(year_at)?.year()?;
        Some((Day::new(year, month, day)?, year_at + 1))
    }

    /// `2017. március 2.`, `2017 m. kovo 2 d.`, `2017 March 2`.
    fn year_month_day(&self, tokens: &[Token<'_>]) -> Option<(Day, usize)> {
        let year = tokens.first()?.year()?;
        let month_at = skip(tokens, 1, &WORDS.links_after_year);
        let month = self.month(tokens.get(month_at)?)?;
        let day_token = tokens.get(month_at + 1)?;
        let day = day_token.number().filter(|_| day_token.width <= 2)?;
        Some((Day::new(year, month, day)?, month_at + 2))
    }

    fn month(&self, token: &Token<'_>) -> Option<u32> {
        if token.is_number() || token.text.len() > LONGEST_MONTH {
            return None;
        }
        months::number(&token.text.to_lowercase(), &self.language)
    }
}

/// Beside a date of its own line may stand a label and a weekday, `Published on Thursday`, and no more.
const WORDS_AROUND: usize = 4;
const LETTERS_AROUND: usize = 30;
/// Bytes of the longest month's name with room to spare.
const LONGEST_MONTH: usize = 40;
/// The words in dates.
struct DateWords {
    /// Words between the parts of a date: English ordinals and `of`, Romance `de`.
    links: Vec<&'static str>,
    /// Words between the year and the month, where the year comes first.
    links_after_year: Vec<&'static str>,
    /// The word for the hour, after a time.
    hours: Vec<&'static str>,
}

static WORDS: LazyLock<DateWords> = LazyLock::new(|| DateWords {
    links: words("links").collect(),
    links_after_year: words("links_after_year").collect(),
    hours: words("hours").collect(),
});

/// Returns the words at dates below one heading of their list.
pub(in crate::extract) fn words(heading: &str) -> impl Iterator<Item = &'static str> {
    section(include_str!("../../../data/phrases/dates.txt"), heading)
}

fn skip(tokens: &[Token<'_>], mut at: usize, links: &[&str]) -> usize {
    while tokens.get(at).is_some_and(|token| links.contains(&token.text.to_lowercase().as_str())) {
        at += 1;
    }
    at
}

/// A run of letters or a run of digits, and what parts it from the next one.
struct Token<'a> {
    text: &'a str,
    start: usize,
    after: &'a str,
    /// Digits of a number, 0 for a word.
    width: usize,
    /// Whether a digit with a mark that makes it one number stands before: `1.02.03.2017`, `4/02/03/2017`.
    before_digit: bool,
}

impl Token<'_> {
    fn is_number(&self) -> bool {
        self.width > 0
    }

    fn number(&self) -> Option<u32> {
        if !self.is_number() || self.width > 4 {
            return None;
        }
        self.text.chars().try_fold(0, |number, character| Some(number * 10 + digit(character)?))
    }

    /// A year of four digits that news can be of. A Buddhist year (Thailand) is turned into a common one.
    fn year(&self) -> Option<u32> {
        let year = self.number().filter(|_| self.width == 4)?;
        if (2480..=2643).contains(&year) {
            return Some(year - 543);
        }
        (1900..=2099).contains(&year).then_some(year)
    }
}

/// Returns the value of a decimal digit of the scripts that news prints dates in.
fn digit(character: char) -> Option<u32> {
    match character {
        '0'..='9' => character.to_digit(10),
        // Arabic, Persian, Devanagari, Bengali, Thai and full-width digits each stand in a row of ten.
        '\u{660}'..='\u{669}' => Some(u32::from(character) - 0x660),
        '\u{6F0}'..='\u{6F9}' => Some(u32::from(character) - 0x6F0),
        '\u{966}'..='\u{96F}' => Some(u32::from(character) - 0x966),
        '\u{9E6}'..='\u{9EF}' => Some(u32::from(character) - 0x9E6),
        '\u{E50}'..='\u{E59}' => Some(u32::from(character) - 0xE50),
        '\u{FF10}'..='\u{FF19}' => Some(u32::from(character) - 0xFF10),
        _ => None,
    }
}

#[derive(PartialEq)]
enum TokenClass {
    Digit,
    Letter,
    Other,
}

fn class(character: char) -> TokenClass {
    if digit(character).is_some() {
        TokenClass::Digit
    } else if crate::text::is_word(character) && !matches!(character, '年' | '月' | '日' | '년' | '월' | '일') {
        TokenClass::Letter
    } else {
        TokenClass::Other
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut spans: Vec<(usize, usize, bool)> = Vec::new();
    let mut last = TokenClass::Other;
    for (at, character) in text.char_indices() {
        let now = class(character);
        let end = at + character.len_utf8();
        // Thai writes short months with full stops inside: `ม.ค.`
        let thai = character == '.'
            && last == TokenClass::Letter
            && text[end..].starts_with(|next| ('\u{E00}'..'\u{E50}').contains(&next));
        if thai || (now != TokenClass::Other && now == last) {
            spans.last_mut().expect("a run has begun").1 = end;
            continue;
        }
        if now != TokenClass::Other {
            spans.push((at, end, now == TokenClass::Digit));
        }
        last = now;
    }
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(spans.len());
    for (index, &(start, end, is_number)) in spans.iter().enumerate() {
        let next = spans.get(index + 1).map_or(text.len(), |next| next.0);
        let before_digit = tokens.last().is_some_and(|last| last.is_number() && matches!(last.after, "." | "/" | "-"));
        let width = if is_number { text[start..end].chars().count() } else { 0 };
        tokens.push(Token { text: &text[start..end], start, after: &text[end..next], width, before_digit });
    }
    tokens
}

/// How many tokens may stand between a day and its time: `um`, `at`, a weekday.
const TOKENS_BEFORE_TIME: usize = 2;

/// Adds the time that follows the day at `tokens[start..end]`, where there is one, and makes it a moment.
fn finish(text: &str, tokens: &[Token<'_>], start: usize, end: usize, day: Day) -> FoundDate {
    let from = tokens[start].start;
    let day_end = tokens[end - 1].start + tokens[end - 1].text.len();
    let time = (end..=end + TOKENS_BEFORE_TIME)
        .take_while(|&at| at == end || tokens.get(at - 1).is_some_and(|token| !token.is_number()))
        .find_map(|at| time(text, &tokens[at.min(tokens.len())..]));
    let Some((hour, minute, to)) = time else {
        return FoundDate { when: day.when(&text[from..day_end]), span: from..day_end };
    };
    let raw = &text[from..to];
    // Readers may be shown a moment in machine form: it also has seconds and a zone.
    let longer = text[from..].split(char::is_whitespace).next().and_then(machine).filter(|when| when.zone.is_some());
    match longer {
        Some(when) => FoundDate { span: from..from + when.raw.as_ref().map_or(0, String::len), when },
        None => FoundDate { when: with_time(day.when(raw), hour, minute), span: from..to },
    }
}

/// Reads `9:15`, `09.15 Uhr`, `9h15`, `9:15 p.m.` at the head of `tokens`: hour, minute, and where it ends.
fn time(text: &str, tokens: &[Token<'_>]) -> Option<(u32, u32, usize)> {
    let [hour_token, minute_token, ..] = tokens else { return None };
    let letter_h = minute_token.text == "h" && hour_token.after.is_empty();
    let minute_at = if letter_h { 2 } else { 1 };
    let minute_token = tokens.get(minute_at)?;
    let (hour, minute) = (hour_token.number()?, minute_token.number()?);
    let colon = hour_token.after == ":";
    let end = minute_token.start + minute_token.text.len();
    // A full stop parts hours from minutes only where the word for the hour follows.
    let hour_follows = || {
        let rest = text[end..].trim_start().to_lowercase();
        WORDS.hours.iter().any(|word| rest.starts_with(word))
    };
    let stop = hour_token.after == "." && hour_follows();
    if hour_token.width > 2 || minute_token.width != 2 || minute > 59 || !(colon || stop || letter_h) {
        return None;
    }
    let half = tokens.get(minute_at + 1).map(|token| token.text.to_ascii_lowercase());
    let dotted = text[end..].trim_start().get(..4).map(str::to_ascii_lowercase);
    let afternoon = half.as_deref() == Some("pm") || dotted.as_deref() == Some("p.m.");
    let morning = half.as_deref() == Some("am") || dotted.as_deref() == Some("a.m.");
    let hour = match hour {
        12 if morning => 0,
        1..=11 if afternoon => hour + 12,
        0..=23 => hour,
        _ => return None,
    };
    let end = if afternoon || morning {
        tokens[minute_at + 1].start
            + if dotted.as_deref().is_some_and(|dotted| dotted.ends_with(".m.")) { 4 } else { 2 }
    } else {
        end
    };
    Some((hour, minute, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, language: &str, value: Option<&str>) {
        let found = DateReader::new(Some(language), false).first(text);
        assert_eq!(found.as_ref().map(|found| found.when.value.as_str()), value, "{text}");
    }

    #[test]
    fn dates_in_words() {
        check("Published 2 March 2017", "en", Some("2017-03-02"));
        check("Mar. 2nd, 2017 | Thursday", "en", Some("2017-03-02"));
        check("Donnerstag, 2. März 2017", "de", Some("2017-03-02"));
        check("2 de marzo de 2017", "es", Some("2017-03-02"));
        check("1er août 2017", "fr", Some("2017-08-01"));
        check("2 марта 2017 г.", "ru", Some("2017-03-02"));
        check("2017. március 2.", "hu", Some("2017-03-02"));
        check("2017 m. kovo 2 d.", "lt", Some("2017-03-02"));
        check("2 มี.ค. 2560", "th", Some("2017-03-02"));
        check("٢ مارس ٢٠١٧", "ar", Some("2017-03-02"));
        check("2 tháng 3 2017", "vi", None);
    }

    #[test]
    fn dates_in_figures() {
        check("02.03.2017", "de", Some("2017-03-02"));
        check("Stand: 02.03.17", "de", Some("2017-03-02"));
        check("2/3/2017", "fr", Some("2017-03-02"));
        check("03/02/2017", "en-US", Some("2017-03-02"));
        check("03/25/2017", "en", Some("2017-03-25"));
        check("2017年3月2日", "ja", Some("2017-03-02"));
        check("2017년 3월 2일", "ko", Some("2017-03-02"));
        check("2017. 3. 2.", "ko", Some("2017-03-02"));
    }

    #[test]
    fn times_are_read_where_they_stand() {
        check("2 March 2017, 09:15", "en", Some("2017-03-02T09:15"));
        check("2. März 2017 um 9.15 Uhr", "de", Some("2017-03-02T09:15"));
        check("March 2, 2017 at 9:15 p.m.", "en", Some("2017-03-02T21:15"));
        check("2 mars 2017 à 9h15", "fr", Some("2017-03-02T09:15"));
        check("2017-03-02T09:15:30+01:00", "en", Some("2017-03-02T09:15:30+01:00"));
        check("2 March 2017. Some 9 of 15 came", "en", Some("2017-03-02"));
    }

    #[test]
    fn what_is_no_date() {
        for text in
            ["31.02.2017", "Version 1.2.2017.3", "March 2017", "in 2017", "1.02.03.2017", "12/15", "may 20 people 2000"]
        {
            check(text, "en", None);
        }
    }

    #[test]
    fn a_line_of_its_own_is_told_from_a_sentence() {
        let reader = DateReader::default();
        assert!(reader.whole("Thursday, 2 March 2017").is_some());
        assert!(reader.whole("The bridge was closed on 2 March 2017 for the winter.").is_none());
    }
}
