//! The other side, without I/O: a [`Session`] answers one connection out of a [`Store`].
//!
//! A server is a transport's bytes going through a session: see [`Session`] for the loop, and
//! `tcp::Server` (feature `std`) for one over many sockets.

mod exchange;
mod fixed;
mod loopback;
mod output;
mod queue;
mod response;
mod session;
mod store;

pub use fixed::{FixedStore, MAX_KEY};
pub use loopback::Loopback;
pub use session::{Session, Totals};
pub use store::{Store, StoreError};

#[cfg(feature = "std")]
pub(crate) use exchange::Exchange;
#[cfg(feature = "std")]
pub(crate) use output::Output;
