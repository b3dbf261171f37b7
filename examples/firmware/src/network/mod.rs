//! TCP over the board's Ethernet, with smoltcp: blocking, one connection at a time, in memory of a known size.

mod connection;
mod device;
mod error;
mod stack;

pub use connection::Connection;
pub use error::Error;
pub use smoltcp::time::Duration;
pub use smoltcp::wire::{Ipv4Address, Ipv4Cidr};
pub use stack::{Buffers, NO_SOCKETS, Network, Sockets};
