//! One put after the other: each waits for the response to the one before.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;
use metricline::{Command, Key, Sample, key, tcp};

use crate::resource_usage::thread_cpu;
use crate::samples::values;

/// A sensor's key.
pub const KEY: Key<'_> = key!("palm.cpu");

/// The first timestamp.
pub const START: i64 = 1_501_864_247;

/// A connected client.
pub trait Client {
    /// Prepares what the next `count` puts need and what is not to be measured.
    fn get_ready(&mut self, _count: u64) -> Result<()> {
        Ok(())
    }

    /// Puts this many times, and returns the time that it took.
    fn put(&mut self, count: u64) -> Result<Duration>;

    /// Its CPU time since it has begun.
    fn cpu(&self) -> Result<Duration> {
        thread_cpu()
    }
}

/// This crate's client.
pub struct Ours {
    client: tcp::Client,
    values: Vec<f64>,
    put: usize,
}

impl Ours {
    pub fn connect(server: SocketAddr) -> Result<Self> {
        Ok(Self { client: tcp::Client::connect(server, None)?, values: values(), put: 0 })
    }
}

impl Client for Ours {
    fn put(&mut self, count: u64) -> Result<Duration> {
        let start = Instant::now();
        for _ in 0..count {
            self.client.put(KEY, self.values[self.put % self.values.len()], START + self.put as i64)?;
            self.put += 1;
        }
        Ok(start.elapsed())
    }
}

/// The lines that `Ours` sends, encoded beforehand: each has a later timestamp than the one before.
pub struct Lines {
    values: Vec<f64>,
    made: usize,
}

impl Lines {
    pub fn new() -> Self {
        Self { values: values(), made: 0 }
    }

    pub fn next(&mut self, count: u64) -> Result<Vec<Vec<u8>>> {
        (0..count).map(|_| self.next_one()).collect()
    }

    fn next_one(&mut self) -> Result<Vec<u8>> {
        let (value, timestamp) = (self.values[self.made % self.values.len()], START + self.made as i64);
        self.made += 1;
        Ok(Command::Put(Sample { key: KEY, value, timestamp: timestamp.into() }).encode::<128>()?.to_vec())
    }
}
