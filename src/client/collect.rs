//! Responses as collections.

use core::fmt;

use heapless::{LinearMap, String, Vec};

use crate::util::sorted::insert_last_sorted;
use crate::wire::{ConversionError, Number, Row, Timestamp};

/// A collection for the rows of a response: a map from key to samples, ascending by timestamp.
///
/// Rows arrive in any order. Samples with equal timestamps stay in order of arrival.
///
/// Implemented for `heapless` maps of fixed capacity, with values of any type that a [`Number`] converts to, and under
/// the `std` feature for `BTreeMap<String, Vec<(i64, f64)>>`.
///
/// ```
/// use heapless::{LinearMap, String, Vec};
/// use metricline::server::{FixedStore, Loopback};
/// use metricline::{Client, Timestamp};
///
/// let mut client: Client<_, 128> = Client::new(Loopback::new(FixedStore::<8>::new()));
/// client.put("palm.cpu", 20.5, 2)?;
/// client.put("palm.cpu", 10.5, 1)?;
///
/// // At most 4 keys of at most 16 bytes, with at most 8 samples each.
/// let mut metrics: LinearMap<String<16>, Vec<(Timestamp, f32), 8>, 4> = LinearMap::new();
/// client.get("*")?.collect_into(&mut metrics)?;
/// assert_eq!(metrics["palm.cpu"], [(1.into(), 10.5), (2.into(), 20.5)]);
/// # Ok::<(), metricline::Error<metricline::embedded_io::ErrorKind>>(())
/// ```
pub trait Collect {
    /// Adds a row.
    ///
    /// # Errors
    ///
    /// [`CollectError`] when it cannot be added.
    fn row(&mut self, row: &Row<'_>) -> Result<(), CollectError>;

    /// Called when the response has ended.
    fn finish(&mut self) {}
}

impl<V, const KEYS: usize, const SAMPLES: usize, const KEY: usize> Collect
    for LinearMap<String<KEY>, Vec<(Timestamp, V), SAMPLES>, KEYS>
where
    V: for<'n> TryFrom<Number<'n>, Error = ConversionError>,
{
    fn row(&mut self, row: &Row<'_>) -> Result<(), CollectError> {
        let value = V::try_from(row.value).map_err(CollectError::Value)?;
        if let Some(samples) = self.get_mut(row.key) {
            samples.push((row.timestamp, value)).map_err(|_| CollectError::Full)?;
            insert_last_sorted(samples, |&(timestamp, _)| timestamp);
            return Ok(());
        }
        let key = String::try_from(row.key).map_err(|_| CollectError::KeyTooLong)?;
        let mut samples = Vec::new();
        samples.push((row.timestamp, value)).map_err(|_| CollectError::Full)?;
        self.insert(key, samples).map(drop).map_err(|_| CollectError::Full)
    }
}

#[cfg(feature = "std")]
impl Collect for std::collections::BTreeMap<std::string::String, std::vec::Vec<(i64, f64)>> {
    fn row(&mut self, row: &Row<'_>) -> Result<(), CollectError> {
        let sample = (row.timestamp.as_secs(), row.value.to_f64().map_err(CollectError::Value)?);
        if let Some(samples) = self.get_mut(row.key) {
            samples.push(sample);
        } else {
            self.insert(row.key.into(), vec![sample]);
        }
        Ok(())
    }

    fn finish(&mut self) {
        for samples in self.values_mut() {
            samples.sort_by_key(|&(timestamp, _)| timestamp);
        }
    }
}

/// Error returned when collecting a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CollectError {
    /// The collection has no room for another key, or another sample of the key.
    Full,
    /// The key is longer than the collection's keys.
    KeyTooLong,
    /// The value cannot be converted to the collection's type.
    Value(ConversionError),
}

impl fmt::Display for CollectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the collection has no room for another key or sample",
            Self::KeyTooLong => "a key is longer than the collection's keys",
            Self::Value(_) => "a value does not fit the collection's type",
        })
    }
}

impl core::error::Error for CollectError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Value(error) => Some(error),
            Self::Full | Self::KeyTooLong => None,
        }
    }
}
