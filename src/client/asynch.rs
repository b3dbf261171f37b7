//! The client over async transports: the same shell as the blocking one, with `.await`.

use embedded_io_async::{Read, Write};

use super::{Collect, Error};
use crate::link::{Event, Link, LinkError, MessageError};
use crate::wire::{Command, Key, KeyError, Number, Row, Sample, Selector, Timestamp, Value};

/// A client over an [`embedded_io_async`] transport, with a buffer of `N` bytes: room for a command or a row. Name its
/// type, as `AsyncClient<_, 64>`, or as `AsyncClient<_>` for 128 bytes.
///
/// It owns the transport and needs no allocator; a time-out is the caller's business, who drops the future. What holds
/// for every call is said in [`client`](crate::client).
///
/// # Cancel safety
///
/// Every future here may be dropped at any await point, as a time-out around it does: the next call finishes what was
/// begun, and discards the response that nobody waits for. This holds over every transport whose own `read` and `write`
/// are cancel safe, as embassy-net's are. Over one whose dropped `write` may have sent an unknown part, or whose
/// dropped `read` may have taken bytes, [`reconnect`](Self::reconnect) after dropping a future.
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

connection!(AsyncClient);

impl<T: Read + Write, const N: usize> AsyncClient<T, N> {
    /// Stores a sample: `put <key> <value> <timestamp>`, the timestamp in whole seconds of Unix time.
    ///
    /// The key is a [`Key`], or text that is checked here. The sample is stored when this returns `Ok`; the line is on
    /// the wire, and the transport flushed, before the response is waited for.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A call that failed on the way may be repeated safely: storing twice is storing once.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it was polled, it has done nothing. Dropped later, the sample may be stored or not: if its line
    /// was begun, the next call finishes it, and discards its response.
    pub async fn put<'k>(
        &mut self,
        key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
        value: impl Value,
        timestamp: impl Into<Timestamp>,
    ) -> Result<(), Error<T::Error>> {
        let key = key.try_into().map_err(Into::into)?;
        self.send(&Command::Put(Sample { key, value, timestamp: timestamp.into() })).await?;
        match self.event().await? {
            Event::End => Ok(()),
            Event::Rejected => Err(Error::Rejected),
            _ => Err(Error::Link(self.link.fail(LinkError::OutOfStep))),
        }
    }

    /// Asks for the samples of one key, or with `"*"` or [`Selector::All`] of every key.
    ///
    /// This finishes what earlier calls left over. The command is sent, and its rows arrive, while [`AsyncRows::next`]
    /// is called. Dropping [`AsyncRows`] early is fine: the next call discards the rest.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A rejection is reported by [`AsyncRows::next`].
    ///
    /// # Cancel safety
    ///
    /// Dropped at any point, the next call discards what this one had asked for.
    pub async fn get<'k>(
        &mut self,
        selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>,
    ) -> Result<AsyncRows<'_, T, N>, Error<T::Error>> {
        let selector = selector.try_into().map_err(Into::into)?;
        self.send(&Command::<Number<'_>>::Get(selector)).await?;
        Ok(AsyncRows { client: self })
    }

    /// Finishes what earlier calls left over, then queues a command.
    async fn send<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), Error<T::Error>> {
        command.check()?;
        while self.event().await? != Event::Idle {}
        Ok(self.link.queue(command)?)
    }

    /// Moves bytes until the link has something to say.
    pub(super) async fn event(&mut self) -> Result<Event, Error<T::Error>> {
        loop {
            match self.link.poll()? {
                Event::Transmit => self.write().await?,
                Event::Flush => {
                    self.transport.flush().await.map_err(Error::Transport)?;
                    self.link.flushed();
                }
                Event::Receive => {
                    let n = self.transport.read(self.link.space()).await.map_err(Error::Transport)?;
                    self.link.received(n);
                }
                event => return Ok(event),
            }
        }
    }

    /// Writes once.
    pub(super) async fn write(&mut self) -> Result<(), Error<T::Error>> {
        match self.transport.write(self.link.unsent()).await.map_err(Error::Transport)? {
            0 => return Err(Error::WriteZero),
            n => self.link.sent(n),
        }
        Ok(())
    }
}

/// The rows of one response, as they arrive. Made by [`AsyncClient::get`].
///
/// However many there are, they pass through the client's buffer one at a time.
#[derive(Debug)]
#[must_use = "the command is sent by `next`"]
pub struct AsyncRows<'c, T, const N: usize> {
    client: &'c mut AsyncClient<T, N>,
}

impl<T: Read + Write, const N: usize> AsyncRows<'_, T, N> {
    /// The next row, in the order in which the server sends them; `None` when the response has ended.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Error::Row`], and after a time-out, the next row can still be asked for.
    ///
    /// # Cancel safety
    ///
    /// Dropped at any point, no row is lost: the next call returns the row that this one was waiting for.
    pub async fn next(&mut self) -> Result<Option<Row<'_>>, Error<T::Error>> {
        match self.client.event().await? {
            Event::Row => Ok(Some(self.client.link.row()?)),
            Event::Rejected => Err(Error::Rejected),
            _ => Ok(None),
        }
    }

    /// Collects the rest of the response: see [`Collect`], whose collections are sorted when this returns `Ok`.
    ///
    /// # Errors
    ///
    /// See [`Error`]. The collection then holds a part of the response. After a time-out, calling again collects the
    /// rest.
    ///
    /// # Cancel safety
    ///
    /// Dropped at any point, the collection holds a part of the response, and the client's next call discards the rest.
    pub async fn collect_into(&mut self, collection: &mut impl Collect) -> Result<(), Error<T::Error>> {
        while let Some(row) = self.next().await? {
            collection.row(&row)?;
        }
        collection.finish();
        Ok(())
    }
}
