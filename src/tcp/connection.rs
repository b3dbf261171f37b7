//! One connection of the server: a socket and its session.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use mio::event::Event;
use mio::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};

use crate::server::{self, Session, Store};

/// The longest line the server can be told to accept, and the size of either buffer of a connection.
pub const BUFFER: usize = 4096;

/// How many reads and writes a connection may do before the others get their turn.
const STEPS_A_TURN: usize = 16;

/// How long a peer may be silent before its system is asked whether it is still there, and then how often. A device
/// that lost its power does not close its connection.
const KEEPALIVE: Duration = Duration::from_secs(60);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    session: Box<Session<BUFFER>>,
    /// Whether the last step was a write, so that a socket that was not ready is awaited for that.
    writes: bool,
    /// Whether it stands in the queue of those that have something to do.
    pub ready: bool,
}

/// What a connection's turn ended with.
pub enum Turn {
    /// The socket has nothing to read, or takes no more; it says when that changes.
    Waits,
    /// There is more to do.
    Goes,
    /// The peer has closed, or the socket failed.
    Over,
}

impl Connection {
    pub fn new(stream: TcpStream, max_line: usize) -> Self {
        Self { stream, session: Box::new(Session::with_max_line(max_line)), writes: false, ready: false }
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

    /// Whether an event is about what this waits for. A turn for any other would find nothing to do, and on a system
    /// that tells again whatever was not used up, it would do so without end.
    pub fn awaits(&self, event: &Event) -> bool {
        event.is_error()
            || if self.writes {
                event.is_writable() || event.is_write_closed()
            } else {
                event.is_readable() || event.is_read_closed()
            }
    }

    pub fn totals(&self) -> server::Totals {
        self.session.totals()
    }

    /// Moves bytes for as long as the socket lets it and the turn lasts.
    pub fn turn(&mut self, store: &mut impl Store) -> Turn {
        for _ in 0..STEPS_A_TURN {
            match self.step(store) {
                Ok(0) => return Turn::Over,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Turn::Waits,
                // A peer that resets its connection is gone, like one that closes it; its answers have no reader.
                Err(_) => return Turn::Over,
            }
        }
        Turn::Goes
    }

    /// One write if there is anything to say, one read otherwise: a peer that does not read is not read from.
    fn step(&mut self, store: &mut impl Store) -> io::Result<usize> {
        let answer = self.session.respond(store);
        self.writes = !answer.is_empty();
        if answer.is_empty() {
            let n = self.stream.read(self.session.space())?;
            self.session.received(n);
            Ok(n)
        } else {
            let n = self.stream.write(answer)?;
            self.session.sent(n);
            Ok(n)
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
        Connection::prepare(&stream).unwrap();
        assert!(stream.nodelay().unwrap());
        assert!(SockRef::from(&stream).keepalive().unwrap());
    }
}
