//! One connection's protocol state, without I/O: bytes in, events out, and a count of the responses still owed.
//!
//! A [`Link`] never reads or writes. Whoever drives it asks [`poll`](Link::poll) what comes next, does that with a
//! transport, and tells the link: see the loop in [`Link`]'s example. The clients of this crate are that loop.
//!
//! # What a link guarantees
//!
//! * A response carries no identifier, so a link counts the commands whose response has not ended yet. Whatever
//!   interrupts the driver between two steps (a time-out, an I/O error, a dropped future) changes nothing in the link:
//!   the next step continues where the last one ended, in the middle of a line if need be. A response that comes late
//!   is therefore never taken for the next command's.
//! * One buffer serves both directions, because in lockstep a line is sent before its response is received: an unsent
//!   line lies at the buffer's end, received bytes at its start.
//! * A row that cannot be read is an error for that row alone. A status line that cannot be read, an end of stream, or
//!   bytes that no command asked for end the connection: no later byte could be attributed to a command.
//!
//! All of this takes a peer that sends one response for each command. If it sends one more, that is noticed when it has
//! arrived before the next command is sent, and not when it comes later.

mod error;
mod event;

pub use error::{LinkError, MessageError, SendError};
pub use event::Event;

use crate::bytes::move_to_start;
use crate::wire::{Command, EncodeError, Row, RowError, Status, Tail, Value, is_blank, without_cr};

/// The protocol state of one connection, with room for `N` bytes, of which there are at least 16; the compiler checks
/// that.
///
/// `N` bytes, line ends included, hold the longest command, the longest row, or the longest message together with the
/// empty line that ends it, however the bytes arrive. A longer row is [`RowError::TooLong`], a longer message
/// [`MessageError::TooLong`], and `N` bytes that do not hold the line end of a status [`LinkError::Status`].
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
pub struct Link<const N: usize = 128> {
    // `buffer[start..end]` is either the unsent rest of the output, or what was received and is still needed. Of the
    // latter, `line` is where the current line starts (behind `start` only while a message is gathered), and up to
    // `scanned` there is no line end but those already seen.
    buffer: [u8; N],
    start: usize,
    line: usize,
    scanned: usize,
    end: usize,
    owed: u32,
    output: Output,
    expected: Expected,
    over: Option<LinkError>,
    shown: Shown,
    /// In the middle of a line whose beginning was discarded.
    skipping: bool,
    /// A part of the row or message that is being received, or is shown, was discarded.
    lost: bool,
}

/// What the transport has yet to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    Done,
    Unsent,
    Unflushed,
}

/// What the next line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Status,
    Row,
    Message,
}

/// What the last event showed: it stays in the buffer until the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Row,
    Message,
}

