//! What can end a connection, keep a command from it, or hide a rejection's text.

use core::fmt;

use crate::wire::EncodeError;

/// Why a connection is over. Every later call says so, until a fresh transport is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum LinkError {
    /// The stream ended before the response did. Whether the command was carried out is not known.
    // From 1 on, so that `None` is 0 and a link in a `static` needs no initial image in flash.
    Closed = 1,
    /// A response started with neither `ok` nor `error`, or with a line that does not end within the buffer: the peer
    /// speaks another protocol, or bytes were lost.
    Status,
    /// Something was received that no command asked for: rows in the response to a `put`, or bytes while nothing was
    /// owed, which is noticed before the next command is sent. Responses cannot be told apart any more.
    OutOfStep,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "the connection was closed before the response ended",
            Self::Status => "the response starts with neither `ok` nor `error`",
            Self::OutOfStep => "the peer sent something that was not asked for",
        })
    }
}

impl core::error::Error for LinkError {}

/// Why a command was not queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SendError {
    /// It cannot be encoded: nothing is queued.
    Encode(EncodeError),
    /// The buffer holds unsent or received bytes: do what [`Link::poll`](super::Link::poll) says first.
    Busy,
    /// The connection is over.
    Link(LinkError),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encode(_) => "the command cannot be sent",
            Self::Busy => "the buffer is not empty",
            Self::Link(_) => "the connection is over",
        })
    }
}

impl core::error::Error for SendError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::Busy => None,
            Self::Link(error) => Some(error),
        }
    }
}

impl From<EncodeError> for SendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<LinkError> for SendError {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

/// Why the text of a rejection cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum MessageError {
    /// It was longer than the receive buffer.
    TooLong,
    /// It is not UTF-8.
    NotUtf8,
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the message is longer than the receive buffer",
            Self::NotUtf8 => "the message is not UTF-8",
        })
    }
}

impl core::error::Error for MessageError {}
