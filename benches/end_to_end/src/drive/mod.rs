//! Clients at work.

pub mod batch;
pub mod lockstep;
pub mod turns;
