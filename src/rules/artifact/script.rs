//! JavaScript that was read as text.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, removal};

pub static RULE: Rule = Rule {
    name: "artifact.script",
    group: Group::Artifact,
    family: "script",
    certainty: Certainty::Sure,
    summary: "Takes out JavaScript that was read as text.",
    evidence: "Whole statements at a line's beginning, each with its brackets closed, at least one of them of a shape \
               that only a page's programs have: a function, or a call on an object of the page. \
               Prose after the last statement stays, and so does a sentence that names a function or begins with a statement, and code that a line introduces.",
    examples: &[
        Example::Fixes(
            "They left.\n\nvar place = 'top'; googletag.cmd.push(function() { googletag.display('a-1'); });",
            "They left.",
        ),
        Example::Fixes("window.ads = window.ads || []; ads.push({flush: true}); They left.", "They left."),
        Example::Fixes("(adsbygoogle = window.adsbygoogle || []).push({});\n\nThey left.", "They left."),
        Example::Fixes(
            "They left.\n\n{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"They left\"}",
            "They left.",
        ),
        Example::Keeps("The variable window.location holds the address, the teacher said."),
        Example::Keeps("var x = 1; console.log(x); prints the number one."),
        Example::Keeps("Call the desk (at noon); then write (a letter)."),
    ],
    scope: Scope::Text,
    find,
};

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for line in draft.lines().filter(|line| may_begin(line.text)) {
        let length = if LINKED_DATA.is_match(line.text) { line.text.len() } else { script_length(line.text) };
        if length > 0 {
            found.push(removal(draft.text, line.start..line.start + length, Certainty::Sure));
        }
    }
    draft.spare_shown(found);
}

/// Tells from a few bytes whether a line may begin with a statement; nearly all prose ends here.
fn may_begin(line: &str) -> bool {
    let head: &[u8] = &line.as_bytes()[..line.len().min(LONGEST_HEAD)];
    matches!(head.first(), Some(b'(' | b'!' | b'$' | b'_' | b'/' | b'{' | b'a'..=b'z' | b'A'..=b'Z'))
        && head.iter().any(|byte| matches!(byte, b'=' | b'(' | b'{'))
        && memchr::memchr2(b';', b'}', line.as_bytes()).is_some()
}

/// Bytes in which the first statement must show a sign of being one.
const LONGEST_HEAD: usize = 80;

/// Returns the bytes at the beginning of `line` that are statements, or 0.
fn script_length(line: &str) -> usize {
    let (mut end, mut proved) = (0, false);
    while let Some(length) = statement_length(line[end..].trim_start()) {
        let start = line.len() - line[end..].trim_start().len();
        proved |= PROOF.is_match(&line[start..start + length]);
        end = start + length;
    }
    if proved { end } else { 0 }
}

/// Returns the bytes of the statement that `code` begins with: up to its semicolon or last closing brace, all brackets closed.
fn statement_length(code: &str) -> Option<usize> {
    if !BEGINNING.is_match(code) {
        return None;
    }
    let bytes = code.as_bytes();
    let (mut depth, mut quote, mut at) = (0_i32, None, 0);
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"' | b'`') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => {
                depth -= 1;
                let block_ends = byte == b'}' && depth == 0 && ends_statement(code[at + 1..].trim_start());
                if depth < 0 || block_ends {
                    return (depth == 0).then_some(at + 1);
                }
            }
            (None, b';') if depth == 0 => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    // The last statement of a line may do without its semicolon.
    (depth == 0 && quote.is_none() && bytes.ends_with(b")")).then_some(bytes.len())
}

/// Tells whether a closed brace before `rest` was the end of its statement.
fn ends_statement(rest: &str) -> bool {
    !rest.starts_with([';', ')', '(', ',', '.', '|', '&', '?'])
        && !rest.starts_with("else")
        && !rest.starts_with("catch")
}

/// How a statement begins.
static BEGINNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:var|let|const)\s+[A-Za-z_$][\w$]*\s*(?:=|;|,)|[!(]\s*function\b|function\s+[\w$]*\s*\(|\$\(|(?:if|for|while)\s*\(",
        r"|\(\s*[A-Za-z_$][\w$.]*\s*=[^=]|try\s*\{|new\s+[A-Z]\w*[.(]|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[['\x22][^'\x22]*['\x22]\])+\s*[(=]|[A-Za-z_$][\w$]*\s?=\s?[^=\s]|[A-Za-z_$][\w$]*\(|//<!\[CDATA\[|//\]\]>)"
    ))
    .expect("the pattern is valid")
});

/// A line that is what a page tells machines of itself.
static LINKED_DATA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\{\s*"@(?:context|type|graph|id)"\s*:.*\}\s*;?\s*$"#).expect("the pattern is valid")
});

/// What only a page's program says. A declaration alone proves nothing: an article about programming shows those.
static PROOF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:^|[^\w])(?:function\s*[\w$]*\s*\([^)]*\)\s*\{|\([\w$, ]*\)\s*=>",
        r"|(?:window|document|googletag|jQuery|_gaq|_taboola|dataLayer|console|localStorage|location)\.\w+\s*[(=.]",
        r"|(?:adsbygoogle|google_ad_\w+|disqus_\w+|amzn_assoc_\w+|addthis_\w+|_sf_async_config)\s*(?:=|\.\w+\s*=)",
        r"|(?:ga|fbq|gtag|setTimeout|setInterval)\s*\(\s*['\x22f]|[\w$)]+\.(?:push|ready|has|init|cmd|render|addEventListener|extend)\s*\(\s*['\x22{(\[f])"
    ))
    .expect("the pattern is valid")
});
