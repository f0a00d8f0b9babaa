//! The disk: the only place that touches files.
#![allow(clippy::disallowed_methods, reason = "the disk belongs here")]

pub mod disk;
