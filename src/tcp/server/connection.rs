//! One connection of the server: a socket, and the commands and responses that pass over it.

use std::io;
use std::time::{Duration, Instant};

use mio::event::Event;

use super::limits::MAX_LINE;
use super::socket::Socket;
use crate::server::output::Output;
use crate::server::responder::Responder;
use crate::server::{self, Store};
use crate::util::bytes::{clamped, copy};

/// The longest time for which a turn carries out commands, because other clients wait meanwhile. Usually 64 kB of
/// commands take less; they take more if most of them have new keys, or if the store is slow.
const TURN_TIME: Duration = Duration::from_micros(500);

/// How much input is processed between two looks at the clock. It has room for the longest line.
const PIECE: usize = 2 * MAX_LINE;

/// The buffers of a turn. Turns are taken one at a time, so all connections share these, and keep only what a turn
/// leaves over.
#[derive(Debug)]
pub struct Buffers {
    input: Box<[u8]>,
    output: Box<[u8]>,
}

impl Buffers {
    /// Large enough that the system calls of a turn cost little beside the work between them.
    const SIZE: usize = 64 * 1024;

    pub fn new() -> Self {
        Self { input: vec![0; Self::SIZE].into(), output: vec![0; Self::SIZE].into() }
    }
}

#[derive(Debug)]
pub struct Connection {
    socket: Socket,
    responder: Responder,
    /// Received and not yet consumed. Like the output it is usually empty, and then takes no memory.
    input: Vec<u8>,
    /// Responses that the socket has not taken.
    output: Vec<u8>,
    /// Whether nothing can be answered before more is received.
    needs_input: bool,
    /// Whether the connection is in the event loop's queue of unfinished ones.
    pub is_queued: bool,
}

/// How a connection's turn ended.
pub enum Turn {
    /// The socket has nothing to read, or takes no more; an event reports when that changes.
    Waiting,
    /// The connection can go on at once.
    Unfinished,
    /// The peer has closed the connection, or the socket failed.
    Closed,
}

impl Connection {
    pub fn new(socket: Socket, max_line: usize) -> Self {
        let responder = Responder::new(max_line);
        Self { socket, responder, input: vec![], output: vec![], needs_input: true, is_queued: false }
    }

    pub fn totals(&self) -> server::Totals {
        self.responder.totals()
    }

    /// Notes what an event reports about the socket; returns whether a turn can do anything.
    pub fn note(&mut self, event: &Event) -> bool {
        self.socket.note(event);
        self.can_proceed()
    }

    fn can_proceed(&self) -> bool {
        if self.output.is_empty() { !self.needs_input || self.socket.is_readable() } else { self.socket.is_writable() }
    }

    /// Takes a turn: at most one read and one write.
    pub fn turn(&mut self, store: &mut impl Store, buffers: &mut Buffers) -> Turn {
        match self.proceed(store, buffers) {
            Ok(true) if self.can_proceed() => Turn::Unfinished,
            Ok(true) => Turn::Waiting,
            // A peer that resets the connection has closed it too: nobody reads the responses.
            Ok(false) | Err(_) => Turn::Closed,
        }
    }

    /// Returns whether the stream goes on.
    fn proceed(&mut self, store: &mut impl Store, buffers: &mut Buffers) -> io::Result<bool> {
        if !self.output.is_empty() {
            let n = self.socket.write(&self.output)?;
            self.output.drain(..n.min(self.output.len()));
            self.output.shrink_to_fit();
            return Ok(true);
        }
        let mut end = copy(&mut buffers.input, &self.input);
        if self.needs_input {
            match self.socket.read(buffers.input.get_mut(end..).unwrap_or_default())? {
                None => return Ok(true),
                Some(0) => return Ok(false),
                Some(n) => end = end.saturating_add(n),
            }
        }
        let input = clamped(&buffers.input, 0, end);
        let mut output = Output::new(&mut buffers.output, 0);
        let consumed = self.respond(input, &mut output, store);
        self.input = clamped(input, consumed, end).to_vec();
        if !output.is_empty() {
            let n = self.socket.write(output.bytes())?;
            self.output = clamped(output.bytes(), n, output.end()).to_vec();
        }
        Ok(true)
    }

    /// Carries out commands until the input is consumed, the output is full, or the time is up; returns how many bytes
    /// were consumed.
    fn respond(&mut self, input: &[u8], output: &mut Output<'_>, store: &mut impl Store) -> usize {
        // A single piece, as most inputs are, needs no clock.
        let start = (input.len() > PIECE).then(Instant::now);
        let mut consumed = 0_usize;
        loop {
            let end = consumed.saturating_add(PIECE);
            let progress = self.responder.respond(clamped(input, consumed, end), output, store);
            consumed = consumed.saturating_add(progress.consumed);
            let is_last = end >= input.len();
            self.needs_input = progress.needs_input && is_last;
            if is_last || !progress.needs_input || start.is_none_or(|start| start.elapsed() >= TURN_TIME) {
                return consumed;
            }
        }
    }
}
