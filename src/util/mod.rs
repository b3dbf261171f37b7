//! Helpers that know nothing of the protocol.

#[macro_use]
mod log;

pub mod bytes;
pub mod sorted;
pub mod utf8;
