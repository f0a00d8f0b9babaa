//! The rules as people read them: one in the terminal, all in `docs/rules.md`.

use crate::rules::{AnyRule, Example, Group, RULES, RULES_VERSION, Scope};

/// Returns `docs/rules.md`.
pub fn rules_page() -> String {
    let mut page = format!(
        "# What copydesk changes\n\nVersion {RULES_VERSION} of the rules. This page is made from their declarations in `src/rules`.\n\n\
         A rule never changes a text by itself: it proposes edits and says how sure it is. **sure** is beyond dispute, \
         **likely** was right in at least 99.5 % of the cases measured; both are applied unless `[clean] apply = \"sure\"` \
         holds back the second. What is less sure is only suggested, in a document's `quality.suggestions`. Every edit \
         that is made stands in the document's `provenance.edits` with its rule, and can be undone from there.\n\n\
         Switch a rule off with a line under `[rules]` in the configuration, such as `artifact.shortcode = false`.\n"
    );
    for group in Group::ALL {
        page.push_str(&format!("\n## {}\n\n{}\n", group.as_str(), about(group)));
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            page.push_str(&format!(
                "\n### `{}`\n\n{} *({}, {})*\n\n{}\n",
                rule.name,
                rule.summary,
                rule.certainty.as_str(),
                scope(rule.scope),
                rule.evidence
            ));
            page.push_str("\n| before | after |\n|---|---|\n");
            for example in rule.examples {
                match example {
                    Example::Fixes(before, after) => {
                        page.push_str(&format!("| {} | {} |\n", cell(before), cell(after)))
                    }
                    Example::Keeps(text) => page.push_str(&format!("| {} | *stays* |\n", cell(text))),
                }
            }
        }
    }
    page
}

/// Returns what `copydesk rules NAME` prints.
pub fn rule_page(rule: &AnyRule) -> String {
    let mut page = format!(
        "{} ({}, {}, family {})\n\n{}\n\n{}\n",
        rule.name(),
        rule.certainty().as_str(),
        scope(rule.scope()),
        rule.family(),
        rule.summary(),
        rule.evidence()
    );
    for example in rule.examples() {
        match example {
            Example::Fixes(before, after) => page.push_str(&format!("\n  {}\n  → {}\n", shown(before), shown(after))),
            Example::Keeps(text) => page.push_str(&format!("\n  {}\n  stays\n", shown(text))),
        }
    }
    page.push_str(&format!("\nSwitch it off with `{} = false` under [rules] in the configuration.\n", rule.name()));
    page
}

fn about(group: Group) -> &'static str {
    match group {
        Group::Repair => "Characters that were damaged before the text reached us. Nothing is restyled.",
        Group::User => "What your own configuration declares; `docs/own-rules.md` shows how. copydesk itself has none.",
        Group::Artifact => "What is not the article: left behind by publishing systems, pages and scrapers.",
        Group::Learned => {
            "What a source repeats from document to document, once `copydesk learn` has written it down and the \
             configuration names the file; `docs/learn.md` shows how. copydesk itself knows no source."
        }
        Group::Glue => "Words that lost the space between them.",
        Group::Spacing => "Blanks too many. These rules run last, for the others leave some behind.",
    }
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Text => "in the text",
        Scope::EveryField => "in every field",
    }
}

/// A text in one line, with what cannot be seen written out.
fn shown(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        match character {
            '\n' => line.push('⏎'),
            '\t' => line.push('⇥'),
            _ if character.is_control()
                || crate::text::is_invisible(character)
                || matches!(character, '\u{200C}' | '\u{200D}') =>
            {
                line.push_str(&format!("⟨U+{:04X}⟩", u32::from(character)));
            }
            _ => line.push(character),
        }
    }
    if line.is_empty() { "(nothing)".to_owned() } else { line.replace("⏎⏎", " ⏎ ") }
}

/// A text as a cell of a Markdown table.
fn cell(text: &str) -> String {
    let shown = shown(text).replace('|', "\\|");
    let ticks = if shown.contains('`') { "``" } else { "`" };
    format!("{ticks}{}{shown}{}{ticks}", if ticks == "``" { " " } else { "" }, if ticks == "``" { " " } else { "" })
}
