//! The errors of a link.

use core::fmt;

use crate::wire::EncodeError;

/// Fatal error; returned by every call until the link is [`reset`](super::Link::reset).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum LinkError {
    /// The stream ended before the response did. Whether the command was carried out is not known.
    // From 1 on, so that `None` is 0 and a link in a `static` needs no initial image in flash.
    Closed = 1,
    /// A response starts with neither `ok` nor `error`, or its status line does not fit the buffer: the peer speaks
    /// another protocol, or bytes were lost.
    Status,
    /// The peer sent what no command asked for: rows in the response to a `put`, or bytes while no response was owed,
    /// which is noticed before the next command is sent. Later responses could not be matched to commands.
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

/// Error returned when queuing a command. The command was not queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SendError {
    /// The command cannot be encoded.
    Encode(EncodeError),
    /// The buffer holds unsent or received bytes: do what [`Link::poll`](super::Link::poll) says first.
    Busy,
    /// The connection has failed.
    Link(LinkError),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encode(_) => "the command cannot be sent",
            Self::Busy => "the buffer is not empty",
            Self::Link(_) => "the connection has failed",
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

/// Error returned when the text of a rejection cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum MessageError {
    /// The text was longer than the receive buffer.
    TooLong,
    /// The text is not UTF-8.
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
