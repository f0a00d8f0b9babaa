//! The tokenizer of pages (HTML Standard, 13.2.5, "Tokenization"), for html5ever's tree builder.
//!
//! html5ever has a tokenizer of its own. It takes a page in pieces of any size, and so has to look at one character after
//! the other. Here the page lies whole in memory: what ends a run is searched for, and texts and values are slices of
//! the page instead of copies. The tokens are the same, except for what is not used: the text of comments, the attributes
//! of end tags, and NUL characters.

mod character_reference;
mod raw_text;

use std::borrow::Cow;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, CommentToken, DoctypeToken, EOFToken, Tag, TagKind, TagToken, Token, TokenSink,
    TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use memchr::{memchr, memchr2_iter, memmem};

use self::character_reference::{ReferencePlace, reference};
use self::raw_text::{end_tag, is_blank, script_end};

/// Every attribute is compared with those before it; written by hand or by a machine, no element of a real page has
/// more than this.
const MOST_ATTRIBUTES: usize = 256;

/// Reads `page` and hands its tokens to `sink`.
pub(super) fn read<Sink: TokenSink>(page: &str, sink: &Sink) {
    let page = page.strip_prefix('\u{FEFF}').unwrap_or(page);
    let page = StrTendril::from(&*normalized(page));
    PageReader { page: &page, at: 0, names: vec![local_name!(""); RECENT_NAMES], sink }.read();
}

/// Returns `page` with every line break as one line feed (13.2.3.5, "Preprocessing the input stream"), and without NUL.
fn normalized(page: &str) -> Cow<'_, str> {
    let bytes = page.as_bytes();
    let mut normal = String::new();
    let mut copied = 0;
    for at in memchr2_iter(b'\r', 0, bytes) {
        normal.push_str(&page[copied..at]);
        copied = at + 1;
        if bytes[at] == b'\r' && bytes.get(copied) != Some(&b'\n') {
            normal.push('\n');
        }
    }
    if copied == 0 {
        return Cow::Borrowed(page);
    }
    normal.push_str(&page[copied..]);
    Cow::Owned(normal)
}

struct PageReader<'a, Sink> {
    page: &'a StrTendril,
    at: usize,
    /// A cache of names that were read, each at the index that its letters hash to: a page repeats few names, and
    /// html5ever's own table is larger and slower.
    names: Vec<LocalName>,
    sink: &'a Sink,
}

/// A power of two.
const RECENT_NAMES: usize = 512;

