//! Access to a document's fields by the names that its provenance uses.

use super::Document;

impl Document {
    /// Returns the field that an edit names: `text`, `title`, `description`, `authors[0]`, `tags[0]`.
    pub fn field(&self, name: &str) -> Option<&str> {
        let item = |list: &'_ [String], rest: &str| -> Option<usize> {
            let index: usize = rest.strip_suffix(']')?.parse().ok()?;
            (index < list.len()).then_some(index)
        };
        match name {
            "text" => Some(&self.text),
            "title" => self.title.as_deref(),
            "description" => self.description.as_deref(),
            _ => match name.split_once('[')? {
                ("authors", rest) => item(&self.authors, rest).map(|index| self.authors[index].as_str()),
                ("tags", rest) => item(&self.tags, rest).map(|index| self.tags[index].as_str()),
                _ => None,
            },
        }
    }

    /// Returns a field of `provenance.fields` as one line for people.
    pub fn shown_field(&self, name: &str) -> String {
        let one = |value: &Option<String>| value.clone().unwrap_or_default();
        match name {
            "text" => format!("{} code points", self.quality.chars),
            "authors" => self.authors.join(", "),
            "published" => self.published.as_ref().map(|when| when.value.clone()).unwrap_or_default(),
            "modified" => self.modified.as_ref().map(|when| when.value.clone()).unwrap_or_default(),
            "tags" => self.tags.join(", "),
            "free_access" => self.free_access.map(|free| free.to_string()).unwrap_or_default(),
            "title" => one(&self.title),
            "description" => one(&self.description),
            "url" => one(&self.url),
            "canonical_url" => one(&self.canonical_url),
            "site_name" => one(&self.site_name),
            "language" => one(&self.language),
            "section" => one(&self.section),
            "image" => one(&self.image),
            "license" => one(&self.license),
            _ => String::new(),
        }
    }

    /// Undoes every edit of `field` and returns what extraction gave.
    ///
    /// Returns none where the document has no such field, or an edit does not stand where it says.
    pub fn undone(&self, field: &str) -> Option<String> {
        let mut characters: Vec<char> = self.field(field)?.chars().collect();
        for edit in self.provenance.edits.iter().filter(|edit| edit.field == field).rev() {
            let start = usize::try_from(edit.at).ok()?;
            let after: Vec<char> = edit.after.chars().collect();
            let end = start + after.len();
            if characters.get(start..end)? != after {
                return None;
            }
            characters.splice(start..end, edit.before.chars());
        }
        Some(characters.into_iter().collect())
    }
}
