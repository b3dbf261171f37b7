//! Many `put`s on their way at once.

#[macro_use]
mod counts;

#[cfg(feature = "async")]
mod asynch;
mod blocking;

#[cfg(feature = "async")]
pub use asynch::AsyncBatch;
pub use blocking::Batch;

use super::Error;
use crate::link::{Event, Link, LinkError, MessageError, SendError};
use crate::wire::{Command, Value};
use crate::words::WIDE;

/// A `put` of a batch that the server answered with `error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Rejection<'m> {
    /// Which it was: how many the batch had queued before it.
    pub index: u64,
    /// What the server said, or why that cannot be shown.
    pub message: Result<&'m str, MessageError>,
}

/// How far a batch is, without I/O.
struct Progress<F> {
    /// The most `put`s whose response has not ended.
    window: u32,
    /// Nothing is queued until responses have made room for more than one line: each line would get a write of its own.
    receiving: bool,
    queued: u64,
    answered: u64,
    rejected: F,
}

/// What comes before a `put` can be done with.
enum Next {
    /// Nothing: it is queued.
    Queued,
    /// What is unsent has to be written.
    Write,
    /// The link has to say something.
    Event,
}

impl<F: FnMut(Rejection<'_>)> Progress<F> {
    fn new(window: u32, rejected: F) -> Self {
        // What is owed to earlier calls is received first.
        Self { window: window.max(1), receiving: true, queued: 0, answered: 0, rejected }
    }

    /// Queues a `put` if there is room for it in the window and in the buffer.
    fn queue<V: Value, E, const N: usize>(
        &mut self,
        link: &mut Link<N>,
        put: &Command<'_, V>,
    ) -> Result<Next, Error<E>> {
        let low = if self.queued == 0 { 0 } else { self.window / 2 };
        self.receiving = if self.receiving { link.owed() > low } else { link.owed() >= self.window };
        if !self.receiving {
            match link.append(put) {
                Ok(()) => {
                    self.queued = self.queued.wrapping_add(1);
                    return Ok(Next::Queued);
                }
                Err(SendError::Busy) if !link.unsent().is_empty() => return Ok(Next::Write),
                Err(SendError::Busy) => {}
                Err(SendError::Encode(error)) => return Err(Error::Encode(error)),
                Err(SendError::Link(error)) => return Err(Error::Link(error)),
            }
        }
        Ok(Next::Event)
    }

    /// Takes what the link has said for the oldest `put` that is not answered.
    fn settle<const N: usize>(&mut self, link: &mut Link<N>, event: Event) -> Result<(), LinkError> {
        if self.queued == 0 {
            // The rest of a response to an earlier call.
            return Ok(());
        }
        let index = self.answered;
        match event {
            Event::End => self.answered = index.wrapping_add(1),
            Event::Rejected => {
                self.answered = index.wrapping_add(1);
                (self.rejected)(Rejection { index, message: link.message() });
            }
            Event::Row => return Err(link.fail(LinkError::OutOfStep)),
            Event::Transmit | Event::Flush | Event::Receive | Event::Idle => return Ok(()),
        }
        if WIDE {
            self.answered = self.answered.wrapping_add(link.take_plain_ok().into());
        }
        Ok(())
    }
}
