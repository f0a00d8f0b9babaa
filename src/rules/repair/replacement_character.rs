//! U+FFFD in the place of a quote, a dash or a letter.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.replacement_character",
    group: Group::Repair,
    family: "replacement_character",
    certainty: Certainty::Likely,
    summary: "Puts the quote, dash or letter where U+FFFD stands in its place and its neighbours say which.",
    evidence: "Quotes come in pairs around words, an apostrophe stands in `don’t` and `l’eau`, a dash between \
               blanks; which quotes and which dash is asked of the document and its language. Where two readings of \
               a paragraph are about as likely, the marks on which they differ stay. A dash or half a quote wants proof \
               that the document lost such marks, two apostrophes or the ends of a quote: half an emoji is U+FFFD, \
               too. A letter comes back where the \
               language knows one word only that fits, or the document writes the word out elsewhere.",
    examples: &[
        Example::Fixes(
            "The mayor said \u{FFFD}we can\u{FFFD}t wait\u{FFFD} and left the hall.",
            "The mayor said “we can’t wait” and left the hall.",
        ),
        Example::Keeps("Der Weg durch den Wald f\u{FFFD}hrt von Ost nach West und endet dort."),
        Example::Keeps("We love this town \u{FFFD} and its people."),
        Example::Keeps("The \u{FFFD}"),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::ReplacementCharacter, draft, found),
};
