//! The batch over async transports: the same shell as the blocking one, with `.await`.

use embedded_io_async::{Read, Write};

use super::{Next, Progress, Rejection};
use crate::client::{AsyncClient, Error};
use crate::link::Event;
use crate::wire::{Command, Key, KeyError, Sample, Timestamp, Value};

impl<T: Read + Write, const N: usize> AsyncClient<T, N> {
    /// Starts a batch: `put`s that do not wait for their responses, as many in a `write` as the buffer holds.
    ///
    /// The window is the most of them whose response has not ended: 1 is lockstep, and 0 is taken for 1. The server and
    /// the transport must be fit for a larger one: see [pipelining](crate::client#pipelining). `rejected` is called for
    /// each that the server answers with `error`, in order.
    ///
    /// What earlier calls left over is finished by the first `put`, and is not counted.
    ///
    /// ```
    /// use metricline::embedded_io::ErrorKind;
    /// use metricline::server::{FixedStore, Loopback};
    /// use metricline::{AsyncClient, Decimal, Error};
    ///
    /// async fn report() -> Result<u64, Error<ErrorKind>> {
    ///     let mut client: AsyncClient<_, 128> = AsyncClient::new(Loopback::new(FixedStore::<8>::new()));
    ///     let mut batch = client.batch(8, |rejection| {
    ///         println!("reading {} was rejected: {:?}", rejection.index, rejection.message);
    ///     });
    ///     for timestamp in 1..=10 {
    ///         batch.put("palm.cpu", Decimal::new(106, 1), timestamp).await?;
    ///     }
    ///     batch.finish().await?;
    ///     Ok(batch.answered())
    /// }
    /// # let mut context = core::task::Context::from_waker(core::task::Waker::noop());
    /// # let done = core::future::Future::poll(core::pin::pin!(report()), &mut context);
    /// # assert_eq!(done, core::task::Poll::Ready(Ok(10)));
    /// ```
    pub fn batch<F: FnMut(Rejection<'_>)>(&mut self, window: u32, rejected: F) -> AsyncBatch<'_, T, F, N> {
        AsyncBatch { progress: Progress::new(window, rejected), client: self }
    }
}

/// Many `put`s on their way at once. Made by [`AsyncClient::batch`].
///
/// # After a failure
///
/// The `put`s below [`answered`](Self::answered) are settled: stored, or told as rejected. Those from there to
/// [`queued`](Self::queued) may have been carried out or not. All others were never taken.
///
/// After a time-out, of which a dropped future is one, go on: [`put`](Self::put) and [`finish`](Self::finish) continue
/// exactly where they stopped. After any other error of the transport, and after [`Error::Link`],
/// [`reconnect`](AsyncClient::reconnect) and put again from `answered` on: what is stored twice is stored once.
///
/// Dropping a batch that is not finished is fine: the client's next call sends what is unsent, and discards the
/// responses that are owed.
#[must_use = "what is queued is sent by `put` when the buffer or the window is full, and by `finish`"]
pub struct AsyncBatch<'c, T, F, const N: usize> {
    client: &'c mut AsyncClient<T, N>,
    progress: Progress<F>,
}

counts!(AsyncBatch);

impl<T: Read + Write, F: FnMut(Rejection<'_>), const N: usize> AsyncBatch<'_, T, F, N> {
    /// Queues a `put`, as [`AsyncClient::put`] takes it. Where the buffer is full it is written first, and where the
    /// window is, responses are received until half of it is free, and the last of them has ended.
    ///
    /// That the server rejects a `put` is not an error here.
    ///
    /// # Errors
    ///
    /// See [`Error`]. This `put` was not queued, whatever the error: after a time-out call again with the same.
    ///
    /// # Cancel safety
    ///
    /// Dropped at any point, this `put` was not queued, and nothing of those before it is lost.
    pub async fn put<'k>(
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
                Next::Write => self.client.write().await?,
                Next::Event => {
                    let event = self.client.event().await?;
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
    ///
    /// # Cancel safety
    ///
    /// Dropped at any point, nothing is lost: call again.
    pub async fn finish(&mut self) -> Result<(), Error<T::Error>> {
        loop {
            match self.client.event().await? {
                Event::Idle => return Ok(()),
                event => self.progress.settle(&mut self.client.link, event)?,
            }
        }
    }
}
