//! JSON as pages write it: with comments, CDATA marks, trailing commas, raw control characters, and cut off.

use serde_json::{Map, Value};

/// Nesting beyond this holds nothing about the article.
const DEEPEST: usize = 64;

/// Reads the values that stand in `source` one after another; what cannot be read ends the reading, what was read
/// until then stays.
pub(super) fn read(source: &str) -> Vec<Value> {
    let trimmed = source.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return vec![value];
    }
    let mut reader = Reader { rest: trimmed };
    let mut values = Vec::new();
    while let Some(start) = reader.rest.find(['{', '[']) {
        // `<![CDATA[` opens no list.
        let cdata = reader.rest[..start].ends_with("<!") || reader.rest[..start].ends_with("CDATA");
        reader.rest = &reader.rest[start + usize::from(cdata)..];
        if !cdata {
            values.extend(reader.value(0));
        }
    }
    values
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Skips blanks and comments.
    fn skip(&mut self) {
        loop {
            self.rest =
                self.rest.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
            let end = if self.rest.starts_with("/*") {
                self.rest.find("*/").map(|at| at + 2)
            } else if self.rest.starts_with("//") {
                self.rest.find('\n')
            } else if self.rest.starts_with("<!--") {
                Some(4)
            } else {
                return;
            };
            self.rest = end.map_or("", |end| &self.rest[end..]);
        }
    }

    fn take(&mut self, mark: char) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads one value; an object or list that is cut off gives what came before the cut.
    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            self.rest = "";
            return None;
        }
        if self.take('{') {
            return Some(Value::Object(self.members(depth)));
        }
        if self.take('[') {
            return Some(Value::Array(self.items(depth)));
        }
        if self.take('"') {
            return Some(Value::String(self.string()));
        }
        let end = self.rest.find([',', '}', ']', '\n']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word.trim() {
            "" => None,
            word => {
                Some(serde_json::from_str(word).unwrap_or_else(|_| Value::String(word.trim_matches('\'').to_owned())))
            }
        }
    }

    fn members(&mut self, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        loop {
            while self.take(',') {}
            if self.rest.is_empty() || self.take('}') {
                return members;
            }
            if !self.take('"') {
                // Not a member: whatever it is, the object ends here.
                let end = self.rest.find('}').map_or(self.rest.len(), |at| at + 1);
                self.rest = &self.rest[end..];
                return members;
            }
            let name = self.string();
            if self.take(':')
                && let Some(value) = self.value(depth + 1)
            {
                members.insert(name, value);
            }
        }
    }

    fn items(&mut self, depth: usize) -> Vec<Value> {
        let mut items = Vec::new();
        loop {
            while self.take(',') {}
            if self.rest.is_empty() || self.take(']') {
                return items;
            }
            let before = self.rest.len();
            items.extend(self.value(depth + 1));
            if self.rest.len() == before {
                // A mark that opens and closes nothing here.
                let mut characters = self.rest.chars();
                characters.next();
                self.rest = characters.as_str();
            }
        }
    }

    /// Reads a string after its opening quote. A quote that nothing of JSON follows is part of the text: pages
    /// forget to escape them.
    fn string(&mut self) -> String {
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    let after = &self.rest[at + 1..];
                    let next = after.trim_start();
                    if next.is_empty() || next.starts_with([',', ':', '}', ']']) {
                        self.rest = after;
                        return text;
                    }
                    text.push('"');
                }
                '\\' => {
                    let Some((start, escape)) = characters.next() else { break };
                    match escape {
                        'n' | 'r' | 't' => text.push(' '),
                        'b' | 'f' => {}
                        'u' => {
                            let (character, length) = unicode(&self.rest[start + 1..]);
                            text.push(character);
                            for _ in 0..length {
                                characters.next();
                            }
                        }
                        other => text.push(other),
                    }
                }
                control if control.is_control() => text.push(' '),
                other => text.push(other),
            }
        }
        self.rest = "";
        text
    }
}

/// Reads what follows `\u`: a code point, or two surrogates. Returns how many characters were taken.
fn unicode(rest: &str) -> (char, usize) {
    let unit = |rest: &str| rest.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(rest) else { return ('\u{FFFD}', 0) };
    let second = rest.get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(unit);
    let mut decoded = char::decode_utf16([Some(first), second].into_iter().flatten());
    match decoded.next() {
        Some(Ok(character)) => (character, if character.len_utf16() == 2 { 10 } else { 4 }),
        _ => ('\u{FFFD}', 4),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(source: &str, expected: &[Value]) {
        assert_eq!(read(source), expected, "{source}");
    }

    #[test]
    fn sloppy_json_is_read() {
        check("{\"a\": [1, 2]}", &[json!({"a": [1, 2]})]);
        check("{\"a\": [1, 2,], \"b\": \"x\",}", &[json!({"a": [1, 2], "b": "x"})]);
        check("/* by a plugin */ {\"a\": // why\n true}", &[json!({"a": true})]);
        check("//<![CDATA[\n{\"a\": \"b\"}\n//]]>", &[json!({"a": "b"})]);
        check("<!-- {\"a\": \"b\"} -->", &[json!({"a": "b"})]);
        check("{\"a\": \"one\ntwo\"}", &[json!({"a": "one two"})]);
        check("{\"a\": \"a \"wide\" bridge\", \"b\": 1}", &[json!({"a": "a \"wide\" bridge", "b": 1})]);
        check("{\"a\": 1}{\"b\": 2}", &[json!({"a": 1}), json!({"b": 2})]);
        check("{\"a\": \"\\u00e9\\ud83d\\ude00\", }", &[json!({"a": "é😀"})]);
    }

    #[test]
    fn what_is_cut_off_gives_its_head() {
        check("{\"a\": \"b\", \"c\": {\"d\": \"e", &[json!({"a": "b", "c": {"d": "e"}})]);
        check("[[[[", &[json!([[[[]]]])]);
        check("", &[]);
    }

    #[test]
    fn deep_nesting_ends_the_reading() {
        read(&"[".repeat(100_000));
        read(&"{\"a\":".repeat(100_000));
    }
}
