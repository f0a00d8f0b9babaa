//! Explains one document to a person: where each field came from, and every edit as a word diff with its reason.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::document::{AppliedCertainty, Document, DocumentEdit, Status, SuggestedEdit};
use crate::extract::JudgedLine;
use crate::rules::RULES;

/// How a diff is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// `[-before-]{+after+}`, as `wdiff` writes it.
    Plain,
    /// Red and green.
    Colour,
}

/// How much of the text stands on either side of an edit, in code points.
const CONTEXT: usize = 48;

/// Returns the explanation of `document`, lines ending in `\n`.
pub fn explain(document: &Document, paint: Paint) -> String {
    let mut story = String::new();
    head(&mut story, document, paint);
    fields(&mut story, document, paint);
    let edits = &document.provenance.edits;
    let _ = writeln!(story, "\n{}", paint.bold(&count(edits.len(), "edit")));
    for (index, edit) in edits.iter().enumerate() {
        let value = document.field(&edit.field).unwrap_or("");
        let shown = Shown {
            rule: &edit.rule,
            field: &edit.field,
            certainty: match edit.certainty {
                AppliedCertainty::Sure => "sure",
                AppliedCertainty::Likely => "likely",
            },
            confidence: edit.confidence,
            context: context(value, edit.at as usize, edit.after.chars().count()),
            before: &edit.before,
            after: &edit.after,
        };
        shown.write(&mut story, index + 1, paint);
    }
    let suggestions = &document.quality.suggestions;
    if !suggestions.is_empty() {
        let _ = writeln!(story, "\n{}, not made", paint.bold(&count(suggestions.len(), "suggestion")));
        for (index, suggestion) in suggestions.iter().enumerate() {
            let value = document.field(&suggestion.field).unwrap_or("");
            let SuggestedEdit { rule, field, at, before, after, confidence } = suggestion;
            let context = context(value, *at as usize, before.chars().count());
            Shown { rule, field, certainty: "unsure", confidence: *confidence, context, before, after }.write(
                &mut story,
                index + 1,
                paint,
            );
        }
    }
    story
}

fn head(story: &mut String, document: &Document, paint: Paint) {
    let input = &document.provenance.input;
    let record = input.record.map(|record| format!(", record {record}")).unwrap_or_default();
    let _ = writeln!(
        story,
        "{}{record}: {}, {} bytes, {} ({})",
        paint.bold(&input.path),
        plain(&input.format),
        input.bytes,
        input.encoding.as_deref().unwrap_or("no encoding"),
        input.encoding_source.as_ref().map_or("nothing".into(), plain),
    );
    let quality = &document.quality;
    let reasons = quality.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(", ");
    let status = match quality.status {
        Status::Ok => "ok".to_owned(),
        Status::Suspect => format!("suspect ({reasons})"),
        Status::Quarantined => format!("quarantined ({reasons})"),
    };
    let _ = writeln!(
        story,
        "{status}; {}, {}, {} of the input kept",
        count(document.blocks.len(), "block"),
        count(quality.words as usize, "word"),
        format_args!("{:.1} %", quality.kept_ratio * 100.0),
    );
    for reason in &quality.reasons {
        let _ = writeln!(story, "  {reason}: {} {}", reason.text(), paint.dim(reason.advice()));
    }
}

fn fields(story: &mut String, document: &Document, paint: Paint) {
    let sources = &document.provenance.fields;
    let width = sources.keys().map(|name| name.len()).max().unwrap_or(0);
    for (name, source) in sources {
        let value = document.shown_field(name);
        let _ = writeln!(story, "  {name:width$}  {value}  {}", paint.dim(&format!("from {source}")));
    }
}

/// An edit as it is shown.
struct Shown<'a> {
    rule: &'a str,
    field: &'a str,
    certainty: &'a str,
    confidence: Option<f32>,
    context: (String, String),
    before: &'a str,
    after: &'a str,
}

