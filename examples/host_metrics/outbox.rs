//! Samples on their way to the server. While it is away they wait here, as many as there is room for.

use std::collections::VecDeque;
use std::time::Duration;

use metricline::tcp::{self, Client, Metrics, TOO_MANY_CONNECTIONS};
use metricline::{Collect as _, Error};

use crate::host::{Figure, Value};

/// An hour and a half of a round every second.
const ROOM: usize = 60_000;

pub struct Outbox {
    client: Client,
    /// There is a connection that may be good.
    connected: bool,
    /// The server has been reported lost, and has not answered since.
    lost: bool,
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
    /// The server is back; this many samples waited for it.
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
        let client = Client::connect(server, timeout)?;
        Ok(Self { client, connected: true, lost: false, waiting: VecDeque::new(), totals: Totals::default() })
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

    /// Sends what waits, until `over` says that it is enough.
    ///
    /// # Errors
    ///
    /// When the server is away. Then the next call tries again.
    pub fn send(&mut self, events: &mut Vec<Event>, over: &mut dyn FnMut() -> bool) -> Result<(), tcp::Error> {
        let sent = self.reconnect().and_then(|()| self.send_waiting(events, over));
        self.connected = sent.is_ok();
        sent
    }

    /// Tells that the server is away: once, and not at every attempt to reach it.
    pub fn lose(&mut self, events: &mut Vec<Event>, error: tcp::Error) {
        if !self.lost {
            self.lost = true;
            events.push(Event::Lost(error));
        }
    }

    /// A sample leaves when the server has answered for it. If the answer is lost it is put again: twice is once.
    fn send_waiting(&mut self, events: &mut Vec<Event>, over: &mut dyn FnMut() -> bool) -> Result<(), tcp::Error> {
        while let Some(sample) = self.waiting.front().filter(|_| !over()) {
            let rejected = match put(&mut self.client, sample) {
                Ok(()) => None,
                Err(error) if is_about_the_sample(&error) => Some(error),
                Err(error) => return Err(error),
            };
            if self.lost {
                self.lost = false;
                events.push(Event::Back(self.waiting.len()));
            }
            match (self.waiting.pop_front(), rejected) {
                (Some(sample), Some(error)) => {
                    if self.totals.rejected == 0 {
                        events.push(Event::Rejected(sample.key, error));
                    }
                    self.totals.rejected += 1;
                }
                _ => self.totals.stored += 1,
            }
        }
        Ok(())
    }

    /// Asks for everything on the server: once more over a fresh connection, if the one there is has gone meanwhile.
    pub fn get_all(&mut self) -> Result<Response, tcp::Error> {
        if self.connected {
            if let Ok(response) = self.get_all_once() {
                return Ok(response);
            }
            self.connected = false;
        }
        self.reconnect()?;
        self.get_all_once()
    }

    fn get_all_once(&mut self) -> Result<Response, tcp::Error> {
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

    /// If the connection is not good, the same client goes on over a fresh one.
    fn reconnect(&mut self) -> Result<(), tcp::Error> {
        if !self.connected {
            self.client.reconnect()?;
            self.connected = true;
        }
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
fn is_about_the_sample(error: &tcp::Error) -> bool {
    match error {
        tcp::Error::Rejected(message) => message != TOO_MANY_CONNECTIONS,
        error => matches!(error, tcp::Error::Call(Error::Key(_) | Error::Encode(_))),
    }
}
