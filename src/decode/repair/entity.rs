//! Entities that an article shows as text, because its page was escaped twice or its source was never unescaped:
//! `&amp;eacute;`, `&#8217;`, `&#146;`.
//!
//! Leaves alone what may be meant: markup, and texts that speak of it.

use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::ToCompactString;
use memchr::memmem;

use super::Damage;
use super::control::windows_1252;
use crate::text::{Certainty, Proposal};

/// Finds entities in `text` and what they stand for, however often they were escaped; neighbours of one kind together.
pub fn find(text: &str) -> Vec<(Damage, Proposal)> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() || speaks_of_markup(text) {
        return Vec::new();
    }
    let mut found: Vec<(Damage, Proposal)> = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'&', &text.as_bytes()[at..]).map(|offset| at + offset) {
        let neighbour = found.last_mut().filter(|(_, last)| last.span.end == start);
        // In a row of misread bytes written as entities, a free number stands for its byte.
        let in_row = match &neighbour {
            Some((_, last)) => !last.after.ends_with(|before: char| before.is_ascii()),
            None => text[..start].ends_with(|before: char| !before.is_ascii()),
        };
        at = start + 1;
        let Some((damage, meant, end)) = entity(&text[start..], in_row) else { continue };
        at = start + end;
        match neighbour.filter(|(kind, _)| *kind == damage) {
            Some((_, last)) => {
                last.span.end = at;
                last.after.push(meant);
            }
            None => found.push((damage, Proposal::new(start..at, meant.to_compact_string(), Certainty::Sure))),
        }
    }
    found
}

/// Tells whether the text holds tags, or names the languages whose entities these are.
fn speaks_of_markup(text: &str) -> bool {
    let tag = |at: usize| matches!(text.as_bytes().get(at + 1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!'));
    ["HTML", "XML", "html"].iter().any(|name| memmem::find(text.as_bytes(), name.as_bytes()).is_some())
        || memchr::memchr_iter(b'<', text.as_bytes()).any(tag)
}

/// Reads an entity at the start of `text`: what was meant, and where the entity ends. `in_row`: it follows a character
/// beyond ASCII.
fn entity(text: &str, in_row: bool) -> Option<(Damage, char, usize)> {
    let mut body = &text[1..];
    while let Some(rest) = body.strip_prefix("amp;") {
        body = rest;
    }
    let escapes = text.len() - 1 - body.len();
    // Looked for no further than an entity goes: a text may hold a hundred thousand `&` and no `;`.
    let end = body.bytes().take(LONGEST + 1).position(|byte| byte == b';');
    let named = end.and_then(|length| {
        let (damage, meant) = character(&body[..length], in_row)?;
        Some((damage, meant, 1 + escapes + length + 1))
    });
    named.or_else(|| (escapes > 0).then_some((Damage::EscapedEntity, '&', 1 + escapes)))
}

/// `&#x1F600;` and `&thetasym;` are as long as it gets, without `&` and `;`.
const LONGEST: usize = 8;

fn character(name: &str, in_row: bool) -> Option<(Damage, char)> {
    let Some(number) = name.strip_prefix('#') else { return Some((Damage::EscapedEntity, named(name)?)) };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    match char::from_u32(number)? {
        control @ '\u{80}'..='\u{9F}' => match windows_1252(control) {
            None if in_row => Some((Damage::C1Entity, control)),
            meant => Some((Damage::C1Entity, meant?)),
        },
        // Breaks and blanks are the page's layout, and a byte order mark is no text.
        '<' | '>' | ' ' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => None,
        other if other.is_control() => None,
        other => Some((Damage::EscapedEntity, other)),
    }
}

/// Returns the character of an entity of HTML 4, but for `lt` and `gt`: who writes those speaks of markup.
fn named(name: &str) -> Option<char> {
    static NAMES: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
        let latin = LATIN_1.split(' ').zip('\u{A0}'..='\u{FF}');
        let others = OTHERS.split(' ').filter_map(|entry| entry.split_once('='));
        latin.chain(others.filter_map(|(name, meant)| Some((name, meant.chars().next()?)))).collect()
    });
    NAMES.get(name).copied()
}

