//! The background service: files of the inbox are found and settle (`inbox`), are cleaned and published by threads
//! (`workers`), and are counted or tried again (`work`); what is to be seen of it stands in its status. One loop,
//! below, lets each of these do what can be done now and then waits for the next event, report or signal.
//!
//! The truth stands on the disk. The inbox says what is to be done, `work/` what is being done; nothing that is only in
//! memory is needed to go on after a crash.

mod clock;
mod health;
mod http;
mod inbox;
mod inbox_watch;
mod metrics;
mod retention;
mod settle;
mod setup;
mod shared_status;
mod start;
mod status;
mod status_writer;
mod systemd;
mod thread;
mod time;
mod watcher;
mod work;
mod workers;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{sleep, sleep_until};
use tracing::{error, info, warn};

use self::inbox::Inbox;
use self::setup::CurrentSetup;
use self::shared_status::SharedStatus;
use self::start::OpenSpool;
use self::status_writer::{Gauges, StatusWriter};
use self::time::now;
use self::work::Work;
use self::workers::Workers;
use crate::config::Config;
use crate::spool::claim::SpoolLock;

pub use self::setup::Setup;
pub use self::start::StartError;
pub use self::status::{Degraded, STATUS_FILE, Status};
pub use self::systemd::Manager;

/// How long SIGTERM waits for the inputs in work.
const DRAIN: Duration = Duration::from_millis(700);
/// How often the loop turns, and so shows that it is alive, while there is nothing to do.
const TURN: Duration = Duration::from_secs(1);

/// Runs the service until a signal ends it. `manager` is told how it goes; `reload` reads the configuration again.
///
/// # Errors
/// If it cannot start; once it runs, no trouble ends it.
pub fn run(setup: Setup, manager: Manager, reload: impl Fn() -> Result<Config, String>) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut service = Service::start(setup, Arc::new(manager))?;
        service.serve(reload).await
    })
}

/// The loop and the parts that it drives.
struct Service {
    setup: Arc<CurrentSetup>,
    inbox: Inbox,
    work: Work,
    /// Why the configuration that was last read is not the one that holds.
    config_error: Option<String>,
    shared: Arc<SharedStatus>,
    manager: Arc<Manager>,
    _lock: SpoolLock,
}

impl Service {
    fn start(setup: Setup, manager: Arc<Manager>) -> Result<Self, StartError> {
        let spool = setup.config.spool.clone();
        let OpenSpool { lock, outbox, folders, leftovers, sidecars } = OpenSpool::open(&spool)?;
        for (sidecar, article) in &sidecars {
            if let Err(error) = setup.finisher.put_away_sidecar(sidecar, article) {
                warn!(path = %sidecar.display(), %error, "cannot put a sidecar away, its article is: move it by hand");
            }
        }
        if !leftovers.is_empty() {
            info!(inputs = leftovers.len(), "doing again what was in work when the last run ended");
        }
        let count = match setup.config.options.service.workers {
            0 => available_parallelism().map_or(1, NonZeroUsize::get),
            count => count,
        };
        let (metrics, now) = (setup.config.metrics, now());
        let setup = Arc::new(CurrentSetup::new(setup));
        let shared = Arc::new(SharedStatus::new(now));
        if let Some(address) = metrics {
            let bound =
                http::start(address, Arc::clone(&shared)).map_err(|error| StartError::Metrics { address, error })?;
            info!(address = %bound, "serving metrics");
        }
        let workers = Workers::start(Arc::clone(&setup), outbox, count, Arc::clone(&shared), Arc::clone(&manager))?;
        retention::start(Arc::clone(&setup), Arc::clone(&shared))?;
        let status = StatusWriter::new(&spool.state, Arc::clone(&shared), Arc::clone(&manager), now);
        info!(
            inbox = %folders.inbox.display(),
            outbox = %spool.outbox.display(),
            workers = count,
            "starting"
        );
        Ok(Service {
            inbox: Inbox::new(Arc::clone(&setup), folders.clone(), now),
            work: Work::new(Arc::clone(&setup), folders, workers, leftovers, status, now),
            setup,
            config_error: None,
            shared,
            manager,
            _lock: lock,
        })
    }

