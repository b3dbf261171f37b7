//! One put after the other, each when the last one is answered.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use metricline::{Command, Key, Sample, key, tcp};
use metricline_benches::readings;

use crate::resource_usage::thread_cpu;

/// A sensor's key.
pub const KEY: Key<'_> = key!("palm.cpu");

/// The first timestamp.
pub const START: i64 = 1_501_864_247;

/// A connected client.
pub trait Client {
    /// Makes what the next `count` puts need and what is not to be measured.
    fn get_ready(&mut self, _count: u64) -> Result<()> {
        Ok(())
    }

    /// Puts so often, and says how long it took.
    fn put(&mut self, count: u64) -> Result<Duration>;

    /// Its CPU time since it has begun.
    fn cpu(&self) -> Result<Duration>;
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

    fn cpu(&self) -> Result<Duration> {
        thread_cpu()
    }
}

/// The same bytes through a bare socket, and so many bytes as the response has.
pub struct Raw {
    stream: TcpStream,
    lines: Lines,
    ready: Vec<Vec<u8>>,
}

impl Raw {
    pub fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, lines: Lines::new(), ready: Vec::new() })
    }
}

impl Client for Raw {
    fn get_ready(&mut self, count: u64) -> Result<()> {
        self.ready = self.lines.next(count)?;
        Ok(())
    }

    fn put(&mut self, count: u64) -> Result<Duration> {
        ensure!(self.ready.len() as u64 == count, "other lines are ready");
        let mut response = [0; 64];
        let start = Instant::now();
        for line in &self.ready {
            let written = self.stream.write(line)?;
            let read = self.stream.read(&mut response)?;
            ensure!(written == line.len() && response[..read] == *b"ok\n\n", "not a response");
        }
        Ok(start.elapsed())
    }

    fn cpu(&self) -> Result<Duration> {
        thread_cpu()
    }
}

/// The lines that `Ours` sends, made beforehand: each has a later timestamp than the one before.
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

fn values() -> Vec<f64> {
    readings::short().iter().map(|reading| reading.f64).collect()
}
