//! One reading.

use super::{EncodeError, Key, KeyError, Number, Row, Tail, Timestamp, Value};

/// A key, a value and a timestamp: what a `put` carries and a store keeps.
///
/// The value is whatever type it was put as; parsing yields a [`Number`], a store of this crate an `f64`.
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
    /// What was measured.
    pub key: Key<'a>,
    /// The reading.
    pub value: V,
    /// When it was taken.
    pub timestamp: Timestamp,
}

/// ` <value> <timestamp>\n`, with an `f64`: at most 24 bytes of it, 20 of the timestamp, and 3 between and after them.
pub const AFTER_KEY: usize = 1 + 24 + 1 + 20 + 1;

/// A row forwarded as it came, if its key is one that can be sent.
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
    /// When the value is not finite, or the row is longer than `N` bytes.
    pub fn encode<const N: usize>(&self) -> Result<heapless::Vec<u8, N>, EncodeError> {
        super::command::encoded(|out| self.write(out))
    }

    /// Writes the row; also the rest of a `put` after its word.
    #[inline(always)]
    pub(crate) fn write(&self, out: &mut Tail<'_>) -> Result<(), EncodeError> {
        self.write_after_key(out)?;
        out.bytes(self.key.as_str().as_bytes());
        Ok(())
    }

    /// Writes the row but for its key.
    #[inline(always)]
    pub(crate) fn write_after_key(&self, out: &mut Tail<'_>) -> Result<(), EncodeError> {
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
