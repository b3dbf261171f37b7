//! The batch over blocking transports.

use embedded_io::{Read, Write};

use super::progress::{Next, Progress, Rejection};
use crate::client::blocking::Client;
use crate::client::error::Error;
use crate::link::Event;
use crate::wire::{Command, Key, KeyError, Sample, Timestamp, Value};

/// `put`s that do not wait for their responses. Made by [`Client::batch`].
///
/// # After a failure
///
/// The `put`s below [`answered`](Self::answered) are settled: stored, or reported as rejected. Those from there to
/// [`queued`](Self::queued) may have been carried out or not. No others were sent.
///
/// After a time-out, call [`put`](Self::put) and [`finish`](Self::finish) again: they continue where they stopped. After
/// any other error of the transport, and after [`Error::Link`], [`reconnect`](Client::reconnect) and put again from
/// `answered` on: a repeated `put` stores the same sample.
///
/// Dropping a batch that is not finished is fine: the client's next call sends what is unsent, and discards the
/// responses that are owed.
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
#[must_use = "what is queued is sent by `put` when the buffer or the window is full, and by `finish`"]
pub struct Batch<'c, T, F, const N: usize> {
    client: &'c mut Client<T, N>,
    progress: Progress<F>,
}

batch!(Client, Batch, [], []);
