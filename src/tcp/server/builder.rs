//! The server: every connection on one thread.
//!
//! To carry out a command takes far less time than the system calls around it, so a thread for each connection would
//! only add memory (a stack each) and wake-ups. One thread waits for whichever sockets are ready and gives each a turn
//! of bounded length: a client that is slow, silent or busy stalls nobody.

use std::net::{TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{io, thread};

use super::event_loop::EventLoop;
use super::limits::{Limits, MAX_LINE};
use super::running::Running;
use crate::server::{MemoryStore, Store};
use crate::tcp::error::Error;

/// A metrics server that is bound to its address and not yet running.
///
/// ```
/// use metricline::tcp::{MemoryStore, Server};
///
/// let server = Server::bind_with_store("127.0.0.1:0", MemoryStore::with_max_samples(1_000_000))?
///     .max_connections(500)
///     .max_line(256)
///     .start()?;
/// println!("listening on {}", server.local_addr());
/// let (store, totals) = server.stop()?;
/// assert!(store.is_empty());
/// assert_eq!(totals.connections, 0);
/// # Ok::<(), metricline::tcp::Error>(())
/// ```
#[derive(Debug)]
pub struct Server<S = MemoryStore> {
    listener: TcpListener,
    store: S,
    limits: Limits,
}

impl Server {
    /// Binds to the first address that can be had, with an empty [`MemoryStore`] that has no limit. Port 0 takes a free
    /// port.
    ///
    /// # Errors
    ///
    /// [`Error::Bind`], for instance when another server has the address.
    pub fn bind(address: impl ToSocketAddrs) -> Result<Self, Error> {
        Self::bind_with_store(address, MemoryStore::new())
    }
}

impl<S: Store + Send + 'static> Server<S> {
    /// Binds as [`bind`](Server::bind) does, with a store to answer out of.
    ///
    /// # Errors
    ///
    /// [`Error::Bind`].
    pub fn bind_with_store(address: impl ToSocketAddrs, store: S) -> Result<Self, Error> {
        let listener = TcpListener::bind(address).map_err(Error::Bind)?;
        Ok(Self { listener, store, limits: Limits { connections: 1000, line: 1024 } })
    }

    /// How many connections there may be at once, 1000 unless told. One more is told
    /// [`TOO_MANY_CONNECTIONS`](super::TOO_MANY_CONNECTIONS) and closed.
    ///
    /// A connection takes 0.2 to 0.4 kB beside what the system keeps for its socket, and up to 128 kB while its peer
    /// sends more than it reads the answers of. What is read and written passes through 128 kB that all of them share.
    ///
    /// A connection may be silent for as long as it likes, because that is how sensors are; one whose peer has vanished
    /// is found out by TCP keep-alive, after a minute and then as long as the system takes to believe it.
    #[must_use]
    pub const fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections;
        self
    }

    /// The longest line that is accepted, in bytes with its line end: 1024 unless told, at most 4096; 0 is taken for 1.
    #[must_use]
    pub const fn max_line(mut self, bytes: usize) -> Self {
        self.limits.line = if bytes < MAX_LINE { bytes } else { MAX_LINE };
        self
    }

    /// Starts to serve, on a thread of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Serve`] when the system does not give what that needs.
    pub fn start(self) -> Result<Running<S>, Error> {
        self.spawn().map_err(Error::Serve)
    }

    fn spawn(self) -> io::Result<Running<S>> {
        let address = self.listener.local_addr()?;
        self.listener.set_nonblocking(true)?;
        let stop = Arc::new(AtomicBool::new(false));
        let event_loop = EventLoop::new(self.listener, self.store, self.limits, Arc::clone(&stop))?;
        let waker = event_loop.waker();
        let thread = thread::Builder::new().name("metricline-server".into()).spawn(|| event_loop.run())?;
        Ok(Running::new(address, stop, waker, thread))
    }
}
