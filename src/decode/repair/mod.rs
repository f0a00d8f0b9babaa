//! Characters that were damaged before the text reached us: what they should be, and why.
//!
//! Only finds; the rules of group `repair` turn what is found here into edits.

mod alphabet;
mod apostrophe;
mod c0;
mod codepage;
mod control;
mod entity;
mod entity_name;
pub(crate) mod escape;
mod examples;
mod explanation;
mod letter;
mod loss;
mod misread_line;
mod mixup;
mod mojibake;
mod quotes;
mod replacement;
mod scan;
mod stopless;
mod strangeness;
mod terminal;
mod unwritten;
mod wide;

pub(super) use codepage::Codepage;
use mixup::Mixup;
use mojibake::MojibakeSurvey;
use scan::Signs;
pub(super) use strangeness::{ClassId, strangeness};
use wide::Wide;

use std::sync::Arc;

use super::zawgyi::Zawgyi;
use crate::text::{Proposal, Span};

/// A kind of damage. Each has its rule in the group `repair`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Damage {
    /// An entity that was shown as text (`caf&amp;eacute;`).
    EscapedEntity,
    /// An entity with a number that only windows-1252 has a character for (`&#146;`).
    C1Entity,
    /// UTF-8 that was read as a legacy encoding (`doesnâ€™t`).
    Mojibake,
    /// The same, where one byte was lost on the way (`â€œYesâ€`).
    LostByte,
    /// The same, where a no-break space that was half a letter became a plain one (`voilÃ `).
    LostSpace,
    /// A legacy encoding that was read as another one (`sk³ad`).
    Mixup,
    /// C1 control characters where windows-1252 has a quote or dash (U+0092 for `’`).
    C1Control,
    /// An escape of a string literal, of mail or of an address that was shown as text (`\\u2019`, `=E2=80=99`).
    Escape,
    /// Other control characters: noise, and what is left of a quote or dash (0x19 for `’`).
    C0Control,
    /// What a program wrote to colour a terminal (`ESC[1m`).
    TerminalSequence,
    /// U+FFFD where a quote or dash stood.
    ReplacementCharacter,
}

/// What a whole document tells of how it was damaged.
#[derive(Clone, Debug, Default)]
pub struct Evidence<'t> {
    mojibake: mojibake::Evidence,
    wide: Option<Wide>,
    mixup: Option<Mixup>,
    zawgyi: Zawgyi,
    /// Whether what looks damaged are examples that the document shows.
    examples: bool,
    /// The document, and what was found in it while looking: the text that rules read first is often the whole one.
    whole: Option<(&'t str, Found)>,
}

/// All damage in a text, in ascending order, without overlaps.
pub type Found = Arc<[(Damage, Proposal)]>;

