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
//! The road through the core, each module knowing only those above it:
//! [`text`] → [`reason`] → [`lexicon`] → [`article`], [`input`] → [`decode`] → [`extract`] → [`rules`] → [`document`] → [`config`] → [`desk`] →
//! [`learn`].

pub mod article;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod decode;
pub mod desk;
pub mod document;
pub mod extract;
pub mod input;
pub mod learn;
pub mod lexicon;
pub mod output;
pub mod reason;
#[cfg(feature = "cli")]
pub mod report;
pub mod rules;
#[cfg(feature = "service")]
pub mod service;
#[cfg(feature = "cli")]
pub mod spool;
pub mod text;

/// The README's program, compiled with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
