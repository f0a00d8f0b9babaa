//! Faults at single system calls, for a program under test that knows nothing of it: the kernel asks this process about
//! each call that the other wants to make (seccomp_unotify(2)), and the answer is either “go on” or an error number.
//!
//! Needs no privileges and no tool. Where the system does not allow it (an old kernel, a strict container),
//! `supervise` says so, and a test can only be skipped.
#![allow(unsafe_code, reason = "no crate offers the supervision of system calls safely")]
#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::fs::{File, read_link};
use std::io;
use std::mem::zeroed;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use libc::c_long;
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};

/// A kind of system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Open,
    Read,
    Write,
    Sync,
    /// `syncfs`: all files of a file system.
    SyncAll,
    List,
    MakeFolder,
    Rename,
    /// A rename that must replace nothing: `renameat2` with a flag.
    RenameToFree,
    Watch,
}

impl Call {
    fn of(number: c_long, arguments: &[u64; 6]) -> Option<Self> {
        Some(match number {
            libc::SYS_openat => Call::Open,
            libc::SYS_read => Call::Read,
            libc::SYS_write => Call::Write,
            libc::SYS_fsync | libc::SYS_fdatasync => Call::Sync,
            libc::SYS_syncfs => Call::SyncAll,
            libc::SYS_getdents64 => Call::List,
            libc::SYS_mkdirat => Call::MakeFolder,
            libc::SYS_renameat2 if arguments[4] != 0 => Call::RenameToFree,
            libc::SYS_renameat | libc::SYS_renameat2 => Call::Rename,
            libc::SYS_inotify_add_watch => Call::Watch,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_open => Call::Open,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_mkdir => Call::MakeFolder,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_rename => Call::Rename,
            _ => return None,
        })
    }
}

/// The system calls that the kernel asks about.
const ASKED: &[c_long] = &[
    libc::SYS_openat,
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_syncfs,
    libc::SYS_getdents64,
    libc::SYS_mkdirat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_inotify_add_watch,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
];

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub call: Call,
    /// Each of these stands in one of the paths that the call is about.
    pub paths: &'static [&'static str],
    pub errno: i32,
}

/// A call that was made, and the paths that it was about.
pub type Seen = (Call, Vec<String>);

/// The one who answers for the kernel, until the program ends.
#[derive(Clone)]
pub struct Supervisor {
    fault: Arc<Mutex<Option<Fault>>>,
    hits: Arc<AtomicU64>,
    /// The calls so far by which files are made and what a crash of the machine leaves, in order, with their paths.
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// The descriptor under which the program holds the line to its supervisor.
const LINE: RawFd = 777;

/// Starts a program whose system calls are asked about; its first calls may go wrong already.
///
/// # Errors
/// If the system does not allow it.
pub fn supervise(command: &mut Command, fault: Option<Fault>) -> io::Result<(Child, Supervisor)> {
    let mut filter = filter();
    // SAFETY: between fork and exec only system calls are made, on memory that was made before.
    unsafe {
        command.pre_exec(move || {
            let program =
                libc::sock_fprog { len: u16::try_from(filter.len()).unwrap_or(u16::MAX), filter: filter.as_mut_ptr() };
            if libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 {
                return Err(io::Error::last_os_error());
            }
            let flags = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER;
            let line = libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program);
            if line < 0 || libc::dup2(line as RawFd, LINE) < 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(())
        });
    }
    let mut child = command.spawn()?;
    let line = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())
        .and_then(|process| pidfd_getfd(process, LINE, PidfdGetfdFlags::empty()));
    let line = line.inspect_err(|_| {
        let _ = child.kill();
        let _ = child.wait();
    })?;
    let supervisor = Supervisor { fault: Arc::new(Mutex::new(fault)), hits: Arc::default(), seen: Arc::default() };
    let answering = supervisor.clone();
    thread::spawn(move || answering.answer(&line));
    Ok((child, supervisor))
}

