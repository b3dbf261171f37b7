//! A store that calls the test back, which may delay it or change what it keeps.

use std::sync::mpsc::{Receiver, Sender, channel};

use metricline::server::{Store, StoreError};
use metricline::tcp::MemoryStore;
use metricline::{Key, Sample, Timestamp, key};

use super::tcp::PATIENT;

/// Returns the value to keep for a sample, if any; to the server it is stored in any case.
type AtPut = dyn FnMut(&Sample<'_, f64>) -> Option<f64> + Send;

/// A `MemoryStore` with callbacks.
pub struct Watched {
    pub store: MemoryStore,
    pub at_put: Box<AtPut>,
    pub at_read: Box<dyn Fn() + Send>,
}

impl Default for Watched {
    fn default() -> Self {
        Self { store: MemoryStore::new(), at_put: Box::new(|sample| Some(sample.value)), at_read: Box::new(|| {}) }
    }
}

impl Watched {
    /// Calls `before_put` with the key of each `put`, before it is carried out.
    pub fn new(mut before_put: impl FnMut(Key<'_>) + Send + 'static) -> Self {
        Self::keeping(move |sample| {
            before_put(sample.key);
            Some(sample.value)
        })
    }

    /// Keeps the values that `keep` returns.
    pub fn keeping(keep: impl FnMut(&Sample<'_, f64>) -> Option<f64> + Send + 'static) -> Self {
        Self { at_put: Box::new(keep), ..Self::default() }
    }
}

impl Store for Watched {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        (self.at_put)(sample).map_or(Ok(()), |value| self.store.put(&Sample { value, ..*sample }))
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.store.find(key)
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        self.store.key(number)
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        (self.at_read)();
        self.store.samples(number, after)
    }
}

/// Holds up each `put` to the key `gate`.
pub struct Gate {
    /// Receives when a `put` is held up.
    pub stands: Receiver<()>,
    /// Lets it go on.
    pub opens: Sender<()>,
}

impl Gate {
    /// A gate, and the `before_put` of the store.
    pub fn new() -> (Self, impl FnMut(Key<'_>) + Send + 'static) {
        let ((reached, stands), (opens, open)) = (channel(), channel());
        let hold = move |key: Key<'_>| {
            if key == key!("gate") {
                reached.send(()).unwrap();
                open.recv_timeout(PATIENT).unwrap();
            }
        };
        (Self { stands, opens }, hold)
    }
}
