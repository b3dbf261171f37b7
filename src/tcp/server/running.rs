//! A server that has been started.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::{io, mem};

use mio::Waker;

use super::totals::Totals;
use crate::server::MemoryStore;
use crate::tcp::error::Error;

/// A server at work. It stops when told to, or when this is dropped. What it holds meanwhile, a client can ask it.
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

    /// The address that it listens on, with the port that it got.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Whether it is still at work: not after the system has failed it, which [`stop`](Self::stop) then tells.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Closes every connection, ends the thread, and returns the store and what was done with it.
    ///
    /// What a client was answered is stored. A command whose answer was not sent yet may be.
    ///
    /// # Errors
    ///
    /// [`Error::Serve`] when the server had stopped before, because the system failed it.
    pub fn stop(mut self) -> Result<(S, Totals), Error> {
        self.finish().map_err(Error::Serve)
    }

    fn finish(&mut self) -> io::Result<(S, Totals)> {
        self.stop.store(true, Ordering::Release);
        let thread = mem::take(&mut self.thread).ok_or_else(|| io::Error::other("the server was stopped before"))?;
        // Where the thread cannot be woken it is not waiting either: it has ended.
        let woken = self.waker.wake();
        let done = thread.join().map_err(|_| io::Error::other("the server's thread panicked"))?;
        woken.and(done)
    }
}

impl<S> Drop for Running<S> {
    fn drop(&mut self) {
        if self.thread.is_some() {
            // Whoever wants to know how it ended calls `stop`.
            let _ = self.finish();
        }
    }
}
