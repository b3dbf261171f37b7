//! One connection of a server.

use super::exchange::Exchange;
use super::queue::Queue;
use super::store::Store;
use super::totals::Totals;

/// The server's side of one connection: received bytes go in, bytes to send come out, and it never reads or writes.
///
/// `N` is the size of either of its two buffers, and so the longest line, its line end included; it is at least 64,
/// which the compiler checks. A response of any length passes through it in pieces.
///
/// A session takes one command at a time and answers each in order. It reads on only while there is room for the
/// answer, so a peer that does not read its responses stops being read. Nothing a peer sends ends a session: every bad
/// line is answered with [`WRONG_COMMAND`](crate::WRONG_COMMAND), and the next one is taken.
///
/// ```
/// use metricline::embedded_io::{Read, Write};
/// use metricline::server::{Session, Store};
///
/// /// Answers one connection until its end.
/// fn serve<T: Read + Write>(transport: &mut T, store: &mut impl Store) -> Result<(), T::Error> {
///     let mut session: Session<256> = Session::new();
///     loop {
///         let answer = session.respond(store);
///         if answer.is_empty() {
///             transport.flush()?;
///             match transport.read(session.space())? {
///                 0 => return Ok(()), // the end of the stream
///                 n => session.received(n),
///             }
///         } else {
///             match transport.write(answer)? {
///                 0 => return Ok(()), // a transport that takes nothing is as good as closed
///                 n => session.sent(n),
///             }
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Session<const N: usize = 256> {
    exchange: Exchange,
    /// What was received and not yet taken.
    input: Queue<N>,
    /// What is not yet sent.
    output: Queue<N>,
}

impl<const N: usize> Default for Session<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Session<N> {
    /// A session for a connection over which nothing has passed. Its longest line has `N` bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_max_line(N)
    }

    /// A session with a limit on the length of a line, its line end included: 0 is taken for 1, and more than `N` for
    /// `N`.
    #[must_use]
    pub const fn with_max_line(max_line: usize) -> Self {
        const { assert!(N >= 64, "a session needs room for a row without its key: at least 64 bytes") };
        let max_line = if max_line < N { max_line } else { N };
        Self { exchange: Exchange::new(max_line), input: Queue::new(), output: Queue::new() }
    }

    /// Where to put received bytes. Never empty when [`respond`](Self::respond) has returned nothing.
    pub fn space(&mut self) -> &mut [u8] {
        self.input.make_room();
        self.input.space()
    }

    /// `n` bytes were put into [`space`](Self::space).
    pub fn received(&mut self, n: usize) {
        // A transport that claims to have read more than there was room for is not believed.
        self.input.filled(n);
    }

    /// Carries out the commands received so far, as far as there is room for their answers, and returns what to send
    /// next. When that is nothing, the session needs to receive more.
    ///
    /// Nothing is carried out twice: asking again continues.
    pub fn respond(&mut self, store: &mut impl Store) -> &[u8] {
        let progress = self.output.fill(|output| self.exchange.advance(self.input.bytes(), output, store));
        self.input.take(progress.taken);
        self.output.bytes()
    }

    /// The transport has taken the first `n` bytes of what [`respond`](Self::respond) returned.
    pub fn sent(&mut self, n: usize) {
        self.output.take(n);
    }

    /// What was answered so far.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.exchange.totals()
    }
}
