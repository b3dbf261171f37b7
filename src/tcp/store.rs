//! A store with an allocator.

use std::collections::BTreeMap;
use std::ops::Bound;

use indexmap::IndexMap;

use crate::server::{Store, StoreError};
use crate::wire::{Key, Sample, Timestamp};

/// A store that grows, up to a limit if it is given one. It evicts nothing.
///
/// ```
/// use metricline::server::{Store, StoreError};
/// use metricline::tcp::MemoryStore;
/// use metricline::{Sample, key};
///
/// let mut store = MemoryStore::with_max_samples(1);
/// store.put(&Sample { key: key!("palm.cpu"), value: 0.5, timestamp: 1.into() })?;
/// let second = Sample { key: key!("palm.cpu"), value: 0.5, timestamp: 2.into() };
/// assert_eq!(store.put(&second), Err(StoreError::Full));
/// assert_eq!(store.len(), 1);
/// # Ok::<(), StoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemoryStore {
    series: IndexMap<Box<str>, BTreeMap<Timestamp, f64>>,
    samples: usize,
    max_samples: usize,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// An empty store without a limit: it grows until memory ends. A server that strangers can reach wants a limit.
    #[must_use]
    pub fn new() -> Self {
        Self::with_max_samples(usize::MAX)
    }

    /// An empty store of at most so many samples: a further one takes about 40 bytes, and the first of a key about 300
    /// and the key's text. Who wants to fill the store sends a new key with every sample, as long as a line may be.
    #[must_use]
    pub fn with_max_samples(max_samples: usize) -> Self {
        Self { series: IndexMap::new(), samples: 0, max_samples }
    }

    /// How many samples it holds, of all keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples == 0
    }
}

impl Store for MemoryStore {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        let full = self.samples >= self.max_samples;
        if let Some(samples) = self.series.get_mut(sample.key.as_str()) {
            if full && !samples.contains_key(&sample.timestamp) {
                return Err(StoreError::Full);
            }
            if samples.insert(sample.timestamp, sample.value).is_some() {
                return Ok(());
            }
        } else if full {
            return Err(StoreError::Full);
        } else {
            let samples = BTreeMap::from([(sample.timestamp, sample.value)]);
            self.series.insert(sample.key.as_str().into(), samples);
        }
        self.samples = self.samples.saturating_add(1);
        Ok(())
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.series.get_index_of(key.as_str())
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        let (key, _) = self.series.get_index(number)?;
        Key::new(key).ok()
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let later = after.map_or(Bound::Unbounded, Bound::Excluded);
        let series = self.series.get_index(number).map(|(_, samples)| samples);
        series.into_iter().flat_map(move |samples| samples.range((later, Bound::Unbounded))).map(|(t, v)| (*t, *v))
    }
}