impl<Sink: TokenSink> PageReader<'_, Sink> {
    fn read(&mut self) {
        loop {
            let markup = self.next_markup();
            self.text(self.at, markup, true);
            self.at = markup;
            if markup == self.page.len() {
                break;
            }
            self.markup();
        }
        self.tell(EOFToken);
        self.sink.end();
    }

    /// Returns where the next `<` stands that is more than a sign of the text.
    fn next_markup(&self) -> usize {
        let mut from = self.at;
        while let Some(found) = memchr(b'<', &self.bytes()[from..]) {
            let next = self.byte(from + found + 1);
            let opens = match next {
                Some(b'/') => self.byte(from + found + 2).is_some(),
                Some(next) => next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'),
                None => false,
            };
            if opens {
                return from + found;
            }
            from += found + 1;
        }
        self.page.len()
    }

    /// Reads what begins with the `<` that comes next.
    fn markup(&mut self) {
        match (self.byte(self.at + 1), self.byte(self.at + 2)) {
            (Some(b'!'), _) => {
                self.at += 2;
                self.declaration();
            }
            (Some(b'/'), Some(b'>')) => self.at += 3,
            (Some(b'/'), Some(name)) if name.is_ascii_alphabetic() => {
                self.at += 2;
                self.tag(TagKind::EndTag);
            }
            (Some(b'/'), _) => {
                self.at += 2;
                self.bogus_comment();
            }
            (Some(b'?'), _) => {
                self.at += 1;
                self.bogus_comment();
            }
            _ => {
                self.at += 1;
                self.tag(TagKind::StartTag);
            }
        }
    }

    /// Reads a tag from its name on, and what the builder then says is text without markup. A tag that the page's end
    /// cuts off is none.
    fn tag(&mut self, kind: TagKind) {
        let start = self.at;
        self.at = self.end_of(start, |byte| is_blank(byte) || matches!(byte, b'/' | b'>'));
        let name = self.name(start, self.at);
        let Some((attrs, self_closing)) = self.attributes(kind) else {
            self.at = self.page.len();
            return;
        };
        let tag = Tag { kind, name: name.clone(), self_closing, attrs, had_duplicate_attributes: false };
        match self.send(TagToken(tag)) {
            TokenSinkResult::RawData(kind) => self.raw_text(kind, &name),
            TokenSinkResult::Plaintext => {
                self.text(self.at, self.page.len(), false);
                self.at = self.page.len();
            }
            // Scripts are not run, and the page is already decoded.
            TokenSinkResult::Continue | TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => {}
        }
    }

    /// Reads the attributes of a tag and its end; tells also whether it closes itself. `None` where the page ends before.
    fn attributes(&mut self, kind: TagKind) -> Option<(Vec<Attribute>, bool)> {
        let mut attributes: Vec<Attribute> = Vec::new();
        loop {
            self.skip_blanks();
            match self.byte(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some((attributes, false));
                }
                b'/' => {
                    self.at += 1;
                    if self.byte(self.at) == Some(b'>') {
                        self.at += 1;
                        return Some((attributes, true));
                    }
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            // The first character is part of the name, even if it is `=`.
            let end = self.end_of(start + 1, |byte| is_blank(byte) || matches!(byte, b'/' | b'>' | b'='));
            self.at = end;
            self.skip_blanks();
            let value = if self.byte(self.at) == Some(b'=') {
                self.at += 1;
                self.value()?
            } else {
                0..0
            };
            if kind == TagKind::StartTag && attributes.len() < MOST_ATTRIBUTES {
                let name = self.name(start, end);
                if attributes.iter().all(|attribute| attribute.name.local != name) {
                    let value = self.decoded(value.start, value.end, ReferencePlace::Value);
                    attributes.push(Attribute { name: QualName::new(None, ns!(), name), value });
                }
            }
        }
    }

    /// Reads the value of an attribute and returns where it stands. `None` where the page ends before it does.
    fn value(&mut self) -> Option<std::ops::Range<usize>> {
        self.skip_blanks();
        match self.byte(self.at)? {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let end = start + memchr(quote, &self.bytes()[start..])?;
                self.at = end + 1;
                Some(start..end)
            }
            _ => {
                let start = self.at;
                self.at = self.end_of(start, |byte| is_blank(byte) || byte == b'>');
                Some(start..self.at)
            }
        }
    }

    /// Reads text without markup up to the end tag of the element `name`.
    fn raw_text(&mut self, kind: RawKind, name: &str) {
        let end = match kind {
            RawKind::ScriptData => script_end(self.bytes(), self.at),
            _ => end_tag(self.bytes(), self.at, name),
        };
        self.text(self.at, end, kind == RawKind::Rcdata);
        self.at = end;
        if end < self.page.len() {
            self.at += 2;
            self.tag(TagKind::EndTag);
        }
    }

    /// Reads what follows `<!`.
    fn declaration(&mut self) {
        let rest = &self.page[self.at..];
        if rest.starts_with("--") {
            self.at += 2;
            self.comment();
        } else if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("doctype")) {
            self.doctype();
        } else if rest.starts_with("[CDATA[") && self.sink.adjusted_current_node_present_but_not_in_html_namespace() {
            let start = self.at + "[CDATA[".len();
            let end = memmem::find(&self.bytes()[start..], b"]]>").map(|found| start + found);
            self.text(start, end.unwrap_or(self.page.len()), false);
            self.at = end.map_or(self.page.len(), |end| end + 3);
        } else {
            self.bogus_comment();
        }
    }

    /// Reads a comment from its first character on.
    fn comment(&mut self) {
        let start = self.at;
        let mut at = start;
        let end = loop {
            let Some(found) = memchr(b'>', &self.bytes()[at..]) else { break self.page.len() };
            at += found + 1;
            let inside = &self.bytes()[start..at - 1];
            if matches!(inside, b"" | b"-") || inside.ends_with(b"--") || inside.ends_with(b"--!") {
                break at;
            }
        };
        self.at = end;
        self.tell(CommentToken(StrTendril::new()));
    }

    /// Reads what browsers take for a comment: up to the next `>`.
    fn bogus_comment(&mut self) {
        self.at = self.past_mark();
        self.tell(CommentToken(StrTendril::new()));
    }

    /// Reads the document type. It stands once on a page and has many states; html5ever knows them.
    fn doctype(&mut self) {
        let start = self.at - "<!".len();
        self.at = self.past_mark();
        let input = BufferQueue::default();
        input.push_back(self.slice(start, self.at));
        let tokenizer = Tokenizer::new(DoctypeOnly(self.sink), TokenizerOpts::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
    }

    /// Sends a stretch of the page as text, its references decoded where there may be such in it.
    fn text(&self, start: usize, end: usize, has_references: bool) {
        if start < end {
            let text =
                if has_references { self.decoded(start, end, ReferencePlace::Text) } else { self.slice(start, end) };
            self.tell(CharacterTokens(text));
        }
    }

    /// Returns a stretch of the page with its references decoded.
    fn decoded(&self, start: usize, end: usize, place: ReferencePlace) -> StrTendril {
        let text = &self.page[start..end];
        let Some(first) = memchr(b'&', text.as_bytes()) else { return self.slice(start, end) };
        let mut decoded = self.slice(start, start + first);
        let mut rest = &text[first..];
        while let Some(after) = rest.strip_prefix('&') {
            let length = match reference(after, place) {
                Some((characters, length)) => {
                    characters.into_iter().flatten().for_each(|character| decoded.push_char(character));
                    length
                }
                None => {
                    decoded.push_char('&');
                    0
                }
            };
            let end = memchr(b'&', &after.as_bytes()[length..]).map_or(after.len(), |found| length + found);
            decoded.push_slice(&after[length..end]);
            rest = &after[end..];
        }
        decoded
    }

    fn slice(&self, start: usize, end: usize) -> StrTendril {
        let offset = |at: usize| u32::try_from(at).expect("html5ever's texts are no longer than 4 GB");
        self.page.subtendril(offset(start), offset(end - start))
    }

    /// Returns a name in lower case.
    fn name(&mut self, start: usize, end: usize) -> LocalName {
        let name = &self.page[start..end];
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return LocalName::from(name.to_ascii_lowercase());
        }
        let place = name.bytes().fold(0, |place: usize, byte| place.wrapping_mul(31) + usize::from(byte));
        let lately = &mut self.names[place % RECENT_NAMES];
        if **lately != *name {
            *lately = LocalName::from(name);
        }
        lately.clone()
    }

    fn bytes(&self) -> &[u8] {
        self.page.as_bytes()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes().get(at).copied()
    }

    /// Returns where the first byte from `at` on stands that ends a name; the page's end if there is none.
    fn end_of(&self, at: usize, ends: impl Fn(u8) -> bool) -> usize {
        self.bytes()[at..].iter().position(|&byte| ends(byte)).map_or(self.page.len(), |offset| at + offset)
    }

    fn skip_blanks(&mut self) {
        self.at = self.end_of(self.at, |byte| !is_blank(byte));
    }

    /// Returns the place after the next `>`.
    fn past_mark(&self) -> usize {
        memchr(b'>', &self.bytes()[self.at..]).map_or(self.page.len(), |found| self.at + found + 1)
    }

    /// Sends a token whose result does not matter.
    fn tell(&self, token: Token) {
        let _ = self.send(token);
    }

    fn send(&self, token: Token) -> TokenSinkResult<Sink::Handle> {
        // Line numbers are only for reports of errors, which are not used.
        self.sink.process_token(token, 1)
    }
}

