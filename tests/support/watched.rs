//! A store that somebody watches, and may hold up.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use metricline::server::{Store, StoreError};
use metricline::tcp::MemoryStore;
use metricline::{Key, Sample, Timestamp, key};

/// Long enough that only a test that forgets the gate runs into it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A `MemoryStore` that tells of each key before it puts to it.
pub struct Watched {
    store: MemoryStore,
    before_put: Box<dyn FnMut(Key<'_>) + Send>,
}

impl Watched {
    pub fn new(before_put: impl FnMut(Key<'_>) + Send + 'static) -> Self {
        Self { store: MemoryStore::new(), before_put: Box::new(before_put) }
    }
}

impl Store for Watched {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        (self.before_put)(sample.key);
        self.store.put(sample)
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.store.find(key)
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        self.store.key(number)
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
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
