//! One put after the other, each when the last one is answered.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use metricline::{Command, Key, Sample, key, tcp};
use metricline_benches::readings;

use crate::usage::thread_cpu;

/// A sensor's key.
pub const KEY: Key<'_> = key!("palm.cpu");

/// The first timestamp.
pub const START: i64 = 1_501_864_247;

/// A connected client.
pub trait Client {
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
        let values = readings::short().iter().map(|reading| reading.f64).collect();
        Ok(Self { client: tcp::Client::connect(server, None)?, values, put: 0 })
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
    lines: Vec<Vec<u8>>,
    put: usize,
}

impl Raw {
    pub fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, lines: lines(KEY)?, put: 0 })
    }
}

impl Client for Raw {
    fn put(&mut self, count: u64) -> Result<Duration> {
        let mut response = [0; 64];
        let start = Instant::now();
        for _ in 0..count {
            let line = &self.lines[self.put % self.lines.len()];
            let written = self.stream.write(line)?;
            let read = self.stream.read(&mut response)?;
            ensure!(written == line.len() && response[..read] == *b"ok\n\n", "not a response");
            self.put += 1;
        }
        Ok(start.elapsed())
    }

    fn cpu(&self) -> Result<Duration> {
        thread_cpu()
    }
}

/// The lines that `Ours` sends.
pub fn lines(key: Key<'_>) -> Result<Vec<Vec<u8>>> {
    let mut lines = Vec::new();
    for (reading, timestamp) in readings::short().iter().zip(START..) {
        let sample = Sample { key, value: reading.f64, timestamp: timestamp.into() };
        lines.push(Command::Put(sample).encode::<128>()?.to_vec());
    }
    Ok(lines)
}
