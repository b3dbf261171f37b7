//! Measures this crate over loopback, beside what a program would use instead. `--help` lists the options.

mod arguments;
mod bench;
mod comparison;
mod cores;
mod drive;
mod file_limit;
mod interrupt;
mod peers;
mod process;
mod progress;
mod report;
mod resource_usage;
mod roles;
mod samples;
mod sections;
mod valgrind;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use bench::Bench;

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
            // Nobody reads the tables, as behind `| head`: the status is that of SIGPIPE.
            None if error.downcast_ref().map(io::Error::kind) == Some(io::ErrorKind::BrokenPipe) => ExitCode::from(141),
            None => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    interrupt::catch()?;
    let sections = arguments.sections();
    file_limit::raise(sections.iter().map(|section| section.open_files()).max().unwrap_or_default())?;
    let mut bench = Bench::new(arguments.quick, arguments.markdown)?;
    if arguments.write {
        bench.check_complete()?;
    }
    for section in sections {
        section.run(&mut bench)?;
    }
    if arguments.write {
        bench.report.write()?;
    }
    let missed = bench.report.missed();
    Ok(if arguments.check && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
