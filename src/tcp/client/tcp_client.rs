//! The client for std programs.

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::metrics::{Metrics, MetricsBuilder};
use super::transport::Transport;
use crate::client;
use crate::tcp::error::Error;
use crate::wire::{Key, KeyError, Row, Selector, Value};

/// The size of the client's buffer in bytes. The larger it is, the fewer reads a long response takes.
pub const BUFFER: usize = 16 * 1024;

/// A client that holds a TCP connection to a metrics server.
///
/// A command is sent when the response to the last one has ended, as one segment. When [`put`](Self::put) returns
/// `Ok`, the server has stored the sample. After a time-out the same client can be used again: a late response is
/// recognised and discarded. (On Windows the state of a socket is undefined after a time-out:
/// [`reconnect`](Self::reconnect) there.)
///
/// [`get`](Self::get) collects a response in memory, [`rows`](Self::rows) yields it row by row.
///
/// ```no_run
/// use std::time::Duration;
///
/// use metricline::tcp::Client;
///
/// let mut client = Client::connect("127.0.0.1:8888", Duration::from_secs(15))?;
/// client.put("palm.cpu", 0.5, 1_150_864_247)?;
/// client.put("palm.cpu", 0.75, None)?; // None: now
/// for (key, samples) in client.get("*")? {
///     println!("{key}: {samples:?}");
/// }
/// # Ok::<(), metricline::tcp::Error>(())
/// ```
#[derive(Debug)]
pub struct Client {
    // Boxed, because it contains its buffer, and stacks may be small.
    pub(super) inner: Box<client::Client<Transport, BUFFER>>,
    addresses: Vec<SocketAddr>,
    timeout: Option<Duration>,
}

impl Client {
    /// Connects to a server. If `address` resolves to several socket addresses, they are tried in turn.
    ///
    /// `timeout` limits the attempt to connect to each address, and later each single read and write, so a call fails
    /// when nothing at all is received for so long. `None` waits forever.
    ///
    /// # Errors
    ///
    /// [`Error::Address`], [`Error::Connect`], or [`Error::Timeout`] if the time-out is zero.
    pub fn connect(address: impl ToSocketAddrs, timeout: impl Into<Option<Duration>>) -> Result<Self, Error> {
        let addresses: Vec<_> = address.to_socket_addrs().map_err(Error::Address)?.collect();
        let timeout = timeout.into();
        let transport = Transport::connect(addresses.as_slice(), timeout)?;
        Ok(Self { inner: Box::new(client::Client::new(transport)), addresses, timeout })
    }

    /// Connects again to the addresses that [`connect`](Self::connect) resolved. It works from any state, and drops
    /// whatever was unsent or owed.
    ///
    /// # Errors
    ///
    /// As for [`connect`](Self::connect). The client is unchanged then.
    pub fn reconnect(&mut self) -> Result<(), Error> {
        let transport = Transport::connect(self.addresses.as_slice(), self.timeout)?;
        self.inner.reconnect(transport);
        Ok(())
    }

    /// Changes the time-out of reads, writes and later calls of [`reconnect`](Self::reconnect).
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`] if it is zero, [`Error::Call`] if the system refuses it.
    pub fn set_timeout(&mut self, timeout: impl Into<Option<Duration>>) -> Result<(), Error> {
        let timeout = timeout.into();
        self.inner.transport_mut().set_timeout(timeout)?;
        self.timeout = timeout;
        Ok(())
    }

    /// Stores a sample.
    ///
    /// `key` is a [`Key`], or text that is checked. `value` is of any type that implements [`Value`]. `timestamp` is in
    /// seconds of Unix time, an `i64` or a [`Timestamp`](crate::Timestamp); `None` is the current time.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A call can be repeated safely: the same sample is stored once.
    pub fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Option<i64>>,
    ) -> Result<(), Error> {
        let timestamp = timestamp.into().map_or_else(now, Ok)?;
        self.inner.put(key, value, timestamp).map_err(|error| Error::from_core(error, self.inner.message()))
    }

    /// Returns the samples of one key, or of all keys with `"*"`. The map is empty if there are none.
    ///
    /// # Errors
    ///
    /// See [`Error`]. One malformed row fails the whole call.
    pub fn get<'k>(&mut self, selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>) -> Result<Metrics, Error> {
        let mut metrics = MetricsBuilder::default();
        let mut rows = self.rows(selector)?;
        while let Some(row) = rows.next()? {
            metrics.row(&row).map_err(|error| Error::Call(error.into()))?;
        }
        Ok(metrics.finish())
    }

    /// Requests the same samples as [`get`](Self::get) does, and yields them one at a time: a response of any length
    /// takes no more memory than the client's buffer.
    ///
    /// # Errors
    ///
    /// See [`Error`]. [`Rows::next`] reports a rejection.
    pub fn rows<'k>(&mut self, selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>) -> Result<Rows<'_>, Error> {
        // Its command is not sent before the first row is asked for, so an error here has no message.
        self.inner.get(selector).map(|rows| Rows { rows }).map_err(|error| Error::from_core(error, Ok("")))
    }
}

/// The rows of one response, in the order of the server. Made by [`Client::rows`].
///
/// It may be dropped before the last row: the next call discards the rest of the response.
///
/// ```
/// # let server = metricline::tcp::Server::bind("127.0.0.1:0")?.start()?;
/// # let mut client = metricline::tcp::Client::connect(server.local_addr(), None)?;
/// client.put("palm.cpu", 0.5, 1)?;
/// let mut rows = client.rows("*")?;
/// while let Some(row) = rows.next()? {
///     println!("{} {} {}", row.key, row.value, row.timestamp);
/// }
/// # Ok::<(), metricline::tcp::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "`next` sends the command"]
pub struct Rows<'c> {
    rows: client::Rows<'c, Transport, BUFFER>,
}

impl Rows<'_> {
    /// Receives the next row; `None` if the response has ended.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Error::TimedOut`], and after [`Error::Call`] with [`Error::Row`](crate::Error::Row), call
    /// it again for the next row.
    #[expect(clippy::should_implement_trait, reason = "a row borrows from the client, which `Iterator` cannot express")]
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        match self.rows.advance() {
            Ok(true) => self.rows.row().map(Some).map_err(|error| Error::Call(error.into())),
            Ok(false) => Ok(None),
            Err(error) => Err(Error::from_core(error, self.rows.message())),
        }
    }
}

/// The current time in seconds of Unix time.
pub fn now() -> Result<i64, Error> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Error::Clock)?;
    i64::try_from(since_1970.as_secs()).map_err(|_| Error::Clock)
}
