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
//! A [`Batch`] does not wait for the response to one `put` before it sends the next: it fills the buffer with lines,
//! gives it to the transport in one `write`, and matches the responses in order as they come, of which at most a window
//! is owed. This has to be asked for, because not every server and not every transport is fit for it.
//!
//! **The server.** Many take each segment that they receive for one command, and give one error or one merged response
//! for all the lines in it. Then readings are lost, and responses are counted for other `put`s than they belong to.
//! It shows when the batch is finished: fewer responses come than were asked for, which is a time-out or the end of the
//! stream, and never `Ok`. A window of 1 is lockstep, and fit for every server.
//!
//! **The transport.** Responses come while lines are still being written, and wait until those are: four bytes for
//! `ok`, 21 for `wrong command`.
//!
//! * A UART that has no receive buffer loses them: its window is 1. Where an interrupt or a DMA fills a buffer, a
//!   window's responses must fit that.
//! * Over TCP none is lost. But a server that cannot send its responses stops reading, and where the client cannot write
//!   on either, both wait for ever, or until the time-out. A window whose responses fit the client's receive buffer rules
//!   that out, and so does any of up to 3000 over a desktop's or a server's sockets, whose buffers have 64 kB and more.

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