impl Shown<'_> {
    fn write(&self, story: &mut String, number: usize, paint: Paint) {
        let confidence = self.confidence.map(|confidence| format!(" {confidence:.2}")).unwrap_or_default();
        let field = if self.field == "text" { String::new() } else { format!(" in {}", self.field) };
        let _ = writeln!(story, "\n{number:>4}  {}  {}{confidence}{field}", paint.bold(self.rule), self.certainty);
        for rule in self.rule.split('+') {
            let summary = RULES
                .iter()
                .find(|known| known.name == rule)
                .map_or("A rule of the configuration.", |rule| rule.summary);
            let _ = writeln!(story, "      {}", paint.dim(summary));
        }
        let (left, right) = &self.context;
        let _ = writeln!(story, "      {}{}{}", visible(left), diff(self.before, self.after, paint), visible(right));
    }
}

/// Returns what stands before and after a place of `length` code points in `value`.
fn context(value: &str, at: usize, length: usize) -> (String, String) {
    let skipped = at.saturating_sub(CONTEXT);
    let left: String = value.chars().skip(skipped).take(at - skipped).collect();
    let right: String = value.chars().skip(at + length).take(CONTEXT).collect();
    let more = value.chars().nth(at + length + CONTEXT).is_some();
    (format!("{}{left}", if skipped > 0 { "…" } else { "" }), format!("{right}{}", if more { "…" } else { "" }))
}

fn diff(before: &str, after: &str, paint: Paint) -> String {
    let mut shown = String::new();
    let (mut gone, mut new) = (String::new(), String::new());
    let differences = TextDiff::from_words(before, after);
    let flush = |shown: &mut String, gone: &mut String, new: &mut String| {
        if !gone.is_empty() {
            shown.push_str(&paint.removed(&visible(gone)));
        }
        if !new.is_empty() {
            shown.push_str(&paint.added(&visible(new)));
        }
        gone.clear();
        new.clear();
    };
    for change in differences.iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => gone.push_str(change.value()),
            ChangeTag::Insert => new.push_str(change.value()),
            // A blank that two changed words share is part of the change: it reads better in one piece.
            ChangeTag::Equal if change.value().trim().is_empty() && !gone.is_empty() => {
                gone.push_str(change.value());
                new.push_str(change.value());
            }
            ChangeTag::Equal => {
                flush(&mut shown, &mut gone, &mut new);
                shown.push_str(&visible(change.value()));
            }
        }
    }
    flush(&mut shown, &mut gone, &mut new);
    shown
}

/// Writes out what cannot be seen.
fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => line.push('⏎'),
            '\t' => line.push('⇥'),
            _ if character.is_control() || crate::text::is_invisible(character) => {
                let _ = write!(line, "⟨U+{:04X}⟩", u32::from(character));
            }
            _ => line.push(character),
        }
    }
    line
}

/// The word that a value is written as in documents.
fn plain<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

impl Paint {
    fn styled(self, style: Style, text: &str) -> String {
        match self {
            Paint::Plain => text.to_owned(),
            Paint::Colour => format!("{style}{text}{style:#}"),
        }
    }

