//! The server's side of one connection.

use super::queue::Queue;
use super::responder::Responder;
use super::store::Store;
use super::totals::Totals;

/// The server's side of one connection, without I/O: received bytes go in, bytes to send come out.
///
/// `N` is the size of each of its two buffers, and so the longest line in bytes, its line end included. It is at least
/// 64, checked at compile time. A response of any length passes through in pieces.
///
/// A session carries out one command at a time, in order, and only while there is room for the response: a peer that
/// does not read its responses is not read from. Nothing that a peer sends ends a session. Every malformed line is
/// answered with [`WRONG_COMMAND`](crate::WRONG_COMMAND), and the next line is read.
///
/// ```
/// use metricline::embedded_io::{Read, Write};
/// use metricline::server::{Session, Store};
///
/// /// Serves one connection until its end.
/// fn serve<T: Read + Write>(transport: &mut T, store: &mut impl Store) -> Result<(), T::Error> {
///     let mut session: Session<256> = Session::new();
///     loop {
///         let response = session.respond(store);
///         if response.is_empty() {
///             transport.flush()?;
///             match transport.read(session.space())? {
///                 0 => return Ok(()), // the end of the stream
///                 n => session.received(n),
///             }
///         } else {
///             match transport.write(response)? {
///                 0 => return Ok(()), // closed: the transport takes nothing more
///                 n => session.sent(n),
///             }
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Session<const N: usize = 256> {
    responder: Responder,
    /// Received and not yet consumed.
    input: Queue<N>,
    /// Responses that are not yet sent.
    output: Queue<N>,
}

impl<const N: usize> Default for Session<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Session<N> {
    /// A session for a new connection, whose longest line has `N` bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_max_line(N)
    }

    /// A session whose longest line has `max_line` bytes, its line end included; clamped to 1 to `N`.
    #[must_use]
    pub const fn with_max_line(max_line: usize) -> Self {
        const { assert!(N >= 64, "a session needs room for a row without its key: at least 64 bytes") };
        let max_line = if max_line < N { max_line } else { N };
        Self { responder: Responder::new(max_line), input: Queue::new(), output: Queue::new() }
    }

    /// Where to put received bytes; report them with [`received`](Self::received). Never empty after
    /// [`respond`](Self::respond) returned nothing.
    pub fn space(&mut self) -> &mut [u8] {
        self.input.space()
    }

    /// Reports that `n` bytes were put into [`space`](Self::space). More than there was room for is taken for that.
    pub fn received(&mut self, n: usize) {
        self.input.added(n);
    }

    /// Carries out the received commands while there is room for their responses, and returns the bytes to send next.
    /// When there are none, the session needs to receive more.
    ///
    /// Calling it again continues: no command is carried out twice, and bytes are returned until
    /// [`sent`](Self::sent) reports them.
    pub fn respond(&mut self, store: &mut impl Store) -> &[u8] {
        let progress = self.output.write(|output| self.responder.respond(self.input.bytes(), output, store));
        self.input.remove(progress.consumed);
        self.output.bytes()
    }

    /// Reports that the first `n` bytes that [`respond`](Self::respond) returned were sent.
    pub fn sent(&mut self, n: usize) {
        self.output.remove(n);
    }

    /// What the session has answered so far.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.responder.totals()
    }
}
