//! A mistake in a configuration, shown in the user's own line with a caret.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::config::ConfigError;

/// Returns the message with the line that it is about. `name` is the file's name as the user knows it.
pub fn config_error(name: &str, text: &str, error: &ConfigError) -> String {
    let (name, text) = match &error.file {
        Some(file) => (file.path.display().to_string(), file.text.as_str()),
        None => (name.to_owned(), text),
    };
    let start = error.span.start.min(text.len());
    let end = error.span.end.clamp(start, text.len());
    let annotation = AnnotationKind::Primary.span(start..end);
    let report =
        &[Level::ERROR.primary_title(&error.message).element(Snippet::source(text).path(&name).annotation(annotation))];
    format!("the configuration is not valid\n{}", Renderer::plain().render(report))
}
