//! `copydesk status`: what the running service says of itself.

use std::io::ErrorKind;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::{CommonArgs, Exit, Result, Stop, configuration, print};
use crate::service::{Degraded, STATUS_FILE, Status};
use crate::spool::claim::SpoolLock;
use crate::spool::{disk, failed_inputs};

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: CommonArgs,
}

/// Exits with 0 if a service runs and all is well, else with 1.
pub fn run(args: &StatusArgs) -> Result {
    let config = configuration::load(&args.common, None)?;
    let state = &config.spool.state;
    let running = match disk::is_same(state, state) {
        false => false,
        true => matches!(SpoolLock::take(state), Err(error) if error.kind() == ErrorKind::WouldBlock),
    };
    let mut status: Option<Status> =
        disk::read_to_string(&state.join(STATUS_FILE)).ok().and_then(|json| serde_json::from_str(&json).ok());
    if let Some(status) = status.as_mut().filter(|status| running && status.degraded.is_none())
        && let Some(reason) = disk_trouble(state)
    {
        status.degraded = Some(Degraded { since: status.written.clone(), reason });
    }
    let failed = failed_inputs::list(&config.spool.failed)
        .map_err(|error| Stop::new(format!("cannot read {}: {error}", config.spool.failed.display())))?
        .len();
    let degraded = status.as_ref().is_some_and(|status| status.degraded.is_some());
    if args.json {
        let mut value = status.as_ref().map_or_else(|| json!({}), |status| json!(status));
        value["running"] = Value::Bool(running);
        value["in_failed"] = failed.into();
        print(&format!("{value}\n"))?;
    } else {
        print(&text(running, status.as_ref(), failed))?;
    }
    Ok(if running && !degraded { Exit::Done } else { Exit::SomeFailed })
}

/// Returns why the service cannot write its status, if it cannot: the status that stands there may be from before.
fn disk_trouble(state: &Path) -> Option<String> {
    let error = disk::probe(state, ".status-probe.tmp").err()?;
    let of_the_disk =
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFilesystem);
    of_the_disk.then(|| format!("cannot write to {}: {error}", state.display()))
}

/// Returns the status as a person reads it.
fn text(running: bool, status: Option<&Status>, failed: usize) -> String {
    let mut lines = Vec::new();
    let Some(status) = status else {
        return format!("not running\nin failed      {failed}\n");
    };
    lines.push(if running {
        format!("running since {}, process {}", status.started, status.pid)
    } else {
        format!("not running (last seen {})", status.written)
    });
    if let Some(degraded) = &status.degraded {
        lines.push(format!("degraded since {}: {}", degraded.since, degraded.reason));
    }
    if status.polling {
        lines.push("polling the inbox: no file events here".to_owned());
    }
    lines.push(format!("waiting        {}", status.waiting));
    lines.push(format!("in work        {}", status.working));
    lines.push(format!("inputs         {}", status.inputs));
    lines.push(format!("documents      {}", status.documents));
    let rates = &status.rates;
    lines.push(format!("each second    {:.1} inputs, {:.1} documents", rates.inputs, rates.documents));
    lines.push(format!("megabytes      {:.3}", status.bytes as f64 / 1e6));
    lines.push(format!("in failed      {failed}"));
    for (code, count) in &status.failed_by_code {
        lines.push(format!("  {code}  {count}"));
    }
    for failure in &status.last_failures {
        lines.push(format!("last failed: {}: {}: {}", failure.path, failure.code, failure.message));
    }
    lines.join("\n") + "\n"
}
