//! Which lines of a draft, or which of their edges, are phrases of the page: found once, for all rules about them.

use super::among_like::{Neighbour, among_like};
use super::phrase::{self, Family, Match, Strength, Token};
use super::sections::is_section;
use crate::rules::Line;
use crate::text::{Span, closes_sentence, is_closing_mark};

/// A stretch that is nothing but phrases.
#[derive(Clone, Debug)]
pub struct PhraseLine {
    pub span: Span,
    /// That of its first phrase.
    pub family: Family,
}

/// Returns those of a text's `lines`, and those of their edges, that are phrases, in order.
pub fn find<'a>(lines: impl Iterator<Item = Line<'a>>) -> Vec<PhraseLine> {
    let lines: Vec<Line<'_>> = lines.collect();
    let mut verdicts: Vec<Verdict> = lines.iter().map(|line| judge(line.text)).collect();
    settle_weak(&mut verdicts);
    settle_section(&lines, &mut verdicts);
    settle_below_headline(&lines, &mut verdicts);
    settle_like(&lines, &mut verdicts);
    let mut found = Vec::new();
    for (line, verdict) in lines.iter().zip(verdicts) {
        match verdict {
            Verdict::Whole(family) => found.push(PhraseLine { span: line.span(), family }),
            Verdict::Edges(edges) => found.extend(
                edges
                    .into_iter()
                    .map(|(span, family)| PhraseLine { span: line.start + span.start..line.start + span.end, family }),
            ),
            Verdict::Weak(_) | Verdict::Text => {}
        }
    }
    found
}

enum Verdict {
    Whole(Family),
    Weak(Family),
    Edges(Vec<(Span, Family)>),
    Text,
}

/// Lines with more bytes are never wholly phrases.
const LONGEST_LINE: usize = 420;

/// How far from a long line's beginning or end a phrase is looked for, in bytes.
const EDGE: usize = 240;

/// Weak lines in a row that prove each other.
const WEAK_RUN: usize = 3;

fn judge(line: &str) -> Verdict {
    let opens = phrase::may_open(line);
    let closes = phrase::may_close(&line[line.ceil_char_boundary(line.len().saturating_sub(EDGE))..]);
    if !opens && !closes {
        return Verdict::Text;
    }
    let mut edges = Vec::new();
    if line.len() <= LONGEST_LINE {
        let tokens = phrase::tokens(line);
        match cover(line, &tokens) {
            Some((family, Strength::Weak)) => return Verdict::Weak(family),
            Some((family, _)) => return Verdict::Whole(family),
            None => {}
        }
        if let Some(family) = call(line, &tokens) {
            return Verdict::Whole(family);
        }
        if line.len() <= EDGE {
            edges.extend(head(line, &tokens).into_iter().chain(tail(line, 0, &tokens)));
        }
    }
    if line.len() > EDGE && opens {
        let end = line.floor_char_boundary(EDGE);
        edges.extend(head(line, &phrase::tokens(&line[..end])));
    }
    if line.len() > EDGE && closes {
        let start = line.ceil_char_boundary(line.len() - EDGE);
        edges.extend(tail(&line[start..], start, &phrase::tokens(&line[start..])));
    }
    if edges.is_empty() { Verdict::Text } else { Verdict::Edges(edges) }
}

/// Words of a short line that a call closes.
const LONGEST_CALL: usize = 14;

