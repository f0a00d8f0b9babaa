//! The one ordered list. Within a group, the rule that stands first gets a place that two rules want.

use super::{Rule, artifact, glue, repair, spacing};

/// The version of the rules and their word lists, as documents state it in `provenance.rules`: year and month, and a
/// letter where a month saw more than one.
pub const RULES_VERSION: &str = "2026.11";

/// Every rule that copydesk has.
pub static RULES: &[&Rule] = &[
    &repair::ESCAPED_ENTITY,
    &repair::C1_ENTITY,
    &repair::MOJIBAKE,
    &repair::LOST_BYTE,
    &repair::LOST_SPACE,
    &repair::LEGACY_MIXUP,
    &repair::C1_CONTROL,
    &repair::REPLACEMENT_CHARACTER,
    &artifact::SHORTCODE,
    &glue::SENTENCE,
    &glue::COMMA,
    &glue::QUOTE,
    &glue::BRACKET,
    &glue::DIGIT,
    &glue::CASE,
    &glue::LETTERS,
    &spacing::REPEATED_BLANK,
];
