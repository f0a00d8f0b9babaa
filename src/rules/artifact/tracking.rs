//! Parameters of addresses that only count visitors: `utm_source`.

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, Span};

pub static RULE: Rule = Rule {
    name: "artifact.tracking",
    group: Group::Artifact,
    family: "tracking",
    certainty: Certainty::Likely,
    summary: "Takes the parameters out of addresses that only tell who sent the reader, such as `utm_source`.",
    evidence: "Campaigns and social networks add them to an address; it leads to the same page without them. All other \
               parameters stay, and so does the address. A sentence that names such a parameter has no address around it, and where there is one the addresses beside it are its examples.",
    examples: &[
        Example::Fixes(
            "See https://example.org/a?utm_source=rss&utm_medium=rss for the map.",
            "See https://example.org/a for the map.",
        ),
        Example::Fixes("https://example.org/a?id=4&fbclid=IwAR0x&page=2#top", "https://example.org/a?id=4&page=2#top"),
        Example::Fixes("https://example.org/a?gclid=1&id=4", "https://example.org/a?id=4"),
        Example::Keeps("https://example.org/a?id=4&source=rss"),
        Example::Keeps("In https://example.org/a?utm_source=rss the letters utm_source tell where a reader came from."),
        Example::Keeps("The letters utm_source=rss in an address tell where a reader came from."),
    ],
    scope: Scope::Text,
    find,
};

/// Parameters that nothing but counting uses. `utm_` and `mtm_` begin many more.
const NAMES: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "__twitter_impression",
    "vero_id",
    "oly_anon_id",
    "oly_enc_id",
    "wt_mc",
    "at_medium",
    "at_campaign",
    "xtor",
    "ns_mchannel",
    "ns_campaign",
    "pk_campaign",
    "pk_kwd",
    "piwik_campaign",
    "spm_id_from",
    "wickedid",
    "rb_clickid",
    "s_cid",
    "ocid",
    "cmpid",
];

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let text = draft.text;
    let mut done = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), "://") {
        if at < done {
            continue;
        }
        let address = address_at(text, at);
        done = address.end;
        found.extend(tracking(text, address).into_iter().map(|span| Proposal::new(span, "", Certainty::Likely)));
    }
    if !found.is_empty() && speaks_of_tracking(text) {
        found.clear();
    }
}

/// Names of parameters by which an article about them calls them.
const SPOKEN_OF: [&str; 3] = ["utm_", "fbclid", "gclid"];

/// Tells whether the text names such a parameter outside of an address: then the addresses are its examples.
fn speaks_of_tracking(text: &str) -> bool {
    let stands_free = |at: usize| !text[..at].ends_with(['?', '&', ';', '#', '/', '=', '%', '_']);
    let places = |name: &str| memchr::memmem::find_iter(text.as_bytes(), name).collect::<Vec<_>>();
    SPOKEN_OF.iter().any(|name| places(name).into_iter().any(stands_free))
}

/// Returns the address around `://` at `at`, from there on, without the sentence's own punctuation at its end.
fn address_at(text: &str, at: usize) -> Span {
    let closes = |character: char| {
        character.is_whitespace()
            || matches!(character, '"' | '<' | '>' | '“' | '”' | '«' | '»' | '[' | ']' | '(' | ')')
    };
    let end = text[at..].find(closes).map_or(text.len(), |length| at + length);
    at..at + text[at..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…']).len()
}

/// Returns what goes from an address: parameters that track, each with the sign before it, or behind it where it is
/// the first and others stay.
fn tracking(text: &str, address: Span) -> Vec<Span> {
    let part = &text[address.clone()];
    let Some(question) = part.find('?') else { return Vec::new() };
    let query_end = part.find('#').filter(|&hash| hash > question).unwrap_or(part.len());
    let mut gone: Vec<Span> = Vec::new();
    let mut kept = false;
    let mut start = question;
    while start < query_end {
        let name_start = start + sign_length(&part[start..]);
        let end = part[name_start..query_end].find('&').map_or(query_end, |length| name_start + length);
        let name = part[name_start..end].split('=').next().unwrap_or_default();
        if !tracks(name) {
            // The first that stays takes the question mark from those before it.
            if let Some(last) = gone.last_mut().filter(|_| !kept) {
                *last = address.start + question + 1..address.start + name_start;
            }
            kept = true;
        } else if let Some(last) = gone.last_mut().filter(|last| last.end == address.start + start) {
            last.end = address.start + end;
        } else {
            gone.push(address.start + start..address.start + end);
        }
        start = end;
    }
    gone
}

/// Returns the length of the sign that parts two parameters; a page's source writes it `&amp;`.
fn sign_length(part: &str) -> usize {
    if part.starts_with("&amp;") { "&amp;".len() } else { 1 }
}

fn tracks(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (name.starts_with("utm_") && name.len() > 4) || name.starts_with("mtm_") || NAMES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: &str) {
        let mut left = address.to_owned();
        let at = address.find("://").unwrap();
        for span in tracking(address, address_at(address, at)).into_iter().rev() {
            left.replace_range(span, "");
        }
        assert_eq!(left, expected);
    }

    #[test]
    fn the_other_parameters_keep_their_signs() {
        check("https://a.example/?utm_a=1&utm_b=2", "https://a.example/");
        check("https://a.example/?utm_a=1&b=2&utm_c=3&utm_d=4&e=5&utm_f=6.", "https://a.example/?b=2&e=5.");
        check("https://a.example/?utm_a=1&amp;utm_b=2&amp;c=3", "https://a.example/?c=3");
        check("https://a.example/?b=1&amp;utm_a=1#utm_c=2", "https://a.example/?b=1#utm_c=2");
        check("https://a.example/?b=1&utmost=1&utm_=2", "https://a.example/?b=1&utmost=1&utm_=2");
        check("https://a.example/?", "https://a.example/?");
        check("https://a.example/?&&utm_a=1&", "https://a.example/?&&");
    }
}
