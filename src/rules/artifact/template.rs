//! Placeholders of a template that were never filled: `{{ post.title }}`.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::line_around;
use crate::rules::{Draft, Example, Group, Rule, Scope};
use crate::text::{Certainty, Proposal, removal};

pub static RULE: Rule = Rule {
    name: "artifact.template",
    group: Group::Artifact,
    family: "template",
    certainty: Certainty::Sure,
    summary: "Takes out a template's places that were never filled, such as `{{ post.title }}`.",
    evidence: "A place alone on its line is what a template left; so is a `{% … %}` command anywhere, and a \
               name that only one publishing system knows (`{loadposition x}`, `<esi:include/>`). Inside a sentence \
               braces and per cent signs are the writer's own, and a text with more than three such places is about templates.",
    examples: &[
        Example::Fixes("They left.\n\n{{ page.teaser }}\n\nIt rained.", "They left.\n\nIt rained."),
        Example::Fixes(
            "They left.\n\n{loadposition teaser}\n\n<%= render 'teaser' %>\n\nIt rained.",
            "They left.\n\nIt rained.",
        ),
        Example::Fixes("They left {loadposition teaser}early.<esi:include src=\"/a\"/>", "They left early."),
        Example::Keeps("In Joomla, {loadposition teaser} shows a module."),
        Example::Keeps("Only 20%% of them agreed, and 5% of 100% did."),
        Example::Keeps("The manual says to write {{ name }} there."),
    ],
    scope: Scope::Text,
    find,
};

/// An article with more of them is about templates and shows some.
const MOST: usize = 3;

/// Places that only a publishing system reads, wherever they stand: Joomla's, Edge Side Includes, Textpattern's and Movable
/// Type's tags, Facebook's, ExpressionEngine's and Concrete's.
static SYSTEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:\{(?:loadposition|loadmodule|loadmoduleid|module|modulepos|mospagebreak|rsform|jcomments|phocagallery|sigplus|component)\s+(?-u:[^{}\n]){1,120}\}",
        r"|\{(?:gallery|youtube|vimeo|mp3|audio|flv|play|phocadownload|besps|slimbox|pdf|iframe|tip)\}(?-u:[^{}\n]){1,200}\{/[a-z0-9]+\}",
        r"|\{mosimage\}|\{(?:exp|CCM):(?-u:[^{}\n]){1,200}\}|\{filedir_[0-9]+\}[^\s]*",
        r"|</?(?:esi|txp|mt|fb):[A-Za-z](?-u:[^<>\n]){0,300}>|<\$MT[A-Z](?-u:[^<>\n]){0,200}\$>)"
    ))
    .expect("the pattern is valid")
});

const SYSTEM_NAMES: &[&str] = &["Joomla", "Edge Side", "Textpattern", "Movable Type", "ExpressionEngine"];

static COMMAND: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\{%-?\s*[a-z]\w*(?-u:[^{}%\n]){0,200}-?%\}").expect("the pattern is valid"));

/// A whole line of places: `{{ x }}`, `{% x %}`, `${x}`, `%%x%%`, `%x.y%`, `*|X|*`, `<%= x %>`, `{loadposition x}`. The
/// length of what they hold is bounded in bytes: bounded in code points the pattern takes some 40 ms to compile.
static PLACES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\s*(?:(?:\{\{\{?[\s#/^>&]*[A-Za-z_$](?-u:[^{}\n]){0,120}\}\}\}?|\{%(?-u:[^{}\n]){0,200}%\}|\$\{[A-Za-z_][\w.]*\}",
        r"|%%[A-Za-z_](?-u:[\w. -]){0,60}%%|%[A-Za-z_]\w*(?:\.\w+)+%|\*\|[A-Z](?-u:[^|\n]){0,80}\|\*",
        r"|<%[=#-]?[^<>\n]+%>|<\?(?:php|=)[^\n]+?\?>",
        // Joomla's, whose pairs hold the name of a film or a folder.
        r"|\{(?:loadposition|loadmodule|loadmoduleid|module|mosimage|mospagebreak|jcomments|youtube|vimeo|gallery|phocagallery|rsform|sigplus)\b[^{}\n]*\}(?:[^{}\s]*\{/[a-z]+\})?)\s*)+$"
    ))
    .expect("the pattern is valid")
});

fn find(draft: &Draft<'_>, found: &mut Vec<Proposal>) {
    let marks = draft.marks();
    let mut signs: Vec<usize> =
        marks.braces.iter().chain(&marks.template_signs).chain(&marks.angles).copied().collect();
    signs.sort_unstable();
    let first = found.len();
    let mut system = Vec::new();
    let mut done = 0;
    // A line is read as a whole once, for a line of a megabyte may hold a hundred thousand signs.
    let mut line = 0..0;
    for at in signs {
        if at < done {
            continue;
        }
        if at >= line.end {
            line = line_around(draft, at);
            if PLACES.is_match(&draft.text.as_bytes()[line.clone()]) {
                done = line.end;
                found.push(Proposal::new(line.clone(), "", Certainty::Sure));
                continue;
            }
        }
        if let Some(place) = SYSTEM.find(&draft.text.as_bytes()[at..line.end]) {
            done = at + place.end();
            system.push(removal(draft.text, at..done, Certainty::Sure));
            continue;
        }
        if let Some(command) = COMMAND.find(&draft.text.as_bytes()[at..line.end]) {
            done = at + command.end();
            found.push(removal(draft.text, at..done, Certainty::Sure));
        }
    }
    if found.len() - first > MOST {
        found.truncate(first);
    }
    // Who names the system may be showing how it is used.
    let is_named = |name: &str| memchr::memmem::find(draft.text.as_bytes(), name.as_bytes()).is_some();
    if !system.is_empty() && !SYSTEM_NAMES.iter().any(|name| is_named(name)) {
        found.append(&mut system);
    }
    draft.spare_shown(found);
}
