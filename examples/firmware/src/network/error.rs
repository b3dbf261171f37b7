//! How a connection fails.

use core::fmt;

use metricline::embedded_io::{self, ErrorKind};

/// Why a [`Connection`](super::Connection) failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is a machine, and no server at that port of it.
    Refused,
    /// The server closed the connection, and takes no more.
    Closed,
    /// The server reset the connection, or does not know of it.
    Reset,
    /// Nothing came, or nothing was taken, in time.
    TimedOut,
    /// Nobody can have that address.
    Address,
    /// The socket has a connection already.
    InUse,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "the connection was refused",
            Self::Closed => "the server closed the connection",
            Self::Reset => "the connection was reset",
            Self::TimedOut => "nothing came, or nothing was taken, in time",
            Self::Address => "nobody can have that address",
            Self::InUse => "the socket has a connection already",
        })
    }
}

impl core::error::Error for Error {}

impl embedded_io::Error for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Refused => ErrorKind::ConnectionRefused,
            Self::Closed => ErrorKind::BrokenPipe,
            Self::Reset => ErrorKind::ConnectionReset,
            Self::TimedOut => ErrorKind::TimedOut,
            Self::Address => ErrorKind::InvalidInput,
            Self::InUse => ErrorKind::AddrInUse,
        }
    }
}