/// The names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
                       micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
                       AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
                       times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
                       egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
                       ugrave uacute ucirc uuml yacute thorn yuml";
/// The others of HTML 4, and XML's `apos`.
const OTHERS: &str = "quot=\" apos=' OElig=Œ oelig=œ Scaron=Š scaron=š Yuml=Ÿ fnof=ƒ circ=ˆ tilde=˜ Alpha=Α Beta=Β Gamma=Γ \
                      Delta=Δ Epsilon=Ε Zeta=Ζ Eta=Η Theta=Θ Iota=Ι Kappa=Κ Lambda=Λ Mu=Μ Nu=Ν Xi=Ξ Omicron=Ο Pi=Π Rho=Ρ \
                      Sigma=Σ Tau=Τ Upsilon=Υ Phi=Φ Chi=Χ Psi=Ψ Omega=Ω alpha=α beta=β gamma=γ delta=δ epsilon=ε zeta=ζ \
                      eta=η theta=θ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ omicron=ο pi=π rho=ρ sigmaf=ς sigma=σ tau=τ \
                      upsilon=υ phi=φ chi=χ psi=ψ omega=ω thetasym=ϑ upsih=ϒ piv=ϖ ndash=– mdash=— lsquo=‘ rsquo=’ sbquo=‚ \
                      ldquo=“ rdquo=” bdquo=„ dagger=† Dagger=‡ bull=• hellip=… permil=‰ prime=′ Prime=″ lsaquo=‹ rsaquo=› \
                      oline=‾ frasl=⁄ euro=€ image=ℑ weierp=℘ real=ℜ trade=™ alefsym=ℵ larr=← uarr=↑ rarr=→ darr=↓ harr=↔ \
                      crarr=↵ lArr=⇐ uArr=⇑ rArr=⇒ dArr=⇓ hArr=⇔ forall=∀ part=∂ exist=∃ empty=∅ nabla=∇ isin=∈ notin=∉ \
                      ni=∋ prod=∏ sum=∑ minus=− lowast=∗ radic=√ prop=∝ infin=∞ ang=∠ and=∧ or=∨ cap=∩ cup=∪ int=∫ \
                      there4=∴ sim=∼ cong=≅ asymp=≈ ne=≠ equiv=≡ le=≤ ge=≥ sub=⊂ sup=⊃ nsub=⊄ sube=⊆ supe=⊇ oplus=⊕ \
                      otimes=⊗ perp=⊥ sdot=⋅ lceil=⌈ rceil=⌉ lfloor=⌊ rfloor=⌋ lang=〈 rang=〉 loz=◊ spades=♠ clubs=♣ \
                      hearts=♥ diams=♦ zwnj=\u{200C} zwj=\u{200D} lrm=\u{200E} rlm=\u{200F} ensp=\u{2002} emsp=\u{2003} \
                      thinsp=\u{2009}";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut fixed = text.to_owned();
        for (_, proposal) in find(text).into_iter().rev() {
            fixed.replace_range(proposal.span, &proposal.after);
        }
        assert_eq!(fixed, expected);
    }

    #[test]
    fn fix_however_often_escaped() {
        check("caf&eacute; caf&amp;eacute; caf&amp;amp;eacute;", "café café café");
        check("It&#146;s, it&#8217;s, it&#x2019;s", "It’s, it’s, it’s");
        check("Bell &amp;amp; Sons, &quot;R&amp;D&quot;", "Bell & Sons, \"R&D\"");
    }

    #[test]
    fn dont_flag_what_is_no_entity_or_is_meant() {
        for text in
            ["R&D; and AT&T", "&unknown; &#129; &#0;", "a &lt; b", "<p>caf&eacute;</p>", "In HTML, write &eacute;"]
        {
            check(text, text);
        }
    }

    #[test]
    fn a_megabyte_of_ampersands_is_read_once() {
        check_unchanged(&"&#".repeat(1 << 19));
        check_unchanged(&"&unknown ".repeat(1 << 17));
    }

    fn check_unchanged(text: &str) {
        assert!(find(text).is_empty());
    }
}
