//! Access to a document's fields by the names that its provenance uses.

use super::Document;
use crate::article::{AsValue, Field, FieldValue, MetaField, meta_fields};

macro_rules! values {
    ($($member:ident: $field:ident $row:tt)+) => {
        impl Document {
            /// Returns the value of a field that names its source, if it has one.
            pub(crate) fn value(&self, field: MetaField) -> Option<FieldValue<'_>> {
                match field { $(MetaField::$field => self.$member.as_value()),+ }
            }
        }
    };
}
meta_fields!(values);

impl Document {
    /// Returns the text that an edit names: `text`, `title`, `authors[0]`.
    pub fn field(&self, name: &str) -> Option<&str> {
        Field::parse(name)?.text_of(&self.text, |field| self.value(field))
    }

    /// Returns a field of `provenance.fields` as one line for people.
    pub fn shown_field(&self, name: &str) -> String {
        if name == "text" {
            return format!("{} code points", self.quality.chars);
        }
        let value = MetaField::from_name(name).and_then(|field| self.value(field));
        value.map(|value| value.to_string()).unwrap_or_default()
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
