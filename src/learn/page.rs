//! The rule file that is written from what was learned: for a person to read and to strike out.

use std::fmt::Write;

use super::Learned;

/// Returns the file. `documents` are all that were read; `expires` is a day, `2027-05-24`.
pub fn rules_file(learned: &[Learned], documents: u64, expires: &str) -> String {
    let mut file = format!(
        "# What repeats in one source's documents, as `copydesk learn` found it in {documents} of them.\n\
         #\n\
         # Name this file in the configuration, `[rules] files = [\"…\"]`, and these texts are taken out of that source's\n\
         # articles: whole lines, what stands before an article's first words (prefix) and behind its last (tail). `#`\n\
         # stands for any number. Strike out what belongs to the articles. After `expires` nothing of this holds any\n\
         # more: learn again, for sources change.\n\n\
         expires = \"{expires}\"\n"
    );
    let mut source = None;
    for entry in learned {
        if source != Some(&entry.source) {
            let _ = write!(file, "\n# {}: {} documents\n", entry.source.replace(char::is_control, " "), entry.of);
            source = Some(&entry.source);
        }
        let _ = write!(
            file,
            "\n[[learned]]\nsource = {}\n{} = {}\ndocuments = {}\n",
            quoted(&entry.source),
            entry.place.as_str(),
            quoted(&entry.text),
            entry.documents
        );
    }
    file
}

/// A string as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
