//! One or many connections of bare sockets, each in lockstep, driven by one thread: all of them have a put under way at
//! the same time.
//!
//! The lines are encoded beforehand, because it is the server that is measured.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::lockstep::{Client, Lines};

/// At most this many connections are opened before they put for the first time: the server's queue of connections that
/// it has not accepted is limited.
const UNACCEPTED: usize = 64;

pub struct Connections {
    streams: Vec<TcpStream>,
    lines: Lines,
    encoded: Vec<Vec<u8>>,
}

impl Connections {
    /// When this returns, every connection has put the same sample, so that the server holds little but connections.
    pub fn connect(server: SocketAddr, count: usize) -> Result<Self> {
        let (mut streams, mut lines) = (Vec::new(), Lines::new());
        let same = lines.next(1)?;
        while streams.len() < count {
            let first = streams.len();
            for _ in first..count.min(first + UNACCEPTED) {
                let stream = TcpStream::connect(server).context("cannot connect")?;
                stream.set_nodelay(true)?;
                streams.push(stream);
            }
            put_once(&mut streams[first..], same.iter().cycle())?;
        }
        Ok(Self { streams, lines, encoded: Vec::new() })
    }

    /// At least `count` puts: as many from every connection. Returns how many and the time that they took.
    pub fn put_evenly(&mut self, count: u64) -> Result<(u64, Duration)> {
        let count = count.next_multiple_of(self.streams.len() as u64);
        self.get_ready(count)?;
        Ok((count, self.put(count)?))
    }
}

impl Client for Connections {
    fn get_ready(&mut self, count: u64) -> Result<()> {
        self.encoded = self.lines.next(count)?;
        Ok(())
    }

    fn put(&mut self, count: u64) -> Result<Duration> {
        ensure!(self.encoded.len() as u64 == count, "other lines are ready");
        let start = Instant::now();
        for lines in self.encoded.chunks_exact(self.streams.len()) {
            put_once(&mut self.streams, lines)?;
        }
        Ok(start.elapsed())
    }
}

/// One put from every connection.
fn put_once<'a>(streams: &mut [TcpStream], lines: impl IntoIterator<Item = &'a Vec<u8>>) -> Result<()> {
    for (stream, line) in streams.iter_mut().zip(lines) {
        ensure!(stream.write(line)? == line.len(), "a line was not written at once");
    }
    let mut response = [0; 64];
    for stream in streams {
        let read = stream.read(&mut response)?;
        ensure!(response[..read] == *b"ok\n\n", "not a response");
    }
    Ok(())
}
