//! `put <key> <value> <timestamp>` and `get <key>`.

use core::fmt;

use super::encode::{EncodeError, encoded};
use super::fast::Fields;
use super::grammar;
use super::key::{Key, KeyError};
use super::number::{Number, Value};
use super::sample::Sample;
use super::selector::Selector;
use super::timestamp::Timestamp;
use super::writer::Writer;
use crate::util::utf8::from_utf8;

/// A command: one line from a client, which the server answers with one response.
///
/// ```
/// use metricline::{Command, Selector, key};
///
/// let command = Command::parse(b"get palm.cpu")?;
/// assert_eq!(command, Command::Get(Selector::Key(key!("palm.cpu"))));
/// assert_eq!(command.encode::<16>().unwrap(), b"get palm.cpu\n");
/// # Ok::<(), metricline::CommandError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Command<'a, V = Number<'a>> {
    /// Store a sample; it replaces the one with the same key and timestamp.
    Put(Sample<'a, V>),
    /// Return the samples of one key, or of all.
    Get(Selector<'a>),
}

impl<'a> Command<'a> {
    /// Parses one line, without its `\n`.
    ///
    /// # Errors
    ///
    /// Every [`CommandError`]. A server answers each with [`WRONG_COMMAND`](crate::WRONG_COMMAND).
    pub fn parse(line: &'a [u8]) -> Result<Self, CommandError> {
        match grammar::command(grammar::without_cr(line)) {
            Ok(grammar::Command::Put((key, value, timestamp))) => Ok(Self::Put(Sample {
                key: Key::new(from_utf8(key).ok_or(CommandError::NotUtf8)?).map_err(CommandError::Key)?,
                value: Number::from_bytes(value).map_err(|_| CommandError::Value)?,
                timestamp: Timestamp::from_bytes(timestamp).map_err(|_| CommandError::Timestamp)?,
            })),
            Ok(grammar::Command::Get(selector)) => {
                Selector::try_from(from_utf8(selector).ok_or(CommandError::NotUtf8)?)
                    .map(Self::Get)
                    .map_err(CommandError::Key)
            }
            Err(grammar::CommandError::Word) => Err(CommandError::Word),
            Err(grammar::CommandError::Fields) => Err(CommandError::Fields),
        }
    }

    /// Parses a `put` in the usual form before the end of its line is known. Returns the index of the `\n`, too; `None`
    /// when the line has another form.
    #[inline]
    pub(crate) fn fast_put(bytes: &'a [u8]) -> Option<(usize, Result<Self, CommandError>)> {
        const WORD: &[u8] = b"put ";
        let after_word = bytes.strip_prefix(WORD)?;
        let fields = Fields::read(after_word)?;
        let sample = Self::fast_sample(&fields, after_word);
        Some((fields.line_end().wrapping_add(WORD.len()), sample.map(Self::Put)))
    }

    #[inline]
    fn fast_sample(fields: &Fields, bytes: &'a [u8]) -> Result<Sample<'a>, CommandError> {
        // Never an error: these are the bytes that the fields were read from.
        let (key, value) = fields.key_and_value(bytes).ok_or(CommandError::Fields)?;
        let key = Key::new(from_utf8(key).ok_or(CommandError::NotUtf8)?).map_err(CommandError::Key)?;
        let value = Number::with_cached(value, fields.value());
        Ok(Sample { key, value, timestamp: Timestamp::from_secs(fields.seconds()) })
    }
}

impl<V: Value> Command<'_, V> {
    /// The command's line, its line end included.
    ///
    /// # Errors
    ///
    /// [`EncodeError::NotFinite`] when the value is `NaN` or infinite, [`EncodeError::TooLong`] when the line is longer
    /// than `N` bytes.
    pub fn encode<const N: usize>(&self) -> Result<heapless::Vec<u8, N>, EncodeError> {
        encoded(|out| self.write(out))
    }

    /// Refuses a value that cannot be sent, whatever the buffer.
    pub(crate) fn check(&self) -> Result<(), EncodeError> {
        match self {
            Self::Put(sample) if !sample.value.is_finite() => Err(EncodeError::NotFinite),
            Self::Put(_) | Self::Get(_) => Ok(()),
        }
    }

    #[inline(always)]
    pub(crate) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Put(sample) => {
                sample.write(out)?;
                out.bytes(b"put ");
            }
            Self::Get(selector) => {
                out.byte(b'\n');
                out.bytes(selector.as_str().as_bytes());
                out.bytes(b"get ");
            }
        }
        Ok(())
    }
}

/// Error returned when parsing a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CommandError {
    /// The key is not UTF-8.
    NotUtf8,
    /// The line does not start with `put` or `get`, in lower case.
    Word,
    /// A `put` without exactly three fields, or a `get` without exactly one.
    Fields,
    /// Invalid key.
    Key(KeyError),
    /// The value is not a decimal number.
    Value,
    /// The timestamp is not a 64-bit integer.
    Timestamp,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "the key is not UTF-8",
            Self::Word => "neither `put` nor `get`",
            Self::Fields => "not `put <key> <value> <timestamp>` or `get <key>`",
            Self::Key(_) => "invalid key",
            Self::Value => "the value is not a finite decimal number",
            Self::Timestamp => "the timestamp is not a 64-bit integer",
        })
    }
}

impl core::error::Error for CommandError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            _ => None,
        }
    }
}
