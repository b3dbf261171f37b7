//! The client over async transports.

use embedded_io_async::{Read, Write};

use super::collect::Collect;
use super::error::Error;
use crate::link::{Event, Link, LinkError, MessageError, SendError};
use crate::wire::{Command, Key, KeyError, Number, Row, RowError, Sample, Selector, Timestamp, Value};

/// A client over an [`embedded_io_async`] transport, with a buffer of `N` bytes: room for a command or a row. Name its
/// type, as `AsyncClient<_, 64>`, or as `AsyncClient<_>` for 128 bytes.
///
/// It owns the transport and needs no allocator. To time out, drop the future. What holds for every call is described in [`client`](crate::client).
///
/// # Cancel safety
///
/// Every future here may be dropped at any await point, as a time-out around it does: the next call finishes what was
/// begun, and discards the old response. This holds over every transport whose own `read`, `write` and
/// `flush` are cancel safe, as embassy-net's are. Over one whose dropped `write` or `flush` may have sent an unknown
/// part, or whose dropped `read` may have taken bytes, [`reconnect`](Self::reconnect) after dropping a future.
///
/// ```
/// use metricline::server::{FixedStore, Loopback};
/// use metricline::{AsyncClient, Decimal, key};
///
/// async fn report() -> Result<(), metricline::Error<metricline::embedded_io::ErrorKind>> {
///     // A socket in a firmware; here a server in memory.
///     let transport = Loopback::new(FixedStore::<8>::new());
///     let mut client: AsyncClient<_, 128> = AsyncClient::new(transport);
///
///     client.put(key!("palm.cpu"), Decimal::new(106, 1), 1_501_864_247).await?;
///
///     let mut rows = client.get("palm.cpu").await?;
///     let row = rows.next().await?.unwrap();
///     assert_eq!(row.value.to_decimal(), Ok(Decimal::new(106, 1)));
///     Ok(())
/// }
/// # let mut context = core::task::Context::from_waker(core::task::Waker::noop());
/// # let done = core::future::Future::poll(core::pin::pin!(report()), &mut context);
/// # assert_eq!(done, core::task::Poll::Ready(Ok(())));
/// ```
#[derive(Debug)]
pub struct AsyncClient<T, const N: usize = 128> {
    transport: T,
    pub(super) link: Link<N>,
}

client!(AsyncClient, AsyncRows, [async], [.await]);
