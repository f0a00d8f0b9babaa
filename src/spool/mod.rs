//! The disk: what lies in the inbox, how documents come into the outbox, and what is set aside with its reason.
#![allow(clippy::disallowed_methods, reason = "the disk belongs to this module")]

mod barrier;
pub mod claim;
pub mod committer;
pub mod disk;
mod failed;
pub mod failed_inputs;
mod finish;
pub mod job;
mod lease;
pub mod name;
mod outbox;
pub mod reason;
mod regular_file;
pub mod retention;
pub mod running;
mod scan;
pub mod sidecar;

pub use finish::{Finisher, Originals};
pub use lease::has_writer;
pub use outbox::{Draft, Outbox};
pub use scan::{Found, Scan, is_partial};
