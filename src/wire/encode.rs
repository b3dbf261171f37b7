//! A line in a buffer of its own.

use core::fmt;

use super::writer::Writer;

/// Runs `write`, and returns the text that it wrote.
pub fn encoded<const N: usize>(
    write: impl FnOnce(&mut Writer<'_>) -> Result<(), EncodeError>,
) -> Result<heapless::Vec<u8, N>, EncodeError> {
    let mut buffer = [0; N];
    let mut out = Writer::new(&mut buffer);
    write(&mut out)?;
    let text = out.start().and_then(|start| buffer.get(start..)).ok_or(EncodeError::TooLong)?;
    heapless::Vec::from_slice(text).map_err(|_| EncodeError::TooLong)
}

/// Error returned when a command or a sample cannot be encoded. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeError {
    /// The value is `NaN` or infinite, which the protocol has no text for.
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
