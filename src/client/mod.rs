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

#[macro_use]
mod connection;

#[cfg(feature = "async")]
mod asynch;
mod blocking;
mod collect;
mod error;

#[cfg(feature = "async")]
pub use asynch::{AsyncClient, AsyncRows};
pub use blocking::{Client, Rows};
pub use collect::{Collect, CollectError};
pub use error::Error;
