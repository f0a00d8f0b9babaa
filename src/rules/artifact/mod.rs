//! Rules for what is not the article: left behind by publishing systems, pages and scrapers.

mod shortcode;

pub use shortcode::SHORTCODE;
