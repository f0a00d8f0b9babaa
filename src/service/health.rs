//! Whether the environment lets the service work, and how it recovers. Pure: the caller passes in the time and what the
//! disk answered.
//!
//! An outage (a full disk) concerns all inputs: nothing is claimed until a probe of the spool's folders succeeds and
//! then one input, as a trial, succeeds. Trouble of one input while others succeed (a folder of the archive that cannot
//! be written) delays that input alone.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The pauses between probes during an outage: they double from the first to the last value, so that work goes on
/// within two seconds of the repair.
const PROBE_FIRST: Duration = Duration::from_millis(100);
const PROBE_LAST: Duration = Duration::from_secs(1);
/// An outage that follows the last one this soon is the same one: the pauses go on where they were.
const RELAPSE: Duration = Duration::from_secs(5);
/// How many inputs may be in work during a trial: one that failed before, and another in case the first always fails.
const TRIAL: usize = 2;
/// An input that fails while others succeed is tried again after this time, or after so many times as long as the last
/// attempt took, if that is longer.
const RETRY: Duration = Duration::from_secs(1);
const RETRY_FACTOR: u32 = 4;
/// Many such inputs take turns, with this time between two of them.
const RETRY_SPACING: Duration = Duration::from_millis(20);

#[derive(Debug, Default)]
pub struct Health {
    outage: Option<Outage>,
    /// When the last outage ended, and the pause between its probes at that time.
    last_outage: Option<(Instant, Duration)>,
    /// Inputs that failed through no fault of their own and have not succeeded since: when first, and why.
    troubled: HashMap<PathBuf, (Instant, String)>,
    last_done: Option<Instant>,
}

#[derive(Debug)]
struct Outage {
    reason: String,
    wait: Duration,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Nothing is claimed. The next probe is due at this time.
    ProbeAt(Instant),
    /// The probe succeeded; the inputs in work now decide.
    Trial,
}

impl Health {
    /// Returns how many inputs may be in work: `most` while there is no outage.
    pub fn room(&self, most: usize) -> usize {
        match self.outage.as_ref().map(|outage| &outage.stage) {
            None => most,
            Some(Stage::Trial) => TRIAL,
            Some(Stage::ProbeAt(_)) => 0,
        }
    }

    /// Tells whether trouble concerns all inputs.
    pub fn has_outage(&self) -> bool {
        self.outage.is_some()
    }

    /// Tells whether the outage may be over and one input is tried.
    pub fn is_trial(&self) -> bool {
        self.outage.as_ref().is_some_and(|outage| matches!(outage.stage, Stage::Trial))
    }

    /// Returns what keeps the service from its full work.
    pub fn degraded_reason(&self) -> Option<String> {
        if let Some(outage) = &self.outage {
            return Some(outage.reason.clone());
        }
        let (_, (_, reason)) = self.troubled.iter().min_by_key(|(_, (since, _))| *since)?;
        Some(format!("{} waiting in work/: {reason}", self.troubled.len()))
    }

    /// Notes trouble that concerns all inputs. Returns whether an outage begins with it.
    pub fn degrade(&mut self, reason: String, now: Instant) -> bool {
        let is_new = self.outage.is_none();
        let relapse = self.last_outage.filter(|(ended, _)| now.duration_since(*ended) < RELAPSE);
        let wait = match &self.outage {
            Some(Outage { stage: Stage::ProbeAt(_), .. }) => return false,
            Some(Outage { wait, .. }) => longer(*wait),
            None => relapse.map_or(PROBE_FIRST, |(_, wait)| longer(wait)),
        };
        self.outage = Some(Outage { reason, wait, stage: Stage::ProbeAt(now + wait) });
        is_new
    }

    /// Returns when the next probe is due.
    pub fn next_probe(&self) -> Option<Instant> {
        match self.outage.as_ref()?.stage {
            Stage::ProbeAt(until) => Some(until),
            Stage::Trial => None,
        }
    }

    /// Notes what a probe found.
    pub fn probed(&mut self, result: Result<(), String>, now: Instant) {
        let Some(outage) = &mut self.outage else { return };
        match result {
            Ok(()) => outage.stage = Stage::Trial,
            Err(reason) => {
                outage.wait = longer(outage.wait);
                outage.stage = Stage::ProbeAt(now + outage.wait);
                outage.reason = reason;
            }
        }
    }

