//! The commented configuration file, written from the options' types; and where each value in force came from.

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::Options;

/// Returns the configuration file with every option, its default and what it does; `root` is the spool's root as
/// seen from the file.
pub fn template(root: &str) -> String {
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator()
        .into_root_schema_for::<Options>()
        .to_value();
    let defaults = toml::Table::try_from(Options::default()).expect("the defaults can be written");
    let mut text = String::from(
        "# copydesk's configuration. Every option stands here with its default; `copydesk config check` checks it.\n",
    );
    for (section, about) in schema["properties"].as_object().expect("options are a struct") {
        text.push('\n');
        push_comment(&mut text, about);
        if about["type"] == "array" {
            text.push_str(OWN_RULE);
            continue;
        }
        text.push_str(&format!("[{section}]\n"));
        let Some(options) = about["properties"].as_object() else { continue };
        for (name, about) in options {
            // Switches that nobody has set: a table here would forbid `artifact.shortcode = false` below it.
            if defaults[section].get(name).is_none() {
                continue;
            }
            push_comment(&mut text, about);
            let value = if (section.as_str(), name.as_str()) == ("spool", "root") {
                root.into()
            } else {
                defaults[section][name].clone()
            };
            text.push_str(&format!("{name} = {value}\n"));
        }
    }
    text
}

/// How a rule of one's own looks, in the configuration file.
const OWN_RULE: &str = r#"# [[rule]]
# name = "evening_edition"
# find = "Read on in the evening edition."
# scope = "line"
# action = "drop"
# fixes = [["He left.\n\nRead on in the evening edition.", "He left."]]
# keeps = ["Read on, she said."]
"#;

/// Lines of comment are filled up to this many code points.
const COMMENT_WIDTH: usize = 110;

fn push_comment(text: &mut String, about: &Value) {
    let Some(description) = about["description"].as_str() else { return };
    let mut line = String::from("#");
    for word in description.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > COMMENT_WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}

/// Returns the keys that `text` sets, as `section.key`.
pub fn origins(text: &str) -> Vec<String> {
    let Ok(root) = DeTable::parse(text) else { return Vec::new() };
    let mut keys = Vec::new();
    collect("", root.get_ref(), &mut keys);
    keys
}

fn collect(path: &str, table: &DeTable<'_>, keys: &mut Vec<String>) {
    for (key, value) in table.iter() {
        let path = if path.is_empty() { key.get_ref().to_string() } else { format!("{path}.{}", key.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) => collect(&path, inner, keys),
            _ => keys.push(path),
        }
    }
}
