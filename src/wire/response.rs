//! A response: a status line, then rows or a message, then an empty line.

use core::fmt;

use super::fast::Fields;
use super::grammar;
use super::number::Number;
use super::timestamp::Timestamp;
use crate::util::utf8::from_utf8;

/// The message of the response to a malformed or unknown command. The whole response is `error\nwrong command\n\n`,
/// which known clients compare byte by byte.
pub const WRONG_COMMAND: &str = "wrong command";

/// The first line of a response. It alone decides between success and failure.
///
/// ```
/// use metricline::Status;
///
/// assert_eq!(Status::parse(b"ok\r"), Some(Status::Ok));
/// assert_eq!(Status::parse(b"OK"), None);
/// assert_eq!(Status::Error.as_str(), "error");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Status {
    /// `ok`: rows follow, or nothing.
    Ok,
    /// `error`: a message follows.
    Error,
}

impl Status {
    /// Parses one line, without its `\n`. Returns `None` when it is not a status; case counts.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        Self::from_text(grammar::without_cr(line))
    }

    /// Parses a line without its line end.
    pub(crate) fn from_text(text: &[u8]) -> Option<Self> {
        let is_ok = grammar::status(text)?;
        Some(if is_ok { Self::Ok } else { Self::Error })
    }

    /// The line, without its `\n`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
        }
    }
}

/// A sample as a response carries it.
///
/// The key is the text that the server sent; [`Key::new`](crate::Key::new) checks whether it can be sent back.
///
/// ```
/// use metricline::{Decimal, Row};
///
/// let row = Row::parse(b"palm.cpu  10.6\t1501864247 ")?;
/// assert_eq!(row.key, "palm.cpu");
/// assert_eq!(row.value.to_decimal(), Ok(Decimal::new(106, 1)));
/// assert_eq!(row.timestamp.as_secs(), 1_501_864_247);
/// # Ok::<(), metricline::RowError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Row<'a> {
    /// The key, as the server names it.
    pub key: &'a str,
    /// The value, not yet converted.
    pub value: Number<'a>,
    /// The time of the reading.
    pub timestamp: Timestamp,
}

impl<'a> Row<'a> {
    /// Parses one line, without its `\n`.
    ///
    /// # Errors
    ///
    /// Every [`RowError`] but [`RowError::TooLong`].
    pub fn parse(line: &'a [u8]) -> Result<Self, RowError> {
        let (key, value, timestamp) = grammar::row(grammar::without_cr(line)).ok_or(RowError::Fields)?;
        Ok(Self {
            key: from_utf8(key).ok_or(RowError::NotUtf8)?,
            value: Number::from_bytes(value).map_err(|_| RowError::Value)?,
            timestamp: Timestamp::from_bytes(timestamp).map_err(|_| RowError::Timestamp)?,
        })
    }

    /// The row that the fast path has read at the start of `bytes`.
    #[inline]
    pub(crate) fn from_fields(fields: &Fields, bytes: &'a [u8]) -> Result<Self, RowError> {
        // Never an error: these are the bytes that the fields were read from.
        let (key, value) = fields.key_and_value(bytes).ok_or(RowError::Fields)?;
        Ok(Self {
            key: from_utf8(key).ok_or(RowError::NotUtf8)?,
            value: Number::with_cached(value, fields.value()),
            timestamp: Timestamp::from_secs(fields.seconds()),
        })
    }
}

/// Error returned when reading a row. The other rows of the response can still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RowError {
    /// The key is not UTF-8.
    NotUtf8,
    /// The row does not have exactly three fields.
    Fields,
    /// The value is not a decimal number. (`1e999` is one; converting it to an `f64` fails.)
    Value,
    /// The timestamp is not a 64-bit integer.
    Timestamp,
    /// The row is longer than the receive buffer.
    TooLong,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "a row's key is not UTF-8",
            Self::Fields => "a row does not have exactly three fields",
            Self::Value => "a row's value is not a finite decimal number",
            Self::Timestamp => "a row's timestamp is not a 64-bit integer",
            Self::TooLong => "a row is longer than the receive buffer",
        })
    }
}

impl core::error::Error for RowError {}
