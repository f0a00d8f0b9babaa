//! copydesk turns raw scraped articles, in any encoding, into clean, normalized documents, and accounts for every
//! change it makes.
//!
//! ```
//! use copydesk::config::Config;
//! use copydesk::desk::{Desk, Outcome};
//! use copydesk::input::RawInput;
//!
//! let desk = Desk::new(&Config::defaults(".".as_ref()));
//! let raw = RawInput::new("They left.\n[adrotate banner=29]");
//! let Outcome::Document(document) = desk.clean(raw) else { panic!("plain text always gives a document") };
//! assert_eq!(document.text, "They left.");
//! assert_eq!(document.provenance.edits[0].rule, "artifact.shortcode");
//! ```
//!
//! [`config`] says how, [`input`] what comes in (also files that hold many articles), [`desk`] does the work, [`document`] is what
//! comes out, [`output`] writes it down, [`reason`] lists what can be the matter, and [`learn`] finds what a source repeats.
//! None of them touches a disk, a clock or a thread.

#![warn(missing_docs)]
#![cfg_attr(
    not(feature = "service"),
    allow(
        dead_code,
        unused_imports,
        reason = "what only the parts that are left out call is not dead; the whole build finds what is"
    )
)]

pub mod config;
pub mod desk;
pub mod document;
pub mod input;
pub mod learn;
pub mod output;
pub mod reason;

mod article;
#[cfg(feature = "cli")]
mod cli;
mod decode;
mod extract;
mod lexicon;
#[cfg(feature = "cli")]
mod report;
mod rules;
#[cfg(feature = "service")]
mod service;
#[cfg(feature = "cli")]
mod spool;
mod text;

#[cfg(feature = "cli")]
pub use cli::main;

/// What the crate's own tests, benches and fuzz targets need from inside. It is no interface: it changes at any time.
#[doc(hidden)]
pub mod internals {
    pub use crate::article::{Block, BlockKind, Body};
    pub use crate::decode::repair::{Evidence, find};
    pub use crate::decode::{Decoded, decode};
    pub use crate::extract::{Settings, extract, feature_names, metadata, segments};
    #[cfg(feature = "cli")]
    pub use crate::report::{reasons_page, rules_page};
    pub use crate::rules::glue::{Figures, find_figures};
    pub use crate::rules::{AnyRule, Context, Draft, Example, Field, Group, RULES, Rule, RuleSet, stray_line_figures};
    pub use crate::text::{Certainty, Ledger, names_hash};
}

/// The README's program, compiled with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
