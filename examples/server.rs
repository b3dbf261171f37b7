//! A metrics server on the command line. It keeps samples in memory until SIGINT or SIGTERM ends it.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use metricline::tcp::{self, MemoryStore, Running, Server};

use failure::Failure;
use interrupt::Interrupt;

#[path = "shared/address.rs"]
mod address;
#[path = "shared/failure.rs"]
mod failure;
#[path = "shared/interrupt.rs"]
mod interrupt;

/// A metrics server that keeps what is put in memory
///
/// It prints "listening on <address>" when it is ready. Ctrl-C or SIGTERM ends it with a line
/// of totals.
#[derive(Parser)]
#[command(name = "server", verbatim_doc_comment)]
struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8888", value_parser = address::parse)]
    listen: String,
    /// How many clients may be connected at once; one more gets an error and is turned away
    #[arg(long, value_name = "N", default_value_t = 1000)]
    max_connections: usize,
    /// The longest line that is accepted, in bytes: 64 to 4096
    #[arg(long, value_name = "BYTES", default_value_t = 1024, value_parser = clap::value_parser!(u16).range(64..=4096))]
    max_line: u16,
    /// How many samples are kept; further ones are rejected [default: as many as memory holds]
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    max_samples: usize,
}

fn main() -> ExitCode {
    failure::exit(serve(&Arguments::parse()))
}

fn serve(arguments: &Arguments) -> Result<(), Failure> {
    let mut interrupt = Interrupt::catch()?;
    let server = start(arguments).map_err(|error| {
        Failure::new(format!("cannot serve on {}", arguments.listen), error)
            .with_advice("end what holds the address, or take another with --listen (port 0 takes a free port)")
    })?;
    say(format_args!("listening on {}", server.local_addr()));
    while server.is_running() && !interrupt.wait(Duration::from_secs(1)) {}
    let (_store, totals) = server.stop().map_err(|error| Failure::new("the server ended by itself", error))?;
    say(format_args!("{totals}"));
    Ok(())
}

fn start(arguments: &Arguments) -> Result<Running, tcp::Error> {
    Server::bind_with_store(&arguments.listen, MemoryStore::with_max_samples(arguments.max_samples))?
        .max_connections(arguments.max_connections)
        .max_line(arguments.max_line.into())
        .start()
}

/// Prints a line at once, and goes on where stdout is closed.
fn say(line: std::fmt::Arguments<'_>) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
