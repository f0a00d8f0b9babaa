//! Lines that are only the shortened addresses of an embedded post: `pic.twitter.com/…`, `t.co/…`.

use crate::article::BlockKind;
use crate::rules::{Draft, Example, Group, Line, Rule, Scope};
use crate::text::{Certainty, Proposal, removal};

pub static RULE: Rule = Rule {
    name: "artifact.embed",
    group: Group::Artifact,
    family: "embed",
    certainty: Certainty::Likely,
    summary: "Takes out lines that are only the shortened addresses of an embedded post.",
    evidence: "`pic.twitter.com/…` and `t.co/…` stand for a picture or a page that the post showed, and only the network can read them. \
               On a line of their own they are what is left of a post that was lost; \
               behind the words of a post they are part of what it said, and stay.",
    examples: &[
        Example::Fixes("The pier is gone.\n\npic.twitter.com/Ab3dE6gH", "The pier is gone."),
        Example::Fixes(
            "The pier is gone.\n\nhttps://t.co/Ab3dE6gH pic.twitter.com/Ab3dE6gH\n\nNobody was hurt.",
            "The pier is gone.\n\nNobody was hurt.",
        ),
        Example::Keeps("The pier is gone. pic.twitter.com/Ab3dE6gH — Ann Harper (@annharper) March 3, 2019"),
        Example::Keeps("The address https://t.co/Ab3dE6gH led to a page that stole passwords."),
        Example::Keeps("The plan:\n\nhttps://example.org/t.co/map"),
    ],
    scope: Scope::Text,
    find,
};

/// What the addresses of posts' pictures and links begin with, after the protocol.
const HOSTS: [&str; 2] = ["pic.twitter.com/", "t.co/"];

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let is_left = |line: &Line<'_>| line.kind != BlockKind::Quote && line.text.split_whitespace().all(is_address);
    for line in draft.lines().filter(is_left) {
        found.push(removal(draft.text, line.span(), Certainty::Likely));
    }
}

/// Tells whether `word` is the address of something that a post showed, and nothing more.
fn is_address(word: &str) -> bool {
    let bare = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://")).unwrap_or(word);
    let code = HOSTS.iter().find_map(|host| bare.strip_prefix(host));
    code.is_some_and(|code| code.len() >= SHORTEST_CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// In bytes; the network's own codes have ten, in its first years eight.
const SHORTEST_CODE: usize = 8;
