//! Many connections, each in lockstep, driven by one thread: all of them have a put under way at the same time.
//!
//! The sockets are bare and the lines are made beforehand, because it is the server that is measured.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::lockstep::{KEY, lines};

pub struct Turns {
    streams: Vec<TcpStream>,
    lines: Vec<Vec<u8>>,
    put: usize,
}

impl Turns {
    pub fn connect(server: SocketAddr, connections: usize) -> Result<Self> {
        let mut turns = Self { streams: Vec::new(), lines: lines(KEY)?, put: 0 };
        for _ in 0..connections {
            let stream = TcpStream::connect(server).context("cannot connect")?;
            stream.set_nodelay(true)?;
            turns.streams.push(stream);
            // The server's queue of callers is shorter than this may be.
            if turns.streams.len().is_multiple_of(64) {
                turns.once()?;
            }
        }
        turns.once()?;
        Ok(turns)
    }

    /// At least `count` puts: as many from every connection.
    pub fn put(&mut self, count: u64) -> Result<(u64, Duration)> {
        let each = count.div_ceil(self.streams.len() as u64);
        let start = Instant::now();
        for _ in 0..each {
            self.once()?;
        }
        Ok((each * self.streams.len() as u64, start.elapsed()))
    }

    /// One put from every connection.
    fn once(&mut self) -> Result<()> {
        for stream in &mut self.streams {
            let line = &self.lines[self.put % self.lines.len()];
            ensure!(stream.write(line)? == line.len(), "a line was not written at once");
            self.put += 1;
        }
        let mut response = [0; 64];
        for stream in &mut self.streams {
            let read = stream.read(&mut response)?;
            ensure!(response[..read] == *b"ok\n\n", "not a response");
        }
        Ok(())
    }
}
