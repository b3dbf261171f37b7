//! Reports this machine's cpu, memory, disk and network figures to a metrics server, then shows what the server holds.
//!
//! | module | what it does |
//! |---|---|
//! | `host` | reads the figures |
//! | `name` | the names of the figures and of the host |
//! | `outbox` | brings them to the server, and keeps them while it is away |
//! | `progress` | says on stderr how it goes |
//! | `series` | what is stored under a key: its statistics and its sparkline |
//! | `unit` | which unit a key's values have, and how a value is written in it |
//! | `table` | the table |

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use metricline::tcp::Server;

use failure::Failure;
use host::Host;
use interrupt::Interrupt;
use outbox::Outbox;
use progress::Progress;

#[path = "../shared/address.rs"]
mod address;
#[path = "../shared/call.rs"]
mod call;
mod clock;
#[path = "../shared/failure.rs"]
mod failure;
mod host;
#[path = "../shared/interrupt.rs"]
mod interrupt;
mod name;
mod outbox;
mod progress;
#[path = "../shared/seconds.rs"]
mod seconds;
mod series;
mod table;
mod unit;

/// Report this machine's figures to a metrics server, then show what it holds as a table
///
/// Each round reads cpu, load, memory, disk, network and, where there are sensors, temperature,
/// and puts them as <hostname>.cpu and so on. The table shows every key on the server, those of
/// other hosts and programs included.
///
/// When the server goes away during a run, up to 60000 samples wait until it is back.
///
/// Ctrl-C ends the run with the table; a second Ctrl-C ends it at once.
#[derive(Parser)]
#[command(name = "host_metrics", verbatim_doc_comment)]
struct Arguments {
    /// The server to report to [default: one inside this program, for this run]
    #[arg(long, value_name = "HOST:PORT", value_parser = address::parse)]
    server: Option<String>,
    /// The time from one round to the next, in seconds; fractions are allowed
    ///
    /// Timestamps are whole seconds, and a key holds one value per second. With less than a second
    /// between rounds, the last of a second's values replaces the earlier ones.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "1",
        value_parser = seconds::parse,
        verbatim_doc_comment
    )]
    every: Duration,
    /// How many rounds; 0 goes on until Ctrl-C
    #[arg(long, value_name = "N", default_value_t = 10)]
    rounds: u64,
    /// How long to wait for the server, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds::parse)]
    timeout: Duration,
}

/// How long to go on delivering waiting samples at the end of the run.
const LAST_DELIVERY: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    failure::exit(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut interrupt = Interrupt::catch()?;
    let (server, own) = match &arguments.server {
        Some(server) => (server.clone(), None),
        None => {
            let own = Server::bind("127.0.0.1:0")
                .and_then(Server::start)
                .map_err(|error| Failure::new("cannot start a server on the loopback interface", error))?;
            (own.local_addr().to_string(), Some(own))
        }
    };
    let mut outbox = Outbox::connect(&server, arguments.timeout)
        .map_err(|error| call::failure(format!("no connection to {server}"), error))?;
    let mut host = Host::new();
    let progress = Progress::new(arguments.rounds);
    progress.start(host.name(), &server, own.is_some(), arguments.every);
    report(arguments, &mut host, &mut outbox, &progress, &mut interrupt)?;
    show(&server, &mut outbox, &progress)
}

/// Round after round: read the figures, and send what waits.
fn report(
    arguments: &Arguments,
    host: &mut Host,
    outbox: &mut Outbox,
    progress: &Progress,
    interrupt: &mut Interrupt,
) -> Result<(), Failure> {
    let mut over = interrupt.wait(Host::WARM_UP);
    let mut round = 0;
    while !over {
        let started = Instant::now();
        let figures = host.read();
        outbox.push(host.name(), &figures, clock::now()?);
        // What has piled up does not keep the next reading from being taken in time.
        let end = started + arguments.every.max(Duration::from_secs(1));
        deliver(outbox, progress, &mut || Instant::now() >= end || interrupt.wait(Duration::ZERO));
        round += 1;
        progress.round(round, &figures, outbox.waiting());
        over = round == arguments.rounds || interrupt.wait(arguments.every.saturating_sub(started.elapsed()));
    }
    Ok(())
}

/// Sends what waits, and says what there is to say of it.
fn deliver(outbox: &mut Outbox, progress: &Progress, over: &mut dyn FnMut() -> bool) {
    let mut events = Vec::new();
    if let Err(error) = outbox.send(&mut events, over) {
        outbox.lose(&mut events, error);
    }
    for event in &events {
        progress.event(event);
    }
}

/// Asks the server for everything, and prints it.
fn show(server: &str, outbox: &mut Outbox, progress: &Progress) -> Result<(), Failure> {
    // Twice, because the first attempt may only find out that the server was away in between.
    let end = Instant::now() + LAST_DELIVERY;
    for _ in 0..2 {
        deliver(outbox, progress, &mut || Instant::now() >= end);
    }
    let response = outbox.get_all();
    let unreadable = response.as_ref().map_or(0, |response| response.unreadable);
    progress.end(outbox.totals(), outbox.waiting(), unreadable);
    let response = response.map_err(|error| {
        let waiting = outbox.waiting();
        call::failure(format!("no table from {server}, and {waiting} samples were not delivered"), error)
    })?;
    print(&table::of(&response.metrics)).map_err(|error| Failure::new("cannot print the table", error))
}

/// The table on stdout; in a terminal with a bold header.
fn print(table: &[String]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    let styled = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let printed = table.iter().enumerate().try_for_each(|(n, line)| match n {
        0 if styled => writeln!(stdout, "\x1b[1m{line}\x1b[0m"),
        _ => writeln!(stdout, "{line}"),
    });
    match printed {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}
