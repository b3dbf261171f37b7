//! What the programs in `bin` share: the board, a network, a read time-out for any transport, and the readings.

#![no_std]

pub mod backoff;
pub mod board;
#[cfg(feature = "embassy")]
pub mod embassy;
#[cfg(feature = "tcp")]
pub mod network;
pub mod readings;
pub mod timeout;
