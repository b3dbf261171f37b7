//! One connection of the server: a socket, and the exchange of commands and answers over it.

use std::io;

use mio::event::Event;

use super::backlog::Backlog;
use super::socket::Socket;
use crate::server::output::Output;
use crate::server::responder::Responder;
use crate::server::{self, Store};
use crate::util::bytes::{copy, within};

/// How many steps a connection may do before the others get their turn.
const STEPS_A_TURN: usize = 4;

/// What is read and written at once. The connections have their turns one after the other, so they share this,
/// and keep no more than what is left over.
#[derive(Debug)]
pub struct Buffers {
    input: Box<[u8]>,
    output: Box<[u8]>,
}

impl Buffers {
    /// Large enough that the system calls cost little beside the copying.
    const SIZE: usize = 64 * 1024;

    pub fn new() -> Self {
        Self { input: vec![0; Self::SIZE].into(), output: vec![0; Self::SIZE].into() }
    }
}

#[derive(Debug)]
pub struct Connection {
    pub socket: Socket,
    responder: Responder,
    /// Received and not yet taken.
    input: Backlog,
    /// Answers that the socket has not taken.
    output: Backlog,
    /// Whether there is nothing to answer without further input.
    idle: bool,
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
    pub fn new(socket: Socket, max_line: usize) -> Self {
        Self {
            socket,
            responder: Responder::new(max_line),
            input: Backlog::default(),
            output: Backlog::default(),
            idle: true,
            ready: false,
        }
    }

    /// Takes note of an event, and says whether there is something to do.
    pub fn wakes(&mut self, event: &Event) -> bool {
        self.socket.note(event);
        self.can_step()
    }

    pub fn totals(&self) -> server::Totals {
        self.responder.totals()
    }

    /// Moves bytes for as long as the socket lets it and the turn lasts.
    pub fn turn(&mut self, store: &mut impl Store, buffers: &mut Buffers) -> Turn {
        for _ in 0..STEPS_A_TURN {
            if !self.can_step() {
                return Turn::Waits;
            }
            match self.step(store, buffers) {
                Ok(true) => {}
                // A peer that resets its connection is gone, like one that closes it; its answers have no reader.
                Ok(false) | Err(_) => return Turn::Over,
            }
        }
        Turn::Goes
    }

    fn can_step(&self) -> bool {
        if self.output.is_empty() { !self.idle || self.socket.is_readable() } else { self.socket.is_writable() }
    }

    /// Sends what is left over, or answers what was received, or receives and answers: a peer that does not read is not
    /// read from. Whether the stream goes on.
    fn step(&mut self, store: &mut impl Store, buffers: &mut Buffers) -> io::Result<bool> {
        if !self.output.is_empty() {
            let n = self.socket.write(self.output.bytes())?;
            self.output.take(n);
        } else if !self.idle {
            let mut output = Output::new(&mut buffers.output, 0);
            let progress = self.responder.respond(self.input.bytes(), &mut output, store);
            self.input.take(progress.consumed);
            self.idle = progress.needs_input;
            self.send(output.bytes())?;
        } else {
            let kept = copy(&mut buffers.input, self.input.bytes());
            let space = buffers.input.get_mut(kept..).unwrap_or_default();
            let Some(n) = self.socket.read(space)? else { return Ok(true) };
            if n == 0 {
                return Ok(false);
            }
            let received = within(&buffers.input, 0, kept.saturating_add(n));
            let mut output = Output::new(&mut buffers.output, 0);
            let progress = self.responder.respond(received, &mut output, store);
            self.input.keep(within(received, progress.consumed, received.len()));
            self.idle = progress.needs_input;
            self.send(output.bytes())?;
        }
        Ok(true)
    }

    fn send(&mut self, answers: &[u8]) -> io::Result<()> {
        if !answers.is_empty() {
            let n = self.socket.write(answers)?;
            self.output.keep(within(answers, n, answers.len()));
        }
        Ok(())
    }
}
