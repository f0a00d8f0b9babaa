//! JSON as writers of records and of pages leave it: read strictly first, then once more with the faults mended that the
//! source is known for.
//!
//! Records come from programs, whose faults are few and do not touch the structure: `NaN`, raw control characters, half of
//! a surrogate pair. All else that is wrong with one is an error. JSON-LD in pages is written by hand and by templates:
//! what can be read of it counts.

use serde_json::{Map, Value};

/// Parses the one JSON value of a record; the flag says that it had to be mended first.
///
/// # Errors
/// If it is no JSON even then, with the position of the first fault. Nesting deeper than 127 is refused too.
pub fn parse(text: &str) -> Result<(Value, bool), serde_json::Error> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok((value, false)),
        Err(error) => error,
    };
    let mut reader = Reader { rest: text, leniency: &RECORD, mended: false };
    match reader.whole() {
        Ok(value) if reader.mended => Ok((value, true)),
        _ => Err(error),
    }
}

/// Reads the values that stand in a script of a page, one after another; what cannot be read ends the reading, what was
/// read until then stays.
pub fn values(source: &str) -> Vec<Value> {
    let trimmed = source.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return vec![value];
    }
    let mut reader = Reader { rest: trimmed, leniency: &PAGE, mended: false };
    let mut values = Vec::new();
    while let Some(start) = reader.rest.find(['{', '[']) {
        // `<![CDATA[` opens no list.
        let is_cdata = reader.rest[..start].ends_with("<!") || reader.rest[..start].ends_with("CDATA");
        reader.rest = &reader.rest[start + usize::from(is_cdata)..];
        if !is_cdata {
            values.extend(reader.value(0).ok().flatten());
        }
    }
    values
}

/// What is mended.
struct Leniency {
    faults: &'static [Fault],
    /// So many objects and lists may be open within one another.
    nesting: usize,
    /// Line breaks and tabs in strings become blanks, other control characters go: the strings are lines to be shown.
    strings_are_lines: bool,
}

/// A departure from RFC 8259.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// `NaN`, `Infinity` or `-Infinity` in the place of a value, as Python's `json` writes them; read as `null`.
    NotFinite,
    /// A control character in a string.
    ControlCharacter,
    /// Half of a surrogate pair in a string; read as U+FFFD.
    LoneSurrogate,
    /// A backslash before a character that needs none, or before no code point.
    Escape,
    /// A quotation mark within a string, which nothing of JSON follows.
    Quote,
    /// Comments, CDATA marks, blanks of other kinds between values.
    Comment,
    /// Commas too many or too few.
    Comma,
    /// A value that is neither a number nor a word of JSON; read as text.
    BareWord,
    /// A name without its value, or something else where a name should stand.
    Member,
    /// The end within a value, or nesting beyond what is read.
    CutOff,
}

const RECORD: Leniency = Leniency {
    faults: &[Fault::NotFinite, Fault::ControlCharacter, Fault::LoneSurrogate],
    nesting: 127,
    strings_are_lines: false,
};
const PAGE: Leniency = Leniency {
    faults: &[
        Fault::ControlCharacter,
        Fault::LoneSurrogate,
        Fault::Escape,
        Fault::Quote,
        Fault::Comment,
        Fault::Comma,
        Fault::BareWord,
        Fault::Member,
        Fault::CutOff,
    ],
    // Beyond this nothing is said about the article.
    nesting: 65,
    strings_are_lines: true,
};

/// A fault that is not mended here.
struct Unreadable;

struct Reader<'a> {
    rest: &'a str,
    leniency: &'static Leniency,
    /// A fault was mended.
    mended: bool,
}

