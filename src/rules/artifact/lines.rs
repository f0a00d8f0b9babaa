//! Which lines of a draft, or which of their edges, are phrases of the page: found once, for all rules about them.

use super::phrase::{self, Family, Match, Strength, Token};
use crate::rules::{Draft, Line};
use crate::text::Span;

/// A stretch that is nothing but phrases.
#[derive(Clone, Debug)]
pub struct PhraseLine {
    pub span: Span,
    /// That of its first phrase.
    pub family: Family,
}

/// Returns the phrase lines and phrase edges of `draft`, in order.
pub fn find(draft: &Draft<'_>) -> Vec<PhraseLine> {
    let lines: Vec<Line<'_>> = draft.lines().collect();
    let mut verdicts: Vec<Verdict> = lines.iter().map(|line| judge(line.text)).collect();
    settle_weak(&mut verdicts);
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
    let mut edges = Vec::new();
    if line.len() <= LONGEST_LINE {
        let tokens = phrase::tokens(line);
        match cover(line, &tokens) {
            Some((family, Strength::Weak)) => return Verdict::Weak(family),
            Some((family, _)) => return Verdict::Whole(family),
            None if line.len() <= EDGE => edges.extend(head(line, &tokens).into_iter().chain(tail(line, 0, &tokens))),
            None => {}
        }
    }
    if line.len() > EDGE {
        let (end, start) = (line.floor_char_boundary(EDGE), line.ceil_char_boundary(line.len() - EDGE));
        edges.extend(head(line, &phrase::tokens(&line[..end])));
        edges.extend(tail(&line[start..], start, &phrase::tokens(&line[start..])));
    }
    if edges.is_empty() { Verdict::Text } else { Verdict::Edges(edges) }
}

/// Returns the first phrase's family and the strongest strength if phrases, one after another, are the whole line.
fn cover(line: &str, tokens: &[Token<'_>]) -> Option<(Family, Strength)> {
    // A quotation is somebody's words.
    if tokens.is_empty() || line.starts_with(['“', '«', '„', '‘']) {
        return None;
    }
    let (mut at, mut result) = (0, None);
    while at < tokens.len() {
        if tokens[at].word == ":" {
            at += 1;
            continue;
        }
        let hit = phrase::longest(line, tokens, at)?;
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

fn is_phrase(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Whole(_) | Verdict::Weak(_))
}