/// Returns the family of the call that ends a short line, if what stands before it is a call or a question of its own.
fn call(line: &str, tokens: &[Token<'_>]) -> Option<Family> {
    if tokens.len() > LONGEST_CALL || line.contains(QUOTES) {
        return None;
    }
    for first in 1..tokens.len() {
        let hit = phrase::longest(line, tokens, first)
            .filter(|hit| hit.strength == Strength::Call && hit.end == tokens.len());
        let before = line[..tokens[first].start].trim_end();
        if let Some(hit) = hit.filter(|_| before.ends_with(['!', '?', '»', '>', '→'])) {
            return Some(hit.family);
        }
    }
    None
}

/// What stands around somebody's words.
const QUOTES: [char; 8] = ['"', '“', '”', '„', '«', '‘', '‟', '‹'];

/// Returns the first phrase's family and the strongest strength if phrases, one after another, are the whole line.
fn cover(line: &str, tokens: &[Token<'_>]) -> Option<(Family, Strength)> {
    // A quotation is somebody's words.
    if tokens.is_empty() || line.starts_with(['“', '«', '„', '‘']) {
        return None;
    }
    let (mut at, mut result) = (0, None);
    while at < tokens.len() {
        let Some(hit) = phrase::longest(line, tokens, at) else {
            if phrase::is_mark(&tokens[at]) {
                at += 1;
                continue;
            }
            return None;
        };
        let stronger = |(family, strength): (Family, Strength)| {
            (family, if strength == Strength::Weak { hit.strength } else { strength })
        };
        result = Some(result.map_or((hit.family, hit.strength), stronger));
        at = hit.end;
    }
    result
}

/// Returns the phrases that a longer line begins with; `tokens` are those of its beginning.
fn head(line: &str, tokens: &[Token<'_>]) -> Option<(Span, Family)> {
    let mut at = 0;
    let mut family = None;
    while let Some(hit) = phrase::longest(line, tokens, at).filter(|hit| is_edge(hit) || family.is_some()) {
        family = family.or(Some(hit.family));
        at = hit.end;
    }
    let family = family?;
    let start = tokens[0].start;
    Some((start..tokens.get(at)?.start, family))
        .filter(|(span, _)| line[span.end..].chars().next().is_some_and(char::is_uppercase))
}

/// Returns the phrases that a longer line ends with; `part` is its end, which begins at `offset`.
fn tail(part: &str, offset: usize, tokens: &[Token<'_>]) -> Option<(Span, Family)> {
    for first in 1..tokens.len() {
        let Some(hit) = phrase::longest(part, tokens, first).filter(is_edge) else { continue };
        let mut at = hit.end;
        while let Some(next) = phrase::longest(part, tokens, at) {
            at = next.end;
        }
        if at == tokens.len() {
            let end = part.trim_end_matches('"').len();
            return Some((offset + tokens[first].start..offset + end, hit.family));
        }
    }
    None
}

fn is_edge(hit: &Match) -> bool {
    hit.strength == Strength::Edge
}

/// Decides about weak lines by their neighbours: in a run of phrase lines they go if one is strong or three are weak.
fn settle_weak(verdicts: &mut [Verdict]) {
    let runs = verdicts.chunk_by_mut(|left, right| is_phrase(left) && is_phrase(right));
    for run in runs {
        let strong = run.iter().any(|verdict| matches!(verdict, Verdict::Whole(_)));
        if strong || run.len() >= WEAK_RUN {
            for verdict in run {
                if let Verdict::Weak(family) = *verdict {
                    *verdict = Verdict::Whole(family);
                }
            }
        }
    }
}

/// Lets a section's name go where it is the first line and the next is a headline: the page's way there, not the title.
fn settle_section(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    let [section, headline, _, ..] = lines else { return };
    if matches!(verdicts[1], Verdict::Text) && is_headline(headline.text) && is_section(section.text) {
        verdicts[0] = Verdict::Whole(Family::Navigation);
    }
}

/// Lets a weak line go where it stands alone between the headline and the first paragraph: there is the page's place for
/// buttons.
fn settle_below_headline(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    let [headline, _, paragraph, ..] = lines else { return };
    let [Verdict::Text, Verdict::Weak(family), Verdict::Text, ..] = *verdicts else { return };
    let is_paragraph = paragraph.text.trim_end_matches(is_closing_mark).ends_with(closes_sentence)
        && paragraph.text.split_whitespace().count() >= PARAGRAPH_WORDS;
    if is_headline(headline.text) && is_paragraph {
        verdicts[1] = Verdict::Whole(family);
    }
}

/// Keeps the lines that are phrases and yet the article's own, because they stand among their like.
fn settle_like(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    if !verdicts.iter().any(|verdict| matches!(verdict, Verdict::Whole(_))) {
        return;
    }
    let neighbours: Vec<Neighbour<'_>> = lines
        .iter()
        .zip(verdicts.iter())
        .map(|(line, verdict)| Neighbour {
            line: *line,
            is_phrase: matches!(verdict, Verdict::Whole(_)),
            may_be_phrase: is_phrase(verdict),
        })
        .collect();
    for (verdict, is_like) in verdicts.iter_mut().zip(among_like(&neighbours)) {
        if is_like {
            *verdict = Verdict::Text;
        }
    }
}

/// Words of a paragraph that nobody takes for a headline or an entry of a list.
const PARAGRAPH_WORDS: usize = 12;

fn is_headline(line: &str) -> bool {
    (SHORTEST_HEADLINE..=LONGEST_HEADLINE).contains(&line.split_whitespace().count())
        && !line.trim_end().ends_with(['.', ':', ',', ';', '!', '”', '"'])
}

/// Words of a headline.
const SHORTEST_HEADLINE: usize = 4;
const LONGEST_HEADLINE: usize = 20;

fn is_phrase(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Whole(_) | Verdict::Weak(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockKind, Body};
    use crate::rules::{Context, Draft, Field};

    /// Checks which lines, of several parted by `|`, are found to be phrases.
    fn check(text: &str, expected: &[&str]) {
        let mut body = Body::default();
        text.split('|').for_each(|line| body.push(BlockKind::Paragraph, line.trim()));
        let (text, blocks) = body.into_parts();
        let context = Context::default();
        let found = find(Draft::new(&text, &blocks, Field::Text, &context).lines());
        let found: Vec<&str> = found.into_iter().map(|line| &text[line.span]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_call_goes_with_the_short_question_before_it() {
        check(
            "They left. | More Songs of the Northern Sea! Click Here! | It rained.",
            &["More Songs of the Northern Sea! Click Here!"],
        );
        check(
            "They left. | Noch mehr Lieder von der See? Hier klicken!",
            &["Noch mehr Lieder von der See? Hier klicken!"],
        );
        check("The seat belt would not click here or there.", &[]);
        check("Click here to see the map of the pier. | They left.", &["Click here to see the map of the pier."]);
        check("Click here to get the plan. The mayor wrote it herself, and it shows the new pier.", &[]);
        check("Open the lid, turn the wheel to the left and click here.", &[]);
        check("“You have won! Click here!” said the letter.", &[]);
        check("The letter said: \"You have won! Click here!\"", &[]);
    }

    #[test]
    fn a_section_goes_from_above_a_headline_only() {
        check("World News | Storm shuts the northern harbour | They left at noon.", &["World News"]);
        check("Wirtschaft | Sturm schließt den nördlichen Hafen | Sie gingen.", &["Wirtschaft"]);
        check("World News | They left at noon and came back at night. | It rained.", &[]);
        check("They left. | World News | Storm shuts the northern harbour | It rained.", &[]);
        check("Politics | Who pays for the pier? | It rained.", &["Politics"]);
        check("Politics | Yes | It rained.", &[]);
    }

    #[test]
    fn a_weak_line_goes_from_between_headline_and_paragraph() {
        let first = "The harbour has been shut since the storm broke its northern pier on Monday night.";
        let title = "Storm shuts the northern harbour";
        check(&format!("{title} | Share | {first}"), &["Share"]);
        check(&format!("{title} | Share | {first} The mayor says that […]"), &["Share"]);
        check(&format!("{title} | {first} | Share | {first}"), &[]);
        check(&format!("{title} | Share | Tonnes of stone"), &[]);
        check(&format!("Yes | Share | {first}"), &[]);
    }

    #[test]
    fn a_sentence_that_begins_or_ends_like_a_phrase_stays() {
        for sentence in [
            "Follow the river on foot as far as the old mill and turn left.",
            "Follow the money on Facebook and Twitter, the inspector told her men.",
            "Download the plans of the harbour from the town hall's own page.",
            "Sign up for the course by Friday, the school says.",
            "Get a doctor, she cried, and somebody ran to the inbox.",
            "Suivez la rivière jusqu'au vieux moulin.",
            "Folgen Sie dem Fluss bis zur alten Mühle.",
            "Sigue la lluvia en el norte del país.",
            "Leggi e regolamenti sono cambiati nel porto.",
            "Lea terminó el libro en una noche.",
            "Read more books, the head teacher told them.",
            "Watch the video above the counter, the baker says, and you see her.",
            "For more than a year click here was all that the old machine would say.",
            "Mehr zum Thema wollte der Bürgermeister nicht sagen.",
            "Klik hier niet, waarschuwt de bank haar klanten.",
            "Stay up to date with the latest vaccines, the doctor says.",
            "Sign up to get a library card at the town hall.",
            "Sign up now for the spring race on Sunday.",
            "Be the first to know about the flood by radio.",
            "Get the latest updates of the river from the lock keeper.",
            "Never miss a story of the sea, his father had said.",
            "Support our work on the pier, the fishermen say.",
            "Tell us what you think of the bridge, the mayor asked them.",
            "Have a tip of the old cheese, she said.",
            "We use cookies to make the crust of the cake.",
            "By clicking continue on the old machine, she lost the file.",
            "By checking this box the clerk let the boat through.",
            "Already a subscriber in 1920, she had read it all her life.",
            "Copyright law will change in 2026.",
            "Bleiben Sie auf dem Laufenden über den Pegel der Aller, rät der Landkreis.",
            "Abonnieren Sie jetzt keine Zeitung an der Haustür, warnt die Polizei.",
            "Nous utilisons des cookies au chocolat pour le fond du gâteau.",
        ] {
            check(sentence, &[]);
        }
    }
}
