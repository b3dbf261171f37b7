//! The batch for std programs.

use std::fmt;

use super::tcp_client::{BUFFER, Client, now, told};
use super::transport::Transport;
use crate::client::{self, Rejection};
use crate::tcp::error::Error;
use crate::wire::{Key, KeyError, Value};

/// The largest window of a [`Batch`]. While lines are written, so many responses wait to be read. If they did not fit
/// what the systems at both ends buffer, client and server would wait for each other; so many rejections are 86 kB,
/// which they do.
pub const MAX_WINDOW: u32 = 4096;

impl Client {
    /// Starts a batch: `put`s that do not wait for their responses, some 500 in a `write`.
    ///
    /// The window is the most of them whose response has not ended: 1 is lockstep, and 0 is taken for 1. Many servers
    /// are not fit for a larger one: see [pipelining](crate::client#pipelining). More than [`MAX_WINDOW`] is taken for
    /// that. `rejected` is called for each `put` that the server answers with `error`, in order.
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
        Batch { batch: self.inner.batch(window.min(MAX_WINDOW), rejected) }
    }
}

/// Many `put`s on their way at once. Made by [`Client::batch`]; what it guarantees after a failure is said with
/// [`Batch`](crate::Batch).
#[must_use = "what is queued is sent by `put` when the buffer or the window is full, and by `finish`"]
pub struct Batch<'c, F> {
    batch: client::Batch<'c, Transport, F, BUFFER>,
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

// Not derived, because that would ask it of the closure.
impl<F> fmt::Debug for Batch<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("queued", &self.queued())
            .field("answered", &self.answered())
            .finish_non_exhaustive()
    }
}

impl<F: FnMut(Rejection<'_>)> Batch<'_, F> {
    /// Queues a `put`, as [`Client::put`] takes it. Where the buffer is full it is written first, and where the window
    /// is, responses are received until half of it is free, and the last of them has ended.
    ///
    /// # Errors
    ///
    /// See [`Error`]; that the server rejects a `put` is none here. Whatever the error, this `put` was not queued:
    /// after [`Error::TimedOut`] call again with the same.
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
