//! A non-blocking socket that remembers whether it is ready.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use mio::event::Event;
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use socket2::{SockRef, TcpKeepalive};

/// How long a peer may be silent before keep-alive probes are sent, and the time between two probes. A device that loses
/// its power does not close its connection.
const KEEPALIVE: Duration = Duration::from_secs(60);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// Whether a short read or write means that the next one would block. epoll(7) promises that it does, and that an event
/// follows (except at urgent data, which this protocol does not have). On other systems only a call that would block
/// makes the next event certain.
const SHORT_IS_LAST: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Events are edge-triggered: each is reported once. So what they report is remembered until a read or write finds that
/// the socket is not ready any more, and a socket that is known not to be ready is not asked.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    readable: bool,
    writable: bool,
    /// The end of the stream has arrived, possibly behind unread bytes. No further event reports it.
    closing: bool,
}

impl Socket {
    /// A socket that is not registered.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, readable: false, writable: true, closing: false }
    }

    /// Asks for events about this socket.
    pub fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        registry.register(&mut self.stream, token, Interest::READABLE | Interest::WRITABLE)
    }

    /// Sets the options: responses are sent without delay, and keep-alive finds peers that have vanished.
    ///
    /// # Errors
    ///
    /// On some systems, when the peer has closed the connection.
    pub fn configure(stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_INTERVAL);
        SockRef::from(stream).set_tcp_keepalive(&keepalive)
    }

    /// Remembers what an event reports.
    pub fn note(&mut self, event: &Event) {
        self.closing |= event.is_read_closed();
        self.readable |= event.is_readable() || event.is_read_closed() || event.is_error();
        self.writable |= event.is_writable() || event.is_write_closed() || event.is_error();
    }

    /// Whether a read may return bytes or the end of the stream.
    pub fn is_readable(&self) -> bool {
        self.readable
    }

    /// Whether a write may take bytes.
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Reads what has arrived, up to the buffer's size; 0 is the end of the stream, `None` means that nothing has
    /// arrived.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let n = unless_blocked(|| self.stream.read(buffer))?;
        self.readable = match n {
            None => false,
            Some(n) => n == buffer.len() || self.closing || !SHORT_IS_LAST,
        };
        Ok(n)
    }

    /// Writes as much as the socket takes; returns how many bytes that is.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = unless_blocked(|| self.stream.write(bytes))?;
        self.writable = match n {
            Some(0) => return Err(io::ErrorKind::WriteZero.into()),
            None => false,
            Some(n) => n == bytes.len() || !SHORT_IS_LAST,
        };
        Ok(n.unwrap_or_default())
    }
}

fn unless_blocked(mut operation: impl FnMut() -> io::Result<usize>) -> io::Result<Option<usize>> {
    loop {
        match operation() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
            done => return done.map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_peer_that_vanishes_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        Socket::configure(&stream).unwrap();
        assert!(stream.nodelay().unwrap());
        assert!(SockRef::from(&stream).keepalive().unwrap());
    }
}
