//! Errors of clients and servers over TCP.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::client;
use crate::link::MessageError;

/// Error of a client or server over TCP. Each names what failed, and keeps its source.
///
/// The variants say what happened to the connection and what to do next. The connection can be used again after every
/// error, except [`Call`](Self::Call) with [`Error::Link`](crate::Error::Link) or
/// [`Error::Transport`](crate::Error::Transport): after those, [`reconnect`](super::Client::reconnect).
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The address could not be resolved, or names no host.
    Address(io::Error),
    /// No connection could be made: none of the addresses answered.
    Connect {
        /// The last address that was tried.
        address: SocketAddr,
        /// Why it did not answer.
        source: io::Error,
    },
    /// The time-out is zero. To wait forever, give `None`.
    Timeout,
    /// The system's clock is before 1970 or beyond the range of a timestamp, so there is no current time to send.
    /// Nothing was sent.
    Clock,
    /// The server answered `error`, with this text. The connection can be used again, unless the text is
    /// [`TOO_MANY_CONNECTIONS`](super::TOO_MANY_CONNECTIONS): then the server closes it and has carried out nothing.
    Rejected(String),
    /// The server did not answer within the time-out, or the system gave up the connection. The command may still be
    /// carried out. The client can be used again, because a late response is recognised and discarded, or reconnected.
    TimedOut,
    /// Any other error of the core client; its variants say what to do.
    Call(client::Error<io::Error>),
    /// The server could not bind to its address.
    Bind(io::Error),
    /// The server could not start, or stopped because the system failed or its store panicked.
    Serve(io::Error),
}

impl Error {
    /// Maps an error of the core client. `message` is the text of the rejection, if it is one.
    pub(super) fn from_core(error: client::Error<io::Error>, message: Result<&str, MessageError>) -> Self {
        match (error, message) {
            (client::Error::Rejected, Ok(message)) => Self::Rejected(message.into()),
            (client::Error::Rejected, Err(unreadable)) => Self::Rejected(format!("({unreadable})")),
            (client::Error::Transport(source), _) if source.kind() == io::ErrorKind::TimedOut => Self::TimedOut,
            (error, _) => Self::Call(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(_) => f.write_str("cannot resolve the server's address"),
            Self::Connect { address, .. } => write!(f, "cannot connect to {address}"),
            Self::Timeout => f.write_str("the time-out must not be zero; use `None` to wait forever"),
            Self::Clock => f.write_str("the system clock is out of the range of a timestamp"),
            Self::Rejected(message) => write!(f, "the server rejected the command: {message:?}"),
            Self::TimedOut => f.write_str("the server did not answer in time"),
            Self::Call(error) => error.fmt(f),
            Self::Bind(_) => f.write_str("cannot listen on the address"),
            Self::Serve(_) => f.write_str("the server failed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Address(source) | Self::Connect { source, .. } | Self::Bind(source) | Self::Serve(source) => {
                Some(source)
            }
            // `Display` shows that error's own text, so its source comes next.
            Self::Call(error) => error.source(),
            Self::Timeout | Self::Clock | Self::Rejected(_) | Self::TimedOut => None,
        }
    }
}
