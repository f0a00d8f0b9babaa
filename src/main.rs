//! The program `copydesk`: everything it does stands in the library, in its module `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    copydesk::main()
}
