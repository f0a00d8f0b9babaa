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
    let root = schema.as_object_mut().expect("a struct's schema is an object");
    root.insert("$id".into(), json!(SCHEMA_ID));
    root.insert("title".into(), json!("copydesk normalized document, version 1"));
    root["properties"]["schema"] = json!({ "const": DOCUMENT_SCHEMA });
    schema
}
