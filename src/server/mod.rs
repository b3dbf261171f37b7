//! The server core, without I/O: a [`Session`] answers one connection from a [`Store`].
//!
//! To serve, move bytes between a transport and a session: [`Session`] shows the loop. `tcp::Server` (feature `std`)
//! does it for many sockets. [`FixedStore`] keeps samples without an allocator, `MemoryStore` (feature `std`) with one.

mod fixed;
mod loopback;
#[cfg(feature = "std")]
mod memory;
pub(crate) mod output;
mod queue;
pub(crate) mod responder;
mod rows;
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
