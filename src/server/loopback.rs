//! A server in memory.

use embedded_io::{ErrorKind, ErrorType, Read, Write};

use super::session::Session;
use super::store::Store;
use crate::util::bytes::copy;

/// A transport whose other end is a [`Session<256>`](Session) over a store: a server in memory, for tests and examples.
///
/// A read returns the end of the stream when there is no response to read. A write fails with [`ErrorKind::WriteZero`]
/// when the session's buffers are full, which happens when too many commands are written and no response is read: the
/// responses of a [batch](crate::client#pipelining) with a window of 12 fit.
///
/// ```
/// use metricline::Client;
/// use metricline::server::{FixedStore, Loopback};
///
/// let mut client: Client<_> = Client::new(Loopback::new(FixedStore::<8>::new()));
/// client.put("palm.cpu", 0.5, 1)?;
/// assert_eq!(client.into_transport().into_store().len(), 1);
/// # Ok::<(), metricline::Error<embedded_io::ErrorKind>>(())
/// ```
#[derive(Debug, Default)]
pub struct Loopback<S> {
    session: Session<256>,
    store: S,
}

impl<S> Loopback<S> {
    /// Connects to a server that answers from `store`.
    pub const fn new(store: S) -> Self {
        Self { session: Session::new(), store }
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// Ends the connection and returns the store.
    pub fn into_store(self) -> S {
        self.store
    }
}

impl<S> ErrorType for Loopback<S> {
    type Error = ErrorKind;
}

impl<S: Store> Read for Loopback<S> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let response = self.session.respond(&mut self.store);
        let n = copy(buf, response);
        self.session.sent(n);
        Ok(n)
    }
}

impl<S: Store> Write for Loopback<S> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        // Consumes input, and so makes room for more, as far as there is room for responses.
        self.session.respond(&mut self.store);
        let n = copy(self.session.space(), buf);
        if n == 0 && !buf.is_empty() {
            return Err(ErrorKind::WriteZero);
        }
        self.session.received(n);
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// As the blocking one; never pending.
#[cfg(feature = "async")]
impl<S: Store> embedded_io_async::Read for Loopback<S> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        Read::read(self, buf)
    }
}

/// As the blocking one; never pending.
#[cfg(feature = "async")]
impl<S: Store> embedded_io_async::Write for Loopback<S> {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        Write::write(self, buf)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
