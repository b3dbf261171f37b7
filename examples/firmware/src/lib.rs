//! What the programs in `bin` share: the board, a read time-out for any transport, and the readings.

#![no_std]

pub mod board;
pub mod readings;
pub mod timeout;
