//! Credits in brackets that name nobody: `(Photo: .)`.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::phrases::entries;
use crate::text::{Certainty, Proposal, removal};

pub static RULE: Rule = Rule {
    name: "artifact.empty_label",
    group: Group::Artifact,
    family: "template",
    certainty: Certainty::Likely,
    summary: "Takes out credits in brackets that name nobody, such as `(Photo: .)`.",
    evidence: "A page's template wrote the label and had nothing to write after it. The bracket holds the label, a colon \
               and at most punctuation; a credit that names somebody stays.",
    examples: &[
        Example::Fixes("The pier after the storm. (Photo: .)\n\nThey left.", "The pier after the storm.\n\nThey left."),
        Example::Fixes("The pier after the storm. [Foto: ]\n\nThey left.", "The pier after the storm.\n\nThey left."),
        Example::Keeps("The pier after the storm. (Photo: A. Fisher)"),
        Example::Keeps("The pier after the storm (photo), and before."),
        Example::Keeps("She sent the photo :)"),
    ],
    scope: Scope::Text,
    find,
};

/// A label with nothing behind its colon, up to the bracket's end.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<String> =
        entries(include_str!("../../../data/phrases/credit_labels.txt")).map(regex::escape).collect();
    Regex::new(&format!(r"(?i)[(\[](?:{})\s*:[\s.,;/|–—-]*[)\]]$", labels.join("|"))).expect("the pattern is valid")
});

/// No label is longer, in bytes.
const LONGEST: usize = 40;

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    for end in memchr::memchr2_iter(b')', b']', draft.text.as_bytes()) {
        let before = draft.text[..end].trim_end_matches(|sign: char| " .,;/|–—-\u{A0}".contains(sign));
        // A smiley has no blank, and no bracket that opens.
        if !before.ends_with(':') {
            continue;
        }
        let start = draft.text.floor_char_boundary(end.saturating_sub(LONGEST));
        let line_start = draft.text[start..end].rfind('\n').map_or(start, |newline| start + newline + 1);
        if let Some(label) = LABEL.find(&draft.text[line_start..=end]) {
            found.push(removal(draft.text, line_start + label.start()..end + 1, Certainty::Likely));
        }
    }
}
