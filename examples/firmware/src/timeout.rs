//! A read time-out for any transport that can say whether a byte is there.
//!
//! A client waits in `read`. Over a transport that never gives up it would wait for ever for a server that has gone
//! away, which on a UART nothing else tells.

use core::fmt;

use metricline::embedded_io::{self, ErrorKind, ErrorType, Read, ReadReady, Write};

/// A transport whose `read` fails with [`ErrorKind::TimedOut`] when nothing comes for a while.
#[derive(Debug)]
pub struct Timeout<T> {
    transport: T,
    limit_ms: u32,
    now_ms: fn() -> u32,
}

impl<T> Timeout<T> {
    /// Gives each `read` at least `limit_ms` milliseconds of a clock that wraps.
    pub const fn new(transport: T, limit_ms: u32, now_ms: fn() -> u32) -> Self {
        Self { transport, limit_ms, now_ms }
    }
}

impl<T: Read + ReadReady> Timeout<T> {
    /// Discards what comes, damaged or not, until nothing has come for the time that a `read` has.
    ///
    /// After damage this is what makes a client's `reset` safe: no response is on its way any more that could be taken
    /// for the next command's. It takes as long as the peer goes on sending.
    pub fn wait_for_silence(&mut self) {
        while !matches!(self.read(&mut [0; 16]), Ok(0) | Err(Error::TimedOut)) {}
    }
}

impl<T: ErrorType> ErrorType for Timeout<T> {
    type Error = Error<T::Error>;
}

impl<T: Read + ReadReady> Read for Timeout<T> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Self::Error> {
        let start = (self.now_ms)();
        while !self.transport.read_ready().map_err(Error::Transport)? {
            // More than, because the first millisecond had begun already.
            if (self.now_ms)().wrapping_sub(start) > self.limit_ms {
                return Err(Error::TimedOut);
            }
        }
        self.transport.read(buf).map_err(Error::Transport)
    }
}

impl<T: Write> Write for Timeout<T> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Self::Error> {
        self.transport.write(buf).map_err(Error::Transport)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.transport.flush().map_err(Error::Transport)
    }
}

/// Why a [`Timeout`] failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Error<E> {
    /// Nothing came. Whatever comes later can still be read.
    TimedOut,
    /// The transport's own error.
    Transport(E),
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimedOut => "nothing came in time",
            Self::Transport(_) => "the transport failed",
        })
    }
}

impl<E: fmt::Debug> core::error::Error for Error<E> {}

impl<E: embedded_io::Error> embedded_io::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TimedOut => ErrorKind::TimedOut,
            Self::Transport(error) => error.kind(),
        }
    }
}
