//! The program `copydesk`: everything it does stands in [`copydesk::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    copydesk::cli::main()
}
