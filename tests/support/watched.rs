//! A store that somebody watches, and may hold up or mislead.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use metricline::server::{Store, StoreError};
use metricline::tcp::MemoryStore;
use metricline::{Key, Sample, Timestamp, key};

/// Long enough that only a test that forgets the gate runs into it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Says which value of a sample is kept, if any; the server is told that it was stored.
type AtPut = dyn FnMut(&Sample<'_, f64>) -> Option<f64> + Send;

/// A `MemoryStore`, and what happens when it is used.
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
    /// One that tells of each key before it puts to it.
    pub fn new(mut before_put: impl FnMut(Key<'_>) + Send + 'static) -> Self {
        Self::keeping(move |sample| {
            before_put(sample.key);
            Some(sample.value)
        })
    }

    /// One that may keep something else than what it says it has stored.
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

/// What holds up whoever puts to the key `gate`.
pub struct Gate {
    /// Tells of each who stands there.
    pub stands: Receiver<()>,
    /// Lets one go on.
    pub opens: Sender<()>,
}

impl Gate {
    /// A gate, and what a watched store is to call with each key.
    pub fn new() -> (Self, impl FnMut(Key<'_>) + Send + 'static) {
        let ((reached, stands), (opens, open)) = (channel(), channel());
        let hold = move |key: Key<'_>| {
            if key == key!("gate") {
                reached.send(()).unwrap();
                open.recv_timeout(PATIENCE).unwrap();
            }
        };
        (Self { stands, opens }, hold)
    }
}
