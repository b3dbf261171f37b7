//! Pipelined puts, each acknowledged.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use metricline::{Command, Sample};

use crate::place;
use crate::samples::Samples;

/// Puts the samples of each device over a connection and from a thread of its own, all of which run on `core`, with at
/// most `window` unacknowledged on each.
pub fn put(server: SocketAddr, core: usize, window: u32, devices: &[Samples]) -> Result<Duration> {
    let streams = devices.iter().map(|_| TcpStream::connect(server)).collect::<Result<Vec<_>, _>>()?;
    let ready = Barrier::new(devices.len() + 1);
    thread::scope(|scope| {
        let ready = &ready;
        let threads: Vec<_> = devices
            .iter()
            .zip(streams)
            .map(|(samples, stream)| {
                scope.spawn(move || {
                    let pinned = place::pin(core);
                    ready.wait();
                    pinned?;
                    put_one(stream, window, samples)
                })
            })
            .collect();
        ready.wait();
        let start = Instant::now();
        for thread in threads {
            thread.join().map_err(|_| anyhow!("a client panicked"))??;
        }
        Ok(start.elapsed())
    })
}

fn put_one(stream: TcpStream, window: u32, samples: &Samples) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut batch = ByHand { stream, unsent: Vec::new(), owed: 0, partial: 0, window };
    samples.each(|key, value, timestamp| {
        let sample = Sample { key, value, timestamp: timestamp.into() };
        batch.line(&Command::Put(sample).encode::<128>()?)
    })?;
    batch.finish()
}

struct ByHand {
    stream: TcpStream,
    unsent: Vec<u8>,
    owed: u32,
    partial: usize,
    window: u32,
}

impl ByHand {
    fn line(&mut self, line: &[u8]) -> Result<()> {
        if self.owed == self.window {
            self.write()?;
            self.read()?;
        } else if self.unsent.len() + line.len() > 16 * 1024 {
            self.write()?;
        }
        self.unsent.extend_from_slice(line);
        self.owed += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.write()?;
        while self.owed > 0 {
            self.read()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<()> {
        self.stream.write_all(&self.unsent).context("cannot write")?;
        self.unsent.clear();
        Ok(())
    }

    fn read(&mut self) -> Result<()> {
        let mut responses = [0; 16 * 1024];
        let read = self.stream.read(&mut responses)?;
        ensure!(read > 0, "the server has gone");
        let bytes = self.partial + read;
        self.owed -= u32::try_from(bytes / 4)?;
        self.partial = bytes % 4;
        Ok(())
    }
}
