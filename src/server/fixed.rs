//! A store of fixed size.

use heapless::{String, Vec};

use super::store::{Store, StoreError};
use crate::util::sorted::insert_last_sorted;
use crate::wire::{Key, Sample, Timestamp};

/// The longest key that a [`FixedStore`] accepts, in bytes.
pub const MAX_KEY: usize = 32;

/// A store of at most `N` samples and `N` keys of at most [`MAX_KEY`] bytes, without an allocator.
///
/// It evicts nothing: a full store returns [`StoreError::Full`], and still replaces samples that it has. A sample takes
/// about 64 bytes. A `put` takes time in proportion to the number of samples, which suits tens or hundreds of them.
///
/// ```
/// use metricline::server::{FixedStore, Store, StoreError};
/// use metricline::{Sample, key};
///
/// let mut store: FixedStore<1> = FixedStore::new();
/// let mut sample = Sample { key: key!("palm.cpu"), value: 0.5, timestamp: 1.into() };
/// store.put(&sample)?;
/// sample.value = 0.75;
/// store.put(&sample)?;
/// sample.timestamp = 2.into();
/// assert_eq!(store.put(&sample), Err(StoreError::Full));
/// assert_eq!(store.len(), 1);
/// # Ok::<(), StoreError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FixedStore<const N: usize = 32> {
    keys: Vec<String<MAX_KEY, u8>, N>,
    // Sorted by key number, then by timestamp.
    samples: Vec<Entry, N>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: usize,
    timestamp: Timestamp,
    value: f64,
}

impl Entry {
    fn place(&self) -> (usize, Timestamp) {
        (self.key, self.timestamp)
    }
}

impl<const N: usize> FixedStore<N> {
    /// Creates an empty store.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new(), samples: Vec::new() }
    }

    /// How many samples the store holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether the store holds no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }
}

impl<const N: usize> Store for FixedStore<N> {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        let known = self.find(sample.key);
        let key = known.unwrap_or(self.keys.len());
        let entry = Entry { key, timestamp: sample.timestamp, value: sample.value };
        if let Some(same) = self.samples.iter_mut().find(|other| other.place() == entry.place()) {
            same.value = entry.value;
            return Ok(());
        }
        if self.samples.is_full() {
            return Err(StoreError::Full);
        }
        if known.is_none() {
            let text = String::try_from(sample.key.as_str()).map_err(|_| StoreError::KeyTooLong)?;
            self.keys.push(text).map_err(|_| StoreError::Full)?;
        }
        self.samples.push(entry).map_err(|_| StoreError::Full)?;
        insert_last_sorted(&mut self.samples, Entry::place);
        Ok(())
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.keys.iter().position(|other| other == key.as_str())
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        Key::new(self.keys.get(number)?).ok()
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let of_key = self.samples.iter().filter(move |entry| entry.key == number);
        of_key
            .filter(move |entry| after.is_none_or(|after| entry.timestamp > after))
            .map(|entry| (entry.timestamp, entry.value))
    }
}
