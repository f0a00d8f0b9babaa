//! Rules for blanks too many. They come last, for other rules leave some behind.

super::list::spacing!();
