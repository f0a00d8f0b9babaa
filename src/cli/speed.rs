//! How fast the configuration's own rules are, measured on this machine: for `config check`, never for the work itself.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::time::{Duration, Instant};

use crate::config::Config;
use crate::rules::user::clean_sentences;
use crate::rules::{AnyRule, Context, Field, RuleSet};
use crate::text::{Certainty, Ledger};

/// A rule of the configuration and how much text it reads in a second.
pub struct Speed {
    pub rule: String,
    pub bytes_per_second: f64,
}

/// Below this many bytes a second a single rule would hold up the whole desk, which reads fifty times as much.
pub const SLOWEST: f64 = 1e6;

/// Long enough for many passes, of which the fastest counts: the others may have waited for the processor.
const MEASURED: Duration = Duration::from_millis(20);

/// Measures each rule that the configuration declares, over clean prose, where a rule spends its time in documents.
pub fn speeds(config: &Config) -> Vec<Speed> {
    let own = config.rules.enabled().filter(|rule| matches!(rule, AnyRule::User(_)));
    own.map(|rule| Speed { rule: rule.name().to_owned(), bytes_per_second: measure(rule) }).collect()
}

fn measure(rule: &AnyRule) -> f64 {
    let mut body = crate::article::Body::default();
    for sentence in clean_sentences() {
        body.push(crate::article::BlockKind::Paragraph, sentence);
    }
    let (text, blocks) = body.into_parts();
    let rules = RuleSet::new([rule.clone()], Certainty::Sure);
    // Rules for one source are measured as if the text came from there.
    let context = Context { sources: rule.sources().to_vec(), ..Context::default() };
    let start = Instant::now();
    let mut fastest = Duration::MAX;
    while start.elapsed() < MEASURED {
        let ledger = Ledger::new(text.clone());
        let pass = Instant::now();
        rules.edit(ledger, blocks.clone(), Field::Text, &context);
        fastest = fastest.min(pass.elapsed());
    }
    text.len() as f64 / fastest.as_secs_f64()
}
