//! The event loop: waits until sockets are ready, and gives turns to connections.

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
use crate::server::Store;

/// A connection's token is its place in the slab.
const LISTENER: Token = Token(usize::MAX);
const WAKER: Token = Token(usize::MAX - 1);

/// The message of the `error` response to a client that connects when there are as many connections as allowed. It is
/// sent in place of the response to the client's first command, and then the connection is closed.
pub const TOO_MANY_CONNECTIONS: &str = "too many connections";

/// The most clients accepted in a round, so that those who connect do not keep others from being served.
const ACCEPTS: usize = 64;

/// How long to wait before the next accept when the system has no socket left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub struct EventLoop<S> {
    poll: Poll,
    listener: TcpListener,
    connections: Slab<Connection>,
    /// The connections that can go on without an event, in the order of their turns.
    unfinished: VecDeque<usize>,
    buffers: Buffers,
    /// When to accept again, if clients may be waiting: no event reports the same ones twice.
    accept_after: Option<Duration>,
    store: S,
    limits: Limits,
    totals: Totals,
    stop: Arc<AtomicBool>,
    waker: Arc<Waker>,
}

impl<S: Store> EventLoop<S> {
    /// Serves `listener`, which does not block, until `stop` is set and the [`waker`](Self::waker) is used.
    pub fn new(listener: std::net::TcpListener, store: S, limits: Limits, stop: Arc<AtomicBool>) -> io::Result<Self> {
        let mut listener = TcpListener::from_std(listener);
        let poll = Poll::new()?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        Ok(Self {
            poll,
            listener,
            connections: Slab::new(),
            unfinished: VecDeque::new(),
            buffers: Buffers::new(),
            accept_after: None,
            store,
            limits,
            totals: Totals::default(),
            stop,
            waker,
        })
    }

    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    /// Runs rounds until it is to stop; returns the store and the totals.
    pub fn run(mut self) -> io::Result<(S, Totals)> {
        let mut events = Events::with_capacity(256);
        while !self.stop.load(Ordering::Acquire) {
            self.round(&mut events)?;
        }
        for (_, connection) in self.connections {
            self.totals.add(connection.totals());
        }
        Ok((self.store, self.totals))
    }

    fn round(&mut self, events: &mut Events) -> io::Result<()> {
        let timeout = if self.unfinished.is_empty() { self.accept_after } else { Some(Duration::ZERO) };
        match self.poll.poll(events, timeout) {
            // A signal came; there are no events.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            polled => polled?,
        }
        for event in events.iter() {
            match event.token() {
                LISTENER => self.accept_after = Some(Duration::ZERO),
                WAKER => {}
                Token(place) => {
                    let connection = self.connections.get_mut(place);
                    if connection.is_some_and(|connection| connection.note(event) && !connection.is_queued) {
                        self.turn(place);
                    }
                }
            }
        }
        if let Some(place) = self.unfinished.pop_front() {
            self.turn(place);
        }
        // Last: a client that closes a connection and opens another finds the place free.
        if self.accept_after.is_some() {
            self.accept();
        }
        Ok(())
    }

    fn turn(&mut self, place: usize) {
        let Some(connection) = self.connections.get_mut(place) else { return };
        let turn = connection.turn(&mut self.store, &mut self.buffers);
        connection.is_queued = matches!(turn, Turn::Unfinished);
        match turn {
            Turn::Waiting => {}
            Turn::Unfinished => self.unfinished.push_back(place),
            Turn::Closed => {
                let connection = self.connections.remove(place);
                self.totals.add(connection.totals());
            }
        }
    }

    fn accept(&mut self) {
        for _ in 0..ACCEPTS {
            match self.listener.accept() {
                Ok((stream, _)) => self.add(stream),
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock => {
                        self.accept_after = None;
                        return;
                    }
                    // That client has gone.
                    io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset => {}
                    // The system has no socket left: clients wait, and the connections are served.
                    _ => {
                        self.accept_after = Some(ACCEPT_PAUSE);
                        return;
                    }
                },
            }
        }
        self.accept_after = Some(Duration::ZERO);
    }

    fn add(&mut self, stream: TcpStream) {
        // It fails when the client has gone, which the first turn finds out.
        let _ = Socket::configure(&stream);
        let mut socket = Socket::new(stream);
        let is_full = self.connections.len() >= self.limits.connections;
        let place = self.connections.vacant_entry();
        if is_full || socket.register(self.poll.registry(), Token(place.key())).is_err() {
            self.totals.turned_away = self.totals.turned_away.saturating_add(1);
            // If this fails, the client still sees the connection closed. What it has sent is read, because some
            // systems discard what was written when a socket is closed with unread input.
            let _ = socket.write(format!("error\n{TOO_MANY_CONNECTIONS}\n\n").as_bytes());
            let _ = socket.read(&mut [0; 512]);
            return;
        }
        place.insert(Connection::new(socket, self.limits.line));
        self.totals.connections = self.totals.connections.saturating_add(1);
    }
}
