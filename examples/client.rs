//! A metrics client on the command line: `put` stores a sample, `get` prints what is stored.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use metricline::tcp::Client;
use metricline::{Key, KeyError, Number, NumberError, Row, Selector, Timestamp};
use serde_json::value::RawValue;

use failure::Failure;

#[path = "shared/address.rs"]
mod address;
#[path = "shared/call.rs"]
mod call;
#[path = "shared/failure.rs"]
mod failure;
#[path = "shared/seconds.rs"]
mod seconds;

/// A client for metrics servers
#[derive(Parser)]
#[command(name = "client")]
struct Arguments {
    /// The server's address
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8888", global = true, value_parser = address::parse)]
    server: String,
    /// How long to wait for the server, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "5", global = true, value_parser = seconds::parse)]
    timeout: Duration,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Store a sample
    Put {
        /// What was measured, for instance palm.cpu: no spaces, no control characters, not *
        #[arg(value_parser = key)]
        key: String,
        /// A decimal number; it is sent as it is written here
        // Not only negative numbers as clap knows them: `-.5` is one too.
        #[arg(allow_hyphen_values = true, value_parser = number)]
        value: String,
        /// When it was measured, in whole seconds since the start of 1970 [default: now]
        #[arg(allow_negative_numbers = true, value_parser = Timestamp::parse)]
        timestamp: Option<Timestamp>,
    },
    /// Print what is stored: a line "key value timestamp" per sample, key by key
    Get {
        /// Whose samples to print; '*' (in quotes, for the shell) prints those of every key
        #[arg(value_parser = selector)]
        key: String,
        /// Print one JSON object instead: {"key": [[timestamp, value], ...]}
        #[arg(long)]
        json: bool,
    },
}

fn key(text: &str) -> Result<String, KeyError> {
    Key::new(text).map(|key| key.as_str().into())
}

fn selector(text: &str) -> Result<String, KeyError> {
    Selector::try_from(text).map(|selector| selector.as_str().into())
}

fn number(text: &str) -> Result<String, NumberError> {
    Number::parse(text).map(|number| number.as_str().into())
}

fn main() -> ExitCode {
    let Arguments { server, timeout, command } = Arguments::parse();
    failure::exit(match command {
        Command::Put { key, value, timestamp } => put(&server, timeout, &key, &value, timestamp),
        Command::Get { key, json } => get(&server, timeout, &key, json),
    })
}

fn put(server: &str, timeout: Duration, key: &str, value: &str, timestamp: Option<Timestamp>) -> Result<(), Failure> {
    let not_stored = || format!("nothing was stored at {server}");
    let value = Number::parse(value).map_err(|error| Failure::new(not_stored(), error))?;
    let mut client = Client::connect(server, timeout).map_err(|error| call::failure(not_stored(), error))?;
    client
        .put(key, value, timestamp.map(Timestamp::as_secs))
        .map_err(|error| call::failure(format!("{server} did not confirm the put of {key}"), error))
}

fn get(server: &str, timeout: Duration, selector: &str, json: bool) -> Result<(), Failure> {
    let response = collect(server, timeout, selector)
        .map_err(|error| call::failure(format!("no samples could be got from {server}"), error))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = if json { response.print_json(&mut out) } else { response.print(&mut out) };
    match printed.and_then(|()| out.flush()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(|error| Failure::new("cannot print the samples", error)),
    }
}

fn collect(server: &str, timeout: Duration, selector: &str) -> Result<Response, metricline::tcp::Error> {
    let mut client = Client::connect(server, timeout)?;
    let mut response = Response::default();
    let mut rows = client.rows(selector)?;
    // Nothing is printed of a response that is bad in part.
    while let Some(row) = rows.next()? {
        response.push(&row);
    }
    response.sort();
    Ok(response)
}

/// The rows of a response, keys in the order in which the server first sends them.
#[derive(Default)]
struct Response {
    keys: Vec<(String, Vec<Point>)>,
    places: HashMap<String, usize>,
}

/// A timestamp, and the value's text as it was received.
type Point = (i64, Box<str>);

impl Response {
    fn push(&mut self, row: &Row<'_>) {
        let point = (row.timestamp.as_secs(), row.value.as_str().into());
        match self.places.get(row.key).and_then(|&place| self.keys.get_mut(place)) {
            Some((_, points)) => points.push(point),
            None => {
                self.places.insert(row.key.into(), self.keys.len());
                self.keys.push((row.key.into(), vec![point]));
            }
        }
    }

    /// Rows of equal timestamps stay in the order in which they came.
    fn sort(&mut self) {
        for (_, points) in &mut self.keys {
            points.sort_by_key(|&(timestamp, _)| timestamp);
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        for (key, points) in &self.keys {
            for (timestamp, value) in points {
                writeln!(out, "{key} {value} {timestamp}")?;
            }
        }
        Ok(())
    }

    /// Written key by key: a JSON library's map has an order of its own.
    fn print_json(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"{")?;
        for (n, (key, points)) in self.keys.iter().enumerate() {
            out.write_all(if n == 0 { b"" } else { b"," })?;
            serde_json::to_writer(&mut *out, key)?;
            out.write_all(b":")?;
            let points = points.iter().map(|(timestamp, value)| Ok((*timestamp, json_number(value)?)));
            serde_json::to_writer(&mut *out, &points.collect::<serde_json::Result<Vec<_>>>()?)?;
        }
        out.write_all(b"}\n")
    }
}

/// A number as it was received where JSON has that form too, and in JSON's form where not: `.5`, `5.`, `+5`, `007`.
fn json_number(text: &str) -> serde_json::Result<Box<RawValue>> {
    RawValue::from_string(text.into()).or_else(|error| {
        let value = Number::parse(text).ok().and_then(|number| number.to_f64().ok()).ok_or(error)?;
        serde_json::value::to_raw_value(&value)
    })
}
