//! How far a batch has come, without I/O.

use crate::client::error::Error;
use crate::link::{Event, Link, LinkError, MessageError, SendError};
use crate::wire::{Command, Value};

/// A `put` of a batch that the server rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Rejection<'m> {
    /// The number of `put`s that the batch had queued before this one.
    pub index: u64,
    /// The server's message, or why it cannot be shown.
    pub message: Result<&'m str, MessageError>,
}

pub struct Progress<F> {
    /// The largest number of responses owed.
    window: u32,
    /// The window was full: responses are received until half of it is free. If each of them made room for one line,
    /// each line would get a write of its own.
    receiving: bool,
    pub queued: u64,
    pub answered: u64,
    rejected: F,
}

/// What to do before a `put` is queued.
pub enum Next {
    /// Nothing: it is queued.
    Queued,
    /// Write what is unsent.
    Write,
    /// Wait for an event of the link, and [settle](Progress::settle) it.
    Event,
}

impl<F: FnMut(Rejection<'_>)> Progress<F> {
    pub fn new(window: u32, rejected: F) -> Self {
        // Responses owed to earlier calls are received first.
        Self { window: window.max(1), receiving: true, queued: 0, answered: 0, rejected }
    }

    /// Queues a `put` if the window and the buffer have room for it.
    pub fn queue<V: Value, E, const N: usize>(
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

    /// Takes an event as the response to the oldest `put` that is not answered.
    pub fn settle<const N: usize>(&mut self, link: &mut Link<N>, event: Event) -> Result<(), LinkError> {
        if self.queued == 0 {
            // A part of a response to an earlier call.
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
        self.answered = self.answered.wrapping_add(link.take_plain_ok().into());
        Ok(())
    }
}
