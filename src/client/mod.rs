//! Clients: thin shells that move bytes between a transport and a [`Link`](crate::link::Link).
//!
//! # Lockstep
//!
//! A command is sent when the response to the last one has ended, and goes to the transport as one `write` of the whole
//! line (another follows only after a short write). Many servers take each segment that they receive for one command.
//!
//! # After a failure
//!
//! A call can fail, or its future can be dropped, at any point. What was left over is finished by the next call before
//! it sends its own command: the rest of a line that was written in part, and the rest of every response that is owed.
//! So no call ever gets another call's response, and a command whose call failed may still be carried out. Repeating a
//! `put` is safe: it stores the same sample again.
//!
//! After [`Error::Link`] the connection is over, and `reconnect` makes the client good again.
//!
//! # Pipelining
//!
//! A [`Batch`] does not wait for the response to one `put` before it sends the next. It fills the buffer with lines,
//! gives them to the transport in one `write`, and matches the responses in order as they come. Its window is the most
//! `put`s whose response has not ended. It has to be asked for, because neither every server nor every transport is fit
//! for it; a window of 1 is lockstep, and all are fit for that.
//!
//! **Servers.** Many take each segment that they receive for one command, and give one error, or one merged response,
//! for all the lines in it. Then readings are lost, and because nothing in a response tells which `put` it is to, those
//! that come are counted for others. Mostly some are missing in the end, and [`finish`](Batch::finish) runs into a
//! time-out or the end of the stream. But a server that takes the two parts of a line that was cut between segments for
//! a line each answers one time too many: then `finish` may succeed, and the next call gets a response that is not its
//! own. So success, counts and rejections mean something only with a server that is known to answer every line once,
//! however it arrives.
//!
//! **Transports.** Responses arrive while lines are still being written: 4 bytes for an `ok`, 21 for `wrong command`.
//! They are read after that, so something has to keep them, never more than a window's.
//!
//! * A UART without a receive buffer loses them: its window is 1. One whose buffer is filled by an interrupt or by DMA
//!   has to have room there for a window's responses.
//! * TCP loses none. But a server that cannot send its responses stops reading, and if the client still writes, both
//!   wait: for ever, or until the time-out. That cannot happen where a window's responses fit the client's receive
//!   buffer. The client of `tcp` bounds its windows for it.

#[macro_use]
mod connection;

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
