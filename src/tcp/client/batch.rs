//! Pipelined `put`s for std programs.

use std::fmt;

use super::tcp_client::{BUFFER, Client, now};
use super::transport::Transport;
use crate::client::{self, Rejection};
use crate::tcp::error::Error;
use crate::wire::{Key, KeyError, Value};

/// The largest window of a [`Batch`]. The responses to a window of `put`s may wait to be read while further lines are
/// written. If the systems at both ends could not buffer them, client and server would wait for each other. Buffers
/// hold the responses to so many: at most 86 kB.
pub const MAX_WINDOW: u32 = 4096;

impl Client {
    /// Starts a batch: `put`s that do not wait for their responses, some 500 in a `write`.
    ///
    /// `window` is the most `put`s whose response has not ended, clamped to 1 to [`MAX_WINDOW`]; 1 is lockstep. Many
    /// servers do not support more: see [pipelining](crate::client#pipelining). `rejected` is called for each `put` that
    /// the server answers with `error`, in order.
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

/// A series of `put`s that do not wait for their responses. Made by [`Client::batch`]; the core's
/// [`Batch`](crate::Batch) says what holds after an error.
#[must_use = "`put` sends only when the buffer or the window is full; `finish` sends the rest"]
pub struct Batch<'c, F> {
    batch: client::Batch<'c, Transport, F, BUFFER>,
}

impl<F> Batch<'_, F> {
    /// How many `put`s were queued.
    #[must_use]
    pub const fn queued(&self) -> u64 {
        self.batch.queued()
    }

    /// How many `put`s the server has answered, rejected ones included. After an error, the rest of those that were
    /// queued may have been carried out or not.
    #[must_use]
    pub const fn answered(&self) -> u64 {
        self.batch.answered()
    }
}

// Not derived: that would require `F: Debug`, which no closure is.
impl<F> fmt::Debug for Batch<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("queued", &self.queued())
            .field("answered", &self.answered())
            .finish_non_exhaustive()
    }
}

impl<F: FnMut(Rejection<'_>)> Batch<'_, F> {
    /// Queues a `put`, with the arguments of [`Client::put`]. If the buffer is full, it is written first. If the window
    /// is full, responses are received until half of it is free.
    ///
    /// # Errors
    ///
    /// See [`Error`]; a rejection is not one here. After any error this `put` was not queued. After
    /// [`Error::TimedOut`], call it again with the same arguments.
    pub fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Option<i64>>,
    ) -> Result<(), Error> {
        let timestamp = timestamp.into().map_or_else(now, Ok)?;
        self.batch.put(key, value, timestamp).map_err(|error| Error::from_core(error, Ok("")))
    }

    /// Sends what is queued and receives every response that is owed. Further `put`s can follow.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Error::TimedOut`], call it again.
    pub fn finish(&mut self) -> Result<(), Error> {
        self.batch.finish().map_err(|error| Error::from_core(error, Ok("")))
    }
}
