//! What this crate does over loopback, beside what a program would use instead. `--help` says how to ask.

mod arguments;
mod bench;
mod contest;
mod drive;
mod interrupt;
mod peers;
mod place;
mod process;
mod progress;
mod report;
mod roles;
mod samples;
mod sections;
mod usage;
mod valgrind;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use bench::Bench;
use report::Unread;

fn main() -> ExitCode {
    let done = match roles::asked_for() {
        Some(role) => role.play(),
        None => run(&Arguments::parse()),
    };
    match done {
        Ok(code) => code,
        Err(error) => match interrupt::status() {
            Some(status) => {
                eprintln!("interrupted");
                ExitCode::from(status)
            }
            None if error.is::<Unread>() => ExitCode::from(Unread::STATUS),
            None => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    interrupt::catch()?;
    let mut bench = Bench::new(arguments)?;
    for section in arguments.sections() {
        section.run(&mut bench)?;
    }
    if arguments.write {
        bench.report.write()?;
    }
    let missed = bench.report.missed();
    Ok(if arguments.check && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
