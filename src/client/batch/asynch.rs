//! The batch over async transports.

use embedded_io_async::{Read, Write};

use super::progress::{Next, Progress, Rejection};
use crate::client::asynch::AsyncClient;
use crate::client::error::Error;
use crate::link::Event;
use crate::wire::{Command, Key, KeyError, Sample, Timestamp, Value};

/// `put`s that do not wait for their responses. Made by [`AsyncClient::batch`].
///
/// # After a failure
///
/// The `put`s below [`answered`](Self::answered) are settled: stored, or reported as rejected. Those from there to
/// [`queued`](Self::queued) may have been carried out or not. No others were sent.
///
/// After a time-out, of which a dropped future is one, call [`put`](Self::put) and [`finish`](Self::finish) again: they
/// continue where they stopped. After any other error of the transport, and after [`Error::Link`],
/// [`reconnect`](AsyncClient::reconnect) and put again from `answered` on: a repeated `put` stores the same sample.
///
/// Dropping a batch that is not finished is fine: the client's next call sends what is unsent, and discards the
/// responses that are owed.
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
#[must_use = "what is queued is sent by `put` when the buffer or the window is full, and by `finish`"]
pub struct AsyncBatch<'c, T, F, const N: usize> {
    client: &'c mut AsyncClient<T, N>,
    progress: Progress<F>,
}

batch!(AsyncClient, AsyncBatch, [async], [.await]);
