//! The batch over blocking transports.

use embedded_io::{Read, Write};

use super::{Next, Progress, Rejection};
use crate::client::{Client, Error};
use crate::link::Event;
use crate::wire::{Command, Key, KeyError, Sample, Timestamp, Value};

impl<T: Read + Write, const N: usize> Client<T, N> {
    /// Starts a batch: `put`s that do not wait for their responses, as many in a `write` as the buffer holds.
    ///
    /// The window is the most of them whose response has not ended: 1 is lockstep, and 0 is taken for 1. The server and
    /// the transport must be fit for a larger one: see [pipelining](crate::client#pipelining). `rejected` is called for
    /// each that the server answers with `error`, in order.
    ///
    /// What earlier calls left over is finished by the first `put`, and is not counted.
    ///
    /// ```
    /// use metricline::server::{FixedStore, Loopback};
    /// use metricline::{Client, Decimal};
    ///
    /// let mut client: Client<_, 128> = Client::new(Loopback::new(FixedStore::<8>::new()));
    /// let mut rejections = 0;
    /// let mut batch = client.batch(8, |rejection| {
    ///     println!("reading {} was rejected: {:?}", rejection.index, rejection.message);
    ///     rejections += 1;
    /// });
    /// for timestamp in 1..=10 {
    ///     batch.put("palm.cpu", Decimal::new(106, 1), timestamp)?;
    /// }
    /// batch.finish()?;
    /// assert_eq!((batch.queued(), batch.answered()), (10, 10));
    /// assert_eq!(rejections, 2); // there was room for 8
    /// # Ok::<(), metricline::Error<metricline::embedded_io::ErrorKind>>(())
    /// ```
    pub fn batch<F: FnMut(Rejection<'_>)>(&mut self, window: u32, rejected: F) -> Batch<'_, T, F, N> {
        Batch { progress: Progress::new(window, rejected), client: self }
    }
}

/// Many `put`s on their way at once. Made by [`Client::batch`].
///
/// # After a failure
///
/// The `put`s below [`answered`](Self::answered) are settled: stored, or told as rejected. Those from there to
/// [`queued`](Self::queued) may have been carried out or not. All others were never taken.
///
/// After a time-out go on: [`put`](Self::put) and [`finish`](Self::finish) continue exactly where they stopped. After
/// any other error of the transport, and after [`Error::Link`], [`reconnect`](Client::reconnect) and put again from
/// `answered` on: what is stored twice is stored once.
///
/// Dropping a batch that is not finished is fine: the client's next call sends what is unsent, and discards the
/// responses that are owed.
#[must_use = "what is queued is sent by `put` when the buffer or the window is full, and by `finish`"]
pub struct Batch<'c, T, F, const N: usize> {
    client: &'c mut Client<T, N>,
    progress: Progress<F>,
}

counts!(Batch);

impl<T: Read + Write, F: FnMut(Rejection<'_>), const N: usize> Batch<'_, T, F, N> {
    /// Queues a `put`, as [`Client::put`] takes it. Where the buffer is full it is written first, and where the window
    /// is, responses are received until half of it is free, and the last of them has ended.
    ///
    /// That the server rejects a `put` is not an error here.
    ///
    /// # Errors
    ///
    /// See [`Error`]. This `put` was not queued, whatever the error: after a time-out call again with the same.
    pub fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Timestamp>,
    ) -> Result<(), Error<T::Error>> {
        let key = key.try_into().map_err(Into::into)?;
        let put = Command::Put(Sample { key, value, timestamp: timestamp.into() });
        put.check()?;
        loop {
            match self.progress.queue(&mut self.client.link, &put)? {
                Next::Queued => return Ok(()),
                Next::Write => self.client.write()?,
                Next::Event => {
                    let event = self.client.event()?;
                    self.progress.settle(&mut self.client.link, event)?;
                }
            }
        }
    }

    /// Sends what is unsent, and receives every response that is owed. More can be put afterwards.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After a time-out call again.
    pub fn finish(&mut self) -> Result<(), Error<T::Error>> {
        loop {
            match self.client.event()? {
                Event::Idle => return Ok(()),
                event => self.progress.settle(&mut self.client.link, event)?,
            }
        }
    }
}
