//! A server in memory.

use embedded_io::{ErrorKind, ErrorType, Read, Write};

use super::{Session, Store};

/// A transport whose other end is a [`Session`] over a store, in memory: for tests and examples that want a real server
/// and no network.
///
/// Reading when there is nothing to answer gives the end of the stream. Writing without ever reading fails with
/// [`ErrorKind::WriteZero`] once the session's buffers are full.
///
/// ```
/// use metricline::Client;
/// use metricline::server::{FixedStore, Loopback};
///
/// let mut client: Client<_> = Client::new(Loopback::<FixedStore<8>>::new(FixedStore::new()));
/// client.put("palm.cpu", 0.5, 1)?;
/// assert_eq!(client.into_transport().into_store().len(), 1);
/// # Ok::<(), metricline::Error<embedded_io::ErrorKind>>(())
/// ```
#[derive(Debug, Default)]
pub struct Loopback<S, const N: usize = 256> {
    session: Session<N>,
    store: S,
}

impl<S, const N: usize> Loopback<S, N> {
    /// A fresh connection to a server that answers out of `store`.
    pub const fn new(store: S) -> Self {
        Self { session: Session::new(), store }
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// Ends the connection and gives the store back.
    pub fn into_store(self) -> S {
        self.store
    }
}

impl<S, const N: usize> ErrorType for Loopback<S, N> {
    type Error = ErrorKind;
}

impl<S: Store, const N: usize> Read for Loopback<S, N> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let answer = self.session.respond(&mut self.store);
        let n = answer.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(answer) {
            *to = *from;
        }
        self.session.sent(n);
        Ok(n)
    }
}

impl<S: Store, const N: usize> Write for Loopback<S, N> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        // Makes room among what was received, if there is room for the answers.
        self.session.respond(&mut self.store);
        let space = self.session.space();
        let n = space.len().min(buf.len());
        if n == 0 && !buf.is_empty() {
            return Err(ErrorKind::WriteZero);
        }
        for (to, from) in space.iter_mut().zip(buf) {
            *to = *from;
        }
        self.session.received(n);
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// The same, never pending.
#[cfg(feature = "async")]
impl<S: Store, const N: usize> embedded_io_async::Read for Loopback<S, N> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        Read::read(self, buf)
    }
}

/// The same, never pending.
#[cfg(feature = "async")]
impl<S: Store, const N: usize> embedded_io_async::Write for Loopback<S, N> {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        Write::write(self, buf)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
