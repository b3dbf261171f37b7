//! A socket, and what is known of its readiness.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use mio::event::Event;
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use socket2::{SockRef, TcpKeepalive};

/// How long a peer may be silent before its system is asked whether it is still there, and then how often. A device
/// that lost its power does not close its connection.
const KEEPALIVE: Duration = Duration::from_secs(60);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// Whether a read or write of fewer bytes than it might have been is as good as a further one that would block:
/// epoll(7) promises that it is, and that an event follows (but at urgent data, which this protocol has not). Elsewhere
/// the system, or mio in its place, wants to be asked again.
const SHORT_IS_LAST: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Events are told once, so they are remembered until a call finds that they are used up. To ask a socket that is known
/// to have nothing would cost a system call for each exchange.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    readable: bool,
    writable: bool,
    /// The end of the stream has arrived, maybe with bytes before it. No further event will tell.
    closing: bool,
}

impl Socket {
    /// One that is not registered.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, readable: false, writable: true, closing: false }
    }

    /// Has events tell from here on what it has to read, and when it takes more.
    pub fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        registry.register(&mut self.stream, token, Interest::READABLE | Interest::WRITABLE)
    }

    /// Sets what makes a socket fit for this protocol: an answer is a segment, and a peer that has gone is noticed.
    ///
    /// # Errors
    ///
    /// For one thing when the peer has gone already.
    pub fn prepare(stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_INTERVAL);
        SockRef::from(stream).set_tcp_keepalive(&keepalive)
    }

    /// Remembers what an event tells, whether anybody waits for that or not.
    pub fn note(&mut self, event: &Event) {
        self.closing |= event.is_read_closed();
        self.readable |= event.is_readable() || event.is_read_closed() || event.is_error();
        self.writable |= event.is_writable() || event.is_write_closed() || event.is_error();
    }

    /// Whether there may be something to read.
    pub fn is_readable(&self) -> bool {
        self.readable
    }

    /// Whether it may take something.
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Reads what there is, up to the buffer's size: 0 bytes are the end of the stream, `None` is nothing as yet.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let n = unless_blocked(|| self.stream.read(buffer))?;
        self.readable = match n {
            None => false,
            Some(n) => n == buffer.len() || self.closing || !SHORT_IS_LAST,
        };
        Ok(n)
    }

    /// Writes as much as the socket takes.
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
    fn a_peer_that_has_gone_without_a_word_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        Socket::prepare(&stream).unwrap();
        assert!(stream.nodelay().unwrap());
        assert!(SockRef::from(&stream).keepalive().unwrap());
    }
}
