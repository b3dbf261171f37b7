//! What a link returns to its driver.

/// What a driver has to do next, or has received. The list is complete: a driver must handle every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Event {
    /// Write [`Link::unsent`](super::Link::unsent) to the transport, then call [`Link::sent`](super::Link::sent).
    Transmit,
    /// Flush the transport, then call [`Link::flushed`](super::Link::flushed).
    Flush,
    /// Read from the transport into [`Link::space`](super::Link::space), then call
    /// [`Link::received`](super::Link::received).
    Receive,
    /// [`Link::row`](super::Link::row) returns a row of the oldest owed response.
    Row,
    /// The oldest owed response has ended, and it was `ok`.
    End,
    /// The oldest owed response has ended, and it was `error`: [`Link::message`](super::Link::message) returns the text.
    Rejected,
    /// No response is owed.
    Idle,
}
