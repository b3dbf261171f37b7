//! Clients: thin shells that move bytes between a transport and a [`Link`](crate::link::Link).
//!
//! # Lockstep
//!
//! A command is sent when the response to the last one has ended, and goes to the transport as one `write` of the whole
//! line (another follows only after a short write). Many servers take each segment that they receive for one command.
//!
//! # After a failure
//!
//! A call can fail, or its future can be dropped, at any point. The next call finishes it before it sends its own
//! command: it writes the unsent part of a line, and reads and discards every response that is owed. So no call ever
//! returns another call's response, and a command whose call failed may still be carried out. Repeating a `put` is safe:
//! it stores the same sample again.
//!
//! [`Error::Link`] ends the connection: call `reconnect` to continue over a fresh one.
//!
//! # Pipelining
//!
//! A [`Batch`] does not wait for the response to one `put` before it sends the next. It fills the buffer with lines,
//! gives them to the transport in one `write`, and matches the responses in order as they arrive. Its window is the
//! largest number of responses owed. It is opt-in, because neither every server nor every transport supports it. All
//! support a window of 1, which is lockstep.
//!
//! **Servers.** Many take each segment that they receive for one command, and send one error, or one merged response,
//! for all the lines in it. Then readings are lost. Because a response does not tell which `put` it belongs to, those
//! that arrive are counted for others. Usually some are missing in the end, and [`finish`](Batch::finish) returns a
//! time-out or the end of the stream. But a server that takes the two parts of a line cut between segments for one line
//! each sends one response too many: then `finish` may succeed, and the next call gets a response that is not its own.
//! So success, counts and rejections mean something only with a server that is known to answer every line once, however
//! it arrives.
//!
//! **Transports.** Responses arrive while lines are still being written: 4 bytes for an `ok`, 21 for `wrong command`.
//! They are read later, so something has to buffer them: at most a window's responses.
//!
//! * A UART without a receive buffer loses them: its window is 1. One that an interrupt or DMA reads into a buffer needs
//!   room there for a window's responses.
//! * TCP loses none. But a server that cannot send its responses stops reading. If the client still writes then, both
//!   wait: forever, or until the time-out. That cannot happen while a window's responses fit the client's receive
//!   buffer. The client of `tcp` limits its window accordingly.

#[macro_use]
mod shell;

#[cfg(feature = "async")]
mod asynch;
mod batch;
mod blocking;
mod collect;
mod error;

#[cfg(feature = "async")]
pub use asynch::{AsyncClient, AsyncRows};
#[cfg(feature = "async")]
pub use batch::AsyncBatch;
pub use batch::{Batch, Rejection};
pub use blocking::{Client, Rows};
pub use collect::{Collect, CollectError};
pub use error::Error;