/// Passes nothing on but a document type.
struct DoctypeOnly<'a, Sink>(&'a Sink);

impl<Sink: TokenSink> TokenSink for DoctypeOnly<'_, Sink> {
    type Handle = Sink::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Sink::Handle> {
        match token {
            DoctypeToken(_) => self.0.process_token(token, line),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;

    use super::*;

    /// Writes tokens down as far as they matter, text in one piece, and answers as a builder of trees does.
    #[derive(Default)]
    struct Record(RefCell<Vec<String>>);

    impl TokenSink for Record {
        type Handle = ();

        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            let mut record = self.0.borrow_mut();
            match token {
                CharacterTokens(text) => match record.last_mut().filter(|last| last.starts_with("text ")) {
                    Some(last) => last.push_str(&text),
                    None => record.push(format!("text {text}")),
                },
                CommentToken(_) => record.push("comment".into()),
                DoctypeToken(doctype) => record.push(format!("{doctype:?}")),
                EOFToken => record.push("end".into()),
                TagToken(tag) => {
                    let attributes = tag.attrs.iter().map(|given| format!(" {}={:?}", given.name.local, &*given.value));
                    let attributes: String = attributes.filter(|_| tag.kind == TagKind::StartTag).collect();
                    let closes = if tag.self_closing { " /" } else { "" };
                    record.push(format!("{:?} {}{attributes}{closes}", tag.kind, tag.name));
                    return match (tag.kind, &*tag.name) {
                        (TagKind::StartTag, "script") => TokenSinkResult::RawData(RawKind::ScriptData),
                        (TagKind::StartTag, "title") => TokenSinkResult::RawData(RawKind::Rcdata),
                        (TagKind::StartTag, "style") => TokenSinkResult::RawData(RawKind::Rawtext),
                        (TagKind::StartTag, "plaintext") => TokenSinkResult::Plaintext,
                        _ => TokenSinkResult::Continue,
                    };
                }
                _ => {}
            }
            TokenSinkResult::Continue
        }

        fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
            self.0.borrow().iter().any(|token| token.starts_with("StartTag svg"))
        }
    }

    /// Compares our tokens of a page with those of html5ever.
    fn check(page: &str) {
        let ours = Record::default();
        read(page, &ours);
        let theirs = Tokenizer::new(Record::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(page.into());
        while !matches!(theirs.feed(&input), html5ever::TokenizerResult::Done) {}
        theirs.end();
        assert_eq!(*ours.0.borrow(), *theirs.sink.0.borrow(), "{page:?}");
    }

    #[test]
    fn tags_are_cut_out_as_the_standard_says() {
        for page in [
            "",
            "a<b",
            "a < b",
            "<",
            "</",
            "</>x",
            "</ x>y",
            "<p",
            "<p a",
            "<p a=",
            "<p a='",
            "<P Class=A ID='b c' x>y</P z=1>",
            "<a/b/c=d/e>",
            "<br/>",
            "<br / >",
            "<a =b==c d= e='f'g=\"h\"i>",
            "<a a=1 A=2 b=>x",
            "<p\r\na\r=\n'x\r\ny'>\r\r\n",
            "<?php x ?>y",
            "<!x>y",
            "<!-->x",
            "<!--->x",
            "<!---->x",
            "<!--a-->b",
            "<!--a--!>b",
            "<!--a->b-->c",
            "<!-- > -- > --x>",
            "<!---!>x-->y",
            "<!--",
            "<!--a--",
            "<!doctype html>x",
            "<!DOCTYPE html PUBLIC \"a>b\" 'c'>",
            "<!doctype",
            "<!doc type>",
            "\u{FEFF}x",
            "<svg><![CDATA[a<b>&amp;]]>c",
            "<![CDATA[a]]>b",
            "<svg><![CDATA[a",
            "é<é>é</é>",
        ] {
            check(page);
        }
    }

    #[test]
    fn text_without_markup_ends_where_the_standard_says() {
        for page in [
            "<title>a<b>&amp;</title >c",
            "<title>a</titles></TITLE/>b",
            "<style>a</style",
            "<style>&amp;</style\nx>b</style>",
            "<script>a</script>b",
            "<script><!--a</script>b",
            "<script><!--<script>a</script>b--></script>c",
            "<script><!-->a<script></script>b",
            "<script><!--<script >a</script>b</script>c",
            "<script><!--<scripts></script>b",
            "<script>a--><!-- <SCRIPT/ --></script>b",
            "<script><!--<script></script ><script>--></script>c",
            "<script>a</script ",
            "<plaintext>a</plaintext>&amp;<b>",
        ] {
            check(page);
        }
    }

    #[test]
    fn references_are_read_as_the_standard_says() {
        let references = [
            "&amp;",
            "&amp",
            "&ampere",
            "&notit;",
            "&notin;",
            "&",
            "&;",
            "&#",
            "&#;",
            "&#x",
            "&#xg",
            "&#65",
            "&#65;x",
            "&#x41;",
            "&#X41g",
            "&#128;",
            "&#129;",
            "&#0;",
            "&#xD800;",
            "&#x110000;",
            "&#99999999999;",
            "&#13;",
            "&nosuchname;",
            "&copy=1",
            "&copy1",
            "&copy",
            "&NotEqualTilde;",
            "&fjlig;",
            "&&lt;&",
            "&amp\u{E9}",
            "a &é b",
        ];
        for reference in references {
            check(reference);
            check(&format!("<a href='{reference}'>{reference}"));
            check(&format!("<a href={reference} b>{reference}x</a>"));
        }
    }

    #[test]
    fn line_breaks_have_one_form_and_nul_is_none() {
        assert_eq!(normalized("a\r\nb\rc\n\r\0d\r"), "a\nb\nc\n\nd\n");
        assert!(matches!(normalized("a\nb"), Cow::Borrowed("a\nb")));
    }

    #[test]
    fn a_crowd_of_attributes_is_thinned() {
        let attributes: String = (0..100_000).map(|number| format!(" a{number}='b > {number}'")).collect();
        let record = Record::default();
        read(&format!("<p><div{attributes}>text</div>"), &record);
        let record = record.0.borrow();
        assert_eq!(record[1].matches("='").count() + record[1].matches("=\"").count(), MOST_ATTRIBUTES);
        assert_eq!(record[2..], ["text text", "EndTag div", "end"]);
    }

    proptest! {
        #[test]
        fn any_soup_is_cut_as_html5ever_cuts_it(parts in proptest::collection::vec(prop_oneof![
            Just("<"), Just(">"), Just("</"), Just("/"), Just("!"), Just("--"), Just("-"), Just("<!--"), Just("-->"), Just("\""),
            Just("'"), Just("="), Just("&"), Just(";"), Just("#"), Just("x"), Just("41"), Just("amp"), Just("not"), Just(" "),
            Just("\n"), Just("\r"), Just("script"), Just("<script>"), Just("</script>"), Just("title"), Just("style"), Just("P"),
            Just("svg"), Just("[CDATA["), Just("]]>"), Just("doctype"), Just("html"), Just("é"), Just("?"), Just("plaintext"),
        ], 0..24)) {
            check(&parts.concat());
        }
    }
}
