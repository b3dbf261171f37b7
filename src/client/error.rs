//! What can go wrong in a call.

use core::fmt;

use super::CollectError;
use crate::link::LinkError;
use crate::wire::{EncodeError, KeyError, RowError};

/// Why a call failed, over a transport whose error is `E`.
///
/// | variant | was it carried out? | the connection | what to do |
/// |---|---|---|---|
/// | [`Key`](Self::Key), [`Encode`](Self::Encode) | no, nothing of it was sent | as before | correct the argument |
/// | [`Rejected`](Self::Rejected) | no | fine | read the message |
/// | [`Row`](Self::Row), [`Collect`](Self::Collect) | it was a `get` | fine, the next call discards the rest | go on |
/// | [`Transport`](Self::Transport), [`WriteZero`](Self::WriteZero) | not known | kept: the next call continues where this one stopped | after a time-out, call again; after any other error, reconnect |
/// | [`Link`](Self::Link) | not known | over | reconnect |
///
/// ```
/// use metricline::Error;
/// use metricline::embedded_io::{self, ErrorKind};
/// use metricline::link::LinkError;
///
/// fn needs_a_fresh_connection<E: embedded_io::Error>(error: &Error<E>) -> bool {
///     match error {
///         Error::Link(_) => true,
///         Error::Transport(error) => error.kind() != ErrorKind::TimedOut,
///         _ => false,
///     }
/// }
///
/// assert!(needs_a_fresh_connection(&Error::<ErrorKind>::Link(LinkError::Closed)));
/// assert!(needs_a_fresh_connection(&Error::Transport(ErrorKind::ConnectionReset)));
/// assert!(!needs_a_fresh_connection(&Error::Transport(ErrorKind::TimedOut)));
/// assert!(!needs_a_fresh_connection(&Error::<ErrorKind>::Rejected));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The key or selector is none. Nothing was sent; the connection is as it was.
    Key(KeyError),
    /// The command cannot be encoded. Nothing of it was sent. A value that is no number is refused before anything else
    /// is done; a line that is too long, after what earlier calls left over was finished.
    Encode(EncodeError),
    /// The transport failed; a time-out is one of its errors. The command may or may not have been carried out. Nothing
    /// is lost: after a time-out call again, and the rest of this exchange is finished first; after any other error a
    /// stream is seldom good again, so reconnect.
    Transport(E),
    /// The transport took no byte of a line, against its trait's contract. As for [`Transport`](Self::Transport).
    WriteZero,
    /// The server answered `error`. The client's `message` has its text, until the next call that talks to the server.
    /// The connection is fine.
    Rejected,
    /// A line of the response is no row. The connection is fine, and so are the other rows: the next row can be asked
    /// for, and the next command discards what is left.
    Row(RowError),
    /// A row could not be collected. The connection is fine: the next command discards what is left.
    Collect(CollectError),
    /// The connection is over: every later call says so, until the client is given a fresh transport.
    Link(LinkError),
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "not a key",
            Self::Encode(_) => "the command cannot be sent",
            Self::Transport(_) => "the transport failed",
            Self::WriteZero => "the transport took no byte",
            Self::Rejected => "the server rejected the command",
            Self::Row(_) => "the response holds a line that is no row",
            Self::Collect(_) => "a row could not be collected",
            Self::Link(_) => "the connection is over",
        })
    }
}

impl<E: core::error::Error + 'static> core::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            Self::Encode(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::WriteZero | Self::Rejected => None,
            Self::Row(error) => Some(error),
            Self::Collect(error) => Some(error),
            Self::Link(error) => Some(error),
        }
    }
}

impl<E> From<KeyError> for Error<E> {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl<E> From<EncodeError> for Error<E> {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl<E> From<RowError> for Error<E> {
    fn from(error: RowError) -> Self {
        Self::Row(error)
    }
}

impl<E> From<CollectError> for Error<E> {
    fn from(error: CollectError) -> Self {
        Self::Collect(error)
    }
}

impl<E> From<LinkError> for Error<E> {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}
