//! Rules for what is not the article: left behind by publishing systems, pages and scrapers.
//!
//! All of them share two views of a text, made once for a draft: where characters stand that can open an artifact
//! ([`Marks`]) and which lines are known phrases ([`lines`]). A rule looks at nothing else, so that text without
//! such characters and phrases costs one pass, however many rules there are.

mod embed;
mod empty_label;
mod entity_line;
mod invisible;
pub(super) mod lines;
mod marks;
mod markup;
mod moved;
mod phrase;
mod phrase_rules;
mod repeated;
mod script;
mod shortcode;
pub mod stray;
mod style;
mod template;
mod tracking;

pub use embed::EMBED;
pub use empty_label::EMPTY_LABEL;
pub use entity_line::ENTITY_LINE;
pub use invisible::INVISIBLE;
pub use markup::MARKUP;
pub use phrase_rules::{
    ADVERTISEMENT, COMMENT_LINE, CONSENT, COPYRIGHT, NAVIGATION, NEWSLETTER, PLAYER, POST_META, RELATED, SHARE_BAR,
};
pub use repeated::REPEATED;
pub use script::SCRIPT;
pub use shortcode::SHORTCODE;
pub use stray::STRAY_LINE;
pub use style::STYLE;
pub use template::TEMPLATE;
pub use tracking::TRACKING;

pub(super) use lines::PhraseLine;
pub(super) use marks::Marks;
pub(super) use moved::to_fields;

use super::Draft;
use crate::text::Span;

/// Returns the line of `draft` in which byte `at` stands, as a span.
fn line_around(draft: &Draft<'_>, at: usize) -> Span {
    let bytes = draft.text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline);
    start..end
}
