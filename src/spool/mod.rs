//! The disk: what lies in the inbox, how documents come into the outbox, and what is set aside with its reason.
#![allow(clippy::disallowed_methods, reason = "the disk belongs to this module")]

pub mod disk;
mod failed;
pub mod job;
pub mod name;
mod outbox;
pub mod reason;
mod scan;

pub use failed::{Failed, move_durably};
pub use outbox::{Draft, Outbox};
pub use scan::{Found, Scan, is_partial};
