//! A key, a value and a timestamp.

use super::encode::{EncodeError, encoded};
use super::key::{Key, KeyError};
use super::number::{Number, Value};
use super::response::Row;
use super::timestamp::Timestamp;
use super::writer::Writer;

/// A key, a value and a timestamp: what a `put` carries and a store keeps.
///
/// The value has the type that it is put as. A parsed sample has a [`Number`], one in a store of this crate an `f64`.
///
/// ```
/// use metricline::{Sample, key};
///
/// let sample = Sample { key: key!("palm.cpu"), value: 0.5, timestamp: 1_150_864_247.into() };
/// assert_eq!(sample.encode::<64>()?, b"palm.cpu 0.5 1150864247\n");
/// # Ok::<(), metricline::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sample<'a, V = Number<'a>> {
    /// The key.
    pub key: Key<'a>,
    /// The value.
    pub value: V,
    /// The time of the reading.
    pub timestamp: Timestamp,
}

/// The longest ` <value> <timestamp>\n` of an `f64`: the value takes up to 24 bytes, the timestamp up to 20.
pub const LONGEST_AFTER_KEY: usize = 1 + 24 + 1 + 20 + 1;

/// A received row as a sample to send; an error when its key cannot be sent.
impl<'a> TryFrom<Row<'a>> for Sample<'a> {
    type Error = KeyError;

    fn try_from(row: Row<'a>) -> Result<Self, KeyError> {
        Ok(Self { key: Key::new(row.key)?, value: row.value, timestamp: row.timestamp })
    }
}

impl<V: Value> Sample<'_, V> {
    /// The row of a response that carries this sample, its line end included.
    ///
    /// # Errors
    ///
    /// [`EncodeError::NotFinite`] when the value is `NaN` or infinite, [`EncodeError::TooLong`] when the row is longer
    /// than `N` bytes.
    pub fn encode<const N: usize>(&self) -> Result<heapless::Vec<u8, N>, EncodeError> {
        encoded(|out| self.write(out))
    }

    /// Writes the row, which is also what follows the word of a `put`.
    #[inline(always)]
    pub(crate) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeError> {
        self.write_after_key(out)?;
        out.bytes(self.key.as_str().as_bytes());
        Ok(())
    }

    /// Writes the row without its key.
    #[inline(always)]
    pub(crate) fn write_after_key(&self, out: &mut Writer<'_>) -> Result<(), EncodeError> {
        if !self.value.is_finite() {
            return Err(EncodeError::NotFinite);
        }
        out.byte(b'\n');
        self.timestamp.write(out);
        out.byte(b' ');
        self.value.write(out);
        out.byte(b' ');
        Ok(())
    }
}
