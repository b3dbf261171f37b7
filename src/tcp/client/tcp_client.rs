//! The client for std programs.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::metrics::{Gather, Metrics};
use super::transport::Transport;
use crate::client;
use crate::link::MessageError;
use crate::tcp::error::Error;
use crate::wire::{Key, KeyError, Row, Selector, Value};

/// Room for the longest line. Larger ones make reading a long response cheaper.
pub(super) const BUFFER: usize = 16 * 1024;

/// A client that holds a TCP connection to a metrics server.
///
/// One command is one segment, and the next is sent when its response has ended. Nothing is buffered: when `put`
/// returns `Ok`, the server has stored the sample. After a time-out the same client keeps working: a response that
/// comes late is recognised and discarded. (On Windows a socket is in doubt after a time-out: there,
/// [`reconnect`](Self::reconnect).)
///
/// A response that is too long to collect is read row by row with [`rows`](Self::rows).
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
    // Boxed because of its buffer: a client is moved about, and its thread's stack may be small.
    pub(super) inner: Box<client::Client<Transport, BUFFER>>,
    addresses: Vec<SocketAddr>,
    timeout: Option<Duration>,
}

impl Client {
    /// Connects to a server: anything that names socket addresses, of which all are tried in turn.
    ///
    /// The time-out is for each address tried, and then for each single read and write: it is the longest time in which
    /// nothing at all comes from the server. `None` waits for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Error::Address`], [`Error::Connect`], [`Error::Timeout`].
    pub fn connect(address: impl ToSocketAddrs, timeout: impl Into<Option<Duration>>) -> Result<Self, Error> {
        let addresses: Vec<_> = address.to_socket_addrs().map_err(Error::Address)?.collect();
        let timeout = timeout.into();
        let transport = Transport::connect(addresses.as_slice(), timeout)?;
        Ok(Self { inner: Box::new(client::Client::new(transport)), addresses, timeout })
    }

    /// Connects again, to the addresses that [`connect`](Self::connect) resolved, from any state. Nothing that was
    /// unsent or owed is carried over.
    ///
    /// # Errors
    ///
    /// As for [`connect`](Self::connect); then the client is as it was.
    pub fn reconnect(&mut self) -> Result<(), Error> {
        let transport = Transport::connect(self.addresses.as_slice(), self.timeout)?;
        self.inner.reconnect(transport);
        Ok(())
    }

    /// Changes the time-out of [`connect`](Self::connect), from the next read or write on.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`] when it is zero, [`Error::Call`] when the system refuses it.
    pub fn set_timeout(&mut self, timeout: impl Into<Option<Duration>>) -> Result<(), Error> {
        let timeout = timeout.into();
        self.inner.transport_mut().set_timeout(timeout)?;
        self.timeout = timeout;
        Ok(())
    }

    /// Stores a sample. The timestamp is in whole seconds of Unix time, as an `i64` or a
    /// [`Timestamp`](crate::Timestamp); `None` takes the current time.
    ///
    /// The key is a [`Key`], or text that is checked here; for the values see [`Value`].
    ///
    /// # Errors
    ///
    /// See [`Error`]. A call that failed on the way may be repeated safely: storing twice is storing once.
    pub fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Option<i64>>,
    ) -> Result<(), Error> {
        let timestamp = timestamp.into().map_or_else(now, Ok)?;
        self.inner.put(key, value, timestamp).map_err(|error| told(error, self.inner.message()))
    }

    /// Returns the samples of one key, or with `"*"` of every key; an empty map when there are none.
    ///
    /// # Errors
    ///
    /// See [`Error`]. When any line of the response is bad, that is the result, and not the part that was good.
    pub fn get<'k>(&mut self, selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>) -> Result<Metrics, Error> {
        let mut gather = Gather::default();
        let mut rows = self.rows(selector)?;
        while let Some(row) = rows.next()? {
            gather.row(&row).map_err(|error| Error::Call(error.into()))?;
        }
        Ok(gather.finish())
    }

    /// Asks as [`get`](Self::get) does, for a response of any length: its rows pass one at a time.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A rejection is reported by [`Rows::next`].
    pub fn rows<'k>(&mut self, selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>) -> Result<Rows<'_>, Error> {
        // Before it has sent its command a call is not answered, so there is no message.
        self.inner.get(selector).map(|rows| Rows { rows }).map_err(|error| told(error, Ok("")))
    }
}

/// The rows of one response, as they arrive. Made by [`Client::rows`]; dropping it early is fine.
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
#[must_use = "the command is sent by `next`"]
pub struct Rows<'c> {
    rows: client::Rows<'c, Transport, BUFFER>,
}

impl Rows<'_> {
    /// The next row, in the order in which the server sends them; `None` when the response has ended.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Error::Row`](crate::Error::Row) in [`Error::Call`], and after [`Error::TimedOut`], the
    /// next row can still be asked for.
    #[expect(clippy::should_implement_trait, reason = "a row borrows from the client, which `Iterator` cannot say")]
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        match self.rows.advance() {
            Ok(true) => self.rows.row().map(Some).map_err(|error| Error::Call(error.into())),
            Ok(false) => Ok(None),
            Err(error) => Err(told(error, self.rows.message())),
        }
    }
}

/// The core's error by the names that this module has for it.
pub(super) fn told(error: client::Error<io::Error>, message: Result<&str, MessageError>) -> Error {
    match (error, message) {
        (client::Error::Rejected, Ok(message)) => Error::Rejected(message.into()),
        (client::Error::Rejected, Err(unreadable)) => Error::Rejected(format!("({unreadable})")),
        (client::Error::Transport(source), _) if source.kind() == io::ErrorKind::TimedOut => Error::TimedOut,
        (error, _) => Error::Call(error),
    }
}

pub(super) fn now() -> Result<i64, Error> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Error::Clock)?;
    i64::try_from(since_1970.as_secs()).map_err(|_| Error::Clock)
}
