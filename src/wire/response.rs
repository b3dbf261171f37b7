//! A response: a status line, then rows or a message, then an empty line.

use core::fmt;

use super::utf8::text;
use super::{Number, Timestamp, grammar};

/// The message of the answer to anything that is not one of the two commands, or is malformed. Known clients compare
/// the whole response, which is `error\nwrong command\n\n`.
pub const WRONG_COMMAND: &str = "wrong command";

/// The first line of a response, and the only one that decides between success and failure. There is no third.
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
    /// Parses one line, without its `\n`; `None` when it is neither status. Case counts.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        Self::of(grammar::without_cr(line))
    }

    /// The status that a line without its line end is.
    pub(crate) fn of(line: &[u8]) -> Option<Self> {
        if line == b"ok" {
            Some(Self::Ok)
        } else if line == b"error" {
            Some(Self::Error)
        } else {
            None
        }
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
/// The key is the text that the server sent; [`Key::new`](super::Key::new) tells whether it can be sent back.
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
    /// What was measured, as the server names it.
    pub key: &'a str,
    /// The reading, converted when asked.
    pub value: Number<'a>,
    /// When it was taken.
    pub timestamp: Timestamp,
}

impl<'a> Row<'a> {
    /// Parses one line, without its `\n`.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub fn parse(line: &'a [u8]) -> Result<Self, RowError> {
        let (key, value, timestamp) = grammar::three_fields(grammar::without_cr(line)).ok_or(RowError::Fields)?;
        Ok(Self {
            key: text(key).ok_or(RowError::NotUtf8)?,
            value: Number::of(value).map_err(|_| RowError::Value)?,
            timestamp: Timestamp::of(timestamp).map_err(|_| RowError::Timestamp)?,
        })
    }
}

/// Why a line of a response is no row. The rest of the response is not touched by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RowError {
    /// The key is not UTF-8.
    NotUtf8,
    /// It does not have exactly three fields.
    Fields,
    /// The value is no finite decimal number. (`1e999` is one; its conversion to an `f64` fails.)
    Value,
    /// The timestamp is no integer that fits an `i64`.
    Timestamp,
    /// It is longer than the receive buffer.
    TooLong,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "a row's key is not UTF-8",
            Self::Fields => "a row does not have exactly three fields",
            Self::Value => "a row's value is no finite decimal number",
            Self::Timestamp => "a row's timestamp is no integer of 64 bits",
            Self::TooLong => "a row is longer than the receive buffer",
        })
    }
}

impl core::error::Error for RowError {}
