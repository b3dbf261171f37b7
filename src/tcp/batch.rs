//! The batch for std programs.

use super::client::{BUFFER, now, told};
use super::{Client, Error, Transport};
use crate::Rejection;
use crate::wire::{Key, KeyError, Value};

impl Client {
    /// Starts a batch: `put`s that do not wait for their responses, some 500 in a segment.
    ///
    /// The window is the most of them whose response has not ended: 1 is lockstep, and up to 3000 never wait for a server
    /// that waits for this client. Many servers are not fit for more than 1: see
    /// [pipelining](crate::client#pipelining). `rejected` is called for each that the server answers with `error`, in
    /// order.
    ///
    /// ```
    /// # let server = metricline::tcp::Server::bind("127.0.0.1:0")?.start()?;
    /// # let mut client = metricline::tcp::Client::connect(server.local_addr(), None)?;
    /// let mut batch = client.batch(1000, |rejection| eprintln!("{rejection:?}"));
    /// for timestamp in 0..10_000 {
    ///     batch.put("palm.cpu", 0.5, timestamp)?;
    /// }
    /// batch.finish()?;
    /// assert_eq!(batch.answered(), 10_000);
    /// # Ok::<(), metricline::tcp::Error>(())
    /// ```
    pub fn batch<F: FnMut(Rejection<'_>)>(&mut self, window: u32, rejected: F) -> Batch<'_, F> {
        Batch { batch: self.inner.batch(window, rejected) }
    }
}

/// Many `put`s on their way at once. Made by [`Client::batch`]; what it guarantees after a failure is said with
/// [`Batch`](crate::Batch).
#[derive(Debug)]
#[must_use = "what is queued is sent by `put` when the buffer or the window is full, and by `finish`"]
pub struct Batch<'c, F> {
    batch: crate::Batch<'c, Transport, F, BUFFER>,
}

impl<F> Batch<'_, F> {
    /// How many `put`s were queued.
    #[must_use]
    pub const fn queued(&self) -> u64 {
        self.batch.queued()
    }

    /// How many of them the server has answered, rejected ones included. After a failure these are settled, and the
    /// rest of those that were queued may have been carried out or not.
    #[must_use]
    pub const fn answered(&self) -> u64 {
        self.batch.answered()
    }
}

impl<F: FnMut(Rejection<'_>)> Batch<'_, F> {
    /// Queues a `put`, as [`Client::put`] takes it. Where the buffer is full it is written first, and where the window
    /// is, responses are received until half of it is free.
    ///
    /// # Errors
    ///
    /// See [`Error`]; that the server rejects a `put` is none here. This `put` was not queued, whatever the error: after
    /// [`Error::TimedOut`] call again with the same.
    pub fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Option<i64>>,
    ) -> Result<(), Error> {
        let timestamp = timestamp.into().map_or_else(now, Ok)?;
        self.batch.put(key, value, timestamp).map_err(|error| told(error, Ok("")))
    }

    /// Sends what is unsent, and receives every response that is owed. More can be put afterwards.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Error::TimedOut`] call again.
    pub fn finish(&mut self) -> Result<(), Error> {
        self.batch.finish().map_err(|error| told(error, Ok("")))
    }
}
