//! The other side, without I/O: a [`Session`] answers one connection out of a [`Store`].
//!
//! A server is a transport's bytes going through a session: see [`Session`] for the loop, and
//! `tcp::Server` (feature `std`) for one over many sockets.

pub(crate) mod exchange;
mod fixed;
mod loopback;
#[cfg(feature = "std")]
mod memory;
pub(crate) mod output;
mod queue;
mod response;
mod session;
mod store;
mod totals;

pub use fixed::{FixedStore, MAX_KEY};
pub use loopback::Loopback;
#[cfg(feature = "std")]
pub use memory::MemoryStore;
pub use session::Session;
pub use store::{Store, StoreError};
pub use totals::Totals;
