//! Lines below the article's last paragraph that look like the page's own. No single figure of a line is proof; a score
//! adds them up.

mod features;
mod weights;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal};
use features::{Figures, LineKind, candidates, measure};

pub static RULE: Rule = Rule {
    name: "artifact.stray_line",
    group: Group::Artifact,
    family: "stray_line",
    certainty: Certainty::Likely,
    summary: "Takes out headlines of other articles, teasers and calls that stand below the article's last paragraph.",
    evidence: "No word gives such lines away. A score adds up what they show: length, end mark, capitals, addresses, whether they \
               share the article's rarer words, and what the lines around them are like, above all whether a page's phrase stands \
               over them. The lines must be the text's last, and all of them must be likely; sentences, addresses, tables, \
               captions and quotations stay, and so does all that stands above one.",
    examples: &[
        Example::Fixes(
            "The harbour has been shut since the storm broke its northern pier in the night of the first Monday in March.\n\n“My Team Will Miss You,” Says Goalkeeper…\n\nMay 3, 2024\n\n“You Never Know,” Says Young Singer…\n\nMay 2, 2024",
            "The harbour has been shut since the storm broke its northern pier in the night of the first Monday in March.",
        ),
        Example::Keeps(
            "The harbour has been shut since the storm broke its northern pier in the night of the first Monday in March.\n\nWhat the town still has to pay for",
        ),
        Example::Keeps(
            "The cooks of the harbour use what the season gives them, and on the first day of spring that is not very much.\n\nTwo large leeks\n\nHalf a litre of cream\n\nA handful of dried mussels",
        ),
    ],
    scope: Scope::Text,
    find,
};

/// From here on a line goes: in the cross-validation, on endings that were made hard, 662 of the 663 lines that reached it
/// were foreign. At 0.85 it is 99.3 in 100, too few.
const LIKELY: f32 = 0.9;
/// Headlines that go without a phrase of the page over them.
const FEWEST_ALONE: usize = 2;
/// From here on its removal is suggested: 93 of 100 were foreign.
const UNSURE: f32 = 0.6;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let candidates = candidates(draft);
    // Only lines below the last one that is certainly the article's own can be the page's.
    let end = candidates.iter().rposition(|candidate| candidate.kind == LineKind::Own).map_or(0, |own| own + 1);
    // A word or three right below the text is its writer's name.
    let end = end + candidates[end..].iter().take_while(|candidate| candidate.kind == LineKind::Scrap).count();
    let is_headline = |at: &usize| candidates[*at].kind == LineKind::Headline;
    // A single line with no phrase of the page may be the writer's last: where to see the show, and until when.
    let first_phrase = candidates.iter().position(|candidate| matches!(candidate.kind, LineKind::Phrase(_)));
    let below_phrase =
        first_phrase.is_some_and(|phrase| (phrase + 1..candidates.len()).any(|at| at >= end && is_headline(&at)));
    if (end..candidates.len()).filter(is_headline).count() < if below_phrase { 1 } else { FEWEST_ALONE } {
        return;
    }
    let figures = measure(draft, &candidates);
    // All lines go or none: if some went, the others would have other figures when the text is cleaned again.
    let likelihoods = (end..candidates.len()).filter(is_headline).map(|at| likelihood(&figures[at]));
    let least = likelihoods.fold(1.0, f32::min);
    let certainty = match least {
        LIKELY.. => Certainty::Likely,
        UNSURE.. => Certainty::Unsure,
        _ => return,
    };
    let stray =
        candidates[end..].iter().filter(|candidate| matches!(candidate.kind, LineKind::Headline | LineKind::Scrap));
    found.extend(stray.map(|candidate| {
        let removal = Proposal::new(candidate.line.span(), "", certainty);
        Proposal { confidence: Some(least), ..removal }
    }));
}

fn likelihood(figures: &Figures) -> f32 {
    1.0 / (1.0 + (-figures.weighed(weights::WEIGHTS)).exp())
}

