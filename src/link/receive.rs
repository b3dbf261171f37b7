//! Responses as they arrive: bytes in, events out.

use super::error::{LinkError, MessageError};
use super::event::Event;
use super::state::{Consumed, Input, Link, Output};
use crate::util::bytes::clamped;
use crate::util::utf8::from_utf8;
use crate::wire::fast::{Fields, line_end};
use crate::wire::{Row, RowError, Status, without_cr};

/// The whole response to a `put`, as most servers send it.
const PLAIN_OK: &[u8] = b"ok\n\n";

impl<const N: usize> Link<N> {
    /// Returns what to do next, or what was received.
    ///
    /// [`Transmit`](Event::Transmit), [`Flush`](Event::Flush) and [`Receive`](Event::Receive) are returned until that is
    /// done. What the other events show is released by the next call of this, [`send`](Self::send),
    /// [`append`](Self::append) or [`take_plain_ok`](Self::take_plain_ok).
    ///
    /// # Errors
    ///
    /// [`LinkError`] when the connection has failed: every later call returns it, too, until [`reset`](Self::reset).
    // Inline, a row takes a tenth fewer instructions. Not on small cores, for code size.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub fn poll(&mut self) -> Result<Event, LinkError> {
        self.check()?;
        match self.output {
            Output::Done => {}
            Output::Unsent => return Ok(Event::Transmit),
            Output::Unflushed => return Ok(Event::Flush),
        }
        loop {
            if self.read_row() {
                return Ok(Event::Row);
            }
            if let Some(event) = self.read_line()? {
                return Ok(event);
            }
        }
    }

    /// Reads the next line, if all of it has arrived.
    // As above.
    #[cfg_attr(target_pointer_width = "64", inline)]
    fn read_line(&mut self) -> Result<Option<Event>, LinkError> {
        self.release();
        if self.owed == 0 {
            // Only blank lines may have arrived.
            if !is_blank_text(self.received_bytes()) {
                return Err(self.fail(LinkError::OutOfStep));
            }
            self.empty();
            return Ok(Some(Event::Idle));
        }
        let unscanned = clamped(&self.buffer, self.start.wrapping_add(self.scanned), self.end);
        let Some(length) = line_end(unscanned) else {
            self.scanned = self.scanned.wrapping_add(unscanned.len());
            if self.end == N {
                self.make_room()?;
            }
            return Ok(Some(Event::Receive));
        };
        self.scanned = self.scanned.wrapping_add(length);
        let received = without_cr(self.scanned_bytes());
        match self.input {
            Input::Status => {
                self.input = match Status::from_text(received) {
                    Some(Status::Ok) => Input::Row,
                    Some(Status::Error) => Input::Message,
                    // Some peers end a response with three line ends.
                    None if is_blank_text(received) => Input::Status,
                    None => return Err(self.fail(LinkError::Status)),
                };
                self.consumed = Consumed::Line;
                Ok(None)
            }
            Input::Row if received.is_empty() => Ok(Some(self.end_response(Consumed::Line, Event::End))),
            Input::Row => {
                self.consumed = Consumed::Line;
                Ok(Some(Event::Row))
            }
            Input::Message if matches!(received, [] | [.., b'\n']) => {
                Ok(Some(self.end_response(Consumed::Message, Event::Rejected)))
            }
            Input::Message => {
                // The message goes on behind this line end.
                self.scanned = self.scanned.wrapping_add(1);
                Ok(None)
            }
        }
    }

    fn end_response(&mut self, consumed: Consumed, event: Event) -> Event {
        self.consumed = consumed;
        self.input = Input::Status;
        self.owed = self.owed.wrapping_sub(1);
        log_debug!("response ended, {} owed", self.owed);
        event
    }

    /// Where to put received bytes. Not empty when [`poll`](Self::poll) has returned [`Event::Receive`].
    pub fn space(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.end.min(N)..).unwrap_or_default()
    }

    /// Call this when the transport has put `n` bytes into [`space`](Self::space). 0 is the end of the stream, which
    /// ends the connection.
    pub fn received(&mut self, n: usize) {
        if n == 0 {
            self.fail(LinkError::Closed);
        }
        // At most what there was room for, whatever the transport claims.
        let room = N.wrapping_sub(self.end);
        self.end = self.end.wrapping_add(n.min(room));
    }

    /// Ends the responses at the start of the received bytes that are exactly `ok`, an empty line and nothing else, as
    /// long as one is owed. Returns their number.
    ///
    /// Call it after [`Event::End`] or [`Event::Rejected`], which it releases. [`poll`](Self::poll) would return
    /// [`Event::End`] for each of these responses, at ten times the cost. At any other time it may return 0.
    pub fn take_plain_ok(&mut self) -> u32 {
        if self.output != Output::Done || self.failed.is_some() {
            return 0;
        }
        self.release();
        if self.input != Input::Status {
            return 0;
        }
        let mut owed = self.owed;
        let mut unread = self.received_bytes();
        while let (1.., Some(next)) = (owed, unread.strip_prefix(PLAIN_OK)) {
            owed = owed.wrapping_sub(1);
            unread = next;
        }
        let count = self.owed.wrapping_sub(owed);
        if count > 0 {
            self.start = self.end.wrapping_sub(unread.len());
            self.scanned = 0;
            self.owed = owed;
        }
        if self.start == self.end {
            self.empty();
        }
        count
    }

    /// The row of the last [`Event::Row`].
    ///
    /// # Errors
    ///
    /// Every [`RowError`]; the rest of the response can still be read. [`RowError::Fields`] after any other event.
    #[inline]
    pub fn row(&self) -> Result<Row<'_>, RowError> {
        if let (Some(fields), Some(bytes)) = (&self.fields, self.buffer.get(self.start..)) {
            return Row::from_fields(fields, bytes);
        }
        if (self.consumed, self.input) != (Consumed::Line, Input::Row) {
            return Err(RowError::Fields);
        }
        if self.truncated {
            return Err(RowError::TooLong);
        }
        Row::parse(self.scanned_bytes())
    }

    /// The text of the last [`Event::Rejected`], without its last line end. Empty after any other event.
    ///
    /// # Errors
    ///
    /// [`MessageError`] when it was longer than the buffer or is not UTF-8. The command was rejected all the same.
    pub fn message(&self) -> Result<&str, MessageError> {
        if self.consumed != Consumed::Message {
            return Ok("");
        }
        if self.truncated {
            return Err(MessageError::TooLong);
        }
        let received = without_cr(self.scanned_bytes());
        let message = match received {
            [message @ .., b'\n'] => without_cr(message),
            message => message,
        };
        from_utf8(message).ok_or(MessageError::NotUtf8)
    }

    /// Proceeds to the next row on the fast path, if there is one.
    #[inline(always)]
    fn read_row(&mut self) -> bool {
        // What follows the part of a row that was discarded is not a row.
        if self.input != Input::Row || self.truncated {
            return false;
        }
        let scanned = self.start.wrapping_add(self.scanned);
        // A row that arrives in pieces is read again when it has doubled, so that the work stays linear.
        let (start, wanted) = match self.consumed {
            Consumed::Nothing => (self.start, self.scanned.max(Fields::SHORTEST)),
            Consumed::Line | Consumed::Message => (scanned.wrapping_add(1), Fields::SHORTEST),
        };
        if self.end.wrapping_sub(scanned) < wanted {
            return false;
        }
        let Some(fields) = self.buffer.get(start..self.end).and_then(Fields::read) else { return false };
        self.start = start;
        self.scanned = fields.line_end();
        self.consumed = Consumed::Line;
        self.fields = Some(fields);
        true
    }

    /// Makes room in a full buffer: moves the current line or message to the start. A row or message that fills the
    /// whole buffer is truncated; a status line that does ends the connection.
    fn make_room(&mut self) -> Result<(), LinkError> {
        if self.start != 0 {
            self.move_to_start();
        } else if self.input == Input::Status {
            return Err(self.fail(LinkError::Status));
        } else {
            // Two bytes are kept: behind `\n`, or `\n\r`, the next `\n` is the empty line that ends a message.
            self.start = N.saturating_sub(2);
            self.move_to_start();
            self.scanned = self.end;
            self.truncated = true;
        }
        Ok(())
    }
}

/// Nothing but blanks and line ends.
fn is_blank_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
