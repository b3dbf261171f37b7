//! The state of a link, and the steps that every part of it takes.

use super::error::LinkError;
use crate::util::bytes::{clamped, move_to_start};
use crate::wire::fast::Fields;

/// The protocol state of one connection, with a buffer of `N` bytes: at least 16, which the compiler checks.
///
/// `N` bytes, line ends included, hold the longest command, the longest row, or the longest message together with the
/// empty line that ends it, however the bytes arrive. A longer row is [`RowError::TooLong`](crate::RowError::TooLong),
/// a longer message [`MessageError::TooLong`](super::MessageError::TooLong), and a status line that does not end within
/// `N` bytes [`LinkError::Status`].
///
/// ```
/// use metricline::link::{Event, Link};
/// use metricline::{Command, Selector};
///
/// let mut peer = b"ok\npalm.cpu 0.5 1\n\n".as_slice();
/// let mut sent = Vec::new();
/// let mut rows = 0;
///
/// let mut link: Link = Link::new();
/// link.send(&Command::<i32>::Get(Selector::All))?;
/// loop {
///     match link.poll()? {
///         Event::Transmit => {
///             sent.extend_from_slice(link.unsent());
///             link.sent(link.unsent().len());
///         }
///         Event::Flush => link.flushed(),
///         Event::Receive => {
///             let n = embedded_io::Read::read(&mut peer, link.space()).unwrap();
///             link.received(n);
///         }
///         Event::Row => {
///             assert_eq!(link.row()?.key, "palm.cpu");
///             rows += 1;
///         }
///         Event::Rejected => panic!("the server said {:?}", link.message()),
///         Event::End => break,
///         Event::Idle => unreachable!("a response is owed until its end"),
///     }
/// }
/// assert_eq!((sent.as_slice(), rows), (b"get *\n".as_slice(), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
// In this order, because a core reaches the first fields with shorter instructions.
#[repr(C)]
pub struct Link<const N: usize = 128> {
    // Either `buffer[start..end]` is unsent, or `buffer[..end]` was received. Of that, `buffer[start..]` is not yet
    // consumed: the current line or message starts there, and its first `scanned` bytes were searched for its end.
    // When nothing is kept, `start` and `end` are 0.
    pub(super) output: Output,
    pub(super) input: Input,
    pub(super) consumed: Consumed,
    /// A part of the current row or message was discarded, because the buffer is too small for it.
    pub(super) truncated: bool,
    pub(super) failed: Option<LinkError>,
    pub(super) owed: u32,
    pub(super) end: usize,
    pub(super) start: usize,
    pub(super) scanned: usize,
    /// The current row, when the fast path has read it.
    pub(super) fields: Option<Fields>,
    pub(super) buffer: [u8; N],
}

/// What is left to do before receiving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    Done,
    Unsent,
    Unflushed,
}

/// What the bytes at `start` are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Status,
    Row,
    /// All lines of the message, up to the empty line that ends it.
    Message,
}

/// Consumed input, released by the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consumed {
    Nothing,
    /// A status line, a row, or the empty line that ends a response.
    Line,
    /// A message, with the empty line that ends it.
    Message,
}

impl<const N: usize> Default for Link<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Link<N> {
    /// A link for a fresh connection: no response is owed.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N >= 16, "a link needs room for a command and a status line: at least 16 bytes") };
        Self {
            output: Output::Done,
            input: Input::Status,
            consumed: Consumed::Nothing,
            truncated: false,
            failed: None,
            owed: 0,
            end: 0,
            start: 0,
            scanned: 0,
            fields: None,
            buffer: [0; N],
        }
    }

    /// Returns to the state of [`new`](Self::new), for a fresh transport: nothing is unsent, nothing is owed.
    ///
    /// Over the old transport, a late response would be taken for the next command's.
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// The number of commands whose response has not ended.
    #[must_use]
    pub const fn owed(&self) -> u32 {
        self.owed
    }

    /// Ends the connection: [`poll`](Self::poll), [`send`](Self::send) and [`append`](Self::append) return this error
    /// until [`reset`](Self::reset). Returns the error; the first one, when the connection had failed before.
    ///
    /// For a driver that receives a response which its command cannot have, as a row in response to a `put`
    /// ([`LinkError::OutOfStep`]).
    pub fn fail(&mut self, error: LinkError) -> LinkError {
        log_warn!("connection failed: {}", error);
        *self.failed.get_or_insert(error)
    }

    pub(super) fn check(&self) -> Result<(), LinkError> {
        self.failed.map_or(Ok(()), Err)
    }

    /// What was received and is not yet released.
    pub(super) fn received_bytes(&self) -> &[u8] {
        clamped(&self.buffer, self.start, self.end)
    }

    /// The part of the current line or message that was searched: all of it, once its end is found.
    #[inline]
    pub(super) fn scanned_bytes(&self) -> &[u8] {
        clamped(&self.buffer, self.start, self.start.wrapping_add(self.scanned))
    }

    /// Releases what the last event showed.
    #[inline]
    pub(super) fn release(&mut self) {
        if self.consumed != Consumed::Nothing {
            self.release_consumed();
        }
    }

    #[inline(never)]
    fn release_consumed(&mut self) {
        self.consumed = Consumed::Nothing;
        self.truncated = false;
        self.fields = None;
        // The line end is not counted in `scanned`.
        self.start = self.start.wrapping_add(self.scanned).wrapping_add(1);
        self.scanned = 0;
        if self.start == self.end {
            self.empty();
        }
    }

    /// Keeps nothing; only for when nothing of the current line was scanned.
    pub(super) fn empty(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// Moves what is kept to the start of the buffer.
    pub(super) fn move_to_start(&mut self) {
        move_to_start(&mut self.buffer, self.start..self.end);
        self.end = self.end.wrapping_sub(self.start);
        self.start = 0;
    }
}
