//! Whether the environment lets the service work, and how it finds back. Pure: the caller brings the time and what the
//! disk says.
//!
//! Trouble that concerns everything (a full disk) stops all claiming until a probe of the spool's folders succeeds and
//! then one input, as a trial, goes through. Trouble that one input has while others go through (a folder of the
//! archive that cannot be written) keeps that input waiting and nobody else.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often the disk is tried while it is in trouble: soon after the trouble began, then up to a second apart, so that
/// work goes on within two seconds of the cure.
const PROBE_FIRST: Duration = Duration::from_millis(100);
const PROBE_LAST: Duration = Duration::from_secs(1);
/// Trouble that is back so soon was not over: probing goes on as slowly as it had become.
const RELAPSE: Duration = Duration::from_secs(5);
/// How many inputs may be in work as a trial: one that failed, and one that did not, in case the first never will.
const TRIAL: usize = 2;
/// An input that alone is in trouble is tried again after this at least, and after so many times what the trial took.
const ALONE: Duration = Duration::from_secs(1);
const ALONE_FACTOR: u32 = 4;
/// Many that are in trouble take turns, so far apart.
const TURN: Duration = Duration::from_millis(20);

#[derive(Debug, Default)]
pub struct Health {
    ill: Option<Ill>,
    /// When the last illness ended, and how slowly it was probed by then.
    last: Option<(Instant, Duration)>,
    /// Inputs that failed for no fault of their own and have not gone through since: when first, and why.
    sick: HashMap<PathBuf, (Instant, String)>,
    last_done: Option<Instant>,
}

#[derive(Debug)]
struct Ill {
    reason: String,
    wait: Duration,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Nothing is claimed until this moment's probe succeeds.
    Waits(Instant),
    /// The probe succeeded; what is in work now decides.
    Tries,
}

impl Health {
    /// Returns how many inputs may be in work, of `most` while all is well.
    pub fn room(&self, most: usize) -> usize {
        match self.ill.as_ref().map(|ill| &ill.stage) {
            None => most,
            Some(Stage::Tries) => TRIAL,
            Some(Stage::Waits(_)) => 0,
        }
    }

    pub fn is_ill(&self) -> bool {
        self.ill.is_some()
    }

    pub fn is_trial(&self) -> bool {
        self.ill.as_ref().is_some_and(|ill| matches!(ill.stage, Stage::Tries))
    }

    /// Returns what keeps the service from its full work.
    pub fn complaint(&self) -> Option<String> {
        if let Some(ill) = &self.ill {
            return Some(ill.reason.clone());
        }
        let (_, (_, reason)) = self.sick.iter().min_by_key(|(_, (since, _))| *since)?;
        Some(format!("{} waiting in work/: {reason}", self.sick.len()))
    }

    /// Notes trouble that concerns everything. Returns whether it is news.
    pub fn fall_ill(&mut self, reason: String, now: Instant) -> bool {
        let news = self.ill.is_none();
        let relapse = self.last.filter(|(ended, _)| now.duration_since(*ended) < RELAPSE);
        let wait = match &self.ill {
            Some(Ill { stage: Stage::Waits(_), .. }) => return false,
            Some(Ill { wait, .. }) => longer(*wait),
            None => relapse.map_or(PROBE_FIRST, |(_, wait)| longer(wait)),
        };
        self.ill = Some(Ill { reason, wait, stage: Stage::Waits(now + wait) });
        news
    }

    /// Returns when the next probe is due.
    pub fn next_probe(&self) -> Option<Instant> {
        match self.ill.as_ref()?.stage {
            Stage::Waits(until) => Some(until),
            Stage::Tries => None,
        }
    }

    /// Notes what a probe found.
    pub fn probed(&mut self, well: Result<(), String>, now: Instant) {
        let Some(ill) = &mut self.ill else { return };
        match well {
            Ok(()) => ill.stage = Stage::Tries,
            Err(reason) => {
                ill.wait = longer(ill.wait);
                ill.stage = Stage::Waits(now + ill.wait);
                ill.reason = reason;
            }
        }
    }

