//! The interface of a store.

use core::fmt;

use crate::wire::{Key, Sample, Timestamp};

/// A server's samples: at most one for each key and timestamp.
///
/// Keys are numbered from 0 in the order in which they were first stored. A key keeps its number: a response that is
/// sent in pieces remembers the number, while other sessions store samples. A store that evicts may remove samples, but
/// not keys.
///
/// The trait is not `dyn` compatible, because [`samples`](Self::samples) returns an iterator of the store's own type.
///
/// ```
/// use metricline::server::{FixedStore, Store};
/// use metricline::{Sample, key};
///
/// let mut store: FixedStore<8> = FixedStore::new();
/// store.put(&Sample { key: key!("palm.cpu"), value: 0.5, timestamp: 2.into() })?;
/// store.put(&Sample { key: key!("palm.cpu"), value: 0.25, timestamp: 1.into() })?;
///
/// let cpu = store.find(key!("palm.cpu")).unwrap();
/// assert_eq!(store.key(cpu), Some(key!("palm.cpu")));
/// assert!(store.samples(cpu, None).eq([(1.into(), 0.25), (2.into(), 0.5)]));
/// assert!(store.samples(cpu, Some(1.into())).eq([(2.into(), 0.5)]));
/// # Ok::<(), metricline::server::StoreError>(())
/// ```
pub trait Store {
    /// Stores a sample whose value is finite, or replaces the one with the same key and timestamp.
    ///
    /// # Errors
    ///
    /// See [`StoreError`]. The store is unchanged then, and the client gets [`StoreError::reason`].
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError>;

    /// The number of a key; `None` if the store has no such key.
    fn find(&self, key: Key<'_>) -> Option<usize>;

    /// The key with this number; `None` if `number` is not less than the number of keys.
    fn key(&self, number: usize) -> Option<Key<'_>>;

    /// The samples of the key with this number, ascending by timestamp: all of them, or those later than `after`. None
    /// if there is no such key.
    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)>;
}

impl<S: Store> Store for &mut S {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        (**self).put(sample)
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        (**self).find(key)
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        (**self).key(number)
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        (**self).samples(number, after)
    }
}

/// Error returned when a sample cannot be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StoreError {
    /// There is no room for another sample or another key.
    Full,
    /// The key is longer than the store accepts.
    KeyTooLong,
    /// The store's medium failed.
    Failed,
}

impl StoreError {
    /// The text after `error` in the response to the client.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Full => "store full",
            Self::KeyTooLong => "key too long",
            Self::Failed => "store failed",
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for StoreError {}
