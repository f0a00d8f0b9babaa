//! What a page says of its own encoding: the WHATWG prescan, and an XML declaration.
//!
//! Source: HTML Standard, "prescan a byte stream to determine its encoding" (13.2.3.2), and XML 1.0, appendix F.

use encoding_rs::Encoding;

/// How many bytes browsers look through. A page that says it later is heard too, for nothing else waits for its answer.
const LOOKED_THROUGH: usize = 64 * 1024;

/// Returns the encoding that a page declares.
pub fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(LOOKED_THROUGH)];
    xml_declaration(bytes).or_else(|| Scanner { bytes, at: 0 }.find())
}

/// Reads `<?xml … encoding="…"?>` at the very start.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', rest)?;
    let at = memchr::memmem::find(&rest[..end], b"encoding")? + "encoding".len();
    let rest = rest[at..end].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let value = &rest[1..];
    let label = &value[..memchr::memchr(quote, value)?];
    meant(Encoding::for_label(label)?)
}

/// A page that can be read as ASCII so far is not UTF-16, whatever it says.
fn meant(encoding: &'static Encoding) -> Option<&'static Encoding> {
    Some(if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
        encoding_rs::UTF_8
    } else if encoding == encoding_rs::X_USER_DEFINED {
        encoding_rs::WINDOWS_1252
    } else {
        encoding
    })
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// An attribute, name and value in lower case.
type Attribute = (Vec<u8>, Vec<u8>);

impl Scanner<'_> {
    fn find(&mut self) -> Option<&'static Encoding> {
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            if rest.starts_with(b"<!--") {
                // `<!-->` is a whole comment: the dashes may be the same.
                self.at += memchr::memmem::find(&rest[2..], b"-->").map_or(rest.len(), |end| 2 + end + 2);
            } else if is_meta(rest) {
                self.at += "<meta".len();
                if let Some(encoding) = self.meta() {
                    return Some(encoding);
                }
            } else if is_tag(rest) {
                let end = rest.iter().position(|byte| matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ' | b'>'));
                self.at += end.unwrap_or(rest.len());
                while self.attribute().is_some() {}
            } else if matches!(rest, [b'<', b'!' | b'/' | b'?', ..]) {
                self.at += memchr::memchr(b'>', rest).unwrap_or(rest.len());
            }
            self.at += 1;
        }
        None
    }

    fn meta(&mut self) -> Option<&'static Encoding> {
        let mut seen: Vec<Vec<u8>> = Vec::new();
        let (mut got_pragma, mut need_pragma, mut charset) = (false, None, None);
        while let Some((name, value)) = self.attribute() {
            if seen.contains(&name) {
                continue;
            }
            match name.as_slice() {
                b"http-equiv" => got_pragma |= value == b"content-type",
                b"content" if charset.is_none() => {
                    if let Some(encoding) = from_content(&value) {
                        charset = Some(encoding);
                        need_pragma = Some(true);
                    }
                }
                b"charset" => {
                    charset = Encoding::for_label(&value);
                    need_pragma = Some(false);
                }
                _ => {}
            }
            seen.push(name);
        }
        match need_pragma? {
            true if !got_pragma => None,
            _ => charset.and_then(meant),
        }
    }

    /// Reads the next attribute of a tag ("get an attribute"); `None` at the tag's end, which is left in place.
    fn attribute(&mut self) -> Option<Attribute> {
        while matches!(self.bytes.get(self.at), Some(b'\t' | b'\n' | 0x0C | b'\r' | b' ' | b'/')) {
            self.at += 1;
        }
        if matches!(self.bytes.get(self.at), None | Some(b'>')) {
            return None;
        }
        let mut name = Vec::new();
        loop {
            match *self.bytes.get(self.at)? {
                b'=' if !name.is_empty() => break,
                b'\t' | b'\n' | 0x0C | b'\r' | b' ' => {
                    self.skip_blanks();
                    if self.bytes.get(self.at)? != &b'=' {
                        return Some((name, Vec::new()));
                    }
                    break;
                }
                b'/' | b'>' => return Some((name, Vec::new())),
                byte => name.push(byte.to_ascii_lowercase()),
            }
            self.at += 1;
        }
        self.at += 1;
        self.skip_blanks();
        Some((name, self.value()?))
    }

    fn skip_blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b'\t' | b'\n' | 0x0C | b'\r' | b' ')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        let quote = *self.bytes.get(self.at)?;
        if matches!(quote, b'"' | b'\'') {
            self.at += 1;
            loop {
                let byte = *self.bytes.get(self.at)?;
                self.at += 1;
                if byte == quote {
                    return Some(value);
                }
                value.push(byte.to_ascii_lowercase());
            }
        }
        loop {
            match *self.bytes.get(self.at)? {
                b'\t' | b'\n' | 0x0C | b'\r' | b' ' | b'>' => return Some(value),
                byte => value.push(byte.to_ascii_lowercase()),
            }
            self.at += 1;
        }
    }
}

fn is_meta(rest: &[u8]) -> bool {
    rest.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"<meta"))
        && matches!(rest.get(5), Some(b'\t' | b'\n' | 0x0C | b'\r' | b' ' | b'/'))
}

fn is_tag(rest: &[u8]) -> bool {
    match rest {
        [b'<', b'/', byte, ..] | [b'<', byte, ..] => byte.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Reads the charset out of a `content` value ("extracting a character encoding from a meta element").
fn from_content(value: &[u8]) -> Option<&'static Encoding> {
    let mut rest = value;
    loop {
        let at = memchr::memmem::find(rest, b"charset")? + "charset".len();
        rest = rest[at..].trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b"=") {
            rest = after.trim_ascii_start();
            break;
        }
    }
    let label = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let inner = &rest[1..];
            &inner[..memchr::memchr(*quote, inner)?]
        }
        _ => {
            let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b';').unwrap_or(rest.len());
            &rest[..end]
        }
    };
    Encoding::for_label(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        assert_eq!(prescan(page.as_bytes()).map(Encoding::name), expected, "{page}");
    }

    #[test]
    fn a_meta_element_declares() {
        check("<meta charset=iso-8859-2>", Some("ISO-8859-2"));
        check("<title>a</title><META Charset = 'KOI8-R' >", Some("KOI8-R"));
        check("<meta http-equiv=Content-Type content='text/html; charset=\"euc-jp\"'>", Some("EUC-JP"));
        check("<meta content='text/html; charset=euc-jp'>", None);
        check("<meta charset=nonsense>", None);
        check("<meta charset=utf-16le>", Some("UTF-8"));
    }

    #[test]
    fn what_only_looks_like_one_does_not() {
        check("<!-- <meta charset=iso-8859-2> -->", None);
        check("<!--><meta charset=iso-8859-2>", Some("ISO-8859-2"));
        check("<a title='<meta charset=iso-8859-2>'>", None);
        check("<metadata charset=iso-8859-2>", None);
        check("<meta charset=iso-8859-2", None);
    }

    #[test]
    fn an_xml_declaration_declares() {
        check("<?xml version='1.0' encoding='windows-1251'?><html>", Some("windows-1251"));
        check(" <?xml version='1.0' encoding='windows-1251'?>", None);
    }
}
