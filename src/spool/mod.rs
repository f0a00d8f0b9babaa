//! The disk: what lies in the inbox, how documents come into the outbox, and what is set aside with its reason.
#![allow(clippy::disallowed_methods, reason = "the disk belongs to this module")]

pub mod aside;
mod barrier;
pub mod disk;
mod failed;
mod finish;
pub mod job;
mod lease;
pub mod name;
mod outbox;
pub mod reason;
pub mod retention;
pub mod running;
mod scan;
pub mod workplace;

pub use barrier::side_by_side;
pub use failed::Failed;
use failed::move_file;
pub use finish::{Finisher, Originals};
pub use lease::has_writer;
pub use outbox::{Draft, Outbox};
pub use scan::{Found, Scan, is_partial};
