//! Burmese written for the font Zawgyi.

use crate::decode::zawgyi;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.zawgyi",
    group: Group::Repair,
    family: "zawgyi",
    certainty: Certainty::Sure,
    summary: "Writes Burmese in Unicode that was written for the font Zawgyi.",
    evidence: "Zawgyi stores a vowel before its letter where Unicode stores it behind, and a killed letter with the sign \
               that stacks letters in Unicode. A document must show three places that Unicode's syllables exclude, and a \
               line must show such places, and next to none that Zawgyi cannot hold. Shan, Mon and Karen have letters where \
               Zawgyi has its signs, but not its order.",
    examples: &[
        Example::Fixes("ဘာေၾကာင့္ တိတ္ဆိတ္ေနသည္ကို မသိပါ။", "ဘာကြောင့် တိတ်ဆိတ်နေသည်ကို မသိပါ။"),
        Example::Keeps("ဘာကြောင့် တိတ်ဆိတ်နေသည်ကို မသိပါ။"),
        Example::Keeps("ၵႂၢမ်းတႆး ပဵၼ်ၵႂၢမ်းလၢတ်ႈ ဢၼ်ၵူၼ်းတႆးၸႂ်ႉ။"),
    ],
    scope: Scope::EveryField,
    find: |draft, found| found.extend(zawgyi::find(draft.text, draft.context.damage.zawgyi())),
};