    async fn serve(&mut self, reload: impl Fn() -> Result<Config, String>) -> Result<(), StartError> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        self.manager.ready();
        loop {
            self.advance(now());
            let (more, wake) = (self.has_more_to_do(), self.wake(now()));
            tokio::select! {
                biased;
                () = ended(&mut terminate, &mut interrupt) => break,
                _ = hang_up.recv() => self.reload(&reload),
                Some(report) = self.work.next_report() => self.work.take_report(report, now()),
                signal = self.inbox.next_signal() => self.inbox.take_signal(signal, &mut self.work, now()),
                () = tokio::task::yield_now(), if more => {}
                () = sleep_until(wake.into()), if !more => {}
            }
            self.work.take_reports(now());
        }
        self.stop().await;
        Ok(())
    }

    /// Does everything that can be done now without waiting.
    fn advance(&mut self, now: Instant) {
        self.shared.loop_turned(now);
        self.inbox.check(now);
        if self.work.probe(now) {
            // What happened in the meantime may have taken the watched folder with it.
            self.inbox.watch_anew(now);
        }
        self.inbox.look_at_due(&mut self.work, now);
        self.work.hand_in_retries(now);
        self.inbox.claim(&mut self.work, now);
        self.work.end_empty_trial(now);
        self.show(now);
    }

    /// Tells whether there is more to do without waiting.
    fn has_more_to_do(&self) -> bool {
        self.work.has_room() && self.inbox.has_more_to_claim()
    }

    /// Returns when there is something to do again if nothing happens.
    fn wake(&self, now: Instant) -> Instant {
        let wake = self.inbox.wake().min(now + TURN);
        self.work.wake().map_or(wake, |due| due.min(wake))
    }

    /// Writes the status if it is due, and gives up what takes too long.
    fn show(&mut self, now: Instant) {
        let health = self.work.health();
        let (degraded, ready) = (health.degraded_reason(), !health.has_outage());
        let degraded = degraded
            .or_else(|| self.config_error.clone())
            .or_else(|| self.inbox.watch().degraded_reason().map(str::to_owned));
        let gauges = self.gauges();
        let status = self.work.status();
        status.set_degraded(degraded, ready, now);
        if status.due().is_some_and(|due| due <= now) {
            status.write(&gauges, now);
            self.work.give_up_slow();
        }
    }

    fn gauges(&self) -> Gauges {
        let (waiting, in_work) = (self.inbox.waiting(), self.work.in_work());
        Gauges { waiting, in_work, polling: self.inbox.watch().is_polling() }
    }

    fn reload(&mut self, reload: &impl Fn() -> Result<Config, String>) {
        self.manager.reloading();
        match reload() {
            Err(message) => {
                error!("the configuration was not taken over, the old one holds:\n{message}");
                let first = message.lines().next().unwrap_or_default();
                self.config_error = Some(format!("the configuration was refused, the old one holds: {first}"));
                self.shared.counters().reloads[1] += 1;
            }
            Ok(config) => self.take_over(config),
        }
        self.manager.ready();
    }

    fn take_over(&mut self, mut config: Config) {
        let setup = self.setup.get();
        let (old, new) = (&setup.config.options, &config.options);
        let service = &new.service;
        let fixed = old.spool != new.spool
            || old.log != new.log
            || old.limits.memory != new.limits.memory
            || (old.service.workers, &old.service.metrics) != (service.workers, &service.metrics);
        if fixed {
            warn!(
                "[spool], [log], [limits] memory, [service] workers and metrics are read at the start only: they hold after a restart"
            );
        }
        let watch_anew = old.service.poll != service.poll;
        config.spool = setup.config.spool.clone();
        self.setup.replace(Setup::new(config, setup.file.clone()));
        self.config_error = None;
        self.shared.counters().reloads[0] += 1;
        if watch_anew {
            self.inbox.watch_anew(now());
        }
        self.inbox.rescan();
        info!("the configuration was read again");
    }

    /// Lets the inputs in work end, for a moment. What is not done by then is done again at the next start.
    async fn stop(&mut self) {
        info!(working = self.work.in_work(), "stopping");
        self.manager.stopping();
        let deadline = sleep(DRAIN);
        tokio::pin!(deadline);
        while self.work.in_work() > 0 {
            tokio::select! {
                () = &mut deadline => break,
                Some(report) = self.work.next_report() => self.work.take_report(report, now()),
            }
        }
        let gauges = self.gauges();
        self.work.status().write_last(&gauges, now());
        info!(left = self.work.unfinished(), "stopped");
    }
}

/// Waits for a signal that ends the service.
async fn ended(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
