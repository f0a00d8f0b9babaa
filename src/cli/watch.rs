//! `copydesk watch`: the service, in the foreground, with its log on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use clap::Args;
use tracing_subscriber::EnvFilter;

use super::{CommonArgs, Exit, Result, Stop, configuration};
use crate::config::{Config, LogFormat};
use crate::service::{self, Manager, Setup};

#[derive(Debug, Args)]
pub struct WatchArgs {
    #[command(flatten)]
    common: CommonArgs,
}

pub fn run(args: &WatchArgs) -> Result {
    let config = configuration::load(&args.common, None)?;
    log(&config, args.common.quiet);
    let file = configuration::file(&args.common)?.map(|file| file.path);
    let common = args.common.clone();
    let reload = move || configuration::load(&common, None).map_err(|stop| stop.to_string());
    service::run(Setup::new(config, file), manager(), reload).map_err(|error| Stop::new(error.to_string()))?;
    // Threads that are stuck with an input end with the process; what they hold lies in `work/`.
    Ok(Exit::Done)
}

/// Connects to the service manager, if one started us and expects messages (sd_notify(3), sd_watchdog_enabled(3)).
fn manager() -> Manager {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else { return Manager::default() };
    let number = |name| std::env::var_os(name)?.to_str()?.parse::<u64>().ok();
    let ours = number("WATCHDOG_PID").is_none_or(|pid| pid == u64::from(std::process::id()));
    let watchdog = number("WATCHDOG_USEC").filter(|time| ours && *time > 0).map(Duration::from_micros);
    Manager::connect(&socket, watchdog).unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot speak to the service manager (NOTIFY_SOCKET)");
        Manager::default()
    })
}

/// Standard error, whose errors are ignored: a full disk under the log must not stop the service.
struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts the log as the configuration wants it; `RUST_LOG` takes precedence.
fn log(config: &Config, quiet: bool) {
    let options = &config.options.log;
    let level = if quiet { "warn" } else { options.level.as_str() };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let log = tracing_subscriber::fmt()
        .with_ansi(io::stderr().is_terminal() && !plain)
        .with_env_filter(filter)
        .with_writer(|| Log)
        .with_target(false);
    match options.format {
        LogFormat::Human => log.init(),
        LogFormat::Json => log.json().init(),
    }
}
