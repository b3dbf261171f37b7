//! A TCP connection as an `embedded_io` transport with time-outs.

use core::net::SocketAddrV4;

use metricline::embedded_io::{ErrorType, Read, Write};
use smoltcp::socket::tcp::{RecvError, Socket, State};
use smoltcp::time::Duration;

use super::error::Error;
use super::stack::Network;

/// A connection to a server. Dropped, it is reset; to end it in good order, [`close`](Self::close) it.
///
/// Whatever it waits for, it gives at least the time-out. After [`Error::TimedOut`] it can be used as before.
#[derive(Debug)]
pub struct Connection<'n> {
    network: &'n mut Network,
    timeout: Duration,
}

impl<'n> Connection<'n> {
    /// Connects to a server.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], [`Error::TimedOut`] when there is no answer, and [`Error::Address`].
    pub fn open(network: &'n mut Network, server: SocketAddrV4, timeout: Duration) -> Result<Self, Error> {
        network.connect(server)?;
        let mut connection = Self { network, timeout };
        connection.wait(|socket| match socket.state() {
            State::SynSent | State::SynReceived => None,
            State::Closed => Some(Err(Error::Refused)),
            _ => Some(Ok(())),
        })?;
        Ok(connection)
    }

    /// Ends the connection, and waits until the server has ended it too.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`].
    pub fn close(mut self) -> Result<(), Error> {
        self.network.socket().close();
        self.wait(|socket| (!socket.is_open()).then_some(Ok(())))
    }

    fn wait<R>(&mut self, ask: impl FnMut(&mut Socket<'static>) -> Option<Result<R, Error>>) -> Result<R, Error> {
        self.network.wait(self.timeout, ask)
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        if self.network.socket().is_open() {
            self.network.socket().abort();
            // Sends the reset before the socket is used again.
            self.network.work();
        }
    }
}

impl ErrorType for Connection<'_> {
    type Error = Error;
}

impl Read for Connection<'_> {
    /// Waits for bytes, and returns what is there: nothing when the server has closed its side.
    ///
    /// # Errors
    ///
    /// [`Error::Reset`] and [`Error::TimedOut`].
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Error> {
        if buf.is_empty() {
            return Ok(0);
        }
        self.wait(|socket| match socket.recv_slice(buf) {
            Ok(0) => None,
            Ok(n) => Some(Ok(n)),
            Err(RecvError::Finished) => Some(Ok(0)),
            Err(RecvError::InvalidState) => Some(Err(Error::Reset)),
        })
    }
}

impl Write for Connection<'_> {
    /// Waits for room, and takes what there is room for.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`], [`Error::Reset`] and [`Error::TimedOut`].
    fn write(&mut self, buf: &[u8]) -> Result<usize, Error> {
        if buf.is_empty() {
            return Ok(0);
        }
        self.wait(|socket| match socket.send_slice(buf) {
            Ok(0) => None,
            Ok(n) => Some(Ok(n)),
            Err(_) => Some(Err(lost(socket))),
        })
    }

    /// Waits until the server's TCP has acknowledged all that was written.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    fn flush(&mut self) -> Result<(), Error> {
        self.wait(|socket| match socket.send_queue() {
            0 => Some(Ok(())),
            _ if !socket.may_send() => Some(Err(lost(socket))),
            _ => None,
        })
    }
}

/// Why nothing can be sent any more. A server that closes its socket may reset the connection too, when it is sent
/// something: which of the two is seen first is a matter of chance, so the close is reported.
fn lost(socket: &mut Socket<'_>) -> Error {
    match socket.peek(1) {
        Err(RecvError::Finished) => Error::Closed,
        _ => Error::Reset,
    }
}
