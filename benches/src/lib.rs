//! What every bench needs: the data's folder from the command line, and contestants that take turns, so that a noisy
//! machine is noisy for all of them.

use std::path::{Path, PathBuf};
use std::process::exit;

use copydesk::internals::{
    AnyRule, Block, BlockKind, Body, Certainty, Context, Evidence, Field, Group, Ledger, RULES, RuleSet,
};

/// Returns the folder that the command line names; without one, says what is wanted and ends with exit code 2.
pub fn data_folder(wanted: &str) -> PathBuf {
    match std::env::args_os().nth(1).map(PathBuf::from) {
        Some(folder) if folder.exists() => folder,
        Some(folder) => stop(&format!("{} is not there; give {wanted}", folder.display())),
        None => stop(&format!("give {wanted} as the argument")),
    }
}

/// Returns the contents of all files below `folder` with their names, by name.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| stop(&format!("{}: {error}", folder.display())));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                found.push((path.to_string_lossy().into_owned(), bytes));
            }
        }
    }
    found.sort();
    if found.is_empty() {
        stop(&format!("{} holds no files", folder.display()));
    }
    found
}

/// Returns a text with its lines as paragraphs, if it is UTF-8.
pub fn divided(bytes: &[u8]) -> Option<(String, Vec<Block>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut body = Body::default();
    text.lines().for_each(|line| body.push(BlockKind::Paragraph, line));
    Some(body.into_parts())
}

/// One way to do the work that is measured.
pub struct Contestant<'a> {
    pub name: &'a str,
    pub work: Box<dyn FnMut() + 'a>,
}

impl<'a> Contestant<'a> {
    pub fn new(name: &'a str, work: impl FnMut() + 'a) -> Self {
        Contestant { name, work: Box::new(work) }
    }
}

/// Lets the contestants work in turns for `rounds` rounds after one to warm up, and prints for each how much of
/// `unit` it does in a second of CPU time (all threads): median, least and most. `amount` is what one turn does.
pub fn compare(unit: &str, amount: f64, rounds: usize, contestants: &mut [Contestant<'_>]) {
    let mut seconds = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for (contestant, seconds) in contestants.iter_mut().zip(&mut seconds) {
            let start = cpu_seconds();
            (contestant.work)();
            if round > 0 {
                seconds.push(cpu_seconds() - start);
            }
        }
    }
    println!("{:32} {:>12} {:>12} {:>12}   {unit} per CPU second", "", "median", "least", "most");
    for (contestant, seconds) in contestants.iter().zip(&mut seconds) {
        seconds.sort_by(f64::total_cmp);
        let rate = |index: usize| amount / seconds[index];
        let last = seconds.len() - 1;
        println!("{:32} {:>12.1} {:>12.1} {:>12.1}", contestant.name, rate(last / 2), rate(last), rate(0));
    }
}

/// Returns the CPU time that this process has used, in seconds.
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Returns the rules that repair characters, as the desk applies them by default.
pub fn repairs() -> RuleSet {
    let rules = RULES.iter().filter(|rule| rule.group == Group::Repair);
    RuleSet::new(rules.map(|rule| AnyRule::Declared(rule)), Certainty::Likely)
}

/// Repairs a text as the desk does: until nothing is left, every edit accounted for.
pub fn repair(rules: &RuleSet, text: &str) -> String {
    let context = Context { damage: Evidence::of(text), ..Context::default() };
    let block = Block::new(BlockKind::Paragraph, 0..text.len());
    let edited = rules.edit(Ledger::new(text.to_owned()), vec![block], Field::Text, &context);
    edited.ledger.into_parts().0
}

/// Returns the settings with which `plsfix` repairs and nothing else: its defaults restyle quotes, ligatures and widths.
pub fn plsfix_without_style() -> plsfix::TextFixerConfig {
    plsfix::TextFixerConfig {
        fix_latin_ligatures: false,
        fix_character_width: false,
        uncurl_quotes: false,
        fix_line_breaks: false,
        remove_control_chars: false,
        remove_terminal_escapes: false,
        normalization: None,
        ..plsfix::TextFixerConfig::default()
    }
}

fn stop(message: &str) -> ! {
    eprintln!("{message}");
    exit(2);
}
