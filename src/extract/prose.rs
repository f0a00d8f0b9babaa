//! Whether a text says anything in sentences, lists or verse at all, or only holds what machines write for machines:
//! addresses, log lines, digests, code.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

/// A text of which at least this share of characters stands in machine-made lines is no prose.
const SHARE: f64 = 0.8;
/// A line is machine-made if at least this share of its characters stands in machine-made tokens, and no more of its
/// tokens are words than are machine-made: a list that names each of its addresses has more words than addresses.
const LINE_SHARE: f64 = 0.4;
/// How many bytes of a token are looked at.
const LONGEST: usize = 1024;

/// Tells whether `text` holds nothing but what machines write for machines. An empty text does not.
pub(super) fn is_missing(text: &str) -> bool {
    let (mut machine, mut other) = (0, 0);
    for line in text.lines() {
        let weight = Weight::of(line);
        *if weight.is_machine_made() || is_of_machines(line) { &mut machine } else { &mut other } += weight.all;
        // Whatever the rest is, this much of the text is something else.
        if other as f64 > text.len() as f64 * (1.0 - SHARE) {
            return false;
        }
    }
    machine > 0 && machine as f64 >= (machine + other) as f64 * SHARE
}

/// What a line is made of.
#[derive(Default)]
struct Weight {
    /// Bytes, all but blanks.
    all: usize,
    /// Bytes of machine-made tokens.
    machine: usize,
    /// Machine-made tokens.
    tokens: usize,
    /// Tokens of nothing but letters, marks at their ends aside.
    words: usize,
}

impl Weight {
    fn of(line: &str) -> Self {
        let mut weight = Weight::default();
        for token in line.split_whitespace() {
            weight.all += token.len();
            let word = token.trim_end_matches([',', '.', ';', ':', '!', '?', '”', '’', '"']);
            let word = word.trim_start_matches(['“', '‘', '"', '(']);
            if is_word(word) {
                weight.words += usize::from(word.chars().nth(1).is_some());
            } else if !is_number(word) && is_machine_made(token) {
                weight.machine += token.len();
                weight.tokens += 1;
            }
        }
        weight
    }

    fn is_machine_made(&self) -> bool {
        self.tokens > 0 && self.words <= self.tokens && self.machine as f64 >= self.all as f64 * LINE_SHARE
    }
}

/// Tells whether a line has a shape that programs give to lines, whatever words stand in it: a log's, a setting's, a
/// statement's.
fn is_of_machines(line: &str) -> bool {
    static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
        RegexBuilder::new(
            r#"(?x)^(?:
              \[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d.{0,60}\b(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|TRACE)\b
            | [A-Z][a-z]{2}\ {1,2}\d{1,2}\ \d\d:\d\d:\d\d\ \S+\ [\w./-]+(\[\d+\])?:\     # syslog (RFC 3164)
            | [a-z][\w.-]{2,}\ ?=\ ?\S                            # a setting
            | \[\[?[\w.:-]+\]?\]$                                # and the section that it stands in
            | @[a-z]+\{                                            # BibTeX
            | (INSERT\ INTO|CREATE\ TABLE|DROP\ TABLE|ALTER\ TABLE|LOCK\ TABLES)\      # SQL
            | \{\d+\}\{\d+\}                                    # MicroDVD subtitles
            | (User-agent|Disallow|Allow|Crawl-delay|Sitemap):      # the Robots Exclusion Protocol (RFC 9309)
            | [0-9a-f]{6,8}:?\ +([0-9a-f]{2,4}\ ){4}               # a hexadecimal dump
            )"#,
        )
        .unicode(false)
        .build()
        .expect("the pattern is valid")
    });
    SHAPES.is_match(line.as_bytes())
}

/// Tells whether a token is a word, also one with a hyphen or an apostrophe in it.
fn is_word(token: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-');
    !token.is_empty() && token.len() < LONGEST && token.chars().all(is_letter)
}

/// Tells whether a token is a number as people write it: one with more stops is one of a network.
fn is_number(token: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%' | b'$' | b'+' | b'-');
    (1..16).contains(&token.len())
        && token.bytes().all(is_digit)
        && token.bytes().filter(|byte| *byte == b'.').count() < 2
}

