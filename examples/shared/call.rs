//! Calls of the core client over TCP, with errors that say what a person needs to know.

use std::io;
use std::time::Duration;

use metricline::tcp::{self, Transport};
use metricline::{Error, Row, RowError, Value};

use crate::failure::Failure;

/// Room for a row of 16 KiB.
pub type Client = metricline::Client<Transport, { 16 * 1024 }>;

pub fn connect(server: &str, timeout: Duration) -> Result<Box<Client>, tcp::Error> {
    Ok(Box::new(Client::new(Transport::connect(server, timeout)?)))
}

pub fn put(client: &mut Client, key: &str, value: impl Value, timestamp: i64) -> Result<(), tcp::Error> {
    client.put(key, value, timestamp).map_err(|error| told(client, error))
}

/// Hands over every line of the response as it arrives. A line that is no row ends it where `take` returns its error.
pub fn get(
    client: &mut Client,
    selector: &str,
    take: impl FnMut(Result<Row<'_>, RowError>) -> Result<(), RowError>,
) -> Result<(), tcp::Error> {
    each_row(client, selector, take).map_err(|error| told(client, error))
}

fn each_row(
    client: &mut Client,
    selector: &str,
    mut take: impl FnMut(Result<Row<'_>, RowError>) -> Result<(), RowError>,
) -> Result<(), Error<io::Error>> {
    let mut rows = client.get(selector)?;
    loop {
        match rows.next() {
            Ok(Some(row)) => take(Ok(row))?,
            Ok(None) => return Ok(()),
            Err(Error::Row(error)) => take(Err(error))?,
            Err(error) => return Err(error),
        }
    }
}

/// The core's error with the server's message, and with a time-out by its name.
fn told(client: &Client, error: Error<io::Error>) -> tcp::Error {
    match error {
        Error::Rejected => tcp::Error::Rejected(client.message().unwrap_or("(a message that is no text)").into()),
        Error::Transport(source) if source.kind() == io::ErrorKind::TimedOut => tcp::Error::TimedOut,
        error => tcp::Error::Call(error),
    }
}

pub fn failure(what: String, error: tcp::Error) -> Failure {
    let advice = advice(&error);
    Failure::new(what, error).with_advice(advice)
}

fn advice(error: &tcp::Error) -> Option<&'static str> {
    match error {
        tcp::Error::Address(_) => Some("check the address: --server HOST:PORT"),
        tcp::Error::Connect { .. } => {
            Some("start a server there (cargo run --features std --example server), or name another one with --server")
        }
        tcp::Error::TimedOut => Some("try again, or give the server longer with --timeout"),
        tcp::Error::Call(Error::Transport(_) | Error::Link(_)) => {
            Some("see whether the server still runs, and whether it is a metrics server")
        }
        tcp::Error::Call(Error::Row(_)) => Some("ask for one key at a time to find the one the server gets wrong"),
        _ => None,
    }
}