/// Returns the filter that hands the calls in `ASKED` to the supervisor and allows all others.
fn filter() -> Vec<libc::sock_filter> {
    let step = |code: u32, k: u32, jt: u8| libc::sock_filter { code: code as u16, jt, jf: 0, k };
    // The number of the call is the first field of seccomp_data.
    let mut filter = vec![step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0)];
    for (index, &number) in ASKED.iter().enumerate() {
        let to_the_end = (ASKED.len() - index) as u8;
        filter.push(step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, number as u32, to_the_end));
    }
    filter.push(step(libc::BPF_RET | libc::BPF_K, libc::SECCOMP_RET_ALLOW, 0));
    filter.push(step(libc::BPF_RET | libc::BPF_K, libc::SECCOMP_RET_USER_NOTIF, 0));
    filter
}

impl Supervisor {
    /// Lets something go wrong from now on, or nothing any more.
    pub fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
        self.hits.store(0, Ordering::SeqCst);
    }

    /// Returns how many calls have gone wrong by the present fault.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::SeqCst)
    }

    /// Returns the calls so far by which files are made and what a crash of the machine leaves: opens, syncs, renames.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn answer(&self, line: &OwnedFd) {
        loop {
            let mut ready = libc::pollfd { fd: line.as_raw_fd(), events: libc::POLLIN, revents: 0 };
            // SAFETY: the structures are plain data, and live as long as the calls.
            let question: libc::seccomp_notif = unsafe {
                libc::poll(&raw mut ready, 1, -1);
                if ready.revents & libc::POLLIN == 0 {
                    return;
                }
                let mut question = zeroed();
                if libc::ioctl(line.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_RECV as _, &raw mut question) != 0 {
                    // The one who asked was killed meanwhile.
                    continue;
                }
                question
            };
            let mut answer = libc::seccomp_notif_resp { id: question.id, val: 0, error: 0, flags: 0 };
            match self.verdict(&question) {
                Some(errno) => answer.error = -errno,
                None => answer.flags = libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32,
            }
            // SAFETY: as above.
            unsafe { libc::ioctl(line.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_SEND as _, &raw mut answer) };
        }
    }

    fn verdict(&self, question: &libc::seccomp_notif) -> Option<i32> {
        let call = Call::of(c_long::from(question.data.nr), &question.data.args)?;
        if matches!(call, Call::Open | Call::Sync | Call::SyncAll | Call::Rename | Call::RenameToFree) {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).push((call, paths(question)));
        }
        let fault = (*self.fault.lock().unwrap_or_else(PoisonError::into_inner))?;
        if call != fault.call {
            return None;
        }
        let paths = paths(question);
        let meant = fault.paths.iter().all(|part| paths.iter().any(|path| path.contains(part)));
        meant.then(|| {
            self.hits.fetch_add(1, Ordering::SeqCst);
            fault.errno
        })
    }
}

/// Returns the paths that a call is about.
fn paths(question: &libc::seccomp_notif) -> Vec<String> {
    let arguments = &question.data.args;
    let text = |index: usize| text_at(question.pid, arguments[index]);
    match c_long::from(question.data.nr) {
        libc::SYS_openat | libc::SYS_mkdirat | libc::SYS_inotify_add_watch => vec![text(1)],
        libc::SYS_renameat | libc::SYS_renameat2 => vec![text(1), text(3)],
        #[cfg(target_arch = "x86_64")]
        libc::SYS_open | libc::SYS_mkdir => vec![text(0)],
        #[cfg(target_arch = "x86_64")]
        libc::SYS_rename => vec![text(0), text(1)],
        _ => {
            let open = read_link(format!("/proc/{}/fd/{}", question.pid, arguments[0]));
            vec![open.unwrap_or_default().to_string_lossy().into_owned()]
        }
    }
}

/// Reads a C string from the memory of another process.
fn text_at(process: u32, address: u64) -> String {
    let mut buffer = [0; 4096];
    let read = File::open(format!("/proc/{process}/mem")).and_then(|memory| memory.read_at(&mut buffer, address));
    let text = buffer[..read.unwrap_or(0)].split(|&byte| byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}