impl Reader<'_> {
    fn mends(&self, fault: Fault) -> bool {
        self.leniency.faults.contains(&fault)
    }

    /// Notes a fault that is mended.
    ///
    /// # Errors
    /// If it is not.
    fn mend(&mut self, fault: Fault) -> Result<(), Unreadable> {
        if !self.mends(fault) {
            return Err(Unreadable);
        }
        self.mended = true;
        Ok(())
    }

    /// Reads a value after which nothing follows.
    fn whole(&mut self) -> Result<Value, Unreadable> {
        let value = self.value(0)?.ok_or(Unreadable)?;
        self.skip()?;
        if self.rest.is_empty() { Ok(value) } else { Err(Unreadable) }
    }

    /// Skips blanks and comments.
    fn skip(&mut self) -> Result<(), Unreadable> {
        loop {
            self.rest = self.rest.trim_start_matches(is_blank);
            let after_blanks =
                self.rest.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
            let end = if after_blanks.len() < self.rest.len() {
                Some(self.rest.len() - after_blanks.len())
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map(|at| at + 2)
            } else if self.rest.starts_with("//") {
                self.rest.find('\n')
            } else if self.rest.starts_with("<!--") {
                Some(4)
            } else {
                return Ok(());
            };
            self.mend(Fault::Comment)?;
            self.rest = end.map_or("", |end| &self.rest[end..]);
        }
    }

    fn take(&mut self, mark: char) -> Result<bool, Unreadable> {
        self.skip()?;
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        Ok(rest.is_some())
    }

    /// Reads one value within `depth` others; an object or list that is cut off gives what came before the cut.
    fn value(&mut self, depth: usize) -> Result<Option<Value>, Unreadable> {
        self.skip()?;
        if self.rest.starts_with(['{', '[']) && depth >= self.leniency.nesting {
            self.mend(Fault::CutOff)?;
            self.rest = "";
            return Ok(None);
        }
        if self.take('{')? {
            return self.members(depth).map(|members| Some(Value::Object(members)));
        }
        if self.take('[')? {
            return self.items(depth).map(|items| Some(Value::Array(items)));
        }
        if self.take('"')? {
            return self.string().map(|text| Some(Value::String(text)));
        }
        let end = self.rest.find([',', '}', ']', '\n']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.word(word)
    }

    /// Reads a value that is neither an object nor a list nor a string.
    fn word(&mut self, word: &str) -> Result<Option<Value>, Unreadable> {
        let word = word.trim_matches(is_blank);
        if let Ok(value) = serde_json::from_str(word) {
            return Ok(Some(value));
        }
        if self.mends(Fault::NotFinite) && ["NaN", "Infinity", "-Infinity"].contains(&word) {
            self.mended = true;
            return Ok(Some(Value::Null));
        }
        self.mend(Fault::BareWord)?;
        let word = word.trim();
        if word.is_empty() {
            return Ok(None);
        }
        let text = || Value::String(word.trim_matches('\'').to_owned());
        Ok(Some(serde_json::from_str(word).unwrap_or_else(|_| text())))
    }

    /// Reads what parts a member or item from the one before it: one comma, and none before the first.
    fn separator(&mut self, is_first: bool, end: char) -> Result<(), Unreadable> {
        let mut commas = 0;
        while self.take(',')? {
            commas += 1;
        }
        let expected = usize::from(!is_first && !self.rest.starts_with(end));
        if commas == expected { Ok(()) } else { self.mend(Fault::Comma) }
    }

    fn members(&mut self, depth: usize) -> Result<Map<String, Value>, Unreadable> {
        let mut members = Map::new();
        for index in 0.. {
            self.separator(index == 0, '}')?;
            if self.rest.is_empty() {
                self.mend(Fault::CutOff)?;
                break;
            }
            if self.take('}')? {
                break;
            }
            if !self.take('"')? {
                // Not a member: whatever it is, the object ends here.
                self.mend(Fault::Member)?;
                let end = self.rest.find('}').map_or(self.rest.len(), |at| at + 1);
                self.rest = &self.rest[end..];
                break;
            }
            let name = self.string()?;
            let value = if self.take(':')? { self.value(depth + 1)? } else { None };
            if let Some(value) = value {
                members.insert(name, value);
            } else {
                self.mend(Fault::Member)?;
            }
        }
        Ok(members)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Value>, Unreadable> {
        let mut items = Vec::new();
        for index in 0.. {
            self.separator(index == 0, ']')?;
            if self.rest.is_empty() {
                self.mend(Fault::CutOff)?;
                break;
            }
            if self.take(']')? {
                break;
            }
            let before = self.rest.len();
            items.extend(self.value(depth + 1)?);
            if self.rest.len() == before {
                // A mark that opens and closes nothing here.
                let mut characters = self.rest.chars();
                characters.next();
                self.rest = characters.as_str();
            }
        }
        Ok(items)
    }

    /// Reads a string after its opening quotation mark.
    fn string(&mut self) -> Result<String, Unreadable> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        let as_lines = self.leniency.strings_are_lines;
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    let after = &self.rest[at + 1..];
                    if !self.mends(Fault::Quote) || ends_string(after) {
                        self.rest = after;
                        return Ok(text);
                    }
                    self.mended = true;
                    text.push('"');
                }
                '\\' => {
                    let Some((start, escape)) = characters.next() else { break };
                    match escape {
                        'n' | 'r' | 't' if as_lines => text.push(' '),
                        'b' | 'f' if as_lines => {}
                        'n' => text.push('\n'),
                        'r' => text.push('\r'),
                        't' => text.push('\t'),
                        'b' => text.push('\u{8}'),
                        'f' => text.push('\u{C}'),
                        'u' => {
                            let (character, length, fault) = code_point(&self.rest[start + 1..]);
                            if let Some(fault) = fault {
                                self.mend(fault)?;
                            }
                            text.push(character);
                            for _ in 0..length {
                                characters.next();
                            }
                        }
                        '"' | '\\' | '/' => text.push(escape),
                        other => {
                            self.mend(Fault::Escape)?;
                            text.push(other);
                        }
                    }
                }
                control if control.is_control() => {
                    if control < ' ' {
                        self.mend(Fault::ControlCharacter)?;
                    }
                    text.push(if as_lines { ' ' } else { control });
                }
                other => text.push(other),
            }
        }
        self.mend(Fault::CutOff)?;
        self.rest = "";
        Ok(text)
    }
}

