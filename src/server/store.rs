//! Where a server keeps samples.

use core::fmt;

use crate::wire::{Key, Sample, Timestamp};

/// Samples by key and timestamp, at most one for each pair.
///
/// Keys are numbered from 0 in the order in which they were first stored. A number, once given, stays the key's: a
/// response that is sent in pieces remembers it, while other sessions go on storing. A store that evicts removes
/// samples, never keys.
///
/// The trait is for generics and not for `dyn`: its iterator costs nothing.
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
    /// When it cannot be kept; then nothing has changed.
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError>;

    /// The number of a key.
    fn find(&self, key: Key<'_>) -> Option<usize>;

    /// The key of a number; `None` from the number of keys on.
    fn key(&self, number: usize) -> Option<Key<'_>>;

    /// The samples of the key with this number, ascending by timestamp: all, or those later than `after`.
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

/// Why a sample was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StoreError {
    /// There is no room for another sample or another key.
    Full,
    /// The key is longer than the store's longest.
    KeyTooLong,
    /// The store's own medium failed.
    Failed,
}

impl StoreError {
    /// The text that the client is told, in a response's second line.
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