    /// Ends a trial for which there is nothing to try.
    pub fn end_trial(&mut self, now: Instant) {
        if self.is_trial() {
            self.recover(now);
        }
    }

    /// Notes that an input went through. Returns whether that means that others may go through that did not before.
    pub fn went_through(&mut self, place: &Path, now: Instant) -> bool {
        self.last_done = Some(now);
        let cured = self.sick.remove(place).is_some();
        self.end_trial(now);
        cured
    }

    /// Notes that an input is gone.
    pub fn forget(&mut self, place: &Path) {
        self.sick.remove(place);
    }

    /// Notes that an input failed for no fault of its own after `took`. Returns after what time it is to be tried
    /// again, and whether this is news.
    pub fn failed(&mut self, place: &Path, reason: String, took: Duration, now: Instant) -> (Duration, bool) {
        let alone = self.sick.get(place).is_some_and(|(since, _)| self.last_done.is_some_and(|done| done > *since));
        let since = self.sick.get(place).map_or(now, |(since, _)| *since);
        self.sick.insert(place.to_owned(), (since, reason.clone()));
        if alone && !self.is_trial() {
            let turns = TURN * u32::try_from(self.sick.len()).unwrap_or(u32::MAX);
            return (ALONE.max(took * ALONE_FACTOR).max(turns), false);
        }
        (Duration::ZERO, self.fall_ill(reason, now))
    }

    fn recover(&mut self, now: Instant) {
        if let Some(ill) = self.ill.take() {
            self.last = Some((now, ill.wait));
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
        assert!(health.fall_ill("disk full".into(), start));
        assert!(!health.fall_ill("disk full".into(), start), "it is known");
        assert_eq!((health.room(512), health.next_probe()), (0, Some(at(start, 100))));
        for (now, next) in [(100, 300), (300, 700), (700, 1500), (1500, 2500), (2500, 3500)] {
            health.probed(Err("disk full".into()), at(start, now));
            assert_eq!(health.next_probe(), Some(at(start, next)));
        }
        health.probed(Ok(()), at(start, 3500));
        assert_eq!((health.room(512), health.next_probe()), (TRIAL, None));
        let (wait, news) = health.failed(Path::new("a"), "disk full".into(), Duration::ZERO, at(start, 3600));
        assert_eq!((wait, news, health.room(512)), (Duration::ZERO, false, 0));
        health.probed(Ok(()), at(start, 4600));
        assert!(health.went_through(Path::new("a"), at(start, 4700)));
        assert_eq!((health.room(512), health.complaint()), (512, None));
        health.fall_ill("disk full".into(), at(start, 5000));
        assert_eq!(health.next_probe(), Some(at(start, 6000)), "it was not over");
    }

    #[test]
    fn trouble_of_one_stops_nobody_else() {
        let start = Instant::now();
        let mut health = Health::default();
        let (one, took) = (Path::new("one"), Duration::from_secs(2));
        health.failed(one, "cannot read".into(), took, start);
        health.probed(Ok(()), at(start, 100));
        assert!(!health.went_through(Path::new("other"), at(start, 200)));
        let (wait, _) = health.failed(one, "cannot read".into(), took, at(start, 300));
        assert_eq!((wait, health.room(512)), (took * ALONE_FACTOR, 512));
        assert_eq!(health.complaint().as_deref(), Some("1 waiting in work/: cannot read"));
        assert!(health.went_through(one, at(start, 9000)));
        assert_eq!(health.complaint(), None);
    }

    #[test]
    fn a_trial_with_nothing_to_try_is_over() {
        let start = Instant::now();
        let mut health = Health::default();
        health.fall_ill("the inbox is gone".into(), start);
        health.probed(Ok(()), at(start, 100));
        health.end_trial(at(start, 100));
        assert!(!health.is_ill());
    }
}
