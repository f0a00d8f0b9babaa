//! Threads of the service.

use std::io;

/// Starts a thread that ends with the process. No thread of the service needs to be waited for: what it has not
/// finished is found on the disk and done again.
///
/// # Errors
/// If the system cannot start a thread.
pub fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}
