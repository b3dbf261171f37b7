//! What can go wrong between a program and a server.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::client;

/// Why a call of [`tcp`](crate::tcp) failed. Each names what failed and keeps its source.
///
/// What happened to the connection, and what to do next, is said with the variants. After everything but
/// [`Call`](Self::Call) with [`Error::Link`](crate::Error::Link) or [`Error::Transport`](crate::Error::Transport) the
/// same client keeps working over the same connection; after those, [`reconnect`](super::Client::reconnect) it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The address could not be resolved, or names no host.
    Address(io::Error),
    /// No connection could be made: none of the addresses answered. This is about the last one tried.
    Connect {
        /// The last address that was tried.
        address: SocketAddr,
        /// Why it did not answer.
        source: io::Error,
    },
    /// A time-out of zero was asked for. To wait for as long as it takes, give `None`.
    Timeout,
    /// The system's clock is before 1970 or beyond the range of a timestamp, so "now" cannot be sent. Nothing was.
    Clock,
    /// The server answered `error`, with this text. The connection is fine, unless the text is
    /// [`TOO_MANY_CONNECTIONS`](super::TOO_MANY_CONNECTIONS): then it is about to be closed, and nothing was carried
    /// out.
    Rejected(String),
    /// The server did not answer within the time-out, or the system has given up on it. The command may still be
    /// carried out; its response is recognised when it comes late, so the same client can be used again, or
    /// reconnected.
    TimedOut,
    /// Anything else, as the core tells it; its variants say what to do.
    Call(client::Error<io::Error>),
    /// The server could not be started on its address.
    Bind(io::Error),
    /// The server stopped because the system failed it.
    Serve(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(_) => f.write_str("cannot resolve the server's address"),
            Self::Connect { address, .. } => write!(f, "cannot connect to {address}"),
            Self::Timeout => f.write_str("a time-out of zero is none: give a longer one, or none"),
            Self::Clock => f.write_str("the system clock cannot be told as a timestamp"),
            Self::Rejected(message) => write!(f, "the server rejected the command: {message:?}"),
            Self::TimedOut => f.write_str("the server did not answer in time"),
            Self::Call(error) => error.fmt(f),
            Self::Bind(_) => f.write_str("cannot listen on the address"),
            Self::Serve(_) => f.write_str("the server had to stop"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Address(source) | Self::Connect { source, .. } | Self::Bind(source) | Self::Serve(source) => {
                Some(source)
            }
            // Its text is this error's own, so its source is the next in the chain.
            Self::Call(error) => error.source(),
            Self::Timeout | Self::Clock | Self::Rejected(_) | Self::TimedOut => None,
        }
    }
}
