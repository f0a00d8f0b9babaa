use std::sync::LazyLock;

use regex::Regex;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal};

pub static SENTENCE: Rule = Rule {
    name: "glue.sentence",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space between a sentence's stop and the next sentence's capital.",
    evidence: "A word of three or more small letters, a stop, and a capital followed by a small letter: no abbreviation, \
               number, address or file name has that shape.",
    examples: &[
        Example::Fixes("It ended the talks.The minister left.", "It ended the talks. The minister left."),
        Example::Keeps("He read it on example.Org and in node.js."),
        Example::Keeps("The U.S.Army and J.K.Rowling."),
    ],
    scope: Scope::EveryField,
    find,
};

static SEAM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b\p{Ll}{3,}[.!?](\p{Lu}\p{Ll}*)(?:\s|[,’']|$)").expect("the pattern is valid"));

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for hit in SEAM.captures_iter(draft.text) {
        let next = hit.get(1).expect("group 1 always takes part");
        if !draft.text[..next.start()]
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|token| token.contains("://") || token.contains('@') || token.matches('.').count() > 1)
            && draft.vocabulary().count(next.as_str()) > 0
            && next.as_str().len() > 1
            && !matches!(next.as_str(), "Org" | "Com" | "Net")
        {
            found.push(Proposal::new(next.start()..next.start(), " ", Certainty::Likely));
        }
    }
}
