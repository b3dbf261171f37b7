//! A server before it runs.

use std::net::{TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{io, thread};

use super::event_loop::EventLoop;
use super::limits::{Limits, MAX_LINE};
use super::running::Running;
use crate::server::{MemoryStore, Store};
use crate::tcp::error::Error;

/// A metrics server that is bound to its address, and does not run yet.
///
/// One thread serves all connections in turns: a client that is slow, silent or sends without end does not keep the
/// others from being served.
///
/// ```
/// use metricline::server::MemoryStore;
/// use metricline::tcp::Server;
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
    /// Binds to the first of the addresses that is free, with an empty [`MemoryStore`] without a limit. Port 0 lets the
    /// system choose a port.
    ///
    /// # Errors
    ///
    /// [`Error::Bind`], for instance when another server uses the address.
    pub fn bind(address: impl ToSocketAddrs) -> Result<Self, Error> {
        Self::bind_with_store(address, MemoryStore::new())
    }
}

impl<S: Store + Send + 'static> Server<S> {
    /// Binds as [`bind`](Server::bind) does, with the store to answer from.
    ///
    /// # Errors
    ///
    /// [`Error::Bind`].
    pub fn bind_with_store(address: impl ToSocketAddrs, store: S) -> Result<Self, Error> {
        let listener = TcpListener::bind(address).map_err(Error::Bind)?;
        Ok(Self { listener, store, limits: Limits { connections: 1000, line: 1024 } })
    }

    /// Sets the most connections at once; the default is 1000. A client beyond it gets the error response
    /// [`TOO_MANY_CONNECTIONS`](crate::tcp::TOO_MANY_CONNECTIONS) and is disconnected.
    ///
    /// A connection takes 0.2 to 0.4 kB, beside what the system keeps for its socket. While the client sends more than
    /// it reads the responses of, it takes up to 128 kB. All connections share buffers of 128 kB.
    ///
    /// There is no idle time-out: a client may be silent for any time. One that has vanished is found by TCP
    /// keep-alive, which starts after a minute of silence.
    #[must_use]
    pub const fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections;
        self
    }

    /// Sets the longest line that is accepted, in bytes with its line end; the default is 1024. It is clamped to 1 to
    /// 4096.
    #[must_use]
    pub const fn max_line(mut self, bytes: usize) -> Self {
        self.limits.line = if bytes < MAX_LINE { bytes } else { MAX_LINE };
        self
    }

    /// Starts the server on a thread of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Serve`] if the system has no thread or no event queue left.
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
