//! The client over blocking transports.

use embedded_io::{Read, Write};

use super::collect::Collect;
use super::error::Error;
use crate::link::{Event, Link, LinkError, MessageError, SendError};
use crate::wire::{Command, Key, KeyError, Number, Row, RowError, Sample, Selector, Timestamp, Value};

/// A client over an [`embedded_io`] transport, with a buffer of `N` bytes: room for a command or a row. Name its type,
/// as `Client<_, 64>`, or as `Client<_>` for 128 bytes.
///
/// It owns the transport and needs no allocator. Time-outs are the transport's: its `read` and `write` return an error.
/// What holds for every call is described in [`client`](crate::client).
///
/// ```
/// use metricline::server::{FixedStore, Loopback};
/// use metricline::{Client, Decimal, key};
///
/// // A UART or a socket in a firmware; here a server in memory.
/// let transport = Loopback::new(FixedStore::<8>::new());
/// let mut client: Client<_, 128> = Client::new(transport);
///
/// client.put(key!("palm.cpu"), Decimal::new(106, 1), 1_501_864_247)?;
/// client.put("palm.cpu", 23.5_f32, 1_501_864_248)?;
///
/// let mut rows = client.get("palm.cpu")?;
/// while let Some(row) = rows.next()? {
///     println!("{} {} {}", row.key, row.value, row.timestamp);
/// }
/// # Ok::<(), metricline::Error<metricline::embedded_io::ErrorKind>>(())
/// ```
#[derive(Debug)]
pub struct Client<T, const N: usize = 128> {
    transport: T,
    pub(super) link: Link<N>,
}

client!(Client, Rows, [], []);

#[cfg(feature = "std")]
impl<T, const N: usize> Rows<'_, T, N> {
    /// The text of the rejection that [`next`](Self::next) returned.
    pub(crate) fn message(&self) -> Result<&str, MessageError> {
        self.client.message()
    }
}
