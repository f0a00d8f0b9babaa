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
               In the middle of a sentence they stay.",
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
    let text = draft.text;
    let mut tail: Option<Span> = None;
    // From the end, so that an address knows whether what follows it goes too.
    for at in memchr::memmem::rfind_iter(text.as_bytes(), b".co") {
        let start = text[..at].rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
        let start = text.ceil_char_boundary(start);
        let Some(end) = address_end(&text[start..]).map(|length| start + length) else { continue };
        // One address may hold `.co` twice.
        if tail.as_ref().is_some_and(|tail| tail.start <= start) {
            continue;
        }
        let joins = tail.as_ref().is_some_and(|tail| text[end..tail.start].chars().all(|sign| sign == ' '));
        if joins {
            tail = tail.map(|tail| start..tail.end);
        } else if closes_post(&text[end..]) {
            found.extend(tail.replace(start..end).map(|span| removal(text, span, Certainty::Likely)));
        }
    }
    found.extend(tail.map(|span| removal(text, span, Certainty::Likely)));
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

/// Tells whether a post ends before `rest`: the line does, or its author's name and handle follow a dash.
fn closes_post(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().trim_start_matches([' ', '\u{A0}']);
    line.is_empty()
        || line.strip_prefix(['—', '–', '-']).is_some_and(|author| {
            author.split_once("(@").is_some_and(|(name, _)| name.split_whitespace().count() <= MOST_NAME_WORDS)
        })
}

/// Words of an author's name, from experience with what people call themselves there.
const MOST_NAME_WORDS: usize = 6;
