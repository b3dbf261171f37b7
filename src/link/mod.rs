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
//! * One buffer serves both directions, because lines are queued only while it holds no received bytes, and sent before
//!   any are asked for.
//! * A row that cannot be read is an error for that row alone. A status line that cannot be read, an end of stream, or
//!   bytes that no command asked for end the connection: no later byte could be attributed to a command.
//!
//! All of this takes a peer that sends one response for each command. If it sends one more, that is noticed when it has
//! arrived before the next command is sent, and not when it comes later.

mod error;
mod event;
mod pipeline;
mod row;

pub use error::{LinkError, MessageError, SendError};
pub use event::Event;

use crate::util::bytes::{move_to_start, within};
use crate::wire::{Command, EncodeError, Status, Tail, Value, without_cr};
use crate::words::line_end;

/// The protocol state of one connection, with room for `N` bytes, of which there are at least 16; the compiler checks
/// that.
///
/// `N` bytes, line ends included, hold the longest command, the longest row, or the longest message together with the
/// empty line that ends it, however the bytes arrive. A longer row is [`RowError::TooLong`](crate::RowError::TooLong),
/// a longer message [`MessageError::TooLong`], and `N` bytes that do not hold the line end of a status
/// [`LinkError::Status`].
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
// In this order, because a core reaches what is near with shorter instructions.
#[repr(C)]
pub struct Link<const N: usize = 128> {
    // Either `buffer[line..end]` is unsent, or `buffer[..end]` was received. Of that, `buffer[..line]` is a message
    // that is being gathered, or was let go of; the current line starts at `line`, and has no line end in its first
    // `scanned` bytes. Where nothing is kept, all three are 0.
    output: Output,
    input: Input,
    spent: Spent,
    /// A part of the row or message that is being received, or is shown, was discarded.
    lost: bool,
    over: Option<LinkError>,
    owed: u32,
    end: usize,
    line: usize,
    scanned: usize,
    buffer: [u8; N],
}

/// What the transport has yet to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    Done,
    Unsent,
    Unflushed,
}

/// What the current line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    Status,
    Row,
    Message,
}