impl<const N: usize> Default for Link<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Link<N> {
    /// A link to a peer that owes nothing.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N >= 16, "a link needs room for a command and a status line: at least 16 bytes") };
        Self {
            buffer: [0; N],
            start: 0,
            line: 0,
            scanned: 0,
            end: 0,
            owed: 0,
            output: Output::Done,
            expected: Expected::Status,
            over: None,
            shown: Shown::Nothing,
            skipping: false,
            lost: false,
        }
    }

    /// Forgets everything, for a fresh transport: nothing is unsent, nothing is owed.
    ///
    /// Over the old transport a late response would be taken for the next command's.
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// How many commands there are whose response has not ended yet.
    #[must_use]
    pub const fn owed(&self) -> u32 {
        self.owed
    }

    /// Queues a command. Its response is owed from here on, whatever happens to the transport.
    ///
    /// In lockstep this is called when [`poll`](Self::poll) has said [`Idle`](Event::Idle); while earlier responses are
    /// owed it works too, as long as the buffer is empty.
    ///
    /// # Errors
    ///
    /// [`SendError::Encode`] when the value is not finite or the line does not fit the buffer, [`SendError::Busy`] when
    /// the buffer is not empty: nothing is queued. [`SendError::Link`] when the connection is over.
    pub fn send<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), SendError> {
        self.check()?;
        self.release();
        if self.start != self.end {
            return Err(SendError::Busy);
        }
        let mut out = Tail::new(&mut self.buffer);
        command.write(&mut out)?;
        self.start = out.start().ok_or(EncodeError::TooLong)?;
        self.end = N;
        self.output = Output::Unsent;
        self.owed = self.owed.saturating_add(1);
        Ok(())
    }

    /// Says what to do next.
    ///
    /// [`Transmit`](Event::Transmit), [`Flush`](Event::Flush) and [`Receive`](Event::Receive) are said until they are
    /// done. What the other events show is let go of when this is called again.
    ///
    /// # Errors
    ///
    /// When the connection is over: from then on every call says so, until [`reset`](Self::reset).
    pub fn poll(&mut self) -> Result<Event, LinkError> {
        self.check()?;
        match self.output {
            Output::Done => {}
            Output::Unsent => return Ok(Event::Transmit),
            Output::Unflushed => return Ok(Event::Flush),
        }
        self.release();
        if self.owed == 0 {
            self.expect_silence()?;
            return Ok(Event::Idle);
        }
        while let Some(line_end) = self.find_line_end() {
            let (line, overlong) = (self.line, self.skipping);
            // An index below `N` has a next one.
            self.scanned = line_end.wrapping_add(1);
            self.skipping = false;
            let text = without_cr(self.buffer.get(line..line_end).unwrap_or_default());
            let is_end = text.is_empty() && !overlong;
            match self.expected {
                Expected::Status => {
                    self.expected = match Status::of(text) {
                        Some(Status::Ok) => Expected::Row,
                        Some(Status::Error) => Expected::Message,
                        // Some peers end a response with three line ends.
                        None if text.iter().all(|&byte| is_blank(byte)) => Expected::Status,
                        None => return Err(self.fail(LinkError::Status)),
                    };
                    self.discard_scanned();
                }
                Expected::Row if is_end => {
                    self.end_response();
                    self.discard_scanned();
                    return Ok(Event::End);
                }
                Expected::Row => {
                    self.shown = Shown::Row;
                    return Ok(Event::Row);
                }
                Expected::Message if is_end => {
                    self.end_response();
                    self.shown = Shown::Message;
                    return Ok(Event::Rejected);
                }
                Expected::Message => self.line = self.scanned,
            }
        }
        if self.start == 0 && self.end == N {
            self.make_room()?;
        }
        Ok(Event::Receive)
    }

    /// The bytes to write next; one command is one slice.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        match self.output {
            Output::Unsent => self.buffer.get(self.start..self.end).unwrap_or_default(),
            Output::Done | Output::Unflushed => &[],
        }
    }

    /// The transport has taken the first `n` bytes of [`unsent`](Self::unsent).
    pub fn sent(&mut self, n: usize) {
        if self.output == Output::Unsent {
            self.start = self.start.saturating_add(n);
            if self.start >= self.end {
                self.empty();
                self.output = Output::Unflushed;
            }
        }
    }

    /// The transport has been flushed.
    pub fn flushed(&mut self) {
        if self.output == Output::Unflushed {
            self.output = Output::Done;
        }
    }

    /// Where to put received bytes. Never empty when [`poll`](Self::poll) has asked for them.
    pub fn space(&mut self) -> &mut [u8] {
        if self.end == N && self.output != Output::Unsent {
            move_to_start(&mut self.buffer, self.start..self.end);
            self.line = self.line.saturating_sub(self.start);
            self.scanned = self.scanned.saturating_sub(self.start);
            self.end = self.end.saturating_sub(self.start);
            self.start = 0;
        }
        self.buffer.get_mut(self.end..).unwrap_or_default()
    }

    /// The transport has put `n` bytes into [`space`](Self::space); 0 is the end of the stream, which ends the
    /// connection.
    pub fn received(&mut self, n: usize) {
        if n == 0 {
            self.fail(LinkError::Closed);
        }
        // A transport that claims to have read more than there was room for is not believed.
        self.end = self.end.saturating_add(n).min(N);
    }

    /// The row of the last [`Event::Row`]. After any other event it is an error.
    ///
    /// # Errors
    ///
    /// Says why it is none. The rest of the response is not touched by it.
    pub fn row(&self) -> Result<Row<'_>, RowError> {
        if self.lost {
            return Err(RowError::TooLong);
        }
        // The line end is no part of the line; a line that is shown has one.
        let line = self.line..self.scanned.wrapping_sub(1);
        let shown = if self.shown == Shown::Row { self.buffer.get(line) } else { None };
        Row::parse(shown.unwrap_or_default())
    }

    /// The text of the last [`Event::Rejected`], without its last line end. Empty after any other event.
    ///
    /// # Errors
    ///
    /// When it was longer than the buffer or is not UTF-8. It was a rejection all the same.
    pub fn message(&self) -> Result<&str, MessageError> {
        if self.shown != Shown::Message {
            return Ok("");
        }
        if self.lost {
            return Err(MessageError::TooLong);
        }
        let text = self.buffer.get(self.start..self.line).unwrap_or_default();
        let text = without_cr(text.strip_suffix(b"\n").unwrap_or(text));
        core::str::from_utf8(text).map_err(|_| MessageError::NotUtf8)
    }

    /// Ends the connection.
    pub(crate) fn fail(&mut self, error: LinkError) -> LinkError {
        log_warn!("connection over: {}", error);
        *self.over.get_or_insert(error)
    }

    fn check(&self) -> Result<(), LinkError> {
        self.over.map_or(Ok(()), Err)
    }

    /// Lets go of what the last event showed.
    fn release(&mut self) {
        if self.shown != Shown::Nothing {
            self.shown = Shown::Nothing;
            self.discard_scanned();
        }
    }

    /// Lets go of everything up to the end of the line found last.
    fn discard_scanned(&mut self) {
        self.lost = false;
        self.start = self.scanned;
        self.line = self.scanned;
        if self.start == self.end {
            self.empty();
        }
    }

    fn empty(&mut self) {
        self.start = 0;
        self.line = 0;
        self.scanned = 0;
        self.end = 0;
    }

    fn end_response(&mut self) {
        self.owed = self.owed.saturating_sub(1);
        log_debug!("response ended, {} owed", self.owed);
        self.expected = Expected::Status;
    }

    /// Nothing is owed: nothing but blank lines may have arrived.
    fn expect_silence(&mut self) -> Result<(), LinkError> {
        let received = self.buffer.get(self.start..self.end).unwrap_or_default();
        if received.iter().all(|&byte| is_blank(byte) || matches!(byte, b'\r' | b'\n')) {
            self.empty();
            Ok(())
        } else {
            Err(self.fail(LinkError::OutOfStep))
        }
    }

    /// The index of the next `\n` that was not seen before.
    fn find_line_end(&mut self) -> Option<usize> {
        let fresh = self.buffer.get(self.scanned..self.end).unwrap_or_default();
        let found = fresh.iter().position(|&byte| byte == b'\n');
        match found {
            Some(offset) => self.scanned.checked_add(offset),
            None => {
                self.scanned = self.end;
                None
            }
        }
    }

    /// The buffer is full of one line or one message: what was received of it is discarded.
    fn make_room(&mut self) -> Result<(), LinkError> {
        if self.expected == Expected::Status {
            return Err(self.fail(LinkError::Status));
        }
        self.lost = true;
        if self.line == self.start {
            self.empty();
            self.skipping = true;
        } else {
            self.start = self.line;
        }
        Ok(())
    }
}
