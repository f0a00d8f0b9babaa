//! `copydesk watch`: the service, in the foreground, with its log on standard error.

use clap::Args;
use tracing_subscriber::EnvFilter;

use super::{CommonArgs, Exit, Result, Stop, configuration};
use crate::config::{Config, LogFormat};
use crate::service::{self, Setup};

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
    service::run(Setup::new(config, file), reload).map_err(|error| Stop::new(error.to_string()))?;
    // Threads that are stuck with an input end with the process; what they hold lies in `work/`.
    Ok(Exit::Done)
}

/// Starts the log as the configuration wants it; `RUST_LOG` stands over it.
fn log(config: &Config, quiet: bool) {
    let options = &config.options.log;
    let level = if quiet { "warn" } else { options.level.as_str() };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    match options.format {
        LogFormat::Human => log.init(),
        LogFormat::Json => log.json().init(),
    }
}
