//! The document's JSON Schema (draft 2020-12), generated from the types.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{DOCUMENT_SCHEMA, Document};

/// The schema's `$id`.
pub const SCHEMA_ID: &str = "urn:copydesk:document:1";

/// Returns the schema of [`Document`].
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Document>().to_value();
    without_null(&mut schema);
    let root = schema.as_object_mut().expect("a struct's schema is an object");
    root.insert("$id".into(), json!(SCHEMA_ID));
    root.insert("title".into(), json!("copydesk normalized document, version 1"));
    root["properties"]["schema"] = json!({ "const": DOCUMENT_SCHEMA });
    schema
}

/// Takes `null` out of what an optional field may be: absent means that the key is absent.
fn without_null(schema: &mut Value) {
    let null = json!("null");
    match schema {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|kind| *kind != null);
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
                choices.retain(|choice| choice["type"] != null);
                if let [only] = choices.as_mut_slice() {
                    let only = only.take();
                    object.remove("anyOf");
                    object.extend(only.as_object().cloned().unwrap_or_default());
                }
            }
            object.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_may_be_null() {
        assert!(!schema().to_string().contains("null"));
    }
}
