//! One connection of the server: a socket and its session.

use std::io::{self, Read as _, Write as _};

use mio::net::TcpStream;

use crate::server::{self, Session, Store};

/// The longest line the server can be told to accept, and the size of either buffer of a connection.
pub const BUFFER: usize = 4096;

/// How many reads and writes a connection may do before the others get their turn.
const STEPS_A_TURN: usize = 16;

#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    session: Box<Session<BUFFER>>,
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
        Self { stream, session: Box::new(Session::with_max_line(max_line)), ready: false }
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
