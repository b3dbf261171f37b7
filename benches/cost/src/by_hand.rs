//! Reporting without this crate: what one writes with `write!`, `parse` and a buffer. It keeps to the protocol while
//! all goes well, and that is all: after a time-out it takes a late response for the next one's, and it sends NaN.

use core::fmt::{Display, Write as _};
use core::hint::black_box;
use core::str::{self, FromStr};

use heapless::String;
use metricline::embedded_io::{Read, Write};

use crate::peer::{LineError, Peer};
use crate::values::{KEY, now};

/// A client in a page of code.
#[derive(Debug)]
pub struct ByHand {
    peer: Peer,
    buffer: [u8; 128],
    filled: usize,
    /// Where the line ends that was received last.
    taken: usize,
}

/// Why a call failed.
#[derive(Debug)]
pub enum Error {
    /// The transport failed, or ended.
    Transport,
    /// A line is longer than the buffer.
    TooLong,
    /// The server did not answer `ok`.
    Rejected,
    /// A malformed row.
    Row,
}

impl From<LineError> for Error {
    fn from(_: LineError) -> Self {
        Self::Transport
    }
}

impl From<core::fmt::Error> for Error {
    fn from(_: core::fmt::Error) -> Self {
        Self::TooLong
    }
}

impl ByHand {
    /// A client that has sent nothing yet.
    #[must_use]
    pub const fn new(peer: Peer) -> Self {
        Self { peer, buffer: [0; 128], filled: 0, taken: 0 }
    }

    /// Puts a reading.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn put(&mut self, value: impl Display) -> Result<(), Error> {
        let mut line = String::<128>::new();
        writeln!(line, "put {KEY} {value} {}", now())?;
        self.send(&line)?;
        while !self.line()?.is_empty() {}
        Ok(())
    }

    /// Gets the readings, each as a `V`.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn get<V: FromStr>(&mut self) -> Result<(), Error> {
        let mut line = String::<128>::new();
        writeln!(line, "get {KEY}")?;
        self.send(&line)?;
        loop {
            let mut fields = self.line()?.split(' ');
            let (Some(_key), Some(value), Some(timestamp)) = (fields.next(), fields.next(), fields.next()) else {
                return Ok(());
            };
            let value: V = value.parse().map_err(|_| Error::Row)?;
            let timestamp: i64 = timestamp.parse().map_err(|_| Error::Row)?;
            black_box((value, timestamp));
        }
    }

    /// Sends a command and receives the status of its response.
    fn send(&mut self, line: &str) -> Result<(), Error> {
        self.peer.write_all(line.as_bytes())?;
        self.peer.flush()?;
        if self.line()? == "ok" { Ok(()) } else { Err(Error::Rejected) }
    }

    /// Receives a line.
    fn line(&mut self) -> Result<&str, Error> {
        self.buffer.copy_within(self.taken..self.filled, 0);
        self.filled -= self.taken;
        self.taken = 0;
        let end = loop {
            if let Some(end) = self.buffer[..self.filled].iter().position(|&byte| byte == b'\n') {
                break end;
            }
            match self.peer.read(&mut self.buffer[self.filled..])? {
                0 => return Err(Error::Transport),
                n => self.filled += n,
            }
        };
        self.taken = end + 1;
        str::from_utf8(&self.buffer[..end]).map_err(|_| Error::Row)
    }
}
