use crate::article::BlockKind;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, Span, removal};

pub static EMBED: Rule = Rule {
    name: "artifact.embed",
    group: Group::Artifact,
    family: "embed",
    certainty: Certainty::Likely,
    summary: "Takes out the shortened addresses at the end of embedded posts.",
    evidence: "`pic.twitter.com/…` and `t.co/…` stand for a picture or a page that the post showed, and only the network can read them. \
               They go from a line's end and from before the post's author, who stays: who said it belongs to the article. \
               In the middle of a sentence they stay, and so they do \
               in a post that the page itself marks as a quotation.",
    examples: &[
        Example::Fixes(
            "The pier is gone. pic.twitter.com/Ab3dE6gH — Ann Harper (@annharper) March 3, 2019",
            "The pier is gone. — Ann Harper (@annharper) March 3, 2019",
        ),
        Example::Fixes(
            "The pier is gone #storm https://t.co/Ab3dE6gH pic.twitter.com/Ab3dE6gH",
            "The pier is gone #storm",
        ),
        Example::Keeps("The address https://t.co/Ab3dE6gH led to a page that stole passwords."),
        Example::Keeps("The plan is at https://example.org/t.co/map"),
        Example::Keeps("She read it on t.co/"),
    ],
    scope: Scope::Text,
    find,
};

/// What the addresses of posts' pictures and links begin with, after the protocol.
const HOSTS: [&str; 2] = ["pic.twitter.com/", "t.co/"];

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for line in draft.lines().filter(|line| line.kind != BlockKind::Quote) {
        let spans = tails(line.text).into_iter();
        found.extend(
            spans.map(|span| removal(draft.text, line.start + span.start..line.start + span.end, Certainty::Likely)),
        );
    }
}

/// Returns the addresses that close posts in `line`, those that follow one another as one, the last first.
fn tails(line: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    // From the end, so that an address knows whether what follows it goes too.
    for at in memchr::memmem::rfind_iter(line.as_bytes(), b".co") {
        let blank = line[..at].char_indices().rev().find(|(_, character)| character.is_whitespace());
        let start = blank.map_or(0, |(blank, character)| blank + character.len_utf8());
        // One address may hold `.co` twice.
        if found.last().is_some_and(|last| last.start <= start) {
            continue;
        }
        let Some(end) = address_end(&line[start..]).map(|length| start + length) else { continue };
        match found.last_mut() {
            Some(next) if line[end..next.start].trim_matches([' ', '\u{A0}']).is_empty() => next.start = start,
            _ if closes_post(&line[end..]) => found.push(start..end),
            _ => {}
        }
    }
    found
}

/// Returns the length of the post's address that `text` begins with.
fn address_end(text: &str) -> Option<usize> {
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let code = HOSTS.iter().find_map(|host| bare.strip_prefix(host))?;
    let length = code.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (length >= SHORTEST_CODE).then(|| text.len() - code.len() + length)
}

/// In bytes; the network's own codes have ten, in its first years eight.
const SHORTEST_CODE: usize = 8;

/// Tells whether a post ends before the `rest` of its line: the line does, or its author's name and handle follow a dash.
fn closes_post(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{A0}']);
    rest.is_empty()
        || rest.strip_prefix(['—', '–', '-']).is_some_and(|author| {
            author.split_once("(@").is_some_and(|(name, _)| name.split_whitespace().count() <= MOST_NAME_WORDS)
        })
}

/// Words of an author's name, from experience with what people call themselves there.
const MOST_NAME_WORDS: usize = 6;
