//! What the programs in `bin` share. Each is a firmware that reports readings, and little else.

#![no_std]

pub mod by_hand;
pub mod ours;
pub mod peer;
pub mod values;

#[cfg(feature = "count")]
mod count;
mod panic;
mod program;
#[cfg(feature = "count")]
mod stack;

pub use cortex_m_rt::entry;
pub use program::{Program, run};

/// The key of everything that is put and got.
const KEY: &str = "palm.cpu";

/// The time of everything that is put, which the compiler does not know.
fn now() -> i64 {
    core::hint::black_box(1_501_864_247)
}