    /// Ends the outage if a trial is under way: there is nothing left to try, or something succeeded.
    pub fn end_trial(&mut self, now: Instant) {
        if self.is_trial() {
            self.recover(now);
        }
    }

    /// Notes that an input succeeded. Returns whether it had failed before, so that others may succeed now, too.
    pub fn succeeded(&mut self, place: &Path, now: Instant) -> bool {
        self.last_done = Some(now);
        let cured = self.troubled.remove(place).is_some();
        self.end_trial(now);
        cured
    }

    /// Notes that an input is gone from the spool.
    pub fn forget(&mut self, place: &Path) {
        self.troubled.remove(place);
    }

    /// Notes that an input failed through no fault of its own after `took`. Returns after what time it is to be tried
    /// again, and whether an outage begins with it.
    pub fn failed(&mut self, place: &Path, reason: String, took: Duration, now: Instant) -> (Duration, bool) {
        let alone = self.troubled.get(place).is_some_and(|(since, _)| self.last_done.is_some_and(|done| done > *since));
        let since = self.troubled.get(place).map_or(now, |(since, _)| *since);
        self.troubled.insert(place.to_owned(), (since, reason.clone()));
        if alone && !self.is_trial() {
            let turns = RETRY_SPACING * u32::try_from(self.troubled.len()).unwrap_or(u32::MAX);
            return (RETRY.max(took * RETRY_FACTOR).max(turns), false);
        }
        (Duration::ZERO, self.degrade(reason, now))
    }

    fn recover(&mut self, now: Instant) {
        if let Some(outage) = self.outage.take() {
            self.last_outage = Some((now, outage.wait));
        }
    }
}

fn longer(wait: Duration) -> Duration {
    (wait * 2).min(PROBE_LAST)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "moments are made from one that is now")]
mod tests {
    use super::*;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn trouble_of_all_is_probed_ever_slower_and_ends_with_a_trial() {
        let start = Instant::now();
        let mut health = Health::default();
        assert!(health.degrade("disk full".into(), start));
        assert!(!health.degrade("disk full".into(), start), "it is known");
        assert_eq!((health.room(512), health.next_probe()), (0, Some(at(start, 100))));
        for (now, next) in [(100, 300), (300, 700), (700, 1500), (1500, 2500), (2500, 3500)] {
            health.probed(Err("disk full".into()), at(start, now));
            assert_eq!(health.next_probe(), Some(at(start, next)));
        }
        health.probed(Ok(()), at(start, 3500));
        assert_eq!((health.room(512), health.next_probe()), (TRIAL, None));
        let (wait, is_new) = health.failed(Path::new("a"), "disk full".into(), Duration::ZERO, at(start, 3600));
        assert_eq!((wait, is_new, health.room(512)), (Duration::ZERO, false, 0));
        health.probed(Ok(()), at(start, 4600));
        assert!(health.succeeded(Path::new("a"), at(start, 4700)));
        assert_eq!((health.room(512), health.degraded_reason()), (512, None));
        health.degrade("disk full".into(), at(start, 5000));
        assert_eq!(health.next_probe(), Some(at(start, 6000)), "it was not over");
    }

    #[test]
    fn trouble_of_one_stops_nobody_else() {
        let start = Instant::now();
        let mut health = Health::default();
        let (one, took) = (Path::new("one"), Duration::from_secs(2));
        health.failed(one, "cannot read".into(), took, start);
        health.probed(Ok(()), at(start, 100));
        assert!(!health.succeeded(Path::new("other"), at(start, 200)));
        let (wait, _) = health.failed(one, "cannot read".into(), took, at(start, 300));
        assert_eq!((wait, health.room(512)), (took * RETRY_FACTOR, 512));
        assert_eq!(health.degraded_reason().as_deref(), Some("1 waiting in work/: cannot read"));
        assert!(health.succeeded(one, at(start, 9000)));
        assert_eq!(health.degraded_reason(), None);
    }

    #[test]
    fn a_trial_with_nothing_to_try_is_over() {
        let start = Instant::now();
        let mut health = Health::default();
        health.degrade("the inbox is gone".into(), start);
        health.probed(Ok(()), at(start, 100));
        health.end_trial(at(start, 100));
        assert!(!health.has_outage());
    }
}
