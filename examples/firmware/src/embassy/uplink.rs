//! A client over a TCP connection that is opened, and opened again, where it has to be.

use core::fmt;
use core::net::SocketAddrV4;

use embassy_net::tcp::{ConnectError, Error as SocketError, TcpSocket};
use embassy_time::{Duration, TimeoutError, Timer, with_timeout};
use metricline::link::LinkError;
use metricline::{AsyncClient, Error};

use crate::backoff::Backoff;
use crate::readings::Failure;

/// How many calls in a row may time out on a connection before it is replaced. More than one, so that a server that is
/// just slow does not lose its connection each time; not too many, because one that vanished never answers on it.
const SILENT_CALLS: u32 = 3;

/// A server that is called over TCP, again and again while it is silent or the connection is lost.
pub struct Uplink<'s> {
    client: AsyncClient<TcpSocket<'s>>,
    server: SocketAddrV4,
    open: bool,
    /// How many calls have timed out on this connection since the last response.
    silent_calls: u32,
    limit: Duration,
    backoff: Backoff,
    note: fn(fmt::Arguments<'_>),
}

/// Why an attempt to make a call failed.
enum Failed {
    /// There is no connection any more. The text says why.
    Lost(&'static str),
    /// Another attempt would fail too.
    Finally(Failure),
}

impl<'s> Uplink<'s> {
    /// The first call opens the connection. Each attempt to make a call gets the time `limit`, and `backoff` says
    /// how many there may be. `note` prints the progress.
    pub const fn new(
        socket: TcpSocket<'s>,
        server: SocketAddrV4,
        limit: Duration,
        backoff: Backoff,
        note: fn(fmt::Arguments<'_>),
    ) -> Self {
        Self { client: AsyncClient::new(socket), server, open: false, silent_calls: 0, limit, backoff, note }
    }

    /// Makes a call until it has a result other than silence or a lost connection.
    ///
    /// # Errors
    ///
    /// See [`Failure`].
    pub async fn call<R>(
        &mut self,
        mut call: impl AsyncFnMut(&mut AsyncClient<TcpSocket<'s>>) -> Result<R, Error<SocketError>>,
    ) -> Result<R, Failure> {
        self.backoff.reset();
        loop {
            // When its time is up a call is dropped, at whatever point it has got to. The client stays as good as it
            // was: the next call finishes what this one began, and discards its response when that comes.
            let (failure, reason) = match with_timeout(self.limit, self.attempt(&mut call)).await {
                Err(TimeoutError) => {
                    self.silent_calls = self.silent_calls.saturating_add(1);
                    self.open &= self.silent_calls < SILENT_CALLS;
                    (Failure::Silence, "silence")
                }
                Ok(Err(Failed::Lost(reason))) => (Failure::Lost, reason),
                Ok(Err(Failed::Finally(failure))) => return Err(failure),
                Ok(Ok(result)) => return Ok(result),
            };
            let Some(delay_ms) = self.backoff.next_ms() else {
                (self.note)(format_args!("{reason}, giving up"));
                return Err(failure);
            };
            (self.note)(format_args!("{reason}, trying again in {delay_ms} ms"));
            Timer::after_millis(delay_ms.into()).await;
        }
    }

    async fn attempt<R>(
        &mut self,
        call: &mut impl AsyncFnMut(&mut AsyncClient<TcpSocket<'s>>) -> Result<R, Error<SocketError>>,
    ) -> Result<R, Failed> {
        if !self.open {
            self.connect().await.map_err(|error| match error {
                ConnectError::ConnectionReset => Failed::Lost("refused"),
                ConnectError::TimedOut => Failed::Lost("silence"),
                _ => Failed::Finally(Failure::Connection),
            })?;
            (self.note)(format_args!("connected"));
            self.open = true;
            self.silent_calls = 0;
        }
        let result = call(&mut self.client).await;
        self.silent_calls = 0;
        // Other errors concern one command or one row, not what follows on the connection.
        self.open = !matches!(result, Err(Error::Transport(_) | Error::WriteZero | Error::Link(_)));
        result.map_err(|error| match error {
            Error::Transport(SocketError::ConnectionReset) => Failed::Lost("reset"),
            Error::Link(LinkError::Closed) => Failed::Lost("closed"),
            error => Failed::Finally(error.into()),
        })
    }

    /// Opens the socket, from any state.
    async fn connect(&mut self) -> Result<(), ConnectError> {
        let socket = self.client.transport_mut();
        socket.abort();
        // Sends the reset of the old connection, if that is possible in time.
        let _ = with_timeout(self.limit / 4, socket.flush()).await;
        // So that a server that vanished between two calls is noticed before the next one.
        socket.set_keep_alive(Some(self.limit));
        socket.set_timeout(Some(self.limit * SILENT_CALLS));
        socket.connect(self.server).await?;
        self.client.reset();
        Ok(())
    }
}