impl<'t> Evidence<'t> {
    /// Collects the evidence of a whole text.
    pub fn of(text: &'t str) -> Evidence<'t> {
        if text.is_ascii() {
            return Evidence::default();
        }
        let signs = scan::scan(text);
        let survey = signs.sequences.then(|| MojibakeSurvey::of(text));
        let evidence = survey.as_ref().map(|survey| survey.evidence).unwrap_or_default();
        let mut mojibake = survey.map(|survey| survey.repairs(&evidence)).unwrap_or_default();
        let wide = if signs.wide || signs.replacements { Wide::of(text) } else { None };
        add_wide(text, wide, &mut mojibake);
        if examples::are_shown(text, &mojibake) {
            let whole = Some((text, in_order(ascii(text)).into()));
            return Evidence { examples: true, whole, ..Evidence::default() };
        }
        let explained = explains(text, &mojibake);
        let mixup = if explained { None } else { Mixup::of(text) };
        let found = all(text, signs, mojibake, explained, mixup);
        Evidence {
            mojibake: evidence,
            wide,
            mixup,
            zawgyi: Zawgyi::of(text),
            examples: false,
            whole: Some((text, found.into())),
        }
    }

    /// Returns what the document tells of Burmese that was written for the font Zawgyi.
    pub fn zawgyi(&self) -> Zawgyi {
        self.zawgyi
    }
}

/// Finds all damage in `text`. `document` is what the whole document that the text is part of tells of its damage.
pub fn find(text: &str, document: &Evidence<'_>) -> Found {
    if text.is_ascii() {
        return in_order(ascii(text)).into();
    }
    if let Some((_, found)) = document.whole.as_ref().filter(|(whole, _)| std::ptr::eq(*whole, text) || *whole == text)
    {
        return Arc::clone(found);
    }
    let signs = scan::scan(text);
    let mut mojibake = if signs.sequences { MojibakeSurvey::of(text).repairs(&document.mojibake) } else { Vec::new() };
    add_wide(
        text,
        if signs.wide || signs.replacements { document.wide.or_else(|| Wide::of(text)) } else { None },
        &mut mojibake,
    );
    if document.examples || examples::are_shown(text, &mojibake) {
        return in_order(ascii(text)).into();
    }
    let explained = explains(text, &mojibake);
    let mixup = if explained {
        None
    } else {
        document.mixup.and_then(|mixup| mixup.confirmed(text)).or_else(|| Mixup::of(text))
    };
    all(text, signs, mojibake, explained, mixup).into()
}

/// Adds what was read as an East Asian encoding to the other misread UTF-8, in order.
fn add_wide(text: &str, wide: Option<Wide>, mojibake: &mut Vec<(Damage, Proposal)>) {
    let Some(wide) = wide else { return };
    mojibake.extend(wide.find(text).into_iter().map(|proposal| (Damage::Mojibake, proposal)));
    mojibake.sort_by_key(|(_, proposal)| proposal.span.start);
}

/// Brings together what was found of each kind; `explained`: misread UTF-8 is what most of the text suffers from.
fn all(
    text: &str,
    signs: Signs,
    mojibake: Vec<(Damage, Proposal)>,
    explained: bool,
    mixup: Option<Mixup>,
) -> Vec<(Damage, Proposal)> {
    if let Some(mixup) = mixup {
        return mixup.find(text).into_iter().map(|proposal| (Damage::Mixup, proposal)).collect();
    }
    let mut found = ascii(text);
    // A row of misread bytes may hold controls and replacement characters of its own: it is read back first.
    let apart = |span: &Span| {
        let next = mojibake.partition_point(|(_, other)| other.span.end <= span.start);
        mojibake.get(next).is_none_or(|(_, other)| span.end <= other.span.start)
    };
    if signs.controls {
        found.extend(control::find(text).into_iter().map(|proposal| (Damage::C1Control, proposal)));
    }
    let lost = || memchr::memmem::find_iter(text.as_bytes(), "\u{FFFD}").map(|at| at..at + '\u{FFFD}'.len_utf8());
    // What U+FFFD stands for is told by the language, which shows when the misread text is read back.
    if signs.replacements && !explained && lost().any(|span| apart(&span)) {
        found.extend(replacement::find(text).into_iter().map(|proposal| (Damage::ReplacementCharacter, proposal)));
    }
    found.extend(apostrophe::find_remains(text).into_iter().map(|proposal| (Damage::LostByte, proposal)));
    found.retain(|(_, proposal)| apart(&proposal.span));
    found.extend(mojibake);
    in_order(found)
}

/// Finds the kinds of damage that show in ASCII characters.
fn ascii(text: &str) -> Vec<(Damage, Proposal)> {
    let mut found = entity::find(text);
    found.extend(escape::find(text).into_iter().map(|proposal| (Damage::Escape, proposal)));
    let sequences = terminal::find(text);
    if c0::is_present(text) {
        let apart = |proposal: &Proposal| {
            let next = sequences.partition_point(|other| other.span.end <= proposal.span.start);
            sequences.get(next).is_none_or(|other| proposal.span.end <= other.span.start)
        };
        found.extend(c0::find(text).into_iter().filter(apart).map(|proposal| (Damage::C0Control, proposal)));
    }
    found.extend(sequences.into_iter().map(|proposal| (Damage::TerminalSequence, proposal)));
    found
}

fn in_order(mut found: Vec<(Damage, Proposal)>) -> Vec<(Damage, Proposal)> {
    found.sort_by_key(|(_, proposal)| proposal.span.start);
    found
}

/// Tells whether misread UTF-8 explains a good part of what stands beyond ASCII in the lines that hold it: it is in no
/// language either, and a mix-up of legacy encodings holds a few valid sequences by accident.
fn explains(text: &str, mojibake: &[(Damage, Proposal)]) -> bool {
    // Each character beyond ASCII has one such byte, its first.
    let beyond = |text: &str| text.bytes().filter(|&byte| byte >= 0xC0).count();
    let (mut covered, mut all, mut seen) = (0, 0, 0);
    for (_, proposal) in mojibake {
        covered += beyond(&text[proposal.span.clone()]);
        if proposal.span.start >= seen {
            let start = text[..proposal.span.start].rfind('\n').map_or(0, |at| at + 1);
            seen = text[proposal.span.end..].find('\n').map_or(text.len(), |at| proposal.span.end + at);
            all += beyond(&text[start..seen]);
        }
    }
    covered > 0 && covered * 4 > all
}
