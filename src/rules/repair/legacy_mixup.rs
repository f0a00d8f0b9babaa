//! Texts in one legacy encoding that were read as another: `Â÷åðà`.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.legacy_mixup",
    group: Group::Repair,
    family: "legacy_mixup",
    certainty: Certainty::Likely,
    summary: "Reads a text back whose legacy encoding was taken for another one.",
    evidence: "Such a text holds nothing impossible, so the whole of it must agree: at least twenty characters beyond \
               ASCII that together are of no language's alphabet, and that read back are of one (or are Russian by the \
               frequency of their letters, Japanese by their Hiragana, Korean by their Hangul).",
    examples: &[
        Example::Fixes(
            "Â÷åðà âå÷åðîì æèòåëè óëèöû ñîáðàëè äåíüãè íà íîâûé ìîñò.",
            "Вчера вечером жители улицы собрали деньги на новый мост.",
        ),
        Example::Keeps("Łódź and Århus, São Paulo and Malmö, Besançon and Győr, İzmir and Þingvellir."),
        Example::Keeps("Вчера вечером жители улицы собрали деньги на новый мост."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::Mixup, draft, found),
};
