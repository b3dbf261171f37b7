//! Clients at work.

pub mod batch;
pub mod connections;
pub mod lockstep;
