//! `put <key> <value> <timestamp>` and `get <key>`.

use core::fmt;

use super::utf8::text;
use super::{Fields, Key, KeyError, Number, Sample, Selector, Tail, Timestamp, Value, grammar};

/// What a client sends: one line, answered by one response.
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
    /// Says what is wrong with it. A server answers every one of them with [`WRONG_COMMAND`](super::WRONG_COMMAND).
    pub fn parse(line: &'a [u8]) -> Result<Self, CommandError> {
        match grammar::word(grammar::without_cr(line)) {
            Some((b"put", rest)) => {
                let (key, value, timestamp) = grammar::three_fields(rest).ok_or(CommandError::Fields)?;
                Ok(Self::Put(Sample {
                    key: Key::new(text(key).ok_or(CommandError::NotUtf8)?).map_err(CommandError::Key)?,
                    value: Number::of(value).map_err(|_| CommandError::Value)?,
                    timestamp: Timestamp::of(timestamp).map_err(|_| CommandError::Timestamp)?,
                }))
            }
            Some((b"get", rest)) => {
                let selector = grammar::one_field(rest).ok_or(CommandError::Fields)?;
                Selector::try_from(text(selector).ok_or(CommandError::NotUtf8)?)
                    .map(Self::Get)
                    .map_err(CommandError::Key)
            }
            _ => Err(CommandError::Word),
        }
    }

    /// Reads a `put` before it is known where its line ends, as [`Fields`] does; and says where the `\n` is.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub(crate) fn ahead(bytes: &'a [u8]) -> Option<(usize, Result<Self, CommandError>)> {
        const WORD: &[u8] = b"put ";
        let rest = bytes.strip_prefix(WORD)?;
        let fields = Fields::read(rest)?;
        Some((fields.line_end().wrapping_add(WORD.len()), fields.sample(rest).map(Self::Put)))
    }
}

impl<V: Value> Command<'_, V> {
    /// The command's line, its line end included.
    ///
    /// # Errors
    ///
    /// When the value is not finite, or the line is longer than `N` bytes.
    pub fn encode<const N: usize>(&self) -> Result<heapless::Vec<u8, N>, EncodeError> {
        encoded(|out| self.write(out))
    }

    /// Refuses what no buffer would make sendable, before anything is touched.
    pub(crate) fn check(&self) -> Result<(), EncodeError> {
        match self {
            Self::Put(sample) if !sample.value.is_finite() => Err(EncodeError::NotFinite),
            Self::Put(_) | Self::Get(_) => Ok(()),
        }
    }

    #[inline(always)]
    pub(crate) fn write(&self, out: &mut Tail<'_>) -> Result<(), EncodeError> {
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

/// What `write` writes, in a buffer of its own.
pub fn encoded<const N: usize>(
    write: impl FnOnce(&mut Tail<'_>) -> Result<(), EncodeError>,
) -> Result<heapless::Vec<u8, N>, EncodeError> {
    let mut buffer = [0; N];
    let mut out = Tail::new(&mut buffer);
    write(&mut out)?;
    let text = out.start().and_then(|start| buffer.get(start..)).ok_or(EncodeError::TooLong)?;
    heapless::Vec::from_slice(text).map_err(|_| EncodeError::TooLong)
}

/// Why something cannot be encoded. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeError {
    /// The value is `NaN` or infinite, which is no real number.
    NotFinite,
    /// The line is longer than the buffer: use a shorter key or a larger buffer.
    TooLong,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "NaN and infinity cannot be sent",
            Self::TooLong => "the line does not fit the buffer",
        })
    }
}

impl core::error::Error for EncodeError {}

/// Why a line is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CommandError {
    /// The key is not UTF-8.
    NotUtf8,
    /// It does not start with `put` or `get`, in lower case.
    Word,
    /// A `put` does not have three fields, or a `get` not one.
    Fields,
    /// The key is none.
    Key(KeyError),
    /// The value is no decimal number.
    Value,
    /// The timestamp is no integer that fits an `i64`.
    Timestamp,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "the key is not UTF-8",
            Self::Word => "neither `put` nor `get`",
            Self::Fields => "not `put <key> <value> <timestamp>` or `get <key>`",
            Self::Key(_) => "not a key",
            Self::Value => "the value is no finite decimal number",
            Self::Timestamp => "the timestamp is no integer of 64 bits",
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
