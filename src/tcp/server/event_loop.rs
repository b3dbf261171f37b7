//! The server's loop: wait until sockets are ready, give each a turn.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token, Waker};
use slab::Slab;

use super::connection::{Buffers, Connection, Turn};
use super::limits::Limits;
use super::socket::Socket;
use super::totals::Totals;
use crate::server::{self, Store};

/// Connections have the tokens of their places, counted from 0.
const LISTENER: Token = Token(usize::MAX);
const WAKER: Token = Token(usize::MAX - 1);

/// What a caller is told when there are as many connections as there may be: the message of an `error` response, after
/// which the connection is closed. It comes in the place of the response to the caller's first command.
pub const TOO_MANY_CONNECTIONS: &str = "too many connections";

/// How long to leave callers waiting when the system has no socket to give.
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub struct EventLoop<S> {
    poll: Poll,
    listener: TcpListener,
    connections: Slab<Connection>,
    buffers: Buffers,
    /// Connections that have something to do, each at most once.
    ready: VecDeque<usize>,
    /// Callers may be waiting, though no event will say so again.
    callers: bool,
    store: S,
    waker: Arc<Waker>,
    limits: Limits,
    totals: Totals,
    stop: Arc<AtomicBool>,
}

impl<S: Store> EventLoop<S> {
    pub fn new(listener: std::net::TcpListener, store: S, limits: Limits, stop: Arc<AtomicBool>) -> io::Result<Self> {
        let mut listener = TcpListener::from_std(listener);
        let poll = Poll::new()?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        Ok(Self {
            poll,
            listener,
            connections: Slab::new(),
            buffers: Buffers::new(),
            ready: VecDeque::new(),
            callers: false,
            store,
            waker,
            limits,
            totals: Totals::default(),
            stop,
        })
    }

    /// What wakes the loop, so that it sees that it is to stop.
    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    pub fn run(mut self) -> io::Result<(S, Totals)> {
        let mut events = Events::with_capacity(256);
        while !self.stop.load(Ordering::Acquire) {
            self.wait(&mut events)?;
            for _ in 0..self.ready.len() {
                if let Some(place) = self.ready.pop_front() {
                    self.turn(place);
                }
            }
            // Last, so that whoever closes a connection and makes another finds its place free.
            if self.callers {
                self.accept();
            }
        }
        for (_, connection) in self.connections {
            count(&mut self.totals, connection.totals());
        }
        Ok((self.store, self.totals))
    }

    fn wait(&mut self, events: &mut Events) -> io::Result<()> {
        let timeout = match (self.ready.is_empty(), self.callers) {
            (false, _) => Some(Duration::ZERO),
            (true, true) => Some(PAUSE),
            (true, false) => None,
        };
        match self.poll.poll(events, timeout) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            done => done?,
        }
        for event in events.iter() {
            match event.token() {
                LISTENER => self.callers = true,
                WAKER => {}
                Token(place) => {
                    // An event may be about a connection that has gone since.
                    if self.connections.get_mut(place).is_some_and(|connection| connection.wakes(event)) {
                        self.make_ready(place);
                    }
                }
            }
        }
        Ok(())
    }

    fn make_ready(&mut self, place: usize) {
        if let Some(connection) = self.connections.get_mut(place) {
            if !connection.ready {
                connection.ready = true;
                self.ready.push_back(place);
            }
        }
    }

    fn turn(&mut self, place: usize) {
        let Some(connection) = self.connections.get_mut(place) else { return };
        connection.ready = false;
        match connection.turn(&mut self.store, &mut self.buffers) {
            Turn::Waits => {}
            Turn::Goes => self.make_ready(place),
            Turn::Over => {
                let connection = self.connections.remove(place);
                count(&mut self.totals, connection.totals());
            }
        }
    }

    fn accept(&mut self) {
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => self.take(stream),
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock => {
                        self.callers = false;
                        return;
                    }
                    // The caller has gone again.
                    io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset => {}
                    // No socket is to be had just now: callers wait, and those that are connected are served.
                    _ => return,
                },
            }
        }
    }

    fn take(&mut self, stream: TcpStream) {
        // A caller that has gone already is found out at its first turn.
        let _ = Socket::prepare(&stream);
        let mut socket = Socket::new(stream);
        let is_full = self.connections.len() >= self.limits.connections;
        let place = self.connections.vacant_entry();
        if is_full || socket.register(self.poll.registry(), Token(place.key())).is_err() {
            self.totals.turned_away = self.totals.turned_away.saturating_add(1);
            // A courtesy to the caller, who finds the connection closed if this does not arrive. What it has sent
            // already is read, because closing a socket with unread bytes makes some systems discard what is on its
            // way.
            let _ = socket.write(format!("error\n{TOO_MANY_CONNECTIONS}\n\n").as_bytes());
            let _ = socket.read(&mut [0; 512]);
            return;
        }
        place.insert(Connection::new(socket, self.limits.line));
        self.totals.connections = self.totals.connections.saturating_add(1);
    }
}

fn count(totals: &mut Totals, of_session: server::Totals) {
    totals.puts = totals.puts.saturating_add(of_session.puts.into());
    totals.gets = totals.gets.saturating_add(of_session.gets.into());
    totals.errors = totals.errors.saturating_add(of_session.errors.into());
}
