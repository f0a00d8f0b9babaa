//! A bracket without a space before or after it.

use super::known::Known;
use super::score::FUNCTION;
use super::site::{Site, is_acronym, is_capitalized, is_plain, letters};
use super::{SeamKind, propose};
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "glue.bracket",
    group: Group::Glue,
    family: "glue",
    certainty: Certainty::Likely,
    summary: "Puts back the space outside a bracket.",
    evidence: "Before an opening bracket: the bracket holds an acronym, a year or more than one word. After a closing \
               one: it closes what another token opened, or a capitalized word follows. Optional endings (`word(s)`), \
               prefixes (`(re)open`, `(Elektro-)Roller`), oxidation states (`iron(III)`), functions (`sin(XY)`) and calls in \
               code stay whole.",
    examples: &[
        Example::Fixes("The German index(DAX) fell.", "The German index (DAX) fell."),
        Example::Fixes("The party (founded in 1984)said so.", "The party (founded in 1984) said so."),
        Example::Keeps("Bring your child(ren) to the (re)opening."),
        Example::Keeps("He came down from the High(lands of the north) to the sea, as the land and the high road go."),
        Example::Keeps("Der Preis der (Elektro-)Roller fiel, und die (Holz)Balken im Haus sind von der Art."),
        Example::Keeps("Call close(handle) or f(x) at once."),
        Example::Keeps(
            "The iron(III) oxide, copper(II)sulfate and Eisen(III)-oxid of the river, and the max(ABC) of it.",
        ),
    ],
    scope: Scope::EveryField,
    find: |draft, found| propose(draft, SeamKind::Bracket, found),
};

pub fn judge(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    if matches!(site.before(), ')' | ']') { closed(site, known) } else { opened(site, known) }
}

/// `index(DAX)`, `size(Image: …)`
fn opened(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let left = site.left_word();
    if site.after() != '(' || !site.left().ends_with(left) && !site.left().ends_with(['.', '”', '"', '?', '!']) {
        return None;
    }
    // `date(2019, 5, 1)`
    if !(is_plain(left) && letters(left) >= 3) || known.is_technical() {
        return None;
    }
    let inside = site.right()[1..].split([')', ',']).next().unwrap_or("");
    let closes_here = site.right().contains(')') || site.rest().starts_with(')');
    if is_roman(inside) || FUNCTIONS.contains(&left.to_lowercase().as_str()) {
        return None;
    }
    let year = inside.len() == 4 && inside.bytes().all(|byte| byte.is_ascii_digit());
    if year || is_acronym(inside) {
        return Some(0.97);
    }
    let first = site.right_word();
    let familiar =
        known.zipf(first) >= 4.0 || known.count(first) > 1 || first.bytes().all(|byte| byte.is_ascii_digit());
    // `High(lands of Scotland)`
    let is_one_word = || known.has(&format!("{left}{first}"));
    let before_known = known.zipf(left) >= 2.0 || known.count(left) > 1;
    // Code closes its call or goes on behind a comma or a colon.
    let prose = site.rest().starts_with(' ') && is_word_like(inside);
    (!closes_here
        && familiar
        && before_known
        && prose
        && !site.rest().trim_start().starts_with(['=', '&'])
        && !is_one_word())
    .then_some(0.96)
}

/// Names of functions that formulas write before a bracket, of three letters or more.
const FUNCTIONS: &[&str] = &[
    "abs", "arcsin", "arctan", "arg", "argmax", "argmin", "avg", "cos", "cosh", "cot", "count", "cov", "csc", "deg",
    "det", "diag", "dim", "div", "end", "erf", "exp", "gcd", "ggt", "hom", "inf", "int", "ker", "kgv", "lcm", "len",
    "lim", "log", "max", "min", "mod", "prob", "rank", "sec", "sgn", "sign", "sin", "sinh", "span", "sqrt", "std",
    "sum", "sup", "tan", "tanh", "trace", "var",
];

/// Tells whether a bracket holds a Roman number as chemists put it behind an element: `iron(III)`.
fn is_roman(inside: &str) -> bool {
    !inside.is_empty() && inside.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

fn is_word_like(inside: &str) -> bool {
    let inside = inside.trim_end_matches(':');
    is_plain(inside) || inside.chars().all(|character| character.is_ascii_digit()) || is_capitalized(inside)
}

/// `(1984)said`, `(CNN)The`
fn closed(site: &Site<'_>, known: &Known<'_>) -> Option<f32> {
    let right = site.right_word();
    if site.before() != ')' || !site.right().starts_with(right) || letters(right) < 2 {
        return None;
    }
    let before = &site.line[..site.at - 1];
    let opened = before.rfind('(')?;
    if before[opened..].contains(')') {
        return None;
    }
    let inside = &before[opened + 1..];
    let opener_glued = before[..opened].ends_with(char::is_alphanumeric);
    let familiar = known.zipf(right) >= 4.0 || known.count(right) > 1;
    let several = inside.contains(' ');
    let number = inside.len() == 4 && inside.bytes().all(|byte| byte.is_ascii_digit());
    match () {
        // `US-(Vor-)Wahlkampf`, `(Elektro-)Roller`
        () if opener_glued && (!several || is_roman(inside)) || inside.ends_with('-') => None,
        // `(Holz)Balken`
        () if !several && known.language() == Some("de") && !is_acronym(inside) && known.zipf(right) < FUNCTION => None,
        () if is_capitalized(right) && (several || familiar || is_acronym(inside)) => Some(0.97),
        () if (several || number) && is_plain(right) && familiar => Some(0.97),
        () if is_acronym(inside) && is_plain(right) && known.zipf(right) >= 5.0 => Some(0.96),
        () => None,
    }
}
