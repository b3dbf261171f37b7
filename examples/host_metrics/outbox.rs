//! Samples on their way to the server. While it is away they wait here, as many as there is room for.

use std::collections::VecDeque;
use std::time::Duration;

use metricline::tcp::{self, Client, Metrics};
use metricline::{Collect as _, Error};

use crate::host::{Figure, Value};

/// An hour and a half of a round every second.
const ROOM: usize = 60_000;

pub struct Outbox {
    client: Client,
    connected: bool,
    waiting: VecDeque<Sample>,
    totals: Totals,
}

struct Sample {
    key: String,
    value: Value,
    timestamp: i64,
}

/// What became of the samples.
#[derive(Clone, Copy, Default)]
pub struct Totals {
    /// The server has stored them.
    pub stored: u64,
    /// The server did not want them.
    pub rejected: u64,
    /// The oldest, of more than there was room for.
    pub dropped: u64,
}

/// What a person wants to know of an attempt to send.
pub enum Event {
    /// The server is gone.
    Lost(tcp::Error),
    /// It is back; so many samples waited for it.
    Back(usize),
    /// It did not want a sample of this key. The first is an event, all are counted.
    Rejected(String, tcp::Error),
}

/// Everything on the server.
#[derive(Default)]
pub struct Response {
    pub metrics: Metrics,
    /// Lines that are no rows, or whose value is too large for an `f64`.
    pub unreadable: u64,
}

impl Outbox {
    pub fn connect(server: &str, timeout: Duration) -> Result<Self, tcp::Error> {
        Ok(Self {
            client: Client::connect(server, timeout)?,
            connected: true,
            waiting: VecDeque::new(),
            totals: Totals::default(),
        })
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// Takes a reading in. Where there is no room the oldest samples are dropped, and counted.
    pub fn push(&mut self, host: &str, figures: &[Figure], timestamp: i64) {
        let key = |figure: &Figure| format!("{host}.{}", figure.name);
        self.waiting.extend(figures.iter().map(|figure| Sample { key: key(figure), value: figure.value, timestamp }));
        let too_many = self.waiting.len().saturating_sub(ROOM);
        self.waiting.drain(..too_many);
        self.totals.dropped += too_many as u64;
    }

    /// Sends what waits. That the server is away is an event once, not at every attempt.
    pub fn send(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        if !self.connected {
            if self.reconnect().is_err() {
                return events;
            }
            events.push(Event::Back(self.waiting.len()));
        }
        if let Err(error) = self.send_all(&mut events) {
            events.push(Event::Lost(error));
        }
        events
    }

    /// A sample leaves when the server has answered for it. If the answer is lost it is put again: twice is once.
    fn send_all(&mut self, events: &mut Vec<Event>) -> Result<(), tcp::Error> {
        while let Some(sample) = self.waiting.front() {
            match put(&mut self.client, sample) {
                Ok(()) => self.totals.stored += 1,
                Err(error) if is_about_the_sample(&error) => {
                    if self.totals.rejected == 0 {
                        events.push(Event::Rejected(sample.key.clone(), error));
                    }
                    self.totals.rejected += 1;
                }
                Err(error) => {
                    self.connected = false;
                    return Err(error);
                }
            }
            self.waiting.pop_front();
        }
        Ok(())
    }

    /// Asks for everything on the server, after the delivery of what still waits. If the server was away in between,
    /// this finds out whether it is back.
    pub fn get_all(&mut self, events: &mut Vec<Event>) -> Result<Response, tcp::Error> {
        if self.connected {
            if let Ok(response) = self.send_all_and_get(events) {
                return Ok(response);
            }
        }
        self.reconnect()?;
        self.send_all_and_get(events)
    }

    fn send_all_and_get(&mut self, events: &mut Vec<Event>) -> Result<Response, tcp::Error> {
        self.send_all(events)?;
        let mut response = Response::default();
        let mut rows = self.client.rows("*")?;
        loop {
            // A row that cannot be read is some other program's, and no reason to show nothing.
            let taken = match rows.next() {
                Ok(Some(row)) => response.metrics.row(&row).is_ok(),
                Ok(None) => break,
                Err(tcp::Error::Call(Error::Row(_))) => false,
                Err(error) => return Err(error),
            };
            response.unreadable += u64::from(!taken);
        }
        response.metrics.finish();
        Ok(response)
    }

    /// The same client goes on over a fresh connection, which tells at once whether the server is there.
    fn reconnect(&mut self) -> Result<(), tcp::Error> {
        self.client.reconnect()?;
        self.connected = true;
        Ok(())
    }
}

fn put(client: &mut Client, sample: &Sample) -> Result<(), tcp::Error> {
    match sample.value {
        Value::Count(value) => client.put(&sample.key, value, sample.timestamp),
        Value::Real(value) => client.put(&sample.key, value, sample.timestamp),
    }
}

/// To send it again would be in vain, and the connection is fine.
const fn is_about_the_sample(error: &tcp::Error) -> bool {
    matches!(error, tcp::Error::Rejected(_) | tcp::Error::Call(Error::Key(_) | Error::Encode(_)))
}
