//! Messages to the service manager over its socket (sd_notify(3)): ready, reading the configuration again, stopping,
//! still making progress. Without a socket nothing is sent.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// The connection to the service manager, if there is one.
#[derive(Debug, Default)]
pub struct Manager {
    socket: Option<UnixDatagram>,
    /// The manager ends a service from which it has heard nothing for this time.
    watchdog: Option<Duration>,
}

impl Manager {
    /// Connects to the socket that the environment names (`NOTIFY_SOCKET`); `watchdog` is the time it gives
    /// (`WATCHDOG_USEC`), if that is meant for this process.
    ///
    /// # Errors
    /// If there is no such socket.
    pub fn connect(socket: &OsStr, watchdog: Option<Duration>) -> io::Result<Self> {
        let address = match socket.as_bytes().strip_prefix(b"@") {
            Some(name) => SocketAddr::from_abstract_name(name)?,
            None => SocketAddr::from_pathname(socket)?,
        };
        let socket = UnixDatagram::unbound()?;
        socket.connect_addr(&address)?;
        // A manager that does not read its messages must not block the service.
        socket.set_nonblocking(true)?;
        Ok(Manager { socket: Some(socket), watchdog })
    }

    /// Returns how often to tell the manager of progress: four times as often as it requires.
    pub fn watchdog_every(&self) -> Option<Duration> {
        self.watchdog.filter(|_| self.socket.is_some()).map(|time| time / 4)
    }

    /// Tells that the service is ready, also after the configuration was read again.
    pub fn ready(&self) {
        self.notify("READY=1");
    }

    /// Tells that the configuration is read again.
    pub fn reloading(&self) {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        self.notify(&format!("RELOADING=1\nMONOTONIC_USEC={}", time.tv_sec * 1_000_000 + time.tv_nsec / 1000));
    }

    /// Tells that the service ends.
    pub fn stopping(&self) {
        self.notify("STOPPING=1");
    }

    /// Shows one line in `systemctl status`.
    pub fn status(&self, line: &str) {
        self.notify(&format!("STATUS={}", line.replace('\n', " ")));
    }

    /// Tells that the service makes progress.
    pub fn progress(&self) {
        self.notify("WATCHDOG=1");
    }

    fn notify(&self, message: &str) {
        // A message that cannot be sent is dropped: the service goes on without the manager.
        self.socket.iter().for_each(|socket| drop(socket.send(message.as_bytes())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manager_receives_the_messages() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let listener = UnixDatagram::bind(&path).unwrap();
        let manager = Manager::connect(path.as_os_str(), Some(Duration::from_secs(4))).unwrap();
        manager.ready();
        manager.status("two\nlines");
        manager.reloading();
        let hear = || {
            let mut buffer = [0; 256];
            let length = listener.recv(&mut buffer).unwrap();
            String::from_utf8_lossy(&buffer[..length]).into_owned()
        };
        assert_eq!((hear().as_str(), hear().as_str()), ("READY=1", "STATUS=two lines"));
        assert!(hear().starts_with("RELOADING=1\nMONOTONIC_USEC="));
        assert_eq!(manager.watchdog_every(), Some(Duration::from_secs(1)));
        Manager::default().ready();
    }
}
