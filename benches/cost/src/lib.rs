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
#[cfg(not(feature = "count"))]
mod run;
#[cfg(feature = "count")]
mod stack;

pub use cortex_m_rt::entry;
#[cfg(feature = "count")]
pub use count::run;
pub use program::Program;
#[cfg(not(feature = "count"))]
pub use run::run;