    fn bold(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    fn dim(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    fn removed(self, text: &str) -> String {
        match self {
            Paint::Plain => format!("[-{text}-]"),
            Paint::Colour => self.styled(AnsiColor::Red.on_default().strikethrough(), text),
        }
    }

    fn added(self, text: &str) -> String {
        match self {
            Paint::Plain => format!("{{+{text}+}}"),
            Paint::Colour => self.styled(AnsiColor::Green.on_default().underline(), text),
        }
    }
}

/// Returns each line of a page with the judgement on it: `+` for kept, how likely it is part of the article, the line's
/// beginning, and what speaks for or against it.
pub fn explain_lines(lines: &[JudgedLine], paint: Paint) -> String {
    let mut story = String::new();
    if lines.is_empty() {
        return story;
    }
    let kept = lines.iter().filter(|line| line.kept).count();
    let _ = writeln!(story, "\n{}, {kept} kept", paint.bold(&count(lines.len(), "line")));
    for line in lines {
        let mark = if line.kept { '+' } else { ' ' };
        let start: String = line.text.chars().take(LINE_SHOWN).collect();
        let cut = if start.len() < line.text.len() { "…" } else { "" };
        let facts = line.facts.join(", ");
        let _ = writeln!(
            story,
            " {mark} {:.2}  {}{cut}{}{facts}",
            line.judgement,
            plain_text(&start),
            if facts.is_empty() { "" } else { "  | " }
        );
    }
    story
}

/// How much of a page's line is shown, in code points.
const LINE_SHOWN: usize = 80;

/// Control characters of a line, which a terminal would obey, as U+FFFD.
fn plain_text(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

/// Returns the edits of `document` with their reasons, and the lines of its page if they are given, for machines.
pub fn explain_json(document: &Document, lines: &[JudgedLine]) -> serde_json::Value {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| {
            serde_json::json!({"text": line.text, "kept": line.kept, "judgement": line.judgement, "facts": line.facts})
        })
        .collect();
    let edits: Vec<_> = document.provenance.edits.iter().map(|edit| edit_json(document, edit)).collect();
    serde_json::json!({
        "schema": "copydesk/explain/1",
        "path": document.provenance.input.path,
        "record": document.provenance.input.record,
        "quality": document.quality,
        "fields": document.provenance.fields.iter().map(|(name, source)| (name.clone(), serde_json::json!({
            "value": document.shown_field(name), "source": source,
        }))).collect::<serde_json::Map<_, _>>(),
        "edits": edits,
        "lines": lines,
    })
}

fn edit_json(document: &Document, edit: &DocumentEdit) -> serde_json::Value {
    let value = document.field(&edit.field).unwrap_or("");
    let (left, right) = context(value, edit.at as usize, edit.after.chars().count());
    let reasons: Vec<_> = edit
        .rule
        .split('+')
        .filter_map(|name| RULES.iter().find(|rule| rule.name == name).map(|rule| rule.summary))
        .collect();
    let mut json = serde_json::to_value(edit).expect("an edit can always be written as JSON");
    json["reason"] = reasons.join(" ").into();
    json["left"] = left.into();
    json["right"] = right.into();
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::desk::{Desk, Outcome};
    use crate::input::RawInput;
    use crate::reason::Reason;

    #[test]
    fn an_edit_is_shown_as_a_word_diff() {
        assert_eq!(diff("Russiadoesn’t", "Russia doesn’t", Paint::Plain), "[-Russiadoesn’t-]{+Russia doesn’t+}");
        assert_eq!(diff("\n\n[x y=1]", "", Paint::Plain), "[-⏎⏎[x y=1]-]");
        assert_eq!(diff("a\u{200B}b", "ab", Paint::Plain), "[-a⟨U+200B⟩b-]{+ab+}");
    }

    #[test]
    fn a_reason_is_explained_with_what_to_do() {
        let raw = RawInput::new("{\"title\": \"Bridge\"}");
        let Outcome::Document(document) = Desk::new(&Config::defaults(".".as_ref())).clean(raw) else {
            panic!("a record always gives a document")
        };
        let story = explain(&document, Paint::Plain);
        for reason in [Reason::RecordNoText, Reason::TextEmpty] {
            assert!(story.contains(&format!("  {reason}: {} {}\n", reason.text(), reason.advice())), "{story}");
        }
    }

    #[test]
    fn the_context_is_cut_where_the_text_goes_on() {
        let text = format!("{}X{}", "a".repeat(60), "b".repeat(60));
        let (left, right) = context(&text, 60, 1);
        assert_eq!((left.chars().count(), right.chars().count()), (CONTEXT + 1, CONTEXT + 1));
        assert_eq!(context("aXb", 1, 1), ("a".into(), "b".into()));
    }
}
