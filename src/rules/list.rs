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
    // Whole statements, sheets and elements first: what stands inside of them is theirs.
    &artifact::SCRIPT,
    &artifact::STYLE,
    &artifact::MARKUP,
    &artifact::SHORTCODE,
    &artifact::TEMPLATE,
    &artifact::EMPTY_LABEL,
    &artifact::ENTITY_LINE,
    &artifact::ADVERTISEMENT,
    &artifact::SHARE_BAR,
    &artifact::NEWSLETTER,
    &artifact::RELATED,
    &artifact::PLAYER,
    &artifact::COMMENT_LINE,
    &artifact::POST_META,
    &artifact::COPYRIGHT,
    &artifact::CONSENT,
    &artifact::NAVIGATION,
    &artifact::INVISIBLE,
    &artifact::EMBED,
    &artifact::TRACKING,
    // After all that goes by what it says: of two copies the first is to stay.
    &artifact::REPEATED,
    &artifact::STRAY_LINE,
    &glue::SENTENCE,
    &glue::COMMA,
    &glue::QUOTE,
    &glue::BRACKET,
    &glue::DIGIT,
    &glue::CASE,
    &glue::LETTERS,
    &spacing::BROKEN_WORD,
    &spacing::SPACE_BEFORE_MARK,
    &spacing::REPEATED_BLANK,
];
