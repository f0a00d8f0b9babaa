//! What `--help` and the manual pages say beside the arguments: what is read, exit codes, files and environment.

use clap_mangen::roff::{Roff, bold, roman};

use crate::input::CONTAINERS;

/// A part of the help: terms, each with what it means.
struct Section {
    title: &'static str,
    terms: Vec<(&'static str, &'static str)>,
}

/// Returns all sections; what is read is as the containers themselves say.
fn sections() -> Vec<Section> {
    let mut read: Vec<_> = CONTAINERS.iter().rev().map(|container| (container.name, container.summary)).collect();
    read.push(("encodings", "all that browsers know, UTF-16 and UTF-32 too; declared or detected"));
    read.push(("compressions", "gzip and zstd, known by their first bytes"));
    vec![
        Section { title: "Input", terms: read },
        Section {
            title: "Exit status",
            terms: vec![
                ("0", "everything was done; `status`: the service runs and is well"),
                (
                    "1",
                    "some inputs could not be done, the others were (`filter`: with --strict); `status`: it is not well",
                ),
                ("2", "wrong usage, configuration or environment: the command could not go on"),
            ],
        },
        Section {
            title: "Files",
            terms: vec![
                ("config/copydesk.toml", "the configuration where --config names no other; `config init` writes one"),
                ("inbox/", "raw articles; what is renamed into it is taken at once"),
                ("NAME.meta.json", "beside an input NAME: what is said of it, such as its url, charset and media_type"),
                ("outbox/", "documents, whole and synced; their shape is what `schema` prints"),
                ("failed/", "inputs that gave no document, each with a NAME.reason.json"),
                ("archive/", "originals whose documents are safe"),
                ("work/, state/", "what the service has claimed; its lock and how it stands"),
            ],
        },
        Section {
            title: "Environment",
            terms: vec![
                (
                    "COPYDESK_SECTION__KEY",
                    "sets an option over the configuration file, such as COPYDESK_CLEAN__APPLY=sure",
                ),
                ("NO_COLOR, CLICOLOR_FORCE", "no colours; colours also where no terminal reads"),
                ("RUST_LOG", "the level of the service's log, over `[log] level`"),
                ("NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID", "set by systemd: how the service reports to it"),
            ],
        },
    ]
}

/// The help's lines are no longer than this many characters.
const WIDTH: usize = 80;
/// Where the meaning begins, after its term.
const INDENT: usize = 24;

/// Returns the sections as text that follows the arguments in `--help`.
pub fn help() -> String {
    let mut text = String::new();
    for section in sections() {
        text.push_str(&format!("{}:\n", section.title));
        for (term, meaning) in section.terms {
            let mut line = format!("  {term}");
            if line.len() + 2 > INDENT {
                text.push_str(&line);
                text.push('\n');
                line.clear();
            }
            line = format!("{line:INDENT$}");
            for word in meaning.split(' ') {
                if line.len() + 1 + word.len() > WIDTH {
                    text.push_str(line.trim_end());
                    text.push('\n');
                    line = " ".repeat(INDENT);
                }
                let gap = if line.len() == INDENT { "" } else { " " };
                line.push_str(&format!("{gap}{word}"));
            }
            text.push_str(&line);
            text.push('\n');
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// Adds the sections to a manual page.
pub fn manual(page: &mut Roff) {
    for section in sections() {
        page.control("SH", [section.title.to_uppercase().as_str()]);
        for (term, meaning) in section.terms {
            page.control("TP", []);
            page.text([bold(term)]);
            page.text([roman(meaning)]);
        }
    }
}
