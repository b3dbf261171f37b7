//! One connection's protocol state, without I/O: bytes in, events out, and a count of the responses still owed.
//!
//! A [`Link`] never reads or writes. Its driver asks [`poll`](Link::poll) what to do next, does that with a transport,
//! and reports it to the link: see the loop in [`Link`]'s example. The clients of this crate are that loop.
//!
//! # What a link guarantees
//!
//! * A response carries no identifier, so a link counts the commands whose response has not ended. An interruption
//!   between two steps (a time-out, an I/O error, a dropped future) changes nothing in the link: the next step continues
//!   where the last one ended, in the middle of a line if need be. So a response that comes late is never taken for the
//!   next command's.
//! * One buffer serves both directions, because lines are queued only while it holds no received bytes, and sent before
//!   any are asked for.
//! * A row that cannot be read is an error for that row alone. A status line that cannot be read, an end of stream, or
//!   bytes that no command asked for end the connection: no later byte could be attributed to a command.
//! * The work is linear in the number of bytes received, whatever they are and however they arrive.
//!
//! All of this takes a peer that sends one response for each command. One response too many is noticed when it has
//! arrived before the next command is sent, and not when it comes later.

mod error;
mod event;
mod receive;
mod state;
mod transmit;

pub use error::{LinkError, MessageError, SendError};
pub use event::Event;
pub use state::Link;