/// Tells whether a character is white space of JSON.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// Tells whether what follows a quotation mark can follow a string: a mark of the structure, or nothing.
fn ends_string(after: &str) -> bool {
    let next = after.trim_start();
    next.is_empty() || next.starts_with([',', ':', '}', ']'])
}

/// Reads what follows `\u`: a code point, or two surrogates. Returns also how many characters were taken, and what was
/// wrong with them.
fn code_point(rest: &str) -> (char, usize, Option<Fault>) {
    let unit = |rest: &str| rest.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(rest) else { return ('\u{FFFD}', 0, Some(Fault::Escape)) };
    let is_hexadecimal = rest.as_bytes()[..4].iter().all(u8::is_ascii_hexdigit);
    let second = rest.get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(unit);
    let mut decoded = char::decode_utf16([Some(first), second].into_iter().flatten());
    match decoded.next() {
        Some(Ok(character)) => {
            let length = if character.len_utf16() == 2 { 10 } else { 4 };
            (character, length, (!is_hexadecimal).then_some(Fault::Escape))
        }
        _ => ('\u{FFFD}', 4, Some(Fault::LoneSurrogate)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn faults_of_common_writers_of_records_are_mended() {
        let (value, mended) =
            parse("{\"a\": NaN, \"text\": \"NaN\tcut \\ud83d end \\ud83d\\ude00\", \"b\": [-Infinity]}").unwrap();
        assert!(mended);
        assert_eq!(value, json!({"a": null, "text": "NaN\tcut \u{FFFD} end 😀", "b": [null]}));
    }

    #[test]
    fn a_record_that_is_no_json_stays_an_error() {
        for text in [
            "",
            "{\"text\": \"a",
            "{\"a\": NaN,}",
            "{\"a\": NaN} x",
            "{\"a\": NaN b}",
            "{\"a\" NaN}",
            "{a: NaN}",
            "[NaN // why\n]",
            "[NaN, 'a']",
            "[NaN 1]",
            "[,NaN]",
            "[NaN,,1]",
            "[\"a\tb\\x\"]",
            "[\"a\tb\\u+123\"]",
            "[NaN, \"a \"wide\" bridge\"]",
            "\u{FEFF}[NaN]",
            "[NaN\u{A0}]",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
        let nested = |depth: usize| format!("{}\"\t\"{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(127)).is_ok() && parse(&nested(128)).is_err());
    }

    #[test]
    fn large_numbers_keep_their_digits() {
        for source in
            ["{\"n\":123456789012345678901234567890.10}", "{\"n\":123456789012345678901234567890.10,\"m\":NaN}"]
        {
            let (value, _) = parse(source).unwrap();
            assert_eq!(value["n"].to_string(), "123456789012345678901234567890.10");
        }
    }

    fn check(source: &str, expected: &[Value]) {
        assert_eq!(values(source), expected, "{source}");
    }

    #[test]
    fn what_can_be_read_of_a_script_counts() {
        check("{\"a\": [1, 2]}", &[json!({"a": [1, 2]})]);
        check("{\"a\": [1, 2,], \"b\": \"x\",}", &[json!({"a": [1, 2], "b": "x"})]);
        check("/* by a plugin */ {\"a\": // why\n true}", &[json!({"a": true})]);
        check("//<![CDATA[\n{\"a\": \"b\"}\n//]]>", &[json!({"a": "b"})]);
        check("<!-- {\"a\": \"b\"} -->", &[json!({"a": "b"})]);
        check("{\"a\": \"one\ntwo\"}", &[json!({"a": "one two"})]);
        check("{\"a\": \"a \"wide\" bridge\", \"b\": 1}", &[json!({"a": "a \"wide\" bridge", "b": 1})]);
        check("{\"a\": 1}{\"b\": 2}", &[json!({"a": 1}), json!({"b": 2})]);
        check("{\"a\": \"\\u00e9\\ud83d\\ude00\", }", &[json!({"a": "é😀"})]);
        check("{\"a\": 'b', \"c\": NaN}", &[json!({"a": "b", "c": "NaN"})]);
    }

    #[test]
    fn what_is_cut_off_gives_its_head() {
        check("{\"a\": \"b\", \"c\": {\"d\": \"e", &[json!({"a": "b", "c": {"d": "e"}})]);
        check("[[[[", &[json!([[[[]]]])]);
        check("", &[]);
    }

    #[test]
    fn deep_nesting_ends_the_reading() {
        assert_eq!(values(&"[".repeat(100_000)).len(), 1);
        assert_eq!(values(&"{\"a\":".repeat(100_000)).len(), 1);
    }

    proptest! {
        #[test]
        fn a_fault_changes_nothing_else_of_a_record(text in "[\\PC\"\\\\]{0,20}", number in any::<i64>()) {
            let record = json!({"text": text, "n": number, "list": [true, {"inner": text}], "fault": null});
            let faulty = record.to_string().replace("null", "NaN");
            prop_assume!(!text.contains("null") && !text.contains("NaN"));
            prop_assert_eq!(parse(&faulty).unwrap(), (record, true));
        }
    }
}
