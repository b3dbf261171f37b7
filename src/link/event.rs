//! What a link says to whoever drives it.

/// What a driver has to do, or has got. There will be no others: a driver must know them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Event {
    /// Write [`Link::unsent`](super::Link::unsent) to the transport, then tell [`Link::sent`](super::Link::sent).
    Transmit,
    /// Flush the transport, then tell [`Link::flushed`](super::Link::flushed).
    Flush,
    /// Read from the transport into [`Link::space`](super::Link::space), then tell
    /// [`Link::received`](super::Link::received).
    Receive,
    /// [`Link::row`](super::Link::row) has a row of the oldest owed response.
    Row,
    /// The oldest owed response has ended, and it was `ok`.
    End,
    /// The oldest owed response has ended, and it was `error`: [`Link::message`](super::Link::message) has the text.
    Rejected,
    /// No response is owed.
    Idle,
}