/// Returns what the score sees of each line that it judges, with the line's number: for the script that finds the weights.
pub fn stray_line_figures(draft: &Draft<'_>) -> Vec<(usize, Vec<f32>)> {
    let candidates = candidates(draft);
    let first = draft.blocks.len() - candidates.len();
    let figures = measure(draft, &candidates);
    let judged = candidates.iter().enumerate().filter(|(_, candidate)| candidate.kind == LineKind::Headline);
    judged.map(|(at, _)| (first + at, figures[at].values().to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::BlockKind;
    use crate::article::Body;
    use crate::rules::{Context, Field};

    /// Checks which of the lines below `paragraph`, parted by `|`, go.
    fn check(paragraph: &str, ending: &str, expected: &[&str]) {
        let mut body = Body::default();
        body.push(BlockKind::Paragraph, paragraph);
        ending.split('|').for_each(|line| body.push(BlockKind::Paragraph, line.trim()));
        let (text, blocks) = body.into_parts();
        let context = Context::default();
        let mut found = Vec::new();
        find(&Draft::new(&text, &blocks, Field::Text, &context), &mut found);
        let likely = found.iter().filter(|proposal| proposal.certainty == Certainty::Likely);
        let gone: Vec<&str> = likely.map(|proposal| &text[proposal.span.clone()]).collect();
        assert_eq!(gone, expected, "{ending}");
    }

    const ENGLISH: &str =
        "The harbour has been shut since the storm broke its northern pier in the night of the first Monday in March.";
    const GERMAN: &str =
        "Der Hafen ist geschlossen, seit der Sturm in der Nacht zum ersten Montag im März die nördliche Mole zerbrach.";
    const FRENCH: &str =
        "Le port est fermé depuis que la tempête a brisé la jetée du nord dans la nuit du premier lundi de mars.";
    const SPANISH: &str = "El puerto está cerrado desde que el temporal rompió el muelle del norte en la noche del primer lunes de marzo.";
    const ITALIAN: &str = "Il porto è chiuso da quando la tempesta ha spezzato il molo nord nella notte del primo lunedì di marzo scorso.";

    #[test]
    fn teasers_below_a_phrase_of_the_page_go() {
        let teasers =
            ["Gold Prices Reach Another Record in Asia", "Sports", "United Sign Young Goalkeeper From Lisbon"];
        check(ENGLISH, &format!("Follow us on Facebook | {}", teasers.join(" | ")), &teasers);
        let teasers = [
            "Sieben stille Dörfer, die Sie vor dem Herbst sehen sollten",
            "Warum junge Bauern die östlichen Täler verlassen",
        ];
        check(GERMAN, &format!("Anzeige | {}", teasers.join(" | ")), &teasers);
    }

    #[test]
    fn what_stands_above_a_line_of_the_articles_own_stays() {
        check(ENGLISH, "Share this: | Gold Prices Reach Another Record in Asia | Write to desk@example.org", &[]);
        check(
            ENGLISH,
            "Ann Harper | Share this: | Gold Prices Reach Another Record in Asia",
            &["Gold Prices Reach Another Record in Asia"],
        );
    }

    #[test]
    fn honest_endings_stay() {
        for (paragraph, endings) in [
            (
                ENGLISH,
                &[
                    "What the town still has to pay for",
                    "Two large leeks | Half a litre of cream | A handful of dried mussels | One teaspoon of coarse salt",
                    "Harbour Town 3 Northern Rovers 1 | Old Mill United 0 Valley Rangers 0 | East Pier 2 Ferrymen 2",
                    "The sea is wide and I am small | The pier is gone, the gulls are not | And nobody will mend the wall",
                    "Monday 7 pm: Songs of the Northern Sea | Tuesday 8 pm: The Ferryman's Daughter | Sunday: closed",
                    "What will you miss most? | The noise of the ropes at night",
                    "Ann Harper",
                    "Ann Harper reported from the northern harbour",
                    "Yours faithfully, | Ann Harper | Chair of the Friends of the Old Pier",
                    "“We shall build it again”",
                    "Best Picture: The Long Winter | Best Director: Ann Harper | Best Actor: John Miller",
                    "Additional reporting by Ann Harper in the Valley",
                    "Photographs by Ann Harper and John Miller",
                    "You can see the show until 6 January 2025",
                    "WHAT YOU SHOULD SEE IN 2024",
                    "The Old Mill, 4 Harbour Street, until 6 January 2025 | You can buy tickets from 4 December 2024 at the door",
                ][..],
            ),
            (
                GERMAN,
                &[
                    "Zwei große Stangen Lauch | Ein halber Liter Sahne | Eine Handvoll getrockneter Muscheln",
                    "Das Meer ist weit und ich bin klein | Die Mole fort, die Möwen nicht | Und niemand baut die Mauer auf",
                    "Mit freundlichen Grüßen | Anna Hafner | Vorsitzende der Freunde der alten Mole",
                    "Was bleibt Ihnen in Erinnerung? | Der Lärm der Seile bei Nacht",
                    "Die Ausstellung ist noch bis 6. Januar 2025 zu sehen",
                    "Montag, 19 Uhr: Lieder vom Nordmeer | Dienstag, 20 Uhr: Die Tochter des Fährmanns",
                ],
            ),
            (
                FRENCH,
                &[
                    "Deux gros poireaux bien lavés | Un demi-litre de crème | Une poignée de moules séchées",
                    "La mer est large et je suis petit | La jetée part, les mouettes restent",
                    "Propos recueillis par Anne Dupont | (avec les correspondants de la région)",
                    "Que garderez-vous de ce port ? | Le bruit des cordes dans la nuit",
                ],
            ),
            (
                SPANISH,
                &[
                    "Dos puerros grandes bien lavados | Medio litro de nata | Un puñado de mejillones secos",
                    "El mar es ancho y yo pequeño | Se fue el muelle, no la gaviota",
                    "Atentamente, | Ana Puerto | Presidenta de los Amigos del Muelle Viejo",
                ],
            ),
            (
                ITALIAN,
                &[
                    "Due porri grandi ben lavati | Mezzo litro di panna | Una manciata di cozze secche",
                    "Il mare è largo e io son piccolo | Il molo è andato, i gabbiani no",
                    "Cordiali saluti, | Anna Porto | Presidente degli Amici del Molo Vecchio",
                ],
            ),
        ] {
            for ending in endings {
                check(paragraph, ending, &[]);
            }
        }
    }

    #[test]
    fn a_long_list_is_not_a_pages_end() {
        let teaser = "Gold Prices Reach Another Record in Asia";
        check(ENGLISH, &format!("Follow us on Facebook{}", format!("|{teaser}").repeat(300)), &[]);
    }
}
