//! The handle of a running server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::{io, mem};

use mio::Waker;

use super::totals::Totals;
use crate::server::MemoryStore;
use crate::tcp::error::Error;

/// A running server. [`stop`](Self::stop) it, or drop this, and it stops. Its samples can be read by a
/// [`Client`](crate::tcp::Client) meanwhile.
#[derive(Debug)]
pub struct Running<S = MemoryStore> {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    waker: Arc<Waker>,
    thread: Option<JoinHandle<io::Result<(S, Totals)>>>,
}

impl<S> Running<S> {
    pub(super) const fn new(
        address: SocketAddr,
        stop: Arc<AtomicBool>,
        waker: Arc<Waker>,
        thread: JoinHandle<io::Result<(S, Totals)>>,
    ) -> Self {
        Self { address, stop, waker, thread: Some(thread) }
    }

    /// The address that the server listens on, with the port that the system chose if it was asked to.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Whether the server is running. It ends by itself only when the system or the store fails;
    /// [`stop`](Self::stop) returns the error.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Closes every connection, ends the thread, and returns the store and the totals.
    ///
    /// A sample is in the store if its `put` was answered, and may be there if it was not.
    ///
    /// # Errors
    ///
    /// [`Error::Serve`] if the server ended before, because the system failed or the store panicked. The store is lost
    /// then.
    pub fn stop(mut self) -> Result<(S, Totals), Error> {
        self.finish().map_err(Error::Serve)
    }

    fn finish(&mut self) -> io::Result<(S, Totals)> {
        self.stop.store(true, Ordering::Release);
        let thread = mem::take(&mut self.thread).ok_or_else(|| io::Error::other("the server was stopped before"))?;
        // If the thread cannot be woken, it has ended and does not wait.
        let woken = self.waker.wake();
        let result = thread.join().map_err(|_| io::Error::other("the server's thread panicked"))?;
        woken.and(result)
    }
}

impl<S> Drop for Running<S> {
    fn drop(&mut self) {
        if self.thread.is_some() {
            // The error is for those who call `stop`.
            let _ = self.finish();
        }
    }
}
