//! The error of a call.

use core::fmt;

use super::collect::CollectError;
use crate::link::LinkError;
use crate::wire::{EncodeError, KeyError, RowError};

/// Error returned by a call, over a transport whose error is `E`.
///
/// | variant | was the command carried out? | the connection | what to do |
/// |---|---|---|---|
/// | [`Key`](Self::Key), [`Encode`](Self::Encode) | no, nothing of it was sent | unchanged | correct the argument |
/// | [`Rejected`](Self::Rejected) | no | usable | read the message |
/// | [`Row`](Self::Row), [`Collect`](Self::Collect) | it was a `get` | usable: the next call discards the other rows | continue |
/// | [`Transport`](Self::Transport), [`WriteZero`](Self::WriteZero) | unknown | kept: the next call continues where this one stopped | after a time-out, call again; after any other error, reconnect |
/// | [`Link`](Self::Link) | unknown | failed | reconnect |
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
    /// Invalid key or selector. Nothing was sent.
    Key(KeyError),
    /// The command cannot be encoded. Nothing of it was sent. A value that is not finite is refused before anything else
    /// is done; a line that is too long, after earlier calls were finished.
    Encode(EncodeError),
    /// The transport failed; a time-out is one of its errors. The command may have been carried out or not. The link is
    /// unchanged: after a time-out call again, which first finishes this exchange. After any other error a stream is
    /// rarely usable, so reconnect.
    Transport(E),
    /// The transport accepted no byte of a line, against its trait's contract. As for [`Transport`](Self::Transport).
    WriteZero,
    /// The server responded with `error`. The client's `message` returns its text, until the next call that talks to the
    /// server. The connection is usable.
    Rejected,
    /// A line of the response is not a row. The connection is usable, and so are the other rows: ask for the next one, or
    /// let the next command discard them.
    Row(RowError),
    /// A row could not be collected. The connection is usable: the next command discards the other rows.
    Collect(CollectError),
    /// The connection has failed: every later call returns this, until the client is given a fresh transport.
    Link(LinkError),
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "invalid key",
            Self::Encode(_) => "the command cannot be sent",
            Self::Transport(_) => "the transport failed",
            Self::WriteZero => "the transport accepted no byte",
            Self::Rejected => "the server rejected the command",
            Self::Row(_) => "a line of the response is not a row",
            Self::Collect(_) => "a row could not be collected",
            Self::Link(_) => "the connection has failed",
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

macro_rules! from {
    ($($error:ty => $variant:ident;)*) => {$(
        impl<E> From<$error> for Error<E> {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from! {
    KeyError => Key; EncodeError => Encode; RowError => Row; CollectError => Collect; LinkError => Link;
}