/// Tells whether a token is an address, a number of a network, a path, a digest, a moment in machine form, an assignment or a
/// piece of code.
fn is_machine_made(token: &str) -> bool {
    static MACHINE: LazyLock<Regex> = LazyLock::new(|| {
        // Only ASCII is looked at, which keeps the pattern small.
        RegexBuilder::new(
            r#"(?x)
            ://                                             # an address with its scheme
            | ^["'(<\[]?www\.                               # and one without
            | ^[\w.+-]+@[\w-]+(\.[\w-]+)+[,;]?$             # a mailbox
            | ^\[?\d{1,3}(\.\d{1,3}){3}(:\d+)?\]?,?$        # an IPv4 address
            | ^[\w-]+(\.[\w-]+)+/\S*$                       # a host and a path
            | ^"?/[\w.~%-]+(/[\w.~%-]*)+([?\#]\S*)?"?$      # a path
            | ^[0-9a-f]{8}-?([0-9a-f]{4,}-?){2,}$           # a digest or a UUID
            | ^\[?\d{1,2}/\w{3}/\d{4}:\d\d:\d\d:\d\d        # a log's moment
            | ^\[?\d{4}-\d\d-\d\dT\d\d:\d\d                 # ISO 8601
            | ^\[?\d\d:\d\d:\d\d[.,]\d+                     # a time to fractions of a second
            | HTTP/\d                                       # a request
            | ^"?(Mozilla|AppleWebKit|Chrome|Safari|Gecko|curl|Wget)/\d
            | ^"?[A-Za-z_][\w.-]*=\S                        # an assignment
            | ^</?[a-z][\w:-]*>?$ | ^/>$                    # a tag
            | [{}]$ | [)\]];$ | ^[{}()\[\];]+$ | \w\(.*\)[;,)]*$ | ^\w+\(\w+,?$ | ==|=>|->|::|&&|\|\|
            | \\[a-z]+\{                                    # TeX
            "#,
        )
        .unicode(false)
        .build()
        .expect("the pattern is valid")
    });
    // The beginning of a row without blanks tells as much as all of it.
    let token = &token[..token.floor_char_boundary(LONGEST)];
    has_sign(token) && token.is_ascii() && MACHINE.is_match(token.as_bytes()) || is_base64(token)
}

/// Tells whether a token has what each of these has: a sign that is no punctuation of prose, several stops, or the length
/// of a digest.
fn has_sign(token: &str) -> bool {
    let is_sign = |byte: u8| {
        matches!(byte, b':' | b'/' | b'@' | b'=' | b'<' | b'>' | b'(' | b')' | b'[' | b']')
            || matches!(byte, b'{' | b'}' | b';' | b'&' | b'|' | b'\\')
    };
    token.len() >= 16 || token.bytes().any(is_sign) || token.bytes().filter(|byte| *byte == b'.').count() > 1
}

/// A row of letters and figures without a break, longer than words are, in which capitals and figures stand anywhere.
fn is_base64(token: &str) -> bool {
    let bytes = token.as_bytes();
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    bytes.len() >= 24
        && bytes.iter().all(is_digit)
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_machines_write_is_no_prose() {
        for text in [
            "https://a.example/ferry\n\nhttps://b.example/crane?id=3\n\nwww.c.example/mill",
            "192.0.2.7 - - [05/Mar/2024:09:00:00 +0100] \"GET /ferry.html HTTP/1.1\" 200 2326 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
            "2024-03-05T09:00:00Z level=info msg=started port=8080",
            "mara@ferry.example\n\ntom@crane.example",
            "VGhlIGZlcnJ5IGxlZnQgYXQgbm9vbiBhbmQgbm9ib2R5",
            "int main() {\n\n  return run(argc, argv);\n\n}",
            "2024-01-01 10:00:00,123 - root - ERROR - the ferry did not answer in time",
            "Mar  5 09:00:01 pier sshd[312]: Accepted key for mara from the office",
            "name = ferry\n\n[engine]\n\nmode = \"slow and steady\"",
            "INSERT INTO ferries VALUES (1, 'the old one');\n\nINSERT INTO ferries VALUES (2, 'the new one');",
            "@article{ferry2024,\n\ntitle = {The ferry left},\n\nyear = 2024",
            "User-agent: *\n\nDisallow: /quay/",
            "[ ( ( P@ ( ( ( ( P@ ( ( ( ( ( ( ( P@ 0 obj <> ( ( (",
            "d41d8cd98f00b204e9800998ecf8427e  a.iso\n\n0cc175b9c0f1b6a831c399e269772661  b.iso",
        ] {
            assert!(is_missing(text), "{text}");
        }
    }

    #[test]
    fn lists_verse_tables_and_tickers_are_prose() {
        for text in [
            "",
            "The ferry left.",
            "Sources\n\nHarbour office: https://a.example/ferry\n\nThe crane’s log: https://b.example/crane",
            "09:15 The ferry leaves.\n\n09:40 Fog on the water.\n\n10:02 It is back.",
            "Ferry\t12\t9\n\nCrane\t3\t4",
            "1. Mara Lindqvist 12:04.6\n\n2. Tom O’Shea 12:09.1",
            "ACME 12.40 +0.3 %\n\nFERRY 3.10 -1.2 %",
            "— Who goes there?\n\n— Nobody.",
            "(And so on.)",
            "2 + 2 = 4",
            "E = mc² is what he wrote on the board that day, and nobody laughed.\n\nThey left.",
            "[2024-03-05 09:00:00] Mara: are you there?\n\n[2024-03-05 09:00:12] Tom: on the quay",
            "Serves: 4\n\nTime: 20 minutes",
        ] {
            assert!(!is_missing(text), "{text}");
        }
    }
}
