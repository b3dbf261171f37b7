//! The client over blocking transports.

use embedded_io::{Read, Write};

use super::{Collect, Error};
use crate::link::{Event, Link, LinkError, MessageError};
use crate::wire::{Command, Fields, Key, KeyError, Number, Row, RowError, Sample, Selector, Timestamp, Value};
use crate::words::WIDE;

/// A client over an [`embedded_io`] transport, with a buffer of `N` bytes: room for a command or a row. Name its type,
/// as `Client<_, 64>`, or as `Client<_>` for 128 bytes.
///
/// It owns the transport and needs no allocator; a time-out is the transport's business, whose `read` and `write` then
/// return an error. What holds for every call is said in [`client`](crate::client).
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

connection!(Client);

impl<T: Read + Write, const N: usize> Client<T, N> {
    /// Stores a sample: `put <key> <value> <timestamp>`, the timestamp in whole seconds of Unix time.
    ///
    /// The key is a [`Key`], or text that is checked here. The sample is stored when this returns `Ok`; the line is on
    /// the wire, and the transport flushed, before the response is waited for.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A call that failed on the way may be repeated safely: storing twice is storing once.
    pub fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Timestamp>,
    ) -> Result<(), Error<T::Error>> {
        let key = key.try_into().map_err(Into::into)?;
        self.send(&Command::Put(Sample { key, value, timestamp: timestamp.into() }))?;
        match self.event()? {
            Event::End => Ok(()),
            Event::Rejected => Err(Error::Rejected),
            _ => Err(Error::Link(self.link.fail(LinkError::OutOfStep))),
        }
    }

    /// Asks for the samples of one key, or with `"*"` or [`Selector::All`] of every key.
    ///
    /// This finishes what earlier calls left over. The command is sent, and its rows arrive, while [`Rows::next`] is
    /// called. Dropping [`Rows`] early is fine: the next call discards the rest.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A rejection is reported by [`Rows::next`].
    pub fn get<'k>(
        &mut self,
        selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>,
    ) -> Result<Rows<'_, T, N>, Error<T::Error>> {
        let selector = selector.try_into().map_err(Into::into)?;
        self.send(&Command::<Number<'_>>::Get(selector))?;
        Ok(Rows { client: self })
    }

    /// Finishes what earlier calls left over, then queues a command.
    fn send<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), Error<T::Error>> {
        command.check()?;
        while self.event()? != Event::Idle {}
        Ok(self.link.queue(command)?)
    }

    /// Moves bytes until the link has something to say.
    pub(super) fn event(&mut self) -> Result<Event, Error<T::Error>> {
        self.event_or_bytes::<false>()
    }

    /// Moves bytes until the link has something to say, or if `BYTES`, until enough were received for a row.
    fn event_or_bytes<const BYTES: bool>(&mut self) -> Result<Event, Error<T::Error>> {
        loop {
            match self.link.poll()? {
                Event::Transmit => self.write()?,
                Event::Flush => {
                    self.transport.flush().map_err(Error::Transport)?;
                    self.link.flushed();
                }
                Event::Receive => {
                    let n = self.transport.read(self.link.space()).map_err(Error::Transport)?;
                    self.link.received(n);
                    if BYTES && n >= Fields::SHORTEST {
                        return Ok(Event::Receive);
                    }
                }
                event => return Ok(event),
            }
        }
    }

    /// Writes once.
    // As a part of the loop above this takes less flash at opt-level 3, and more on ARMv6-M, which has no atomics.
    #[cfg_attr(target_has_atomic = "ptr", inline(always))]
    pub(super) fn write(&mut self) -> Result<(), Error<T::Error>> {
        match self.transport.write(self.link.unsent()).map_err(Error::Transport)? {
            0 => return Err(Error::WriteZero),
            n => self.link.sent(n),
        }
        Ok(())
    }
}

/// The rows of one response, as they arrive. Made by [`Client::get`].
///
/// However many there are, they pass through the client's buffer one at a time.
#[derive(Debug)]
#[must_use = "the command is sent by `next`"]
pub struct Rows<'c, T, const N: usize> {
    client: &'c mut Client<T, N>,
}

impl<T: Read + Write, const N: usize> Rows<'_, T, N> {
    /// The next row, in the order in which the server sends them; `None` when the response has ended.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Error::Row`], and after a time-out, the next row can still be asked for.
    #[expect(clippy::should_implement_trait, reason = "a row borrows from the client, which `Iterator` cannot say")]
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub fn next(&mut self) -> Result<Option<Row<'_>>, Error<T::Error>> {
        match self.advance()? {
            Some(found) => Ok(Some(self.row(&found)?)),
            None => Ok(None),
        }
    }

    /// Receives the next row, if there is one.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub(crate) fn advance(&mut self) -> Result<Option<Found>, Error<T::Error>> {
        loop {
            if let Some(fields) = self.client.link.row_ahead() {
                return Ok(Some(Found::Ahead(fields)));
            }
            match self.client.event_or_bytes::<WIDE>()? {
                Event::Receive if WIDE => {}
                Event::Row => return Ok(Some(Found::Line)),
                Event::Rejected => return Err(Error::Rejected),
                _ => return Ok(None),
            }
        }
    }

    /// The row that was received last.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub(crate) fn row(&self, found: &Found) -> Result<Row<'_>, RowError> {
        match found {
            Found::Ahead(fields) => self.client.link.row_of(fields),
            Found::Line => self.client.link.row(),
        }
    }

    /// The text of a rejection, if that is what the response was.
    #[cfg(feature = "std")]
    pub(crate) fn message(&self) -> Result<&str, MessageError> {
        self.client.message()
    }

    /// Collects the rest of the response: see [`Collect`], whose collections are sorted when this returns `Ok`.
    ///
    /// # Errors
    ///
    /// See [`Error`]. The collection then holds a part of the response. After a time-out, calling again collects the
    /// rest.
    pub fn collect_into(&mut self, collection: &mut impl Collect) -> Result<(), Error<T::Error>> {
        while let Some(row) = self.next()? {
            collection.row(&row)?;
        }
        collection.finish();
        Ok(())
    }
}

/// How a row was found.
pub enum Found {
    Ahead(Fields),
    Line,
}
