//! HTML entities that stand as text because a page was escaped twice: `&amp;eacute;`.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.escaped_entity",
    group: Group::Repair,
    family: "escaped_entity",
    certainty: Certainty::Sure,
    summary: "Puts the character where its HTML entity stands as text, however often it was escaped.",
    evidence: "A reader of an article sees `&eacute;` only where a page was escaped twice. Texts with tags, \
               texts that speak of HTML or XML, and `&lt;` and `&gt;` are left alone: there the entity may be \
               what is meant. Without its stop an entity counts where its character may stand: `&pound5`, `it&#8217s`, \
               `&quotNo&quot`; not within an address, and not where its name is a word (`R&notes`).",
    examples: &[
        Example::Fixes(
            "The caf&amp;eacute; on Bell &amp;amp; Rye Street doesn&#8217;t close.",
            "The café on Bell & Rye Street doesn’t close.",
        ),
        Example::Fixes("It&rsquo s &pound5m, and &quotthat&quot isn&#8217t all.", "It’s £5m, and \"that\" isn’t all."),
        Example::Keeps("The R&D of AT&T; see example.org/?a=1&copy=2."),
        Example::Keeps("Three is &lt; four, and R&D; stays."),
        Example::Keeps("In HTML one writes &eacute; for é."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::EscapedEntity, draft, found),
};
