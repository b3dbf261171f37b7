//! Many connections, each in lockstep, driven by one thread: all of them have a put under way at the same time.
//!
//! The sockets are bare and the lines are made beforehand, because it is the server that is measured.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::lockstep::Lines;

pub struct Connections {
    streams: Vec<TcpStream>,
    lines: Lines,
}

impl Connections {
    /// Every connection has put once when this returns, the same sample, so that the server
    /// holds little but connections.
    pub fn connect(server: SocketAddr, count: usize) -> Result<Self> {
        let mut connections = Self { streams: Vec::new(), lines: Lines::new() };
        let same = connections.lines.next(1)?;
        let mut put = 0;
        for _ in 0..count {
            let stream = TcpStream::connect(server).context("cannot connect")?;
            stream.set_nodelay(true)?;
            connections.streams.push(stream);
            // The server's queue of callers is shorter than this may be.
            if connections.streams.len() - put == 64 {
                once(&mut connections.streams[put..], same.iter().cycle())?;
                put += 64;
            }
        }
        once(&mut connections.streams[put..], same.iter().cycle())?;
        Ok(connections)
    }

    /// At least `count` puts: as many from every connection.
    pub fn put(&mut self, count: u64) -> Result<(u64, Duration)> {
        let each = count.div_ceil(self.streams.len() as u64);
        let count = each * self.streams.len() as u64;
        let lines = self.lines.next(count)?;
        let mut lines = lines.iter();
        let start = Instant::now();
        for _ in 0..each {
            once(&mut self.streams, &mut lines)?;
        }
        Ok((count, start.elapsed()))
    }
}

/// One put from every connection.
fn once<'a>(streams: &mut [TcpStream], lines: impl Iterator<Item = &'a Vec<u8>>) -> Result<()> {
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
