//! Sending: queues commands, and keeps track of what is unsent.

use super::error::SendError;
use super::state::{Link, Output};
use crate::util::bytes::{clamped, move_to_start};
use crate::wire::{Command, EncodeError, Value, Writer};

impl<const N: usize> Link<N> {
    /// Queues a command. Its response is owed from here on, whatever happens to the transport.
    ///
    /// In lockstep, call this when [`poll`](Self::poll) has returned [`Event::Idle`](super::Event::Idle). While earlier
    /// responses are owed it works too, as long as the buffer is empty.
    ///
    /// # Errors
    ///
    /// Nothing is queued when this fails, but what the last event showed is released.
    ///
    /// [`SendError::Encode`] when the value is not finite or the line does not fit the buffer. [`SendError::Busy`] when
    /// the buffer holds unsent or received bytes: do what [`poll`](Self::poll) says, and try again.
    /// [`SendError::Link`] when the connection has failed.
    pub fn send<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), SendError> {
        self.check()?;
        self.release();
        if self.end != 0 {
            return Err(SendError::Busy);
        }
        Ok(self.write_line(command)?)
    }

    /// Writes a command's line to the end of the buffer.
    fn write_line<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), EncodeError> {
        let mut out = Writer::new(&mut self.buffer);
        command.write(&mut out)?;
        self.start = out.start().ok_or(EncodeError::TooLong)?;
        self.end = N;
        self.output = Output::Unsent;
        self.owed = self.owed.saturating_add(1);
        Ok(())
    }

    /// Queues a command behind those that are still unsent, so that all of them can go out in one write. Responses may
    /// be owed. [`send`](Self::send) writes at the end of the buffer, so nothing can be appended behind its line.
    ///
    /// What is unsent and what is received share the buffer, so receive only when [`poll`](Self::poll) says so.
    ///
    /// Many peers do not take more than one command in a segment: see [pipelining](crate::client#pipelining).
    ///
    /// # Errors
    ///
    /// Nothing is queued when this fails, but what the last event showed is released.
    ///
    /// [`SendError::Encode`] when the value is not finite or the line does not fit an empty buffer. [`SendError::Busy`]
    /// when it does not fit behind what is unsent, or when the buffer holds received bytes. [`SendError::Link`] when the
    /// connection has failed.
    ///
    /// ```
    /// use metricline::link::{Link, SendError};
    /// use metricline::{Command, Sample, key};
    ///
    /// let put = |timestamp: i64| Command::Put(Sample { key: key!("k"), value: 1, timestamp: timestamp.into() });
    ///
    /// let mut link: Link<32> = Link::new();
    /// link.append(&put(1))?;
    /// link.append(&put(2))?;
    /// link.append(&put(3))?;
    /// assert_eq!(link.append(&put(4)), Err(SendError::Busy)); // 30 of 32 bytes are taken
    /// assert_eq!(link.unsent(), b"put k 1 1\nput k 1 2\nput k 1 3\n");
    /// assert_eq!(link.owed(), 3);
    /// # Ok::<(), SendError>(())
    /// ```
    pub fn append<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), SendError> {
        self.check()?;
        self.release();
        if self.end != 0 && self.output != Output::Unsent {
            return Err(SendError::Busy);
        }
        let free = self.buffer.get_mut(self.end..).unwrap_or_default();
        let mut out = Writer::new(free);
        command.write(&mut out)?;
        let Some(line_start) = out.start() else {
            return Err(if self.end == 0 { EncodeError::TooLong.into() } else { SendError::Busy });
        };
        let length = free.len().wrapping_sub(line_start);
        move_to_start(free, line_start..free.len());
        self.end = self.end.wrapping_add(length);
        self.output = Output::Unsent;
        self.owed = self.owed.saturating_add(1);
        Ok(())
    }

    /// The bytes to write next: what is queued and not sent, in one slice.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        let end = if self.output == Output::Unsent { self.end } else { 0 };
        clamped(&self.buffer, self.start, end)
    }

    /// Call this when the transport has taken the first `n` bytes of [`unsent`](Self::unsent).
    pub fn sent(&mut self, n: usize) {
        if self.output == Output::Unsent {
            let unsent = self.end.wrapping_sub(self.start);
            self.start = self.start.wrapping_add(n);
            if n >= unsent {
                self.empty();
                self.output = Output::Unflushed;
            }
        }
    }

    /// Call this when the transport has been flushed.
    pub fn flushed(&mut self) {
        if self.output == Output::Unflushed {
            self.output = Output::Done;
        }
    }
}