/// What is done with. It is shown until the next step, which lets go of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spent {
    Nothing,
    /// The current line.
    Line,
    /// The current line, which is empty, and the message before it.
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
            line: 0,
            scanned: 0,
            end: 0,
            owed: 0,
            output: Output::Done,
            input: Input::Status,
            spent: Spent::Nothing,
            lost: false,
            over: None,
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
    /// the buffer is not empty: nothing is queued, but what the last event showed is let go of. [`SendError::Link`] when
    /// the connection is over.
    pub fn send<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), SendError> {
        self.check()?;
        self.release();
        if self.end != 0 {
            return Err(SendError::Busy);
        }
        Ok(self.queue(command)?)
    }

    /// Queues a command where the buffer is known to be empty.
    pub(crate) fn queue<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), EncodeError> {
        let mut out = Tail::new(&mut self.buffer);
        command.write(&mut out)?;
        self.line = out.start().ok_or(EncodeError::TooLong)?;
        self.end = N;
        self.output = Output::Unsent;
        self.owed = self.owed.saturating_add(1);
        Ok(())
    }

    /// Says what to do next.
    ///
    /// [`Transmit`](Event::Transmit), [`Flush`](Event::Flush) and [`Receive`](Event::Receive) are said until they are
    /// done. What the other events show is let go of when this or [`send`](Self::send) is called.
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
        loop {
            self.release();
            if self.owed == 0 {
                // Nothing but blank lines may have arrived.
                if !is_silence(within(&self.buffer, self.line, self.end)) {
                    return Err(self.fail(LinkError::OutOfStep));
                }
                self.empty();
                return Ok(Event::Idle);
            }
            let line_start = self.line;
            let fresh = within(&self.buffer, line_start.wrapping_add(self.scanned), self.end);
            let found = line_end(fresh);
            self.scanned = self.scanned.wrapping_add(found.unwrap_or(fresh.len()));
            if found.is_none() {
                if self.end == N {
                    self.make_room()?;
                }
                return Ok(Event::Receive);
            }
            let line = without_cr(within(&self.buffer, line_start, line_start.wrapping_add(self.scanned)));
            match self.input {
                Input::Status => {
                    self.spent = Spent::Line;
                    self.input = match Status::of(line) {
                        Some(Status::Ok) => Input::Row,
                        Some(Status::Error) => Input::Message,
                        // Some peers end a response with three line ends.
                        None if is_silence(line) => Input::Status,
                        None => return Err(self.fail(LinkError::Status)),
                    };
                }
                Input::Message if !line.is_empty() => self.next_line(),
                input => {
                    self.spent = Spent::Line;
                    if !line.is_empty() {
                        return Ok(Event::Row);
                    }
                    self.owed = self.owed.wrapping_sub(1);
                    log_debug!("response ended, {} owed", self.owed);
                    self.input = Input::Status;
                    if input == Input::Message {
                        self.spent = Spent::Message;
                        return Ok(Event::Rejected);
                    }
                    return Ok(Event::End);
                }
            }
        }
    }

    /// The bytes to write next: what was queued and is not sent, in one slice.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        let end = if self.output == Output::Unsent { self.end } else { 0 };
        within(&self.buffer, self.line, end)
    }

    /// The transport has taken the first `n` bytes of [`unsent`](Self::unsent).
    pub fn sent(&mut self, n: usize) {
        if self.output == Output::Unsent {
            let unsent = self.end.wrapping_sub(self.line);
            self.line = self.line.wrapping_add(n);
            if n >= unsent {
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
        self.buffer.get_mut(self.end.min(N)..).unwrap_or_default()
    }

    /// The transport has put `n` bytes into [`space`](Self::space); 0 is the end of the stream, which ends the
    /// connection.
    pub fn received(&mut self, n: usize) {
        if n == 0 && self.over.is_none() {
            self.fail(LinkError::Closed);
        }
        // A transport that claims to have read more than there was room for is not believed.
        let room = N.wrapping_sub(self.end);
        self.end = self.end.wrapping_add(n.min(room));
    }

    /// The text of the last [`Event::Rejected`], without its last line end. Empty after any other event.
    ///
    /// # Errors
    ///
    /// When it was longer than the buffer or is not UTF-8. It was a rejection all the same.
    pub fn message(&self) -> Result<&str, MessageError> {
        if self.spent != Spent::Message {
            return Ok("");
        }
        if self.lost {
            return Err(MessageError::TooLong);
        }
        let text = self.buffer.get(..self.line).unwrap_or_default();
        let text = without_cr(text.strip_suffix(b"\n").unwrap_or(text));
        core::str::from_utf8(text).map_err(|_| MessageError::NotUtf8)
    }

    /// Ends the connection.
    pub(crate) fn fail(&mut self, error: LinkError) -> LinkError {
        log_warn!("connection over: {}", error);
        self.over = Some(error);
        error
    }

    fn check(&self) -> Result<(), LinkError> {
        self.over.map_or(Ok(()), Err)
    }

    /// Lets go of what is done with.
    fn release(&mut self) {
        if self.spent == Spent::Nothing {
            return;
        }
        self.spent = Spent::Nothing;
        self.lost = false;
        self.next_line();
        if self.line == self.end {
            self.empty();
        }
        if self.input == Input::Message {
            // A message starts where the buffer does.
            self.move_to_start();
        }
    }

    fn next_line(&mut self) {
        // The line end is no part of the line.
        self.line = self.line.wrapping_add(self.scanned).wrapping_add(1);
        self.scanned = 0;
    }

    /// Keeps nothing any more; nothing of the current line was scanned.
    fn empty(&mut self) {
        self.line = 0;
        self.end = 0;
    }

    /// Moves the current line, and what follows it, to the start.
    #[inline(never)]
    fn move_to_start(&mut self) {
        move_to_start(&mut self.buffer, self.line..self.end);
        self.end = self.end.wrapping_sub(self.line);
        self.line = 0;
    }

    /// Makes room in a full buffer: moves the current line to the start, which costs a message its earlier lines; a line
    /// that fills the buffer alone is discarded.
    fn make_room(&mut self) -> Result<(), LinkError> {
        if self.line != 0 {
            self.lost = self.input == Input::Message;
            self.move_to_start();
        } else if self.input == Input::Status {
            return Err(self.fail(LinkError::Status));
        } else {
            // One byte stands for what is discarded, so that the rest of the line is not taken for an empty one.
            if let Some(first) = self.buffer.first_mut() {
                *first = b'?';
            }
            self.scanned = 1;
            self.end = 1;
            self.lost = true;
        }
        Ok(())
    }
}

/// Nothing but blanks and line ends.
fn is_silence(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
