//! How many instructions each operation of the core takes, against what `instructions.txt` says.
//!
//! Unlike time they are the same in every run, so that what a change costs is seen, and a change that costs too much
//! fails. They are valgrind's, on this program run by itself.

mod callgrind;
mod figures;
mod operations;

use std::process::ExitCode;

const USAGE: &str = "\
Counts the instructions of each operation and compares them with instructions.txt.

    cargo bench --no-default-features --bench instructions [-- --accept]

  --accept  writes the figures into instructions.txt instead";

fn main() -> ExitCode {
    // `--bench` is cargo's.
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [callgrind::UNDER_VALGRIND] => operations::run(),
        [] => {
            let counted = callgrind::count();
            if !(figures::compare(&counted) & operations::is_linear(&counted)) {
                return ExitCode::FAILURE;
            }
        }
        ["--accept"] => figures::accept(&callgrind::count()),
        _ => {
            println!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
