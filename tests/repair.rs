//! Character repair as a whole: clean text in any language passes, and what was misread comes back.

use copydesk::internals::{Certainty, Evidence, find};
use proptest::prelude::*;

/// Sentences without a fault, in many languages, one a line.
const CLEAN: &str = include_str!("fixtures/clean.txt");

/// Sentences full of what damage looks like, in languages that the others lack.
const TRICKY: &str = "\
NESTLÉ® OUVRE UN CAFÉ… « À L’ÉTÉ », DIT-IL.
A CAÇÃO E O AVÔ: NÃO É ASSIM, É MELHOR — SÃO PAULO, 12.º LUGAR
Le café’” coûte 5 £ ; la clé « à » molette, 12,50 €.
Річка Рось і місто Рівне; Сєверин з’їв п’ять яблук.
Рјечник и Ђорђе: Црна Гора, Љубљана, Њујорк.
Ёжик и Сёстры: её ребёнок, объём, подъезд.
Вечером на улице ╔══╗ нарисовали рамку.
√π ≈ 1,77; ∑x² ≤ ½; 20 °C ± 2; 3 × 4 ÷ 2
├── north │ └── south
Příliš žluťoučký kůň úpěl ďábelské ódy ve městě Ústí.
Ūkininkas šiąnakt žvejojo ąžuolyne prie Šešupės.
Rīgas ielās šodien ļoti daudz ģimeņu un bērnu.
Tiếng Việt có dấu: người đàn ông uống nước ở Hà Nội.
Þetta er árið þegar áin flæddi yfir veginn.
Şişli’de ılık bir akşam, çocuklar köprüde.";

fn clean_paragraphs() -> impl Strategy<Value = String> {
    let sentences: Vec<&str> = CLEAN.lines().chain(TRICKY.lines()).collect();
    let paragraph = prop::collection::vec(prop::sample::select(sentences), 1..5).prop_map(|parts| parts.join(" "));
    prop::collection::vec(paragraph, 1..6).prop_map(|paragraphs| paragraphs.join("\n\n"))
}

/// Repairs `text` until nothing is found that would be applied.
fn repaired(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..8 {
        let found = find(&text, &Evidence::of(&text));
        for (_, proposal) in found.iter().rev() {
            if proposal.certainty > Certainty::Unsure {
                text.replace_range(proposal.span.clone(), &proposal.after);
            }
        }
    }
    text
}

/// Reads the UTF-8 of `text` as windows-1252.
fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

#[test]
fn a_misread_article_comes_back_to_the_letter() {
    let article: String = CLEAN.lines().take(45).collect::<Vec<_>>().join("\n\n");
    assert_eq!(repaired(&misread(&article)), article);
    assert_eq!(repaired(&misread(&misread(&article))), article);
}

proptest! {
    #[test]
    fn no_repair_touches_clean_text(text in clean_paragraphs()) {
        let evidence = Evidence::of(&text);
        prop_assert!(find(&text, &evidence).is_empty());
    }

    #[test]
    fn one_misread_paragraph_leaves_the_others_alone(before in clean_paragraphs(), after in clean_paragraphs()) {
        let meant = "The engineer didn’t say “we’ll see” – she said «déjà vu», naïvely.";
        let text = format!("{before}\n\n{}\n\n{after}", misread(meant));
        prop_assert_eq!(repaired(&text), format!("{before}\n\n{meant}\n\n{after}"));
    }
}

#[test]
fn a_formula_that_comes_back_beside_damage_stays() {
    let formula = "√π ≈ 1,77; ∑x² ≤ ½";
    let meant = "The engineer said «déjà vu», naïvely.";
    let text = format!("{formula}\n\n{formula}\n\n{}\n\n{formula}", misread(meant));
    assert_eq!(repaired(&text), format!("{formula}\n\n{formula}\n\n{meant}\n\n{formula}"));
}
