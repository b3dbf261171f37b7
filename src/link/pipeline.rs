//! Several commands before the first response: more lines in a buffer, and more responses in one.

use super::{Link, Output, SendError};
use crate::util::bytes::{move_to_start, within};
use crate::wire::{Command, EncodeError, Tail, Value};

/// The whole response to a `put`, as most servers send it.
const PLAIN_OK: &[u8] = b"ok\n\n";

impl<const N: usize> Link<N> {
    /// Queues a command behind those that are still unsent, so that all of them can go out in one write. Where nothing
    /// is unsent it does what [`send`](Self::send) does, but for one thing: behind a line that `send` has queued there is
    /// no room for another.
    ///
    /// What is unsent and what is received share the buffer, so receive only when [`poll`](Self::poll) says so.
    ///
    /// Many peers do not take more than one command in a segment, see [pipelining](crate::client#pipelining).
    ///
    /// # Errors
    ///
    /// [`SendError::Encode`] when the value is not finite or the line does not fit an empty buffer, [`SendError::Busy`]
    /// when it does not fit behind what is unsent, or when the buffer holds received bytes: nothing is queued, but what
    /// the last event showed is let go of. [`SendError::Link`] when the connection is over.
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
        let mut out = Tail::new(free);
        command.write(&mut out)?;
        let Some(start) = out.start() else {
            return Err(if self.end == 0 { EncodeError::TooLong.into() } else { SendError::Busy });
        };
        let length = free.len().wrapping_sub(start);
        move_to_start(free, start..free.len());
        self.end = self.end.wrapping_add(length);
        self.output = Output::Unsent;
        self.owed = self.owed.saturating_add(1);
        Ok(())
    }

    /// Takes the responses that have arrived behind one that has just ended, as long as each is `ok` and nothing else,
    /// and says how many they were: [`poll`](Self::poll) would say [`Event::End`](super::Event::End) to each, at ten
    /// times the cost.
    pub(crate) fn take_plain_ok(&mut self) -> u32 {
        self.release();
        let mut owed = self.owed;
        let mut rest = within(&self.buffer, self.line, self.end);
        while let (1.., Some(next)) = (owed, rest.strip_prefix(PLAIN_OK)) {
            owed = owed.wrapping_sub(1);
            rest = next;
        }
        let count = self.owed.wrapping_sub(owed);
        self.owed = owed;
        self.line = self.end.wrapping_sub(rest.len());
        if self.line == self.end {
            self.empty();
        }
        count
    }
}
