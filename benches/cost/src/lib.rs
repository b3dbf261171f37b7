//! What the programs in `bin` share. Each is a firmware that reports readings, with as little around it as will do.

#![no_std]

pub mod by_hand;
pub mod ours;
pub mod peer;
pub mod values;

#[cfg(feature = "count")]
mod count;
mod panic;
mod run;
#[cfg(feature = "count")]
mod stack;

pub use run::{no_get, run};

/// The key of everything that is put and got.
const KEY: &str = "palm.cpu";

/// The time of everything that is put, which the compiler does not know.
fn now() -> i64 {
    core::hint::black_box(1_501_864_247)
}
